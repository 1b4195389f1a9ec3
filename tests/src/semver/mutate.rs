//! One change to a description, of a kind and at a place that a seed chooses.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// A kind of change; `false` when the description has no place for it.
type Change = fn(&mut Value, &mut Random) -> bool;

/// Every kind of change, by name.
pub const KINDS: &[(&str, Change)] = &[
    ("reword a description", reword),
    ("remove a property", remove_property),
    ("add an optional property", |spec, random| add_property(spec, random, &json!({"type": "string"}), false)),
    ("add a required property", |spec, random| add_property(spec, random, &json!({"type": "string"}), true)),
    ("add a property with a fraction", |spec, random| add_property(spec, random, &json!({"type": "number"}), false)),
    ("require a property", require_property),
    ("make a property optional", relax_property),
    ("change the type of a property", retype_property),
    ("make a property nullable", nullable_property),
    ("deprecate a property", deprecate_property),
    ("limit the length of a property", limit_property),
    ("rename a schema", rename_schema),
    ("make a struct a string", flatten_schema),
    ("allow further properties", further_properties),
    ("remove an enum value", remove_enum_value),
    ("add an enum value", add_enum_value),
    ("open an enum", open_enum),
    ("add a branch to a union", add_branch),
    ("remove a branch of a union", remove_branch),
    ("rename an operation", rename_operation),
    ("remove an operation", remove_operation),
    ("add an operation", add_operation),
    ("deprecate an operation", deprecate_operation),
    ("add an optional parameter", |spec, random| add_parameter(spec, random, false)),
    ("add a required parameter", |spec, random| add_parameter(spec, random, true)),
    ("remove a query parameter", remove_parameter),
    ("require a query parameter", |spec, random| require_parameter(spec, random, true)),
    ("make a query parameter optional", |spec, random| require_parameter(spec, random, false)),
    ("change the type of a parameter", retype_parameter),
    ("change the type of a response", retype_response),
    ("remove the content of a response", empty_response),
    ("remove the type of an error response", untyped_error),
    ("add an error response", add_error),
    ("describe a response header", add_header),
    ("remove the body of a request", remove_body),
    ("make a body optional", optional_body),
    ("add a security scheme", add_scheme),
    ("remove a security scheme", remove_scheme),
    ("change the kind of a security scheme", change_scheme),
    ("add a server", add_server),
    ("add a variable to the server", add_server_variable),
];

