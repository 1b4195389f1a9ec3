pub use talkjs_client::*;
