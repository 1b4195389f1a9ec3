//! Parameters after the `?`.

use crate::decisions::Decisions;
use crate::percent;
use crate::state::refusal::Reasons;

/// The names and values of a query, decoded.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn read(query: &str) -> Result<Self, Reasons> {
        let mut parameters = Vec::new();
        let mut reasons = Reasons::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (percent::decode_query(name), percent::decode_query(value)) {
                (Some(name), Some(value)) => parameters.push((name, value)),
                _ => reasons.add(name, "must be percent-encoded UTF-8 in the query"),
            }
        }
        reasons.or(Self(parameters))
    }

    /// A query whose names and values were never encoded.
    pub(crate) fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The same with further parameters behind it.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Starts reading; what is wrong is collected.
    pub(crate) fn fields(&self) -> QueryFields<'_> {
        QueryFields { query: self, reasons: Reasons::default() }
    }

    fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().rfind(|(known, _)| known == name)?;
        Some(value)
    }
}

/// Reads parameters one by one and collects what is wrong with them.
pub(crate) struct QueryFields<'q> {
    query: &'q Query,
    pub(crate) reasons: Reasons,
}

impl<'q> QueryFields<'q> {
    pub(crate) fn text(&self, name: &str) -> Option<&'q str> {
        self.query.get(name)
    }

    pub(crate) fn integer(&mut self, name: &str) -> Option<i64> {
        self.read(name, "an integer", |text| text.parse().ok())
    }

    pub(crate) fn boolean(&mut self, name: &str) -> Option<bool> {
        self.read(name, "`true` or `false`", |text| text.parse().ok())
    }

    /// One of some names, as what it stands for.
    pub(crate) fn choice<T: Copy>(&mut self, name: &str, expected: &str, choices: &[(&str, T)]) -> Option<T> {
        self.read(name, expected, |text| {
            let (_, value) = choices.iter().find(|(known, _)| *known == text)?;
            Some(*value)
        })
    }

    /// The page size, from 1 to a cap.
    pub(crate) fn limit(&mut self, cap: usize, decisions: &Decisions) -> usize {
        let expected = format!("an integer from 1 to {cap}");
        let limit = self.read("limit", &expected, |text| {
            let limit: i64 = text.parse().ok()?;
            let clamped = usize::try_from(limit.max(1)).unwrap_or(cap).min(cap);
            let is_in_range = i64::try_from(clamped) == Ok(limit);
            (is_in_range || !decisions.refuse_limits).then_some(clamped)
        });
        limit.unwrap_or(decisions.default_limit)
    }

    fn read<T>(&mut self, name: &str, expected: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = parse(self.query.get(name)?);
        if value.is_none() {
            self.reasons.add(name, format!("must be {expected}"));
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(query: &str, decisions: &Decisions) -> Result<usize, Reasons> {
        let query = Query::read(query)?;
        let mut fields = query.fields();
        let limit = fields.limit(30, decisions);
        fields.reasons.or(limit)
    }

    #[test]
    fn parameters_are_decoded_and_the_last_of_a_name_counts() {
        let query = Query::read("a=1+2%2B&a=3&b&=x&c=%7B%22d%22%3A1%7D").unwrap();
        assert_eq!(query.get("a"), Some("3"));
        assert_eq!(query.get("b"), Some(""));
        assert_eq!(query.get("c"), Some(r#"{"d":1}"#));
        assert_eq!(query.get("d"), None);
        assert!(Query::read("a=%ff").is_err());
    }

    #[test]
    fn limits_stay_in_their_range() {
        let mut decisions = Decisions { refuse_limits: true, ..Decisions::default() };
        assert_eq!(limit("", &decisions), Ok(10));
        assert_eq!(limit("limit=1", &decisions), Ok(1));
        assert_eq!(limit("limit=30", &decisions), Ok(30));
        for bad in ["0", "31", "-1", "x", "", "1.5", "99999999999999999999"] {
            let reasons = limit(&format!("limit={bad}"), &decisions).unwrap_err();
            let sentences = &reasons.by_member()["limit"];
            assert_eq!(sentences, &["must be an integer from 1 to 30"], "{bad}");
        }
        decisions.refuse_limits = false;
        assert_eq!(limit("limit=0", &decisions), Ok(1));
        assert_eq!(limit("limit=31", &decisions), Ok(30));
        assert!(limit("limit=x", &decisions).is_err());
    }

    #[test]
    fn all_that_is_wrong_is_told() {
        let query = Query::read("a=x&b=yes&c=up").unwrap();
        let mut fields = query.fields();
        fields.integer("a");
        fields.boolean("b");
        fields.choice("c", "`ASC` or `DESC`", &[("ASC", 1), ("DESC", 2)]);
        let reasons = fields.reasons.or(()).unwrap_err();
        assert_eq!(reasons.by_member().keys().collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
