//! A small set of futures that run concurrently.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Futures that run concurrently while they are polled. There are few, so each is polled every time.
pub(in crate::facade) struct InFlight<'f, T>(Vec<Pin<Box<dyn Future<Output = T> + Send + 'f>>>);

impl<'f, T> InFlight<'f, T> {
    pub(in crate::facade) fn new() -> Self {
        Self(Vec::new())
    }

    pub(in crate::facade) fn len(&self) -> usize {
        self.0.len()
    }

    pub(in crate::facade) fn push(&mut self, future: impl Future<Output = T> + Send + 'f) {
        self.0.push(Box::pin(future));
    }

    /// Waits for the first that is ready; `None` if there are no more.
    pub(in crate::facade) async fn next(&mut self) -> Option<T> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// Polls each until one is ready; `None` if there are no more.
    pub(in crate::facade) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<T>> {
        if self.0.is_empty() {
            return Poll::Ready(None);
        }
        let (number, output) = ready!(self.poll_each(context));
        drop(self.0.swap_remove(number));
        Poll::Ready(Some(output))
    }

    fn poll_each(&mut self, context: &mut Context<'_>) -> Poll<(usize, T)> {
        let ready = self.0.iter_mut().enumerate().find_map(|(number, future)| match future.as_mut().poll(context) {
            Poll::Ready(output) => Some((number, output)),
            Poll::Pending => None,
        });
        ready.map_or(Poll::Pending, Poll::Ready)
    }
}
