//! A schema merged with everything that applies beside it: parts of `allOf` and targets of references.

use std::collections::HashSet;

use super::direction::Direction;
use crate::openapi::{Additional, Document, Id, JsonType, ObjectKeywords, Property, Schema, Spanned};
use crate::tree::{Meaning, Node, Value};

/// The id of a schema.
pub(crate) type SchemaId<'d> = Id<Schema<'d>>;

/// Schemas that all apply to a value; if empty, any value is allowed.
pub(crate) type All<'d> = Vec<SchemaId<'d>>;

/// Everything that applies to a value.
pub(super) struct View<'d> {
    pub(super) parts: Vec<&'d Schema<'d>>,
    /// Lists of branches, of each of which one applies.
    pub(super) unions: Vec<&'d [SchemaId<'d>]>,
    /// The types of unions whose branches have only types.
    choices: Vec<Vec<JsonType>>,
    pub(super) nullable: bool,
}

/// The additional properties of an object.
pub(super) enum Extra<'d> {
    Nothing,
    Values(All<'d>),
}

/// The depth to which `allOf` is followed to find whether null is allowed.
const MAX_DEPTH: usize = 64;

impl<'d> View<'d> {
    pub(super) fn new(document: &'d Document<'d>, all: &[SchemaId<'d>]) -> Self {
        let (mut parts, mut unions, mut choices) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        let mut open: Vec<SchemaId<'d>> = all.iter().rev().copied().collect();
        while let Some(id) = open.pop() {
            let Some(id) = document.resolve(id).filter(|id| seen.insert(*id)) else { continue };
            let schema = &document.schemas[id];
            parts.push(schema);
            // The other keywords are in `types`, `properties`, and in `keywords`.
            let Schema {
                place: _,
                written: _,
                reference: _,
                types: _,
                nullable: _,
                only_null: _,
                values: _,
                format: _,
                string: _,
                number: _,
                array: _,
                object: _,
                all_of,
                one_of,
                any_of,
                not: _,
                discriminator: _,
                annotations: _,
            } = schema;
            for branches in [one_of, any_of] {
                let Some(branches) = branches else { continue };
                match branches.schemas.as_slice() {
                    [] => {}
                    [only] => open.push(*only),
                    several => match types_alone(document, several) {
                        Some(types) => choices.push(types),
                        None => unions.push(several),
                    },
                }
            }
            open.extend(all_of.iter().rev());
        }
        let nullable = all.iter().all(|id| allows_null(document, *id, 0));
        Self { parts, unions, choices, nullable }
    }

    /// The allowed types; `None` if all are allowed.
    pub(super) fn types(&self) -> Option<Vec<JsonType>> {
        let mut allowed: Option<Vec<JsonType>> = None;
        let said = self.parts.iter().filter_map(|schema| types(schema));
        for said in said.chain(self.choices.iter().cloned()) {
            allowed = Some(match allowed {
                None => said,
                Some(known) => intersection(&known, &said),
            });
        }
        allowed
    }

    /// Whether the value is constrained only by the branches of a union.
    pub(super) fn is_silent(&self) -> bool {
        self.choices.is_empty()
            && self.parts.iter().all(|schema| {
                let unions = usize::from(schema.one_of.is_some()).saturating_add(usize::from(schema.any_of.is_some()));
                let links = usize::from(!schema.all_of.is_empty());
                let discriminator = usize::from(schema.discriminator.is_some());
                schema.assertions() == unions.saturating_add(links).saturating_add(discriminator)
            })
    }

    /// Whether a value may be anything.
    pub(super) fn is_any(&self) -> bool {
        self.unions.is_empty() && self.is_silent()
    }

    /// The values of `enum` and `const` except null; `None` if any value is allowed.
    pub(super) fn values(&self) -> Option<Vec<&'d Node<'d>>> {
        let mut lists = self.parts.iter().filter(|schema| schema.values.is_some()).map(|schema| schema.values());
        let mut allowed: Vec<&Node<'_>> = lists.next()?.iter().filter(|node| !node.is_null()).collect();
        for list in lists {
            let known: HashSet<String> = list.iter().map(text_of).collect();
            allowed.retain(|value| known.contains(&text_of(value)));
        }
        Some(allowed)
    }

    /// The formats that define values.
    pub(super) fn format(&self) -> Option<&'d str> {
        let mut formats = self.parts.iter().filter_map(|schema| schema.format.as_ref()).map(|format| format.value);
        formats.find(|format| *format != "password")
    }

