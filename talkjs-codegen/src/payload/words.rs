//! Texts for what a type accepts: "an array of strings".

use super::schema::{Kind, Schema, Type};
use crate::model::{Json, Kinds, TypeRef};

/// The values that a type accepts.
pub(crate) fn expected(ty: &TypeRef, schema: &Schema) -> String {
    words(ty, schema, 0, Number::One)
}

/// The values that a named type accepts.
pub(crate) fn expected_type(ty: &Type, schema: &Schema) -> String {
    type_words(ty, schema, 0, Number::One)
}

/// The expressions that a type accepts: for numbers, the size matters as well.
pub(crate) fn accepted(ty: &TypeRef, schema: &Schema) -> String {
    let size = match ty {
        TypeRef::Nullable(inner) => return format!("{} or null", accepted(inner, schema)),
        TypeRef::I32 => " (`i32`)",
        TypeRef::I64 => " (`i64`)",
        TypeRef::U64 => " (`u64`)",
        TypeRef::F32 => " (`f32`)",
        TypeRef::F64 => " (`f64`)",
        TypeRef::Named(id) => match schema.types.get(id.0).map(|ty| &ty.kind) {
            Some(Kind::External(_, path)) => return format!("a `{path}`"),
            _ => "",
        },
        _ => "",
    };
    format!("{}{size}", expected(ty, schema))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    One,
    Many,
}

/// The deepest nesting of lists and aliases that a text describes.
const MAX_DEPTH: usize = 8;

fn words(ty: &TypeRef, schema: &Schema, depth: usize, number: Number) -> String {
    let say = |one: &str, many: &str| if number == Number::One { one.to_owned() } else { many.to_owned() };
    let inside = |ty: &TypeRef| words(ty, schema, depth.saturating_add(1), Number::Many);
    match ty {
        _ if depth > MAX_DEPTH => say("a value", "values"),
        TypeRef::Text => say("a string", "strings"),
        TypeRef::Bool => say("a boolean", "booleans"),
        TypeRef::I32 | TypeRef::I64 | TypeRef::U64 => say("an integer", "integers"),
        TypeRef::F32 | TypeRef::F64 => say("a number", "numbers"),
        TypeRef::Any => say("any JSON", "any JSON"),
        TypeRef::Binary => say("a file: an `Upload`", "files: each an `Upload`"),
        TypeRef::List(inner) => format!("{} of {}", say("an array", "arrays"), inside(inner)),
        TypeRef::Tuple(items) => format!("{} of {} items", say("an array", "arrays"), items.len()),
        TypeRef::Map(inner) => format!("{} of {}", say("an object", "objects"), inside(inner)),
        TypeRef::Nullable(inner) => format!("{} or null", words(inner, schema, depth.saturating_add(1), number)),
        TypeRef::Named(id) => match schema.types.get(id.0) {
            Some(ty) => type_words(ty, schema, depth.saturating_add(1), number),
            None => say("a value", "values"),
        },
    }
}

fn type_words(ty: &Type, schema: &Schema, depth: usize, number: Number) -> String {
    let name = &ty.name;
    match &ty.kind {
        Kind::Newtype(used) | Kind::Alias(used) | Kind::External(used, _) => words(&used.ty, schema, depth, number),
        Kind::Texts(_, true) => words(&TypeRef::Text, schema, depth, number),
        Kind::Integers(_, true) => words(&TypeRef::I64, schema, depth, number),
        Kind::Texts(known, false) => one_of(known.iter().map(|(wire, _)| format!("{wire:?}"))),
        Kind::Integers(known, false) => one_of(known.iter().map(|(wire, _)| wire.to_string())),
        Kind::Object(_) if number == Number::One => format!("an object (`{name}`)"),
        Kind::Object(_) => format!("objects (`{name}`)"),
        Kind::Elsewhere => format!("`{name}`"),
        Kind::Union(branches) => {
            let kinds = branches.iter().map(|branch| Kinds::of(&branch.kinds)).fold(Kinds::default(), Kinds::union);
            let kinds: Vec<&str> = kinds.iter().map(|kind| kind_words(kind, number)).collect();
            format!("{} (`{name}`)", kinds.join(" or "))
        }
    }
}

fn kind_words(kind: Json, number: Number) -> &'static str {
    let (one, many) = match kind {
        Json::Text => ("a string", "strings"),
        Json::Bool => ("a boolean", "booleans"),
        Json::Integer => ("an integer", "integers"),
        Json::Fraction => ("a number", "numbers"),
        Json::List => ("an array", "arrays"),
        Json::Object => ("an object", "objects"),
    };
    if number == Number::One { one } else { many }
}

/// The most values that are listed.
const MAX_LISTED: usize = 16;

fn one_of(values: impl ExactSizeIterator<Item = String>) -> String {
    let more = values.len().saturating_sub(MAX_LISTED);
    let shown: Vec<String> = values.take(MAX_LISTED).collect();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    match shown.as_slice() {
        [only] => only.clone(),
        shown => format!("one of {}{rest}", shown.join(", ")),
    }
}
