//! Rust types in generated code, and the conversions that callers can use.

use std::fmt;

use crate::model::{Field, Model, Presence, TypeDef, TypeKind, TypeRef};

/// A type in a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RustType {
    /// A type of Rust or of the runtime.
    Known(Known, Vec<RustType>),
    /// A type of the generated code, by its path in the module.
    Own(String),
    /// An alias of a type.
    Alias(String, Box<RustType>),
    /// A custom type, by its path.
    External(String),
    Tuple(Vec<RustType>),
}

/// The types of Rust and of the runtime that are used in generated signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    String,
    Bool,
    I32,
    I64,
    U64,
    F32,
    F64,
    Value,
    Upload,
    Vec,
    Map,
    Option,
    Patch,
    Box,
    Download,
    EventStream,
    JsonStream,
}

/// Whether one place accepts all values that another accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Taken {
    All,
    /// The values that callers usually pass.
    Most,
    Other,
}

impl Known {
    /// Its name in documentation.
    fn short(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Bool => "bool",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U64 => "u64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::Value => "Value",
            Self::Upload => "Upload",
            Self::Vec => "Vec",
            Self::Map => "BTreeMap",
            Self::Option => "Option",
            Self::Patch => "Patch",
            Self::Box => "Box",
            Self::Download => "Download",
            Self::EventStream => "EventStream",
            Self::JsonStream => "JsonStream",
        }
    }

    /// Its module, if it is not in the prelude.
    fn module(self) -> &'static str {
        match self {
            Self::Value => "talkjs_runtime::serde_json::",
            Self::Upload | Self::Patch => "talkjs_runtime::types::",
            Self::Map => "std::collections::",
            Self::Download | Self::EventStream | Self::JsonStream => "talkjs_runtime::",
            _ => "",
        }
    }
}

impl RustType {
    pub(super) fn unit() -> Self {
        Self::Tuple(Vec::new())
    }

    pub(super) fn text() -> Self {
        Self::Known(Known::String, Vec::new())
    }

    /// `Option<T>`, `Vec<T>` and the like.
    pub(super) fn with(known: Known, inner: Self) -> Self {
        Self::Known(known, vec![inner])
    }

    /// A type where the model uses it.
    pub(super) fn of(model: &Model, ty: &TypeRef) -> Self {
        let scalar = |known| Self::Known(known, Vec::new());
        match ty {
            TypeRef::Text => Self::text(),
            TypeRef::Bool => scalar(Known::Bool),
            TypeRef::I32 => scalar(Known::I32),
            TypeRef::I64 => scalar(Known::I64),
            TypeRef::U64 => scalar(Known::U64),
            TypeRef::F32 => scalar(Known::F32),
            TypeRef::F64 => scalar(Known::F64),
            TypeRef::Any => scalar(Known::Value),
            TypeRef::Binary => scalar(Known::Upload),
            TypeRef::List(inner) => Self::with(Known::Vec, Self::of(model, inner)),
            TypeRef::Map(inner) => Self::Known(Known::Map, vec![Self::text(), Self::of(model, inner)]),
            TypeRef::Nullable(inner) => Self::with(Known::Option, Self::of(model, inner)),
            TypeRef::Tuple(items) => Self::Tuple(items.iter().map(|item| Self::of(model, item)).collect()),
            TypeRef::Named(id) => model.get(*id).map_or_else(Self::unit, |ty| Self::named(model, ty)),
        }
    }

    fn named(model: &Model, ty: &TypeDef) -> Self {
        let name = ty.name.rust().to_owned();
        match &ty.kind {
            TypeKind::Alias { target, .. } => Self::Alias(name, Box::new(Self::of(model, target))),
            TypeKind::External(external) => {
                Self::Alias(name, Box::new(Self::External(external.path.to_string().replace(' ', ""))))
            }
            _ => Self::Own(name),
        }
    }

    /// The type of a field.
    pub(super) fn of_field(model: &Model, owner: &TypeDef, field: &Field) -> Self {
        let inner = Self::of(model, &field.ty);
        let inner = if field.boxed { Self::with(Known::Box, inner) } else { inner };
        match model.presence(owner, field) {
            Presence::Always => inner,
            Presence::Nullable | Presence::Optional => Self::with(Known::Option, inner),
            Presence::Patch => Self::with(Known::Patch, inner),
        }
    }

    /// The type with its aliases resolved.
    pub(super) fn resolved(&self) -> &Self {
        let mut ty = self;
        while let Self::Alias(_, target) = ty {
            ty = target;
        }
        ty
    }

    /// The type without `Option`, `Patch` and `Box`.
    pub(super) fn bare(&self) -> &Self {
        match self {
            Self::Known(Known::Option | Known::Patch | Known::Box, inner) => inner.first().map_or(self, Self::bare),
            _ => self,
        }
    }

