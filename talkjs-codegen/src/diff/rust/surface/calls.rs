//! Lists the client's methods, and their items in the module `operations`.

use std::collections::HashMap;

use super::{Argument, By, Call, Item, Kind, Origin, Part, Role, Shape};
use crate::diff::rust::rust_type::{Known, RustType};
use crate::model::{
    Body, BodyFormat, Content, ErrorEnum, ErrorType, HeaderSet, Model, Name, Operation, Parameter, Response,
};
use crate::source::Span;

/// The client, and for each operation the types of its call.
pub(super) fn items(model: &Model) -> Vec<Item> {
    let operations = || model.operations.iter().enumerate();
    let mut client = Item::new("Client".to_owned(), Kind::Client, Span::default(), Origin::Api);
    client.parts.extend(operations().flat_map(|(index, operation)| methods(model, index, operation)));
    let errors = model.error_enums.iter().flat_map(|found| found.names.iter().map(move |name| (name.rust(), found)));
    let errors: HashMap<&str, &ErrorEnum> = errors.collect();
    let types = operations().flat_map(|(index, operation)| call_types(model, index, operation, &errors));
    std::iter::once(client).chain(types).collect()
}

/// The method of an operation, and one for each further media type of its body.
fn methods(model: &Model, index: usize, operation: &Operation) -> Vec<Part> {
    let method = |name: &Name, body: Option<&Body>, call: Option<Call>| {
        let required = operation.parameters.iter().filter(|parameter| parameter.required);
        let arguments = required.map(|parameter| argument(model, parameter));
        let body = body.map(|body| body_argument(model, body, operation.docs.place));
        let arguments = arguments.chain(body).collect();
        let part = Part::new(name.rust(), operation.docs.place, Shape::Method(arguments, call));
        let key = format!("{} {} {}", operation.method, operation.path, ending(name, operation));
        Part { operation: Some((index, key)), ..part.deprecated(operation.docs.deprecated) }
    };
    let body = operation.body.as_ref().filter(|body| body.required);
    let own = method(&operation.name, body, Some(call(model, operation)));
    let others = operation.other_bodies.iter().map(|(name, body)| method(name, Some(body), None));
    std::iter::once(own).chain(others).collect()
}

/// The suffix of a method's name, and its requested response: the key of a renamed method.
fn ending(name: &Name, operation: &Operation) -> String {
    let own = operation.name.rust();
    let base = operation.beside.as_ref().map_or(own, Name::rust);
    name.rust().strip_prefix(base).unwrap_or_default().to_owned()
}

fn argument(model: &Model, parameter: &Parameter) -> Argument {
    let Parameter { name, docs, ty, .. } = parameter;
    let by = match () {
        () if model.is_external(ty) => By::Itself,
        () if model.is_id(ty) => By::Into,
        () => By::IntoValue,
    };
    Argument { name: name.rust().to_owned(), place: docs.place, ty: RustType::of(model, ty), by }
}

fn body_argument(model: &Model, body: &Body, place: Span) -> Argument {
    let (ty, by) = match &body.format {
        BodyFormat::Json(_) | BodyFormat::Form(_) | BodyFormat::Multipart(_) => {
            let by = if model.is_external(&body.ty) { By::Itself } else { By::IntoValue };
            (RustType::of(model, &body.ty), by)
        }
        BodyFormat::Text(_) => (RustType::text(), By::Into),
        BodyFormat::Bytes(_) => (RustType::Known(Known::Upload, Vec::new()), By::Into),
    };
    Argument { name: "body".to_owned(), place, ty, by }
}

fn call(model: &Model, operation: &Operation) -> Call {
    let error = match &operation.error {
        ErrorType::Undeclared => None,
        ErrorType::One(ty) => Some(RustType::of(model, ty)),
        ErrorType::ByStatus(name) => Some(inside(name)),
    };
    Call {
        response: response(model, operation),
        error,
        headers: operation.headers.as_ref().map(|set| inside(&set.name)),
        items: operation.page.as_ref().map(|page| RustType::of(model, &page.item)),
        builder: operation.is_built().then(|| path(&operation.builder)),
    }
}

/// The path of an item in the module `operations`.
fn path(name: &Name) -> String {
    format!("operations::{}", name.rust())
}

fn inside(name: &Name) -> RustType {
    RustType::Own(path(name))
}

