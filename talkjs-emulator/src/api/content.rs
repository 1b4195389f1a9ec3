//! The content of a message: `text`, `content`, `attachmentToken` and `location` in requests, both views in responses.

use serde_json::{Map, Value, json};

use super::fields::{Fields, LIST, NON_EMPTY_TEXT, OBJECT, Shape, TEXT};
use super::messages::CUSTOM;
use super::with;
use crate::decisions::Decisions;
use crate::state::content::{Content, File};

/// Reads exactly one of the properties that can hold the content.
pub(super) fn read_one_of_all(fields: &mut Fields<'_>, decisions: &Decisions) -> Option<Content> {
    const ALL: [&str; 4] = ["text", "content", "attachmentToken", "location"];
    let content = read_at_most_one(fields, &ALL, decisions);
    if !ALL.iter().any(|name| fields.has(name)) {
        fields.refuse("text", "is required, or `content`, `attachmentToken` or `location` instead");
    }
    content
}

/// Reads `text` or `content`, if one of them is present.
pub(super) fn read_text_or_blocks(fields: &mut Fields<'_>, decisions: &Decisions) -> Option<Content> {
    read_at_most_one(fields, &["text", "content"], decisions)
}

fn read_at_most_one(fields: &mut Fields<'_>, names: &[&str], decisions: &Decisions) -> Option<Content> {
    let mut present = names.iter().copied().filter(|name| fields.has(name));
    let first = present.next()?;
    let others: Vec<_> = present.collect();
    for other in others {
        fields.refuse(other, format!("is not allowed beside `{first}`"));
    }
    match first {
        "text" => {
            let text = fields.optional("text", &TEXT)?;
            Some(Content::from_text(&text, decisions.text_markup))
        }
        "content" => read_blocks(fields),
        "attachmentToken" => {
            let token = fields.optional("attachmentToken", &NON_EMPTY_TEXT)?;
            Some(Content::File(File::unknown(&token)))
        }
        _ => {
            let [latitude, longitude] = fields.optional("location", &COORDINATES)?;
            Some(Content::Location { latitude, longitude })
        }
    }
}

const LATITUDE: Shape<f64> =
    Shape { words: "a number from -90 to 90", read: |value| value.as_f64().filter(|degrees| degrees.abs() <= 90.0) };

const LONGITUDE: Shape<f64> =
    Shape { words: "a number from -180 to 180", read: |value| value.as_f64().filter(|degrees| degrees.abs() <= 180.0) };

const COORDINATES: Shape<[f64; 2]> = Shape {
    words: "a latitude from -90 to 90 and a longitude from -180 to 180",
    read: |value| match value.as_array()?.as_slice() {
        [latitude, longitude] => Some([(LATITUDE.read)(latitude)?, (LONGITUDE.read)(longitude)?]),
        _ => None,
    },
};

const ONE_OBJECT: Shape<Map<String, Value>> = Shape {
    words: "a list of exactly one block",
    read: |value| match value.as_array()?.as_slice() {
        [block] => (OBJECT.read)(block),
        _ => None,
    },
};

fn read_blocks(fields: &mut Fields<'_>) -> Option<Content> {
    let block = fields.optional("content", &ONE_OBJECT)?;
    let mut inner = Fields::at(format!("{}.0", fields.place_of("content")), &block);
    let content = read_block(&mut inner);
    fields.reasons.merge(inner.reasons);
    content
}

fn read_block(block: &mut Fields<'_>) -> Option<Content> {
    match block.required("type", &TEXT)?.as_str() {
        "text" => {
            block.required("children", &LIST)?;
            Some(Content::from_nodes(read_nodes(block, 1)))
        }
        "file" => {
            let token = block.required("fileToken", &NON_EMPTY_TEXT)?;
            Some(Content::File(File::unknown(&token)))
        }
        "location" => {
            let latitude = block.required("latitude", &LATITUDE);
            let longitude = block.required("longitude", &LONGITUDE);
            Some(Content::Location { latitude: latitude?, longitude: longitude? })
        }
        _ => {
            block.refuse("type", "must be `text`, `file` or `location`");
            None
        }
    }
}

/// How deeply text nodes can be nested, so that the message stays readable JSON in snapshots and lists.
const MOST_LEVELS: usize = 50;

/// The text nodes in `children`, with only the properties that TalkJS documents for each.
fn read_nodes(parent: &mut Fields<'_>, level: usize) -> Vec<Value> {
    if level > MOST_LEVELS {
        parent.refuse("children", format!("must not be nested in more than {MOST_LEVELS} levels"));
        return Vec::new();
    }
    let mut nodes = Vec::new();
    for (index, node) in parent.required("children", &LIST).into_iter().flatten().enumerate() {
        let name = format!("children.{index}");
        match &node {
            Value::String(_) => nodes.push(node),
            Value::Object(properties) => {
                let mut inner = Fields::at(parent.place_of(&name), properties);
                nodes.extend(read_node(&mut inner, level));
                parent.reasons.merge(inner.reasons);
            }
            _ => parent.refuse(&name, "must be a string or an object"),
        }
    }
    nodes
}

