//! Instances of every schema, made up, through the generated types: what is valid comes back as it was, and what is not
//! is refused where the description says that it must be.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use talkjs_client::runtime::{Check, Checker, Part};
use talkjs_tests::synthesis::{Rule, Synthesis, Verdict};
use talkjs_tests::workspace;

#[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
mod pets {
    talkjs_client::api! { spec = "data/code/pets.yaml" }
}

/// How many instances of each schema are made up.
const INSTANCES: usize = 100;

/// A generated type, by the name of its schema.
struct Type {
    name: &'static str,
    again: fn(&str) -> Result<Value, String>,
    /// How many violations the check before sending finds; only for types that are sent.
    violations: Option<fn(&str) -> Result<usize, String>>,
}

fn decode<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

fn again<T: DeserializeOwned + Serialize>(json: &str) -> Result<Value, String> {
    serde_json::to_value(decode::<T>(json)?).map_err(|error| error.to_string())
}

fn violations<T: DeserializeOwned + Check>(json: &str) -> Result<usize, String> {
    let mut checker = Checker::new(Part::Body);
    checker.value(&decode::<T>(json)?, &[]);
    Ok(checker.finish().len())
}

/// Every schema of a description: those that requests carry, then those that only answers do.
macro_rules! types {
    ($api:path; sent: $($sent:ident)*; received: $($received:ident)*) => {{
        use $api as api;
        vec![
            $(Type {
                name: stringify!($sent),
                again: again::<api::$sent>,
                violations: Some(violations::<api::$sent>),
            },)*
            $(Type { name: stringify!($received), again: again::<api::$received>, violations: None },)*
        ]
    }};
}

fn talkjs() -> Vec<Type> {
    types! { talkjs_client;
        sent: UserId ConversationId MessageId Timestamp CustomData CustomUpdate UserUpdate UserBatch PushTokensUpdate
            ConversationUpdate ConversationFilter CustomPredicate CustomPresence CustomComparison AccessComparison
            SortField SortDirection Access JoinAccess Notify NotifyMode JoinOptions ParticipationUpdate NewMessages
            NewMessage UserMessage SystemMessage MessageEdit Coordinates NewContentBlock TextBlock NewFileBlock
            LocationBlock TextNode StyledText Markup MarkupType BulletList BulletPoint CodeSpan Link AutoLink Action
            ActionType Mention CustomEmoji;
        received: NewUser PushTokens User UserList Conversation ConversationList UserConversation UserConversationList
            Participation ParticipantEmail SentMessage Message MessageList MessageType MessageOrigin Attachment
            ContentBlock FileBlock FileSubtype Reaction ReactionList ReactionPage Empty ErrorBody
    }
}

fn pets() -> Vec<Type> {
    types! { crate::pets;
        sent: PetId Kind NewPet Owner;
        received: PetBase Pet Pets Named Shape Circle Square Amount
    }
}

#[test]
fn instances_of_talkjs_schemas_go_round_and_broken_ones_do_not() {
    go_round("spec/talkjs.yaml", &talkjs());
}

#[test]
fn instances_of_another_description_go_round_and_broken_ones_do_not() {
    go_round("tests/data/code/pets.yaml", &pets());
}

