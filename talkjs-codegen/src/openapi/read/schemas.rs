//! Reads schemas: each keyword is read where it is taken, and older syntax is converted there.

use std::collections::{HashMap, HashSet};

use super::fields::{Field, Fields};
use super::versions::Version;
use super::{Reader, Section, Thing};
use crate::diagnostic::{Diagnostic, Kind, Severity};
use crate::openapi::document::MAX_CHAIN;
use crate::openapi::{
    Additional, Annotations, ArrayKeywords, Bound, Branches, Definition, Discriminator, Id, JsonType, Mapping,
    NumberKeywords, ObjectKeywords, Pattern, Place, Property, Reference, Schema, Spanned, StringKeywords, UnreadUnion,
    Values,
};
use crate::source::Span;
use crate::suggest::nearest;
use crate::tree::{Key, Node, Value};

/// Keywords that only organise the file or are meant for other tools.
const ORGANISING: [&str; 10] = [
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$vocabulary",
    "$defs",
    "definitions",
    "$dynamicAnchor",
    "additionalItems",
    "contentSchema",
];

/// Keywords that have no Rust type and are not checked.
pub(crate) const UNCHECKED: [&str; 12] = [
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
    "$dynamicRef",
];

/// Keywords beside a `$ref` that OpenAPI 3.0 ignores without losing constraints.
const DOCUMENTATION: [&str; 9] =
    ["description", "title", "summary", "example", "examples", "externalDocs", "deprecated", "default", "xml"];

