//! Our description, cut to what other generators can read; each cut says what they do with the whole.

use serde_json::Value;

/// The description, as it is.
pub fn description() -> Value {
    let text = std::fs::read_to_string(crate::home().join("../spec/talkjs.yaml")).expect("our description");
    serde_yaml_ng::from_str(&text).expect("YAML")
}

/// What progenitor 0.15.1 reads.
pub fn for_progenitor(mut description: Value) -> Value {
    without_uploads(&mut description);
    without_json_parameters(&mut description);
    description
}

/// What openapi-trait 0.0.9 reads.
pub fn for_openapi_trait(mut description: Value) -> Value {
    without_signs(&mut description);
    description
}

/// `exists` and `!exists` become two variants of the same name.
fn without_signs(description: &mut Value) {
    if let Some(words) = description["components"]["schemas"]["CustomPresence"]["enum"].as_array_mut() {
        words.retain(|word| word != "!exists");
    }
}

/// `unexpected content type: multipart/form-data`.
fn without_uploads(description: &mut Value) {
    if let Some(paths) = description["paths"].as_object_mut() {
        paths.remove("/files");
    }
}

/// Parameters with `content` in place of `schema` panic.
fn without_json_parameters(description: &mut Value) {
    let json: Vec<String> = description["components"]["parameters"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, parameter)| parameter.get("content").is_some())
        .map(|(name, _)| format!("#/components/parameters/{name}"))
        .collect();
    for operation in operations(description) {
        if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
            parameters.retain(|it| !json.iter().any(|name| it["$ref"] == name.as_str()));
        }
    }
}

fn operations(description: &mut Value) -> impl Iterator<Item = &mut Value> {
    let items = description["paths"].as_object_mut().into_iter().flatten();
    items
        .flat_map(|(_, item)| item.as_object_mut().into_iter().flatten())
        .map(|(_, operation)| operation)
        .filter(|it| it.is_object())
}
