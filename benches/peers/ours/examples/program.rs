//! Writes a user, reads it, lists all messages of a conversation, and handles an error: by talkjs-client.

use talkjs_client::{Client, Error, payload};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let talkjs = Client::from_env()?;

    let alice = payload!(NewUser { "name": "Alice", "email": ["alice@example.com"], "photoUrl": null });
    talkjs.upsert_user("12081", alice).send().await?;

    let alice = talkjs.get_user("12081").send().await?;
    println!("{} since {:?}", alice.name, alice.created_at);

    let mut messages = talkjs.list_messages("order_391").stream();
    while let Some(message) = messages.next().await {
        println!("{}", message?.text.unwrap_or_default());
    }

    match talkjs.get_user("nobody").send().await {
        Ok(user) => println!("{}", user.name),
        Err(error) if error.is_not_found() => println!("no such user"),
        Err(error) => return Err(error),
    }
    Ok(())
}
