//! Whether a value is being written for a request, which has no `readOnly` properties.
//!
//! A value of a response can be kept as JSON or shown, and then has all of its properties. Serde has no place for such a
//! difference, so it is in a thread-local variable.

use std::cell::Cell;

thread_local! {
    static IS_REQUEST: Cell<bool> = const { Cell::new(false) };
}

/// Restores what was before, also after a panic in between.
struct Restore(bool);

impl Drop for Restore {
    fn drop(&mut self) {
        let _ = IS_REQUEST.try_with(|is_request| is_request.set(self.0));
    }
}

/// Writes a value for a request.
pub(crate) fn for_request<T>(write: impl FnOnce() -> T) -> T {
    let before = IS_REQUEST.try_with(|is_request| is_request.replace(true)).unwrap_or(false);
    let _restore = Restore(before);
    write()
}

/// Returns whether a value is being written for a request. For generated code.
#[doc(hidden)]
#[must_use]
pub fn is_request() -> bool {
    IS_REQUEST.try_with(Cell::get).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_ends_with_its_value() {
        assert!(for_request(|| for_request(is_request) && is_request()));
        assert!(!is_request());
        assert!(std::panic::catch_unwind(|| for_request(|| panic!("a value that cannot be written"))).is_err());
        assert!(!is_request());
    }
}