fn go_round(file: &str, types: &[Type]) {
    let text = std::fs::read_to_string(workspace().join(file)).unwrap();
    let description: Value = serde_yaml_ng::from_str(&text).unwrap();
    assert_each_schema_is_tried(&description, types);
    let mut verdict = Verdict::new(&description);
    let mut synthesis = Synthesis::new(&description, 1);
    let mut faults = BTreeMap::<String, (usize, String)>::new();
    let mut tried = BTreeMap::<Option<Rule>, usize>::new();
    for tested in types {
        for _ in 0..INSTANCES {
            let instance = synthesis.valid(tested.name);
            // Branches of a union that are both fitting, for example: rare, and no instance to learn from.
            if verdict.fault(tested.name, &instance).is_some() {
                continue;
            }
            *tried.entry(None).or_default() += 1;
            let mut complain = |what: &str, words: String| {
                faults.entry(format!("{} {what}", tested.name)).or_insert((0, words)).0 += 1;
            };
            if let Err(words) = comes_back(tested, &instance, &mut verdict) {
                complain("valid", words);
            }
            let Some(broken) = synthesis.break_one(tested.name, &instance) else { continue };
            let elsewhere = broken.rule == Rule::Constraint && is_plain(&description, tested.name);
            if elsewhere || verdict.fault(tested.name, &broken.instance).is_none() {
                continue;
            }
            *tried.entry(Some(broken.rule)).or_default() += 1;
            if let Err(words) = is_refused(tested, broken.rule, &broken.instance) {
                complain(&format!("{:?} {}", broken.rule, shape(&broken.pointer)), words);
            }
        }
    }
    println!("{file}: {tried:?}");
    let least = types.len() * INSTANCES * 9 / 10;
    assert!(tried[&None] > least, "most instances that are made up are valid: {tried:?}");
    for rule in [Rule::Type, Rule::Required, Rule::Constraint] {
        assert!(tried.get(&Some(rule)).is_some_and(|count| *count > 50), "{rule:?} was broken too rarely: {tried:?}");
    }
    let faults: Vec<String> =
        faults.iter().map(|(what, (count, words))| format!("{count} × {what}: {words}")).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A named list or map is a plain `Vec` or map in Rust, so its constraints are checked where it is used, in the types
/// that hold it.
fn is_plain(description: &Value, name: &str) -> bool {
    let schema = &description["components"]["schemas"][name];
    schema["type"] == "array" || schema["type"] == "object" && schema["properties"].is_null()
}

/// No schema is left out, and those are checked before sending that requests carry.
fn assert_each_schema_is_tried(description: &Value, types: &[Type]) {
    let schemas = description["components"]["schemas"].as_object().unwrap();
    let tried: BTreeSet<&str> = types.iter().map(|tested| tested.name).collect();
    assert_eq!(tried, schemas.keys().map(String::as_str).collect());
    let checked: BTreeSet<&str> =
        types.iter().filter(|tested| tested.violations.is_some()).map(|tested| tested.name).collect();
    let mut sent = BTreeSet::new();
    for item in description["paths"].as_object().unwrap().values() {
        carried(description, &item["parameters"], &mut sent);
        for operation in item.as_object().unwrap().values() {
            carried(description, &operation["parameters"], &mut sent);
            carried(description, &operation["requestBody"], &mut sent);
        }
    }
    assert_eq!(checked, sent);
}

/// The names of the schemas that this refers to, directly or not.
fn carried<'d>(description: &'d Value, part: &'d Value, names: &mut BTreeSet<&'d str>) {
    match part {
        Value::Object(members) => {
            if let Some(pointer) = part["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
                let name = pointer.strip_prefix("/components/schemas/");
                if name.is_none_or(|name| names.insert(name)) {
                    carried(description, description.pointer(pointer).unwrap(), names);
                }
            }
            for (word, member) in members {
                match member.as_array() {
                    Some(parts) if word == "allOf" && parts.len() > 1 => {
                        parts.iter().for_each(|part| carried(description, body(description, part), names));
                    }
                    _ => carried(description, member, names),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| carried(description, item, names)),
        _ => {}
    }
}

/// What a part of an `allOf` says: its members become those of the whole, so its name is not that of a type in use.
fn body<'d>(description: &'d Value, part: &'d Value) -> &'d Value {
    let pointer = part["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.map_or(part, |pointer| description.pointer(pointer).unwrap())
}

/// A valid instance decodes, breaks no rule, and is written as it was.
fn comes_back(tested: &Type, instance: &Value, verdict: &mut Verdict) -> Result<(), String> {
    let text = instance.to_string();
    let again = (tested.again)(&text).map_err(|error| format!("{error}: {text}"))?;
    if let Some(fault) = verdict.fault(tested.name, &again) {
        return Err(format!("{text} became {again}: {fault}"));
    }
    if !same(instance, &again, tested.violations.is_none()) {
        return Err(format!("{text} became {again}"));
    }
    match tested.violations.map(|violations| violations(&text)) {
        Some(Ok(0)) | None => Ok(()),
        found => Err(format!("{found:?}: {text}")),
    }
}

/// What is of another shape does not decode. What breaks a constraint does not pass the check before sending; an answer
/// that does is taken as it is.
fn is_refused(tested: &Type, rule: Rule, instance: &Value) -> Result<(), String> {
    let text = instance.to_string();
    let again = (tested.again)(&text);
    match (rule, tested.violations) {
        (Rule::Type | Rule::Required, _) => match again {
            Err(_) => Ok(()),
            Ok(again) => Err(format!("{text} became {again}")),
        },
        (Rule::Constraint, Some(violations)) => match violations(&text) {
            Ok(0) => Err(format!("passes: {text}")),
            _ => Ok(()),
        },
        (Rule::Constraint, None) => match again {
            Ok(again) if same(instance, &again, true) => Ok(()),
            other => Err(format!("{text} became {other:?}")),
        },
    }
}

/// Equal as JSON Schema sees it: 5 and 5.0 are the same number. In what is only received, an optional member that is
/// null may be missing afterwards: such types do not tell the two apart.
fn same(one: &Value, other: &Value, received: bool) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other, received))
        }
        (Value::Object(one), Value::Object(other)) => {
            let kept = one.iter().all(|(name, one)| match other.get(name) {
                Some(other) => same(one, other, received),
                None => received && one.is_null(),
            });
            kept && other.keys().all(|name| one.contains_key(name))
        }
        _ => one == other,
    }
}

/// A pointer without the names of keys and the numbers of items, so that faults of one place are counted together.
fn shape(pointer: &str) -> String {
    let part = |part: &str| if part.parse::<usize>().is_ok() { "*".to_owned() } else { part.to_owned() };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}
