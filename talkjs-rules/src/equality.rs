//! Equality of two JSON values, as JSON Schema defines it for `enum` and `uniqueItems`.

use serde_json::Value;

use crate::{Broken, Number};

/// Whether two values are equal: numbers by their value, not by how they are written; objects regardless of order.
#[must_use]
pub fn is_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => Number::from(one) == Number::from(other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| is_equal(one, other)))
        }
        (one, other) => one == other,
    }
}

/// The first two equal items, which the rule `UniqueItems` forbids. An item that is not yet known is `None` and equal
/// to no other.
#[must_use]
pub fn repeated(items: &[Option<Value>]) -> Option<Broken> {
    items.iter().enumerate().find_map(|(second, item)| {
        let item = item.as_ref()?;
        let is_same = |earlier: &Option<Value>| earlier.as_ref().is_some_and(|earlier| is_equal(earlier, item));
        let first = items.iter().take(second).position(is_same)?;
        Some(Broken::RepeatedItem { first, second })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_equal_by_value_at_any_depth() {
        assert!(is_equal(&json!(1), &json!(1.0)));
        assert!(is_equal(&json!([{"a": 1, "b": 2e3}]), &json!([{"b": 2000, "a": 1.0}])));
        for (one, other) in [(json!(1), json!("1")), (json!([1]), json!([1, 1])), (json!({"a": 1}), json!({"b": 1}))] {
            assert!(!is_equal(&one, &other), "{one} {other}");
        }
    }

    #[test]
    fn an_unknown_item_repeats_none() {
        let items = [None, Some(json!(1)), None, Some(json!(1.0))];
        assert_eq!(repeated(&items), Some(Broken::RepeatedItem { first: 1, second: 3 }));
        assert_eq!(repeated(&[None, None]), None);
    }
}
