//! Sending, reading and resetting on the page.

use serde_json::json;
use talkjs_client::webhooks::{Verifier, parse};
use talkjs_client::{Secret, WebhookEvent};
use talkjs_emulator::Emulator;
use talkjs_tests::next_webhook;
use tokio::net::TcpListener;

use crate::browser::browse;
use crate::talk::{ALICES, Talk};
use crate::webdriver::Key;

#[tokio::test]
async fn a_message_sent_on_the_page_is_listed_by_the_client() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        browser.open(&talk.page(ALICES)).await;
        browser.run("window.isTheSamePage = true").await;
        browser.write("#text", "Thank you!").await;
        browser.click("#composer button").await;
        browser.until("text('#messages li:last-child').includes('Thank you!') && one('#text').value === ''").await;
        assert_eq!(talk.said().await, ["Thank you!", "Hello Alice!"]);
        assert!(browser.get::<bool>("window.isTheSamePage").await, "the page was loaded again");
    })
    .await;
}

#[tokio::test]
async fn a_message_sent_on_the_page_reaches_a_webhook() {
    browse(async |browser| {
        let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let talk = Talk::with(Emulator::builder().webhook(format!("http://{}/", receiver.local_addr().unwrap()))).await;
        talk.conversation().await;
        browser.open(&talk.page(ALICES)).await;
        browser.write("#text", "Thank you!").await;
        browser.press(Key::Enter).await;
        let verifier = Verifier::new(&Secret::new(talk.emulator.secret_key()).unwrap());
        let sent = loop {
            let (headers, body) = next_webhook(&receiver).await;
            verifier.verify(&body, headers.iter().map(|(name, value)| (name, value))).unwrap();
            // The users came before.
            if let WebhookEvent::MessageSent(sent) = parse(&body).unwrap() {
                break sent;
            }
        };
        assert_eq!(sent.data.message.text.as_deref(), Some("Thank you!"));
        assert_eq!(sent.data.message.sender_id.unwrap(), "12081");
    })
    .await;
}

#[tokio::test]
async fn the_first_message_can_be_sent_as_any_participant() {
    browse(async |browser| {
        let talk = Talk::new().await;
        talk.conversation().await;
        browser.open(&talk.page("")).await;
        browser.click("#hidden a").await;
        browser.until("text('#why') === 'Not shown to anyone: no message yet.'").await;
        browser.write("#sender", "Sebastian").await;
        browser.write("#text", "First!").await;
        browser.press(Key::Enter).await;
        browser
            .until("!one('#hidden') && !one('#why') && text('#inbox\\\\:12081').includes('Sebastian: First!')")
            .await;
        assert_eq!(talk.said().await, ["First!"]);
    })
    .await;
}

#[tokio::test]
async fn a_user_who_may_not_write_has_no_form() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        browser.open(&talk.page(ALICES)).await;
        browser.until("one('#composer')").await;
        let may_read = talkjs_client::payload!(ParticipationUpdate { "access": "Read" });
        talk.client.update_participation("order_391_fc", "12081", may_read).send().await.unwrap();
        browser.until("!one('#composer') && text('#no-composer') === 'This user can only read here.'").await;
    })
    .await;
}

#[tokio::test]
async fn a_conversation_is_marked_as_read() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        browser.open(&talk.page(ALICES)).await;
        browser.click("#mark-read button").await;
        browser.until("!one('#mark-read') && !one('.unread') && text('#messages').includes('read by Alice')").await;
        // The button had the focus.
        assert_eq!(browser.get::<String>("document.activeElement.id").await, "conversation");
        let conversation = talk.client.get_conversation("order_391_fc").send().await.unwrap();
        assert_eq!(conversation.participants["12081"].is_unread, Some(false));
    })
    .await;
}

#[tokio::test]
async fn a_reset_is_confirmed_on_a_page_of_its_own() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        browser.open(&talk.page(ALICES)).await;
        browser.click(".reset").await;
        assert_eq!(browser.get::<String>("text('h1')").await, "Reset everything?");
        browser.click("main a").await;
        assert_eq!(talk.said().await, ["Hello Alice!"], "it was cancelled");
        browser.click(".reset").await;
        browser.click("button").await;
        browser.shows("#start", true).await;
        browser.until("text('#start').includes('Nobody here yet') && text('#connection') === 'Live'").await;
        talk.client.get_user("12081").send().await.unwrap_err();
        talk.conversation().await;
        browser.until("text('#hidden').includes('order_391_fc')").await;
    })
    .await;
}

#[tokio::test]
async fn without_scripts_forms_and_links_do_the_same() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        browser.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
        browser.open(&talk.page(ALICES)).await;
        browser.click("#mark-read button").await;
        browser.shows("#mark-read", false).await;
        browser.write("#text", "Without scripts").await;
        browser.click("#composer button").await;
        browser.shows("#messages li:nth-child(2)", true).await;
        browser.click("#user\\:8029 a").await;
        browser.click("#inbox\\:8029 .rows a").await;
        browser.shows("#conversation", true).await;
        assert_eq!(browser.title().await, "What a lovely day! · Sebastian · TalkJS emulator");
        assert_eq!(talk.said().await, ["Without scripts", "Hello Alice!"]);
    })
    .await;
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        let form = format!("data:text/html,<form method=post action={}/_page/reset><button>", talk.emulator.base_url());
        browser.open(&form).await;
        browser.click("button").await;
        browser.until("document.body.innerText === 'Forms of other sites are refused.'").await;
        assert_eq!(talk.said().await, ["Hello Alice!"]);
    })
    .await;
}
