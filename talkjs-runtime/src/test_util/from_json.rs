//! Creates values that are only in responses.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::response::read::{Mismatch, given_json};

/// Creates a value from the JSON of a response, as the client does. Generated types that are only in responses have no
/// constructor; use this function in tests.
///
/// ```
/// # mod shop {
/// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
/// # }
/// use serde_json::json;
/// use shop::Product;
/// use talkjs_runtime::test_util::from_json;
///
/// let tea: Product = from_json(&json!({"id": "tea", "name": "Tea"})).unwrap();
/// assert_eq!(tea.name, "Tea");
///
/// let mismatch = from_json::<Product>(&json!({"id": "tea", "name": 5})).unwrap_err();
/// assert_eq!(mismatch.to_string(), "at `/name`: invalid type: integer, expected a string");
/// ```
///
/// # Errors
///
/// If the JSON does not match the description. The error contains the place.
pub fn from_json<T: DeserializeOwned>(value: &impl Serialize) -> Result<T, Mismatch> {
    let no_json = |error: serde_json::Error| Mismatch { pointer: String::new(), reason: error.to_string() };
    given_json(&serde_json::to_vec(value).map_err(no_json)?)
}