fn read_node(node: &mut Fields<'_>, level: usize) -> Option<Value> {
    let kind = node.required("type", &TEXT)?;
    let (texts, has_children): (&[&str], bool) = match kind.as_str() {
        "bold" | "italic" | "strikethrough" | "bulletList" | "bulletPoint" => (&[], true),
        "codeSpan" | "customEmoji" => (&["text"], false),
        "link" => (&["url"], true),
        "autoLink" => (&["url", "text"], false),
        "actionLink" | "actionButton" => (&["action"], true),
        "mention" => (&["id", "text"], false),
        _ => {
            node.refuse("type", format!("`{kind}` is not a known text node"));
            return None;
        }
    };
    let shape = if kind == "customEmoji" { &EMOJI_NAME } else { &TEXT };
    let mut read = Map::from_iter([("type".to_owned(), Value::from(kind.as_str()))]);
    for name in texts {
        read.insert((*name).to_owned(), node.required(name, shape).into());
    }
    if texts.contains(&"action") {
        read.insert("params".to_owned(), Value::from_iter(node.required("params", &CUSTOM).unwrap_or_default()));
    }
    if has_children {
        read.insert("children".to_owned(), read_nodes(node, level.saturating_add(1)).into());
    }
    Some(read.into())
}

const EMOJI_NAME: Shape<String> = Shape {
    words: "the name of an emoji between colons",
    read: |value| {
        let name = value.as_str()?.strip_prefix(':')?.strip_suffix(':')?;
        (!name.is_empty() && !name.contains('\n')).then(|| format!(":{name}:"))
    },
};

/// The properties `text`, `content`, `attachment` and `location` of a message; those that do not fit the content are null.
pub(super) fn views(content: &Content) -> Value {
    let (text, block, attachment, location) = match content {
        Content::Text { text, nodes } => {
            (json!(text), json!({"type": "text", "children": nodes}), json!(null), json!(null))
        }
        Content::File(file) => {
            let attachment = json!({"url": file.url, "size": file.size});
            (json!(null), with(file, [("type", json!("file"))]).into(), attachment, json!(null))
        }
        Content::Location { latitude, longitude } => {
            let block = json!({"type": "location", "latitude": latitude, "longitude": longitude});
            (json!(null), block, json!(null), json!([latitude, longitude]))
        }
    };
    json!({"text": text, "content": [block], "attachment": attachment, "location": location})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &Value) -> (Option<Content>, Vec<String>) {
        let mut fields = Fields::new(message.as_object().unwrap());
        let content = read_one_of_all(&mut fields, &Decisions::default());
        let places = fields.reasons.by_member().keys().cloned().collect();
        (content, places)
    }

    #[test]
    fn each_way_to_say_something_is_read() {
        for (message, block) in [
            (json!({"text": "a"}), json!({"type": "text", "children": ["a"]})),
            (
                json!({"content": [{"type": "text", "children": ["a", {"type": "bold", "children": ["b"]}]}]}),
                json!({"type": "text", "children": ["a", {"type": "bold", "children": ["b"]}]}),
            ),
            (json!({"location": [51.48, -3.18]}), json!({"type": "location", "latitude": 51.48, "longitude": -3.18})),
            (
                json!({"content": [{"type": "location", "latitude": 1, "longitude": 2}]}),
                json!({"type": "location", "latitude": 1.0, "longitude": 2.0}),
            ),
        ] {
            let (content, places) = read(&message);
            assert_eq!(places, [] as [&str; 0]);
            assert_eq!(views(&content.unwrap())["content"], json!([block]));
        }
        for message in [
            json!({"attachmentToken": "t"}),
            json!({"content": [{"type": "file", "fileToken": "t", "url": "ignored", "size": 7}]}),
        ] {
            let (content, places) = read(&message);
            assert_eq!(places, [] as [&str; 0]);
            assert_eq!(content, Some(Content::File(File::unknown("t"))));
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_its_place() {
        let node = |node: Value| json!({"content": [{"type": "text", "children": ["a", node]}]});
        for (message, place) in [
            (json!({}), "text"),
            (json!({"text": null}), "text"),
            (json!({"text": "a", "content": []}), "content"),
            (json!({"content": []}), "content"),
            (json!({"content": ["a"]}), "content"),
            (json!({"content": [{"type": "text", "children": []}, {}]}), "content"),
            (json!({"content": [{"type": "video"}]}), "content.0.type"),
            (json!({"content": [{"type": "text"}]}), "content.0.children"),
            (json!({"content": [{"type": "file"}]}), "content.0.fileToken"),
            (json!({"attachmentToken": ""}), "attachmentToken"),
            (json!({"location": [91, 0]}), "location"),
            (json!({"location": [0]}), "location"),
            (node(json!(1)), "content.0.children.1"),
            (node(json!({"type": "blink"})), "content.0.children.1.type"),
            (node(json!({"type": "codeSpan"})), "content.0.children.1.text"),
            (node(json!({"type": "customEmoji", "text": "::"})), "content.0.children.1.text"),
            (node(json!({"type": "customEmoji", "text": "cat"})), "content.0.children.1.text"),
            (
                node(json!({"type": "actionLink", "action": "a", "params": {"b": 1}, "children": []})),
                "content.0.children.1.params",
            ),
            (
                node(json!({"type": "bold", "children": [{"type": "link", "url": "u"}]})),
                "content.0.children.1.children.0.children",
            ),
        ] {
            let (_, places) = read(&message);
            assert_eq!(places, [place], "{message}");
        }
    }
}
