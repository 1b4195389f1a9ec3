//! Writing, reading and listing users.

use serde_json::{Map, Value, json};

use crate::common::{NOW, Talk};

#[tokio::test]
async fn a_new_user_is_shown_with_all_members() {
    let talk = Talk::new().await;
    talk.done("PUT", "/users/12081", json!({"name": "Alice"})).await;
    assert_eq!(
        talk.get("/users/12081").await,
        json!({
            "id": "12081", "name": "Alice", "email": null, "phone": null, "photoUrl": null,
            "welcomeMessage": null, "role": null, "locale": null, "availabilityText": null,
            "custom": {}, "pushTokens": null, "createdAt": NOW,
        })
    );
}

#[tokio::test]
async fn a_write_keeps_what_is_absent_and_clears_what_is_null() {
    let talk = Talk::new().await;
    let first = json!({
        "name": "Alice", "email": ["a@example.com"], "phone": ["+1"], "photoUrl": "p",
        "welcomeMessage": "hi", "role": "buyer", "locale": "fr", "availabilityText": "later",
    });
    talk.done("PUT", "/users/a", first).await;
    let second = json!({"email": null, "role": null, "photoUrl": "q", "phone": ["+2", "+3"]});
    talk.done("PUT", "/users/a", second).await;
    assert_eq!(
        talk.get("/users/a").await,
        json!({
            "id": "a", "name": "Alice", "email": null, "phone": ["+2", "+3"], "photoUrl": "q",
            "welcomeMessage": "hi", "role": null, "locale": "fr", "availabilityText": "later",
            "custom": {}, "pushTokens": null, "createdAt": NOW,
        })
    );
}

#[tokio::test]
async fn custom_data_merges_by_key() {
    let talk = Talk::new().await;
    talk.done("PUT", "/users/a", json!({"name": "A", "custom": {"kept": "1", "changed": "2", "gone": "3"}})).await;
    talk.done("PUT", "/users/a", json!({"custom": {"changed": "4", "gone": null, "never": null}})).await;
    let user = talk.get("/users/a").await;
    assert_eq!(user["custom"], json!({"kept": "1", "changed": "4"}));
    talk.done("PUT", "/users/a", json!({"custom": null})).await;
    assert_eq!(talk.get("/users/a").await["custom"], json!({}));
}

#[tokio::test]
async fn push_tokens_are_registered_and_unregistered() {
    let talk = Talk::new().await;
    let tokens = json!({"fcm:1": true, "apns:2": true});
    talk.done("PUT", "/users/a", json!({"name": "A", "pushTokens": tokens})).await;
    talk.done("PUT", "/users/a", json!({"pushTokens": {"fcm:1": null}})).await;
    assert_eq!(talk.get("/users/a").await["pushTokens"], json!({"apns:2": true}));
    talk.done("PUT", "/users/a", json!({"pushTokens": null})).await;
    assert_eq!(talk.get("/users/a").await["pushTokens"], Value::Null);
}

#[tokio::test]
async fn wrong_types_are_all_told_and_nothing_is_written() {
    let talk = Talk::new().await;
    let body = json!({
        "name": null, "email": "a@example.com", "role": 5, "id": "b",
        "custom": {"n": 1}, "pushTokens": {"web:1": true, "fcm:2": false},
    });
    let response = talk.call("PUT", "/users/a", body).await;
    let expected = ["custom.n", "email", "id", "name", "pushTokens.fcm:2", "pushTokens.web:1", "role"];
    assert_eq!(response.reasons(), expected);
    assert_eq!(talk.ask("/users/a").await.status, 404);
}

#[tokio::test]
async fn a_new_user_needs_a_name() {
    let talk = Talk::new().await;
    let response = talk.call("PUT", "/users/a", json!({"role": "buyer"})).await;
    assert_eq!(response.reasons(), ["name"]);
}

#[tokio::test]
async fn unknown_members_are_ignored() {
    let talk = Talk::new().await;
    talk.done("PUT", "/users/a", json!({"name": "A", "id": "a", "nickname": 5})).await;
    assert_eq!(talk.get("/users/a").await.get("nickname"), None);
}

#[tokio::test]
async fn many_users_are_written_at_once_and_merged() {
    let talk = Talk::new().await;
    talk.done("PUT", "/users/a", json!({"name": "A", "role": "buyer"})).await;
    talk.done("PUT", "/users", json!({"a": {"name": "B"}, "b": {"name": "C"}})).await;
    let user = talk.get("/users/a").await;
    assert_eq!((&user["name"], &user["role"]), (&json!("B"), &json!("buyer")));
    assert_eq!(talk.get("/users/b").await["name"], "C");
}

