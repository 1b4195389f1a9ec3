//! The `filter` of a list of conversations.

use serde_json::{Map, Value};

use super::fields::{Fields, OBJECT, Shape, TEXT, TEXTS};
use crate::state::filter::{Filter, Test};
use crate::state::participants::Access;
use crate::state::refusal::Reasons;

/// Reads the parameter `filter`; without it everything is listed.
pub(super) fn read(fields: &mut Fields<'_>) -> Filter {
    let Some(text) = fields.optional("filter", &TEXT) else {
        return Filter::default();
    };
    let filter = match serde_json::from_str(&text) {
        Ok(Value::Object(members)) => read_members(&members),
        _ => Err(Reasons::one("filter", "must be a JSON object, URL-encoded once")),
    };
    filter.unwrap_or_else(|reasons| {
        fields.reasons.merge(reasons);
        Filter::default()
    })
}

const PRESENCE_OR_TEXTS: Shape<Test> = Shape {
    words: "`\"exists\"`, `\"!exists\"`, `[\"==\" or \"!=\", a string]` or \
            `[\"oneOf\" or \"!oneOf\", a list of strings]`",
    read: |value| match value.as_str() {
        Some("exists") => Some(Test::Exists),
        Some("!exists") => Some(Test::IsAbsent),
        _ => comparison(value),
    },
};

const ACCESSES: Shape<Test> = Shape {
    words: "`[\"==\" or \"!=\", an access]` or `[\"oneOf\" or \"!oneOf\", a list of accesses]`",
    read: |value| comparison(value).filter(compares_accesses),
};

fn read_members(members: &Map<String, Value>) -> Result<Filter, Reasons> {
    let mut fields = Fields::at("filter".to_owned(), members);
    for name in members.keys() {
        if !matches!(name.as_str(), "custom" | "access") {
            fields.refuse(name, "is not a known condition");
        }
    }
    let access = fields.optional("access", &ACCESSES);
    let custom = fields.optional("custom", &OBJECT).unwrap_or_default();
    let mut tests = Fields::at(fields.place_of("custom"), &custom);
    let custom =
        custom.keys().filter_map(|key| Some((key.clone(), tests.optional(key, &PRESENCE_OR_TEXTS)?))).collect();
    fields.reasons.merge(tests.reasons);
    fields.reasons.or(Filter { custom, access })
}

fn comparison(value: &Value) -> Option<Test> {
    let [operator, operand] = value.as_array()?.as_slice() else {
        return None;
    };
    let one = || Some(vec![operand.as_str()?.to_owned()]);
    let many = || (TEXTS.read)(operand);
    match operator.as_str()? {
        "==" => one().map(Test::IsOneOf),
        "!=" => one().map(Test::IsNoneOf),
        "oneOf" => many().map(Test::IsOneOf),
        "!oneOf" => many().map(Test::IsNoneOf),
        _ => None,
    }
}

fn compares_accesses(test: &Test) -> bool {
    let is_access = |name: &String| Access::ALL.iter().any(|access| access.name() == name);
    match test {
        Test::IsOneOf(names) | Test::IsNoneOf(names) => names.iter().all(is_access),
        Test::Exists | Test::IsAbsent => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(filter: &Value) -> Result<Filter, Reasons> {
        read_members(filter.as_object().unwrap())
    }

    #[test]
    fn all_documented_conditions_are_read() {
        let filter = read(&json!({
            "custom": {
                "a": "exists", "b": "!exists", "c": ["==", "1"], "d": ["!=", "1"],
                "e": ["oneOf", ["1", "2"]], "f": ["!oneOf", []],
            },
            "access": ["oneOf", ["Read", "None"]],
        }))
        .unwrap();
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let tests: Vec<_> = filter.custom.values().cloned().collect();
        assert_eq!(
            tests,
            [
                Test::Exists,
                Test::IsAbsent,
                Test::IsOneOf(texts(&["1"])),
                Test::IsNoneOf(texts(&["1"])),
                Test::IsOneOf(texts(&["1", "2"])),
                Test::IsNoneOf(texts(&[])),
            ]
        );
        assert_eq!(filter.access, Some(Test::IsOneOf(texts(&["Read", "None"]))));
    }

    #[test]
    fn what_is_no_condition_is_refused_by_its_place() {
        for (filter, place) in [
            (json!({"subject": "exists"}), "filter.subject"),
            (json!({"custom": "exists"}), "filter.custom"),
            (json!({"custom": {"a": "maybe"}}), "filter.custom.a"),
            (json!({"custom": {"a": ["==", 1]}}), "filter.custom.a"),
            (json!({"custom": {"a": ["==", "1", "2"]}}), "filter.custom.a"),
            (json!({"custom": {"a": ["oneOf", "1"]}}), "filter.custom.a"),
            (json!({"custom": {"a": [">", "1"]}}), "filter.custom.a"),
            (json!({"access": ["==", "Write"]}), "filter.access"),
            (json!({"access": "exists"}), "filter.access"),
        ] {
            let reasons = read(&filter).unwrap_err();
            assert_eq!(reasons.by_member().keys().collect::<Vec<_>>(), [place]);
        }
    }
}
