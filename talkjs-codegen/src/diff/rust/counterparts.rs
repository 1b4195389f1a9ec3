//! The places of properties and parameters in both descriptions. A further argument of a constructor is a change of a
//! property, which may have existed before.

use std::collections::HashMap;

use super::renames::Renames;
use crate::diff::side::Sides;
use crate::model::{Model, Operation, TypeDef, TypeKind};
use crate::source::Span;

/// Places in both descriptions.
pub(super) struct Counterparts {
    in_new: HashMap<Span, Span>,
    in_old: HashMap<Span, Span>,
}

impl Counterparts {
    pub(super) fn find(sides: &Sides<'_>, renames: &Renames) -> Self {
        let (old, new) = (&sides.old.model, &sides.new.model);
        let mut found = Self { in_new: HashMap::new(), in_old: HashMap::new() };
        found.properties(old, new, renames);
        found.parameters(old, new, renames);
        found
    }

    /// Adds the missing place, if the thing is in both descriptions.
    pub(super) fn complete(&self, old: Option<Span>, new: Option<Span>) -> (Option<Span>, Option<Span>) {
        let in_new = || self.in_new.get(&old?).copied();
        let in_old = || self.in_old.get(&new?).copied();
        (old.or_else(in_old), new.or_else(in_new))
    }

    fn add(&mut self, old: Span, new: Span) {
        self.in_new.insert(old, new);
        self.in_old.insert(new, old);
    }

    fn properties(&mut self, old: &Model, new: &Model, renames: &Renames) {
        let types: HashMap<&str, &TypeDef> = new.types.iter().map(|ty| (ty.name.rust(), ty)).collect();
        for ty in &old.types {
            let name = ty.name.rust();
            let (TypeKind::Struct(was), Some(TypeKind::Struct(is))) =
                (&ty.kind, types.get(renames.item(name).unwrap_or(name)).map(|ty| &ty.kind))
            else {
                continue;
            };
            let fields: HashMap<&str, Span> =
                is.fields.iter().map(|field| (field.name.wire.as_str(), field.docs.place)).collect();
            for field in &was.fields {
                if let Some(place) = fields.get(field.name.wire.as_str()) {
                    self.add(field.docs.place, *place);
                }
            }
        }
    }

    fn parameters(&mut self, old: &Model, new: &Model, renames: &Renames) {
        let operations: HashMap<&str, &Operation> =
            new.operations.iter().map(|operation| (operation.name.rust(), operation)).collect();
        for operation in &old.operations {
            let name = operation.name.rust();
            let Some(other) = operations.get(renames.method(name).unwrap_or(name)) else { continue };
            for was in &operation.parameters {
                let same = other.parameters.iter().find(|is| is.place == was.place && is.name.wire == was.name.wire);
                if let Some(is) = same {
                    self.add(was.docs.place, is.docs.place);
                }
            }
        }
    }
}
