//! Reactions to messages.

use serde_json::{Value, json};
use talkjs_emulator::ReactionList;

use crate::common::Talk;

const THUMB: &str = "%F0%9F%91%8D";

async fn reactions(talk: &Talk) -> String {
    let message = talk.say("alice", "hello").await;
    format!("/conversations/order/messages/{message}/reactions")
}

#[tokio::test]
async fn reactions_are_added_listed_counted_and_removed() {
    let talk = Talk::with_conversation().await;
    let path = reactions(&talk).await;
    let message = path.strip_suffix("/reactions").unwrap();
    for user in ["sebastian", "alice", "sebastian"] {
        talk.done("PUT", &format!("{path}/{THUMB}/{user}"), json!({})).await;
    }
    talk.done("PUT", &format!("{path}/:wave:/alice"), Value::Null).await;
    assert_eq!(
        talk.get(&format!("{path}/{THUMB}")).await,
        json!({"data": [{"userId": "sebastian"}, {"userId": "alice"}]})
    );
    assert_eq!(talk.get(message).await["reactions"], json!({"👍": {"count": 2}, ":wave:": {"count": 1}}));
    for _ in 0..2 {
        talk.done("DELETE", &format!("{path}/{THUMB}/sebastian"), Value::Null).await;
    }
    assert_eq!(talk.get(&format!("{path}/{THUMB}")).await, json!({"data": [{"userId": "alice"}]}));
    assert_eq!(talk.get(message).await["editedAt"], Value::Null);
}

#[tokio::test]
async fn an_emoji_is_kept_in_its_fully_qualified_form() {
    const HEART: &str = "%E2%9D%A4";
    const QUALIFIED_HEART: &str = "%E2%9D%A4%EF%B8%8F";
    let talk = Talk::with_conversation().await;
    let path = reactions(&talk).await;
    talk.done("PUT", &format!("{path}/{HEART}/alice"), json!({})).await;
    talk.done("PUT", &format!("{path}/{QUALIFIED_HEART}/sebastian"), json!({})).await;
    let message = path.strip_suffix("/reactions").unwrap();
    assert_eq!(talk.get(message).await["reactions"], json!({"\u{2764}\u{fe0f}": {"count": 2}}));
    for heart in [HEART, QUALIFIED_HEART] {
        let rows = talk.get(&format!("{path}/{heart}")).await;
        assert_eq!(rows, json!({"data": [{"userId": "alice"}, {"userId": "sebastian"}]}), "{heart}");
    }
    talk.done("DELETE", &format!("{path}/{HEART}/sebastian"), Value::Null).await;
    assert_eq!(talk.get(&format!("{path}/{QUALIFIED_HEART}")).await, json!({"data": [{"userId": "alice"}]}));
}

#[tokio::test]
async fn lists_of_reactions_have_pages() {
    let talk = Talk::with_conversation().await;
    let path = reactions(&talk).await;
    for user in ["sebastian", "alice"] {
        talk.done("PUT", &format!("{path}/:ok:/{user}"), Value::Null).await;
    }
    let page = |query: &str| format!("{path}/:ok:?{query}");
    let first = talk.get(&page("limit=1")).await;
    assert_eq!(first, json!({"data": [{"userId": "sebastian"}]}));
    let second = talk.get(&page("limit=1&startingAfter=sebastian")).await;
    assert_eq!(second, json!({"data": [{"userId": "alice"}]}));
    assert_eq!(talk.ask(&page("limit=many")).await.reasons(), ["limit"]);
    assert_eq!(talk.ask(&page("startingAfter=nobody")).await.reasons(), ["startingAfter"]);
}

#[tokio::test]
async fn the_list_can_be_bare() {
    let talk = Talk::deciding(|decisions| decisions.reaction_list = ReactionList::Bare).await;
    talk.start_conversation().await;
    let path = reactions(&talk).await;
    talk.done("PUT", &format!("{path}/:ok:/alice"), Value::Null).await;
    assert_eq!(talk.get(&format!("{path}/:ok:")).await, json!([{"userId": "alice"}]));
}

#[tokio::test]
async fn the_51st_emoji_of_a_message_is_refused() {
    let talk = Talk::with_conversation().await;
    let path = reactions(&talk).await;
    for number in 0..50 {
        talk.done("PUT", &format!("{path}/:e{number}:/alice"), Value::Null).await;
    }
    let response = talk.call("PUT", &format!("{path}/:more:/alice"), Value::Null).await;
    assert_eq!(response.reasons(), ["emoji"]);
}

#[tokio::test]
async fn what_is_no_emoji_or_does_not_exist_is_refused() {
    let talk = Talk::with_conversation().await;
    let path = reactions(&talk).await;
    for method in ["PUT", "DELETE"] {
        let response = talk.call(method, &format!("{path}/thumb/alice"), Value::Null).await;
        assert_eq!(response.reasons(), ["emoji"]);
    }
    let missing = "/conversations/order/messages/msg_none/reactions/:ok:";
    assert_eq!(talk.call("PUT", &format!("{path}/:ok:/nobody"), json!({})).await.status, 404);
    assert_eq!(talk.call("PUT", &format!("{missing}/alice"), json!({})).await.status, 404);
    assert_eq!(talk.call("DELETE", &format!("{missing}/alice"), Value::Null).await.status, 404);
    assert_eq!(talk.ask(missing).await.status, 404);
}

#[tokio::test]
async fn adding_and_removing_can_be_repeated() {
    let talk = Talk::with_conversation().await;
    let id = talk.say("alice", "hello").await;
    let reactions = format!("/conversations/order/messages/{id}/reactions/%F0%9F%91%8D");
    for (method, rows) in [("PUT", json!([{"userId": "alice"}])), ("DELETE", json!([]))] {
        for _ in 0..2 {
            talk.done(method, &format!("{reactions}/alice"), json!({})).await;
            assert_eq!(talk.get(&format!("{reactions}?limit=100")).await, json!({"data": rows}), "{method}");
        }
    }
}
