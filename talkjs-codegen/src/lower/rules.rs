//! Constraints: from the words of the schema to the rules that are checked.

use talkjs_rules::{Format, Number};

use super::Lowering;
use crate::diagnostic::{Diagnostic, Kind, Severity};
use crate::model::Rule;
use crate::tree::{Meaning, Node, Value};
use crate::view::View;

impl<'d> Lowering<'d, '_> {
    /// The constraints of a schema on its own value, which is of the JSON type `kind`.
    pub(super) fn rules(&mut self, view: &View<'d>, kind: Option<&str>) -> Vec<Rule> {
        let mut rules = Vec::new();
        self.length_rules(view, kind, &mut rules);
        self.number_rules(view, kind, &mut rules);
        self.count_rules(view, kind, &mut rules);
        rules
    }

    fn length_rules(&mut self, view: &View<'d>, kind: Option<&str>, rules: &mut Vec<Rule>) {
        if self.fits(view, kind, "string", &["minLength", "maxLength", "pattern"]) {
            self.range(view, ("minLength", Rule::MinLength), ("maxLength", Rule::MaxLength), rules);
            rules.extend(self.pattern(view, "pattern").map(|pattern| Rule::Pattern(pattern.into())));
        }
        let format = view.text("format").filter(|_| kind == Some("string"));
        rules.extend(format.and_then(Format::of).map(Rule::Format));
    }

    fn count_rules(&mut self, view: &View<'d>, kind: Option<&str>, rules: &mut Vec<Rule>) {
        if self.fits(view, kind, "array", &["minItems", "maxItems", "uniqueItems"]) {
            self.range(view, ("minItems", Rule::MinItems), ("maxItems", Rule::MaxItems), rules);
            if view.flag("uniqueItems") {
                rules.push(Rule::UniqueItems);
            }
        }
        if self.fits(view, kind, "object", &["minProperties", "maxProperties", "x-key-pattern"]) {
            let (low, high) = (
                ("minProperties", Rule::MinProperties as fn(u64) -> Rule),
                ("maxProperties", Rule::MaxProperties as fn(u64) -> Rule),
            );
            self.range(view, low, high, rules);
            rules.extend(self.pattern(view, "x-key-pattern").map(|pattern| Rule::KeyPattern(pattern.into())));
        }
    }

    fn number_rules(&mut self, view: &View<'d>, kind: Option<&str>, rules: &mut Vec<Rule>) {
        let number = if kind == Some("integer") { "integer" } else { "number" };
        let words = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
        let has_bounds = self.fits(view, kind, number, &words);
        let range = integer_range(view).filter(|_| kind == Some("integer"));
        if !has_bounds && range.is_none() {
            return;
        }
        let minimum = self.number(view, kind, "minimum");
        let maximum = self.number(view, kind, "maximum");
        rules.extend(self.number(view, kind, "multipleOf").map(Rule::MultipleOf));
        if let (Some(low), Some(high)) = (minimum, maximum)
            && low.as_f64() > high.as_f64()
        {
            return self.empty_range(view, "minimum", "maximum");
        }
        let exclusive = |key: &str| view.flag(key);
        let (from, to) = (exclusive("exclusiveMinimum"), exclusive("exclusiveMaximum"));
        // Of the format's bound and the description's own, the tighter one says all.
        let (least, most) = range.unzip();
        let least = least.filter(|least| minimum.is_none_or(|own| own.as_f64() < least.as_f64()));
        let most = most.filter(|most| maximum.is_none_or(|own| own.as_f64() > most.as_f64()));
        let minimum = minimum.map(if from { Rule::ExclusiveMinimum } else { Rule::Minimum });
        let maximum = maximum.map(if to { Rule::ExclusiveMaximum } else { Rule::Maximum });
        rules.extend(least.map(Rule::Minimum).or(minimum));
        rules.extend(most.map(Rule::Maximum).or(maximum));
    }

    /// Counts of an object's members are checked where the members have no names of their own.
    pub(super) fn no_member_counts(&mut self, view: &View<'d>) {
        for word in ["minProperties", "maxProperties", "x-key-pattern"] {
            if view.has(word) && !view.is_empty_object() {
                self.unchecked(&format!("`{word}` on an object with named members"), view.at.child(word));
            }
        }
    }

    /// Whether any of the words stands here; those that do not fit the type say nothing.
    fn fits(&mut self, view: &View<'d>, kind: Option<&str>, ty: &str, words: &[&'static str]) -> bool {
        let found: Vec<_> = words.iter().filter_map(|word| view.at.node().entry(word)).collect();
        if kind == Some(ty) {
            return !found.is_empty();
        }
        if let Some(kind) = kind {
            for (key, _) in found {
                let what = format!("`{}` on a schema of type `{kind}`", key.text);
                let why = "it constrains another type";
                self.diagnostics.warn(Kind::Ignored { what, why }, key.span);
            }
        }
        false
    }

    fn range(
        &mut self,
        view: &View<'d>,
        (low, low_rule): (&'static str, fn(u64) -> Rule),
        (high, high_rule): (&'static str, fn(u64) -> Rule),
        rules: &mut Vec<Rule>,
    ) {
        let (from, to) = (view.count(low), view.count(high));
        if from > to && to.is_some() {
            return self.empty_range(view, low, high);
        }
        rules.extend(from.map(low_rule));
        rules.extend(to.map(high_rule));
    }

    fn empty_range(&mut self, view: &View<'d>, low: &'static str, high: &'static str) {
        let place = view.at.child(low).value_span();
        let diagnostic = Diagnostic::new(Kind::EmptyRange { low, high }, place).with(Severity::Warning);
        self.diagnostics.push(diagnostic.also(view.at.child(high).value_span(), "the upper bound is"));
    }

    /// A regular expression that the run time can check.
    fn pattern(&mut self, view: &View<'d>, key: &str) -> Option<String> {
        let pattern = view.text(key)?;
        match regex_lite::Regex::new(pattern) {
            Ok(_) => Some(pattern.to_owned()),
            Err(error) => {
                let kind = Kind::Pattern { reason: error.to_string() };
                self.diagnostics.note(kind, view.at.child(key).value_span());
                None
            }
        }
    }

    /// A bound that its type can hold: a number that does not fit would wrap silently in Rust.
    fn number(&mut self, view: &View<'d>, kind: Option<&str>, key: &str) -> Option<Number> {
        let node = view.at.get(key)?;
        let Value::Scalar(scalar) = &node.value else { return None };
        let fits = match scalar.meaning() {
            Meaning::Unsigned(value) => Some(Number::from(value)),
            Meaning::Signed(value) => Some(Number::I64(value)),
            Meaning::Float(value) if kind == Some("integer") && value.fract() == 0.0 && value.abs() < 9e15 =>
            {
                #[allow(clippy::cast_possible_truncation, reason = "it is whole and small")]
                Some(Number::I64(value as i64))
            }
            Meaning::Float(value) if kind == Some("number") => Some(Number::F64(value)),
            _ => None,
        };
        let small = kind == Some("integer") && view.text("format") == Some("int32");
        let is_small = |number: Number| matches!(number, Number::I64(value) if i32::try_from(value).is_ok());
        let fits =
            fits.filter(|number| (!small || is_small(*number)) && (key != "multipleOf" || number.as_f64() > 0.0));
        if fits.is_none() {
            let expected = match kind {
                _ if key == "multipleOf" => "a number above 0 that fits the type",
                Some("integer") if small => "a 32-bit integer",
                Some("integer") => "a 64-bit integer",
                _ => "a 64-bit number",
            };
            let is_mistake = small || kind != Some("integer") || !is_beyond(&scalar.text, key);
            let kind = Kind::WrongKind { expected: expected.to_owned(), found: node.kind() };
            if is_mistake {
                self.diagnostics.warn(kind, node.span);
            } else {
                self.diagnostics.note(kind, node.span);
            }
        }
        fits
    }
}

/// Whether a bound that does not fit 64 bits allows all numbers that do, so that there is nothing to check.
fn is_beyond(number: &str, key: &str) -> bool {
    let digits = number.trim_start_matches('-');
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_whole && (if number.starts_with('-') { key == "minimum" } else { key == "maximum" })
}

/// The least and the greatest integer of a format, where the Rust type holds more.
fn integer_range(view: &View<'_>) -> Option<(Number, Number)> {
    let (least, most) = match view.text("format")? {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        _ => return None,
    };
    Some((Number::I64(least), Number::I64(most)))
}

/// A whole number from 0.
pub(super) fn count(node: &Node) -> Option<u64> {
    match &node.value {
        Value::Scalar(scalar) => match scalar.meaning() {
            Meaning::Unsigned(value) => Some(value),
            _ => None,
        },
        Value::List(_) | Value::Map(_) => None,
    }
}
