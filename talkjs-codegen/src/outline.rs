//! Prints the model as text: each type and method in a line or two, for people and for tests that compare two models.

use std::fmt::Write as _;

use crate::model::{
    Alternative, Body, BodyFormat, Content, Enum, ErrorType, External, Field, Header, HeaderSet, Model, Operation,
    Parameter, Response, Rule, Stream, Struct, TypeDef, TypeKind, TypeRef, Union, Variant,
};

/// One paragraph for each type and method, in the order of the model.
pub(crate) fn outline(model: &Model) -> Vec<String> {
    let types = model.types.iter().map(|ty| type_outline(model, ty));
    let conversions = model.types.iter().filter_map(|ty| {
        let request = ty.request.and_then(|id| model.get(id))?;
        Some(format!("impl From<{}>: for {}", ty.name.rust(), request.name.rust()))
    });
    types.chain(conversions).chain(model.operations.iter().map(|operation| method(model, operation))).collect()
}

fn type_outline(model: &Model, ty: &TypeDef) -> String {
    let name = ty.name.rust();
    match &ty.kind {
        TypeKind::Struct(object) => structure(model, name, object),
        TypeKind::Enum(values) => enumeration(name, values),
        TypeKind::Union(union) => branches(model, name, union),
        TypeKind::Newtype { inner, rules } => format!("struct {name}({}){}", of(model, inner), constraints(rules)),
        TypeKind::External(External { path, has_eq: _, kinds: _, literal, literal_rules }) => {
            let path = path.to_string().replace(' ', "");
            format!("type {name} = {path} for {}{}", of(model, literal), constraints(literal_rules))
        }
        TypeKind::Alias { target, rules } => format!("type {name} = {}{}", of(model, target), constraints(rules)),
    }
}

fn structure(model: &Model, name: &str, object: &Struct) -> String {
    let Struct { fields, tag, is_tag_optional, extra, extra_rules, alternatives, refines, received_only: _ } = object;
    let mut text = format!("struct {name}");
    if let Some(base) = refines.and_then(|id| model.get(id)) {
        let _ = write!(text, " refines {}", base.name.rust());
    }
    if let Some((property, value)) = tag {
        let mark = if *is_tag_optional { "?" } else { "" };
        let _ = write!(text, "\n  {property:?}{mark} = {value:?}");
    }
    for field in fields {
        text.push_str(&field_line(model, field));
    }
    if let Some(extra) = extra {
        let _ = write!(text, "\n  *: {}{}", of(model, extra), constraints(extra_rules));
    }
    for group in alternatives {
        let names = group.fields.iter().filter_map(|index| fields.get(*index)).map(|field| field.name.rust());
        let _ = write!(text, "\n  either {}", names.collect::<Vec<_>>().join(" and "));
    }
    text
}

fn field_line(model: &Model, field: &Field) -> String {
    let Field {
        name,
        docs,
        ty,
        rules,
        required,
        nullable,
        sensitive,
        former_names,
        preset,
        direction: _,
        clear: _,
        boxed,
    } = field;
    let spelt = if name.rust() == name.wire { String::new() } else { format!(" as {:?}", name.wire) };
    let mark = if *required { "" } else { "?" };
    let null = if *nullable { " | null" } else { "" };
    let flags = [(docs.deprecated, "deprecated"), (*sensitive, "sensitive"), (*boxed, "boxed")];
    let preset = preset.as_ref().map(|value| format!(" set to {value:?}")).unwrap_or_default();
    let flags: String = flags.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| format!(", {flag}")).collect();
    let former: String = former_names.iter().map(|name| format!(", was {name:?}")).collect();
    format!("\n  {}{mark}{spelt}: {}{null}{}{preset}{flags}{former}", name.rust(), of(model, ty), constraints(rules))
}

fn enumeration(name: &str, Enum { variants, holds, is_free }: &Enum) -> String {
    let values: Vec<String> =
        variants.iter().map(|value| format!("{} = {:?}", value.name.rust(), value.name.wire)).collect();
    let others = if *is_free { ", or any other" } else { "" };
    format!("enum {name} of {holds:?}: {}{others}", values.join(", "))
}

fn branches(model: &Model, name: &str, Union { variants, discriminator: _, is_tried: _ }: &Union) -> String {
    let mut text = format!("enum {name}");
    for variant in variants {
        text.push_str(&branch(model, variant));
    }
    text
}

fn branch(model: &Model, variant: &Variant) -> String {
    let Variant { name, docs: _, place: _, ty, rules, mapped: _, is_mapped: _, sign, is_fallback, boxed } = variant;
    let mut how = vec![sign.kinds.iter().map(|kind| format!("{kind:?}")).collect::<Vec<_>>().join(" or ")];
    how.extend(sign.tag.iter().map(|(property, values)| format!("{property} is {}", values.join(" or "))));
    how.extend(sign.fixed.iter().map(|(property, value)| format!("{property} may only be {value}")));
    how.extend(sign.has.iter().map(|property| format!("has {property}")));
    how.extend((!sign.words.is_empty()).then(|| format!("one of {}", sign.words.join(", "))));
    how.extend(is_fallback.then(|| "no other branch".to_owned()));
    let boxed = if *boxed { ", boxed" } else { "" };
    format!("\n  {}({}){}{boxed} by {}", name.rust(), of(model, ty), constraints(rules), how.join(", "))
}

