//! The constraints of a description, as data, and the checks of values.

use std::borrow::Cow;

use serde_json::Value;

use crate::patterns::matches;
use crate::{Broken, Format, Number, is_equal};

/// One constraint of a schema. Constants in generated code borrow what the generator owns.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Rule {
    /// The shortest allowed text, in Unicode scalar values.
    MinLength(u64),
    /// The longest allowed text, in Unicode scalar values.
    MaxLength(u64),
    /// A regular expression that a text must match somewhere.
    Pattern(Cow<'static, str>),
    /// The smallest allowed number.
    Minimum(Number),
    /// The largest allowed number.
    Maximum(Number),
    /// The number must be above this one.
    ExclusiveMinimum(Number),
    /// The number must be below this one.
    ExclusiveMaximum(Number),
    /// The number must be a whole multiple of this one.
    MultipleOf(Number),
    /// The fewest items of a list.
    MinItems(u64),
    /// The most items of a list.
    MaxItems(u64),
    /// No two items of a list are equal.
    UniqueItems,
    /// The fewest properties of an object.
    MinProperties(u64),
    /// The most properties of an object.
    MaxProperties(u64),
    /// A regular expression that every key of a map must match (`x-key-pattern`).
    KeyPattern(Cow<'static, str>),
    /// Rules for each item of a list.
    Items(Cow<'static, [Rule]>),
    /// Rules for the item at a position of a tuple, from 0.
    Position(usize, Cow<'static, [Rule]>),
    /// Rules for each value of a map.
    Values(Cow<'static, [Rule]>),
    /// The format of a text.
    Format(Format),
    /// The allowed values, as JSON.
    OneOf(Cow<'static, [Cow<'static, str>]>),
}

impl Rule {
    /// The violation of a text; `None` if there is none, or if the rule is not about texts.
    #[must_use]
    pub fn text(&self, text: &str) -> Option<Broken> {
        Some(match self {
            // A character is at most four bytes and at least one: most lengths need no count.
            Self::MinLength(min) if count(text.len() / 4) < *min && length(text) < *min => {
                Broken::TooShort { min: *min, found: length(text) }
            }
            Self::MaxLength(max) if count(text.len()) > *max && length(text) > *max => {
                Broken::TooLong { max: *max, found: length(text) }
            }
            Self::Pattern(pattern) if !matches(pattern, text) => Broken::NoMatch { pattern: pattern.clone() },
            Self::Format(format) if !format.fits(text) => Broken::NotFormat { format: *format },
            Self::OneOf(values) => return not_listed(values, |listed| listed.as_str() == Some(text)),
            _ => return None,
        })
    }

    /// The violation of a finite number.
    #[must_use]
    pub fn number(&self, found: Number) -> Option<Broken> {
        Some(match *self {
            Self::Minimum(min) if found.is_below(min) => Broken::BelowMinimum { min, found },
            Self::Maximum(max) if max.is_below(found) => Broken::AboveMaximum { max, found },
            Self::ExclusiveMinimum(limit) if !limit.is_below(found) => Broken::NotAbove { limit, found },
            Self::ExclusiveMaximum(limit) if !found.is_below(limit) => Broken::NotBelow { limit, found },
            Self::MultipleOf(divisor) if !found.is_multiple_of(divisor) => Broken::NotMultipleOf { divisor, found },
            Self::OneOf(ref values) => {
                let is_it = |listed: &Value| matches!(listed, Value::Number(listed) if Number::from(listed) == found);
                return not_listed(values, is_it);
            }
            _ => return None,
        })
    }

    /// The violation of a boolean, a list, an object or `null` that is not an allowed value.
    #[must_use]
    pub fn value(&self, value: &Value) -> Option<Broken> {
        let Self::OneOf(values) = self else { return None };
        not_listed(values, |listed| is_equal(listed, value))
    }

    /// The violation of a list with this number of items.
    #[must_use]
    pub fn items(&self, count: usize) -> Option<Broken> {
        let found = self::count(count);
        Some(match *self {
            Self::MinItems(min) if found < min => Broken::TooFewItems { min, found },
            Self::MaxItems(max) if found > max => Broken::TooManyItems { max, found },
            _ => return None,
        })
    }

    /// The violation of an object with this number of properties.
    #[must_use]
    pub fn properties(&self, count: usize) -> Option<Broken> {
        let found = self::count(count);
        Some(match *self {
            Self::MinProperties(min) if found < min => Broken::TooFewProperties { min, found },
            Self::MaxProperties(max) if found > max => Broken::TooManyProperties { max, found },
            _ => return None,
        })
    }

    /// The violation of a key of a map.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<Broken> {
        match self {
            Self::KeyPattern(pattern) if !matches(pattern, key) => {
                Some(Broken::KeyNoMatch { pattern: pattern.clone() })
            }
            _ => None,
        }
    }

    /// The rules for each item among the rules for a list.
    #[must_use]
    pub fn of_items(rules: &[Self]) -> &[Self] {
        let items = rules.iter().find_map(|rule| if let Self::Items(rules) = rule { Some(rules) } else { None });
        items.map(AsRef::as_ref).unwrap_or_default()
    }

    /// The rules for the item at a position among the rules for a tuple.
    #[must_use]
    pub fn of_position(rules: &[Self], position: usize) -> &[Self] {
        let item = rules.iter().find_map(|rule| match rule {
            Self::Position(at, rules) if *at == position => Some(rules),
            _ => None,
        });
        item.map(AsRef::as_ref).unwrap_or_default()
    }

    /// The rules for each value among the rules for a map.
    #[must_use]
    pub fn of_values(rules: &[Self]) -> &[Self] {
        let values = rules.iter().find_map(|rule| if let Self::Values(rules) = rule { Some(rules) } else { None });
        values.map(AsRef::as_ref).unwrap_or_default()
    }

    /// The largest whole number that the rule allows, if the rule limits numbers.
    #[must_use]
    pub fn maximum(&self) -> Option<i64> {
        if let Self::Maximum(Number::I64(maximum)) = self { Some(*maximum) } else { None }
    }

    /// Whether [`Constant`](crate::Constant) checks this rule at compile time.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        matches!(
            self,
            Self::MinLength(_)
                | Self::MaxLength(_)
                | Self::Minimum(_)
                | Self::Maximum(_)
                | Self::ExclusiveMinimum(_)
                | Self::ExclusiveMaximum(_)
        )
    }
}

