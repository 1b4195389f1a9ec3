//! Compares items and their parts.

use std::collections::HashMap;

use super::rust_type::{RustType, Taken};
use super::surface::{Argument, By, Item, Kind, Origin, Part, Role, Shape};
use super::{Comparison, Spot, literals, witness};
use crate::diff::finding::Verdict;
use crate::diff::rules::{Rule, rust as rules};

/// The rules for the arguments of one kind of function.
pub(super) struct ArgumentRules {
    pub(super) added: &'static Rule,
    pub(super) removed: &'static Rule,
    pub(super) changed: &'static Rule,
    pub(super) reordered: &'static Rule,
}

const OF_CONSTRUCTORS: ArgumentRules = ArgumentRules {
    added: &rules::CONSTRUCTOR_ARGUMENT_ADDED,
    removed: &rules::CONSTRUCTOR_ARGUMENT_REMOVED,
    changed: &rules::CONSTRUCTOR_ARGUMENT_TYPE_CHANGED,
    reordered: &rules::CONSTRUCTOR_ARGUMENTS_REORDERED,
};

impl Comparison<'_> {
    pub(super) fn items(&mut self) {
        for old in &self.old.items {
            match self.new.get(self.renames.item(&old.path).unwrap_or(&old.path)) {
                Some(new) => self.item(old, new),
                None => self.removed(old),
            }
        }
        for new in &self.new.items {
            if self.old.get(&new.path).is_none() && !self.renames.is_target(&new.path) {
                self.added(new);
            }
        }
    }

    /// Items in the module `operations` are added and removed with their method, whose finding reports it.
    fn removed(&mut self, old: &Item) {
        if let Origin::Type(_) = old.origin {
            let (spot, path) = (Spot { old: Some((old.place, old.origin)), new: None }, &old.path);
            self.add(&rules::TYPE_REMOVED, spot, format!("the type `{path}` was removed"), Some(witness::naming(path)));
        }
    }

    fn added(&mut self, new: &Item) {
        if let Origin::Type(_) = new.origin {
            let spot = Spot { old: None, new: Some((new.place, new.origin)) };
            self.add(&rules::TYPE_ADDED, spot, format!("the type `{}` was added", new.path), None);
        }
    }

    fn item(&mut self, old: &Item, new: &Item) {
        if old.path != new.path && matches!(old.origin, Origin::Type(_)) {
            let sentence = format!("the type `{}` was renamed to `{}`", old.path, new.path);
            self.add(&rules::TYPE_RENAMED, Spot::items(old, new), sentence, Some(witness::naming(&old.path)));
        }
        if old.kind != new.kind {
            let sentence = format!("`{}` was {} and is {}", old.path, old.kind.words(), new.kind.words());
            let witness = witness::of_kind(old, new.kind);
            self.add(&rules::TYPE_KIND_CHANGED, Spot::items(old, new), sentence, witness);
            return;
        }
        self.sent(old, new);
        self.traits(old, new);
        self.parts(old, new);
    }

    fn sent(&mut self, old: &Item, new: &Item) {
        if is_unsent(old, new) {
            let first = old.parts.iter().find(|part| matches!(part.shape, Shape::Function(Role::Constructor, _)));
            let witness = match first {
                Some(part) => witness::calling(old, part, false),
                None => old.from.first().map(|from| witness::converting(&old.path, from)),
            };
            let sentence = format!("`{}` is no longer used in any request, so it has no constructors", old.path);
            self.add(&rules::TYPE_NOT_SENT, Spot::items(old, new), sentence, witness);
        }
        if old.is_sent && new.is_sent && old.is_free && !new.is_free {
            let sentence = format!("requests may only contain the listed values of `{}`", old.path);
            self.add(&rules::ENUM_CLOSED, Spot::items(old, new), sentence, None);
        }
    }

    fn traits(&mut self, old: &Item, new: &Item) {
        for lost in old.traits.iter().filter(|lost| !new.traits.contains(lost)) {
            if *lost == "Default" && is_unsent(old, new) {
                continue;
            }
            let sentence = format!("`{}` no longer implements `{lost}`", old.path);
            let witness = witness::bound(&old.path, lost);
            self.add(&rules::TRAIT_LOST, Spot::items(old, new), sentence, Some(witness));
        }
        // A conversion from a type that was removed is part of that removal.
        let is_there = |from: &RustType| match from {
            RustType::Own(path) => self.new.get(self.renames.item(path).unwrap_or(path)).is_some(),
            _ => true,
        };
        let lost = old.from.iter().filter(|from| !new.from.iter().any(|kept| self.is_same(from, kept)));
        let lost: Vec<&RustType> = lost.filter(|from| is_there(from) && !is_unsent(old, new)).collect();
        for from in lost {
            let sentence = format!("`{from}` no longer converts into `{}`", old.path);
            let witness = witness::converting(&old.path, from);
            self.add(&rules::CONVERSION_LOST, Spot::items(old, new), sentence, Some(witness));
        }
    }

    fn parts(&mut self, old: &Item, new: &Item) {
        let known: HashMap<(u8, &str), &Part> = new.parts.iter().map(|part| (part.key(), part)).collect();
        let before: HashMap<(u8, &str), &Part> = old.parts.iter().map(|part| (part.key(), part)).collect();
        for part in &old.parts {
            let (space, name) = part.key();
            let is_method = matches!(part.shape, Shape::Method(..));
            let renamed = self.renames.method(name).filter(|_| is_method);
            match known.get(&(space, renamed.unwrap_or(name))) {
                Some(other) => self.part(old, part, new, other),
                None => self.part_removed(old, part, new),
            }
        }
        for part in &new.parts {
            let is_renamed = matches!(part.shape, Shape::Method(..)) && self.renames.is_target(&part.name);
            let is_known = before.contains_key(&part.key()) || is_renamed;
            if !is_known {
                let is_new_field = !before.contains_key(&(0, &part.name));
                self.part_added(old, new, part, is_new_field);
            }
        }
    }

    fn part_removed(&mut self, old: &Item, part: &Part, new: &Item) {
        let (name, all) = (old.part(&part.name), &old.path);
        let (rule, what, witness) = match &part.shape {
            Shape::Field(_) => (&rules::FIELD_REMOVED, "field", Some(witness::reading(all, &part.name))),
            Shape::Variant(_) => (&rules::VARIANT_REMOVED, "variant", Some(witness::matching(all, part))),
            Shape::Method(..) => (&rules::METHOD_REMOVED, "method", witness::calling(old, part, false)),
            Shape::Function(role, _) => {
                if is_unsent(old, new) {
                    return;
                }
                (role.removed(), role.words(), witness::calling(old, part, false))
            }
            Shape::Target(_) => return,
        };
        let spot = Spot { old: Some((part.place, origin(old, part))), new: None };
        self.add(rule, spot, format!("the {what} `{name}` was removed"), witness);
    }

    fn part_added(&mut self, old: &Item, new: &Item, part: &Part, is_new_field: bool) {
        let name = new.part(&part.name);
        let (rule, what) = match &part.shape {
            Shape::Field(_) => (&rules::FIELD_ADDED, "field"),
            Shape::Variant(_) => (&rules::VARIANT_ADDED, "variant"),
            Shape::Method(..) => (&rules::METHOD_ADDED, "method"),
            // The finding for the field reports it.
            Shape::Function(Role::Setter, arguments) if is_new_field && !arguments.is_empty() => return,
            Shape::Function(role, _) => (role.added(), role.words()),
            Shape::Target(_) => return,
        };
        // A type that was not sent before has new constructors and setters, which one finding reports.
        let is_function = matches!(part.shape, Shape::Function(Role::Setter, _));
        if is_function && new.is_sent && !old.is_sent {
            return;
        }
        let spot = Spot { old: None, new: Some((part.place, origin(new, part))) };
        self.add(rule, spot, format!("the {what} `{name}` was added"), None);
    }

    fn part(&mut self, old: &Item, part: &Part, new: &Item, other: &Part) {
        let spot = Spot::both((part.place, origin(old, part)), (other.place, origin(new, other)));
        let name = old.part(&part.name);
        // The finding for the property covers its setters.
        let is_setter = matches!(part.shape, Shape::Function(Role::Setter, _));
        if other.is_deprecated && !part.is_deprecated && !is_setter {
            self.add(&rules::ITEM_DEPRECATED, spot, format!("`{name}` is deprecated"), None);
        }
        if old.is_sent && new.is_sent && literals::is_tighter(&part.rules, &other.rules) {
            let what = if part.name.is_empty() { &old.path } else { &name };
            let sentence = format!("the constraints on `{what}` are tighter");
            self.add(&rules::LITERAL_CONSTRAINT_TIGHTENED, spot, sentence, None);
        }
        match (&part.shape, &other.shape) {
            (Shape::Field(was), Shape::Field(is)) if !self.is_same(was, is) => {
                let is_bare = self.is_same(was.bare(), is.bare());
                let rule = if is_bare { &rules::FIELD_OPTIONALITY_CHANGED } else { &rules::FIELD_TYPE_CHANGED };
                let witness = witness::reading_as(&old.path, &part.name, was);
                self.add(rule, spot, format!("the field `{name}` was `{was}` and is `{is}`"), Some(witness));
            }
            (Shape::Variant(was), Shape::Variant(is)) if !self.is_same_content(was.as_ref(), is.as_ref()) => {
                let words =
                    |held: &Option<RustType>| held.as_ref().map_or("nothing".to_owned(), |ty| format!("`{ty}`"));
                let sentence = format!("the variant `{name}` held {} and holds {}", words(was), words(is));
                let witness = witness::unwrapping(&old.path, &part.name, was.as_ref());
                self.add(&rules::VARIANT_TYPE_CHANGED, spot, sentence, Some(witness));
            }
            (Shape::Target(was), Shape::Target(is)) if !self.is_same(was, is) => {
                let sentence = format!("the alias `{}` had the target `{was}` and has the target `{is}`", old.path);
                let witness = match old.kind {
                    Kind::NumberNewtype => format!("let _: fn({}) -> {} = |it| it.get();", old.path, was.code()),
                    _ => format!("let _: fn({}) -> {} = |it| it;", old.path, was.code()),
                };
                self.add(&rules::ALIAS_TARGET_CHANGED, spot, sentence, Some(witness));
            }
            (Shape::Function(Role::Constructor, was), Shape::Function(_, is)) => {
                self.arguments((old, part, was), (new, other, is), &OF_CONSTRUCTORS);
            }
            (Shape::Function(role, was), Shape::Function(_, is)) => self.setter((old, part, was), spot, *role, is),
            (Shape::Method(..), Shape::Method(..)) => self.method((old, part), (new, other)),
            _ => {}
        }
    }

    fn is_same_content(&self, old: Option<&RustType>, new: Option<&RustType>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.is_same(old, new),
            (old, new) => old.is_none() && new.is_none(),
        }
    }

    /// A function whose arguments do not have their own places.
    fn setter(&mut self, (item, part, was): (&Item, &Part, &[Argument]), spot: Spot, role: Role, is: &[Argument]) {
        let taken = was.iter().zip(is).map(|(old, new)| self.takes((&old.ty, old.by), (&new.ty, new.by)));
        let taken = if was.len() == is.len() { taken.max().unwrap_or(Taken::All) } else { Taken::Other };
        let Some(verdict) = verdict(taken) else { return };
        let name = item.part(&part.name);
        let types = |arguments: &[Argument]| arguments.iter().map(Argument::words).collect::<Vec<_>>().join(", ");
        let sentence = format!("the {} `{name}` took {} and takes {}", role.words(), types(was), types(is));
        let witness = (verdict == Verdict::Breaks).then(|| witness::calling(item, part, true)).flatten();
        self.add_with(role.changed(), verdict, spot, sentence, witness);
    }

    /// Compares the arguments of a function, each with its place.
    pub(super) fn arguments(
        &mut self,
        (old, part, was): (&Item, &Part, &[Argument]),
        (new, other, is): (&Item, &Part, &[Argument]),
        rules: &ArgumentRules,
    ) {
        let name = old.part(&part.name);
        let at_old = |argument: &Argument| Some((argument.place, origin(old, part)));
        let at_new = |argument: &Argument| Some((argument.place, origin(new, other)));
        let (before, after) = (by_name(was), by_name(is));
        let mut moved = false;
        let mut last = 0;
        for (place, argument) in was.iter().enumerate() {
            let kept = after.get(argument.name.as_str()).copied();
            // Callers do not depend on the name of an argument.
            let (index, next) = match kept.or_else(|| is.get(place).map(|next| (place, next))) {
                Some((index, next)) if kept.is_some() || !before.contains_key(next.name.as_str()) => (index, next),
                _ => {
                    let sentence = format!("`{name}` no longer takes `{}`", argument.name);
                    let witness = witness::calling(old, part, false);
                    self.add(rules.removed, Spot { old: at_old(argument), new: None }, sentence, witness);
                    continue;
                }
            };
            moved |= index < last;
            last = index;
            let taken = self.takes((&argument.ty, argument.by), (&next.ty, next.by));
            if let Some(verdict) = verdict(taken) {
                let (given, taken) = (argument.words(), next.words());
                let sentence = format!("`{name}` took {given} for `{}` and takes {taken}", argument.name);
                let witness = (verdict == Verdict::Breaks).then(|| witness::calling(old, part, true)).flatten();
                let spot = Spot { old: at_old(argument), new: at_new(next) };
                self.add_with(rules.changed, verdict, spot, sentence, witness);
            }
        }
        for (place, argument) in is.iter().enumerate() {
            let is_known = before.contains_key(argument.name.as_str())
                || was.get(place).is_some_and(|old| !after.contains_key(old.name.as_str()));
            if !is_known {
                let sentence = format!("`{name}` also takes `{}`", argument.name);
                let witness = witness::calling(old, part, false);
                self.add(rules.added, Spot { old: None, new: at_new(argument) }, sentence, witness);
            }
        }
        if moved {
            let list = |arguments: &[Argument]| {
                arguments.iter().map(|argument| argument.name.as_str()).collect::<Vec<_>>().join(", ")
            };
            let sentence = format!("`{name}` took ({}) and takes ({})", list(was), list(is));
            let seen =
                was.iter().zip(is).any(|(old, new)| self.takes((&old.ty, old.by), (&new.ty, new.by)) == Taken::Other);
            let witness = seen.then(|| witness::calling(old, part, true)).flatten();
            let spot = Spot::both((part.place, origin(old, part)), (other.place, origin(new, other)));
            self.add(rules.reordered, spot, sentence, witness);
        }
    }
}

