//! One call, as a small program makes it.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Client;
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct User {
    name: String,
    email: Vec<String>,
    role: String,
    custom: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Done {}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().timeout(Duration::from_secs(15)).connect_timeout(Duration::from_secs(3)).build()?;
    let user = User {
        name: "Alice".to_owned(),
        email: vec!["alice@example.com".to_owned()],
        role: "buyer".to_owned(),
        custom: BTreeMap::from([("tier".to_owned(), "gold".to_owned())]),
    };
    let url = format!("https://api.talkjs.com/v1/{}/users/{}", "q3k1pa9d", "12081");
    let token = std::env::var("TOKEN")?;
    let answer = client.put(url).bearer_auth(token).json(&user).send().await?;
    let Done {} = answer.error_for_status()?.json().await?;
    Ok(())
}