#[tokio::test]
async fn one_invalid_user_of_many_stops_all_and_each_is_told() {
    let talk = Talk::new().await;
    let body = json!({
        "good": {"name": "A"}, "nameless": {"role": "x"}, "wrong": {"name": "B", "custom": {"k": 5}}, "none": 7,
    });
    let response = talk.call("PUT", "/users", body).await;
    assert_eq!(response.status, 400);
    assert_eq!(
        response.json(),
        json!({
            "nameless": {"name": ["is required to create a user"]},
            "wrong": {"custom.k": ["must be a string or null"]},
            "none": {"body": ["must be a JSON object"]},
        })
    );
    assert_eq!(talk.ask("/users/good").await.status, 404);
}

#[tokio::test]
async fn bulks_have_from_1_to_100_users() {
    let talk = Talk::new().await;
    let users = |count: usize| -> Value {
        let users: Map<String, Value> = (0..count).map(|number| (number.to_string(), json!({"name": "N"}))).collect();
        Value::Object(users)
    };
    for count in [0, 101] {
        let response = talk.call("PUT", "/users", users(count)).await;
        assert_eq!(response.reasons(), ["body"], "{count}");
    }
    assert_eq!(talk.get("/users").await, json!({"data": []}));
    talk.done("PUT", "/users", users(100)).await;
    assert_eq!(talk.ask("/users?limit=100").await.ids().len(), 100);
}

#[tokio::test]
async fn users_are_listed_oldest_first_by_pages() {
    let talk = Talk::new().await;
    talk.users(&["c", "a", "b"]).await;
    assert_eq!(talk.ask("/users?limit=2").await.ids(), ["c", "a"]);
    assert_eq!(talk.ask("/users?limit=2&startingAfter=a").await.ids(), ["b"]);
    assert_eq!(talk.ask("/users/").await.ids(), ["c", "a", "b"]);
    assert_eq!(talk.ask("/users?isOnline=true").await.ids(), [] as [&str; 0]);
}

#[tokio::test]
async fn pages_of_users_have_10_and_at_most_100() {
    let talk = Talk::new().await;
    let ids: Vec<_> = (0..11).map(|number| number.to_string()).collect();
    talk.users(&ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(talk.ask("/users").await.ids().len(), 10);
    assert_eq!(talk.ask("/users?limit=100").await.status, 200);
    for bad in ["limit=x", "limit=1.5", "limit="] {
        assert_eq!(talk.ask(&format!("/users?{bad}")).await.reasons(), ["limit"]);
    }
}

#[tokio::test]
async fn a_user_that_is_not_there_is_404() {
    let talk = Talk::new().await;
    let response = talk.ask("/users/nobody").await;
    assert_eq!(response.status, 404);
    assert_eq!(response.json(), json!({"message": "the user `nobody` does not exist"}));
}

#[tokio::test]
async fn little_is_checked_of_texts() {
    let talk = Talk::new().await;
    talk.done("PUT", "/users/a", json!({"name": "A", "photoUrl": "photo_url", "role": "role", "locale": "fr"})).await;
    let user = talk.get("/users/a").await;
    assert_eq!(
        (&user["photoUrl"], &user["role"], &user["locale"]),
        (&json!("photo_url"), &json!("role"), &json!("fr"))
    );
}

#[tokio::test]
async fn a_repeated_write_changes_nothing() {
    let talk = Talk::new().await;
    let body = json!({"name": "A", "email": ["a@example.com"], "custom": {"k": "v"}});
    talk.done("PUT", "/users/a", body.clone()).await;
    let once = talk.get("/users").await;
    talk.emulator.advance(std::time::Duration::from_secs(1));
    talk.done("PUT", "/users/a", body).await;
    assert_eq!(talk.get("/users").await, once);
}

#[tokio::test]
async fn a_user_is_overwritten_and_not_deleted() {
    let talk = Talk::new().await;
    talk.done("PUT", "/users/a", json!({"name": "A", "email": ["a@example.com"], "custom": {"k": "v"}})).await;
    assert_eq!(talk.call("DELETE", "/users/a", Value::Null).await.json(), "Not found");
    talk.done("PUT", "/users/a", json!({"name": "[DELETED]", "email": null, "custom": null})).await;
    let user = talk.get("/users/a").await;
    assert_eq!((&user["name"], &user["email"], &user["custom"]), (&json!("[DELETED]"), &Value::Null, &json!({})));
}
