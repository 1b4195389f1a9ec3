//! All ways to break one rule of an instance.

use regex_lite::Regex;
use serde_json::{Value, json};

use super::flat::Flat;
use super::valid::find;

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Another JSON type than described.
    Type,
    /// A required member is not there.
    Required,
    /// A length, a limit, a pattern, a count.
    Constraint,
}

/// An instance with one rule broken.
#[derive(Debug)]
pub struct Break {
    /// Which.
    pub rule: Rule,
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// The instance after it.
    pub instance: Value,
}

/// Every break of an instance of a schema.
pub(super) fn all(description: &Value, schema: &Value, instance: &Value) -> Vec<Break> {
    let mut breaks = Breaks { description, root: instance, found: Vec::new() };
    breaks.walk(schema, instance, "", None);
    breaks.found
}

struct Breaks<'d> {
    description: &'d Value,
    root: &'d Value,
    found: Vec<Break>,
}

impl<'d> Breaks<'d> {
    /// `tag` is the member that tells the branches of the union apart that this schema is a branch of. Without it, or
    /// with another value, the instance is of a branch that nobody knows, which is no mistake.
    fn walk(&mut self, schema: &'d Value, value: &'d Value, pointer: &str, tag: Option<&str>) {
        let flat = Flat::of(self.description, schema);
        if value.is_null() {
            return;
        }
        if flat.ty().is_empty() {
            return self.branch(schema, value, pointer);
        }
        if tag.is_none() {
            self.types(&flat, pointer);
        }
        match value {
            Value::String(text) => self.texts(&flat, text, pointer),
            Value::Number(_) => self.numbers(&flat, pointer),
            Value::Array(items) => self.lists(schema, &flat, items, pointer),
            Value::Object(_) => self.objects(schema, &flat, value, pointer, tag),
            _ => {}
        }
    }

    /// Goes on in the branch of a union that the value is of, if it can be told without guessing.
    fn branch(&mut self, schema: &'d Value, value: &'d Value, pointer: &str) {
        let union = find(self.description, schema, "oneOf");
        let Some(branches) = union.and_then(Value::as_array) else { return };
        let discriminator = find(self.description, schema, "discriminator");
        let tag = discriminator.and_then(|discriminator| discriminator["propertyName"].as_str());
        let fitting = |branch: &&Value| {
            let flat = Flat::of(self.description, branch);
            match tag {
                Some(tag) => flat.property(tag).is_some_and(|member| {
                    let values = find(self.description, member, "enum").and_then(Value::as_array);
                    values.is_some_and(|values| values.contains(&value[tag]))
                }),
                None => kind(value) == flat.ty() || flat.ty().is_empty() && value.is_object(),
            }
        };
        let fitting: Vec<&Value> = branches.iter().filter(fitting).collect();
        if let [branch] = fitting.as_slice() {
            // What is not of this JSON type may be of another branch, so only what is inside can be wrong.
            self.walk(branch, value, pointer, Some(tag.unwrap_or_default()));
        }
    }

    fn types(&mut self, flat: &Flat<'_>, pointer: &str) {
        let others = match flat.ty() {
            "string" => vec![json!(5), json!(true), json!(["x"]), json!({})],
            "integer" => vec![json!("5"), json!(1.5), json!(true), json!([5])],
            "number" => vec![json!("5"), json!(false), json!([5])],
            "boolean" => vec![json!("true"), json!(1)],
            "array" => vec![json!("x"), json!({}), json!(5)],
            _ => vec![json!("x"), json!(5), json!(true)],
        };
        others.into_iter().for_each(|other| self.replace(Rule::Type, pointer, other));
    }

    fn texts(&mut self, flat: &Flat<'_>, text: &str, pointer: &str) {
        if flat.words.contains_key("enum") {
            return;
        }
        if let Some(least) = flat.count("minLength").filter(|least| *least > 0) {
            self.replace(Rule::Constraint, pointer, json!("é".repeat(least - 1)));
        }
        if let Some(most) = flat.count("maxLength") {
            self.replace(Rule::Constraint, pointer, json!(format!("{text}{}", "é".repeat(most + 1))));
        }
        if let Some(pattern) = flat.text("pattern") {
            let other = misfit(pattern);
            self.replace(Rule::Constraint, pointer, json!(other));
        }
    }

