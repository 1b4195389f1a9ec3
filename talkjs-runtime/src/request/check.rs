//! Checks the values of a request before anything is sent.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Serialize;
use serde_json::Value;
use talkjs_rules::{Broken, Number, Rule, repeated};

use crate::request::problem::Problem;
use crate::request::violation::{Part, Violation};

/// The rules of one place in a description.
pub type Rules = &'static [Rule];

/// A value that can be part of a request.
pub trait Check {
    /// Reports violations of the rules for its place.
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        let _ = (rules, checker);
    }

    /// Reports violations of the rules of its own type and of the values inside it.
    fn check(&self, checker: &mut Checker) {
        let _ = checker;
    }
}

/// Collects violations, each with the current place.
#[derive(Debug)]
pub struct Checker {
    part: Part,
    /// What was found, each with the pointer from the place that is being checked.
    violations: Vec<Violation>,
}

impl Checker {
    /// Creates a checker at the root of a part of the request.
    pub fn new(part: Part) -> Self {
        Self { part, violations: Vec::new() }
    }

    /// Checks a value at this place, against the rules of this place and its own.
    pub fn value<V: Check>(&mut self, value: &V, rules: Rules) {
        value.rules(rules, self);
        value.check(self);
    }

    /// Checks a property of the object at this place.
    pub fn property<V: Check>(&mut self, name: &str, value: &V, rules: Rules) {
        self.within(name, |checker| checker.value(value, rules));
    }

    /// Reports a violation unless exactly one of the properties is present.
    pub fn exactly_one(&mut self, properties: &[(&'static str, bool)]) {
        if properties.iter().filter(|(_, is_there)| *is_there).count() == 1 {
            return;
        }
        let choices: Vec<_> = properties.iter().map(|(name, is_there)| (Cow::Borrowed(*name), *is_there)).collect();
        self.report_all(Broken::unless_exactly_one(&choices).into_iter());
    }

    /// Reports a value that is not in the list.
    pub fn not_listed<V: Into<Value> + Copy>(&mut self, values: &[V]) {
        let values = values.iter().map(|value| Cow::Owned((*value).into().to_string())).collect();
        self.report(Broken::NotListed { values });
    }

    /// Reports a problem at this place.
    pub fn report(&mut self, problem: impl Into<Problem>) {
        self.violations.push(Violation { part: self.part.clone(), pointer: String::new(), problem: problem.into() });
    }

    fn report_all(&mut self, broken: impl Iterator<Item = Broken>) {
        broken.for_each(|broken| self.report(broken));
    }

    /// Does something one level deeper. Most values break no rule, so a pointer is only made for what was found.
    pub fn within(&mut self, segment: impl Display, check: impl FnOnce(&mut Self)) {
        let before = self.violations.len();
        check(self);
        if self.violations.len() > before {
            self.move_below(&segment, before);
        }
    }

    /// Puts a segment before the pointers of what was found after the first violations.
    #[cold]
    fn move_below(&mut self, segment: &dyn Display, before: usize) {
        let segment = segment.to_string().replace('~', "~0").replace('/', "~1");
        for violation in self.violations.iter_mut().skip(before) {
            violation.pointer = format!("/{segment}{}", violation.pointer);
        }
    }

    /// Returns all violations, in the order in which they were found.
    pub fn finish(self) -> Vec<Violation> {
        self.violations
    }
}

impl Check for String {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        check_text(self, rules, checker);
    }
}

impl Check for bool {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        check_value(&Value::Bool(*self), rules, checker);
    }
}

/// Items by position: each has the rules of its position and of its own type.
macro_rules! checks_tuples {
    ($(($($item:ident $index:tt),+))+) => {$(
        impl<$($item: Check),+> Check for ($($item,)+) {
            fn rules(&self, rules: Rules, checker: &mut Checker) {
                $(checker.within($index, |checker| self.$index.rules(Rule::of_position(rules, $index), checker));)+
            }

            fn check(&self, checker: &mut Checker) {
                $(checker.within($index, |checker| self.$index.check(checker));)+
            }
        }
    )+};
}

checks_tuples! {
    (A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5) (A 0, B 1, C 2, D 3, E 4, F 5, G 6) (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8) (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
}

macro_rules! checks_whole_numbers {
    ($($number:ty),+) => {$(
        impl Check for $number {
            fn rules(&self, rules: Rules, checker: &mut Checker) {
                check_number(Number::from(i64::from(*self)), rules, checker);
            }
        }
    )+};
}

checks_whole_numbers!(i32, i64, u32);

impl Check for u64 {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        check_number(Number::from(*self), rules, checker);
    }
}