/// The objects that a test picks, each by its JSON pointer.
fn pointers(value: &Value, is_it: &impl Fn(&str, &Map<String, Value>) -> bool) -> Vec<String> {
    fn walk(
        value: &Value,
        path: &mut String,
        is_it: &impl Fn(&str, &Map<String, Value>) -> bool,
        found: &mut Vec<String>,
    ) {
        let length = path.len();
        match value {
            Value::Object(object) => {
                if is_it(path, object) {
                    found.push(path.clone());
                }
                for (key, value) in object {
                    path.push('/');
                    path.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    walk(value, path, is_it, found);
                    path.truncate(length);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    path.push_str(&format!("/{index}"));
                    walk(value, path, is_it, found);
                    path.truncate(length);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, &mut String::new(), is_it, &mut found);
    found
}

/// One of the objects that a test picks.
fn pick<'v>(
    spec: &'v mut Value,
    random: &mut Random,
    is_it: impl Fn(&str, &Map<String, Value>) -> bool,
) -> Option<&'v mut Map<String, Value>> {
    let found = pointers(spec, &is_it);
    if found.is_empty() {
        return None;
    }
    let path = random.pick(&found).clone();
    spec.pointer_mut(&path)?.as_object_mut()
}

fn properties(object: &Map<String, Value>) -> Option<&Map<String, Value>> {
    object.get("properties")?.as_object().filter(|properties| !properties.is_empty())
}

/// Whether it is a schema of `components` with properties.
fn is_struct(path: &str, object: &Map<String, Value>) -> bool {
    path.starts_with("/components/schemas/") && properties(object).is_some()
}

fn required(object: &Map<String, Value>) -> Vec<String> {
    let list = object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Picks a property of a struct: the struct and the name.
fn pick_property<'v>(
    spec: &'v mut Value,
    random: &mut Random,
    is_it: impl Fn(&Map<String, Value>, &str, &Value) -> bool,
) -> Option<(&'v mut Map<String, Value>, String)> {
    let names = |object: &Map<String, Value>| -> Vec<String> {
        let properties = properties(object).into_iter().flatten();
        properties.filter(|(name, schema)| is_it(object, name, schema)).map(|(name, _)| name.clone()).collect()
    };
    let object = pick(spec, random, |path, object| is_struct(path, object) && !names(object).is_empty())?;
    let name = random.pick(&names(object)).clone();
    Some((object, name))
}

fn is_plain(schema: &Value) -> bool {
    schema.get("type").is_some_and(Value::is_string) && schema.get("enum").is_none()
}

fn reword(spec: &mut Value, random: &mut Random) -> bool {
    let found = pick(spec, random, |_, object| object.get("description").is_some_and(Value::is_string));
    found.is_some_and(|object| object.insert("description".into(), json!("Other words.")).is_some())
}

fn remove_property(spec: &mut Value, random: &mut Random) -> bool {
    let Some((object, name)) = pick_property(spec, random, |_, _, _| true) else { return false };
    let left: Vec<String> = required(object).into_iter().filter(|required| *required != name).collect();
    if left.is_empty() {
        object.remove("required");
    } else {
        object.insert("required".into(), json!(left));
    }
    object.get_mut("properties").and_then(Value::as_object_mut).is_some_and(|all| all.remove(&name).is_some())
}

fn add_property(spec: &mut Value, random: &mut Random, schema: &Value, is_required: bool) -> bool {
    let Some(object) = pick(spec, random, is_struct) else { return false };
    if is_required {
        let all: Vec<String> = required(object).into_iter().chain(["addedLater".to_owned()]).collect();
        object.insert("required".into(), json!(all));
    }
    let properties = object.get_mut("properties").and_then(Value::as_object_mut);
    properties.is_some_and(|all| all.insert("addedLater".into(), schema.clone()).is_none())
}

fn require_property(spec: &mut Value, random: &mut Random) -> bool {
    let found = pick_property(spec, random, |object, name, _| !required(object).contains(&name.to_owned()));
    let Some((object, name)) = found else { return false };
    let all: Vec<String> = required(object).into_iter().chain([name]).collect();
    object.insert("required".into(), json!(all));
    true
}

fn relax_property(spec: &mut Value, random: &mut Random) -> bool {
    let found = pick_property(spec, random, |object, name, _| required(object).contains(&name.to_owned()));
    let Some((object, name)) = found else { return false };
    let left: Vec<String> = required(object).into_iter().filter(|required| *required != name).collect();
    if left.is_empty() {
        object.remove("required");
    } else {
        object.insert("required".into(), json!(left));
    }
    true
}

/// The schema of a property that a test picks.
fn property<'v>(
    spec: &'v mut Value,
    random: &mut Random,
    is_it: impl Fn(&Value) -> bool,
) -> Option<&'v mut Map<String, Value>> {
    let (object, name) = pick_property(spec, random, |_, _, schema| is_it(schema))?;
    object.get_mut("properties")?.get_mut(&name)?.as_object_mut()
}

fn retype_property(spec: &mut Value, random: &mut Random) -> bool {
    let Some(schema) = property(spec, random, is_plain) else { return false };
    let ty = if schema.get("type") == Some(&json!("boolean")) { "string" } else { "boolean" };
    *schema = Map::from_iter([("type".to_owned(), json!(ty))]);
    true
}

fn nullable_property(spec: &mut Value, random: &mut Random) -> bool {
    let found = property(spec, random, |schema| is_plain(schema) && schema.get("nullable").is_none());
    found.is_some_and(|schema| schema.insert("nullable".into(), json!(true)).is_none())
}

fn deprecate_property(spec: &mut Value, random: &mut Random) -> bool {
    let found = property(spec, random, |schema| is_plain(schema) && schema.get("deprecated").is_none());
    found.is_some_and(|schema| schema.insert("deprecated".into(), json!(true)).is_none())
}

fn limit_property(spec: &mut Value, random: &mut Random) -> bool {
    let is_text = |schema: &Value| is_plain(schema) && schema["type"] == "string" && schema.get("format").is_none();
    let Some(schema) = property(spec, random, is_text) else { return false };
    schema.insert("maxLength".into(), json!(3));
    true
}

