//! One call, as a small program makes it.

use talkjs_client::{Client, UserUpdate};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().app_id("q3k1pa9d").secret_key("sk_test_bench").build()?;
    let user = UserUpdate::new().name("Alice").email(["alice@example.com"]).role("buyer").custom([("tier", "gold")]);
    client.upsert_user("12081", user).send().await?;
    Ok(())
}
