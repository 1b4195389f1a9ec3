//! Writes a user, reads it, lists all messages of a conversation, and handles an error: by the client that
//! openapi-to-rust writes.

use peer_openapi_to_rust::generated::client::{ApiOpError, GetUserApiError, HttpClient};
use peer_openapi_to_rust::generated::types::UserUpdate;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [base, app, key] = ["TALKJS_BASE_URL", "TALKJS_APP_ID", "TALKJS_SECRET_KEY"].map(std::env::var);
    let talkjs = HttpClient::new().with_base_url(format!("{}/v1/{}", base?, app?)).with_api_key(key?);

    let alice = UserUpdate {
        name: Some("Alice".to_owned()),
        email: Some(Some(vec!["alice@example.com".to_owned()])),
        photo_url: Some(None),
        ..Default::default()
    };
    talkjs.upsert_user("12081", alice).await?;

    let alice = talkjs.get_user("12081").await?;
    println!("{} since {:?}", alice.name, alice.created_at);

    let mut last: Option<String> = None;
    loop {
        let page = talkjs.list_messages("order_391", None, last.as_ref()).await?;
        let Some(message) = page.data.last() else { break };
        last = Some(message.id.clone());
        for message in page.data {
            println!("{}", message.text.flatten().unwrap_or_default());
        }
    }

    match talkjs.get_user("nobody").await {
        Ok(user) => println!("{}", user.name),
        Err(ApiOpError::Api(error)) if matches!(error.typed, Some(GetUserApiError::Status404(_))) => {
            println!("no such user");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
