//! Valid instances.

use regex_lite::Regex;
use serde_json::{Map, Value, json};

use super::Synthesis;
use super::flat::Flat;

/// From here on whatever may be left out is left out, so that types that hold themselves come to an end.
const DEEP: usize = 3;

/// Where a type that cannot end is given up: what is made of it is not valid.
const ENDLESS: usize = 20;

const LETTERS: &[char] = &['a', 'B', '7', '-', '_', '.', ' ', 'é', '日', '😀', '"', '\\', '/', '\u{7f}', '\n', '\u{0}'];

/// Texts that patterns ask for; a description's own examples come first.
const TEXTS: &[&str] =
    &["abc", "ABC", "12", ":x:", "fcm:1", "apns:2", "a-b", "a_b", "a@b.example", "2020-01-31", "DE", "x-a"];

impl<'d> Synthesis<'d> {
    pub(super) fn instance(&mut self, schema: &'d Value, depth: usize) -> Value {
        let flat = Flat::of(self.description, schema);
        if depth > ENDLESS || flat.nullable && (depth > DEEP || self.random.once_in(5)) {
            return Value::Null;
        }
        if let Some(values) = flat.words.get("enum").and_then(Value::as_array) {
            return self.random.pick(values).clone();
        }
        match flat.ty() {
            "" => self.untyped(schema, depth),
            "string" => json!(self.text(&flat)),
            "integer" => json!(self.whole(&flat)),
            "number" => json!(self.decimal(&flat)),
            "boolean" => json!(self.random.once_in(2)),
            "array" => self.list(schema, &flat, depth),
            _ => self.object(schema, &flat, depth),
        }
    }

    /// A union, or anything at all.
    fn untyped(&mut self, schema: &'d Value, depth: usize) -> Value {
        if let Some(branch) = self.branch(schema, depth) {
            return branch;
        }
        self.random.pick(&[json!("x"), json!(5), json!(true), json!(["x"]), json!({ "x": null })]).clone()
    }

    /// An instance of a branch, with the value of the discriminator that leads to it.
    fn branch(&mut self, schema: &'d Value, depth: usize) -> Option<Value> {
        let branches: Vec<&Value> = branches(self.description, schema)?.iter().collect();
        let branch = if depth > DEEP { branches[0] } else { *self.random.pick(&branches) };
        let mut made = self.instance(branch, depth + 1);
        if let (Some((tag, values)), true) = (tags(self.description, schema, branch), made.is_object()) {
            made[tag] = json!(self.random.pick(&values));
        }
        Some(made)
    }

    fn text(&mut self, flat: &Flat<'_>) -> String {
        if let Some(pattern) = flat.text("pattern") {
            return self.matching(pattern, flat.text("example"));
        }
        match flat.text("format") {
            Some("date") => return "2020-01-31".to_owned(),
            Some("date-time") => return "2020-01-31T12:00:00Z".to_owned(),
            Some("uuid") => return "123e4567-e89b-12d3-a456-426614174000".to_owned(),
            Some("byte") => return "YWJj".to_owned(),
            Some("uri") => return "https://example.com/a".to_owned(),
            Some("email") => return "a@b.example".to_owned(),
            _ => {}
        }
        let length = self.size(flat, "minLength", "maxLength");
        (0..length).map(|_| *self.random.pick(LETTERS)).collect()
    }

    fn matching(&mut self, pattern: &str, example: Option<&str>) -> String {
        let regex = Regex::new(pattern).unwrap();
        let texts: Vec<&str> = example.into_iter().chain(TEXTS.iter().copied()).filter(|t| regex.is_match(t)).collect();
        assert!(!texts.is_empty(), "no text is known that matches {pattern}");
        (*self.random.pick(&texts)).to_owned()
    }

    /// A number of things between two limits, mostly a small one.
    fn size(&mut self, flat: &Flat<'_>, least: &str, most: &str) -> usize {
        let least = flat.count(least).unwrap_or(0);
        let most = flat.count(most).unwrap_or(usize::MAX).min(least.saturating_add(3));
        least + self.random.below(most - least + 1)
    }

    fn whole(&mut self, flat: &Flat<'_>) -> i64 {
        let (low, high) = match flat.text("format") {
            Some("int32") => (f64::from(i32::MIN), f64::from(i32::MAX)),
            _ => (-9e15, 9e15),
        };
        self.between(flat, low, high) as i64
    }

    fn decimal(&mut self, flat: &Flat<'_>) -> f64 {
        let whole = self.between(flat, -1e6, 1e6);
        let between = flat.number("multipleOf").is_none() && self.random.once_in(2);
        let half = whole + 0.5;
        let fits = flat.number("maximum").is_none_or(|most| half < most);
        if between && fits { half } else { whole }
    }

