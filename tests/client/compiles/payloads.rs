use talkjs_client::{ConversationUpdate, NewMessage, NewUser, SystemMessage, UserMessage, UserUpdate};

#[test]
fn setters_take_what_users_write() {
    let tier = String::from("gold");
    let _ = UserUpdate::new().name("Alice").email(["alice@example.com"]).clear_photo_url();
    let _ = UserUpdate::new().custom([("tier", Some(tier.as_str())), ("old", None)]);
    let _ = UserUpdate::new().push_tokens([("fcm:abc", true)]);
    let _: UserUpdate = NewUser::new("Alice").role("buyer").into();
    let _ = ConversationUpdate::new().participants(["12081", "8029"]).welcome_messages(vec!["Hi".to_owned()]);
    let _: NewMessage = UserMessage::new("8029", "Hello Alice!").custom([("a", "b")]).idempotency_key("k").into();
    let _: NewMessage = SystemMessage::new("The order was shipped").into();
    let _ = UserMessage::with_location("8029", [51.48, -3.18]);
}
