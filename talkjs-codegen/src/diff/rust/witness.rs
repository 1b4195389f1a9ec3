//! Writes lines of code that compile with the old code and not with the new one, as short as possible.

use super::rust_type::{Known, RustType};
use super::surface::{Argument, By, Item, Kind, Part, Role, Shape, Surface};

/// Names an item.
pub(super) fn naming(path: &str) -> String {
    format!("let _: Option<{path}> = None;")
}

/// Uses a feature that only this kind of item has.
pub(super) fn of_kind(item: &Item, new: Kind) -> Option<String> {
    let path = &item.path;
    let first = item.parts.first()?;
    match (item.kind, &first.shape) {
        (Kind::Struct, Shape::Field(_)) => Some(reading(path, &first.name)),
        (Kind::TextEnum | Kind::IntegerEnum, _) => Some(format!("let _ = {path}::{};", first.name)),
        (Kind::TextNewtype, _) if new == Kind::NumberNewtype => Some(format!("let _ = {path}::from(\"a\");")),
        (Kind::TextNewtype, _) if new == Kind::IntegerEnum => Some(format!("let _ = {path}::from(\"a\");")),
        (Kind::TextNewtype, _) => Some(format!("let _ = {path}::from(1_i64);")),
        (Kind::NumberNewtype, _) => Some(format!("let _ = |it: {path}| it.get();")),
        (_, Shape::Variant(_)) => Some(matching(path, first)),
        (_, Shape::Target(ty)) => Some(format!("let _: fn({path}) -> {} = |it| it;", ty.code())),
        _ => None,
    }
}

/// Reads a field.
pub(super) fn reading(path: &str, field: &str) -> String {
    format!("let _ = |it: {path}| it.{field};")
}

/// Reads a field with its type.
pub(super) fn reading_as(path: &str, field: &str, ty: &RustType) -> String {
    format!("let _: fn({path}) -> {} = |it| it.{field};", ty.code())
}

/// Matches a variant.
pub(super) fn matching(path: &str, variant: &Part) -> String {
    match &variant.shape {
        Shape::Variant(Some(_)) => format!("let _ = |it: {path}| matches!(it, {path}::{}(_));", variant.name),
        _ => format!("let _ = |it: {path}| matches!(it, {path}::{});", variant.name),
    }
}

/// Moves the value out of a variant.
pub(super) fn unwrapping(path: &str, variant: &str, held: Option<&RustType>) -> String {
    match held {
        Some(ty) => format!("let _ = |it| if let {path}::{variant}(it) = it {{ let _: {} = it; }};", ty.code()),
        None => format!("let _ = |it: {path}| matches!(it, {path}::{variant});"),
    }
}

/// Requires a trait.
pub(super) fn bound(path: &str, implemented: &str) -> String {
    format!("fn needs<T: {implemented}>() {{}} needs::<{path}>();")
}

/// Converts.
pub(super) fn converting(path: &str, from: &RustType) -> String {
    format!("let _: fn({}) -> {path} = From::from;", from.code())
}

/// Calls a function of a type, or a method on a value of it.
pub(super) fn calling(item: &Item, part: &Part, by_type: bool) -> Option<String> {
    let path = &item.path;
    match &part.shape {
        Shape::Function(Role::Constructor, arguments) => {
            let (given, named) = passed(arguments, by_type);
            Some(closure(&named, &format!("{path}::{}({given})", part.name)))
        }
        Shape::Function(Role::Setter | Role::CallSetter, arguments) => {
            let (given, mut named) = passed(arguments, by_type);
            named.insert(0, format!("it: {path}"));
            Some(closure(&named, &format!("it.{}({given})", part.name)))
        }
        Shape::Function(Role::Credential, arguments) => {
            let (given, named) = passed(arguments, false);
            Some(closure(&named, &format!("{path}::{}({given})", part.name)))
        }
        Shape::Function(Role::Servers, _) => Some(format!("let _ = {};", part.name)),
        Shape::Method(arguments, _) => {
            let (given, named) = passed(arguments, by_type);
            Some(closure(&named, &format!("client.{}({given})", part.name)))
        }
        _ => None,
    }
}

/// Sends a call, and uses its result with its type.
pub(super) fn sending(part: &Part, end: &str, result: &str) -> String {
    let Shape::Method(arguments, _) = &part.shape else { return String::new() };
    let (given, named) = passed(arguments, false);
    let call = format!("client.{}({given}).{end}", part.name);
    match (named.is_empty(), result) {
        (true, "") => format!("let _ = {call};"),
        (true, result) => format!("let _: {result} = {call};"),
        (false, "") => format!("let _ = async |{}| {{ let _ = {call}; }};", named.join(", ")),
        (false, result) => format!("let _ = async |{}| {{ let _: {result} = {call}; }};", named.join(", ")),
    }
}

fn closure(arguments: &[String], body: &str) -> String {
    if arguments.is_empty() {
        format!("let _ = {body};")
    } else {
        format!("let _ = |{}| {body};", arguments.join(", "))
    }
}

/// The arguments that are passed: literals if possible, and otherwise, or if `by_type`, arguments of a closure.
fn passed(arguments: &[Argument], by_type: bool) -> (String, Vec<String>) {
    let (mut given, mut named) = (Vec::new(), Vec::new());
    for argument in arguments {
        match literal(argument).filter(|_| !by_type) {
            Some(literal) => given.push(literal.to_owned()),
            None => {
                let ty = argument.ty.code();
                let ty = if argument.by == By::IntoNullable { format!("Option<{ty}>") } else { ty };
                // `it` and `client` are the receivers.
                let mark = if matches!(argument.name.as_str(), "it" | "client") { "_" } else { "" };
                let name = format!("{}{mark}", argument.name);
                named.push(format!("{name}: {ty}"));
                given.push(name);
            }
        }
    }
    (given.join(", "), named)
}

fn literal(argument: &Argument) -> Option<&'static str> {
    match (argument.by, argument.ty.resolved()) {
        (By::Itself, _) => None,
        (_, RustType::Known(Known::String, _)) => Some("\"a\""),
        (By::Into, RustType::Own(_)) => Some("\"a\""),
        (_, RustType::Known(Known::Bool, _)) => Some("true"),
        (_, RustType::Known(Known::I32 | Known::I64, _)) => Some("1"),
        (_, RustType::Known(Known::U64, _)) => Some("1_u64"),
        (_, RustType::Known(Known::F32, _)) => Some("1.5_f32"),
        (_, RustType::Known(Known::F64, _)) => Some("1.5"),
        _ => None,
    }
}

/// Names the type that a method returns.
pub(super) fn storing(surface: &Surface, part: &Part) -> Option<String> {
    let Shape::Method(arguments, Some(call)) = &part.shape else { return None };
    let (given, named) = passed(arguments, false);
    let made = format!("client.{}({given})", part.name);
    let ty = match &call.builder {
        Some(path) => surface.get(path)?.path.clone(),
        None => {
            let mut types = vec![call.response.code()];
            let undeclared = "talkjs_runtime::Undeclared".to_owned();
            if call.error.is_some() || call.headers.is_some() {
                types.push(call.error.as_ref().map_or(undeclared, RustType::code));
            }
            types.extend(call.headers.as_ref().map(RustType::code));
            format!("talkjs_runtime::Call<{}>", types.join(", "))
        }
    };
    if named.is_empty() {
        return Some(format!("let _: {ty} = {made};"));
    }
    Some(format!("let _ = |{}| {{ let _: {ty} = {made}; }};", named.join(", ")))
}
