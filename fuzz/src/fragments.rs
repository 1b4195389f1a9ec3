//! Pieces of descriptions: most of them valid, some of them bent.

use serde_json::{Map, Value, json};

use crate::choices::Choices;

/// Names of things that refer to each other. Some become the same Rust name, some none, some one that means something.
const NAMES: &[&str] = &[
    "Pet",
    "Owner",
    "pet",
    "Self",
    "self",
    "type",
    "Option",
    "String",
    "Client",
    "Error",
    "__rt",
    "operations",
    "a.b",
    "a b",
    "a-b",
    "-1",
    "1a",
    "é",
    "e\u{301}",
    "x/y",
    "x~1y",
    "_",
    "",
    "Pet2",
    "PetPet",
    "r#fn",
    "日本",
    "Some",
    "crate",
    "new",
    "send",
    "Vec",
    "UnknownValue",
    "additional_properties",
    "additionalProperties",
    "\u{202e}",
    "$ref",
    "Kind",
    "$",
    "…",
    "+1",
    "-",
    "PetPayload",
    "PetResponse",
    "Status",
    "call",
    "Body",
    "body",
    "Content-Type",
    "X-Pet",
];
const MEDIA: &[&str] = &[
    "application/json",
    "application/json",
    "application/json",
    "application/json; charset=utf-8",
    "application/problem+json",
    "application/xml",
    "application/*",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data",
    "multipart/mixed",
    "text/plain",
    "text/event-stream",
    "application/x-ndjson",
    "application/json-seq",
    "text/json",
    "image/png",
    "image/*",
    "*/*",
    "é/\n",
    "x",
    "",
];
/// Places that a `$ref` can lead to, whatever it should be. Some lead back to where they stand.
const PLACES: &[&str] = &[
    "#",
    "#/",
    "#/paths",
    "#/paths/~1p0",
    "#/paths/~1p0/get",
    "#/paths/~1p0/get/parameters/0",
    "#/paths/~1p0/get/parameters/0/schema",
    "#/paths/~1p0/get/requestBody",
    "#/paths/~1p0/get/requestBody/content/application~1json/schema",
    "#/paths/~1p0/get/responses/200",
    "#/paths/~1p0/get/responses/200/content/application~1json/schema/properties/Pet",
    "#/components/schemas",
    "#/components/schemas/Pet/properties/Pet",
    "#/components/schemas/Pet/properties/Owner/items",
    "#/components/schemas/Pet/allOf/0",
    "#/components/schemas/Pet/oneOf/1",
    "#/components/schemas/Pet/items",
    "#/components/schemas/Pet/additionalProperties",
    "#/components/schemas/Pet/$defs/Pet",
    "#/components/schemas/Owner/anyOf/0/properties/Pet",
    "#/components/parameters/Pet",
    "#/components/parameters/Pet/schema",
    "#/components/responses/Pet",
    "#/components/requestBodies/Pet",
    "#/components/headers/Pet",
    "#/components/pathItems/Pet",
    "#/components/callbacks/Pet",
    "#/components/securitySchemes/Pet",
    "#/webhooks/Pet",
    "#/webhooks/Pet/post/requestBody/content/application~1json/schema",
    "#/info/title",
    "#/components/schemas/%50et",
    "#Pet",
    "Pet",
    "other.yaml#/a",
    "description.json#/components/schemas/Pet",
    "https://a.example/a.json",
    "",
];
const FORMATS: &[&str] = &[
    "int32",
    "int64",
    "uint32",
    "uint64",
    "float",
    "double",
    "byte",
    "binary",
    "date",
    "date-time",
    "uuid",
    "password",
    "uri",
    "email",
    "",
    "x",
];
const TYPES: &[&str] = &["string", "integer", "number", "boolean", "array", "object"];
const PATTERNS: &[&str] =
    &["^a+$", "(", "(?=a)", "\\d{1,3}", "[[:alpha:]]", "\\p{L}", "", "a{99999}", "^[\u{0}-\u{1f}]"];
const TEXTS: &[&str] = &[
    "Text",
    "",
    "*/ \"#",
    "```\nlet x: u8 = 300;\n```",
    "[link]: <javascript:>",
    "\u{202e}\u{0}",
    "a\r\n\n    b",
    "{braces} ${x} {}",
    "\\u{7d} \"\\\"",
    "<b>`</b>",
];