fn replace_references(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) if text == old => new.clone_into(text),
        Value::Object(object) => object.values_mut().for_each(|value| replace_references(value, old, new)),
        Value::Array(items) => items.iter_mut().for_each(|value| replace_references(value, old, new)),
        _ => {}
    }
}

fn schemas(spec: &Value) -> Vec<String> {
    let schemas = spec.pointer("/components/schemas").and_then(Value::as_object);
    schemas.map(|schemas| schemas.keys().cloned().collect()).unwrap_or_default()
}

fn rename_schema(spec: &mut Value, random: &mut Random) -> bool {
    let names = schemas(spec);
    if names.is_empty() {
        return false;
    }
    let name = random.pick(&names);
    let new = format!("{name}Renamed");
    let Some(all) = spec.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return false };
    let Some(schema) = all.remove(name) else { return false };
    all.insert(new.clone(), schema);
    let reference = |name: &str| format!("#/components/schemas/{name}");
    replace_references(spec, &reference(name), &reference(&new));
    true
}

fn flatten_schema(spec: &mut Value, random: &mut Random) -> bool {
    let found = pick(spec, random, |path, object| is_struct(path, object) && path.matches('/').count() == 3);
    let Some(object) = found else { return false };
    *object = Map::from_iter([("type".to_owned(), json!("string")), ("enum".to_owned(), json!(["one", "two"]))]);
    true
}

fn further_properties(spec: &mut Value, random: &mut Random) -> bool {
    let found =
        pick(spec, random, |path, object| is_struct(path, object) && !object.contains_key("additionalProperties"));
    found.is_some_and(|object| object.insert("additionalProperties".into(), json!({"type": "string"})).is_none())
}

fn enum_values<'v>(spec: &'v mut Value, random: &mut Random) -> Option<&'v mut Vec<Value>> {
    let values = |object: &Map<String, Value>| object.get("enum").and_then(Value::as_array).map_or(0, Vec::len);
    let is_text = |object: &Map<String, Value>| object.get("type") == Some(&json!("string"));
    let found = pick(spec, random, |_, object| values(object) > 2 && is_text(object))?;
    found.get_mut("enum")?.as_array_mut()
}

fn remove_enum_value(spec: &mut Value, random: &mut Random) -> bool {
    enum_values(spec, random).is_some_and(|values| values.pop().is_some())
}

fn add_enum_value(spec: &mut Value, random: &mut Random) -> bool {
    enum_values(spec, random).is_some_and(|values| {
        values.push(json!("added-later"));
        true
    })
}

fn open_enum(spec: &mut Value, random: &mut Random) -> bool {
    let found =
        pick(spec, random, |_, object| object.contains_key("enum") && object.get("type") == Some(&json!("string")));
    let Some(object) = found else { return false };
    *object = Map::from_iter([("type".to_owned(), json!("string"))]);
    true
}

fn branches<'v>(spec: &'v mut Value, random: &mut Random, least: usize) -> Option<&'v mut Vec<Value>> {
    let count = |object: &Map<String, Value>, key: &str| object.get(key).and_then(Value::as_array).map_or(0, Vec::len);
    let is_union = |object: &Map<String, Value>| count(object, "oneOf").max(count(object, "anyOf")) >= least;
    let found = pick(spec, random, |_, object| is_union(object))?;
    let key = if count(found, "oneOf") >= least { "oneOf" } else { "anyOf" };
    found.get_mut(key)?.as_array_mut()
}

fn add_branch(spec: &mut Value, random: &mut Random) -> bool {
    branches(spec, random, 2).is_some_and(|branches| {
        branches.push(json!({"type": "array", "title": "Added", "items": {"type": "boolean"}}));
        true
    })
}

fn remove_branch(spec: &mut Value, random: &mut Random) -> bool {
    branches(spec, random, 3).is_some_and(|branches| branches.pop().is_some())
}

fn is_operation(object: &Map<String, Value>) -> bool {
    object.contains_key("responses") && object.contains_key("operationId")
}

