//! Writes a user, reads it, lists all messages of a conversation, and handles an error: by reqwest and the types and
//! functions of this crate.

use peer_hand_written::types::UserUpdate;
use peer_hand_written::{Client, Error, ListMessages};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [base, app, key] = ["TALKJS_BASE_URL", "TALKJS_APP_ID", "TALKJS_SECRET_KEY"].map(std::env::var);
    let talkjs = Client::new(&format!("{}/v1/{}/", base?, app?), &key?)?;

    let alice = UserUpdate {
        name: Some("Alice".to_owned()),
        email: Some(Some(vec!["alice@example.com".to_owned()])),
        photo_url: Some(None),
        ..Default::default()
    };
    talkjs.upsert_user("12081", &alice).await?;

    let alice = talkjs.get_user("12081").await?;
    println!("{} since {:?}", alice.name, alice.created_at);

    let mut query = ListMessages::default();
    loop {
        let page = talkjs.list_messages("order_391", &query).await?;
        let Some(last) = page.data.last() else { break };
        query.starting_after = Some(last.id.clone());
        for message in page.data {
            println!("{}", message.text.unwrap_or_default());
        }
    }

    match talkjs.get_user("nobody").await {
        Ok(user) => println!("{}", user.name),
        Err(Error::Api { status, .. }) if status == 404 => println!("no such user"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
