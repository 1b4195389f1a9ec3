//! What an update leaves alone, and what happens when there is nobody to update from.

use talkjs_emulator::Emulator;

use crate::browser::browse;
use crate::talk::{ALICES, Talk};
use crate::webdriver::Key;

#[tokio::test]
async fn what_is_typed_survives_an_update() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        for number in 0..30 {
            talk.say("8029", &format!("Line {number}")).await;
        }
        browser.open(&talk.page(ALICES)).await;
        browser.write("#text", "half a").await;
        browser.run("one('#text').setSelectionRange(2, 4); one('#scroll').scrollTop = -200").await;
        browser.until("one('#scroll').scrollTop === -200").await;
        let top = "one('#messages li:nth-child(20)').getBoundingClientRect().top";
        let before: f64 = browser.get(top).await;

        talk.say("8029", "Are you there?").await;
        browser.until("text('#messages').includes('Are you there?')").await;
        let typed = "[one('#text').value, one('#text').selectionStart, one('#text').selectionEnd].join()";
        assert_eq!(browser.get::<String>(typed).await, "half a,2,4");
        assert!(browser.get::<bool>("document.activeElement === one('#text')").await, "the focus is lost");
        // The height of a message is not a whole number of pixels.
        let moved = (browser.get::<f64>(top).await - before).abs();
        assert!(moved < 2.0, "what was read has moved by {moved}");

        browser.press(Key::End).await;
        browser.write("#text", " message").await;
        browser.press(Key::Enter).await;
        browser.until("text('#messages li:last-child').includes('half a message') && one('#text').value === ''").await;
        assert!(browser.get::<bool>("document.activeElement === one('#text')").await, "the focus is lost");
        assert_eq!(talk.said().await[0], "half a message");
    })
    .await;
}

#[tokio::test]
async fn the_focus_stays_on_a_row_that_moves() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        let details = talkjs_client::ConversationUpdate::new().participants(["12081", "8029"]);
        talk.client.upsert_conversation("later", details).send().await.unwrap();
        let message = talkjs_client::UserMessage::new("8029", "Later");
        talk.client.send_messages("later", [message]).send().await.unwrap();
        browser.open(&talk.page("user=12081")).await;
        browser.run("one('#row\\\\:12081\\\\:order_391_fc a').focus()").await;
        assert!(browser.get::<bool>("one('.rows li:last-child').contains(document.activeElement)").await);
        talk.say("8029", "Up").await;
        browser.until("text('.rows li:first-child').includes('Sebastian: Up')").await;
        assert!(browser.get::<bool>("one('.rows li:first-child').contains(document.activeElement)").await);
    })
    .await;
}

#[tokio::test]
async fn many_messages_at_once_are_announced_once() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        browser.open(&talk.page(ALICES)).await;
        browser.until("text('#connection') === 'Live'").await;
        browser
            .run(
                "window.announced = [];
                 new MutationObserver(() => announced.push(text('#announcement')))
                     .observe(one('#announcement'), { childList: true });",
            )
            .await;
        let messages = ["1", "2", "3"].map(|text| talkjs_client::UserMessage::new("8029", text));
        talk.client.send_messages("order_391_fc", messages).send().await.unwrap();
        browser.until("text('#announcement') === '3 new messages'").await;
        assert_eq!(browser.get::<Vec<String>>("announced").await, ["3 new messages"]);
    })
    .await;
}

#[tokio::test]
async fn the_page_finds_an_emulator_that_was_started_again() {
    browse(async |browser| {
        let talk = Talk::with_message().await;
        let port = talk.emulator.base_url().rsplit_once(':').unwrap().1.parse().unwrap();
        browser.open(&talk.page("")).await;
        browser.until("text('#connection') === 'Live' && text('main').includes('Hello Alice!')").await;
        drop(talk);
        browser.until("text('#connection') === 'Connecting…'").await;
        let again = Emulator::builder().port(port).start().await.unwrap();
        browser.until("text('#connection') === 'Live' && text('#start').includes('Nobody here yet')").await;
        drop(again);
    })
    .await;
}
