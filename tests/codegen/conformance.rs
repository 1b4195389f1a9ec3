//! Literals of every request schema, made up, before three judges: `payload!`, the check before sending, and a JSON
//! Schema validator that knows nothing of us. Where they do not agree, there is a reason, and [`CLASSES`] gives it.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;
use std::thread;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use serde::de::DeserializeOwned;
use serde_json::Value;
use talkjs_client::check::{Check, Checker, Part};
use talkjs_codegen::payload::{schemas, verdict};
use talkjs_codegen::{Options, Source};
use talkjs_runtime::flow::json;
use talkjs_tests::synthesis::{Break, Random, Rule, Synthesis, Verdict, plain};
use talkjs_tests::workspace;

/// How many literals of each request schema are judged.
const LITERALS: usize = 2_000;

/// How many literals with a mistake are made of one valid instance.
const BREAKS: usize = 5;

/// A class of literals of which the judges think differently, on purpose.
struct Class {
    name: &'static str,
    reason: &'static str,
    /// What `payload!`, the check before sending and the validator say; each allows it or not, or may do either.
    verdicts: [Option<bool>; 3],
    holds: fn(&Case<'_>) -> bool,
}

const CLASSES: &[Class] = &[
    Class {
        name: "members that are not described",
        reason: "JSON Schema allows them and a decoder drops them, but in a literal they are most likely misspelt",
        verdicts: [Some(false), Some(true), None],
        holds: |case| has_key(case.instance, NOT_DESCRIBED),
    },
    Class {
        name: "read-only members",
        reason: "the description says that they must not be sent, which JSON Schema does not check",
        verdicts: [Some(false), Some(true), None],
        holds: |case| {
            case.errors.iter().any(|error| error.contains("is read-only: it is only in responses and must not be sent"))
        },
    },
    Class {
        name: "a property with one possible value is left out",
        reason: "the type of a literal writes it; a decoder rejects the object, or keeps it as an unknown branch",
        verdicts: [Some(true), None, Some(false)],
        holds: |case| case.lacks_a_tag(),
    },
    Class {
        name: "null where it is not allowed",
        reason: "a decoder takes it for a member that is not there; the value cannot hold it, so it is never sent",
        verdicts: [Some(false), Some(true), Some(false)],
        holds: |case| case.is_broken(Rule::Json) && case.at() == Some(&Value::Null),
    },
    Class {
        name: "5.0 for a whole number",
        reason: "a decoder takes it for 5, as JSON Schema does; a literal of an integer has no fraction",
        verdicts: [Some(false), Some(true), Some(true)],
        holds: |case| case.is_broken(Rule::Json) && case.at().is_some_and(Value::is_f64),
    },
    Class {
        name: "branches that a union does not have",
        reason: "servers get new ones, so a decoder keeps them, and a value that was received can be sent again",
        verdicts: [Some(false), Some(true), Some(false)],
        holds: |case| case.is_broken(Rule::Branch),
    },
    Class {
        name: "rules of a named list or map",
        reason: "it is a plain `Vec` or map in Rust, so its rules are checked where it is used, in members and calls",
        verdicts: [Some(false), Some(true), Some(false)],
        holds: |case| case.is_plain && case.is_broken(Rule::Constraint) && case.depth() < 2,
    },
    Class {
        name: "how many members an object with named ones has, and which go together",
        reason: "`minProperties` and `dependentRequired` beside `properties` are documented, and not checked",
        verdicts: [Some(true), Some(true), Some(false)],
        holds: |case| {
            let fault = case.fault.as_deref().unwrap_or_default();
            fault.contains("minimum 1 properties required") || fault.contains("required, if '")
        },
    },
];

/// The key that stands for all that a description does not name.
const NOT_DESCRIBED: &str = "not described";

fn has_key(value: &Value, key: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| has_key(item, key)),
        Value::Object(members) => members.contains_key(key) || members.values().any(|value| has_key(value, key)),
        _ => false,
    }
}

/// A literal and what the judges say.
struct Case<'c> {
    schema: &'c str,
    instance: &'c Value,
    broken: Option<&'c Break>,
    /// Whether the schema is a list or a map, which has no type of its own.
    is_plain: bool,
    /// The members of the description that have one possible value.
    tags: &'c BTreeSet<String>,
    /// The errors of `payload!`.
    errors: Vec<String>,
    /// What is violated at run time; else why the JSON is not read.
    violations: Result<Vec<String>, String>,
    /// Why the description does not allow it.
    fault: Option<String>,
}