    fn numbers(&mut self, flat: &Flat<'_>, pointer: &str) {
        let whole = flat.ty() == "integer";
        let number = |number: f64| if whole { json!(number as i64) } else { json!(number) };
        if let Some(least) = flat.number("minimum") {
            self.replace(Rule::Constraint, pointer, number(least - 1.0));
        }
        if let Some(most) = flat.number("maximum") {
            self.replace(Rule::Constraint, pointer, number(most + 1.0));
        }
    }

    fn lists(&mut self, schema: &'d Value, flat: &Flat<'_>, items: &'d [Value], pointer: &str) {
        let of = find(self.description, schema, "items");
        if let Some(of) = of {
            for (index, item) in items.iter().enumerate() {
                self.walk(of, item, &format!("{pointer}/{index}"), None);
            }
        }
        if let Some(least) = flat.count("minItems").filter(|least| *least > 0) {
            self.replace(Rule::Constraint, pointer, json!(items[..least - 1]));
        }
        let Some(first) = items.first() else { return };
        if let Some(most) = flat.count("maxItems") {
            self.replace(Rule::Constraint, pointer, json!(vec![first; most + 1]));
        }
        if flat.is("uniqueItems") {
            self.replace(Rule::Constraint, pointer, json!([first, first]));
        }
    }

    fn objects(&mut self, schema: &'d Value, flat: &Flat<'d>, object: &'d Value, pointer: &str, tag: Option<&str>) {
        let additional = find(self.description, schema, "additionalProperties");
        for (name, value) in super::flat::members(object).filter(|(name, _)| Some(*name) != tag) {
            let at = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            let of = flat.property(name).or(additional);
            // A member that can only be one value is written by the type itself, whatever stood there.
            let constant = of.is_some_and(|of| self.is_constant(of));
            if let Some(of) = of.filter(|_| !constant) {
                self.walk(of, value, &at, None);
            }
            // A required member that may be null is read as null when it is not there.
            let nullable = of.is_some_and(|of| Flat::of(self.description, of).nullable);
            if flat.required.contains(&name) && !constant && !nullable {
                self.change(Rule::Required, pointer, |object| {
                    object.as_object_mut().unwrap().remove(name);
                });
            }
        }
        let Some(first) = object.as_object().and_then(|object| object.values().next()) else { return };
        if let Some(pattern) = flat.text("x-key-pattern") {
            self.change(Rule::Constraint, pointer, |object| object[misfit(pattern)] = first.clone());
        }
        if flat.count("minProperties").is_some_and(|least| least > 0) {
            self.replace(Rule::Constraint, pointer, json!({}));
        }
        for alternative in flat.alternatives().unwrap_or_default() {
            if object.get(alternative).is_some() {
                self.change(Rule::Constraint, pointer, |object| {
                    object.as_object_mut().unwrap().remove(alternative);
                });
            }
        }
    }

    fn is_constant(&self, schema: &Value) -> bool {
        let values = find(self.description, schema, "enum").and_then(Value::as_array);
        values.is_some_and(|values| values.len() == 1)
    }

    fn replace(&mut self, rule: Rule, pointer: &str, by: Value) {
        self.change(rule, pointer, |value| *value = by);
    }

    fn change(&mut self, rule: Rule, pointer: &str, change: impl FnOnce(&mut Value)) {
        let mut instance = self.root.clone();
        change(instance.pointer_mut(pointer).unwrap());
        self.found.push(Break { rule, pointer: pointer.to_owned(), instance });
    }
}

/// A text that does not match.
fn misfit(pattern: &str) -> &'static str {
    let regex = Regex::new(pattern).unwrap();
    let texts = ["?", "", ".", "..", "misfit"];
    texts.into_iter().find(|text| !regex.is_match(text)).unwrap_or_else(|| panic!("everything matches {pattern}"))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
