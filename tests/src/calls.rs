//! The same call in two ways, which are counted side by side: by talkjs-client, and by reqwest and serde as one writes it by
//! hand.

use serde::{Deserialize, Serialize};
use talkjs_client::{Client, UserUpdate};
use talkjs_runtime::transport::reqwest;

/// Writes a user.
///
/// # Panics
///
/// When the server does not accept it.
pub async fn by_talkjs_client(client: &Client) {
    let user = UserUpdate::new().name("Alice").email(["alice@example.com"]).role("buyer");
    client.upsert_user("12081", user).send().await.expect("success");
}

#[derive(Serialize)]
struct User {
    name: String,
    email: Vec<String>,
    role: String,
}

#[derive(Deserialize)]
struct Done {}

/// The length of a token as talkjs-client makes it.
const TOKEN: [u8; 176] = [b'x'; 176];

/// Writes the same user.
///
/// # Panics
///
/// When the server does not accept it.
pub async fn by_hand(client: &reqwest::Client, server: &str) {
    let user = User { name: "Alice".to_owned(), email: vec!["alice@example.com".to_owned()], role: "buyer".to_owned() };
    let url = format!("{server}/v1/{}/users/{}", "q3k1pa9d", "12081");
    let request =
        client.put(url).bearer_auth(String::from_utf8_lossy(&TOKEN)).header("content-type", "application/json");
    let body = serde_json::to_vec(&user).expect("JSON");
    let response = request.body(body).send().await.and_then(reqwest::Response::error_for_status).expect("success");
    let Done {} = serde_json::from_slice(&response.bytes().await.expect("a body")).expect("an object");
}