    /// The type as written in code outside of the generated module.
    pub(super) fn code(&self) -> String {
        match self {
            Self::Known(known, inner) => format!("{}{}", known.module(), applied(*known, inner, Self::code)),
            Self::Own(path) | Self::Alias(path, _) | Self::External(path) => path.clone(),
            Self::Tuple(items) => tuple(items, Self::code),
        }
    }
}

impl fmt::Display for RustType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(known, inner) => f.write_str(&applied(*known, inner, ToString::to_string)),
            Self::Own(path) | Self::Alias(path, _) | Self::External(path) => f.write_str(path),
            Self::Tuple(items) => f.write_str(&tuple(items, ToString::to_string)),
        }
    }
}

fn applied(known: Known, inner: &[RustType], text: impl Fn(&RustType) -> String) -> String {
    let inner: Vec<String> = inner.iter().map(text).collect();
    if inner.is_empty() { known.short().to_owned() } else { format!("{}<{}>", known.short(), inner.join(", ")) }
}

fn tuple(items: &[RustType], text: impl Fn(&RustType) -> String) -> String {
    let items: Vec<String> = items.iter().map(text).collect();
    match items.as_slice() {
        [one] => format!("({one},)"),
        items => format!("({})", items.join(", ")),
    }
}

/// Relates types of the old code and of the new code.
pub(super) struct Relation<'s> {
    /// The new path of a renamed type.
    pub(super) renamed: &'s dyn Fn(&str) -> Option<&'s str>,
    /// The types that convert into a type of the new code, besides itself; strings are `String`.
    pub(super) converts: &'s dyn Fn(&str) -> &'s [RustType],
}

impl Relation<'_> {
    /// Whether two types are the same for callers. A name that both sides have is the same: a change behind it is a
    /// change of that type.
    pub(super) fn is_same(&self, old: &RustType, new: &RustType) -> bool {
        match (old, new) {
            (RustType::Alias(old, _), RustType::Alias(new, _)) if self.is_same_path(old, new) => true,
            (RustType::Alias(_, old), new) => self.is_same(old, new),
            (old, RustType::Alias(_, new)) => self.is_same(old, new),
            (RustType::Own(old), RustType::Own(new)) => self.is_same_path(old, new),
            (RustType::External(old), RustType::External(new)) => old == new,
            (RustType::Known(old, inside), RustType::Known(new, inner)) => old == new && self.are_same(inside, inner),
            (RustType::Tuple(old), RustType::Tuple(new)) => self.are_same(old, new),
            _ => false,
        }
    }

    pub(super) fn are_same(&self, old: &[RustType], new: &[RustType]) -> bool {
        old.len() == new.len() && old.iter().zip(new).all(|(old, new)| self.is_same(old, new))
    }

    fn is_same_path(&self, old: &str, new: &str) -> bool {
        (self.renamed)(old).unwrap_or(old) == new
    }

    /// Whether everything that converts into the old type converts into the new one. The conversions are those of the
    /// runtime's `IntoValue`.
    pub(super) fn takes(&self, old: &RustType, new: &RustType) -> Taken {
        if self.is_same(old, new) {
            return Taken::All;
        }
        let (old, new) = (old.resolved(), new.resolved());
        match (old, new) {
            (RustType::Known(Known::Option, old), RustType::Known(Known::Option, new))
            | (RustType::Known(Known::Vec, old), RustType::Known(Known::Vec, new))
            | (RustType::Known(Known::Map, old), RustType::Known(Known::Map, new))
            | (RustType::Tuple(old), RustType::Tuple(new))
                if old.len() == new.len() =>
            {
                old.iter().zip(new).map(|(old, new)| self.takes(old, new)).max().unwrap_or(Taken::All)
            }
            (_, RustType::Known(Known::Option, new)) => new.first().map_or(Taken::Other, |new| self.takes(old, new)),
            (RustType::Known(old, _), RustType::Known(new, _)) => widens(*old, *new),
            (_, RustType::Own(path)) => {
                let converts = (self.converts)(path).iter().any(|from| self.is_same(old, from));
                if converts { Taken::All } else { Taken::Other }
            }
            _ => Taken::Other,
        }
    }
}

/// Whether everything that converts into a scalar converts into another.
fn widens(old: Known, new: Known) -> Taken {
    match (old, new) {
        (Known::I32, Known::I64 | Known::F64)
        | (Known::F32, Known::F64)
        | (Known::Bool | Known::I32 | Known::I64 | Known::U64 | Known::F32 | Known::F64, Known::Value) => Taken::All,
        (Known::String, Known::Value) => Taken::Most,
        _ => Taken::Other,
    }
}
