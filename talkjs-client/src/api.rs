//! The API, generated from the description at compile time.

talkjs_macros::api! { spec = "spec/talkjs.yaml", strict = true, module = crate, macros = talkjs_macros }