fn method(model: &Model, operation: &Operation) -> String {
    let mut text = format!("fn {}: {} {}", operation.name.rust(), operation.method, operation.path);
    for parameter in &operation.parameters {
        let Parameter { name, docs: _, ty, rules, place, encoding, required } = parameter;
        let mark = if *required { "" } else { "?" };
        let how = encoding.map(|encoding| format!(" as {:?}", encoding.style)).unwrap_or_default();
        let _ =
            write!(text, "\n  {} {}{mark}: {}{how}{}", place.word(), name.rust(), of(model, ty), constraints(rules));
    }
    if let Some(Body { format, ty, docs: _, rules, required, stream_flag }) = &operation.body {
        let mark = if *required { "" } else { "?" };
        let _ = write!(text, "\n  body{mark} {}: {}{}", body_format(format), of(model, ty), constraints(rules));
        text.extend(stream_flag.iter().map(|flag| format!(" with {} = true", flag.rust())));
    }
    for (name, Body { format, ty, docs: _, rules, required: _, stream_flag: _ }) in &operation.other_bodies {
        let _ =
            write!(text, "\n  fn {}: {}: {}{}", name.rust(), body_format(format), of(model, ty), constraints(rules));
    }
    for requirement in operation.security.iter().flatten() {
        let _ = write!(
            text,
            "\n  with {}",
            if requirement.is_empty() { "nothing".to_owned() } else { requirement.join(" and ") }
        );
    }
    let _ = write!(text, "\n  -> {}", response(model, &operation.response));
    for failure in &operation.failures {
        if let Some(ty) = &failure.ty {
            let _ = write!(text, "\n  {} {}", failure.status, of(model, ty));
        }
    }
    if let ErrorType::ByStatus(name) = &operation.error {
        let found = model.error_enums.iter().filter(|found| found.names.contains(name));
        let variants: Vec<&str> = found.flat_map(|found| &found.variants).map(|variant| variant.name.rust()).collect();
        let _ = write!(text, "\n  errors {}: {}", name.rust(), variants.join(", "));
    }
    if let Some(HeaderSet { name, headers }) = &operation.headers {
        let _ = write!(text, "\n  headers {}", name.rust());
        for Header { name, docs: _, ty, format } in headers {
            let _ = write!(text, "\n    {} as {:?}: {} by {format:?}", name.rust(), name.wire, of(model, ty));
        }
    }
    text
}

fn body_format(format: &BodyFormat) -> String {
    match format {
        BodyFormat::Json(media) => format!("JSON {media}"),
        BodyFormat::Form(_) => "form".to_owned(),
        BodyFormat::Multipart(_) => "parts".to_owned(),
        BodyFormat::Text(media) => format!("text {media}"),
        BodyFormat::Bytes(media) => format!("bytes {media}"),
    }
}

fn response(model: &Model, found: &Response) -> String {
    match found {
        Response::One(only) => content(model, only),
        Response::Several(name, statuses) => {
            let statuses =
                statuses.iter().map(|status| format!("{} {}", status.name.rust(), content(model, &status.content)));
            format!("{}: {}", name.rust(), statuses.collect::<Vec<_>>().join(", "))
        }
    }
}

fn content(model: &Model, found: &Content) -> String {
    match found {
        Content::Nothing => "()".to_owned(),
        Content::Json(ty) => of(model, ty),
        Content::Text => "text".to_owned(),
        Content::Bytes => "bytes".to_owned(),
        Content::Stream(Stream { framing, item, sentinel, range: _ }) => {
            let end = sentinel.as_ref().map(|sentinel| format!(" until {sentinel:?}")).unwrap_or_default();
            format!("stream of {framing:?} {}{end}", of(model, item))
        }
        Content::ByType(name, alternatives) => {
            let alternatives = alternatives.iter().map(|Alternative { name, ranges, content: inner }| {
                format!("{} {} for {}", name.rust(), content(model, inner), ranges.join(" and "))
            });
            format!("{} {{ {} }}", name.rust(), alternatives.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A type as it is used.
fn of(model: &Model, ty: &TypeRef) -> String {
    match ty {
        TypeRef::Text => "String".to_owned(),
        TypeRef::Bool => "bool".to_owned(),
        TypeRef::Any => "any".to_owned(),
        TypeRef::Binary => "file".to_owned(),
        TypeRef::I32 | TypeRef::I64 | TypeRef::U64 | TypeRef::F32 | TypeRef::F64 => format!("{ty:?}").to_lowercase(),
        TypeRef::Named(id) => model.get(*id).map_or_else(String::new, |ty| ty.name.rust().to_owned()),
        TypeRef::List(inner) => format!("[{}]", of(model, inner)),
        TypeRef::Map(inner) => format!("{{{}}}", of(model, inner)),
        TypeRef::Nullable(inner) => format!("({} | null)", of(model, inner)),
        TypeRef::Tuple(items) => {
            format!("({})", items.iter().map(|item| of(model, item)).collect::<Vec<_>>().join(", "))
        }
    }
}

fn constraints(rules: &[Rule]) -> String {
    if rules.is_empty() { String::new() } else { format!(" {rules:?}") }
}
