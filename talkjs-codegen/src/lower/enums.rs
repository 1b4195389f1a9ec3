//! Values that are known: `enum`, alone or in the branches of a `oneOf` or `anyOf`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{Lowering, MAX_CHAIN};
use crate::diagnostic::Kind;
use crate::model::{Enum, Holds, Namer, Names, Rule, TypeKind, TypeRef, Word};
use crate::source::Span;
use crate::tree::{Meaning, Node, Value};
use crate::view::{SchemaRef, View};

/// A value as it is listed.
struct Listed<'d> {
    text: String,
    place: Span,
    name: Option<&'d str>,
    docs: Option<&'d str>,
}

impl<'d> Lowering<'d, '_> {
    /// The values of a schema, or of all its branches.
    pub(super) fn enumeration(&mut self, view: &View<'d>, holds: Holds) -> TypeKind {
        let (mut listed, mut is_free) = (Vec::new(), false);
        self.list_values(view, 0, &mut HashSet::new(), &mut listed, &mut is_free);
        let mut names = Names::default();
        let mut seen = HashMap::new();
        let mut variants = Vec::new();
        let is_merged = view.holds().is_none();
        for value in listed {
            if let Some(first) = seen.insert(value.text.clone(), value.place) {
                if !is_merged {
                    self.twice("value", &value.text, value.place, first);
                }
                continue;
            }
            let rust = value.name.and_then(|name| Namer::Variant.name(name));
            let name = rust.unwrap_or_else(|| Namer::Variant.always(&value.text)).of(&value.text);
            variants.push(Word { name: names.claim(name), docs: value.docs.unwrap_or_default().trim().to_owned() });
        }
        self.check_enum_type(view, holds);
        TypeKind::Enum(Enum { variants, holds, is_free })
    }

    /// Says that the type beside the values is not theirs.
    fn check_enum_type(&mut self, view: &View<'d>, holds: Holds) {
        let values = view.at.get("enum").map(Node::items).unwrap_or_default();
        let fits = match (view.ty, holds) {
            (None, _) | (Some("integer"), Holds::Integer) => true,
            (Some("string"), Holds::Text) => values.iter().all(|value| value.text().is_some() || is_null(value)),
            _ => false,
        };
        if !fits {
            let kind = match (view.ty, holds) {
                (Some("string"), Holds::Text) => {
                    let what = "an `enum` value that is no string".to_owned();
                    Kind::ReadAs { what, read_as: "the string that is written, as the type says".to_owned() }
                }
                _ => {
                    let what = format!("`type: {}`", view.ty.unwrap_or_default());
                    Kind::Ignored { what, why: "the values of `enum` are of another type" }
                }
            };
            self.diagnostics.warn(kind, view.at.child("enum").name_span());
        }
    }

    fn list_values(
        &self,
        view: &View<'d>,
        depth: usize,
        seen: &mut HashSet<*const Node>,
        listed: &mut Vec<Listed<'d>>,
        is_free: &mut bool,
    ) {
        if depth > MAX_CHAIN || !seen.insert(view.identity()) {
            return;
        }
        if view.holds().is_none() {
            let branches: Vec<_> = view.one_of.iter().chain(&view.any_of).chain(&view.all_of).collect();
            *is_free |= branches.is_empty() && !view.is_null();
            for branch in branches {
                if let Some(branch) = self.view(*branch) {
                    self.list_values(&branch, depth.saturating_add(1), seen, listed, is_free);
                }
            }
            return;
        }
        let at = view.at.child("enum");
        let values: Vec<(usize, &Node)> =
            at.node().items().iter().enumerate().filter(|(_, value)| !is_null(value)).collect();
        let words = |keys: [&str; 2]| {
            let list = keys.iter().find_map(|key| view.at.get(key)).map(Node::items).unwrap_or_default();
            if list.len() == at.node().items().len() { list } else { &[] }
        };
        let (names, docs) =
            (words(["x-enum-varnames", "x-enumNames"]), words(["x-enum-descriptions", "x-enumDescriptions"]));
        let alone = depth > 0 && values.len() == 1;
        for (index, value) in &values {
            let Value::Scalar(scalar) = &value.value else { continue };
            let own = |list: &'d [Node]| list.get(*index).and_then(Node::text);
            listed.push(Listed {
                text: whole(scalar).map_or_else(|| scalar.text.clone(), |number| number.to_string()),
                place: value.span,
                name: own(names).or(view.text("title").filter(|_| alone)),
                docs: own(docs).or(view.text("description").filter(|_| alone)),
            });
        }
    }

    /// What the values of all branches are, when each lists some or is any value of that type.
    pub(super) fn merged_holds(&mut self, view: &View<'d>) -> Option<Holds> {
        if let Some(known) = self.holds.get(&view.identity()) {
            return *known;
        }
        // A schema that is asked for while it is being looked at leads back to itself.
        self.holds.insert(view.identity(), None);
        let holds = self.holds_of_branches(view);
        self.holds.insert(view.identity(), holds);
        holds
    }

    fn holds_of_branches(&mut self, view: &View<'d>) -> Option<Holds> {
        if !view.all_of.is_empty() || !view.properties.is_empty() || view.has("enum") {
            return None;
        }
        let branches: Vec<_> = view.one_of.iter().chain(&view.any_of).copied().collect();
        let mut found = None;
        let mut free = None;
        for branch in branches {
            let branch = self.leaf(branch)?;
            if branch.is_null() {
                continue;
            }
            let holds = match branch.holds() {
                Some(holds) => Some(holds),
                None if branch.ty.is_none() => self.shallow(None, |this| this.merged_holds(&branch)),
                None => None,
            };
            let (known, holds) = match (holds, branch.ty) {
                (Some(holds), _) => (true, holds),
                (None, Some("string")) if !branch.has("enum") => (false, Holds::Text),
                (None, Some("integer")) if !branch.has("enum") => (false, Holds::Integer),
                _ => return None,
            };
            let of = if known { &mut found } else { &mut free };
            if of.is_some_and(|other| other != holds) {
                return None;
            }
            *of = Some(holds);
        }
        let found = found?;
        (free.is_none_or(|free| free == found) && view.ty.is_none_or(|ty| ty == found.word())).then_some(found)
    }

    /// The schema behind references and wrappers.
    fn leaf(&mut self, mut schema: SchemaRef<'d>) -> Option<View<'d>> {
        for _ in 0..MAX_CHAIN {
            let view = self.view(schema)?;
            match view.all_of.as_slice() {
                [only] if view.holds().is_none() => schema = *only,
                _ => return Some(view),
            }
        }
        None
    }

    /// Values that make no Rust enum: the type that they share, and a check of the value.
    pub(super) fn listed_values(&mut self, view: &View<'d>, ty: TypeRef, mut rules: Vec<Rule>) -> (TypeRef, Vec<Rule>) {
        let Some(list) = view.at.get("enum") else { return (ty, rules) };
        let place = view.at.child("enum");
        let values: Vec<&Node> = list.items().iter().filter(|value| !is_null(value)).collect();
        if list.items().is_empty() {
            let kind = Kind::Ignored { what: "`enum`".to_owned(), why: "it lists no value" };
            self.diagnostics.warn(kind, place.name_span());
        }
        if values.is_empty() {
            return (ty, rules);
        }
        if matches!(ty, TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Tuple(_)) {
            if values.iter().all(|value| matches!(value.value, Value::Scalar(_))) {
                let why = "its values are no lists or objects, as the type says";
                self.diagnostics.warn(Kind::Ignored { what: "`enum`".to_owned(), why }, place.name_span());
            } else {
                self.unchecked("`enum` of lists or objects", place);
            }
            return (ty, rules);
        }
        let fits = |ty: &TypeRef| values.iter().all(|value| fits(value, ty));
        let ty = if view.ty.is_some() && fits(&ty) {
            ty
        } else if let Some(shared) = [TypeRef::Bool, TypeRef::F64].into_iter().find(fits) {
            if view.ty.is_some() {
                let what = format!("`type: {}`", view.ty.unwrap_or_default());
                let kind = Kind::Ignored { what, why: "the values of `enum` are of another type" };
                self.diagnostics.warn(kind, place.name_span());
            }
            rules.clear();
            shared
        } else {
            let (what, why) = ("this `enum`".to_owned(), "its values are of different JSON types");
            self.diagnostics.note(Kind::Untyped { what, why }, place.name_span());
            rules.clear();
            TypeRef::Any
        };
        rules.push(Rule::OneOf(values.iter().filter_map(|value| value.json().map(Cow::Owned)).collect()));
        (ty, rules)
    }
}

