//! Code of users that must compile.

mod calls;
mod payloads;
mod start_conversation;