/// Whether all constructors of a type were removed with its last request.
fn is_unsent(old: &Item, new: &Item) -> bool {
    old.is_sent && !new.is_sent && matches!(old.kind, Kind::Struct | Kind::Union)
}

/// The operations of a part: methods have their own.
pub(super) fn origin(item: &Item, part: &Part) -> Origin {
    part.operation.as_ref().map_or(item.origin, |(index, _)| Origin::Operation(*index))
}

fn by_name(arguments: &[Argument]) -> HashMap<&str, (usize, &Argument)> {
    arguments.iter().enumerate().map(|(index, argument)| (argument.name.as_str(), (index, argument))).collect()
}

fn verdict(taken: Taken) -> Option<Verdict> {
    match taken {
        Taken::All => None,
        Taken::Most => Some(Verdict::MayBreak),
        Taken::Other => Some(Verdict::Breaks),
    }
}

impl Argument {
    fn words(&self) -> String {
        match self.by {
            By::IntoNullable => format!("`{}` or null", self.ty),
            _ => format!("`{}`", self.ty),
        }
    }
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Self::Struct => "a struct",
            Self::TextEnum => "an enum of strings",
            Self::IntegerEnum => "an enum of integers",
            Self::Union => "an enum of types",
            Self::TextNewtype => "a newtype of a string",
            Self::NumberNewtype => "a newtype of a number",
            Self::Alias => "an alias",
            Self::Client => "the client",
            Self::Builder => "a call",
            Self::ResponseEnum => "an enum of responses",
            Self::ErrorEnum => "an enum of errors",
            Self::HeaderStruct => "a struct of headers",
            Self::Credentials | Self::Module => "a module",
        }
    }
}

