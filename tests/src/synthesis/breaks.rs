//! All ways to break one rule of an instance.

use regex_lite::Regex;
use serde_json::{Value, json};

use super::flat::Flat;
use super::valid::{branches, find, tags};

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Another JSON type than described.
    Type,
    /// A required property is not there.
    Required,
    /// A length, a limit, a pattern, a count, a list of values.
    Constraint,
    /// Something is different inside a union, and what is left may be of another branch, or of one that nobody knows.
    Branch,
    /// What the types take or cannot hold, so that only the JSON itself shows it: properties that are not described, null,
    /// values that are not listed, formats, whole numbers with a fraction.
    Json,
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
    /// `tag` is the property that tells the branches of the union apart that this schema is a branch of. Without it, or
    /// with another value, the instance is of a branch that nobody knows, which is no mistake.
    fn walk(&mut self, schema: &'d Value, value: &'d Value, pointer: &str, tag: Option<&str>) {
        let flat = Flat::of(self.description, schema);
        if value.is_null() || self.holds_itself(schema) {
            return;
        }
        if !matches!(flat.ty(), "string" | "integer") && flat.words.contains_key("enum") {
            return self.replace(Rule::Constraint, pointer, odd(value));
        }
        if flat.ty().is_empty() {
            return self.branch(schema, value, pointer);
        }
        // Properties beside branches: what is no object may be of a branch that nobody knows.
        let is_union = flat.alternatives().is_none() && branches(self.description, schema).is_some();
        if tag.is_none() && !is_union {
            self.types(&flat, pointer);
        }
        self.json(&flat, value, pointer);
        match value {
            Value::String(text) => self.texts(&flat, text, pointer),
            Value::Number(_) => self.numbers(&flat, pointer),
            Value::Array(items) => self.lists(schema, &flat, items, pointer),
            Value::Object(_) => self.objects(schema, &flat, value, pointer, tag),
            _ => {}
        }
    }

    /// A list of lists of lists without an end, which is any JSON in Rust.
    fn holds_itself(&self, schema: &'d Value) -> bool {
        let Some(items) = find(self.description, schema, "items") else { return false };
        find(self.description, items, "items").is_some_and(|below| std::ptr::eq(items, below))
    }

    /// Goes on in the branch of a union that the value is of, if it can be told without guessing.
    fn branch(&mut self, schema: &'d Value, value: &'d Value, pointer: &str) {
        let Some(branches) = branches(self.description, schema) else { return };
        if let [only] = branches {
            return self.walk(only, value, pointer, None);
        }
        let discriminator = find(self.description, schema, "discriminator");
        let tag = discriminator.and_then(|discriminator| discriminator["propertyName"].as_str());
        let fitting = |branch: &&Value| {
            let flat = Flat::of(self.description, branch);
            match tag {
                Some(tag) => {
                    let mapped = tags(self.description, schema, branch).unwrap_or_default().1;
                    let listed = flat.property(tag).and_then(|member| find(self.description, member, "enum"));
                    let listed = listed.and_then(Value::as_array);
                    listed.is_some_and(|listed| listed.contains(&value[tag]))
                        || listed.is_none() && mapped.iter().any(|mapped| value[tag] == *mapped)
                }
                None => kind(value) == flat.ty() || flat.ty().is_empty() && value.is_object(),
            }
        };
        let fitting: Vec<&Value> = branches.iter().filter(fitting).collect();
        if let [branch] = fitting.as_slice() {
            // What is not of this JSON type may be of another branch, so only what is inside can be wrong.
            self.walk(branch, value, pointer, Some(tag.unwrap_or_default()));
        }
        self.bend(value, pointer);
    }

    /// Other values in the place of a union, and inside it: whichever branch they are taken for, they must not change.
    fn bend(&mut self, value: &'d Value, pointer: &str) {
        let others = [json!([]), json!({}), json!("odd"), json!(-5), json!(0.25), json!(true)];
        others.into_iter().for_each(|other| self.replace(Rule::Branch, pointer, other));
        for (name, value) in super::flat::members(value) {
            let at = format!("{pointer}/{}", escaped(name));
            self.replace(Rule::Branch, &at, odd(value));
            self.change(Rule::Branch, pointer, |object| {
                object.as_object_mut().unwrap().remove(name);
            });
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

    fn json(&mut self, flat: &Flat<'_>, value: &Value, pointer: &str) {
        if !flat.nullable {
            self.replace(Rule::Json, pointer, Value::Null);
        }
        match (flat.ty(), value) {
            ("string" | "integer", _) if flat.words.contains_key("enum") => {
                self.replace(Rule::Json, pointer, odd(value));
            }
            ("integer", _) => self.replace(Rule::Json, pointer, json!(5.0)),
            ("object", Value::Object(_)) => {
                self.change(Rule::Json, pointer, |object| object["not described"] = json!("x"));
            }
            _ => {}
        }
        let texts: &[&str] = match flat.text("format") {
            Some("date-time") => &["2020-02-30T12:00:00Z", "2020-01-31T12:00:00+05:30", "2020-01-31", ""],
            Some("date") => &["2020-02-30", "2020-02-29", "31.01.2020"],
            Some("uuid") => &["123e4567e89b12d3a456426614174000", "123E4567-E89B-12D3-A456-426614174000", "x"],
            Some("email") => &["a", "@b.example", "a b@c.example", "a@b@c.example", "ü@b.example"],
            Some("uri") => &["/a", "example.com", "urn:a:b", "https://a b", "mailto:a@b.example", ":"],
            _ => &[],
        };
        texts.iter().for_each(|text| self.replace(Rule::Json, pointer, json!(text)));
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
            // Rust has a type for numbers that are never below zero.
            let unsigned = flat.text("format") == Some("uint64");
            self.replace(if unsigned { Rule::Type } else { Rule::Constraint }, pointer, number(least - 1.0));
        }
        if let Some(most) = flat.number("maximum") {
            self.replace(Rule::Constraint, pointer, number(most + 1.0));
        }
        if let Some(of) = flat.number("multipleOf").filter(|of| !whole || *of > 1.0) {
            let least = flat.number("minimum").unwrap_or(0.0);
            let above = (least / of).ceil() * of;
            let between = above + if whole { 1.0 } else { of / 3.0 };
            if flat.number("maximum").is_none_or(|most| between < most) {
                self.replace(Rule::Constraint, pointer, number(between));
            }
        }
    }

    fn lists(&mut self, schema: &'d Value, flat: &Flat<'_>, items: &'d [Value], pointer: &str) {
        let at = |index: usize| format!("{pointer}/{index}");
        if let Some(positions) = find(self.description, schema, "prefixItems").and_then(Value::as_array) {
            // Else it may be shorter or longer, and is a plain list in Rust.
            if flat.count("minItems") != Some(positions.len()) {
                return;
            }
            for (index, (of, item)) in positions.iter().zip(items).enumerate() {
                self.walk(of, item, &at(index), None);
            }
            return self.replace(Rule::Type, pointer, json!([items, &[json!(1)]].concat()));
        }
        if let Some(of) = find(self.description, schema, "items") {
            for (index, item) in items.iter().enumerate() {
                self.walk(of, item, &at(index), None);
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
            let at = format!("{pointer}/{}", escaped(name));
            let of = flat.property(name).or(additional);
            let required = flat.required.contains(&name);
            // A property that can only be one text is written by the type itself, whatever stood there.
            let constant = required && of.is_some_and(|of| self.is_constant(of));
            if let Some(of) = of.filter(|_| !constant) {
                self.walk(of, value, &at, None);
            } else if constant {
                self.replace(Rule::Json, &at, json!("odd"));
                self.change(Rule::Json, pointer, |object| {
                    object.as_object_mut().unwrap().remove(name);
                });
            }
            // A required property that may be null is read as null when it is not there; one that only responses or only
            // requests have is not in the type of the other.
            let absent = of.is_some_and(|of| {
                let flat = Flat::of(self.description, of);
                flat.nullable || flat.is("readOnly") || flat.is("writeOnly")
            });
            if required && !constant && !absent {
                self.change(Rule::Required, pointer, |object| {
                    object.as_object_mut().unwrap().remove(name);
                });
            }
        }
        let Some(first) = object.as_object().and_then(|object| object.values().next()) else { return };
        if let Some(pattern) = flat.text("x-key-pattern") {
            self.change(Rule::Constraint, pointer, |object| object[misfit(pattern)] = first.clone());
        }
        // How many properties an object with named ones has is documented, and not checked.
        if flat.properties.is_empty() && flat.count("minProperties").is_some_and(|least| least > 0) {
            self.replace(Rule::Constraint, pointer, json!({}));
        }
        if flat.properties.is_empty()
            && flat.text("x-key-pattern").is_none()
            && let Some(most) = flat.count("maxProperties")
        {
            let many = (0..=most).map(|index| (format!("key {index}"), first.clone())).collect();
            self.replace(Rule::Constraint, pointer, Value::Object(many));
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
        values.is_some_and(|values| values.len() == 1 && values[0].is_string())
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

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A value of the same JSON type that no list of values has, as far as there is one.
fn odd(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Number(_) => json!(-77),
        _ => json!("odd"),
    }
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