fn operation<'v>(
    spec: &'v mut Value,
    random: &mut Random,
    is_it: impl Fn(&Map<String, Value>) -> bool,
) -> Option<&'v mut Map<String, Value>> {
    pick(spec, random, |path, object| path.starts_with("/paths/") && is_operation(object) && is_it(object))
}

fn rename_operation(spec: &mut Value, random: &mut Random) -> bool {
    let Some(found) = operation(spec, random, |_| true) else { return false };
    let name = found.get("operationId").and_then(Value::as_str).map(|id| format!("{id}Renamed"));
    name.is_some_and(|name| found.insert("operationId".into(), json!(name)).is_some())
}

fn remove_operation(spec: &mut Value, random: &mut Random) -> bool {
    let Some(paths) = spec.get_mut("paths").and_then(Value::as_object_mut) else { return false };
    let names: Vec<String> = paths.keys().cloned().collect();
    if names.len() < 2 {
        return false;
    }
    paths.remove(random.pick(&names)).is_some()
}

fn add_operation(spec: &mut Value, _random: &mut Random) -> bool {
    let Some(paths) = spec.get_mut("paths").and_then(Value::as_object_mut) else { return false };
    let added = json!({"get": {"operationId": "addedLater", "responses": {"204": {"description": "Nothing."}}}});
    paths.insert("/added-later".into(), added).is_none()
}

fn deprecate_operation(spec: &mut Value, random: &mut Random) -> bool {
    let found = operation(spec, random, |found| !found.contains_key("deprecated"));
    found.is_some_and(|found| found.insert("deprecated".into(), json!(true)).is_none())
}

fn add_parameter(spec: &mut Value, random: &mut Random, is_required: bool) -> bool {
    let Some(found) = operation(spec, random, |_| true) else { return false };
    let parameters = found.entry("parameters").or_insert_with(|| json!([])).as_array_mut();
    parameters.is_some_and(|parameters| {
        let schema = json!({"type": "string"});
        parameters.push(json!({"name": "added-later", "in": "query", "required": is_required, "schema": schema}));
        true
    })
}

fn is_query(parameter: &Value) -> bool {
    parameter["in"] == "query"
}

fn query_parameters(found: &Map<String, Value>) -> bool {
    found.get("parameters").and_then(Value::as_array).is_some_and(|all| all.iter().any(is_query))
}

fn remove_parameter(spec: &mut Value, random: &mut Random) -> bool {
    let Some(found) = operation(spec, random, query_parameters) else { return false };
    let Some(all) = found.get_mut("parameters").and_then(Value::as_array_mut) else { return false };
    let place = all.iter().position(is_query);
    place.map(|place| all.remove(place)).is_some()
}

fn require_parameter(spec: &mut Value, random: &mut Random, is_required: bool) -> bool {
    let is_it = |object: &Map<String, Value>| {
        let now = object.get("required").and_then(Value::as_bool).unwrap_or(false);
        object.get("in") == Some(&json!("query")) && object.contains_key("schema") && now != is_required
    };
    let found = pick(spec, random, |_, object| is_it(object));
    found.is_some_and(|object| {
        object.insert("required".into(), json!(is_required));
        true
    })
}

fn retype_parameter(spec: &mut Value, random: &mut Random) -> bool {
    let is_it = |object: &Map<String, Value>| object.contains_key("in") && object.get("schema").is_some_and(is_plain);
    let Some(object) = pick(spec, random, |_, object| is_it(object)) else { return false };
    let is_boolean = object.get("schema").is_some_and(|schema| schema["type"] == "boolean");
    object.insert("schema".into(), json!({"type": if is_boolean { "string" } else { "boolean" }}));
    true
}

/// A response with JSON, for success or for errors.
fn response<'v>(spec: &'v mut Value, random: &mut Random, is_success: bool) -> Option<&'v mut Map<String, Value>> {
    let is_it = |path: &str, object: &Map<String, Value>| {
        let mut steps = path.rsplit('/');
        let status = steps.next().unwrap_or_default();
        let is_right = status.starts_with('2') == is_success;
        path.starts_with("/paths/") && steps.next() == Some("responses") && is_right && object.contains_key("content")
    };
    pick(spec, random, is_it)
}

fn retype_response(spec: &mut Value, random: &mut Random) -> bool {
    let content = json!({"application/json": {"schema": {"type": "array", "items": {"type": "boolean"}}}});
    response(spec, random, true).is_some_and(|response| response.insert("content".into(), content).is_some())
}

