//! Parameters after the `?`, read like the properties of a body.

use serde_json::{Map, Value};

use super::fields::{Fields, Shape, TEXT};
use crate::decisions::Decisions;
use crate::percent;
use crate::state::refusal::Reasons;

/// The names and values of a query, decoded. For a repeated name the last value counts.
#[derive(Debug, Default)]
pub(crate) struct Query(Map<String, Value>);

impl Query {
    pub(crate) fn read(query: &str) -> Result<Self, Reasons> {
        let mut parameters = Map::new();
        let mut reasons = Reasons::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (percent::decode_query(name), percent::decode_query(value)) {
                (Some(name), Some(value)) => _ = parameters.insert(name, Value::from(value)),
                _ => reasons.add(name, "must be percent-encoded UTF-8 in the query"),
            }
        }
        reasons.or(Self(parameters))
    }

    /// The same query with additional parameters, which were never encoded.
    pub(crate) fn and(mut self, parameters: Map<String, Value>) -> Self {
        self.0.extend(parameters);
        self
    }

    pub(crate) fn fields(&self) -> Fields<'_> {
        Fields::new(&self.0)
    }
}

pub(super) const INTEGER: Shape<i64> = Shape { words: "an integer", read: |value| value.as_str()?.parse().ok() };

pub(super) const BOOLEAN: Shape<bool> =
    Shape { words: "`true` or `false`", read: |value| value.as_str()?.parse().ok() };

/// The page size, from 1 to a cap.
pub(super) fn limit(fields: &mut Fields<'_>, cap: usize, decisions: &Decisions) -> usize {
    let Some(limit) = fields.optional("limit", &INTEGER) else {
        return decisions.default_limit;
    };
    let clamped = usize::try_from(limit.max(1)).unwrap_or(cap).min(cap);
    if decisions.refuse_limits && i64::try_from(clamped) != Ok(limit) {
        fields.refuse("limit", format!("must be an integer from 1 to {cap}"));
    }
    clamped
}

/// The page size and the cursor of a list without other parameters.
pub(super) fn page(query: &Query, cap: usize, decisions: &Decisions) -> Result<(usize, Option<String>), Reasons> {
    let mut fields = query.fields();
    let page = (limit(&mut fields, cap, decisions), fields.optional("startingAfter", &TEXT));
    fields.reasons.or(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_and_the_last_of_a_name_counts() {
        let query = Query::read("a=1+2%2B&a=3&b&=x&c=%7B%22d%22%3A1%7D").unwrap();
        let get = |name: &str| query.fields().optional(name, &TEXT);
        assert_eq!(get("a").as_deref(), Some("3"));
        assert_eq!(get("b").as_deref(), Some(""));
        assert_eq!(get("c").as_deref(), Some(r#"{"d":1}"#));
        assert_eq!(get("d"), None);
        assert!(Query::read("a=%ff").is_err());
    }
}
