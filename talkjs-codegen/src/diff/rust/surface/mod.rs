//! Lists the public items of generated code by path, each with its parts, as the model defines them.

mod calls;
mod outside;
mod types;

use std::collections::HashMap;

use super::rust_type::RustType;
use crate::model::{Model, Rule, TypeId};
use crate::source::Span;

/// All items of generated code, in its order.
pub(super) struct Surface {
    pub(super) items: Vec<Item>,
    by_path: HashMap<String, usize>,
}

/// An item with its own name.
pub(super) struct Item {
    /// Its path in the generated module: `User`, `operations::ListUsers`.
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) place: Span,
    pub(super) parts: Vec<Part>,
    /// The traits that not all items of its kind implement.
    pub(super) traits: Vec<String>,
    /// The types that convert into it by `From`, besides those that all items of its kind have.
    pub(super) from: Vec<RustType>,
    /// Whether callers create values of it: `payload!` supports it.
    pub(super) is_sent: bool,
    /// Whether it is an enum of examples, which accepts any value.
    pub(super) is_free: bool,
    pub(super) origin: Origin,
}

/// The kinds of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Struct,
    TextEnum,
    IntegerEnum,
    Union,
    TextNewtype,
    NumberNewtype,
    Alias,
    /// `Client`, with the methods.
    Client,
    /// The struct of a call with optional parameters.
    Builder,
    /// The enum of responses by status or content type.
    ResponseEnum,
    ErrorEnum,
    HeaderStruct,
    /// The module `security`.
    Credentials,
    /// The module itself, with items for servers.
    Module,
}

/// The operations that an item belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The operations that use the type.
    Type(TypeId),
    /// One operation, by its index.
    Operation(usize),
    /// All operations.
    Api,
}

/// A part of an item.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) place: Span,
    pub(super) is_deprecated: bool,
    pub(super) shape: Shape,
    /// The operation of a method, and its HTTP method and path, which stay the same if it is renamed.
    pub(super) operation: Option<(usize, String)>,
    /// The constraints of its values.
    pub(super) rules: Vec<Rule>,
}

/// The kinds of parts.
pub(super) enum Shape {
    Field(RustType),
    /// A variant with its type.
    Variant(Option<RustType>),
    Function(Role, Vec<Argument>),
    /// A method that creates a call, with the call's result unless another method reports it.
    Method(Vec<Argument>, Option<Call>),
    /// The target of an alias, or the type in a newtype.
    Target(RustType),
}

/// The purpose of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// Creates a value.
    Constructor,
    /// Sets an optional property, or clears it.
    Setter,
    /// Sets an optional parameter of a call, or its body.
    CallSetter,
    /// Creates a credential.
    Credential,
    /// `server_url` and the constant `SERVERS`.
    Servers,
}

/// An argument.
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) place: Span,
    pub(super) ty: RustType,
    pub(super) by: By,
}

/// The way an argument is converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// `impl IntoValue<T>`
    IntoValue,
    /// `impl IntoNullable<T>`
    IntoNullable,
    /// `impl Into<T>`
    Into,
    /// `T`, a custom type.
    Itself,
}

/// The result of a call.
pub(super) struct Call {
    pub(super) response: RustType,
    pub(super) error: Option<RustType>,
    pub(super) headers: Option<RustType>,
    /// The items of `stream`.
    pub(super) items: Option<RustType>,
    /// The struct of the call.
    pub(super) builder: Option<String>,
}

impl Surface {
    pub(super) fn new(model: &Model) -> Self {
        let mut items = outside::items(model);
        items.extend(calls::items(model));
        items.extend(types::items(model));
        let by_path = items.iter().enumerate().map(|(index, item)| (item.path.clone(), index)).collect();
        Self { items, by_path }
    }

    pub(super) fn get(&self, path: &str) -> Option<&Item> {
        self.by_path.get(path).and_then(|index| self.items.get(*index))
    }
}

impl Item {
    fn new(path: String, kind: Kind, place: Span, origin: Origin) -> Self {
        let (parts, traits, from) = (Vec::new(), Vec::new(), Vec::new());
        Self { path, kind, place, parts, traits, from, is_sent: false, is_free: false, origin }
    }

    /// A part's name in documentation: `User::name`.
    pub(super) fn part(&self, name: &str) -> String {
        if self.kind == Kind::Module { name.to_owned() } else { format!("{}::{name}", self.path) }
    }
}

impl Part {
    fn new(name: impl Into<String>, place: Span, shape: Shape) -> Self {
        Self { name: name.into(), place, is_deprecated: false, shape, operation: None, rules: Vec::new() }
    }

    fn deprecated(self, is_deprecated: bool) -> Self {
        Self { is_deprecated, ..self }
    }

    /// The namespace and the name, which identify it on both sides: a field and its setter have the same name.
    pub(super) fn key(&self) -> (u8, &str) {
        let space = match self.shape {
            Shape::Field(_) => 0,
            Shape::Variant(_) => 1,
            Shape::Function(..) | Shape::Method(..) => 2,
            Shape::Target(_) => 3,
        };
        (space, &self.name)
    }
}