pub(crate) fn description(choices: &mut Choices<'_>) -> Value {
    let version = choices.pick(&["3.0.3", "3.0.3", "3.0.3", "3.1.0", "3.1.1", "3.2.0"]);
    let schemas = map(choices, 6, |choices| schema(choices, 0));
    let mut components = Map::from_iter([("schemas".to_owned(), schemas)]);
    if choices.once_in(4) {
        components.insert("parameters".into(), map(choices, 3, parameter));
        components.insert("responses".into(), map(choices, 3, response));
        components.insert("requestBodies".into(), map(choices, 3, body));
    }
    if choices.once_in(8) {
        components.insert("securitySchemes".into(), map(choices, 3, security));
    }
    if choices.once_in(8) {
        components.insert("headers".into(), map(choices, 3, header));
        components.insert("callbacks".into(), map(choices, 2, callback));
        components.insert("pathItems".into(), map(choices, 2, path_item));
    }
    let paths = some(choices, 4);
    let paths: Map<String, Value> = (0..paths).map(|index| (path(choices, index), path_item(choices))).collect();
    let mut description = json!({
        "openapi": version,
        "info": { "title": choices.pick(TEXTS), "version": "1", "description": choices.pick(TEXTS) },
        "paths": paths,
        "components": components,
    });
    if choices.once_in(8) {
        description["servers"] = list(choices, 2, server);
    }
    if choices.once_in(8) {
        description["security"] = requirements(choices);
    }
    if choices.once_in(8) {
        description["webhooks"] = map(choices, 2, path_item);
    }
    bend(choices, &mut description);
    description
}

/// A few of something, rarely many.
fn some(choices: &mut Choices<'_>, most: usize) -> usize {
    choices.below(most + 1)
}

fn map(choices: &mut Choices<'_>, most: usize, mut value: impl FnMut(&mut Choices<'_>) -> Value) -> Value {
    let count = some(choices, most);
    let entries = (0..count).map(|_| (choices.pick(NAMES).to_owned(), value(choices)));
    Value::Object(entries.collect())
}

fn list(choices: &mut Choices<'_>, most: usize, mut value: impl FnMut(&mut Choices<'_>) -> Value) -> Value {
    let count = some(choices, most);
    Value::Array((0..count).map(|_| value(choices)).collect())
}

fn reference(choices: &mut Choices<'_>, section: &str) -> Value {
    let name = choices.pick(NAMES).replace('~', "~0").replace('/', "~1");
    let target = match choices.below(16) {
        14 | 15 => choices.pick(PLACES).to_owned(),
        _ => format!("#/components/{section}/{name}"),
    };
    json!({ "$ref": target })
}

/// A schema; deeper ones are simpler.
fn schema(choices: &mut Choices<'_>, depth: usize) -> Value {
    let kinds = if depth > 4 || !choices.spend() { 3 } else { 10 };
    let mut made = match choices.below(kinds) {
        0 => json!({ "type": choices.pick(TYPES) }),
        1 => reference(choices, "schemas"),
        2 => json!({}),
        3 | 4 => object(choices, depth),
        5 => json!({ "type": "array", "items": schema(choices, depth + 1) }),
        6 => json!({ "allOf": list(choices, 4, |choices| schema(choices, depth + 1)) }),
        7 => union(choices, depth),
        8 => enumeration(choices),
        _ => json!({ "type": "object", "additionalProperties": schema(choices, depth + 1) }),
    };
    if let Some(members) = made.as_object_mut() {
        for _ in 0..some(choices, 3) {
            let (key, value) = keyword(choices, depth);
            members.insert(key.to_owned(), value);
        }
    }
    made
}

/// Values of one type or of any, with names or without.
fn enumeration(choices: &mut Choices<'_>) -> Value {
    let mut made = match choices.below(4) {
        0 => json!({ "type": "string", "enum": list(choices, 5, |choices| json!(choices.pick(NAMES))) }),
        1 => json!({ "type": choices.pick(&["integer", "number"]), "enum": list(choices, 5, number) }),
        2 => json!({ "enum": list(choices, 5, value) }),
        _ => json!({ "type": choices.pick(TYPES), "enum": list(choices, 5, value) }),
    };
    if choices.once_in(4) {
        let key = choices.pick(&["x-enum-varnames", "x-enumNames", "x-enum-descriptions"]);
        made[key] = list(choices, 5, |choices| json!(choices.pick(NAMES)));
    }
    made
}

fn object(choices: &mut Choices<'_>, depth: usize) -> Value {
    json!({
        "type": "object",
        "properties": map(choices, 5, |choices| schema(choices, depth + 1)),
        "required": list(choices, 3, |choices| json!(choices.pick(NAMES))),
    })
}

