//! Literals of every request schema, made up, before three judges: `payload!`, the check before sending, and a JSON
//! Schema validator that knows nothing of us. Where they do not agree, there is a reason, and [`CLASSES`] gives it.

use std::collections::BTreeMap;
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
    holds: fn(&Case<'_>) -> bool,
}

const CLASSES: &[Class] = &[];

/// A literal and what the judges say.
struct Case<'c> {
    schema: &'c str,
    instance: &'c Value,
    broken: Option<&'c Break>,
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
    let payloads = schemas(&Source::new(file, text), &Options::default()).unwrap();
    let mut tally = Tally::default();
    for (name, _) in &payloads {
        if !types.iter().any(|ty| ty.name == name) {
            eprintln!("UNMATCHED {file} {name}");
        }
    }
    for ty in types {
        let Some((_, text)) = payloads.iter().find(|(name, _)| name == ty.name) else { continue };
        let Some(violations) = ty.violations else {
            eprintln!("NO CHECK {file} {}", ty.name);
            continue;
        };
        tally.schemas += 1;
        let mut count = 0;
        while count < LITERALS {
            let instance = synthesis.valid(ty.schema);
            let breaks = synthesis.breaks(ty.schema, &instance, BREAKS);
            let literals =
                std::iter::once((&instance, None)).chain(breaks.iter().map(|broken| (&broken.instance, Some(broken))));
            for (instance, broken) in literals {
                count += 1;
                let literal: TokenStream = rust(instance).parse().unwrap();
                let case = Case {
                    schema: ty.schema,
                    instance,
                    broken,
                    errors: verdict(text, ty.name, literal).unwrap(),
                    violations: violations(&instance.to_string()),
                    fault: validator.fault(ty.schema, instance),
                };
                tally.add(&case);
            }
        }
    }
    tally
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
        if let Some(class) = CLASSES.iter().find(|class| (class.holds)(case)) {
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
