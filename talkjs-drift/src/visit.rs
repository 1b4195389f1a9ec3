//! Visits a value together with the schemas that apply to it.

use serde_json::{Map, Value};

use crate::coverage::Seen;
use crate::description::Description;
use crate::deviation::Kind;
use crate::json_type::JsonType;
use crate::operation::types;
use crate::place::{Place, escaped};
use crate::schema::{Additional, Id, Schema, Union};
use crate::shape::Shape;

/// The direction of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Request,
    Response,
}

/// A value, and the parts of it that may be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instance<'v> {
    pub(crate) value: &'v Value,
    /// Whether the value is the one that was sent, not only one of the same types.
    pub(crate) is_exact: bool,
    /// Pointers to parts that are not exact.
    pub(crate) hidden: &'v [String],
}

/// A difference.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) pointer: String,
    pub(crate) depth: usize,
    pub(crate) place: Place,
    pub(crate) kind: Kind,
    pub(crate) seen: Shape,
}

/// Longer values are not enum values, and may be texts of users.
const LONGEST_VALUE: usize = 100;

/// The length to which references and parts are followed to decide whether a schema is sensitive.
const LONGEST_CHAIN: usize = 8;

/// A step into a value.
#[derive(Clone, Copy, Debug)]
enum Token<'v> {
    Property(&'v str),
    /// The key of a map, which is data.
    Key(&'v str),
    Index(usize),
}

/// A visit.
pub(crate) struct Visit<'d, 'v> {
    description: &'d Description,
    direction: Direction,
    instance: Instance<'v>,
    seen: Option<&'d mut Seen>,
    pointer: Vec<Token<'v>>,
    found: Vec<Found>,
    /// Whether this visit only tries a branch.
    is_trial: bool,
    /// Whether a difference was skipped that the validator would report.
    is_lenient: bool,
}

/// Checks a value against a schema.
pub(crate) fn visit<'d>(
    description: &'d Description,
    direction: Direction,
    instance: Instance<'_>,
    schema: Id,
    seen: Option<&'d mut Seen>,
) -> Vec<Found> {
    let mut visit = Visit {
        description,
        direction,
        instance,
        seen,
        pointer: Vec::new(),
        found: Vec::new(),
        is_trial: false,
        is_lenient: false,
    };
    visit.value(instance.value, &[schema], false);
    visit.verdict(schema);
    visit.found
}

impl<'d, 'v> Visit<'d, 'v> {
    /// Uses the validator's verdict if the visit found nothing.
    fn verdict(&mut self, schema: Id) {
        let is_exact = self.instance.is_exact && self.instance.hidden.is_empty();
        let has_violation = self.found.iter().any(|found| found.kind.is_violation());
        let is_settled = has_violation || self.is_lenient || self.found.iter().any(|found| self.forbids(found));
        if !is_settled && !self.description.verdict.allows(self.instance.value, schema, is_exact) {
            self.report(Kind::Invalid, schema, self.instance.value);
        }
    }

    /// Whether an undocumented property is also forbidden.
    fn forbids(&self, found: &Found) -> bool {
        let schema = self.description.schemas.find(&found.place).map(|id| self.schema(id));
        schema.is_some_and(|schema| schema.additional == Additional::Forbidden)
    }