impl Check for f64 {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        check_number(Number::from(*self), rules, checker);
    }
}

impl Check for f32 {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        check_number(Number::from(*self), rules, checker);
    }
}

impl<T: Check> Check for Option<T> {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        if let Some(value) = self {
            value.rules(rules, checker);
        }
    }

    fn check(&self, checker: &mut Checker) {
        if let Some(value) = self {
            value.check(checker);
        }
    }
}

impl<T: Check> Check for Box<T> {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        (**self).rules(rules, checker);
    }

    fn check(&self, checker: &mut Checker) {
        (**self).check(checker);
    }
}

impl<T: Check + Serialize> Check for Vec<T> {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        check_items(self, rules, checker);
        for (index, item) in self.iter().enumerate() {
            checker.within(index, |checker| item.rules(Rule::of_items(rules), checker));
        }
    }

    fn check(&self, checker: &mut Checker) {
        for (index, item) in self.iter().enumerate() {
            checker.within(index, |checker| item.check(checker));
        }
    }
}

impl<T: Check> Check for BTreeMap<String, T> {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        check_keys(&self.keys(), rules, checker);
        for (key, value) in self {
            checker.within(key, |checker| value.rules(Rule::of_values(rules), checker));
        }
    }

    fn check(&self, checker: &mut Checker) {
        for (key, value) in self {
            checker.within(key, |checker| value.check(checker));
        }
    }
}

impl Check for Value {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        match self {
            Self::Null | Self::Bool(_) => check_value(self, rules, checker),
            Self::String(text) => check_text(text, rules, checker),
            Self::Number(found) => check_number(Number::from(found), rules, checker),
            Self::Array(items) => {
                check_value(self, rules, checker);
                items.rules(rules, checker);
            }
            Self::Object(properties) => {
                check_value(self, rules, checker);
                check_keys(&properties.keys(), rules, checker);
                for (key, value) in properties {
                    checker.within(key, |checker| value.rules(Rule::of_values(rules), checker));
                }
            }
        }
    }
}

fn check_text(text: &str, rules: Rules, checker: &mut Checker) {
    checker.report_all(rules.iter().filter_map(|rule| rule.text(text)));
}

fn check_number(found: Number, rules: Rules, checker: &mut Checker) {
    match found {
        Number::F64(found) if !found.is_finite() => checker.report(Problem::NotFinite),
        found => checker.report_all(rules.iter().filter_map(|rule| rule.number(found))),
    }
}

fn check_items<T: Serialize>(items: &[T], rules: Rules, checker: &mut Checker) {
    checker.report_all(rules.iter().filter_map(|rule| match rule {
        // Items are equal if their JSON is, since the server compares that.
        Rule::UniqueItems => repeated(&items.iter().map(|item| serde_json::to_value(item).ok()).collect::<Vec<_>>()),
        rule => rule.items(items.len()),
    }));
}

/// Checks the number of properties and their keys.
fn check_keys<'k>(keys: &(impl ExactSizeIterator<Item = &'k String> + Clone), rules: Rules, checker: &mut Checker) {
    let count = keys.len();
    checker.report_all(
        rules.iter().filter_map(|rule| rule.properties(count).or_else(|| keys.clone().find_map(|key| rule.key(key)))),
    );
}