fn union(choices: &mut Choices<'_>, depth: usize) -> Value {
    let branches = list(choices, 4, |choices| schema(choices, depth + 1));
    let mut made = json!({ choices.pick(&["oneOf", "oneOf", "anyOf"]): branches });
    if choices.once_in(3) {
        let mapping = map(choices, 3, |choices| {
            let name = choices.pick(NAMES);
            json!(if choices.once_in(2) { name.to_owned() } else { format!("#/components/schemas/{name}") })
        });
        made["discriminator"] = json!({ "propertyName": choices.pick(NAMES), "mapping": mapping });
    }
    made
}

/// A keyword that any schema may get, whether it fits or not.
fn keyword(choices: &mut Choices<'_>, depth: usize) -> (&'static str, Value) {
    match choices.below(52) {
        0 => ("description", json!(choices.pick(TEXTS))),
        1 => ("nullable", json!(true)),
        2 => ("format", json!(choices.pick(FORMATS))),
        3 => ("default", value(choices)),
        4 => ("minimum", number(choices)),
        5 => ("maximum", number(choices)),
        6 => ("exclusiveMinimum", if choices.once_in(2) { number(choices) } else { json!(true) }),
        7 => ("multipleOf", number(choices)),
        8 => ("minLength", number(choices)),
        9 => ("maxLength", number(choices)),
        10 => ("pattern", json!(choices.pick(PATTERNS))),
        11 => ("minItems", number(choices)),
        12 => ("maxItems", number(choices)),
        13 => ("uniqueItems", json!(true)),
        14 => ("required", list(choices, 3, |choices| json!(choices.pick(NAMES)))),
        15 => ("additionalProperties", if choices.once_in(2) { schema(choices, depth + 1) } else { json!(false) }),
        16 => ("readOnly", json!(true)),
        17 => ("writeOnly", json!(true)),
        18 => ("deprecated", json!(true)),
        19 => ("title", json!(choices.pick(NAMES))),
        20 => ("x-sensitive", json!(true)),
        21 => ("x-key-pattern", json!(choices.pick(PATTERNS))),
        22 => ("not", schema(choices, depth + 1)),
        23 => ("const", value(choices)),
        24 => {
            ("type", list(choices, 3, |choices| json!(choices.pick(&["null", "string", "integer", "object", "array"]))))
        }
        25 => ("prefixItems", list(choices, 3, |choices| schema(choices, depth + 1))),
        26 => ("patternProperties", json!({ choices.pick(PATTERNS): schema(choices, depth + 1) })),
        27 => ("allOf", list(choices, 3, |choices| schema(choices, depth + 1))),
        28 => ("properties", map(choices, 3, |choices| schema(choices, depth + 1))),
        29 => ("example", value(choices)),
        30 | 31 => ("oneOf", list(choices, 3, |choices| schema(choices, depth + 1))),
        32 | 33 => ("anyOf", list(choices, 3, |choices| schema(choices, depth + 1))),
        34 => ("discriminator", json!({ "propertyName": choices.pick(NAMES) })),
        35 => ("enum", list(choices, 4, value)),
        36 => ("items", if choices.once_in(4) { json!(false) } else { schema(choices, depth + 1) }),
        37 => ("exclusiveMaximum", if choices.once_in(2) { number(choices) } else { json!(true) }),
        38 => ("minProperties", number(choices)),
        39 => ("maxProperties", number(choices)),
        40 => ("propertyNames", json!({ "pattern": choices.pick(PATTERNS) })),
        41 => ("propertyNames", schema(choices, depth + 1)),
        42 => ("contentEncoding", json!(choices.pick(&["base64", "base64url", "x"]))),
        43 => ("contentMediaType", json!(choices.pick(MEDIA))),
        44 => ("$defs", map(choices, 2, |choices| schema(choices, depth + 1))),
        45 => (choices.pick(&["if", "then", "else", "contains", "contentSchema"]), schema(choices, depth + 1)),
        46 => (choices.pick(&["unevaluatedProperties", "unevaluatedItems", "additionalItems"]), json!(false)),
        47 => (choices.pick(&["dependentRequired", "dependentSchemas", "examples", "$id", "$comment"]), value(choices)),
        48 => ("type", json!("null")),
        49 => ("$ref", reference(choices, "schemas")["$ref"].take()),
        50 => (choices.pick(&["additionalProperties", "not", "items"]), json!(true)),
        _ => ("x-enum-varnames", list(choices, 4, |choices| json!(choices.pick(NAMES)))),
    }
}

/// Any JSON.
fn value(choices: &mut Choices<'_>) -> Value {
    match choices.below(9) {
        0 => Value::Null,
        1 => json!(choices.pick(NAMES)),
        2 => json!(choices.pick(TEXTS)),
        3 => number(choices),
        4 => json!(true),
        5 => json!([]),
        6 => json!({}),
        7 => json!([choices.pick(NAMES), 1, null]),
        _ => json!({ choices.pick(NAMES): choices.pick(NAMES) }),
    }
}

