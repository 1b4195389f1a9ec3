//! A few futures at once.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// Futures that run side by side, as long as somebody waits for them. There are few, so each is polled each time.
pub(super) struct InFlight<'f, T>(Vec<Pin<Box<dyn Future<Output = T> + Send + 'f>>>);

impl<'f, T> InFlight<'f, T> {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn push(&mut self, future: impl Future<Output = T> + Send + 'f) {
        self.0.push(Box::pin(future));
    }

    /// Waits for the first that is ready; `None` when there are no more.
    pub(super) async fn next(&mut self) -> Option<T> {
        if self.0.is_empty() {
            return None;
        }
        let (number, output) = poll_fn(|context| {
            let ready =
                self.0.iter_mut().enumerate().find_map(|(number, future)| match future.as_mut().poll(context) {
                    Poll::Ready(output) => Some((number, output)),
                    Poll::Pending => None,
                });
            ready.map_or(Poll::Pending, Poll::Ready)
        })
        .await;
        drop(self.0.swap_remove(number));
        Some(output)
    }
}
