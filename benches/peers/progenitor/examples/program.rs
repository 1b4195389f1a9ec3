//! Writes a user, reads it, lists all messages of a conversation, and handles an error: by progenitor's client.

use peer_progenitor::{Client, Error, types};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [base, app, key] = ["TALKJS_BASE_URL", "TALKJS_APP_ID", "TALKJS_SECRET_KEY"].map(std::env::var);
    let mut credential = reqwest::header::HeaderValue::from_str(&format!("Bearer {}", key?))?;
    credential.set_sensitive(true);
    let headers = [(reqwest::header::AUTHORIZATION, credential)].into_iter().collect();
    let http = reqwest::Client::builder().default_headers(headers).timeout(std::time::Duration::from_secs(15));
    let talkjs = Client::new_with_client(&format!("{}/v1/{}", base?, app?), http.build()?);

    let alice = types::UserUpdate {
        name: Some("Alice".to_owned()),
        email: Some(vec!["alice@example.com".to_owned()]),
        photo_url: None, // is not sent: there is no value for null
        ..Default::default()
    };
    talkjs.upsert_user(&"12081".parse()?, &alice).await?;

    let alice = talkjs.get_user(&"12081".parse()?).await?;
    println!("{} since {:?}", alice.name, alice.created_at);

    let conversation = "order_391".parse()?;
    let mut last: Option<types::MessageId> = None;
    loop {
        let page = talkjs.list_messages(&conversation, None, last.as_ref()).await?.into_inner();
        let Some(message) = page.data.last() else { break };
        last = Some(message.id.clone());
        for message in page.data {
            println!("{}", message.text.unwrap_or_default());
        }
    }

    match talkjs.get_user(&"nobody".parse()?).await {
        Ok(user) => println!("{}", user.name),
        Err(Error::ErrorResponse(response)) if response.status() == 404 => println!("no such user"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
