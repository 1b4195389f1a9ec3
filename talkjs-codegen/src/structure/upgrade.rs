//! OpenAPI 3.1's schemas in the words of 3.0, so that only this file knows both.
//!
//! Everything happens in the tree, before it is held against the table. What 3.0 has no word for and what no Rust type can
//! express is taken out, with a note.

use super::{Version, Walk};
use crate::diagnostic::Kind;
use crate::source::Span;
use crate::tree::{Key, Node, Value};

/// Keywords that only some types have, and those types.
const TYPED: [(&str, &[&str]); 17] = [
    ("minLength", &["string"]),
    ("maxLength", &["string"]),
    ("pattern", &["string"]),
    ("contentEncoding", &["string"]),
    ("contentMediaType", &["string"]),
    ("minimum", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("exclusiveMinimum", &["integer", "number"]),
    ("exclusiveMaximum", &["integer", "number"]),
    ("multipleOf", &["integer", "number"]),
    ("items", &["array"]),
    ("prefixItems", &["array"]),
    ("minItems", &["array"]),
    ("maxItems", &["array"]),
    ("uniqueItems", &["array"]),
    ("minProperties", &["object"]),
    ("maxProperties", &["object"]),
];

/// Keywords of objects that go with the branch of that type.
const OF_OBJECTS: [&str; 5] = ["properties", "required", "additionalProperties", "patternProperties", "propertyNames"];

/// Keywords that only organise the file or speak to other tools.
const SILENT: [&str; 10] = [
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$vocabulary",
    "$defs",
    "definitions",
    "examples",
    "additionalItems",
    "id",
];

/// Keywords that no Rust type expresses.
const INEXPRESSIBLE: [&str; 14] = [
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
    "$dynamicRef",
    "$dynamicAnchor",
];

impl Walk<'_> {
    /// Writes a schema in the words of 3.0.
    pub(super) fn upgrade(&mut self, schema: &mut Node) {
        self.boolean_schema(schema);
        if schema.as_map_mut().is_none() {
            return;
        }
        self.reference_with_siblings(schema);
        self.constant(schema);
        self.exclusive_bounds(schema);
        self.content(schema);
        self.positions(schema);
        self.patterned_members(schema);
        self.null_branches(schema, "oneOf");
        self.null_branches(schema, "anyOf");
        self.type_list(schema);
        self.null_type(schema);
        self.tag_name(schema);
        self.remove_the_rest(schema);
    }

    /// Warns of a word of 3.1 in a file that says 3.0.
    fn newer(&mut self, what: &str, span: Span) {
        if self.version == Version::V30 {
            self.diagnostics.warn(Kind::Newer { what: what.to_owned() }, span);
        }
    }

    /// `true` is any value, `false` none.
    fn boolean_schema(&mut self, schema: &mut Node) {
        let Some(any) = schema.bool() else { return };
        let span = schema.span;
        self.newer("a boolean as a schema", span);
        *schema = Node::map(span, Vec::new());
        if !any {
            schema.insert("not", Node::map(span, Vec::new()));
        }
    }

    /// What stands beside a `$ref` holds as well.
    fn reference_with_siblings(&mut self, schema: &mut Node) {
        let siblings = schema.entries().iter().filter(|(key, _)| key.text != "$ref");
        let Some((first, _)) = siblings.clone().find(|(key, _)| !key.text.starts_with("x-")) else { return };
        if schema.get("$ref").is_none_or(|target| target.text().is_none()) {
            return;
        }
        let says_more = |key: &Key| !DOCUMENTATION.contains(&key.text.as_str()) && !key.text.starts_with("x-");
        let telling = siblings.clone().find(|(key, _)| says_more(key)).map(|(key, _)| key.clone());
        let span = first.span;
        if let Some(key) = telling {
            self.newer(&format!("`{}` beside a `$ref`", key.text), key.span);
        }
        let Some(reference) = schema.as_map_mut().and_then(|map| map.remove("$ref")) else { return };
        let reference = Node::map(reference.1.span, vec![reference]);
        let mut parts = vec![reference];
        if let Some(Node { value: Value::List(others), .. }) = schema.remove("allOf") {
            parts.extend(others);
        }
        schema.insert("allOf", Node::list(span, parts));
    }

    fn constant(&mut self, schema: &mut Node) {
        let Some((key, value)) = schema.as_map_mut().and_then(|map| map.remove("const")) else { return };
        self.newer("`const`", key.span);
        schema.insert("enum", Node::list(value.span, vec![value]));
    }

    /// A bound that is a number of its own becomes a bound and a word that it is exclusive.
    fn exclusive_bounds(&mut self, schema: &mut Node) {
        for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            let Some(bound) = schema.get(exclusive).filter(|bound| bound.number().is_some()).cloned() else { continue };
            self.newer(&format!("a number as `{exclusive}`"), bound.span);
            schema.remove(exclusive);
            let other = schema.get(inclusive).and_then(Node::number);
            let is_tighter =
                |(other, bound): (f64, f64)| if inclusive == "minimum" { bound >= other } else { bound <= other };
            let tighter = other.zip(bound.number()).is_none_or(is_tighter);
            if tighter {
                schema.insert(exclusive, Node::plain(bound.span, "true"));
                schema.insert(inclusive, bound);
            }
        }
    }

    fn content(&mut self, schema: &mut Node) {
        let media = schema.as_map_mut().and_then(|map| map.remove("contentMediaType"));
        let encoding = schema.as_map_mut().and_then(|map| map.remove("contentEncoding"));
        let format = match (&media, &encoding) {
            (_, Some((key, encoding))) => {
                self.newer("`contentEncoding`", key.span);
                encoding.text().is_some_and(|word| word.starts_with("base64")).then_some("byte")
            }
            (Some((key, media)), None) => {
                self.newer("`contentMediaType`", key.span);
                let binary = |word: &str| !word.starts_with("text/") && !word.contains("json") && !word.contains("xml");
                media.text().is_some_and(binary).then_some("binary")
            }
            (None, None) => return,
        };
        if let Some(format) = format
            && schema.get("format").is_none()
        {
            let span = encoding.or(media).map_or(schema.span, |(key, _)| key.span);
            schema.insert("format", Node::string(span, format));
        }
        if schema.get("type").is_none() {
            let span = schema.span;
            schema.insert("type", Node::string(span, "string"));
        }
    }

    /// A list whose items differ by position; exactly so where no further items are allowed.
    fn positions(&mut self, schema: &mut Node) {
        let rest = schema.get("items").cloned();
        let (key, positions) = match schema.as_map_mut().and_then(|map| map.remove("prefixItems")) {
            Some((key, Node { value: Value::List(items), span })) => (key, Node::list(span, items)),
            Some(_) | None => match rest.as_ref() {
                // Before 2020 the word for positions was `items`.
                Some(items @ Node { value: Value::List(positions), .. }) if !positions.is_empty() => {
                    let key = schema.entry("items").map(|(key, _)| key.clone());
                    (key.unwrap_or(Key { span: items.span, text: String::new() }), items.clone())
                }
                _ => return,
            },
        };
        self.newer("`prefixItems`", key.span);
        schema.insert("type", Node::string(key.span, "array"));
        let count = positions.items().len();
        let reaches = |bound: &str, enough: fn(f64, f64) -> bool| {
            #[expect(clippy::cast_precision_loss, reason = "no list in a file is that long")]
            schema.get(bound).and_then(Node::number).is_some_and(|bound| enough(bound, count as f64))
        };
        let closed =
            rest.as_ref().and_then(Node::bool) == Some(false) || reaches("maxItems", |most, count| most <= count);
        let whole = closed && reaches("minItems", |least, count| least >= count);
        let mut items = Node::map(positions.span, Vec::new());
        if whole {
            items.insert("oneOf", positions);
            schema.insert("x-tuple", Node::plain(key.span, "true"));
            schema.insert("minItems", Node::plain(key.span, count.to_string()));
            schema.insert("maxItems", Node::plain(key.span, count.to_string()));
        } else {
            let further = rest.filter(|rest| matches!(rest.value, Value::Map(_)));
            if closed || further.is_some() {
                let all = positions.items().iter().cloned().chain(further).collect();
                items.insert("anyOf", Node::list(positions.span, all));
            }
            let what = "a list whose beginning is described by `prefixItems`".to_owned();
            let read_as = "a list of any of its items".to_owned();
            self.diagnostics.note(Kind::ReadAs { what, read_as }, key.span);
        }
        schema.insert("items", items);
    }

    /// Members that are told apart by how their names look.
    fn patterned_members(&mut self, schema: &mut Node) {
        if let Some((key, names)) = schema.as_map_mut().and_then(|map| map.remove("propertyNames")) {
            self.newer("`propertyNames`", key.span);
            if let Some(pattern) = names.get("pattern") {
                schema.insert("x-key-pattern", pattern.clone());
            } else if names.get("$ref").is_none() {
                let what = "`propertyNames` without a `pattern`".to_owned();
                self.diagnostics.note(Kind::Unchecked { what }, key.span);
            }
        }
        let Some((key, patterns)) = schema.as_map_mut().and_then(|map| map.remove("patternProperties")) else { return };
        self.newer("`patternProperties`", key.span);
        let values: Vec<Node> = patterns.entries().iter().map(|(_, value)| value.clone()).collect();
        let closed = schema.get("additionalProperties").is_none_or(|rest| rest.bool() == Some(false));
        let named = schema.get("properties").is_some_and(|properties| !properties.entries().is_empty());
        let values = match values.as_slice() {
            [] => return,
            [only] if closed => only.clone(),
            _ if closed => Node::map(
                key.span,
                vec![(Key { span: key.span, text: "anyOf".to_owned() }, Node::list(key.span, values))],
            ),
            _ => Node::map(key.span, Vec::new()),
        };
        if let ([(pattern, _)], true, false) =
            (patterns.entries(), schema.get("additionalProperties").is_some() && closed, named)
        {
            schema.insert("x-key-pattern", Node::string(pattern.span, pattern.text.clone()));
        }
        schema.insert("additionalProperties", values);
        if schema.get("type").is_none() {
            schema.insert("type", Node::string(key.span, "object"));
        }
    }

    /// A branch that is only `null` is the word `nullable`.
    fn null_branches(&mut self, schema: &mut Node, word: &str) {
        let Some(Node { value: Value::List(branches), span }) = schema.get(word).cloned() else { return };
        let before = branches.len();
        let mut rest: Vec<Node> = branches.into_iter().filter(|branch| !is_null_schema(branch)).collect();
        if rest.len() == before {
            return;
        }
        self.newer("the type `null`", span);
        schema.insert("nullable", Node::plain(span, "true"));
        match rest.len() {
            0 => drop(schema.remove(word)),
            1 => {
                schema.remove(word);
                if let Some(Node { value: Value::List(others), .. }) = schema.remove("allOf") {
                    rest.extend(others);
                }
                schema.insert("allOf", Node::list(span, rest));
            }
            _ => schema.insert(word, Node::list(span, rest)),
        }
    }

    /// Several types are several branches, each with the keywords of its type.
    fn type_list(&mut self, schema: &mut Node) {
        let Some((key, Node { value: Value::List(words), span })) =
            schema.entry("type").map(|(k, n)| (k.clone(), n.clone()))
        else {
            return;
        };
        self.newer("a list as `type`", key.span);
        let mut words: Vec<Node> = words.into_iter().filter(|word| word.text().is_some()).collect();
        let all = words.len();
        words.retain(|word| word.text() != Some("null"));
        let nullable = words.len() < all;
        if words.iter().any(|word| word.text() == Some("number")) {
            words.retain(|word| word.text() != Some("integer"));
        }
        if nullable && !words.is_empty() {
            schema.insert("nullable", Node::plain(span, "true"));
        }
        match words.as_slice() {
            [] if nullable => schema.insert("type", Node::string(span, "null")),
            [] => drop(schema.remove("type")),
            [only] => schema.insert("type", only.clone()),
            several => self.branches_of_types(schema, several, span),
        }
    }

    fn branches_of_types(&mut self, schema: &mut Node, types: &[Node], span: Span) {
        schema.remove("type");
        let own = |name: &str| {
            TYPED.iter().any(|(word, _)| *word == name)
                || OF_OBJECTS.contains(&name)
                || matches!(name, "format" | "enum")
        };
        let moved: Vec<(Key, Node)> = schema.entries().iter().filter(|(key, _)| own(&key.text)).cloned().collect();
        // A union beside the types already says what there is.
        if schema.get("anyOf").is_some() || schema.get("oneOf").is_some() {
            return;
        }
        for (key, _) in &moved {
            schema.remove(&key.text);
        }
        let branches = types.iter().filter_map(|word| {
            let ty = word.text()?;
            let mut branch = Node::map(word.span, Vec::new());
            branch.insert("type", word.clone());
            for (key, value) in moved.iter().filter(|(key, value)| belongs(&key.text, value, ty)) {
                let value = if key.text == "enum" { values_of(value, ty) } else { value.clone() };
                if key.text == "enum" && value.items().is_empty() {
                    return None;
                }
                if let Some(map) = branch.as_map_mut() {
                    map.insert(key.clone(), value);
                }
            }
            Some(branch)
        });
        let branches: Vec<Node> = branches.collect();
        schema.insert("anyOf", Node::list(span, branches));
    }

    /// Nothing but `null`.
    fn null_type(&mut self, schema: &mut Node) {
        let Some((key, _)) = schema.entry("type").filter(|(_, ty)| ty.text() == Some("null")) else { return };
        let span = key.span;
        self.newer("the type `null`", span);
        schema.remove("type");
        schema.insert("nullable", Node::plain(span, "true"));
        schema.insert("enum", Node::list(span, vec![Node::plain(span, "null")]));
    }

    /// Before 3.0 a discriminator was the name of a member.
    fn tag_name(&mut self, schema: &mut Node) {
        let Some(name) = schema.get("discriminator").filter(|name| name.text().is_some()).cloned() else { return };
        let kind = Kind::WrongKind { expected: "an object".to_owned(), found: name.kind() };
        self.diagnostics.warn(kind, name.span);
        let mut object = Node::map(name.span, Vec::new());
        object.insert("propertyName", name);
        schema.insert("discriminator", object);
    }

    fn remove_the_rest(&mut self, schema: &mut Node) {
        let closed = schema.get("unevaluatedProperties").and_then(Node::bool) == Some(false);
        let alone = ["allOf", "oneOf", "anyOf", "additionalProperties"].iter().all(|word| schema.get(word).is_none());
        if closed
            && alone
            && let Some((key, value)) = schema.as_map_mut().and_then(|map| map.remove("unevaluatedProperties"))
        {
            self.newer("`unevaluatedProperties`", key.span);
            schema.insert("additionalProperties", value);
        }
        let Some(map) = schema.as_map_mut() else { return };
        for word in SILENT {
            if word != "id" || self.version == Version::V31 {
                map.remove(word);
            }
        }
        for word in INEXPRESSIBLE {
            let Some((key, _)) = map.remove(word) else { continue };
            self.diagnostics.note(Kind::Unchecked { what: format!("`{word}`") }, key.span);
        }
    }
}

