//! `start_conversation`, as the README has it.

use ours::Ours;
use talkjs_client::{ConversationUpdate, NewUser, UserMessage};

fn main() {
    harness::start_conversations(
        async |server| Ours::with(server, |client| client),
        async |ours| {
            let started = ours
                .client()
                .start_conversation("order_391")
                .participant("12081", NewUser::new("Alice").email(["alice@example.com"]).role("buyer"))
                .participant("8029", NewUser::new("Sebastian").email(["sebastian@example.com"]).role("seller"))
                .conversation(ConversationUpdate::new().subject("What a lovely day!"))
                .message(UserMessage::new("8029", "Hello Alice!"))
                .send()
                .await
                .expect("a conversation");
            assert_eq!(started.message_ids.len(), 1);
        },
    );
}
