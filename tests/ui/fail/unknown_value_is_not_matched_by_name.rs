use talkjs_client::MessageOrigin;

fn name(origin: &MessageOrigin) -> &str {
    match origin {
        MessageOrigin::Web => "web",
        MessageOrigin::Rest => "rest",
        MessageOrigin::Email => "email",
        MessageOrigin::Import => "import",
    }
}

fn main() {}