impl Role {
    fn words(self) -> &'static str {
        match self {
            Self::Constructor => "constructor",
            Self::Setter | Self::CallSetter => "setter",
            Self::Credential => "function",
            Self::Servers => "item",
        }
    }

    fn removed(self) -> &'static Rule {
        match self {
            Self::Constructor => &rules::CONSTRUCTOR_REMOVED,
            Self::Setter => &rules::SETTER_REMOVED,
            Self::CallSetter => &rules::CALL_SETTER_REMOVED,
            Self::Credential => &rules::CREDENTIAL_REMOVED,
            Self::Servers => &rules::SERVER_ITEM_REMOVED,
        }
    }

    fn added(self) -> &'static Rule {
        match self {
            Self::Constructor => &rules::CONSTRUCTOR_ADDED,
            Self::Setter => &rules::SETTER_ADDED,
            Self::CallSetter => &rules::CALL_SETTER_ADDED,
            Self::Credential => &rules::CREDENTIAL_ADDED,
            Self::Servers => &rules::SERVER_ITEM_ADDED,
        }
    }

    fn changed(self) -> &'static Rule {
        match self {
            Self::Constructor => &rules::CONSTRUCTOR_ARGUMENT_TYPE_CHANGED,
            Self::Setter => &rules::SETTER_TYPE_CHANGED,
            Self::CallSetter => &rules::CALL_SETTER_TYPE_CHANGED,
            // `SERVERS` and `server_url` do not change.
            Self::Credential | Self::Servers => &rules::CREDENTIAL_CHANGED,
        }
    }
}
