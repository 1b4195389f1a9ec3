//! The limiter on a real server: Debian's `redis-server`, which each test starts for itself.
//!
//! Without it the tests are left out, which they say, unless `TALKJS_REDIS=required`. `TALKJS_REDIS_SERVER` names another
//! program, such as a `valkey-server`.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod behaviour;
mod cost;
mod fleet;
mod groups;
mod outages;
mod proxy;
mod server;
mod worker;
