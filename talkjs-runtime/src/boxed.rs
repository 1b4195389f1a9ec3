//! Boxed errors, futures and streams.

use std::error::Error;
use std::pin::Pin;

use futures_core::Stream;

/// An error of any library.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A future of any type.
pub type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// A stream of any type.
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;
