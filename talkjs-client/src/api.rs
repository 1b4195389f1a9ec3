//! The API, generated from the description while this crate compiles.

talkjs_macros::api! { spec = "spec/talkjs.yaml", strict = true, module = crate, macros = talkjs_macros }