    /// A whole number between the limits: often one of them, else near zero.
    fn between(&mut self, flat: &Flat<'_>, low: f64, high: f64) -> f64 {
        let inside = |exclusive: &str| if flat.is(exclusive) { 1.0 } else { 0.0 };
        let low = flat.number("minimum").map_or(low, |least| (least + inside("exclusiveMinimum")).ceil());
        let high = flat.number("maximum").map_or(high, |most| (most - inside("exclusiveMaximum")).floor());
        let some = self.random.below(1000) as f64;
        let found = match self.random.below(4) {
            0 => low,
            1 => high,
            _ => some.clamp(low, high),
        };
        flat.number("multipleOf").map_or(found, |of| (found / of).trunc() * of)
    }

    fn list(&mut self, schema: &'d Value, flat: &Flat<'_>, depth: usize) -> Value {
        if let Some(positions) = self.find(schema, "prefixItems").and_then(Value::as_array) {
            return positions.iter().map(|position| self.instance(position, depth + 1)).collect();
        }
        let length = match flat.count("minItems") {
            least if depth > DEEP => least.unwrap_or(0),
            _ => self.size(flat, "minItems", "maxItems"),
        };
        let items = self.find(schema, "items").unwrap_or(&Value::Null);
        let mut made: Vec<Value> = Vec::new();
        for _ in 0..length {
            let item = self.instance(items, depth + 1);
            if !flat.is("uniqueItems") || !made.contains(&item) {
                made.push(item);
            }
        }
        Value::Array(made)
    }

    fn object(&mut self, schema: &'d Value, flat: &Flat<'d>, depth: usize) -> Value {
        let mut members = Map::new();
        let alternatives = flat.alternatives().unwrap_or_default();
        let chosen = if alternatives.is_empty() { "" } else { *self.random.pick(&alternatives) };
        for (name, value) in &flat.properties {
            let excluded = alternatives.contains(name) && *name != chosen;
            let required = flat.required.contains(name) || *name == chosen;
            if !excluded && (required || depth <= DEEP && self.random.once_in(2)) {
                members.insert((*name).to_owned(), self.instance(value, depth + 1));
            }
        }
        // Branches beside properties add some more.
        if alternatives.is_empty()
            && let Some(Value::Object(more)) = self.branch(schema, depth)
        {
            members.extend(more);
        }
        let additional = self.find(schema, "additionalProperties");
        if let Some(additional) = additional.filter(|additional| **additional != Value::Bool(false)) {
            let count = if depth > DEEP {
                flat.count("minProperties").unwrap_or(0)
            } else {
                self.size(flat, "minProperties", "maxProperties")
            };
            for index in 0..count {
                let name = match flat.text("x-key-pattern") {
                    Some(pattern) => self.matching(pattern, None),
                    None => format!("key {index}"),
                };
                members.entry(name).or_insert(self.instance(additional, depth + 1));
            }
        }
        Value::Object(members)
    }

    /// A word of a schema, of what it refers to or of a part of it, where it is in the description.
    fn find(&self, schema: &'d Value, word: &str) -> Option<&'d Value> {
        find(self.description, schema, word)
    }
}

pub(super) fn find<'d>(description: &'d Value, schema: &'d Value, word: &str) -> Option<&'d Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        return find(description, super::flat::target(description, reference), word);
    }
    let mut parts = schema["allOf"].as_array().into_iter().flatten();
    schema.get(word).or_else(|| parts.find_map(|part| find(description, part, word)))
}

/// The branches of a `oneOf` or `anyOf` that a schema, what it refers to or a part of it has.
pub(super) fn branches<'d>(description: &'d Value, schema: &'d Value) -> Option<&'d [Value]> {
    let branches = find(description, schema, "oneOf").or_else(|| find(description, schema, "anyOf"))?;
    branches.as_array().map(Vec::as_slice)
}

/// The discriminator of a union, and those values of it that lead to a branch.
pub(super) fn tags<'d>(
    description: &'d Value,
    schema: &'d Value,
    branch: &'d Value,
) -> Option<(&'d str, Vec<&'d str>)> {
    let discriminator = find(description, schema, "discriminator")?;
    let tag = discriminator["propertyName"].as_str()?;
    let reference = branch["$ref"].as_str()?;
    let name = reference.rsplit('/').next()?;
    let mapping = super::flat::members(&discriminator["mapping"]);
    let leads = mapping.filter(|(_, to)| to.as_str().is_some_and(|to| to == reference || to == name));
    let mapped: Vec<&str> = leads.map(|(value, _)| value).collect();
    Some((tag, if mapped.is_empty() { vec![name] } else { mapped }))
}
