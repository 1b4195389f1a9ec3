//! Writes to stored values, as JSON Merge Patches (RFC 7396): an absent property is kept, `null` clears it, a value
//! sets it, and objects are merged by key.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::refusal::Reasons;

/// Applies a patch whose values were checked before; `null` clears everything.
pub(crate) fn merge<T>(stored: &mut T, patch: &Value) -> Result<(), Reasons>
where
    T: Serialize + DeserializeOwned + Default,
{
    if patch.is_null() {
        *stored = T::default();
        return Ok(());
    }
    let merged = serde_json::to_value(&*stored).and_then(|mut value| {
        apply(&mut value, patch);
        serde_json::from_value(value)
    });
    *stored = merged.map_err(|error| Reasons::one("body", error.to_string()))?;
    Ok(())
}

fn apply(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Map::new().into();
    }
    let Value::Object(target) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(key);
        } else {
            apply(target.entry(key).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// From the examples of RFC 7396.
    #[test]
    fn absent_keeps_null_clears_and_a_value_sets() {
        for (stored, patch, expected) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({"a": "foo"}), json!(null), json!(null)),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ] {
            let mut merged = stored.clone();
            merge(&mut merged, &patch).unwrap();
            assert_eq!(merged, expected, "{stored} {patch}");
        }
    }
}
