//! Checks of deeply nested values. Visit and validator are recursive, so such values need more stack than the caller may
//! have.

use std::panic::resume_unwind;
use std::thread;

use serde_json::Value;

/// Deeper values are not checked. JSON that was read from bytes never is deeper.
pub(crate) const DEEPEST: usize = 128;

/// Deeper values are checked on a thread of their own.
const SHALLOW: usize = 8;

/// Of which a debug build needs about a tenth for TalkJS' description.
const STACK_OF_LEVEL: usize = 512 * 1024;

/// Runs the check of a value, or returns nothing if the value is too deep: also if there is no thread with enough stack.
pub(crate) fn check_on_stack<T: Send>(value: &Value, check: impl FnOnce() -> T + Send) -> Option<T> {
    let depth = depth(value);
    if depth <= SHALLOW {
        return Some(check());
    }
    if depth > DEEPEST {
        return None;
    }
    let thread = thread::Builder::new().stack_size(depth.saturating_mul(STACK_OF_LEVEL));
    thread::scope(|scope| {
        let checked = thread.spawn_scoped(scope, check).ok()?.join();
        Some(checked.unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// The number of nested levels, counted without recursion; at most one more than is checked.
fn depth(value: &Value) -> usize {
    let mut depth = 0;
    let mut level = vec![value];
    while !level.is_empty() && depth <= DEEPEST {
        level = level.into_iter().flat_map(children).collect();
        depth = depth.saturating_add(1);
    }
    depth
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(object) => object.values().collect(),
        _ => Vec::new(),
    }
}