fn empty_response(spec: &mut Value, random: &mut Random) -> bool {
    response(spec, random, true).is_some_and(|response| response.remove("content").is_some())
}

fn untyped_error(spec: &mut Value, random: &mut Random) -> bool {
    response(spec, random, false).is_some_and(|response| response.remove("content").is_some())
}

fn add_error(spec: &mut Value, random: &mut Random) -> bool {
    let schema = json!({"type": "object", "properties": {"reason": {"type": "string"}}});
    let added = json!({"description": "I'm a teapot.", "content": {"application/json": {"schema": schema}}});
    let Some(found) = operation(spec, random, |_| true) else { return false };
    let responses = found.get_mut("responses").and_then(Value::as_object_mut);
    responses.is_some_and(|responses| responses.insert("418".into(), added).is_none())
}

fn add_header(spec: &mut Value, random: &mut Random) -> bool {
    let headers = json!({"X-Added-Later": {"schema": {"type": "string"}}});
    let found = response(spec, random, true).filter(|response| !response.contains_key("headers"));
    found.is_some_and(|response| response.insert("headers".into(), headers).is_none())
}

fn remove_body(spec: &mut Value, random: &mut Random) -> bool {
    let found = operation(spec, random, |found| found.contains_key("requestBody"));
    found.is_some_and(|found| found.remove("requestBody").is_some())
}

fn optional_body(spec: &mut Value, random: &mut Random) -> bool {
    let is_required =
        |found: &Map<String, Value>| found.get("requestBody").is_some_and(|body| body["required"] == true);
    let Some(found) = operation(spec, random, is_required) else { return false };
    let body = found.get_mut("requestBody").and_then(Value::as_object_mut);
    body.is_some_and(|body| body.insert("required".into(), json!(false)).is_some())
}

fn schemes(spec: &mut Value) -> Option<&mut Map<String, Value>> {
    let components = spec.as_object_mut()?.entry("components").or_insert_with(|| json!({})).as_object_mut()?;
    components.entry("securitySchemes").or_insert_with(|| json!({})).as_object_mut()
}

fn add_scheme(spec: &mut Value, _random: &mut Random) -> bool {
    let scheme = json!({"type": "apiKey", "in": "header", "name": "X-Added-Later"});
    schemes(spec).is_some_and(|schemes| schemes.insert("addedLater".into(), scheme).is_none())
}

/// Removes the requirements, too.
fn remove_scheme(spec: &mut Value, random: &mut Random) -> bool {
    let names: Vec<String> = schemes(spec).map(|schemes| schemes.keys().cloned().collect()).unwrap_or_default();
    if names.is_empty() {
        return false;
    }
    let name = random.pick(&names);
    let removed = schemes(spec).is_some_and(|schemes| schemes.remove(name).is_some());
    for path in pointers(spec, &|_, object| object.contains_key("security")) {
        if let Some(object) = spec.pointer_mut(&path).and_then(Value::as_object_mut) {
            object.remove("security");
        }
    }
    removed
}

fn change_scheme(spec: &mut Value, random: &mut Random) -> bool {
    let names: Vec<String> = schemes(spec).map(|schemes| schemes.keys().cloned().collect()).unwrap_or_default();
    if names.is_empty() {
        return false;
    }
    let basic = json!({"type": "http", "scheme": "basic"});
    let name = random.pick(&names);
    schemes(spec).is_some_and(|schemes| schemes.insert(name.clone(), basic).is_some())
}

fn add_server(spec: &mut Value, _random: &mut Random) -> bool {
    let Some(spec) = spec.as_object_mut() else { return false };
    let servers = spec.entry("servers").or_insert_with(|| json!([{"url": "https://one.example.com"}])).as_array_mut();
    servers.is_some_and(|servers| {
        servers.push(json!({"url": "https://two.example.com"}));
        true
    })
}

fn add_server_variable(spec: &mut Value, _random: &mut Random) -> bool {
    let servers = json!([{"url": "https://{region}.example.com", "variables": {"region": {"default": "eu"}}}]);
    spec.as_object_mut().is_some_and(|spec| {
        spec.insert("servers".into(), servers);
        true
    })
}