impl Case<'_> {
    fn verdicts(&self) -> [bool; 3] {
        let sent = self.violations.as_ref().is_ok_and(Vec::is_empty);
        [self.errors.is_empty(), sent, self.fault.is_none()]
    }

    fn is_of(&self, class: &Class) -> bool {
        let fits = |(expected, found): (&Option<bool>, bool)| expected.is_none_or(|expected| expected == found);
        class.verdicts.iter().zip(self.verdicts()).all(fits) && (class.holds)(self)
    }

    fn is_broken(&self, rule: Rule) -> bool {
        self.broken.is_some_and(|broken| broken.rule == rule)
    }

    /// What stands where something was broken.
    fn at(&self) -> Option<&Value> {
        self.instance.pointer(&self.broken?.pointer)
    }

    fn depth(&self) -> usize {
        self.broken.map_or(0, |broken| broken.pointer.matches('/').count())
    }

    fn lacks_a_tag(&self) -> bool {
        let fault = self.fault.as_deref().unwrap_or_default();
        fault.lines().any(|line| {
            let missing = line.split_once("missing properties ").map(|(_, names)| names.trim_matches('\''));
            missing.is_some_and(|name| self.tags.contains(name))
        })
    }
}

/// A generated type, by the name of its schema.
struct Type {
    schema: &'static str,
    name: &'static str,
    violations: Option<Violations>,
}

type Violations = fn(&str) -> Result<Vec<String>, String>;

fn violations<T: DeserializeOwned + Check + 'static>(text: &str) -> Result<Vec<String>, String> {
    let value: T = json(text.as_bytes()).map_err(|error| error.to_string())?;
    let mut checker = Checker::new(Part::Body);
    checker.value(&value, &[]);
    Ok(checker.finish().iter().map(|violation| format!("{}: {}", violation.pointer, violation.problem)).collect())
}

/// Whether a type is checked before sending: the method of the type itself, where it is, hides the trait's.
struct Sent<T>(PhantomData<T>);

impl<T: DeserializeOwned + Check + 'static> Sent<T> {
    fn violations() -> Option<Violations> {
        Some(violations::<T>)
    }
}

trait NotSent {
    fn violations() -> Option<Violations> {
        None
    }
}

impl<T> NotSent for Sent<T> {}

/// The descriptions with the types of their schemas.
macro_rules! descriptions {
    ($($api:ident $file:literal { $($schema:literal $ty:ident $sent:ident,)* })*) => {
        fn descriptions() -> Vec<(&'static str, Vec<Type>)> {
            vec![$(($file, {
                use crate::apis::$api as api;
                vec![$(Type {
                    schema: $schema,
                    name: stringify!($sent),
                    violations: Sent::<api::$sent>::violations(),
                },)*]
            }),)*]
        }
    };
}

include!("../data/round_trip.rs");

/// What came of literals.
#[derive(Default)]
struct Tally {
    schemas: usize,
    /// How many all judges allow.
    allowed: usize,
    /// How many all judges refuse, by what was broken.
    refused: BTreeMap<Option<Rule>, usize>,
    classes: BTreeMap<&'static str, usize>,
    unexplained: BTreeMap<String, (usize, String)>,
}

#[test]
fn literals_are_judged_as_the_description_and_the_runtime_judge_them() {
    let tallies: Vec<(&str, Tally)> = thread::scope(|scope| {
        let mut judges = Vec::new();
        for (file, mut types) in descriptions() {
            while !types.is_empty() {
                let some: Vec<Type> = types.drain(..types.len().min(SHARE)).collect();
                judges.push((file, scope.spawn(move || judge(file, &some))));
            }
        }
        judges.into_iter().map(|(file, judge)| (file, judge.join().unwrap())).collect()
    });
    let mut all = Tally::default();
    for (file, tally) in tallies {
        let Tally { schemas, allowed, refused, classes, .. } = &tally;
        println!("{file}: {schemas} schemas, {allowed} allowed by all, refused by all {refused:?}, else {classes:?}");
        all.add(tally);
    }
    let differing: usize = all.classes.values().sum();
    let refused: usize = all.refused.values().sum();
    println!("{} schemas: {} allowed by all, {refused} refused by all, {differing} else", all.schemas, all.allowed);
    for class in CLASSES {
        let count = all.classes.get(class.name).copied().unwrap_or_default();
        println!("{count} × {}: {}", class.name, class.reason);
        assert!(count > 0, "no literal is of the class \"{}\"", class.name);
    }
    let unexplained = all.unexplained.iter().map(|(what, (count, words))| format!("{count} × {what}: {words}"));
    let unexplained: Vec<String> = unexplained.collect();
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    assert!(all.schemas >= 85 && all.allowed >= 30_000 && refused >= 100_000, "too few literals");
    assert!(differing * 4 < all.allowed + refused, "too many literals are judged differently");
}