fn number(choices: &mut Choices<'_>) -> Value {
    let whole = choices.pick(&[0_i64, 1, 2, -1, 300, i64::MIN, i64::MAX, 1 << 53, 4_294_967_296]);
    match choices.below(8) {
        5 => json!(u64::MAX),
        6 => json!(0.1),
        7 => json!(1e300),
        _ => json!(whole),
    }
}

/// A path; the names in braces are those that parameters have.
fn path(choices: &mut Choices<'_>, index: usize) -> String {
    let name = choices.pick(NAMES).replace(['/', '{', '}'], "");
    match choices.below(6) {
        0 => format!("/p{index}"),
        1 => format!("/p{index}/{{{name}}}"),
        2 => format!("/p{index}/{{{name}}}/{{{name}}}"),
        3 => format!("/p{index}:{{{name}}}.json"),
        4 => choices.pick(&["/", "//", "/{", "/}", "/{}", "/a?b=c", "/a#b", "/..", "a"]).to_owned(),
        _ => format!("/{name}"),
    }
}

fn path_item(choices: &mut Choices<'_>) -> Value {
    let mut item = Map::new();
    for _ in 0..=some(choices, 2) {
        let method = choices.pick(&["get", "post", "put", "delete", "patch", "head", "options", "trace"]);
        item.insert(method.to_owned(), operation(choices));
    }
    if choices.once_in(4) {
        item.insert("parameters".to_owned(), list(choices, 3, parameter));
    }
    if choices.once_in(16) {
        item.insert("servers".to_owned(), list(choices, 2, server));
    }
    if choices.once_in(16) {
        item.insert("$ref".to_owned(), reference(choices, "pathItems")["$ref"].take());
    }
    Value::Object(item)
}

fn operation(choices: &mut Choices<'_>) -> Value {
    let mut made = json!({
        "operationId": choices.pick(NAMES),
        "parameters": list(choices, 4, parameter),
        "responses": responses(choices),
    });
    if choices.once_in(2) {
        made["requestBody"] = body(choices);
    }
    if choices.once_in(16) {
        made.as_object_mut().map(|members| members.remove("operationId"));
    }
    for _ in 0..some(choices, 2) {
        let (key, value) = match choices.below(10) {
            0 => ("summary", json!(choices.pick(TEXTS))),
            1 => ("deprecated", json!(true)),
            2 => ("tags", json!([choices.pick(NAMES)])),
            3 => ("x-idempotency", idempotency(choices)),
            4 => ("x-rate-limit", json!(choices.pick(NAMES))),
            5 | 6 => ("x-pagination", pagination(choices)),
            7 => ("security", requirements(choices)),
            8 if choices.spend() => ("callbacks", map(choices, 2, callback)),
            _ => ("servers", list(choices, 2, server)),
        };
        made[key] = value;
    }
    made
}

fn idempotency(choices: &mut Choices<'_>) -> Value {
    match choices.below(4) {
        0 => json!("natural"),
        1 => json!("none"),
        2 => json!({ "key": format!("/{}", choices.pick(NAMES)) }),
        _ => json!({ "key": format!("/*/{}", choices.pick(NAMES)) }),
    }
}

fn pagination(choices: &mut Choices<'_>) -> Value {
    json!({
        "cursor": choices.pick(NAMES),
        "size": choices.pick(NAMES),
        "items": format!("/{}", choices.pick(NAMES)),
        "id": format!("/{}", choices.pick(NAMES)),
    })
}

fn parameter(choices: &mut Choices<'_>) -> Value {
    if choices.once_in(6) {
        return reference(choices, "parameters");
    }
    let place = choices.pick(&["query", "path", "path", "header", "cookie"]);
    let mut made = json!({
        "name": choices.pick(NAMES),
        "in": place,
        "required": place == "path" || choices.once_in(3),
        "schema": schema(choices, 2),
    });
    if choices.once_in(6) {
        how(choices, &mut made);
    }
    if choices.once_in(12) {
        made["content"] = content(choices);
        if choices.once_in(2) {
            made.as_object_mut().map(|members| members.remove("schema"));
        }
    }
    made
}

/// How a parameter or a property of a form is written.
fn how(choices: &mut Choices<'_>, made: &mut Value) {
    let styles = ["form", "simple", "deepObject", "pipeDelimited", "spaceDelimited", "matrix", "label"];
    made["style"] = json!(choices.pick(&styles));
    made["explode"] = json!(choices.once_in(2));
    if choices.once_in(3) {
        made[choices.pick(&["allowReserved", "allowEmptyValue"])] = json!(true);
    }
}

