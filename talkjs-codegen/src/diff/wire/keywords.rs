//! Compares the keywords of a schema that constrain the value itself.

use std::collections::HashSet;

use super::direction::{self, Kind, Shift};
use super::view::{View, allows_type, text_of};
use crate::openapi::{
    ArrayKeywords, Bound, JsonType, NumberKeywords, ObjectKeywords, Schema, Spanned, StringKeywords, UNCHECKED,
};
use crate::tree::Node;

/// A difference in a keyword.
pub(super) struct Difference {
    pub(super) kind: &'static Kind,
    pub(super) shift: Shift,
    pub(super) sentence: String,
    /// A value that one side allows and the other does not, as JSON.
    pub(super) value: Option<String>,
    /// Whether it is uncertain that it breaks anyone.
    pub(super) is_mild: bool,
}

/// A bound of numbers, lengths or counts.
#[derive(Clone, PartialEq)]
struct Limit {
    value: f64,
    is_exclusive: bool,
    text: String,
}

type LimitOf = for<'s> fn(&'s Schema<'_>) -> Option<Limit>;

/// The keywords for lower bounds. A new keyword does not compile until it is compared here or elsewhere.
const LOWER: [(&str, LimitOf); 4] = [
    ("minimum", |schema| {
        let NumberKeywords { minimum, maximum: _, multiple_of: _ } = schema.number.as_deref()?;
        bound(*minimum)
    }),
    ("minLength", |schema| {
        let StringKeywords { min_length, max_length: _, pattern: _ } = schema.string.as_deref()?;
        count(*min_length)
    }),
    ("minItems", |schema| {
        let ArrayKeywords { positions: _, items: _, is_closed: _, min_items, max_items: _, unique_items: _ } =
            schema.array.as_deref()?;
        count(*min_items)
    }),
    ("minProperties", |schema| {
        let ObjectKeywords {
            properties: _,
            properties_place: _,
            required: _,
            required_place: _,
            additional: _,
            patterns: _,
            names: _,
            key_pattern: _,
            min_properties,
            max_properties: _,
        } = schema.object.as_deref()?;
        count(*min_properties)
    }),
];

/// The keywords for upper bounds.
const UPPER: [(&str, LimitOf); 4] = [
    ("maximum", |schema| bound(schema.number.as_ref()?.maximum)),
    ("maxLength", |schema| count(schema.string.as_ref()?.max_length)),
    ("maxItems", |schema| count(schema.array.as_ref()?.max_items)),
    ("maxProperties", |schema| count(schema.object.as_ref()?.max_properties)),
];

/// The formats that define values; others may be hints for people.
const FORMATS: [&str; 19] = [
    "int32",
    "int64",
    "uint64",
    "float",
    "double",
    "decimal",
    "date",
    "date-time",
    "time",
    "duration",
    "uuid",
    "email",
    "uri",
    "hostname",
    "ipv4",
    "ipv6",
    "byte",
    "binary",
    "base64url",
];

/// Formats of which the first is a subset of the second.
const PARTS: [(&str, &str); 2] = [("int32", "int64"), ("float", "double")];

/// The longest text that is shown as an example.
const MAX_EXAMPLE: usize = 100;

/// Compares the types. In plain text, such as parameters, a string may have the form of a number or boolean.
pub(super) fn types(old: &View<'_>, new: &View<'_>, subject: &str, is_text: bool) -> Option<Difference> {
    let (before, after) = (old.types(), new.types());
    let is_scalar = |ty: &JsonType| !matches!(ty, JsonType::Object | JsonType::Array);
    let allows = |wide: &Option<Vec<JsonType>>, narrow: &Option<Vec<JsonType>>| match (wide, narrow) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wide), Some(narrow)) => narrow
            .iter()
            .all(|ty| allows_type(wide, *ty) || (is_text && is_scalar(ty) && wide.contains(&JsonType::String))),
    };
    let shift = Shift::of(allows(&after, &before), allows(&before, &after));
    let value = match shift {
        Shift::Widened => missing_type(after.as_deref(), before.as_deref()),
        _ => missing_type(before.as_deref(), after.as_deref()),
    };
    let sentence = format!("the type of `{subject}` changed from {} to {}", type_names(before), type_names(after));
    difference(&direction::TYPE, shift, sentence, value.map(str::to_owned))
}

