//! What only shows when the model is whole: names that collide, values that never end.
//!
//! The last place that can fail: a [`Checked`] model renders.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics, Kind};
use crate::model::{Member, Model, Name, Presence, Struct, TypeDef, TypeId, TypeKind, TypeRef};
use crate::source::Span;

/// A model that has passed.
pub(crate) struct Checked(Model);

impl Checked {
    /// The model.
    pub(crate) fn model(&self) -> &Model {
        &self.0
    }
}

/// Judges the model.
pub(crate) fn check(model: Model, diagnostics: &mut Diagnostics) -> Checked {
    check_types(&model, diagnostics);
    Checked(model)
}

/// The names of one scope, and where each was first given.
#[derive(Default)]
struct Scope {
    taken: HashMap<String, (String, Span)>,
}

impl Scope {
    /// Takes a name; `false` when it was taken, which is then reported.
    fn claim(
        &mut self,
        what: &'static str,
        name: &Name,
        rust: &str,
        place: Span,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        match self.taken.get(rust) {
            None => {
                self.taken.insert(rust.to_owned(), (name.wire.clone(), place));
                true
            }
            Some((wire, first)) => {
                let rust = (*wire != name.wire).then(|| rust.to_owned());
                let kind = Kind::DuplicateName { what, name: name.wire.clone(), rust };
                diagnostics.push(Diagnostic::new(kind, place).also(*first, "the other is"));
                false
            }
        }
    }
}

fn check_types(model: &Model, diagnostics: &mut Diagnostics) {
    let mut types = Scope::default();
    for (index, ty) in model.types.iter().enumerate() {
        types.claim("types", &ty.name, ty.name.rust(), ty.docs.place, diagnostics);
        match &ty.kind {
            TypeKind::Struct(object) => {
                check_members(model, ty, object, diagnostics);
                check_end(model, TypeId(index), ty, diagnostics);
            }
            TypeKind::Union(union) => {
                let mut variants = Scope::default();
                for variant in &union.variants {
                    variants.claim("branches", &variant.name, variant.name.rust(), variant.docs.place, diagnostics);
                }
            }
            TypeKind::Enum(words) => {
                let mut variants = Scope::default();
                for word in &words.variants {
                    variants.claim("values of this `enum`", &word.name, word.name.rust(), word.place, diagnostics);
                }
            }
            TypeKind::Newtype { .. } | TypeKind::Alias { .. } => {}
        }
    }
}

/// Fields, and the methods that are made of them.
fn check_members(model: &Model, owner: &TypeDef, object: &Struct, diagnostics: &mut Diagnostics) {
    let mut scope = Scope::default();
    for member in &object.members {
        let place = member.docs.place;
        scope.claim("properties", &member.name, member.name.rust(), place, diagnostics);
        if model.presence(owner, member) == Presence::Patch {
            let clear = member.name.prefixed("clear").to_string();
            scope.claim("setters", &member.name, &clear, place, diagnostics);
        }
    }
    for group in object.alternatives.iter().skip(1) {
        let members: Vec<&Member> = group.iter().filter_map(|index| object.members.get(*index)).collect();
        if let Some(first) = members.first() {
            let name = object.constructor(group).to_string();
            scope.claim("constructors", &first.name, &name, first.docs.place, diagnostics);
        }
    }
}

/// A type whose required members lead back to it has no finite value.
fn check_end(model: &Model, id: TypeId, ty: &TypeDef, diagnostics: &mut Diagnostics) {
    let mut seen = HashSet::new();
    let mut open = required_parts(model, ty);
    while let Some(part) = open.pop() {
        if part == id {
            diagnostics.report(Kind::Endless { name: ty.name.wire.clone() }, ty.docs.place);
            return;
        }
        if seen.insert(part) {
            open.extend(model.get(part).map(|ty| required_parts(model, ty)).unwrap_or_default());
        }
    }
}

fn required_parts(model: &Model, ty: &TypeDef) -> Vec<TypeId> {
    let TypeKind::Struct(object) = &ty.kind else { return Vec::new() };
    let required = object.members.iter().filter(|member| member.required && !member.nullable);
    required
        .filter_map(|member| match model.resolve(&member.ty) {
            TypeRef::Named(id) => Some(*id),
            _ => None,
        })
        .collect()
}
