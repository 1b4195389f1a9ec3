//! The JSON bodies of TalkJS' guide "Starting a conversation", unchanged.

use serde_json::json;
use talkjs_client::payload;

#[test]
#[rustfmt::skip]
fn compiles() {
    super::sends(
        payload!(NewUser {
            "name": "Alice",
            "email": ["alice@example.com"],
            "photoUrl": "https://yoursite.com/userpictures/12081.png",
            "welcomeMessage": "Hey there! :-)",
            "role": "buyer"
        }),
        &json!({
            "name": "Alice",
            "email": ["alice@example.com"],
            "photoUrl": "https://yoursite.com/userpictures/12081.png",
            "welcomeMessage": "Hey there! :-)",
            "role": "buyer"
        }),
    );
    super::sends(
        payload!(ConversationUpdate {
            "participants": ["12081", "8029"],
            "subject": "What a lovely day!",
            "custom": { "category": "order_inquiry" }
        }),
        &json!({
            "participants": ["12081", "8029"],
            "subject": "What a lovely day!",
            "custom": { "category": "order_inquiry" }
        }),
    );
    super::sends(
        payload!(NewMessages [
            {
                "text": "Hello Alice!",
                "sender": "8029",
                "type": "UserMessage"
            }
        ]),
        &json!([
            {
                "text": "Hello Alice!",
                "sender": "8029",
                "type": "UserMessage"
            }
        ]),
    );
}