/// Whether two lists of types are disjoint.
pub(super) fn are_apart(old: &View<'_>, new: &View<'_>) -> bool {
    let (Some(old), Some(new)) = (old.types(), new.types()) else { return false };
    !old.iter().any(|ty| allows_type(&new, *ty)) && !new.iter().any(|ty| allows_type(&old, *ty))
}

/// An example of a type that one list has and the other does not.
fn missing_type(has: Option<&[JsonType]>, lacks: Option<&[JsonType]>) -> Option<&'static str> {
    let missing = has?.iter().find(|ty| lacks.is_some_and(|lacks| !allows_type(lacks, **ty)))?;
    Some(match missing {
        JsonType::String => "\"text\"",
        JsonType::Integer => "1",
        JsonType::Number => "1.5",
        JsonType::Boolean => "true",
        JsonType::Object => "{}",
        JsonType::Array => "[]",
    })
}

fn type_names(types: Option<Vec<JsonType>>) -> String {
    let Some(types) = types else { return "any".to_owned() };
    let names: Vec<String> = types.iter().map(|ty| format!("`{}`", ty.name())).collect();
    if names.is_empty() { "`null`".to_owned() } else { names.join(" or ") }
}

/// Compares null, format, values, bounds and patterns.
pub(super) fn others(old: &View<'_>, new: &View<'_>, subject: &str) -> Vec<Difference> {
    let mut found = Vec::new();
    found.extend(null(old, new, subject));
    found.extend(format_of(old, new, subject));
    found.extend(values(old, new, subject));
    for (keywords, is_lower) in [(&LOWER, true), (&UPPER, false)] {
        for (keyword, limit_of) in keywords {
            found.extend(limit(keyword, *limit_of, (old, new), subject, is_lower));
        }
    }
    found.extend(patterns(("pattern", pattern), old, new, subject));
    found.extend(patterns(("x-key-pattern", key_pattern), old, new, subject));
    found.extend(multiple_of(old, new, subject));
    found.extend(unique_items(old, new, subject));
    found.extend(negation(old, new, subject));
    found.extend(unchecked(old, new, subject));
    found
}

fn difference(kind: &'static Kind, shift: Shift, sentence: String, value: Option<String>) -> Option<Difference> {
    (shift != Shift::Same).then_some(Difference { kind, shift, sentence, value, is_mild: false })
}

fn null(old: &View<'_>, new: &View<'_>, subject: &str) -> Option<Difference> {
    let shift = Shift::of(new.nullable || !old.nullable, old.nullable || !new.nullable);
    let how = if new.nullable { "may be null now" } else { "may no longer be null" };
    difference(&direction::NULL, shift, format!("`{subject}` {how}"), Some("null".to_owned()))
}

fn format_of(old: &View<'_>, new: &View<'_>, subject: &str) -> Option<Difference> {
    let (before, after) = (old.format(), new.format());
    let allows = |wide: Option<&str>, narrow: Option<&str>| match (wide, narrow) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wide), Some(narrow)) => wide == narrow || PARTS.contains(&(narrow, wide)),
    };
    let shift = Shift::of(allows(after, before), allows(before, after));
    let sentence = changed("format", subject, before, after);
    let is_known = |format: Option<&str>| format.is_none_or(|format| FORMATS.contains(&format));
    let found = difference(&direction::FORMAT, shift, sentence, None)?;
    Some(Difference { is_mild: !is_known(before) || !is_known(after), ..found })
}