    /// Each property by name, with all schemas that apply to it.
    pub(super) fn properties(&self) -> Vec<(&'d str, All<'d>)> {
        let mut properties: Vec<(&str, All<'d>)> = Vec::new();
        let has_several = self.objects().filter(|object| !object.properties.is_empty()).nth(1).is_some();
        let mut places = std::collections::HashMap::new();
        for Property { name, schema } in self.objects().flat_map(|object| &object.properties) {
            if has_several {
                let place = *places.entry(*name).or_insert(properties.len());
                if let Some((_, all)) = properties.get_mut(place) {
                    all.push(*schema);
                    continue;
                }
            }
            properties.push((name, vec![*schema]));
        }
        properties
    }

    /// The names of the required properties.
    pub(super) fn required(&self) -> Vec<&'d Spanned<&'d str>> {
        self.objects().flat_map(|object| &object.required).collect()
    }

    pub(super) fn objects(&self) -> impl Iterator<Item = &'d ObjectKeywords<'d>> {
        self.parts.iter().filter_map(|schema| schema.object.as_deref())
    }

    pub(super) fn extra(&self) -> Extra<'d> {
        let mut values = All::new();
        for object in self.objects() {
            match object.additional {
                Additional::Unsaid | Additional::Allowed(true) => {}
                Additional::Allowed(false) => return Extra::Nothing,
                Additional::Values(schema) => values.push(schema),
            }
        }
        Extra::Values(values)
    }

    /// Whether any schema has an annotation.
    pub(super) fn has(&self, annotation: fn(&Schema<'_>) -> bool) -> bool {
        self.parts.iter().any(|schema| annotation(schema))
    }
}

/// Whether a property is sent in a direction.
pub(super) fn is_sent(view: &View<'_>, direction: Direction) -> bool {
    match direction {
        Direction::Request => !view.has(|schema| schema.notes().read_only),
        Direction::Response => !view.has(|schema| schema.notes().write_only),
    }
}

fn allows_null<'d>(document: &'d Document<'d>, id: SchemaId<'d>, depth: usize) -> bool {
    let depth = depth.saturating_add(1);
    let Some(id) = resolved(document, id).filter(|_| depth < MAX_DEPTH) else { return true };
    if id.nullable || id.values().iter().any(Node::is_null) {
        return true;
    }
    let says_types = !id.types.is_empty() || id.values.is_some();
    let branches = [id.one_of(), id.any_of()];
    let allows = |id: &SchemaId<'d>| allows_null(document, *id, depth);
    !says_types
        && id.all_of.iter().all(allows)
        && branches.iter().all(|branches| branches.is_empty() || branches.iter().any(allows))
}

fn resolved<'d>(document: &'d Document<'d>, id: Id<Schema<'d>>) -> Option<&'d Schema<'d>> {
    document.resolve(id).map(|id| &document.schemas[id])
}

/// The types of a union whose branches have only types.
fn types_alone<'d>(document: &'d Document<'d>, branches: &[SchemaId<'d>]) -> Option<Vec<JsonType>> {
    let mut all = Vec::new();
    for branch in branches {
        let schema = &document.schemas[*branch];
        if schema.types.is_empty() || schema.assertions() != 1 {
            return None;
        }
        all.extend(schema.types.iter());
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

/// The types of a schema, or the ones that its keywords imply.
fn types(schema: &Schema<'_>) -> Option<Vec<JsonType>> {
    if !schema.types.is_empty() {
        return Some(schema.types.iter().collect());
    }
    if schema.only_null {
        return Some(Vec::new());
    }
    let mut of_values: Vec<JsonType> = schema.values().iter().filter_map(type_of).collect();
    of_values.sort_unstable();
    of_values.dedup();
    let implied = [
        (schema.object.as_ref().is_some_and(|object| object.is_about_properties()), JsonType::Object),
        (schema.array.is_some(), JsonType::Array),
        (schema.string.is_some(), JsonType::String),
        (schema.number.is_some(), JsonType::Number),
    ];
    let implied = implied.into_iter().find(|(is_implied, _)| *is_implied).map(|(_, ty)| vec![ty]);
    if of_values.is_empty() { implied } else { Some(of_values) }
}

fn type_of(value: &Node<'_>) -> Option<JsonType> {
    match &value.value {
        Value::List(_) => Some(JsonType::Array),
        Value::Map(_) => Some(JsonType::Object),
        Value::Scalar(scalar) => match scalar.meaning() {
            Meaning::Null => None,
            Meaning::Bool(_) => Some(JsonType::Boolean),
            Meaning::Unsigned(_) | Meaning::Signed(_) => Some(JsonType::Integer),
            Meaning::Float(_) => Some(JsonType::Number),
            Meaning::Text(_) => Some(JsonType::String),
        },
    }
}

/// The types of both. An integer is a number.
fn intersection(one: &[JsonType], other: &[JsonType]) -> Vec<JsonType> {
    let narrow = one.iter().filter(|ty| allows_type(other, **ty));
    let mut both: Vec<JsonType> = narrow.copied().collect();
    both.extend(other.iter().filter(|ty| allows_type(one, **ty)));
    both.sort_unstable();
    both.dedup();
    both
}

/// Whether the types contain a type, or a type that includes it.
pub(super) fn allows_type(types: &[JsonType], ty: JsonType) -> bool {
    types.contains(&ty) || (ty == JsonType::Integer && types.contains(&JsonType::Number))
}

/// A value as JSON.
pub(super) fn text_of(value: &Node<'_>) -> String {
    value.json()
}
