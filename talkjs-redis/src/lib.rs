//! A limiter.
mod bucket;
mod builder;
mod event;
mod failure;
mod limiter;
mod link;
mod place;
mod script;
mod server;

#[doc(no_inline)]
pub use redis;

pub use crate::builder::{RedisLimiterBuilder, WhenUnavailable};
pub use crate::event::Event;
pub use crate::failure::{Failure, Unavailable};
pub use crate::limiter::RedisLimiter;
pub use crate::server::Server;
