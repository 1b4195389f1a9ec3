//! Every rule of a description is said in the same words by the macro of a literal, by the compiler of a constant, and by
//! the check before sending.

use std::collections::BTreeSet;
use std::panic::{UnwindSafe, catch_unwind};

use serde_json::Value;
use talkjs_client::check::{Check, Checker, Part};
use talkjs_codegen::payload::{schemas, verdict};
use talkjs_codegen::{Options, Source};
use talkjs_rules::{Constant, Number, Rule};
use talkjs_tests::{files, workspace};
use talkjs_ui::rules::{Delivery, payload};

/// One rule, broken three times.
struct Case {
    rule: &'static str,
    /// The type and a literal of it that breaks the rule.
    literal: (&'static str, &'static str),
    /// What the check before sending says of a value that breaks it.
    violations: Vec<String>,
    /// What the compiler says of a constant that does, where it can be told there.
    constant: Option<String>,
    /// The place in the literal, the place in the JSON, and the words that follow either.
    expected: (&'static str, &'static str, &'static str),
}

/// A case, with a value that breaks the rule where no macro can see it.
fn case(
    rule: &'static str,
    literal: (&'static str, &'static str),
    value: &impl Check,
    expected: (&'static str, &'static str, &'static str),
) -> Case {
    let mut checker = Checker::new(Part::Body);
    checker.value(value, &[]);
    let violations = checker.finish().iter().map(ToString::to_string).collect();
    Case { rule, literal, violations, constant: None, expected }
}

impl Case {
    /// The check that the compiler runs for a constant, run here.
    fn constant(mut self, check: impl FnOnce() + UnwindSafe) -> Self {
        let panic = catch_unwind(check).expect_err("the constant breaks the rule");
        self.constant = panic.downcast_ref::<String>().cloned();
        self
    }
}

fn whole(number: i64) -> Number {
    Number::I64(number)
}

fn text_cases() -> Vec<Case> {
    let text = |text: &str| text.to_owned();
    vec![
        case(
            "MinLength",
            ("Texts", r#"{ "code": "a" }"#),
            &payload!(Texts { "code": text("a") }),
            ("code", "/code", "must be at least 2 characters long, found 1"),
        )
        .constant(|| Constant("a").check(&[Rule::MinLength(2)], "code")),
        case(
            "MaxLength",
            ("Texts", r#"{ "code": "é😀cdef" }"#),
            &payload!(Texts { "code": text("é😀cdef") }),
            ("code", "/code", "must be at most 5 characters long, found 6"),
        )
        .constant(|| Constant("é😀cdef").check(&[Rule::MaxLength(5)], "code")),
        case(
            "Pattern",
            ("Texts", r#"{ "slug": "No" }"#),
            &payload!(Texts { "slug": text("No") }),
            ("slug", "/slug", "must match the pattern `^[a-z-]+$`"),
        ),
        case(
            "Format(DateTime)",
            ("Texts", r#"{ "at": "now" }"#),
            &payload!(Texts { "at": text("now") }),
            ("at", "/at", "must be a date and time such as 2024-01-31T12:00:00Z"),
        ),
        case(
            "Format(Date)",
            ("Texts", r#"{ "day": "now" }"#),
            &payload!(Texts { "day": text("now") }),
            ("day", "/day", "must be a date such as 2024-01-31"),
        ),
        case(
            "Format(Uuid)",
            ("Texts", r#"{ "key": "a" }"#),
            &payload!(Texts { "key": text("a") }),
            ("key", "/key", "must be a UUID"),
        ),
        case(
            "Format(Email)",
            ("Texts", r#"{ "mail": "a" }"#),
            &payload!(Texts { "mail": text("a") }),
            ("mail", "/mail", "must be an email address"),
        ),
        case(
            "Format(Uri)",
            ("Texts", r#"{ "link": "a" }"#),
            &payload!(Texts { "link": text("a") }),
            ("link", "/link", "must be a URI with its scheme"),
        ),
    ]
}

fn format_cases() -> Vec<Case> {
    let text = |text: &str| text.to_owned();
    let number = |number: i64| number;
    vec![
        case(
            "Format(Time)",
            ("Formats", r#"{ "time": "noon" }"#),
            &payload!(Formats { "time": text("noon") }),
            ("time", "/time", "must be a time such as 12:00:00Z"),
        ),
        case(
            "Format(Duration)",
            ("Formats", r#"{ "duration": "1 day" }"#),
            &payload!(Formats { "duration": text("1 day") }),
            ("duration", "/duration", "must be a duration such as P3DT12H"),
        ),
        case(
            "Format(UriReference)",
            ("Formats", r#"{ "part": "a b" }"#),
            &payload!(Formats { "part": text("a b") }),
            ("part", "/part", "must be a URI or a relative reference"),
        ),
        case(
            "Format(Hostname)",
            ("Formats", r#"{ "host": "a_b" }"#),
            &payload!(Formats { "host": text("a_b") }),
            ("host", "/host", "must be a host name such as example.com"),
        ),
        case(
            "Format(Ipv4)",
            ("Formats", r#"{ "four": "::1" }"#),
            &payload!(Formats { "four": text("::1") }),
            ("four", "/four", "must be an IPv4 address such as 192.0.2.1"),
        ),
        case(
            "Format(Ipv6)",
            ("Formats", r#"{ "six": "192.0.2.1" }"#),
            &payload!(Formats { "six": text("192.0.2.1") }),
            ("six", "/six", "must be an IPv6 address such as 2001:db8::1"),
        ),
        case(
            "Format(Byte)",
            ("Formats", r#"{ "bytes": "QQ=" }"#),
            &payload!(Formats { "bytes": text("QQ=") }),
            ("bytes", "/bytes", "must be base64"),
        ),
        case(
            "Minimum",
            ("Formats", r#"{ "tiny": -129 }"#),
            &payload!(Formats { "tiny": number(-129) }),
            ("tiny", "/tiny", "must be at least -128, found -129"),
        ),
        case(
            "Minimum",
            ("Formats", r#"{ "port": 80 }"#),
            &payload!(Formats { "port": number(80) }),
            ("port", "/port", "must be at least 1024, found 80"),
        ),
        case(
            "Maximum",
            ("Formats", r#"{ "port": 65536 }"#),
            &payload!(Formats { "port": number(65536) }),
            ("port", "/port", "must be at most 65535, found 65536"),
        ),
    ]
}

fn exact_cases() -> Vec<Case> {
    let float = |number: f32| number;
    let number = |number: u64| number;
    vec![
        case(
            "Maximum",
            ("Exact", r#"{ "rest": 0.15 }"#),
            &payload!(Exact { "rest": float(0.15) }),
            ("rest", "/rest", "must be at most 0.1, found 0.15"),
        ),
        case(
            "MultipleOf",
            ("Exact", r#"{ "rest": 0.07 }"#),
            &payload!(Exact { "rest": float(0.07) }),
            ("rest", "/rest", "must be a multiple of 0.05, found 0.07"),
        ),
        case(
            "OneOf",
            ("Exact", r#"{ "rate": 0.2 }"#),
            &payload!(Exact { "rate": float(0.2) }),
            ("rate", "/rate", "must be one of 0.1, 0.7"),
        ),
        case(
            "Maximum",
            ("Exact", r#"{ "total": 18446744073709551615 }"#),
            &payload!(Exact { "total": number(u64::MAX) }),
            ("total", "/total", "must be at most 18446744073709551614, found 18446744073709551615"),
        )
        .constant(|| Constant(u64::MAX).check(&[Rule::Maximum(Number::U64(u64::MAX - 1))], "total")),
        case(
            "OneOf",
            ("Exact", r#"{ "mask": 18446744073709551614 }"#),
            &payload!(Exact { "mask": number(u64::MAX - 1) }),
            ("mask", "/mask", "must be one of 1, 18446744073709551615"),
        ),
        case(
            "UniqueItems",
            ("Exact", r#"{ "items": ["a", 1, 1.0] }"#),
            &payload!(Exact { "items": vec![Value::from("a"), Value::from(1), Value::from(1.0)] }),
            ("items", "/items", "must not repeat an item, items 1 and 2 are equal"),
        ),
    ]
}

fn number_cases() -> Vec<Case> {
    let number = |number: i64| number;
    vec![
        case(
            "Minimum",
            ("Numbers", r#"{ "size": 0 }"#),
            &payload!(Numbers { "size": number(0) }),
            ("size", "/size", "must be at least 1, found 0"),
        )
        .constant(|| Constant(0_i64).check(&[Rule::Minimum(whole(1))], "size")),
        case(
            "Minimum",
            ("Numbers", r#"{ "degrees": -300.5 }"#),
            &payload!(Numbers { "degrees": 0.5 - 301.0 }),
            ("degrees", "/degrees", "must be at least -273.15, found -300.5"),
        ),
        case(
            "Maximum",
            ("Numbers", r#"{ "size": 101 }"#),
            &payload!(Numbers { "size": number(101) }),
            ("size", "/size", "must be at most 100, found 101"),
        )
        .constant(|| Constant(101_u8).check(&[Rule::Maximum(whole(100))], "size")),
        case(
            "Maximum",
            ("Numbers", r#"{ "port": 65536 }"#),
            &payload!(Numbers { "port": number(65536) }),
            ("port", "/port", "must be at most 65535, found 65536"),
        ),
        case(
            "ExclusiveMinimum",
            ("Numbers", r#"{ "above": 0 }"#),
            &payload!(Numbers { "above": number(0) }),
            ("above", "/above", "must be more than 0, found 0"),
        )
        .constant(|| Constant(0_i32).check(&[Rule::ExclusiveMinimum(whole(0))], "above")),
        case(
            "ExclusiveMaximum",
            ("Numbers", r#"{ "below": 10 }"#),
            &payload!(Numbers { "below": number(10) }),
            ("below", "/below", "must be less than 10, found 10"),
        )
        .constant(|| Constant(10_i64).check(&[Rule::ExclusiveMaximum(whole(10))], "below")),
        case(
            "MultipleOf",
            ("Numbers", r#"{ "steps": 7 }"#),
            &payload!(Numbers { "steps": number(7) }),
            ("steps", "/steps", "must be a multiple of 5, found 7"),
        ),
        case(
            "MultipleOf",
            ("Numbers", r#"{ "price": 1.005 }"#),
            &payload!(Numbers { "price": 0.005 + 1.0 }),
            ("price", "/price", "must be a multiple of 0.01, found 1.005"),
        ),
    ]
}

fn list_cases() -> Vec<Case> {
    let text = |text: &str| text.to_owned();
    vec![
        case(
            "MinItems",
            ("Lists", r#"{ "tags": [] }"#),
            &payload!(Lists { "tags": Vec::<&str>::new() }),
            ("tags", "/tags", "must have at least 1 item, found 0"),
        ),
        case(
            "MaxItems",
            ("Lists", r#"{ "tags": ["a", "b", "c", "d"] }"#),
            &payload!(Lists { "tags": vec!["a", "b", "c", "d"] }),
            ("tags", "/tags", "must have at most 3 items, found 4"),
        ),
        case(
            "UniqueItems",
            ("Lists", r#"{ "tags": ["a", "b", "a"] }"#),
            &payload!(Lists { "tags": vec!["a", "b", "a"] }),
            ("tags", "/tags", "must not repeat an item, items 0 and 2 are equal"),
        ),
        case(
            "Items",
            ("Lists", r#"{ "tags": ["a", ""] }"#),
            &payload!(Lists { "tags": ["a", text("")] }),
            ("tags[1]", "/tags/1", "must be at least 1 character long, found 0"),
        ),
        case(
            "Position",
            ("Shop", r#"{ "place": [91, 0] }"#),
            &payload!(Shop { "place": (f64::from(91), 0.0) }),
            ("place[0]", "/place/0", "must be at most 90, found 91"),
        ),
    ]
}

fn map_cases() -> Vec<Case> {
    let tokens = |keys: &[&str]| keys.iter().map(|key| ((*key).to_owned(), true)).collect::<Vec<_>>();
    vec![
        case(
            "MinProperties",
            ("Maps", r#"{ "tokens": {} }"#),
            &payload!(Maps { "tokens": tokens(&[]) }),
            ("tokens", "/tokens", "must have at least 1 property, found 0"),
        ),
        case(
            "MaxProperties",
            ("Maps", r#"{ "tokens": { "fcm:1": true, "fcm:2": true, "fcm:3": true } }"#),
            &payload!(Maps { "tokens": tokens(&["fcm:1", "fcm:2", "fcm:3"]) }),
            ("tokens", "/tokens", "must have at most 2 properties, found 3"),
        ),
        case(
            "KeyPattern",
            ("Maps", r#"{ "tokens": { "gcm:1": true } }"#),
            &payload!(Maps { "tokens": tokens(&["gcm:1"]) }),
            ("tokens", "/tokens", "has a key that does not match the pattern `^(fcm|apns):.+$`"),
        ),
        case(
            "Values",
            ("Maps", r#"{ "custom": { "x y": "abcde" } }"#),
            &payload!(Maps { "custom": vec![("x y", "abcde")] }),
            ("custom[\"x y\"]", "/custom/x y", "must be at most 4 characters long, found 5"),
        ),
    ]
}

fn other_cases() -> Vec<Case> {
    let not = |value: bool| !value;
    let mut delivery = Delivery::new("alice", "Hi");
    delivery.file = Some("f1".to_owned());
    vec![
        case(
            "OneOf",
            ("Choices", r#"{ "half": 0.75 }"#),
            &payload!(Choices { "half": 0.25 + 0.5 }),
            ("half", "/half", "must be one of 0.5, 1.5"),
        ),
        case(
            "OneOf",
            ("Choices", r#"{ "accepted": false }"#),
            &payload!(Choices { "accepted": not(true) }),
            ("accepted", "/accepted", "must be true"),
        ),
        case(
            "OneOf",
            ("Choices", r#"{ "mixed": "b" }"#),
            &payload!(Choices { "mixed": "b".to_owned() }),
            ("mixed", "/mixed", "must be one of 1, \"a\", true"),
        ),
        case(
            "exactly one",
            ("Delivery", r#"{ "to": "alice", "text": "Hi", "file": "f1" }"#),
            &delivery,
            ("", "", "must have exactly one of `text`, `file`, `lat` and `lng`, found `text`, `file`"),
        ),
    ]
}

fn cases() -> Vec<Case> {
    [text_cases(), format_cases(), number_cases(), exact_cases(), list_cases(), map_cases(), other_cases()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn a_literal_a_constant_and_a_value_are_refused_in_the_same_words() {
    let path = files("data/payload", &["yaml"]).pop().unwrap();
    let source = Source::new("rules.yaml", std::fs::read_to_string(path).unwrap());
    let schemas = schemas(&source, &Options::default()).unwrap();
    for case in cases() {
        let (ty, literal) = case.literal;
        let (_, schema) = schemas.iter().find(|(name, _)| name == ty).expect("the type is sent");
        let found = verdict(schema, ty, literal.parse().unwrap()).unwrap();
        let [message] = found.as_slice() else { panic!("{}: {found:?}", case.rule) };
        let (place, pointer, words) = case.expected;
        let named = |place: &str, root: &str| if place.is_empty() { root.to_owned() } else { format!("`{place}`") };
        let headline = message.lines().next().unwrap();
        // The macro knows the value, too, and may say it.
        let rest = headline.strip_prefix(&format!("{} {words}", named(place, "the value")));
        assert!(rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(", found ")), "{}: {headline}", case.rule);
        assert_eq!(case.violations, [format!("{} {words}", named(pointer, "the body"))], "{}", case.rule);
        if let Some(constant) = case.constant {
            assert_eq!(constant, format!("`{place}` {words}"), "{}", case.rule);
        }
    }
}

#[test]
fn a_short_float_and_a_large_integer_keep_the_limits_that_they_are_at() {
    let (float, number) = (|float: f32| float, |number: u64| number);
    let exact = payload!(Exact {
        "rest": float(0.1),
        "rate": float(0.7),
        "total": number(u64::MAX - 1),
        "mask": number(u64::MAX),
    });
    let mut checker = Checker::new(Part::Body);
    checker.value(&exact, &[]);
    assert_eq!(checker.finish(), []);
}

/// The rules that the compiler can tell of constants.
const OF_CONSTANTS: [&str; 6] =
    ["MinLength", "MaxLength", "Minimum", "Maximum", "ExclusiveMinimum", "ExclusiveMaximum"];

#[test]
fn every_rule_has_a_case() {
    let cases = cases();
    let tried = |is_tried: &dyn Fn(&Case) -> bool| {
        let names = cases.iter().filter(|case| is_tried(case)).map(|case| case.rule.to_owned());
        names.filter(|name| *name != "exactly one").collect::<BTreeSet<String>>()
    };
    let formats = variants("format/mod.rs", "Format").into_iter().map(|format| format!("Format({format})"));
    // `payload!` reports a missing property before there is a value to check.
    let rules = variants("rule.rs", "Rule").into_iter().filter(|rule| rule != "Format" && rule != "Required");
    assert_eq!(tried(&|_| true), rules.chain(formats).collect());
    assert_eq!(tried(&|case| case.constant.is_some()), OF_CONSTANTS.map(str::to_owned).into());
}

/// The variants of an enum of `talkjs-rules`, out of its text: the compiler does not tell other crates of new ones.
fn variants(file: &str, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(workspace().join("talkjs-rules/src").join(file)).unwrap();
    let items = syn::parse_file(&text).unwrap().items;
    let is_it = |item: syn::Item| match item {
        syn::Item::Enum(found) if found.ident == name => Some(found),
        _ => None,
    };
    let found = items.into_iter().find_map(is_it).expect("the enum");
    found.variants.iter().map(|variant| variant.ident.to_string()).collect()
}
