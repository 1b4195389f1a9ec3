//! `oneOf`, `anyOf` and a list as `type`: one of several schemas.

use std::collections::HashSet;

use super::Lowering;
use super::view::{SchemaId, SchemaRef, View};
use crate::model::Discriminator;
use crate::openapi::{self, JsonType, Place, Schema};

/// One of several schemas.
#[derive(Clone)]
pub(super) struct Choice<'d> {
    pub(super) kind: ChoiceKind,
    pub(super) branches: Vec<SchemaRef<'d>>,
    /// The place of the list.
    pub(super) place: Place,
    pub(super) discriminator: Option<&'d openapi::Discriminator<'d>>,
}

/// The kinds of choices.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ChoiceKind {
    OneOf,
    AnyOf,
    /// A list as `type`.
    Types,
}

/// The choices of a schema, without branches that only allow null.
pub(super) fn choices<'d>(lowering: &Lowering<'d, '_>, view: &View<'d>) -> Vec<Choice<'d>> {
    let schema = view.schema;
    let lists = [(ChoiceKind::OneOf, &schema.one_of), (ChoiceKind::AnyOf, &schema.any_of)];
    let written = lists.into_iter().filter_map(|(kind, branches)| {
        let branches = branches.as_ref()?;
        let schemas = branches.schemas.iter().filter(|id| !lowering.document.schemas[**id].is_null());
        let branches = (schemas.copied().map(SchemaRef::new).collect(), branches.place);
        Some(Choice { kind, branches: branches.0, place: branches.1, discriminator: schema.discriminator.as_deref() })
    });
    let mut choices: Vec<Choice<'d>> = written.filter(|choice| !choice.branches.is_empty()).collect();
    // Required properties concern objects only.
    if view.ty.is_some_and(|ty| ty != JsonType::Object) {
        choices.retain(|choice| !choice.only_requires(lowering));
    }
    let types = view.several_types();
    if !types.is_empty() && choices.iter().all(|choice| choice.only_requires(lowering)) {
        choices = vec![Choice { kind: ChoiceKind::Types, branches: types, place: schema.place, discriminator: None }];
    }
    choices
}

impl ChoiceKind {
    /// The keyword.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::OneOf => "oneOf",
            Self::AnyOf => "anyOf",
            Self::Types => "type",
        }
    }
}

impl<'d> Choice<'d> {
    /// A choice of any of some schemas.
    pub(super) fn any_of(branches: Vec<SchemaRef<'d>>, place: Place) -> Self {
        Self { kind: ChoiceKind::AnyOf, branches, place, discriminator: None }
    }

    /// Whether each branch has only `required`.
    pub(super) fn only_requires(&self, lowering: &Lowering<'d, '_>) -> bool {
        self.groups(lowering).is_some()
    }

    /// The properties that each branch requires, with their places, if the branches have only `required`.
    pub(super) fn groups(&self, lowering: &Lowering<'d, '_>) -> Option<Vec<(Place, Vec<&'d str>)>> {
        let group = |branch: &SchemaRef<'d>| {
            let schema: &'d Schema<'d> = &lowering.document.schemas[branch.id];
            let place = schema.object.as_ref().and_then(|object| object.required_place)?;
            let names = schema.required().iter().map(|name| name.value).collect();
            (schema.only_requires() && branch.as_type.is_none()).then_some((place, names))
        };
        self.branches.iter().map(group).collect()
    }

    /// Whether a branch is one of these definitions.
    pub(super) fn leads_to(&self, lowering: &Lowering<'d, '_>, definitions: &[SchemaId<'d>]) -> bool {
        let mut branches = self.branches.iter();
        branches.any(|branch| lowering.definition(*branch).is_some_and(|id| definitions.contains(&id)))
    }
}

impl<'d> Choice<'d> {
    /// The tags that select a branch, and whether they are mapped to it.
    pub(super) fn mapped(&self, lowering: &Lowering<'d, '_>, branch: SchemaRef<'d>) -> (Vec<String>, bool) {
        let Some(discriminator) = self.discriminator else { return (Vec::new(), false) };
        let Some(name) = lowering.described_name(branch) else { return (Vec::new(), false) };
        let branch = lowering.definition(branch);
        let is_branch = |id: &SchemaId<'d>| lowering.definition(SchemaRef::new(*id)) == branch;
        let tags = || discriminator.tags();
        let mapped: Vec<String> =
            tags().filter(|(_, _, id, _)| is_branch(id)).map(|(tag, ..)| tag.to_owned()).collect();
        if !mapped.is_empty() {
            return (mapped, true);
        }
        let is_taken = tags().any(|(tag, ..)| tag == name);
        (if is_taken { Vec::new() } else { vec![name.to_owned()] }, false)
    }

    /// The discriminator, with the tags that select no branch.
    pub(super) fn discriminator(&self, lowering: &Lowering<'d, '_>) -> Option<Discriminator> {
        let found = self.discriminator?;
        let branches: HashSet<SchemaId<'d>> =
            self.branches.iter().filter_map(|branch| lowering.definition(*branch)).collect();
        let is_branch =
            |id: SchemaId<'d>| lowering.definition(SchemaRef::new(id)).is_some_and(|id| branches.contains(&id));
        let lost = found.tags().filter(|(_, _, id, _)| !is_branch(*id));
        Some(Discriminator {
            property: found.property.to_owned(),
            is_inherited: false,
            lost: lost.map(|(tag, target, _, place)| (tag.to_owned(), target.to_owned(), place)).collect(),
        })
    }
}