/// Compares the values of `enum`. A schema without `enum` allows any value.
fn values(old: &View<'_>, new: &View<'_>, subject: &str) -> Vec<Difference> {
    let one = |shift, sentence, value| difference(&direction::ENUM, shift, sentence, value);
    let texts = |values: &[&Node<'_>]| values.iter().map(|value| text_of(value)).collect::<Vec<_>>();
    match (old.values(), new.values()) {
        (None, None) => Vec::new(),
        (None, Some(now)) => {
            let sentence = format!("`{subject}` may now only be {}", listed(&texts(&now)));
            Vec::from_iter(one(Shift::Narrowed, sentence, None))
        }
        (Some(_), None) => Vec::from_iter(one(
            Shift::Widened,
            format!("`{subject}` may now have any value, not only those of `enum`"),
            None,
        )),
        (Some(before), Some(after)) => {
            let (before, after) = (texts(&before), texts(&after));
            let (known, kept): (HashSet<_>, HashSet<_>) = (before.iter().collect(), after.iter().collect());
            let removed = before.iter().filter(|value| !kept.contains(value)).map(|value| {
                let sentence = format!("the value {} of `{subject}` was removed", quoted(value));
                one(Shift::Narrowed, sentence, Some(value.clone()))
            });
            let added = after.iter().filter(|value| !known.contains(value)).map(|value| {
                let sentence = format!("the value {} of `{subject}` was added", quoted(value));
                one(Shift::Widened, sentence, Some(value.clone()))
            });
            removed.chain(added).flatten().collect()
        }
    }
}

fn limit(
    keyword: &str,
    limit_of: LimitOf,
    (old, new): (&View<'_>, &View<'_>),
    subject: &str,
    is_lower: bool,
) -> Option<Difference> {
    let tightest = |view: &View<'_>| {
        let limits = view.parts.iter().filter_map(|schema| limit_of(schema));
        limits.reduce(|one, other| if allows(&one, &other, is_lower) { other } else { one })
    };
    let (before, after) =
        (tightest(old).filter(|limit| matters(limit, keyword)), tightest(new).filter(|limit| matters(limit, keyword)));
    let includes = |wide: &Option<Limit>, narrow: &Option<Limit>| match (wide, narrow) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wide), Some(narrow)) => allows(wide, narrow, is_lower),
    };
    let shift = Shift::of(includes(&after, &before), includes(&before, &after));
    let (wide, narrow) = if shift == Shift::Widened { ((&after, new), &before) } else { ((&before, old), &after) };
    let value = example(keyword, wide.0.as_ref(), narrow.as_ref(), is_lower).filter(|_| is_free(wide.1));
    let text = |limit: &Option<Limit>| limit.as_ref().map(|limit| limit.text.clone());
    let sentence = changed(keyword, subject, text(&before).as_deref(), text(&after).as_deref());
    difference(&direction::CONSTRAINT, shift, sentence, value)
}

/// Whether a bound excludes anything: no length is below 0.
fn matters(limit: &Limit, keyword: &str) -> bool {
    limit.value != 0.0 || limit.is_exclusive || !matches!(keyword, "minLength" | "minItems" | "minProperties")
}

/// Whether one bound allows everything that another allows.
fn allows(wide: &Limit, narrow: &Limit, is_lower: bool) -> bool {
    if wide.value == narrow.value {
        return !wide.is_exclusive || narrow.is_exclusive;
    }
    (wide.value < narrow.value) == is_lower
}

/// Whether only bounds constrain a value, so that an example for one bound is valid.
fn is_free(view: &View<'_>) -> bool {
    let plain = |schema: &Schema<'_>| {
        schema.values.is_none()
            && schema.not.is_none()
            && schema.string.as_ref().is_none_or(|string| string.pattern.is_none())
            && schema.number.as_ref().is_none_or(|number| number.multiple_of.is_none())
    };
    view.unions.is_empty()
        && view.format().is_none_or(|format| matches!(format, "int32" | "int64" | "float" | "double"))
        && view.parts.iter().all(|schema| plain(schema))
}

