//! Pictures of the page, for people to look at, and what a machine can say of them.

use serde_json::json;
use talkjs_client::{ConversationUpdate, NewUser, UserMessage};

use crate::browser::{Browser, browse};
use crate::talk::{ALICES, Talk};

/// Enough of everything to look at.
pub async fn fill(talk: &Talk) {
    talk.conversation().await;
    let client = &talk.client;
    client.upsert_user("zoe", NewUser::new("Zoë Ünal").custom([("tier", "gold")])).send().await.unwrap();
    for (id, subject) in [("draft_7", "Return of order 17"), ("group", "")] {
        let details = ConversationUpdate::new().participants(["12081", "8029", "zoe"]).subject(subject);
        client.upsert_conversation(id, details.custom([("category", "returns")])).send().await.unwrap();
    }
    let long = "A group without a subject, and a message that is too long for the one line that an inbox has for it";
    client.send_messages("group", [UserMessage::new("zoe", long)]).send().await.unwrap();
    talk.say("8029", "Hello Alice!").await;
    talk.say("12081", "Hello Sebastian, is *my order* on its way?").await;
    let messages = json!([
        {"type": "SystemMessage", "text": "Order 391 was shipped"},
        {"type": "UserMessage", "sender": "8029", "text": "It is: https://example.com/track\n- one parcel\n- one letter"},
        {"type": "UserMessage", "sender": "8029", "location": [51.48, -3.18]},
    ]);
    let conversation = "/conversations/order_391_fc/messages";
    client.request("POST".parse().unwrap(), conversation).json(&messages).send().await.unwrap();
    let sent = client.list_messages("order_391_fc").send().await.unwrap();
    client.add_reaction("order_391_fc", &sent.data[0].id, ":wave:", "12081").send().await.unwrap();
    client
        .edit_message(
            "order_391_fc",
            &sent.data[3].id,
            talkjs_client::MessageEdit::new().text("Hello Sebastian, is *my order 391* on its way?"),
        )
        .send()
        .await
        .unwrap();
    talk.client
        .upsert_conversation("wrong", ConversationUpdate::new().participants(["nobody"]))
        .send()
        .await
        .unwrap_err();
}

async fn assert_fits(browser: &Browser) {
    let (wide, window): (f64, f64) = browser.get("[document.documentElement.scrollWidth, innerWidth]").await;
    assert!(wide <= window, "{wide} pixels in a window of {window}");
    let cut = "all('main *, header *').filter((it) => it.checkVisibility() && !it.closest('.unseen, .scroll'))
        .filter((it) => it.getBoundingClientRect().right > innerWidth + 0.5).map((it) => it.outerHTML.slice(0, 120))";
    let cut: Vec<String> = browser.get(cut).await;
    assert!(cut.is_empty(), "{cut:#?}");
}

#[tokio::test]
async fn the_page_fits_any_window_light_and_dark() {
    browse(async |browser| {
        let talk = Talk::new().await;
        fill(&talk).await;
        for (name, width, height) in [("wide", 1280, 900), ("narrow", 360, 800)] {
            browser.resize(width, height).await;
            for scheme in ["light", "dark"] {
                browser.prefer(scheme).await;
                for (view, query) in [("all", ""), ("conversation", ALICES), ("draft", "conversation=draft_7")] {
                    browser.open(&talk.page(query)).await;
                    browser.until("text('#connection') === 'Live'").await;
                    assert_fits(&browser).await;
                    browser.picture(&format!("{name}-{scheme}-{view}")).await;
                }
            }
        }
    })
    .await;
}

/// The pictures of the README show the page as it is. Fonts differ between machines, so a person compares the pixels.
#[tokio::test]
async fn the_pictures_of_the_readme_are_of_this_page() {
    let (width, height) = (960, 600);
    browse(async |browser| {
        let talk = Talk::new().await;
        fill(&talk).await;
        browser.resize(width, height).await;
        for scheme in ["light", "dark"] {
            browser.prefer(scheme).await;
            browser.open(&talk.page(ALICES)).await;
            browser.until("text('#connection') === 'Live'").await;
            let taken = browser.picture(&format!("readme-{scheme}")).await;
            let shown = talkjs_tests::workspace().join(format!("docs/inbox-{scheme}.png"));
            if std::env::var_os("UPDATE_GOLDENS").is_some() {
                std::fs::copy(&taken, &shown).unwrap();
            }
            let shown = std::fs::read(&shown).unwrap();
            assert_eq!(size(&shown), (width, height), "write it anew with UPDATE_GOLDENS=1");
            assert!(shown.len() < 120_000, "{} bytes", shown.len());
        }
    })
    .await;
}

/// Width and height, from the header of a PNG file.
fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}