/// Checks a value that is neither a string nor a number against the allowed values.
fn check_value(value: &Value, rules: Rules, checker: &mut Checker) {
    checker.report_all(rules.iter().filter_map(|rule| rule.value(value)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::patch::Patch;
    use serde_json::json;

    fn problems(value: &impl Check, rules: Rules) -> Vec<String> {
        let mut checker = Checker::new(Part::Body);
        checker.value(value, rules);
        checker.finish().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lengths_count_unicode_scalar_values() {
        assert_eq!(problems(&"é😀".to_owned(), &[Rule::MaxLength(2)]), [""; 0]);
        assert_eq!(
            problems(&"é😀".to_owned(), &[Rule::MaxLength(1)]),
            ["the body must be at most 1 character long, found 2"]
        );
        assert_eq!(
            problems(&String::new(), &[Rule::MinLength(1)]),
            ["the body must be at least 1 character long, found 0"]
        );
    }

    #[test]
    fn patterns_are_searched_for_and_unreadable_ones_refuse_nothing() {
        assert_eq!(problems(&"xfcm:1".to_owned(), &[Rule::Pattern(Cow::Borrowed("fcm:"))]), [""; 0]);
        assert_eq!(
            problems(&"xfcm:1".to_owned(), &[Rule::Pattern(Cow::Borrowed("^fcm:"))]),
            ["the body must match the pattern `^fcm:`"]
        );
        assert_eq!(problems(&"x".to_owned(), &[Rule::Pattern(Cow::Borrowed("(?=lookahead)"))]), [""; 0]);
    }

    #[test]
    fn limits_of_numbers_are_exact_at_the_edge() {
        const LIMITS: Rules = &[Rule::Minimum(Number::I64(1)), Rule::Maximum(Number::I64(100))];
        assert_eq!(problems(&1_i64, LIMITS), [""; 0]);
        assert_eq!(problems(&100_i64, LIMITS), [""; 0]);
        assert_eq!(problems(&0_i64, LIMITS), ["the body must be at least 1, found 0"]);
        assert_eq!(problems(&101_i64, LIMITS), ["the body must be at most 100, found 101"]);
        assert_eq!(
            problems(&i64::MAX, &[Rule::Maximum(Number::I64(i64::MAX - 1))]),
            ["the body must be at most 9223372036854775806, found 9223372036854775807"]
        );
        assert_eq!(
            problems(&0.5_f64, &[Rule::ExclusiveMinimum(Number::F64(0.5))]),
            ["the body must be more than 0.5, found 0.5"]
        );
        assert_eq!(
            problems(&1_u32, &[Rule::ExclusiveMaximum(Number::I64(1))]),
            ["the body must be less than 1, found 1"]
        );
    }

    #[test]
    fn multiples_hold_for_whole_and_decimal_numbers() {
        assert_eq!(problems(&15_i64, &[Rule::MultipleOf(Number::I64(5))]), [""; 0]);
        assert_eq!(
            problems(&7_i64, &[Rule::MultipleOf(Number::I64(5))]),
            ["the body must be a multiple of 5, found 7"]
        );
        assert_eq!(problems(&0.3_f64, &[Rule::MultipleOf(Number::F64(0.1))]), [""; 0]);
        assert_eq!(
            problems(&0.35_f64, &[Rule::MultipleOf(Number::F64(0.1))]),
            ["the body must be a multiple of 0.1, found 0.35"]
        );
        assert_eq!(problems(&7_i64, &[Rule::MultipleOf(Number::I64(0))]), [""; 0]);
    }

    #[test]
    fn numbers_of_every_type_are_checked_exactly() {
        assert_eq!(problems(&0.1_f32, &[Rule::Maximum(Number::F64(0.1))]), [""; 0]);
        assert_eq!(problems(&0.3_f32, &[Rule::MultipleOf(Number::F64(0.1))]), [""; 0]);
        assert_eq!(problems(&0.2_f32, &[Rule::Maximum(Number::F64(0.1))]), ["the body must be at most 0.1, found 0.2"]);
        assert_eq!(problems(&u64::MAX, &[Rule::Maximum(Number::U64(u64::MAX))]), [""; 0]);
        assert_eq!(
            problems(&u64::MAX, &[Rule::Maximum(Number::U64(u64::MAX - 1))]),
            ["the body must be at most 18446744073709551614, found 18446744073709551615"]
        );
        const LISTED: Rules = &[Rule::OneOf(Cow::Borrowed(&[Cow::Borrowed("0.1"), Cow::Borrowed("7")]))];
        for right in [problems(&0.1_f32, LISTED), problems(&7_i32, LISTED), problems(&7_u64, LISTED)] {
            assert_eq!(right, [""; 0]);
        }
        for wrong in
            [problems(&0.2_f32, LISTED), problems(&8_i32, LISTED), problems(&8_i64, LISTED), problems(&8_u64, LISTED)]
        {
            assert_eq!(wrong, ["the body must be one of 0.1, 7"]);
        }
    }

    #[test]
    fn equal_items_are_equal_as_json() {
        let unique: Rules = &[Rule::UniqueItems];
        assert_eq!(problems(&json!([1, 1.0]), unique), ["the body must not repeat an item, items 0 and 1 are equal"]);
        assert_eq!(
            problems(&vec![json!({"a": 1, "b": 2}), json!({"b": 2.0, "a": 1})], unique),
            ["the body must not repeat an item, items 0 and 1 are equal"]
        );
        assert_eq!(problems(&json!([1, "1", true]), unique), [""; 0]);
    }

    #[test]
    fn a_number_that_json_cannot_say_is_refused() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(problems(&number, &[]), ["the body must be a finite number"]);
        }
    }

    #[test]
    fn lists_are_counted_compared_and_checked_inside() {
        let list = vec!["a".to_owned(), String::new(), "a".to_owned()];
        assert_eq!(
            problems(&list, &[Rule::MaxItems(2), Rule::UniqueItems, Rule::Items(Cow::Borrowed(&[Rule::MinLength(1)]))]),
            [
                "the body must have at most 2 items, found 3",
                "the body must not repeat an item, items 0 and 2 are equal",
                "`/1` must be at least 1 character long, found 0",
            ]
        );
        assert_eq!(problems(&Vec::<i64>::new(), &[Rule::MinItems(1)]), ["the body must have at least 1 item, found 0"]);
    }

    #[test]
    fn maps_are_counted_and_checked_by_key_and_value() {
        let map = BTreeMap::from([("a/b".to_owned(), String::new()), ("fcm:1".to_owned(), "x".to_owned())]);
        assert_eq!(
            problems(
                &map,
                &[
                    Rule::MaxProperties(1),
                    Rule::KeyPattern(Cow::Borrowed("^fcm:")),
                    Rule::Values(Cow::Borrowed(&[Rule::MinLength(1)]))
                ]
            ),
            [
                "the body must have at most 1 property, found 2",
                "the body has a key that does not match the pattern `^fcm:`",
                "`/a~1b` must be at least 1 character long, found 0",
            ]
        );
        assert_eq!(
            problems(&BTreeMap::<String, bool>::new(), &[Rule::MinProperties(1)]),
            ["the body must have at least 1 property, found 0"]
        );
    }

    #[test]
    fn what_is_absent_or_cleared_breaks_no_rule() {
        assert_eq!(problems(&None::<String>, &[Rule::MinLength(1)]), [""; 0]);
        assert_eq!(problems(&Patch::<String>::Keep, &[Rule::MinLength(1)]), [""; 0]);
        assert_eq!(problems(&Patch::<String>::Clear, &[Rule::MinLength(1)]), [""; 0]);
        assert_eq!(
            problems(&Some(Box::new(Patch::Set(String::new()))), &[Rule::MinLength(1)]),
            ["the body must be at least 1 character long, found 0"]
        );
    }

    #[test]
    fn free_json_follows_the_rules_of_its_kind() {
        const RULES: Rules =
            &[Rule::MinLength(1), Rule::Maximum(Number::I64(9)), Rule::MinItems(1), Rule::MinProperties(1)];
        assert_eq!(problems(&json!(""), RULES), ["the body must be at least 1 character long, found 0"]);
        assert_eq!(problems(&json!(10), RULES), ["the body must be at most 9, found 10"]);
        assert_eq!(problems(&json!([]), RULES), ["the body must have at least 1 item, found 0"]);
        assert_eq!(problems(&json!({}), RULES), ["the body must have at least 1 property, found 0"]);
        assert_eq!(problems(&json!(null), RULES), [""; 0]);
    }

    #[test]
    fn a_value_is_one_of_those_that_are_listed() {
        const RULES: Rules =
            &[Rule::OneOf(Cow::Borrowed(&[Cow::Borrowed("1"), Cow::Borrowed("true"), Cow::Borrowed("\"a\"")]))];
        assert_eq!(problems(&1.0_f64, RULES), [""; 0]);
        assert_eq!(problems(&true, RULES), [""; 0]);
        assert_eq!(problems(&json!("a"), RULES), [""; 0]);
        assert_eq!(problems(&false, RULES), [r#"the body must be one of 1, true, "a""#]);
        assert_eq!(problems(&json!("b"), RULES), [r#"the body must be one of 1, true, "a""#]);
    }

    #[test]
    fn a_tuple_is_checked_by_position() {
        let pair = (vec![f64::NAN], true);
        assert_eq!(problems(&pair, &[]), ["`/0/0` must be a finite number"]);
    }

    #[test]
    fn exactly_one_property_means_neither_none_nor_two() {
        let found = |text, location| {
            let mut checker = Checker::new(Part::Body);
            checker.exactly_one(&[("text", text), ("location", location)]);
            checker.finish().len()
        };
        assert_eq!((found(true, false), found(false, true)), (0, 0));
        assert_eq!((found(false, false), found(true, true)), (1, 1));
    }

    #[test]
    fn properties_are_named_by_pointer() {
        let mut checker = Checker::new(Part::Body);
        checker.within("user", |checker| checker.property("email", &Vec::<String>::new(), &[Rule::MinItems(1)]));
        let violation = checker.finish().remove(0);
        assert_eq!(violation.pointer, "/user/email");
        assert_eq!(violation.problem, Broken::TooFewItems { min: 1, found: 0 }.into());
    }
}
