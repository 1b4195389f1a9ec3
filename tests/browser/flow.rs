//! The guide "Starting a conversation", performed by the client while the page is open.

use crate::browser::browse;
use crate::talk::Talk;

#[tokio::test]
async fn the_conversation_is_hidden_until_its_message_and_then_in_both_inboxes() {
    browse(async |browser| {
        let talk = Talk::new().await;
        browser.open(&talk.page("")).await;
        browser.until("text('#start').includes('TALKJS_APP_ID=emulated') && text('#connection') === 'Live'").await;
        browser.run("window.isTheSamePage = true").await;

        talk.users().await;
        browser.until("text('#users').includes('Alice') && text('#users').includes('Sebastian')").await;
        talk.conversation().await;
        browser.until("text('#hidden').includes('order_391_fc')").await;
        let hidden: String = browser.get("text('#hidden')").await;
        for word in ["Not shown to anyone yet", "What a lovely day!", "no message yet", "order_inquiry", "Alice"] {
            assert!(hidden.contains(word), "{word} in {hidden}");
        }
        for inbox in ["12081", "8029"] {
            let shown: String = browser.get(&format!("text('#inbox\\\\:{inbox}')")).await;
            assert!(shown.contains("No conversations to see yet."), "{shown}");
        }

        talk.say("8029", "Hello Alice!").await;
        browser.until("text('#inbox\\\\:12081').includes('Sebastian: Hello Alice!')").await;
        browser.until("text('#inbox\\\\:8029').includes('You: Hello Alice!')").await;
        browser.until("!one('#hidden') && text('#user\\\\:12081 .badge').startsWith('1')").await;
        assert!(browser.get::<bool>("one('#inbox\\\\:12081 .unread') && !one('#inbox\\\\:8029 .unread')").await);
        assert!(browser.get::<bool>("window.isTheSamePage").await, "the page was loaded again");

        browser.until("text('#announcement').includes('Sebastian: Hello Alice!, in What a lovely day!')").await;
    })
    .await;
}

#[tokio::test]
async fn a_refused_request_is_shown_with_its_reason() {
    browse(async |browser| {
        let talk = Talk::new().await;
        browser.open(&talk.page("")).await;
        let update = talkjs_client::ConversationUpdate::new().participants(["nobody"]);
        talk.client.upsert_conversation("c", update).send().await.unwrap_err();
        browser.until("text('#requests').includes('participants.0 the user `nobody` does not exist')").await;
        browser.click("#requests summary").await;
        browser.until("text('#requests details[open]').includes('\"reasons\": {')").await;

        // What is open stays open when others come in above it.
        talk.users().await;
        browser.until("all('#requests li').length === 3 && text('#requests li:last-child').includes('reasons')").await;
        assert_eq!(browser.get::<usize>("all('#requests details[open]').length").await, 1);
    })
    .await;
}