fn response(model: &Model, operation: &Operation) -> RustType {
    match &operation.response {
        Response::One(found) => content(model, found),
        Response::Several(name, _) => inside(name),
    }
}

fn content(model: &Model, found: &Content) -> RustType {
    match found {
        Content::Nothing => RustType::unit(),
        Content::Json(ty) => RustType::of(model, ty),
        Content::Text => RustType::text(),
        Content::Bytes => RustType::Known(Known::Download, Vec::new()),
        Content::Stream(stream) => {
            let known = if stream.framing.is_of_events() { Known::EventStream } else { Known::JsonStream };
            RustType::with(known, RustType::of(model, &stream.item))
        }
        Content::ByType(name, _) => inside(name),
    }
}

/// The struct of a call, the enums of its responses and errors, and the struct of its headers.
fn call_types(
    model: &Model,
    index: usize,
    operation: &Operation,
    error_enums: &HashMap<&str, &ErrorEnum>,
) -> Vec<Item> {
    let item = |name: &Name, kind| Item::new(path(name), kind, operation.docs.place, Origin::Operation(index));
    let mut items = Vec::new();
    if operation.is_built() {
        let mut builder = item(&operation.builder, Kind::Builder);
        builder.parts = setters(model, operation);
        items.push(builder);
    }
    // A method for another response shares the enums of the main method.
    if operation.beside.is_none() {
        items.extend(response_enums(model, operation, &item));
    }
    if let ErrorType::ByStatus(name) = &operation.error {
        let mut errors = item(name, Kind::ErrorEnum);
        let found = error_enums.get(name.rust()).into_iter();
        errors.parts.extend(found.flat_map(|found| &found.variants).map(|variant| {
            let held = Shape::Variant(Some(RustType::of(model, &variant.ty)));
            Part::new(variant.name.rust(), operation.docs.place, held)
        }));
        items.push(errors);
    }
    if let Some(HeaderSet { name, headers }) = operation.headers.as_ref().filter(|_| operation.beside.is_none()) {
        let mut set = item(name, Kind::HeaderStruct);
        set.parts.extend(headers.iter().map(|header| {
            let field = Shape::Field(RustType::with(Known::Option, RustType::of(model, &header.ty)));
            Part::new(header.name.rust(), header.docs.place, field).deprecated(header.docs.deprecated)
        }));
        items.push(set);
    }
    items
}

fn setters(model: &Model, operation: &Operation) -> Vec<Part> {
    let optional = operation.parameters.iter().filter(|parameter| !parameter.required);
    let setters = optional.map(|parameter| {
        let shape = Shape::Function(Role::CallSetter, vec![argument(model, parameter)]);
        Part::new(parameter.name.rust(), parameter.docs.place, shape).deprecated(parameter.docs.deprecated)
    });
    let body = operation.body.iter().filter(|body| !body.required).map(|body| {
        let arguments = vec![body_argument(model, body, operation.docs.place)];
        Part::new("body", operation.docs.place, Shape::Function(Role::CallSetter, arguments))
    });
    setters.chain(body).collect()
}

fn response_enums(model: &Model, operation: &Operation, item: &impl Fn(&Name, Kind) -> Item) -> Vec<Item> {
    let held = |found: &Content| {
        let content = (*found != Content::Nothing).then(|| content(model, found));
        Shape::Variant(content)
    };
    let traits =
        |is_streamed: bool| if is_streamed { Vec::new() } else { vec!["Clone".to_owned(), "PartialEq".to_owned()] };
    let mut items = Vec::new();
    if let Response::Several(name, statuses) = &operation.response {
        let mut by_status = item(name, Kind::ResponseEnum);
        let variants = statuses.iter();
        by_status.parts =
            variants.map(|status| Part::new(status.name.rust(), status.docs.place, held(&status.content))).collect();
        by_status.traits = traits(statuses.iter().any(|status| status.content.is_streamed()));
        items.push(by_status);
    }
    for found in operation.response.contents() {
        let Content::ByType(name, alternatives) = found else { continue };
        let mut by_type = item(name, Kind::ResponseEnum);
        let place = operation.docs.place;
        by_type.parts =
            alternatives.iter().map(|found| Part::new(found.name.rust(), place, held(&found.content))).collect();
        by_type.traits = traits(alternatives.iter().any(|found| found.content.is_streamed()));
        items.push(by_type);
    }
    items
}