    fn schema(&self, id: Id) -> &'d Schema {
        self.description.schemas.get(id)
    }

    fn value(&mut self, value: &'v Value, schemas: &[Id], is_secret: bool) {
        let is_secret = is_secret || schemas.iter().any(|id| self.is_sensitive(*id, 0));
        let mut applicable = Vec::new();
        for id in schemas {
            self.expand(value, *id, None, is_secret, &mut applicable);
        }
        match value {
            Value::Object(object) => self.properties(object, &applicable, is_secret),
            Value::Array(items) => self.items(items, &applicable, is_secret),
            _ => {}
        }
    }

    fn is_sensitive(&self, id: Id, depth: usize) -> bool {
        let schema = self.schema(id);
        let mut parts = schema.reference.iter().chain(&schema.all_of);
        let below = depth.saturating_add(1);
        schema.sensitive || depth < LONGEST_CHAIN && parts.any(|part| self.is_sensitive(*part, below))
    }

    /// Checks the value itself against a schema and all schemas that apply with it, and lists those. `site` is the
    /// schema with the reference to this one.
    fn expand(&mut self, value: &'v Value, id: Id, site: Option<Id>, is_secret: bool, applicable: &mut Vec<Id>) {
        if applicable.contains(&id) {
            return;
        }
        if let Some(seen) = &mut self.seen {
            seen.schema(id);
        }
        let schema = self.schema(id);
        if schema.is_never {
            return self.report(Kind::Invalid, id, value);
        }
        if value.is_null() && schema.nullable {
            return;
        }
        if !schema.types.is_empty() && !schema.types.iter().any(|known| known.allows(JsonType::of(value))) {
            let expected = schema.types.clone();
            return self.report(Kind::WrongType { expected }, site.unwrap_or(id), value);
        }
        applicable.push(id);
        if self.is_exact() {
            self.listed(value, id, is_secret);
            self.limits(value, id);
        }
        self.required(value, id);
        if let Some(target) = schema.reference {
            self.expand(value, target, site.or(Some(id)), is_secret, applicable);
        }
        for part in &schema.all_of {
            self.expand(value, *part, None, is_secret, applicable);
        }
        for union in &schema.unions {
            self.union(value, id, union, is_secret, applicable);
        }
    }

    fn listed(&mut self, value: &Value, id: Id, is_secret: bool) {
        let Some(values) = &self.schema(id).values else { return };
        match values.iter().position(|known| is_same(known, value)) {
            Some(index) => {
                if let Some(seen) = &mut self.seen {
                    seen.value(id, index);
                }
            }
            None => {
                let is_shown = !is_secret && value.as_str().is_none_or(|text| text.len() <= LONGEST_VALUE);
                let shown = (is_shown && !value.is_object() && !value.is_array()).then(|| value.clone());
                self.report(Kind::UnlistedValue { value: shown }, id, value);
            }
        }
    }

    fn limits(&mut self, value: &Value, id: Id) {
        let Some(mut keyword) = self.description.verdict.broken_limit(value, id) else { return };
        let written = self.schema(id).place.as_ref().and_then(|place| self.description.documents.get(place));
        let says = |word: &str| written.and_then(|schema| schema.get(word)).cloned();
        // Syntax of older versions and of our extension.
        if says(keyword).is_none() {
            keyword = match keyword {
                "propertyNames" => "x-key-pattern",
                "dependentRequired" => "dependentSchemas",
                other => other,
            };
        }
        let limit = match says(keyword) {
            Some(Value::Bool(true)) if keyword == "exclusiveMinimum" => says("minimum"),
            Some(Value::Bool(true)) if keyword == "exclusiveMaximum" => says("maximum"),
            said => said,
        };
        self.report(Kind::BrokenConstraint { keyword, limit }, id, value);
    }

    fn required(&mut self, value: &Value, id: Id) {
        let Some(object) = value.as_object() else { return };
        let schema = self.schema(id);
        let missing: Vec<String> = schema.required.iter().filter(|name| !object.contains_key(*name)).cloned().collect();
        for name in missing {
            if self.goes_the_other_way(id, &name) {
                self.is_lenient = true;
            } else {
                self.report(Kind::MissingProperty { name }, id, value);
            }
        }
    }

    /// Whether a property is never in messages of this direction.
    fn goes_the_other_way(&self, id: Id, name: &str) -> bool {
        let Some(property) = self.schema(id).properties.get(name) else { return false };
        let property = self.schema(*property);
        match self.direction {
            Direction::Request => property.read_only,
            Direction::Response => property.write_only,
        }
    }

    /// Continues with the branches that match, or else with the most likely one.
    fn union(&mut self, value: &'v Value, id: Id, union: &Union, is_secret: bool, applicable: &mut Vec<Id>) {
        let tagged = union.discriminator.as_ref().and_then(|discriminator| {
            let tag = value.get(&discriminator.property)?.as_str()?;
            discriminator.tags.get(tag).copied()
        });
        if let Some(branch) = tagged.filter(|_| self.is_exact()) {
            return self.expand(value, branch, None, is_secret, applicable);
        }
        let is_exact = self.is_exact() && self.instance.hidden.is_empty();
        let verdict = &self.description.verdict;
        let matching = union.branches.iter().filter(|branch| verdict.allows(value, **branch, is_exact));
        let matching: Vec<Id> = matching.copied().collect();
        if !matching.is_empty() {
            for branch in matching {
                self.expand(value, branch, None, is_secret, applicable);
            }
            return;
        }
        if self.is_trial {
            return self.report(Kind::Invalid, id, value);
        }
        match self.meant(value, union) {
            Some(branch) => self.expand(value, branch, None, is_secret, applicable),
            None => {
                let mut expected = types(&self.description.schemas, id);
                expected.sort_unstable();
                expected.dedup();
                self.report(Kind::WrongType { expected }, id, value);
            }
        }
    }

    /// The branch with the fewest differences, weighted by type and tag; `None` if all have other types.
    fn meant(&self, value: &'v Value, union: &Union) -> Option<Id> {
        let depth = self.pointer.len();
        let rate = |branch: &Id| {
            let found = self.trial(value, *branch);
            let is_wrong = |found: &Found| match found.kind {
                Kind::WrongType { .. } => found.depth == depth,
                _ => false,
            };
            let is_tag = |found: &Found| match found.kind {
                Kind::UnlistedValue { .. } => found.depth <= depth.saturating_add(1),
                _ => false,
            };
            let rank = if found.iter().any(is_wrong) { 2 } else { i32::from(found.iter().any(is_tag)) };
            (rank, found.len())
        };
        let rated = union.branches.iter().map(|branch| (rate(branch), *branch));
        let (rating, branch) = rated.min_by_key(|(rating, _)| *rating)?;
        (rating.0 < 2).then_some(branch)
    }

    fn trial(&self, value: &'v Value, branch: Id) -> Vec<Found> {
        let mut trial = Visit {
            description: self.description,
            direction: self.direction,
            instance: self.instance,
            seen: None,
            pointer: self.pointer.clone(),
            found: Vec::new(),
            is_trial: true,
            is_lenient: false,
        };
        trial.value(value, &[branch], true);
        trial.found.retain(|found| found.kind.is_violation());
        trial.found
    }

    fn properties(&mut self, object: &'v Map<String, Value>, applicable: &[Id], is_secret: bool) {
        let naming = applicable.iter().copied().find(|id| !self.schema(*id).properties.is_empty());
        for (name, value) in object {
            let known = self.known(name, applicable);
            let undocumented = Kind::UndocumentedProperty { name: name.clone() };
            if !known.forbidding.is_empty() {
                for id in &known.forbidding {
                    self.report(undocumented.clone(), *id, value);
                }
            } else if let (false, Some(naming)) = (known.is_known, naming) {
                self.report(undocumented, naming, value);
            }
            if !known.schemas.is_empty() {
                let token = if known.is_named { Token::Property(name) } else { Token::Key(name) };
                self.below(token, value, &known.schemas, is_secret);
            }
        }
    }

    fn known(&self, name: &str, applicable: &[Id]) -> Known {
        let mut known = Known::default();
        for id in applicable {
            let schema = self.schema(*id);
            let matches = |(pattern, _): &&(String, Id)| self.description.verdict.matches(name, pattern);
            let patterns: Vec<Id> = schema.patterns.iter().filter(matches).map(|(_, id)| *id).collect();
            let property = schema.properties.get(name).copied();
            known.is_named |= property.is_some();
            let is_own = property.is_some() || !patterns.is_empty();
            known.schemas.extend(property.into_iter().chain(patterns));
            known.is_known |= is_own;
            match schema.additional {
                _ if is_own => {}
                Additional::Unsaid => {}
                Additional::Anything => known.is_known = true,
                Additional::Forbidden => known.forbidding.push(*id),
                Additional::Matching(id) => {
                    known.is_known = true;
                    known.schemas.push(id);
                }
            }
        }
        known
    }

    fn items(&mut self, items: &'v [Value], applicable: &[Id], is_secret: bool) {
        for (index, value) in items.iter().enumerate() {
            let schemas = applicable.iter().filter_map(|id| {
                let schema = self.schema(*id);
                schema.prefix.get(index).copied().or(schema.items)
            });
            let schemas: Vec<Id> = schemas.collect();
            if !schemas.is_empty() {
                self.below(Token::Index(index), value, &schemas, is_secret);
            }
        }
    }

    fn below(&mut self, token: Token<'v>, value: &'v Value, schemas: &[Id], is_secret: bool) {
        self.pointer.push(token);
        self.value(value, schemas, is_secret);
        self.pointer.pop();
    }

    /// Whether the current value is the one that was sent.
    fn is_exact(&self) -> bool {
        let is_hidden = |hidden: &String| exact(&self.pointer).strip_prefix(hidden.as_str()).is_some_and(is_end);
        self.instance.is_exact && !self.instance.hidden.iter().any(is_hidden)
    }

    fn report(&mut self, kind: Kind, id: Id, value: &Value) {
        let place = self.schema(id).place.clone().unwrap_or_else(|| Place::new(""));
        let seen = if self.is_trial { Shape::default() } else { Shape::of(value) };
        self.found.push(Found { pointer: shown(&self.pointer), depth: self.pointer.len(), place, kind, seen });
    }
}

/// The information of schemas about a property.
#[derive(Default)]
struct Known {
    is_known: bool,
    /// Whether one of them defines it by name.
    is_named: bool,
    schemas: Vec<Id>,
    forbidding: Vec<Id>,
}

fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// Numbers are compared by value: `1` equals `1.0`.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

fn exact(pointer: &[Token<'_>]) -> String {
    let text = |token: &Token<'_>| match token {
        Token::Property(name) | Token::Key(name) => format!("/{}", escaped(name)),
        Token::Index(index) => format!("/{index}"),
    };
    pointer.iter().map(text).collect()
}

fn shown(pointer: &[Token<'_>]) -> String {
    let text = |token: &Token<'_>| match token {
        Token::Property(name) => format!("/{}", escaped(name)),
        Token::Key(_) | Token::Index(_) => "/*".to_owned(),
    };
    pointer.iter().map(text).collect()
}