/// A value that the wide bound allows and the narrow one does not.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole, small and not negative")]
fn example(keyword: &str, wide: Option<&Limit>, narrow: Option<&Limit>, is_lower: bool) -> Option<String> {
    let narrow = narrow?;
    let step = if is_lower { -1.0 } else { 1.0 };
    let next = if narrow.is_exclusive { narrow.value } else { narrow.value + step };
    let found = Limit { value: next, is_exclusive: false, text: String::new() };
    if wide.is_some_and(|wide| !allows(wide, &found, is_lower)) {
        return None;
    }
    match keyword {
        "minimum" | "maximum" => Some(next.to_string()),
        "minLength" | "maxLength" if (0.0..=MAX_EXAMPLE as f64).contains(&next) => {
            Some(format!("\"{}\"", "a".repeat(next as usize)))
        }
        _ => None,
    }
}

fn bound(bound: Option<Bound<'_>>) -> Option<Limit> {
    let Bound { number, is_exclusive } = bound?;
    let text = text_of(number.value);
    let text = if is_exclusive { format!("{text} (exclusive)") } else { text };
    Some(Limit { value: number.value.number()?, is_exclusive, text })
}

#[expect(clippy::cast_precision_loss, reason = "only to tell which of two bounds is larger")]
fn count(count: Option<Spanned<u64>>) -> Option<Limit> {
    let count = count?.value;
    Some(Limit { value: count as f64, is_exclusive: false, text: count.to_string() })
}

type Texts = for<'s> fn(&'s Schema<'s>) -> Option<&'s str>;

fn pattern<'s>(schema: &'s Schema<'s>) -> Option<&'s str> {
    Some(schema.string.as_ref()?.pattern?.value).filter(|pattern| !matches!(*pattern, "" | ".*" | "^.*$"))
}

fn key_pattern<'s>(schema: &'s Schema<'s>) -> Option<&'s str> {
    Some(schema.object.as_ref()?.key_pattern?.value)
}

fn patterns((keyword, of): (&str, Texts), old: &View<'_>, new: &View<'_>, subject: &str) -> Option<Difference> {
    let texts = |view: &View<'_>| {
        let mut texts: Vec<String> = view.parts.iter().filter_map(|schema| of(schema)).map(str::to_owned).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    };
    let (before, after) = (texts(old), texts(new));
    let includes = |wide: &[String], narrow: &[String]| wide.iter().all(|pattern| narrow.contains(pattern));
    let shift = Shift::of(includes(&after, &before), includes(&before, &after));
    let text = |patterns: &[String]| (!patterns.is_empty()).then(|| patterns.join(" and "));
    let sentence = changed(keyword, subject, text(&before).as_deref(), text(&after).as_deref());
    let kind = if shift == Shift::Changed { &direction::PATTERN } else { &direction::CONSTRAINT };
    difference(kind, shift, sentence, None)
}

/// A multiple of 4 is one of 2 as well.
fn multiple_of(old: &View<'_>, new: &View<'_>, subject: &str) -> Option<Difference> {
    let steps = |view: &View<'_>| {
        let steps = view.parts.iter().filter_map(|schema| schema.number.as_ref()?.multiple_of);
        steps.map(|step| (step.value.number().unwrap_or_default(), text_of(step.value))).collect::<Vec<_>>()
    };
    let (before, after) = (steps(old), steps(new));
    let divides = |small: f64, large: f64| small == large || (small != 0.0 && (large / small).fract() == 0.0);
    let includes = |wide: &[(f64, String)], narrow: &[(f64, String)]| {
        wide.iter().all(|(wide, _)| narrow.iter().any(|(narrow, _)| divides(*wide, *narrow)))
    };
    let shift = Shift::of(includes(&after, &before), includes(&before, &after));
    let text = |steps: &[(f64, String)]| steps.first().map(|(_, text)| text.clone());
    let sentence = changed("multipleOf", subject, text(&before).as_deref(), text(&after).as_deref());
    difference(&direction::CONSTRAINT, shift, sentence, None)
}

