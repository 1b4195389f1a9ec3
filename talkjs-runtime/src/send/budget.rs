//! The retry budget, which prevents that an outage multiplies the requests.

use std::sync::{Mutex, PoisonError};

/// The price of a retry. A successful retry returns it.
const RETRY: u32 = 10;
/// The amount that any other call with a clear response adds.
const SUCCESS: u32 = 1;

/// The retry budget that the calls of one client share.
///
/// As long as few calls fail it has no effect. If all fail it is soon used up, and each call makes only one request
/// until calls succeed again.
#[derive(Debug)]
pub(crate) struct Budget {
    most: u32,
    left: Mutex<u32>,
}

impl Budget {
    pub(crate) fn new(tokens: u32) -> Self {
        Self { most: tokens, left: Mutex::new(tokens) }
    }

    /// Takes the price of a retry, if available.
    pub(crate) fn take(&self) -> Option<RetryToken<'_>> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.checked_sub(RETRY)?;
        Some(RetryToken(Some(self)))
    }

    /// Refills the budget after a call with a clear response: by the price of its last retry, if that was paid.
    pub(crate) fn refill(&self, last_retry_was_paid: bool) {
        self.add(if last_retry_was_paid { RETRY } else { SUCCESS });
    }

    fn add(&self, tokens: u32) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_add(tokens).min(self.most);
    }
}

/// The price of one retry. It is returned unless it is paid: a call can be dropped, or run out of time, while it waits
/// for its retry.
#[derive(Debug)]
#[must_use = "it is returned when dropped"]
pub(crate) struct RetryToken<'b>(Option<&'b Budget>);

impl RetryToken<'_> {
    /// Pays for the retry.
    pub(crate) fn pay(mut self) {
        self.0 = None;
    }
}

impl Drop for RetryToken<'_> {
    fn drop(&mut self) {
        if let Some(budget) = self.0 {
            budget.add(RETRY);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(budget: &Budget) -> u32 {
        *budget.left.lock().unwrap()
    }

    #[test]
    fn retries_are_paid_for_until_nothing_is_left() {
        let budget = Budget::new(25);
        assert_eq!([(); 3].map(|()| budget.take().map(RetryToken::pay).is_some()), [true, true, false]);
        assert_eq!(left(&budget), 5);
    }

    #[test]
    fn a_retry_that_is_not_made_costs_nothing() {
        let budget = Budget::new(25);
        let price = budget.take().unwrap();
        assert_eq!(left(&budget), 15);
        drop(price);
        assert_eq!(left(&budget), 25);
    }

    #[test]
    fn success_fills_it_up_and_not_over() {
        let budget = Budget::new(25);
        budget.take().unwrap().pay();
        budget.take().unwrap().pay();
        budget.refill(false);
        assert_eq!(left(&budget), 6);
        budget.refill(true);
        budget.refill(true);
        assert_eq!(left(&budget), 25);
    }
}
