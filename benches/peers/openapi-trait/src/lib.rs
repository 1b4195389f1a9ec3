#[openapi_trait::client("talkjs.json")]
pub mod talkjs {}