fn body(choices: &mut Choices<'_>) -> Value {
    if choices.once_in(6) {
        return reference(choices, "requestBodies");
    }
    json!({ "required": choices.once_in(2), "content": content(choices) })
}

fn responses(choices: &mut Choices<'_>) -> Value {
    let mut made = Map::new();
    for _ in 0..=some(choices, 2) {
        let status = choices.pick(&["200", "201", "204", "404", "default", "2XX", "5XX", "099", "x"]);
        made.insert(status.to_owned(), response(choices));
    }
    Value::Object(made)
}

fn response(choices: &mut Choices<'_>) -> Value {
    match choices.below(6) {
        0 => json!({ "description": choices.pick(TEXTS) }),
        5 => reference(choices, "responses"),
        _ => json!({ "description": "", "content": content(choices) }),
    }
}

fn content(choices: &mut Choices<'_>) -> Value {
    let mut made = Map::new();
    for _ in 0..=some(choices, 2) {
        let mut media = json!({});
        if !choices.once_in(12) {
            media["schema"] = schema(choices, 1);
        }
        if choices.once_in(8) {
            media["itemSchema"] = schema(choices, 1);
        }
        if choices.once_in(4) {
            media["encoding"] = map(choices, 3, encoding);
        }
        made.insert(choices.pick(MEDIA).to_owned(), media);
    }
    Value::Object(made)
}

fn encoding(choices: &mut Choices<'_>) -> Value {
    let mut made = json!({});
    if choices.once_in(2) {
        made["contentType"] = json!(choices.pick(&["application/json", "image/png", "image/png, image/*", "é\n", ""]));
    } else {
        how(choices, &mut made);
    }
    if choices.once_in(6) {
        made["headers"] = map(choices, 2, header);
    }
    made
}

fn header(choices: &mut Choices<'_>) -> Value {
    if choices.once_in(6) { reference(choices, "headers") } else { json!({ "schema": schema(choices, 3) }) }
}

fn callback(choices: &mut Choices<'_>) -> Value {
    if choices.once_in(6) {
        return reference(choices, "callbacks");
    }
    let address = choices.pick(&["{$request.body#/url}", "", "x", "$ref", "/p0"]);
    json!({ address: { "post": { "requestBody": body(choices), "responses": {} } } })
}

fn server(choices: &mut Choices<'_>) -> Value {
    let url =
        choices.pick(&["https://a.example", "/v1", "https://{Pet}/{Owner}", "", "//x", "https://a b", "{", "{a}{a}"]);
    let mut made = json!({ "url": url });
    if choices.once_in(2) {
        made["variables"] = map(choices, 3, |choices| {
            let mut variable = json!({ "default": choices.pick(NAMES) });
            if choices.once_in(2) {
                variable["enum"] = list(choices, 3, |choices| json!(choices.pick(NAMES)));
            }
            variable
        });
    }
    made
}

fn requirements(choices: &mut Choices<'_>) -> Value {
    list(choices, 3, |choices| map(choices, 2, |choices| list(choices, 1, |choices| json!(choices.pick(NAMES)))))
}

fn security(choices: &mut Choices<'_>) -> Value {
    match choices.below(6) {
        0 => json!({ "type": "http", "scheme": choices.pick(&["bearer", "Basic", "digest", ""]) }),
        1 => {
            let place = choices.pick(&["header", "query", "cookie", "path"]);
            json!({ "type": "apiKey", "in": place, "name": choices.pick(NAMES) })
        }
        2 => json!({ "type": "oauth2", "flows": {} }),
        3 => json!({ "type": choices.pick(&["openIdConnect", "mutualTLS", "x"]) }),
        4 => reference(choices, "securitySchemes"),
        _ => json!({ "type": "apiKey" }),
    }
}

/// Puts something wrong at a place of the description, rarely.
fn bend(choices: &mut Choices<'_>, description: &mut Value) {
    if !choices.once_in(6) {
        return;
    }
    let mut place = description;
    for _ in 0..choices.below(12) {
        let next = choices.below(64);
        let steps = match place {
            Value::Object(members) => members.len(),
            Value::Array(items) => items.len(),
            _ => 0,
        };
        if steps == 0 {
            break;
        }
        place = match place {
            Value::Object(members) => members.values_mut().nth(next % steps),
            Value::Array(items) => items.get_mut(next % steps),
            _ => None,
        }
        .expect("there are so many");
    }
    *place = value(choices);
}
