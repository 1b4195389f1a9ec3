//! Lowers constraints: from the keywords of a schema to rules.

use talkjs_rules::{Format, Number};

use super::Lowering;
use super::view::View;
use crate::diagnostic::{Diagnostic, Kind, Severity};
use crate::model::Rule;
use crate::openapi::{Bound, JsonType, NumberKeywords, Pattern, Place, Spanned};
use crate::tree::{Meaning, Node, Value};

/// A keyword's name, and its value if present.
type Keyword<T> = (&'static str, Option<Spanned<T>>);

/// 2 to the power of 63: the first number beyond `i64`.
pub(super) const I64_END: f64 = 9_223_372_036_854_775_808.0;

impl<'d> Lowering<'d, '_> {
    /// The constraints of a schema on its own value, which is of the JSON type `kind`.
    pub(super) fn rules(&mut self, view: &View<'d>, kind: Option<JsonType>) -> Vec<Rule> {
        let mut rules = Vec::new();
        self.length_rules(view, kind, &mut rules);
        self.number_rules(view, kind, &mut rules);
        self.count_rules(view, kind, &mut rules);
        self.property_rules(view, kind, &mut rules);
        rules
    }

    fn length_rules(&mut self, view: &View<'d>, kind: Option<JsonType>, rules: &mut Vec<Rule>) {
        if let Some(keywords) = view.schema.string.as_deref() {
            let (low, high) = (("minLength", keywords.min_length), ("maxLength", keywords.max_length));
            let pattern = ("pattern", keywords.pattern.map(|pattern| pattern.place));
            if self.fits(view, kind, &[JsonType::String], &[place(low), place(high), pattern]) {
                self.range((low, Rule::MinLength), (high, Rule::MaxLength), rules);
                rules.extend(
                    keywords
                        .pattern
                        .and_then(|pattern| self.pattern(pattern))
                        .map(|pattern| Rule::Pattern(pattern.into())),
                );
            }
        }
        let format = view.format().filter(|_| kind == Some(JsonType::String));
        rules.extend(format.and_then(Format::of).map(Rule::Format));
    }

    fn count_rules(&mut self, view: &View<'d>, kind: Option<JsonType>, rules: &mut Vec<Rule>) {
        let Some(keywords) = view.schema.array.as_deref() else { return };
        let (low, high) = (("minItems", keywords.min_items), ("maxItems", keywords.max_items));
        let unique = ("uniqueItems", keywords.unique_items.map(|unique| unique.place));
        if self.fits(view, kind, &[JsonType::Array], &[place(low), place(high), unique]) {
            self.range((low, Rule::MinItems), (high, Rule::MaxItems), rules);
            rules.extend(keywords.unique_items.map(|_| Rule::UniqueItems));
            let positions = keywords.positions.as_ref().map_or(0, |positions| positions.value.len());
            let most = u64::try_from(positions).unwrap_or(u64::MAX);
            rules.extend(keywords.is_closed.then_some(Rule::MaxItems(most)));
        }
    }

    fn property_rules(&mut self, view: &View<'d>, kind: Option<JsonType>, rules: &mut Vec<Rule>) {
        let Some(keywords) = view.schema.object.as_deref() else { return };
        let (low, high) = (("minProperties", keywords.min_properties), ("maxProperties", keywords.max_properties));
        let pattern = ("x-key-pattern", keywords.key_pattern.map(|pattern| pattern.place));
        if self.fits(view, kind, &[JsonType::Object], &[place(low), place(high), pattern]) {
            self.range((low, Rule::MinProperties), (high, Rule::MaxProperties), rules);
            rules.extend(self.key_patterns(view).into_iter().map(|pattern| Rule::KeyPattern(pattern.into())));
        }
    }

    /// The patterns for the names of properties.
    fn key_patterns(&mut self, view: &View<'d>) -> Vec<String> {
        let Some(keywords) = view.schema.object.as_deref() else { return Vec::new() };
        let mut patterns: Vec<String> =
            keywords.key_pattern.and_then(|pattern| self.pattern(pattern)).into_iter().collect();
        if let Some(names) = keywords.names {
            patterns.extend(self.name_pattern(names));
        }
        if let Some(found) = &keywords.patterns
            && let ([Pattern { pattern, .. }], true) = (found.value.as_slice(), keywords.properties.is_empty())
            && matches!(keywords.additional, crate::openapi::Additional::Allowed(false))
        {
            let pattern = Spanned { value: pattern.name(), place: Place::at(pattern.span) };
            patterns.extend(self.pattern(pattern));
        }
        patterns
    }

    /// The pattern for names in `propertyNames`: its own, or one for its values or lengths.
    fn name_pattern(&mut self, names: Spanned<super::view::SchemaId<'d>>) -> Option<String> {
        let view = self.view(super::view::SchemaRef::new(names.value))?;
        let string = view.schema.string.as_deref();
        if let Some(pattern) = string.and_then(|string| string.pattern) {
            return self.pattern(pattern);
        }
        let texts: Option<Vec<String>> = view.values().map(|value| Some(escaped(value.text()?))).collect();
        if let Some(texts) = texts.filter(|texts| !texts.is_empty()) {
            return Some(format!("^(?:{})$", texts.join("|")));
        }
        if let Some(string) = string {
            let low = string.min_length.map_or(0, |length| length.value);
            let high = string.max_length.map(|length| length.value.to_string()).unwrap_or_default();
            return Some(format!("^(?s:.{{{low},{high}}})$"));
        }
        if !view.schema.says_nothing() && view.schema.assertions() > usize::from(!view.schema.types.is_empty()) {
            self.unchecked("`propertyNames` without a `pattern`", names.place);
        }
        None
    }

    fn number_rules(&mut self, view: &View<'d>, kind: Option<JsonType>, rules: &mut Vec<Rule>) {
        let none = NumberKeywords::default();
        let bounds = view.schema.number.as_deref().unwrap_or(&none);
        let place = |bound: Option<Bound<'d>>| bound.map(|bound| bound.number.place);
        let found = [
            ("minimum", place(bounds.minimum)),
            ("maximum", place(bounds.maximum)),
            ("multipleOf", bounds.multiple_of.map(|step| step.place)),
        ];
        if !self.fits(view, kind, &[JsonType::Integer, JsonType::Number], &found) {
            return;
        }
        let minimum = bounds.minimum.and_then(|bound| self.number(view, kind, "minimum", bound.number));
        let maximum = bounds.maximum.and_then(|bound| self.number(view, kind, "maximum", bound.number));
        let step = bounds.multiple_of.and_then(|step| self.number(view, kind, "multipleOf", step));
        rules.extend(step.map(Rule::MultipleOf));
        if let (Some(low), Some(high), Some(from), Some(to)) = (minimum, maximum, bounds.minimum, bounds.maximum)
            && low.as_f64() > high.as_f64()
        {
            return self.empty_range(("minimum", from.number.place), ("maximum", to.number.place));
        }
        // The format's bounds and the description's are merged; the narrower one remains.
        let range = integer_range(view).filter(|_| kind == Some(JsonType::Integer));
        let (least, most) = range.unzip();
        let least = least.filter(|least| minimum.is_none_or(|own| own.as_f64() < least.as_f64()));
        let most = most.filter(|most| maximum.is_none_or(|own| own.as_f64() > most.as_f64()));
        let is_exclusive = |bound: Option<Bound<'d>>| bound.is_some_and(|bound| bound.is_exclusive);
        let (from, to) = (is_exclusive(bounds.minimum), is_exclusive(bounds.maximum));
        let minimum = minimum.map(if from { Rule::ExclusiveMinimum } else { Rule::Minimum });
        let maximum = maximum.map(if to { Rule::ExclusiveMaximum } else { Rule::Maximum });
        rules.extend(least.map(Rule::Minimum).or(minimum));
        rules.extend(most.map(Rule::Maximum).or(maximum));
    }

    /// The number of properties is checked only for maps.
    pub(super) fn no_property_counts(&mut self, view: &View<'d>) {
        let Some(keywords) = view.schema.object.as_deref().filter(|_| !view.is_empty_object()) else { return };
        let found = [
            place(("minProperties", keywords.min_properties)),
            place(("maxProperties", keywords.max_properties)),
            ("x-key-pattern", keywords.key_pattern.map(|pattern| pattern.place)),
            ("propertyNames", keywords.names.map(|names| names.place)),
        ];
        for (keyword, place) in found {
            if let Some(place) = place {
                self.unchecked(&format!("`{keyword}` on an object with named properties"), place);
            }
        }
    }

    /// Whether the keywords constrain values of the type. Keywords for other types constrain nothing.
    fn fits(
        &mut self,
        view: &View<'d>,
        kind: Option<JsonType>,
        types: &[JsonType],
        found: &[(&'static str, Option<Place>)],
    ) -> bool {
        let Some(kind) = kind else { return false };
        if types.contains(&kind) {
            return true;
        }
        // A schema without a type constrains values of the types that its keywords apply to.
        if view.schema.types.is_empty() || view.schema.types.iter().any(|ty| types.contains(&ty)) {
            return false;
        }
        for (keyword, place) in found {
            if let Some(place) = place {
                let what = format!("`{keyword}` on a schema of type `{}`", kind.name());
                let why = "it constrains another type";
                self.diagnostics.warn(Kind::Ignored { what, why }, place.name);
            }
        }
        false
    }

    fn range(
        &mut self,
        ((low, from), low_rule): (Keyword<u64>, fn(u64) -> Rule),
        ((high, to), high_rule): (Keyword<u64>, fn(u64) -> Rule),
        rules: &mut Vec<Rule>,
    ) {
        if let (Some(from), Some(to)) = (from, to)
            && from.value > to.value
        {
            return self.empty_range((low, from.place), (high, to.place));
        }
        rules.extend(from.map(|count| low_rule(count.value)));
        rules.extend(to.map(|count| high_rule(count.value)));
    }

    fn empty_range(&mut self, (low, from): (&'static str, Place), (high, to): (&'static str, Place)) {
        let diagnostic = Diagnostic::new(Kind::EmptyRange { low, high }, from.value).with(Severity::Warning);
        self.diagnostics.push(diagnostic.also(to.value, "the upper bound is"));
    }

    /// A regular expression that the runtime supports.
    fn pattern(&mut self, pattern: Spanned<&'d str>) -> Option<String> {
        match regex_lite::Regex::new(pattern.value) {
            Ok(_) => Some(pattern.value.to_owned()),
            Err(error) => {
                let kind = Kind::Pattern { reason: error.to_string() };
                self.diagnostics.note(kind, pattern.place.value);
                None
            }
        }
    }

    /// A bound that fits the type: other numbers would wrap in Rust.
    fn number(
        &mut self,
        view: &View<'d>,
        kind: Option<JsonType>,
        key: &str,
        bound: Spanned<&'d Node<'d>>,
    ) -> Option<Number> {
        let node = bound.value;
        let Value::Scalar(scalar) = &node.value else { return None };
        let is_integer = kind == Some(JsonType::Integer);
        let fits = match scalar.meaning() {
            Meaning::Unsigned(value) => Some(Number::from(value)),
            Meaning::Signed(value) => Some(Number::I64(value)),
            Meaning::Float(value) if is_integer && value.fract() == 0.0 && value.abs() < 9e15 =>
            {
                #[allow(clippy::cast_possible_truncation, reason = "it is whole and small")]
                Some(Number::I64(value as i64))
            }
            Meaning::Float(value) if !is_integer => Some(Number::F64(value)),
            _ => None,
        };
        let small = is_integer && view.format() == Some("int32");
        let is_small = |number: Number| matches!(number, Number::I64(value) if i32::try_from(value).is_ok());
        let fits =
            fits.filter(|number| (!small || is_small(*number)) && (key != "multipleOf" || number.as_f64() > 0.0));
        if fits.is_none() {
            let expected = match is_integer {
                _ if key == "multipleOf" => "a number above 0 that fits the type",
                true if small => "a 32-bit integer",
                true => "a 64-bit integer",
                false => "a 64-bit number",
            };
            let is_mistake = small || !is_integer || !node.number().is_some_and(|bound| is_beyond(view, bound, key));
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

/// Merged constraints: of two bounds the narrower one, and no duplicates.
pub(super) fn merged(rules: Vec<Rule>) -> Vec<Rule> {
    let mut kept: Vec<Rule> = Vec::new();
    for rule in rules {
        if kept.contains(&rule) {
            continue;
        }
        let is_same = |known: &&mut Rule| std::mem::discriminant(*known) == std::mem::discriminant(&rule);
        match kept.iter_mut().find(is_same).filter(|known| is_bound(known)) {
            Some(known) => *known = narrower(known, rule),
            None => kept.push(rule),
        }
    }
    kept
}

/// Whether one of two such rules implies the other.
fn is_bound(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::MinLength(_)
            | Rule::MaxLength(_)
            | Rule::Minimum(_)
            | Rule::Maximum(_)
            | Rule::ExclusiveMinimum(_)
            | Rule::ExclusiveMaximum(_)
            | Rule::MinItems(_)
            | Rule::MaxItems(_)
            | Rule::UniqueItems
            | Rule::MinProperties(_)
            | Rule::MaxProperties(_)
    )
}

/// The narrower of two bounds of the same kind.
fn narrower(known: &Rule, other: Rule) -> Rule {
    let is_narrower = match (known, &other) {
        (Rule::MinLength(one), Rule::MinLength(two))
        | (Rule::MinItems(one), Rule::MinItems(two))
        | (Rule::MinProperties(one), Rule::MinProperties(two)) => two > one,
        (Rule::MaxLength(one), Rule::MaxLength(two))
        | (Rule::MaxItems(one), Rule::MaxItems(two))
        | (Rule::MaxProperties(one), Rule::MaxProperties(two)) => two < one,
        (Rule::Minimum(one), Rule::Minimum(two)) | (Rule::ExclusiveMinimum(one), Rule::ExclusiveMinimum(two)) => {
            two.as_f64() > one.as_f64()
        }
        (Rule::Maximum(one), Rule::Maximum(two)) | (Rule::ExclusiveMaximum(one), Rule::ExclusiveMaximum(two)) => {
            two.as_f64() < one.as_f64()
        }
        _ => false,
    };
    if is_narrower { other } else { known.clone() }
}

fn place<T>((name, value): Keyword<T>) -> (&'static str, Option<Place>) {
    (name, value.map(|value| value.place))
}

/// A text as a regular expression that matches only this text.
fn escaped(text: &str) -> String {
    regex_lite::escape(text)
}

/// Whether a bound beyond 64 bits allows all numbers of the type, so that no check is needed.
fn is_beyond(view: &View<'_>, bound: f64, key: &str) -> bool {
    let is_unsigned = view.is_beyond_i64() && view.is_never_negative();
    let end = if is_unsigned { 2.0 * I64_END } else { I64_END };
    (key == "minimum" && bound <= -I64_END) || (key == "maximum" && bound >= end)
}

/// The smallest and the largest integer of a format, if the Rust type is larger.
fn integer_range(view: &View<'_>) -> Option<(Number, Number)> {
    let (least, most) = match view.format()? {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        _ => return None,
    };
    Some((Number::I64(least), Number::I64(most)))
}