/// Words that say nothing of the values.
const DOCUMENTATION: [&str; 9] =
    ["description", "title", "summary", "example", "examples", "externalDocs", "deprecated", "default", "xml"];

/// `{type: 'null'}` in its spellings.
fn is_null_schema(schema: &Node) -> bool {
    let only_null = |node: &Node| matches!(node.items(), [only] if only.is_null() || only.text() == Some("null"));
    let ty = schema.get("type");
    ty.is_some_and(|ty| ty.text() == Some("null") || ty.is_null() || only_null(ty))
        || schema.get("const").is_some_and(Node::is_null)
        || schema.get("enum").is_some_and(|values| matches!(values.items(), [only] if only.is_null()))
}

/// Whether a keyword speaks of values of a type.
fn belongs(word: &str, value: &Node, ty: &str) -> bool {
    match word {
        "enum" => true,
        "format" => {
            let numeric = value.text().is_some_and(|format| {
                format.starts_with("int")
                    || format.starts_with("uint")
                    || matches!(format, "float" | "double" | "decimal")
            });
            numeric == matches!(ty, "integer" | "number") && !matches!(ty, "array" | "object" | "boolean")
        }
        word if OF_OBJECTS.contains(&word) => ty == "object",
        word => TYPED.iter().any(|(known, types)| *known == word && types.contains(&ty)),
    }
}

/// The values of an `enum` that are of a type.
fn values_of(values: &Node, ty: &str) -> Node {
    let fits = |value: &&Node| match ty {
        "string" => value.text().is_some(),
        "integer" | "number" => value.number().is_some(),
        "boolean" => value.bool().is_some(),
        "array" => matches!(value.value, Value::List(_)),
        _ => matches!(value.value, Value::Map(_)),
    };
    Node::list(values.span, values.items().iter().filter(fits).cloned().collect())
}