/// How many types one thread has.
const SHARE: usize = 35;

fn judge(file: &str, types: &[Type]) -> Tally {
    let text = std::fs::read_to_string(workspace().join(file)).unwrap();
    let description: Value = serde_yaml_ng::from_str(&text).unwrap();
    let mut validator = Verdict::with_formats(&description);
    let description = plain(&description);
    let mut synthesis = Synthesis::new(&description, 2);
    let mut tags = BTreeSet::new();
    collect_tags(&description, &mut tags);
    let payloads = schemas(&Source::new(file, text), &Options::default()).unwrap();
    let mut tally = Tally::default();
    for ty in types.iter().filter(|ty| !FORMS.contains(&ty.schema)) {
        let Some((_, text)) = payloads.iter().find(|(name, _)| name == ty.name) else { continue };
        // What no request carries is not checked before sending.
        let Some(violations) = ty.violations else { continue };
        let schema = &description["components"]["schemas"][ty.schema];
        let is_plain = schema["type"] == "array" || schema["type"] == "object" && schema["properties"].is_null();
        tally.schemas += 1;
        let mut count = 0;
        while count < LITERALS {
            let instance = synthesis.valid(ty.schema);
            // Whether it may be null is said by the member that holds it.
            if instance.is_null() || contradicts(ty.schema, &instance) {
                continue;
            }
            let breaks = synthesis.breaks(ty.schema, &instance, BREAKS);
            let broken = breaks.iter().map(|broken| (&broken.instance, Some(broken)));
            for (instance, broken) in std::iter::once((&instance, None)).chain(broken) {
                count += 1;
                let literal: TokenStream = rust(instance).parse().unwrap();
                let errors = verdict(text, ty.name, literal).unwrap();
                let violations = violations(&instance.to_string());
                let is_sent = violations.as_ref().is_ok_and(Vec::is_empty);
                let is_allowed = validator.allows(ty.schema, instance);
                if errors.is_empty() == is_sent && is_sent == is_allowed {
                    tally.agree(is_allowed, broken);
                    continue;
                }
                let fault = validator.fault(ty.schema, instance);
                let schema = ty.schema;
                tally.differ(&Case { schema, instance, broken, is_plain, tags: &tags, errors, violations, fault });
            }
        }
    }
    tally
}

/// Bodies in parts, with files: a literal has expressions for these.
const FORMS: [&str; 1] = ["FileUpload"];

/// A member that two parts of an `allOf` describe as different things, so that nothing is valid there.
fn contradicts(schema: &str, instance: &Value) -> bool {
    schema == "Shape" && instance.get("size").is_some()
}

/// The names of all members that have one possible value, which is a text.
fn collect_tags(part: &Value, tags: &mut BTreeSet<String>) {
    let parts: Vec<&Value> = match part {
        Value::Array(items) => items.iter().collect(),
        Value::Object(words) => words.values().collect(),
        _ => return,
    };
    for (name, of) in part["properties"].as_object().into_iter().flatten() {
        if of["enum"].as_array().is_some_and(|values| values.len() == 1 && values[0].is_string()) {
            tags.insert(name.clone());
        }
    }
    parts.into_iter().for_each(|part| collect_tags(part, tags));
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.schemas += other.schemas;
        self.allowed += other.allowed;
        other.refused.into_iter().for_each(|(rule, count)| *self.refused.entry(rule).or_default() += count);
        other.classes.into_iter().for_each(|(name, count)| *self.classes.entry(name).or_default() += count);
        self.unexplained.extend(other.unexplained);
    }

    fn agree(&mut self, is_allowed: bool, broken: Option<&Break>) {
        if is_allowed {
            self.allowed += 1;
        } else {
            *self.refused.entry(broken.map(|broken| broken.rule)).or_default() += 1;
        }
    }

    /// Counts what is of a class, and keeps what is not.
    fn differ(&mut self, case: &Case<'_>) {
        if let Some(class) = CLASSES.iter().find(|class| case.is_of(class)) {
            *self.classes.entry(class.name).or_default() += 1;
            return;
        }
        let broken = case.broken.map(|broken| format!("{:?} {}", broken.rule, broken.pointer));
        let what = format!("{} {:?} {:?}", case.schema, broken, case.verdicts());
        let words = || {
            format!(
                "{}\n  literal {:?}\n  runtime {:?}\n  validator {:?}",
                case.instance, case.errors, case.violations, case.fault
            )
        };
        self.unexplained.entry(what).or_insert_with(|| (0, words())).0 += 1;
    }
}