/// The violation of a value that is not in the list, as JSON.
fn not_listed(values: &[Cow<'static, str>], is_it: impl Fn(&Value) -> bool) -> Option<Broken> {
    let is_listed = values.iter().any(|listed| serde_json::from_str(listed).is_ok_and(|listed: Value| is_it(&listed)));
    (!is_listed).then(|| Broken::NotListed { values: values.to_vec() })
}

fn length(text: &str) -> u64 {
    count(text.chars().count())
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_of_any_kind_is_one_of_those_listed() {
        let listed = ["1", "0.1", "\"a\"", "true", "[1,2]", "18446744073709551615"].map(Cow::Borrowed);
        let rule = Rule::OneOf(listed.to_vec().into());
        let broken = |found: Option<Broken>| found.is_some();
        assert!(!broken(rule.text("a")) && broken(rule.text("1")));
        assert!(!broken(rule.number(1.0_f64.into())) && !broken(rule.number(0.1_f32.into())));
        assert!(!broken(rule.number(u64::MAX.into())) && broken(rule.number((u64::MAX - 1).into())));
        assert!(!broken(rule.value(&json!(true))) && broken(rule.value(&json!(false))));
        assert!(!broken(rule.value(&json!([1.0, 2]))) && broken(rule.value(&json!([2, 1]))));
    }

    #[test]
    fn rules_of_what_is_inside_are_found() {
        const INSIDE: &[Rule] = &[Rule::MinLength(1)];
        let rules = [Rule::MinItems(1), Rule::Items(Cow::Borrowed(INSIDE)), Rule::Position(1, Cow::Borrowed(INSIDE))];
        assert_eq!((Rule::of_position(&rules, 0), Rule::of_position(&rules, 1)), (&[][..], INSIDE));
        assert_eq!(Rule::of_items(&rules), INSIDE);
        assert_eq!(Rule::of_values(&rules), []);
        assert_eq!(Rule::of_values(&[Rule::Values(Cow::Borrowed(INSIDE))]), INSIDE);
    }
}