fn unique_items(old: &View<'_>, new: &View<'_>, subject: &str) -> Option<Difference> {
    let is_unique =
        |view: &View<'_>| view.has(|schema| schema.array.as_ref().is_some_and(|array| array.unique_items.is_some()));
    let (before, after) = (is_unique(old), is_unique(new));
    let text = |is_unique: bool| is_unique.then_some("true");
    let sentence = changed("uniqueItems", subject, text(before), text(after));
    difference(&direction::CONSTRAINT, Shift::of(before || !after, after || !before), sentence, None)
}

/// `not`, as written: whether one excludes more than another is not known.
fn negation(old: &View<'_>, new: &View<'_>, subject: &str) -> Option<Difference> {
    written("not", old, new, subject).map(|(shift, sentence)| {
        let kind = if shift == Shift::Changed { &direction::KEYWORD } else { &direction::CONSTRAINT };
        Difference { kind, shift, sentence, value: None, is_mild: false }
    })
}

/// Compares the keywords that do not affect the code, and the encodings of strings.
fn unchecked(old: &View<'_>, new: &View<'_>, subject: &str) -> Vec<Difference> {
    let has_any = |view: &View<'_>| view.parts.iter().any(|schema| has_unchecked(schema));
    if !has_any(old) && !has_any(new) {
        return Vec::new();
    }
    let keywords = UNCHECKED.iter().chain(&ENCODINGS);
    let found = keywords.filter_map(|keyword| written(keyword, old, new, subject));
    let found = found.map(|(shift, sentence)| Difference {
        kind: &direction::KEYWORD,
        shift,
        sentence,
        value: None,
        is_mild: false,
    });
    found.collect()
}

const ENCODINGS: [&str; 3] = ["contentEncoding", "contentMediaType", "contentSchema"];

fn has_unchecked(schema: &Schema<'_>) -> bool {
    let entries = schema.written.map(Node::entries).unwrap_or_default();
    entries.iter().any(|(key, _)| UNCHECKED.contains(&key.name()) || ENCODINGS.contains(&key.name()))
}

/// The change of a keyword that is compared as written.
fn written(keyword: &str, old: &View<'_>, new: &View<'_>, subject: &str) -> Option<(Shift, String)> {
    let nodes = |view: &View<'_>| {
        let found = view.parts.iter().filter_map(|schema| schema.written?.get(keyword));
        found.map(text_of).collect::<Vec<_>>()
    };
    let (before, after) = (nodes(old), nodes(new));
    let (shift, how) = match (before.as_slice(), after.as_slice()) {
        (before, after) if before == after => return None,
        ([], _) => (Shift::Narrowed, "added"),
        (_, []) => (Shift::Widened, "removed"),
        _ => (Shift::Changed, "changed"),
    };
    Some((shift, format!("`{keyword}` of `{subject}` was {how}")))
}

/// The sentence of a keyword that was added, removed or changed.
fn changed(keyword: &str, subject: &str, before: Option<&str>, after: Option<&str>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => {
            format!("`{keyword}` of `{subject}` changed from {} to {}", quoted(before), quoted(after))
        }
        (None, Some(after)) => format!("`{keyword}` of `{subject}` was added: {}", quoted(after)),
        (Some(before), None) => format!("`{keyword}` of `{subject}` was removed; it was {}", quoted(before)),
        (None, None) => format!("`{keyword}` of `{subject}` changed"),
    }
}

/// A value between backticks, cut where it is long.
fn quoted(text: &str) -> String {
    let short: String = text.chars().take(MAX_EXAMPLE).collect();
    if short.len() < text.len() { format!("`{short}…`") } else { format!("`{short}`") }
}

/// The first of some values.
fn listed(values: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = values.iter().take(SHOWN).map(|value| quoted(value)).collect();
    match values.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
