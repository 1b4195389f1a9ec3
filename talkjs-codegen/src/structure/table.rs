//! The objects of OpenAPI 3.0 as data: their keys, which are required, and what each holds.
//!
//! A new keyword is one row here. What it means is decided in `lower`.

/// An object of the OpenAPI specification.
pub(crate) struct Object {
    /// Its name in the specification.
    pub(crate) name: &'static str,
    /// Its fixed keys.
    pub(crate) keys: &'static [Key],
    /// What keys that are not fixed are and hold, where the object is also a map.
    pub(crate) other: Option<(Keys, Holds)>,
    /// Without it the API is not described: what is wrong with it ends the run.
    pub(crate) essential: bool,
}

/// A fixed key of an object.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) need: Need,
    pub(crate) holds: Holds,
}

/// Whether a key has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// It may be left out.
    No,
    /// It is required, and where it is missing nothing is taken to be said.
    Fill,
    /// It is required, and nothing can be done without it.
    Must,
}

/// What the keys of an object are that is also a map.
#[derive(Clone, Copy)]
pub(crate) enum Keys {
    /// `/users/{userId}`
    Path,
    /// `200` or `2XX`
    Status,
}

/// What a place may hold.
#[derive(Clone, Copy)]
pub(crate) enum Holds {
    /// Anything at all: examples, defaults, extensions.
    Any,
    /// Text, also where the file has an unquoted number or boolean.
    Text,
    Bool,
    /// A number, of any size and sign.
    Number,
    /// A whole number from 0.
    Count,
    /// One of some words.
    Word(&'static str, &'static [&'static str]),
    /// An object of the specification.
    Object(&'static Object),
    /// A schema, or a `$ref` to one. Schemas hold schemas, so the table cannot hold itself here.
    Schema,
    /// An object, or a `$ref` into this section of `components`.
    ObjectOrRef(&'static Object, &'static str),
    List(&'static Holds),
    /// An object whose keys are names.
    Map(&'static Holds),
    /// A boolean or something else.
    BoolOr(&'static Holds),
    /// Path items that the other side calls, by name.
    Callbacks,
    /// Says nothing of the calls or their values, and is left out.
    Aside,
}

use Holds::{Any, Aside, Bool, BoolOr, Callbacks, Count, List, Map, Number, ObjectOrRef, Schema, Text, Word};

const fn key(name: &'static str, holds: Holds) -> Key {
    Key { name, need: Need::No, holds }
}

const fn required(name: &'static str, holds: Holds) -> Key {
    Key { name, need: Need::Fill, holds }
}

const fn must(name: &'static str, holds: Holds) -> Key {
    Key { name, need: Need::Must, holds }
}

const fn object(name: &'static str, keys: &'static [Key]) -> Object {
    Object { name, keys, other: None, essential: false }
}

const fn essential(name: &'static str, keys: &'static [Key]) -> Object {
    Object { name, keys, other: None, essential: true }
}

const SECURITY: Holds = List(&Map(&List(&Text)));
const CONTENT: Holds = Map(&Holds::Object(&MEDIA_TYPE));
const HEADERS: Holds = Map(&ObjectOrRef(&HEADER, "headers"));

pub(crate) static OPENAPI: Object = essential(
    "OpenAPI Object",
    &[
        must("openapi", Text),
        required("info", Holds::Object(&INFO)),
        key("jsonSchemaDialect", Aside),
        key("servers", List(&Holds::Object(&SERVER))),
        required("paths", Holds::Object(&PATHS)),
        key("webhooks", Callbacks),
        key("components", Holds::Object(&COMPONENTS)),
        key("security", SECURITY),
        key("tags", List(&Holds::Object(&TAG))),
        key("externalDocs", Holds::Object(&EXTERNAL_DOCS)),
    ],
);

static INFO: Object = object(
    "Info Object",
    &[
        required("title", Text),
        key("summary", Text),
        key("description", Text),
        key("termsOfService", Text),
        key("contact", Holds::Object(&CONTACT)),
        key("license", Holds::Object(&LICENSE)),
        required("version", Text),
    ],
);

static CONTACT: Object = object("Contact Object", &[key("name", Text), key("url", Text), key("email", Text)]);

static LICENSE: Object = object("License Object", &[required("name", Text), key("identifier", Text), key("url", Text)]);

static SERVER: Object = object(
    "Server Object",
    &[must("url", Text), key("description", Text), key("variables", Map(&Holds::Object(&SERVER_VARIABLE)))],
);

static SERVER_VARIABLE: Object =
    object("Server Variable Object", &[key("enum", List(&Text)), required("default", Text), key("description", Text)]);

static TAG: Object = object(
    "Tag Object",
    &[required("name", Text), key("description", Text), key("externalDocs", Holds::Object(&EXTERNAL_DOCS))],
);

static EXTERNAL_DOCS: Object = object("External Documentation Object", &[key("description", Text), must("url", Text)]);

static COMPONENTS: Object = essential(
    "Components Object",
    &[
        key("schemas", Map(&Schema)),
        key("responses", Map(&ObjectOrRef(&RESPONSE, "responses"))),
        key("parameters", Map(&ObjectOrRef(&PARAMETER, "parameters"))),
        key("examples", Aside),
        key("requestBodies", Map(&ObjectOrRef(&REQUEST_BODY, "requestBodies"))),
        key("headers", HEADERS),
        key("securitySchemes", Map(&ObjectOrRef(&SECURITY_SCHEME, "securitySchemes"))),
        key("links", Aside),
        key("callbacks", Map(&Callbacks)),
        key("pathItems", Aside),
    ],
);

static PATHS: Object =
    Object { name: "Paths Object", keys: &[], other: Some((Keys::Path, Holds::Object(&PATH_ITEM))), essential: true };

static PATH_ITEM: Object = essential(
    "Path Item Object",
    &[
        key("summary", Text),
        key("description", Text),
        key("get", Holds::Object(&OPERATION)),
        key("put", Holds::Object(&OPERATION)),
        key("post", Holds::Object(&OPERATION)),
        key("delete", Holds::Object(&OPERATION)),
        key("options", Holds::Object(&OPERATION)),
        key("head", Holds::Object(&OPERATION)),
        key("patch", Holds::Object(&OPERATION)),
        key("trace", Holds::Object(&OPERATION)),
        key("servers", List(&Holds::Object(&SERVER))),
        key("parameters", List(&ObjectOrRef(&PARAMETER, "parameters"))),
    ],
);

static OPERATION: Object = essential(
    "Operation Object",
    &[
        key("tags", List(&Text)),
        key("summary", Text),
        key("description", Text),
        key("externalDocs", Holds::Object(&EXTERNAL_DOCS)),
        key("operationId", Text),
        key("parameters", List(&ObjectOrRef(&PARAMETER, "parameters"))),
        key("requestBody", ObjectOrRef(&REQUEST_BODY, "requestBodies")),
        required("responses", Holds::Object(&RESPONSES)),
        key("callbacks", Map(&Callbacks)),
        key("deprecated", Bool),
        key("security", SECURITY),
        key("servers", List(&Holds::Object(&SERVER))),
    ],
);

static PARAMETER: Object = essential(
    "Parameter Object",
    &[
        must("name", Text),
        must("in", Word("parameter location", &["query", "header", "path", "cookie"])),
        key("description", Text),
        key("required", Bool),
        key("deprecated", Bool),
        key("allowEmptyValue", Bool),
        key(
            "style",
            Word("style", &["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        key("explode", Bool),
        key("allowReserved", Bool),
        key("schema", Schema),
        key("example", Aside),
        key("examples", Aside),
        key("content", CONTENT),
    ],
);

static HEADER: Object = object(
    "Header Object",
    &[
        key("description", Text),
        key("required", Bool),
        key("deprecated", Bool),
        key("style", Word("style", &["simple"])),
        key("explode", Bool),
        key("schema", Schema),
        key("example", Aside),
        key("examples", Aside),
        key("content", CONTENT),
    ],
);

static REQUEST_BODY: Object =
    essential("Request Body Object", &[key("description", Text), required("content", CONTENT), key("required", Bool)]);

static MEDIA_TYPE: Object = object(
    "Media Type Object",
    &[
        key("schema", Schema),
        key("example", Aside),
        key("examples", Aside),
        key("encoding", Map(&Holds::Object(&ENCODING))),
    ],
);

static ENCODING: Object = object(
    "Encoding Object",
    &[
        key("contentType", Text),
        key("headers", Aside),
        key("style", Word("part style", &["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        key("explode", Bool),
        key("allowReserved", Bool),
    ],
);

static RESPONSES: Object = Object {
    name: "Responses Object",
    keys: &[key("default", ObjectOrRef(&RESPONSE, "responses"))],
    other: Some((Keys::Status, ObjectOrRef(&RESPONSE, "responses"))),
    essential: true,
};

static RESPONSE: Object = essential(
    "Response Object",
    &[required("description", Text), key("headers", HEADERS), key("content", CONTENT), key("links", Aside)],
);

static SECURITY_SCHEME: Object = object(
    "Security Scheme Object",
    &[
        must("type", Word("security scheme type", &["apiKey", "http", "oauth2", "openIdConnect"])),
        key("description", Text),
        key("name", Text),
        key("in", Word("place of an api key", &["query", "header", "cookie"])),
        key("scheme", Text),
        key("bearerFormat", Text),
        key("flows", Aside),
        key("openIdConnectUrl", Text),
    ],
);

static DISCRIMINATOR: Object =
    object("Discriminator Object", &[must("propertyName", Text), key("mapping", Map(&Text))]);

pub(crate) static SCHEMA: Object = object(
    "Schema Object",
    &[
        key("title", Text),
        key("multipleOf", Number),
        key("maximum", Number),
        key("exclusiveMaximum", Bool),
        key("minimum", Number),
        key("exclusiveMinimum", Bool),
        key("maxLength", Count),
        key("minLength", Count),
        key("pattern", Text),
        key("maxItems", Count),
        key("minItems", Count),
        key("uniqueItems", Bool),
        key("maxProperties", Count),
        key("minProperties", Count),
        key("required", List(&Text)),
        key("enum", List(&Any)),
        key("type", Word("type", &["string", "integer", "number", "boolean", "object", "array"])),
        key("allOf", List(&Schema)),
        key("oneOf", List(&Schema)),
        key("anyOf", List(&Schema)),
        key("not", Schema),
        key("items", Schema),
        key("properties", Map(&Schema)),
        key("additionalProperties", BoolOr(&Schema)),
        key("description", Text),
        key("format", Text),
        key("default", Any),
        key("nullable", Bool),
        key("discriminator", Holds::Object(&DISCRIMINATOR)),
        key("readOnly", Bool),
        key("writeOnly", Bool),
        key("xml", Aside),
        key("externalDocs", Holds::Object(&EXTERNAL_DOCS)),
        key("example", Aside),
        key("deprecated", Bool),
    ],
);

/// What the things of a section of `components` are.
pub(crate) fn section(name: &str) -> Option<Holds> {
    COMPONENTS.keys.iter().find(|key| key.name == name).and_then(|key| match key.holds {
        Map(holds @ (Schema | ObjectOrRef(..))) => Some(*holds),
        _ => None,
    })
}

impl Keys {
    /// What such a key is, when `key` is none.
    pub(crate) fn expected(self, key: &str) -> Option<&'static str> {
        let fits = match self {
            Self::Path => key.starts_with('/'),
            Self::Status => match key.as_bytes() {
                [b'1'..=b'5', b'X', b'X'] => true,
                [b'1'..=b'5', tens, ones] => tens.is_ascii_digit() && ones.is_ascii_digit(),
                _ => false,
            },
        };
        (!fits).then_some(match self {
            Self::Path => "a path that begins with `/`",
            Self::Status => "a status from `100` to `599`, a range such as `2XX`, or `default`",
        })
    }
}