impl View<'_> {
    /// What the values of `enum` are, where Rust has an enum for them.
    pub(super) fn holds(&self) -> Option<Holds> {
        let values = self.at.get("enum")?.items();
        if matches!(self.ty, Some("array" | "object")) {
            return None;
        }
        let is_text = |value: &&Node| value.text().is_some();
        let is_scalar = |value: &&Node| matches!(value.value, Value::Scalar(_));
        let is_whole = |value: &&Node| matches!(&value.value, Value::Scalar(scalar) if whole(scalar).is_some());
        let known = || values.iter().filter(|value| !is_null(value));
        known().next()?;
        if known().all(|value| is_text(&value)) || (self.ty == Some("string") && known().all(|value| is_scalar(&value)))
        {
            return Some(Holds::Text);
        }
        (self.ty != Some("number") && known().all(|value| is_whole(&value))).then_some(Holds::Integer)
    }

    /// Whether `enum` lists `null`.
    pub(super) fn lists_null(&self) -> bool {
        let values = self.at.get("enum").map(Node::items).unwrap_or_default();
        values.iter().any(is_null)
    }
}

impl Holds {
    fn word(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Integer => "integer",
        }
    }
}

fn is_null(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar(scalar) if scalar.meaning() == Meaning::Null)
}

fn whole(scalar: &crate::tree::Scalar) -> Option<i64> {
    match scalar.meaning() {
        Meaning::Unsigned(number) => i64::try_from(number).ok(),
        Meaning::Signed(number) => Some(number),
        _ => None,
    }
}

/// Whether a value is of a type.
fn fits(node: &Node, ty: &TypeRef) -> bool {
    let Value::Scalar(scalar) = &node.value else { return false };
    match scalar.meaning() {
        Meaning::Null => true,
        Meaning::Bool(_) => *ty == TypeRef::Bool,
        Meaning::Unsigned(_) | Meaning::Signed(_) => {
            matches!(ty, TypeRef::I32 | TypeRef::I64 | TypeRef::U64 | TypeRef::F32 | TypeRef::F64)
        }
        Meaning::Float(_) => matches!(ty, TypeRef::F32 | TypeRef::F64),
        Meaning::Text(_) => *ty == TypeRef::Text,
    }
}
