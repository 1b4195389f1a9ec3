//! Literals of every request schema, made up, before three judges: `payload!`, the check before sending, and a JSON
//! Schema validator that knows nothing of us. Where they do not agree, there is a reason, and [`CLASSES`] gives it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::marker::PhantomData;
use std::thread;

use proc_macro2::TokenStream;
use serde::de::DeserializeOwned;
use serde_json::Value;
use talkjs_client as talkjs;
use talkjs_client::runtime::{Check, Checker, Part};
use talkjs_codegen::payload::{schemas, verdict};
use talkjs_codegen::{Options, Source};
use talkjs_tests::synthesis::{Break, Rule, Synthesis, Verdict, plain};
use talkjs_tests::workspace;

macro_rules! apis {
    ($($name:ident $spec:literal)*) => {$(
        #[deny(warnings)]
        #[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
        #[allow(deprecated, reason = "some descriptions have mistakes, which the compiler reports so")]
        mod $name {
            talkjs_client::api! { spec = $spec }
        }
    )*};
}

apis! {
    pets "data/code/pets.yaml"
    edges "data/code/edges.yaml"
    unions "data/code/unions.yaml"
    shapes "data/code/shapes.yaml"
    operations "data/code/operations.yaml"
    orders "data/corpus/orders_3_0.yaml"
    bots "data/corpus/bots_3_1.yaml"
}

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
        holds: |case| case.errors.iter().any(|error| error.contains("must not be sent, it only comes in answers")),
    },
    Class {
        name: "a member with one possible value is left out",
        reason: "its type writes it",
        verdicts: [Some(true), Some(true), Some(false)],
        holds: |case| case.lacks_a_tag(),
    },
    Class {
        name: "a member with one possible value has another one",
        reason: "a decoder does not look at it, since the type writes the right one; the literal shows a mistake",
        verdicts: [Some(false), Some(true), Some(false)],
        holds: |case| case.is_broken(Rule::Json) && case.is_at_a_tag(),
    },
    Class {
        name: "null where it is not allowed",
        reason: "a decoder takes it for a member that is not there; the value cannot hold it, so it is never sent",
        verdicts: [Some(false), Some(true), Some(false)],
        holds: |case| case.is_broken(Rule::Json) && case.at() == Some(&Value::Null),
    },
    Class {
        name: "5.0 for a whole number",
        reason: "JSON Schema takes it for 5; Rust's integers have no fraction",
        verdicts: [Some(false), Some(false), Some(true)],
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

    fn agree(&self) -> bool {
        let [literal, sent, described] = self.verdicts();
        literal == sent && sent == described
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

    fn is_at_a_tag(&self) -> bool {
        let name = self.broken.and_then(|broken| broken.pointer.rsplit('/').next());
        name.is_some_and(|name| self.tags.contains(name))
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

fn violations<T: DeserializeOwned + Check>(json: &str) -> Result<Vec<String>, String> {
    let value: T = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let mut checker = Checker::new(Part::Body);
    checker.value(&value, &[]);
    Ok(checker.finish().iter().map(|violation| format!("{}: {}", violation.pointer, violation.problem)).collect())
}

/// Whether a type is checked before sending: the method of the type itself, where it is, hides the trait's.
struct Sent<T>(PhantomData<T>);

impl<T: DeserializeOwned + Check> Sent<T> {
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
    ($($api:ident $file:literal { $($schema:literal $ty:ident,)* })*) => {
        fn descriptions() -> Vec<(&'static str, Vec<Type>)> {
            vec![$(($file, {
                use crate::$api as api;
                vec![$(Type {
                    schema: $schema,
                    name: stringify!($ty),
                    violations: Sent::<api::$ty>::violations(),
                },)*]
            }),)*]
        }
    };
}

include!("data/round_trip.rs");

/// What the descriptions' literals came to.
#[derive(Default)]
struct Tally {
    literals: usize,
    schemas: usize,
    allowed: usize,
    refused: usize,
    classes: BTreeMap<&'static str, usize>,
    unexplained: BTreeMap<String, (usize, String)>,
}

#[test]
fn literals_are_judged_as_the_description_and_the_runtime_do() {
    let tallies: Vec<(&str, Tally)> = thread::scope(|scope| {
        let judges: Vec<_> =
            descriptions().into_iter().map(|(file, types)| (file, scope.spawn(move || judge(file, &types)))).collect();
        judges.into_iter().map(|(file, judge)| (file, judge.join().unwrap())).collect()
    });
    let mut classes = BTreeMap::<&str, usize>::new();
    let mut unexplained = String::new();
    for (file, tally) in &tallies {
        println!(
            "{file}: {} literals of {} schemas, {} allowed by all, {} refused by all, {:?}",
            tally.literals, tally.schemas, tally.allowed, tally.refused, tally.classes
        );
        tally.classes.iter().for_each(|(name, count)| *classes.entry(name).or_default() += count);
        for (what, (count, words)) in &tally.unexplained {
            writeln!(unexplained, "{count} × {what}: {words}").unwrap();
        }
    }
    for class in CLASSES {
        println!("{} × {}: {}", classes.get(class.name).copied().unwrap_or_default(), class.name, class.reason);
    }
    assert!(unexplained.is_empty(), "{unexplained}");
}

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
                tally.add(&Case {
                    schema: ty.schema,
                    instance,
                    broken,
                    is_plain,
                    tags: &tags,
                    errors: verdict(text, ty.name, literal).unwrap(),
                    violations: violations(&instance.to_string()),
                    fault: validator.fault(ty.schema, instance),
                });
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
    fn add(&mut self, case: &Case<'_>) {
        self.literals += 1;
        if case.agree() {
            if case.fault.is_none() {
                self.allowed += 1
            } else {
                self.refused += 1
            }
            return;
        }
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
