//! The ways in which a description can be large, and descriptions that are.

use std::collections::HashMap;
use std::fmt::Write as _;

use talkjs_codegen::Source;

/// A description of a size: its files, the main one first.
pub(crate) type Make = fn(usize) -> Vec<(String, String)>;

/// A dimension, how to make it, and the two sizes that are compared.
pub(crate) const DIMENSIONS: [(&str, Make, usize, usize); 11] = [
    ("schemas", schemas, 2_000, 16_000),
    ("operations", operations, 1_000, 8_000),
    ("levels of nesting, in many schemas", nesting, 6, 48),
    ("references to one schema", references, 2_000, 16_000),
    ("references to a part of a schema", parts, 1_000, 8_000),
    ("schemas that extend one", children, 1_000, 8_000),
    ("branches of one union", branches, 1_000, 8_000),
    ("files", files, 2_000, 16_000),
    ("schemas of a file that is the section", section, 2_000, 16_000),
    ("properties of one object", properties, 5_000, 40_000),
    ("values of one enum", values, 20_000, 160_000),
];

/// The description of these files.
#[allow(clippy::unwrap_used, reason = "all of them are there")]
pub(crate) fn source(files: &[(String, String)]) -> Source {
    let texts: HashMap<&str, &str> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let read = |path: &str| texts.get(path).map(|text| (*text).to_owned()).ok_or("no such file");
    Source::open(&files.first().unwrap().0, read).unwrap()
}

/// The main file, with what is written behind its head.
fn main_file(rest: &str) -> Vec<(String, String)> {
    vec![("api.yaml".to_owned(), format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{rest}"))]
}

/// Lines that are made of numbers.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{}", line(number));
        text
    })
}

fn components(schemas: &str) -> Vec<(String, String)> {
    main_file(&format!("paths: {{}}\ncomponents:\n  schemas:\n{schemas}"))
}

fn schema(number: usize) -> String {
    format!(
        "    S{number}: {{type: object, required: [id], properties: {{id: {{type: string, maxLength: 9}}, n: {{type: integer}}}}}}"
    )
}

fn schemas(count: usize) -> Vec<(String, String)> {
    components(&lines(count, schema))
}

fn operations(count: usize) -> Vec<(String, String)> {
    let path = |n| {
        format!(
            "  /p{n}/{{id}}: {{get: {{operationId: get{n}, parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}], responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{type: object, properties: {{x: {{type: string}}}}}}}}}}}}}}}}}}"
        )
    };
    main_file(&format!("paths:\n{}", lines(count, path)))
}

fn nesting(levels: usize) -> Vec<(String, String)> {
    let nested = (0..levels).fold("{type: string}".to_owned(), |inner, _| format!("{{type: array, items: {inner}}}"));
    components(&lines(200, |n| format!("    S{n}: {nested}")))
}

fn references(count: usize) -> Vec<(String, String)> {
    let user = |n| format!("    U{n}: {{type: object, properties: {{s: {{$ref: '#/components/schemas/S0'}}}}}}");
    components(&format!("{}\n{}", schema(0), lines(count, user)))
}

fn parts(count: usize) -> Vec<(String, String)> {
    let user = |n| {
        format!("    U{n}: {{type: object, properties: {{s: {{$ref: '#/components/schemas/S{n}/properties/id'}}}}}}")
    };
    components(&format!("{}{}", lines(count, schema), lines(count, user)))
}

/// Schemas that a property of their parent selects.
fn children(count: usize) -> Vec<(String, String)> {
    let parent =
        "    P: {type: object, required: [t], properties: {t: {type: string}}, discriminator: {propertyName: t}}";
    let child = |n| {
        format!(
            "    S{n}: {{allOf: [{{$ref: '#/components/schemas/P'}}, {{type: object, properties: {{x: {{type: string}}}}}}]}}"
        )
    };
    components(&format!("{parent}\n{}", lines(count, child)))
}

/// Schemas that each require a property of their own.
fn branches(count: usize) -> Vec<(String, String)> {
    let branch = |n| format!("    S{n}: {{type: object, required: [p{n}], properties: {{p{n}: {{type: string}}}}}}");
    let union = lines(count, |n| format!("        - {{$ref: '#/components/schemas/S{n}'}}"));
    components(&format!("{}    U:\n      oneOf:\n{union}", lines(count, branch)))
}

fn files(count: usize) -> Vec<(String, String)> {
    let path = |n| format!("  /p{n}: {{$ref: 'p/{n}.yaml'}}");
    let mut files = main_file(&format!("paths:\n{}", lines(count, path)));
    let item = |n| format!("get: {{operationId: g{n}, responses: {{'204': {{description: ok}}}}}}\n");
    files.extend((0..count).map(|n| (format!("p/{n}.yaml"), item(n))));
    files
}

fn section(count: usize) -> Vec<(String, String)> {
    let mut files = main_file("paths: {}\ncomponents:\n  schemas: {$ref: schemas.yaml}\n");
    files.push(("schemas.yaml".to_owned(), lines(count, |n| schema(n).trim_start().to_owned())));
    files
}

fn properties(count: usize) -> Vec<(String, String)> {
    let property = |n| format!("        p{n}: {{type: string}}");
    components(&format!("    S:\n      type: object\n      properties:\n{}", lines(count, property)))
}

fn values(count: usize) -> Vec<(String, String)> {
    components(&format!("    S:\n      type: string\n      enum:\n{}", lines(count, |n| format!("        - v{n}"))))
}