impl<'t> Reader<'t, '_> {
    /// The schema at this place. It is read once, however many references name it.
    pub(super) fn schema(&mut self, key: Option<&'t Key<'t>>, node: &'t Node<'t>) -> Id<Schema<'t>> {
        let (id, is_new) = self.allocate(key, node);
        if is_new {
            self.read_schema(id, node);
        }
        id
    }

    /// The id of the schema at this place, and whether it is new and has to be read.
    fn allocate(&mut self, key: Option<&'t Key<'t>>, node: &'t Node<'t>) -> (Id<Schema<'t>>, bool) {
        let name = key.map_or(node.span, |key| key.span);
        let place = Place { name, value: node.span };
        // A value that is not written has an empty place, which others may share.
        let is_written = node.span.end() > node.span.start();
        if let Some(known) = self.read_at(node).filter(|_| is_written) {
            return (known, false);
        }
        let id = self.document.schemas.add(Schema { place, ..Schema::default() });
        self.known.insert((Section::Schemas, node.span), Thing::Schema(id));
        (id, true)
    }

    /// The schema that was read at this place.
    fn read_at(&self, node: &Node<'_>) -> Option<Id<Schema<'t>>> {
        match self.known.get(&(Section::Schemas, node.span)) {
            Some(Thing::Schema(id)) => Some(*id),
            _ => None,
        }
    }

    /// Reads the remaining targets of references, then reports what concerns all schemas.
    pub(super) fn finish_schemas(&mut self) {
        // Without a selection, every component is read.
        let extended_by = if self.options.selects() { self.extended_by() } else { HashMap::new() };
        loop {
            while let Some((id, node)) = self.open.pop_front() {
                self.read_schema(id, node);
            }
            let children = self.unread_children(&extended_by);
            if children.is_empty() {
                break;
            }
            for (key, node) in children {
                self.schema(Some(key), node);
            }
        }
        for (key, node) in std::mem::take(&mut self.components) {
            let definition = self.read_at(node).map(|id| self.definition(key.name().to_owned(), id));
            match definition {
                Some(definition) => self.document.definitions.push(definition),
                None => {
                    let renamed = self.type_name(key.name()).map(str::to_owned);
                    self.document.unread.push((key.name(), renamed));
                    let union = self.unread_union(node);
                    self.document.unread_unions.extend(union);
                }
            }
        }
        self.definitions.sort_by_key(|(span, ..)| *span);
        let elsewhere = std::mem::take(&mut self.definitions);
        // The target of an anchor or an id may be a component.
        let components: HashSet<_> = self.document.definitions.iter().map(|definition| definition.schema).collect();
        for (_, name, id) in elsewhere.into_iter().filter(|(.., id)| !components.contains(id)) {
            let definition = self.definition(name, id);
            self.document.definitions.push(definition);
        }
        self.report_circles();
        for (key, (count, span)) in std::mem::take(&mut self.annotations) {
            self.diagnostics.note(Kind::Annotation { key, count }, span);
        }
    }

    /// For each schema, by its place, the components with it in their `allOf`.
    fn extended_by(&mut self) -> HashMap<Span, Vec<(&'t Key<'t>, &'t Node<'t>)>> {
        let mut extended_by: HashMap<Span, Vec<(&'t Key<'t>, &'t Node<'t>)>> = HashMap::new();
        for (key, node) in self.components.clone() {
            for part in node.get("allOf").map(Node::items).unwrap_or_default() {
                let Some(reference) = part.get("$ref").and_then(Node::text) else { continue };
                if let Ok(target) = self.targets.find(reference, node.span.file(), "schemas") {
                    extended_by.entry(target.node.span).or_default().push((key, node));
                }
            }
        }
        extended_by
    }

    /// Components that extend a schema with a discriminator and are not referenced: values of that schema may be of
    /// these.
    fn unread_children(
        &self,
        extended_by: &HashMap<Span, Vec<(&'t Key<'t>, &'t Node<'t>)>>,
    ) -> Vec<(&'t Key<'t>, &'t Node<'t>)> {
        let (mut unread, mut seen) = (Vec::new(), HashSet::new());
        let parents = self.document.schemas.iter().filter(|schema| schema.is_parent());
        let mut open: Vec<Span> = parents.map(|schema| schema.place.value).collect();
        while let Some(place) = open.pop() {
            for (key, node) in extended_by.get(&place).into_iter().flatten() {
                if seen.insert(node.span) {
                    open.push(node.span);
                    if self.read_at(node).is_none() {
                        unread.push((*key, *node));
                    }
                }
            }
        }
        unread
    }

    /// The information in an unread union about schemas that are read.
    fn unread_union(&mut self, node: &'t Node<'t>) -> Option<UnreadUnion<'t>> {
        let discriminator = node.get("discriminator")?;
        let property = discriminator.get("propertyName")?.text()?;
        let lists = ["oneOf", "anyOf"].iter().filter_map(|key| node.get(key));
        let references = lists.flat_map(Node::items).filter_map(|branch| branch.get("$ref")?.text());
        let branches = references.filter_map(|reference| self.read_target(reference, node)).collect();
        let mapping = discriminator.get("mapping").map(Node::entries).unwrap_or_default();
        let mapping = mapping
            .iter()
            .filter_map(|(tag, target)| Some((tag.name(), self.read_target(&mapped_reference(target.text()?), node))));
        Some(UnreadUnion { property, mapping: mapping.collect(), branches })
    }

    /// The target of a reference, if it is read.
    fn read_target(&mut self, reference: &str, from: &Node<'_>) -> Option<Id<Schema<'t>>> {
        let target = self.targets.find(reference, from.span.file(), "schemas").ok()?;
        self.read_at(target.node)
    }

    fn definition(&self, name: String, schema: Id<Schema<'t>>) -> Definition<'t> {
        let renamed = self.type_name(&name).map(str::to_owned);
        Definition { name, renamed, schema }
    }

    fn read_schema(&mut self, id: Id<Schema<'t>>, node: &'t Node<'t>) {
        let place = self.document.schemas[id].place;
        let schema = self.schema_of(node, place);
        self.document.schemas[id] = Schema { written: Some(node), ..schema };
    }

    fn schema_of(&mut self, node: &'t Node<'t>, place: Place) -> Schema<'t> {
        if let Some(any) = node.bool() {
            self.newer("a boolean as a schema", node.span);
            return self.boolean(any, place);
        }
        if !matches!(node.value, Value::Map(_)) {
            self.wrong(node, "an object", Severity::Warning);
            return Schema { place, ..Schema::default() };
        }
        let mut fields = Fields::new("Schema Object", node, None);
        if let Some(reference) = node.get("$ref") {
            return self.reference(node, reference, &mut fields, place);
        }
        let schema = self.keywords(&mut fields, place);
        self.finish_schema(&fields);
        schema
    }

    /// `true` is any value, `false` none.
    fn boolean(&mut self, any: bool, place: Place) -> Schema<'t> {
        let not = (!any).then(|| Spanned { value: self.document.schemas.add(Schema::default()), place });
        Schema { place, not: not.map(Box::new), ..Schema::default() }
    }

    /// The schema of a parameter in Swagger 2.0, whose keywords are in the parameter.
    pub(super) fn schema_of_fields(&mut self, fields: &mut Fields<'t>, place: Place) -> Id<Schema<'t>> {
        let schema = self.keywords(fields, place);
        self.document.schemas.add(Schema { annotations: None, ..schema })
    }

    /// A reference, alone or beside other keywords, which apply as well.
    fn reference(
        &mut self,
        node: &'t Node<'t>,
        reference: &'t Node<'t>,
        fields: &mut Fields<'t>,
        place: Place,
    ) -> Schema<'t> {
        let Some(text) = reference.text() else {
            self.wrong(reference, "a string with a reference", Severity::Error);
            return Schema { place, ..Schema::default() };
        };
        let mut siblings = node.entries().iter().map(|(key, _)| key).filter(|key| key.name() != "$ref");
        let is_alone = siblings.clone().all(|key| key.name().starts_with("x-"));
        let target = self.schema_target(text, reference, node.span.file());
        let target = target.map(|target| Reference { target, text: reference });
        if is_alone {
            return Schema { place, reference: target, ..Schema::default() };
        }
        let tells = |key: &&Key<'_>| !DOCUMENTATION.contains(&key.name()) && !key.name().starts_with("x-");
        if let Some(key) = siblings.find(tells) {
            self.beside_ref(key);
        }
        fields.take("$ref");
        let part = Schema { place: Place::at(reference.span), reference: target, ..Schema::default() };
        let part = self.document.schemas.add(part);
        let mut schema = self.keywords(fields, place);
        schema.all_of.insert(0, part);
        self.finish_schema(fields);
        schema
    }

    /// The schema that a reference names. `None` if it is not found, which is reported: any value is accepted then.
    fn schema_target(&mut self, text: &str, reference: &'t Node<'t>, from: usize) -> Option<Id<Schema<'t>>> {
        let target = match self.targets.find(text, from, "schemas") {
            Ok(target) => target,
            Err(kind @ Kind::DanglingRef { .. }) => {
                self.diagnostics.warn(kind, reference.span);
                return None;
            }
            Err(kind) => {
                self.diagnostics.report(kind, reference.span);
                return None;
            }
        };
        if target.component().is_some_and(|(section, _)| section != "schemas") {
            let kind = Kind::WrongRef { reference: text.to_owned(), section: "schemas" };
            self.diagnostics.warn(kind, reference.span);
            return None;
        }
        let (id, is_new) = self.allocate(target.key, target.node);
        if is_new {
            self.open.push_back((id, target.node));
        }
        let is_component = target.node.span.file() == 0 && matches!(target.component(), Some(("schemas", _)));
        if !is_component && self.named.insert(id) {
            let (name, is_definition) = self.place_name(&target);
            if is_definition {
                self.definitions.push((target.node.span, name, id));
            } else {
                self.document.positions.insert(id, name);
            }
        }
        Some(id)
    }

    fn keywords(&mut self, fields: &mut Fields<'t>, place: Place) -> Schema<'t> {
        let mut schema = Schema { place, ..Schema::default() };
        self.types(fields, &mut schema);
        self.enumerated(fields, &mut schema);
        schema.format = self.spanned_text(fields.take("format")).map(Box::new);
        schema.string = self.string_keywords(fields);
        self.content_keywords(fields, &mut schema);
        schema.number = self.number_keywords(fields);
        schema.array = self.array_keywords(fields);
        schema.object = self.object_keywords(fields);
        self.closed_object(fields, &mut schema);
        self.applicators(fields, &mut schema);
        schema.annotations = self.annotations_of(fields);
        self.typed_by_keyword(&mut schema);
        schema
    }

    /// `type`, one or a list, and `nullable`.
    fn types(&mut self, fields: &mut Fields<'t>, schema: &mut Schema<'t>) {
        let nullable = fields.take("nullable");
        schema.nullable = self.flag(nullable) == Some(true);
        nullable.iter().for_each(|field| self.nullable(field.key));
        let Some(field) = fields.take("type") else { return };
        let nodes = match &field.node.value {
            Value::List(nodes) => {
                self.newer("a list as `type`", field.key.span);
                nodes
            }
            // An unquoted `null` is the type of that name.
            Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(field.node),
        };
        let is_list = matches!(field.node.value, Value::List(_));
        let mut has_null = false;
        for node in nodes {
            if node.is_null() || node.text() == Some("null") {
                if !is_list {
                    self.newer("the type `null`", field.key.span);
                }
                has_null = true;
                continue;
            }
            let field = Field { key: field.key, node };
            let ty = self.word(Some(field), "type", &JsonType::ALL, JsonType::name, Severity::Warning);
            if let Some(ty) = ty {
                schema.types.add(ty.value);
            }
        }
        if schema.types.has(JsonType::Number) {
            schema.types.remove(JsonType::Integer);
        }
        schema.nullable |= has_null;
        if has_null && schema.types.is_empty() {
            schema.only_null = true;
        }
    }

    /// `enum`, and `const` as one value of it.
    fn enumerated(&mut self, fields: &mut Fields<'t>, schema: &mut Schema<'t>) {
        let list = fields.take("enum");
        let constant = fields.take("const");
        let extension = |keys: [&str; 2]| {
            let field = keys.iter().find_map(|key| fields.get(key));
            field.map_or(&[] as &[Node<'_>], |field| field.node.items())
        };
        let names = extension(["x-enum-varnames", "x-enumNames"]);
        let descriptions = extension(["x-enum-descriptions", "x-enumDescriptions"]);
        let values = |list, field: Field<'t>| Box::new(Values { list, place: field.place(), names, descriptions });
        if let Some(field) = list {
            let nodes = self.list(list);
            schema.values = matches!(field.node.value, Value::List(_)).then(|| values(nodes, field));
        }
        if let Some(field) = constant {
            self.newer("`const`", field.key.span);
            schema.values = Some(values(std::slice::from_ref(field.node), field));
        }
    }

    fn string_keywords(&mut self, fields: &mut Fields<'t>) -> Option<Box<StringKeywords<'t>>> {
        let keywords = StringKeywords {
            min_length: self.count(fields.take("minLength")),
            max_length: self.count(fields.take("maxLength")),
            pattern: self.spanned_text(fields.take("pattern")),
        };
        keywords.is_said().then(|| Box::new(keywords))
    }

    /// The encoding and media type of a string correspond to a format of 3.0.
    fn content_keywords(&mut self, fields: &mut Fields<'t>, schema: &mut Schema<'t>) {
        let encoding = fields.take("contentEncoding");
        let media = fields.take("contentMediaType");
        let format = match (encoding, media) {
            (Some(field), _) => {
                self.newer("`contentEncoding`", field.key.span);
                let encoding = self.spanned_text(Some(field));
                encoding.filter(|word| word.value.starts_with("base64")).map(|word| Spanned { value: "byte", ..word })
            }
            (None, Some(field)) => {
                self.newer("`contentMediaType`", field.key.span);
                let media = self.spanned_text(Some(field));
                media.filter(|word| is_binary(word.value)).map(|word| Spanned { value: "binary", ..word })
            }
            (None, None) => return,
        };
        schema.format = schema.format.take().or(format.map(Box::new));
        if schema.types.is_empty() {
            schema.types.add(JsonType::String);
        }
    }

    fn number_keywords(&mut self, fields: &mut Fields<'t>) -> Option<Box<NumberKeywords<'t>>> {
        let keywords = NumberKeywords {
            minimum: self.bound(fields.take("minimum"), fields.take("exclusiveMinimum"), |low, other| low >= other),
            maximum: self.bound(fields.take("maximum"), fields.take("exclusiveMaximum"), |high, other| high <= other),
            multiple_of: self.number(fields.take("multipleOf")),
        };
        keywords.is_said().then(|| Box::new(keywords))
    }

    /// A bound, from the keyword that makes it exclusive or that is an exclusive bound itself; the narrower of two.
    fn bound(
        &mut self,
        inclusive: Option<Field<'t>>,
        exclusive: Option<Field<'t>>,
        is_narrower: fn(f64, f64) -> bool,
    ) -> Option<Bound<'t>> {
        let number = self.number(inclusive);
        let Some(field) = exclusive else { return number.map(|number| Bound { number, is_exclusive: false }) };
        let Some(value) = field.node.number() else {
            let is_exclusive = self.flag(exclusive) == Some(true);
            return number.map(|number| Bound { number, is_exclusive });
        };
        self.newer(&format!("a number as `{}`", field.key.name()), field.node.span);
        let other = number.and_then(|number| number.value.number());
        if other.is_none_or(|other| is_narrower(value, other)) {
            return Some(Bound { number: Spanned { value: field.node, place: field.place() }, is_exclusive: true });
        }
        number.map(|number| Bound { number, is_exclusive: false })
    }

    fn array_keywords(&mut self, fields: &mut Fields<'t>) -> Option<Box<ArrayKeywords<'t>>> {
        let mut keywords = ArrayKeywords {
            min_items: self.count(fields.take("minItems")),
            max_items: self.count(fields.take("maxItems")),
            unique_items: self.unique_items(fields.take("uniqueItems")),
            ..ArrayKeywords::default()
        };
        let mut positions = fields.take("prefixItems").filter(|field| matches!(field.node.value, Value::List(_)));
        let items = fields.take("items");
        match items {
            // Before 2020, `items` was the keyword for positions.
            Some(field) if !field.node.items().is_empty() => positions = positions.or(items),
            Some(field) if field.node.bool() == Some(false) => {
                keywords.is_closed = true;
                self.newer("a boolean as a schema", field.node.span);
            }
            Some(field) => keywords.items = Some(self.schema(Some(field.key), field.node)),
            None => {}
        }
        if let Some(field) = positions {
            self.newer("`prefixItems`", field.key.span);
        } else {
            positions = fields.get("x-prefix-items").filter(|field| self.is_positions(*field));
        }
        if let Some(field) = positions {
            let schemas = field.node.items().iter().map(|node| self.schema(None, node)).collect();
            keywords.positions = Some(Spanned { value: schemas, place: field.place() });
        }
        keywords.is_said().then(|| Box::new(keywords))
    }

    /// Whether it is `x-prefix-items` as a list; another tool may have an extension of the same name.
    fn is_positions(&mut self, field: Field<'t>) -> bool {
        let is_list = matches!(field.node.value, Value::List(_));
        if !is_list {
            let why = "it is not a list";
            self.diagnostics.note(Kind::Ignored { what: "`x-prefix-items`".to_owned(), why }, field.key.span);
        }
        is_list
    }

    fn unique_items(&mut self, field: Option<Field<'t>>) -> Option<Spanned<bool>> {
        let unique = self.flag(field);
        field.zip(unique).filter(|(_, unique)| *unique).map(|(field, value)| Spanned { value, place: field.place() })
    }

    fn object_keywords(&mut self, fields: &mut Fields<'t>) -> Option<Box<ObjectKeywords<'t>>> {
        let (properties, required) = (fields.take("properties"), fields.take("required"));
        let keywords = ObjectKeywords {
            properties: self
                .map(properties)
                .iter()
                .map(|(key, node)| Property { name: key.name(), schema: self.schema(Some(key), node) })
                .collect(),
            properties_place: properties.map(|field| field.place()),
            required: self.texts(required),
            required_place: required.map(|field| field.place()),
            additional: self.additional(fields.take("additionalProperties")),
            patterns: self.patterns(fields.take("patternProperties")),
            names: self.property_names(fields.take("propertyNames")),
            key_pattern: fields.get("x-key-pattern").and_then(|field| self.key_pattern(field)),
            min_properties: self.count(fields.take("minProperties")),
            max_properties: self.count(fields.take("maxProperties")),
        };
        keywords.is_said().then(|| Box::new(keywords))
    }

    /// The pattern of `x-key-pattern`; another tool may have an extension of the same name.
    fn key_pattern(&mut self, field: Field<'t>) -> Option<Spanned<&'t str>> {
        let pattern = field.node.text().map(|value| Spanned { value, place: field.place() });
        if pattern.is_none() {
            let why = "it is not a string";
            self.diagnostics.note(Kind::Ignored { what: "`x-key-pattern`".to_owned(), why }, field.key.span);
        }
        pattern
    }

    fn additional(&mut self, field: Option<Field<'t>>) -> Additional<'t> {
        let Some(field) = field.filter(|field| !field.node.is_null()) else { return Additional::Unsaid };
        match field.node.bool() {
            Some(allowed) => Additional::Allowed(allowed),
            None => Additional::Values(self.schema(Some(field.key), field.node)),
        }
    }

    fn patterns(&mut self, field: Option<Field<'t>>) -> Option<Spanned<Vec<Pattern<'t>>>> {
        let found = field?;
        self.newer("`patternProperties`", found.key.span);
        let patterns: Vec<_> = self
            .map(field)
            .iter()
            .map(|(pattern, node)| Pattern { pattern, schema: self.schema(Some(pattern), node) })
            .collect();
        (!patterns.is_empty()).then(|| Spanned { value: patterns, place: found.place() })
    }

    fn property_names(&mut self, field: Option<Field<'t>>) -> Option<Spanned<Id<Schema<'t>>>> {
        let field = field?;
        self.newer("`propertyNames`", field.key.span);
        Some(Spanned { value: self.schema(Some(field.key), field.node), place: field.place() })
    }

    /// `unevaluatedProperties: false` is `additionalProperties: false` where no other schema adds properties.
    fn closed_object(&mut self, fields: &mut Fields<'t>, schema: &mut Schema<'t>) {
        let Some(field) = fields.get("unevaluatedProperties").filter(|field| field.node.bool() == Some(false)) else {
            return;
        };
        let combines = ["allOf", "oneOf", "anyOf", "$ref"].iter().any(|key| fields.get(key).is_some());
        if !combines && matches!(schema.additional(), Additional::Unsaid) {
            self.newer("`unevaluatedProperties`", field.key.span);
            schema.object.get_or_insert_default().additional = Additional::Allowed(false);
            fields.take("unevaluatedProperties");
        }
    }

    fn applicators(&mut self, fields: &mut Fields<'t>, schema: &mut Schema<'t>) {
        schema.all_of = self.schemas(fields.take("allOf"));
        schema.one_of = self.branches(fields.take("oneOf")).map(Box::new);
        schema.any_of = self.branches(fields.take("anyOf")).map(Box::new);
        schema.not = fields
            .take("not")
            .map(|field| Spanned { value: self.schema(Some(field.key), field.node), place: field.place() })
            .map(Box::new);
        schema.discriminator = fields.take("discriminator").and_then(|field| self.discriminator(field)).map(Box::new);
        self.null_branches(schema);
    }

    fn schemas(&mut self, field: Option<Field<'t>>) -> Vec<Id<Schema<'t>>> {
        self.list(field).iter().map(|node| self.schema(None, node)).collect()
    }

    fn branches(&mut self, field: Option<Field<'t>>) -> Option<Branches<'t>> {
        let schemas = self.schemas(field);
        let place = field?.place();
        (!schemas.is_empty()).then_some(Branches { place, schemas })
    }

    /// A branch that is null allows null; if only one branch is left, it applies like a part of `allOf`.
    fn null_branches(&mut self, schema: &mut Schema<'t>) {
        let has_discriminator = schema.discriminator.is_some();
        for branches in [&mut schema.one_of, &mut schema.any_of] {
            let Some(found) = branches else { continue };
            let before = found.schemas.len();
            found.schemas.retain(|id| !self.document.schemas[*id].is_null());
            if found.schemas.len() == before {
                continue;
            }
            schema.nullable = true;
            match found.schemas.as_slice() {
                [] => *branches = None,
                [only] if !has_discriminator => {
                    schema.all_of.insert(0, *only);
                    *branches = None;
                }
                _ => {}
            }
        }
    }

    /// The property that selects a branch. Before 3.0 this was only its name.
    fn discriminator(&mut self, field: Field<'t>) -> Option<Discriminator<'t>> {
        if let Some(property) = field.node.text() {
            let kind = Kind::WrongKind { expected: "an object".to_owned(), found: field.node.kind() };
            self.diagnostics.warn(kind, field.node.span);
            return Some(Discriminator { place: field.place(), property, mapping: Vec::new() });
        }
        let mut fields = self.object(field.node, "Discriminator Object", false)?;
        let property = self.text(fields.take("propertyName"));
        let mapping = fields.take("mapping");
        fields.take("defaultMapping");
        let mapping = self.mapping(mapping, field.node.span.file());
        self.finish(&fields, &[("propertyName", Severity::Warning)]);
        property.map(|property| Discriminator { place: field.place(), property, mapping })
    }

    /// A mapping names its schemas by component name or by reference.
    fn mapping(&mut self, field: Option<Field<'t>>, from: usize) -> Vec<Mapping<'t>> {
        let mut mapping = Vec::new();
        let Some(Field { node, .. }) = field else { return mapping };
        let entries = self.text_map(field);
        for (key, text) in entries {
            let Some(value) = node.get(key.name()) else { continue };
            let (by_name, reference) = (is_component_name(text), mapped_reference(text));
            match self.targets.find(&reference, from, "schemas") {
                Ok(_) => {
                    let Some(schema) = self.schema_target(&reference, value, from) else { continue };
                    let target = Spanned { value: text, place: Place::of(key, value) };
                    mapping.push(Mapping { tag: key.name(), target, schema });
                }
                Err(kind) => {
                    let kind = if by_name { by_component_name(text, kind) } else { kind };
                    self.diagnostics.warn(kind, value.span);
                }
            }
        }
        mapping
    }

    fn annotations_of(&mut self, fields: &mut Fields<'t>) -> Option<Box<Annotations<'t>>> {
        for key in ["example", "examples", "xml", "summary"] {
            if key != "summary" || self.version >= Version::V31 {
                fields.take(key);
            }
        }
        if self.version >= Version::V31 {
            fields.take("id");
        }
        let sensitive = fields.get("x-sensitive").and_then(|field| field.node.bool()) == Some(true);
        let annotations = Annotations {
            title: self.text(fields.take("title")),
            description: self.text(fields.take("description")),
            default: fields.take("default").map(|field| field.node),
            external_docs: self.external_docs(fields.take("externalDocs")),
            deprecated: self.flag(fields.take("deprecated")) == Some(true),
            read_only: self.flag(fields.take("readOnly")) == Some(true),
            write_only: self.flag(fields.take("writeOnly")) == Some(true),
            sensitive,
            rust_type: self.rust_type(fields.get("x-rust-type")),
            former_names: fields.get("x-former-names").map(|field| field.node.items()).unwrap_or_default(),
        };
        annotations.is_said().then(|| Box::new(annotations))
    }

    /// The path in `x-rust-type`, if the options allow it: a string, or an object with it as typify reads one.
    fn rust_type(&mut self, field: Option<Field<'t>>) -> Option<&'t str> {
        let field = field.filter(|_| self.options.rust_type_hints)?;
        let path = field.node.get("path").unwrap_or(field.node).text();
        let is_path = |path: &&str| syn::parse_str::<syn::Path>(path).is_ok();
        let path = path.filter(is_path);
        if path.is_none() {
            let reason = "expected the path of a Rust type, or an object with the key `path`; it is ignored".to_owned();
            let kind = Kind::Extension { key: "x-rust-type", reason };
            self.diagnostics.warn(kind, field.key.span);
        }
        path
    }

    /// Keywords for one type imply that type, unless the schema has a type.
    fn typed_by_keyword(&mut self, schema: &mut Schema<'t>) {
        if !schema.types.is_empty() {
            return;
        }
        if schema.array.as_ref().is_some_and(|array| array.positions.is_some()) {
            schema.types.add(JsonType::Array);
        } else if schema.object.as_ref().is_some_and(|object| object.patterns.is_some()) {
            schema.types.add(JsonType::Object);
        }
    }

    /// Reports the keywords that were not taken. In 3.1 an undefined keyword is an annotation.
    fn finish_schema(&mut self, fields: &Fields<'t>) {
        for Field { key, .. } in fields.untaken() {
            let name = key.name();
            if name.starts_with("x-") || ORGANISING.contains(&name) {
                continue;
            }
            if UNCHECKED.contains(&name) {
                self.diagnostics.note(Kind::Unchecked { what: format!("`{name}`") }, key.span);
            } else if self.version == Version::V30 || nearest(name, fields.known().iter().copied()).is_some() {
                self.unknown_key(fields, key);
            } else {
                let (count, _) = self.annotations.entry(name.to_owned()).or_insert((0, key.span));
                *count = count.saturating_add(1);
            }
        }
    }

    /// Reports cycles of references, each once.
    fn report_circles(&mut self) {
        let definitions = self.document.definitions.iter().map(|definition| definition.schema);
        let mut first: Vec<Id<Schema<'t>>> = definitions.chain(self.document.positions.keys().copied()).collect();
        first.sort_by_key(|id| self.document.schemas[*id].place.value);
        let mut told = HashSet::new();
        for id in first {
            let (mut at, mut chain) = (id, HashSet::new());
            while let Some(next) = self.document.schemas[at].reference {
                if chain.len() > MAX_CHAIN || !chain.insert(at) {
                    break;
                }
                at = next.target;
            }
            let is_endless = self.document.schemas[at].reference.is_some();
            let Some(first) = self.document.schemas[id].reference.filter(|_| is_endless) else { continue };
            if chain.iter().any(|link| told.contains(link)) {
                continue;
            }
            let (span, reference) = (first.text.span, first.text.text().unwrap_or_default().to_owned());
            let kind = if chain.len() > MAX_CHAIN {
                Kind::OverLimit { what: "references in a row", limit: MAX_CHAIN }
            } else {
                Kind::CyclicRef { reference }
            };
            told.extend(chain);
            self.diagnostics.push(Diagnostic::new(kind, span));
        }
    }
}

/// Whether a mapping names a component instead of a reference.
fn is_component_name(text: &str) -> bool {
    !text.contains(['#', '/', '.'])
}

fn mapped_reference(text: &str) -> String {
    if is_component_name(text) { format!("#/components/schemas/{text}") } else { text.to_owned() }
}

fn is_binary(media: &str) -> bool {
    !media.starts_with("text/") && !media.contains("json") && !media.contains("xml")
}

/// The error for a reference that was made from a component's name, in terms of that name.
fn by_component_name(name: &str, kind: Kind) -> Kind {
    match kind {
        Kind::DanglingRef { nearest, .. } => {
            let nearest = nearest.and_then(|nearest| nearest.rsplit('/').next().map(str::to_owned));
            Kind::DanglingRef { reference: name.to_owned(), nearest }
        }
        other => other,
    }
}