/// JSON as a Rust literal: the same, but for what strings escape.
fn rust(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => format!("[{}]", items.iter().map(rust).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{key:?}: {}", rust(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}

/// How many token streams are made at random.
const STREAMS: usize = 100_000;

#[test]
fn no_tokens_make_payload_panic() {
    let file = "tests/data/code/unions.yaml";
    let mut payloads = described(file);
    payloads.extend(described("tests/data/code/shapes.yaml"));
    let words: Vec<String> = payloads.iter().flat_map(|(_, text)| quoted(text)).collect();
    let mut random = Random::new(3);
    let (mut wrong, mut right) = (0, 0);
    for index in 0..STREAMS {
        let (name, text) = &payloads[index % payloads.len()];
        let tokens = tokens(&mut random, &words, 0);
        let errors = verdict(text, name, tokens).unwrap();
        *(if errors.is_empty() { &mut right } else { &mut wrong }) += 1;
    }
    println!("{STREAMS} streams: {right} are taken, {wrong} are not");
    assert!(right > STREAMS / 100 && wrong > STREAMS / 4);
}

fn described(file: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(workspace().join(file)).unwrap();
    schemas(&Source::new(file, text), &Options::default()).unwrap()
}

/// The words of a schema's text: names of members among them.
fn quoted(text: &str) -> impl Iterator<Item = String> {
    text.split('"').skip(1).step_by(2).filter(|word| word.len() < 20).map(str::to_owned)
}

/// Some tokens, mostly in an order that a literal has.
fn tokens(random: &mut Random, words: &[String], depth: usize) -> TokenStream {
    let mut made = TokenStream::new();
    for _ in 0..random.below(if depth == 0 { 3 } else { 6 }) {
        if depth > 0 && random.once_in(2) {
            made.extend([word(random, words), punct(':', Spacing::Alone)]);
            made.extend([token(random, words, depth), punct(',', Spacing::Alone)]);
        } else {
            made.extend([token(random, words, depth)]);
        }
    }
    made
}

fn token(random: &mut Random, words: &[String], depth: usize) -> TokenTree {
    match random.below(12) {
        0..=3 if depth < 6 => {
            use Delimiter::{Brace, Bracket, None, Parenthesis};
            let delimiter = *random.pick(&[Brace, Brace, Brace, Bracket, Bracket, Parenthesis, None]);
            TokenTree::Group(Group::new(delimiter, tokens(random, words, depth + 1)))
        }
        4..=6 => word(random, words),
        7 | 8 => {
            let character = *random.pick(&[',', ':', '.', '-', '<', '>', ';', '!', '#', '&', '\'']);
            punct(character, if random.once_in(2) { Spacing::Joint } else { Spacing::Alone })
        }
        _ => {
            let numbers =
                ["5", "0x5", "1e400", "0.5", "99999999999999999999999999999999999999999", "5u8", "'x'", "b\"x\""];
            TokenTree::Literal(random.pick(&numbers).parse().unwrap())
        }
    }
}

fn punct(character: char, spacing: Spacing) -> TokenTree {
    TokenTree::Punct(Punct::new(character, spacing))
}

/// A word, bare or quoted.
fn word(random: &mut Random, words: &[String]) -> TokenTree {
    let word = random.pick(words);
    let is_name = word.chars().all(|c| c.is_ascii_lowercase()) && !word.is_empty();
    if is_name && random.once_in(2) {
        let name = *random.pick(&["null", "true", "r#type", "as", "_", "Self", "LIMIT", word]);
        return TokenTree::Ident(match name.strip_prefix("r#") {
            Some(name) => Ident::new_raw(name, Span::call_site()),
            None => Ident::new(name, Span::call_site()),
        });
    }
    TokenTree::Literal(Literal::string(word))
}
