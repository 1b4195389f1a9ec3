//! What becomes of an enum value that the description does not list, and of a null that clears a property.

use peer_openapi_to_rust::generated::types::{MessageOrigin, UserUpdate};

fn main() -> Result<(), serde_json::Error> {
    let origin: Result<MessageOrigin, _> = serde_json::from_str(r#""mobile""#);
    println!("an unlisted enum value is {}", if origin.is_ok() { "read" } else { "an error" });
    let update: UserUpdate = serde_json::from_str(r#"{"photoUrl":null}"#)?;
    println!("{{\"photoUrl\":null}} is sent as {}", serde_json::to_string(&update)?);
    Ok(())
}
