use talkjs_client::types::Patch;
use talkjs_ui::rules::payload;

fn main() {
    payload!(Person { name: Patch::Set("Alice") });
}
