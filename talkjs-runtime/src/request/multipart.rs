//! Encodes `multipart/form-data` (RFC 7578): a value as parts, and parts as bytes.

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};
use serde_json::Value;

use crate::random;
use crate::request::body::RequestBody;
use crate::request::content::Content;
use crate::request::handover;
use crate::request::handover::UPLOAD;
use crate::request::problem::Problem;
use crate::request::style::text;

/// A multipart body and its content type, which contains the boundary.
pub(crate) struct Multipart {
    pub(crate) content_type: String,
    pub(crate) body: RequestBody,
}

/// The media types of a part in the description: one, or several and ranges, separated by commas.
#[derive(Clone, Copy)]
struct PartTypes<'t>(&'t str);

impl<'t> PartTypes<'t> {
    fn of(types: &[(&str, &'t str)], name: &str) -> Option<Self> {
        types.iter().find(|(member, _)| *member == name).map(|(_, types)| Self(types))
    }

    fn listed(self) -> impl Iterator<Item = &'t str> {
        self.0.split(',').map(str::trim).filter(|media| !media.is_empty())
    }

    fn is_choice(self) -> bool {
        self.0.contains([',', '*'])
    }

    /// The type of a part without its own: the first that is not a range; for JSON the first that is JSON.
    fn first(self, is_json: bool) -> Option<&'t str> {
        let exact = || self.listed().filter(|media| !media.contains('*'));
        exact().find(|media| is_json && media.contains("json")).or_else(|| exact().next())
    }

    /// Whether a media type is one of several described ones, or in one of their ranges.
    fn allow(self, media: &str) -> bool {
        let media = essence(media);
        self.listed().map(essence).any(|listed| match listed.strip_suffix('*') {
            Some("*/") => true,
            Some(range) => media.starts_with(range),
            None => listed == media,
        })
    }
}

/// A media type without parameters, in lower case.
fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or(media).trim().to_ascii_lowercase()
}

/// The default media type of an upload.
const OCTETS: &str = "application/octet-stream";

/// The uploads, by their JSON pointers, whose media type is not one of those in the description of the part.
pub(crate) fn wrong_types(object: &Node, types: &[(&str, &str)]) -> Vec<(String, Problem)> {
    let Node::Object(members) = object else { return Vec::new() };
    let mut wrong = Vec::new();
    for (name, value) in members {
        let Some(described) = PartTypes::of(types, name).filter(|types| types.is_choice()) else { continue };
        let mut look = |pointer: String, value: &Node| {
            if let Some(found) = value.upload_type().filter(|found| !described.allow(found)) {
                let allowed = described.listed().map(str::to_owned).collect();
                wrong.push((pointer, Problem::MediaType { allowed, found: found.to_owned() }));
            }
        };
        match value {
            Node::List(items) => {
                items.iter().enumerate().for_each(|(index, item)| look(format!("/{name}/{index}"), item));
            }
            value => look(format!("/{name}"), value),
        }
    }
    wrong
}

/// The parts, by their JSON pointers, that are JSON and contain a stream.
pub(crate) fn nested_streams(object: &Node) -> Vec<(String, Problem)> {
    let Node::Object(members) = object else { return Vec::new() };
    let parts = members.iter().flat_map(|(name, value)| match value {
        Node::List(items) => items.iter().enumerate().map(|(index, item)| (format!("/{name}/{index}"), item)).collect(),
        value => vec![(format!("/{name}"), value)],
    });
    let nested = parts.filter(|(_, part)| matches!(part, Node::List(_) | Node::Object(_)) && part.has_stream());
    nested.map(|(pointer, _)| (pointer, Problem::StreamInJson)).collect()
}

/// Writes the properties of an object as parts. `types` has the media types of properties in the description.
pub(crate) fn multipart(object: Node, types: &[(&str, &str)]) -> Option<Multipart> {
    let Node::Object(members) = object else { return None };
    let mut parts = Vec::new();
    for (name, value) in members {
        let described = PartTypes::of(types, &name);
        match value {
            Node::List(items) => parts.extend(items.into_iter().filter_map(|item| item.part(&name, described))),
            value => parts.extend(value.part(&name, described)),
        }
    }
    let boundary = boundary();
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Some(Multipart { content_type, body: joined(parts, &boundary) })
}

/// Returns a boundary that no part contains. A search in the parts would read each file; the author of a file cannot
/// predict 128 random bits.
fn boundary() -> String {
    random::mint_key()
}

/// Joins the parts with boundaries. Each content stays a separate piece, so it is not copied.
fn joined(parts: Vec<FormPart>, boundary: &str) -> RequestBody {
    let mut pieces = Vec::with_capacity(parts.len().saturating_mul(2).saturating_add(1));
    let mut line_end = "";
    for FormPart { head, content } in parts {
        pieces.push(Content::Bytes(format!("{line_end}--{boundary}\r\n{head}\r\n").into()));
        pieces.push(content);
        line_end = "\r\n";
    }
    pieces.push(Content::Bytes(format!("{line_end}--{boundary}--\r\n").into()));
    pieces.into_iter().collect()
}

struct FormPart {
    head: String,
    content: Content,
}

/// A value while it is split into parts: JSON that may contain uploads. `Json` contains only scalars.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Json(Value),
    Content(Content),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
    Upload(Vec<(String, Node)>),
}

impl Node {
    /// Converts a value to a tree that keeps bytes unchanged.
    pub(crate) fn new<V: Serialize>(value: &V) -> Result<Self, serde_json::Error> {
        value.serialize(ToNode)
    }

    /// The media type of an upload, if the caller has set one.
    fn upload_type(&self) -> Option<&str> {
        let Self::Upload(members) = self else { return None };
        let named = members.iter().find_map(|(member, value)| match (member.as_str(), value) {
            ("content_type", Self::Json(Value::String(media))) => Some(media.as_str()),
            _ => None,
        });
        Some(named.unwrap_or(OCTETS))
    }

    fn has_stream(&self) -> bool {
        match self {
            Self::Content(content) => matches!(content, Content::Stream(_)),
            Self::List(items) => items.iter().any(Self::has_stream),
            Self::Object(members) | Self::Upload(members) => members.iter().any(|(_, value)| value.has_stream()),
            Self::Json(_) => false,
        }
    }

    /// One part; `None` for `null`.
    fn part(self, name: &str, described: Option<PartTypes<'_>>) -> Option<FormPart> {
        let is_json = matches!(self, Self::List(_) | Self::Object(_));
        let described = described.and_then(|types| types.first(is_json));
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        let (media, content) = match self {
            Self::Json(Value::Null) => return None,
            Self::List(_) | Self::Object(_) => {
                let json = self.json().to_string();
                (Some(described.unwrap_or("application/json").to_owned()), Content::Bytes(json.into()))
            }
            // A part without a type is plain text.
            Self::Json(scalar) => (described.map(str::to_owned), Content::Bytes(text(&scalar).into())),
            Self::Content(content) => (described.map(str::to_owned), content),
            Self::Upload(members) => {
                let (mut content, mut file_name, mut media) = (Content::default(), None, None);
                for (member, value) in members {
                    match (member.as_str(), value) {
                        ("bytes", Self::Content(found)) => content = found,
                        ("file_name", Self::Json(Value::String(found))) => file_name = Some(found),
                        ("content_type", Self::Json(Value::String(found))) => media = Some(found),
                        _ => {}
                    }
                }
                head.push_str(&format!("; filename=\"{}\"", quoted(file_name.as_deref().unwrap_or(name))));
                let media = media.or(described.map(str::to_owned));
                (Some(media.unwrap_or_else(|| OCTETS.to_owned())), content)
            }
        };
        head.push_str("\r\n");
        if let Some(media) = media {
            // A line break in a media type would start another header.
            let media: String = media.chars().filter(|character| !character.is_control()).collect();
            head.push_str(&format!("Content-Type: {media}\r\n"));
        }
        Some(FormPart { head, content })
    }

    /// The value as JSON. An upload that is not a separate part cannot be distinguished from a list of numbers.
    fn json(self) -> Value {
        match self {
            Self::Json(value) => value,
            Self::Content(Content::Bytes(bytes)) => Value::from(&*bytes),
            // Rejected before: `nested_streams` reports it.
            Self::Content(Content::Stream(_)) => Value::Null,
            Self::List(items) => items.into_iter().map(Self::json).collect(),
            Self::Object(members) | Self::Upload(members) => {
                members.into_iter().map(|(name, value)| (name, value.json())).collect()
            }
        }
    }
}

/// Names are escaped as in browsers (WHATWG HTML, multipart/form-data).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Serializes into a [`Node`]. Scalars are passed to `serde_json`.
struct ToNode;

type Error = serde_json::Error;

macro_rules! scalars {
    ($($method:ident: $type:ty),+ $(,)?) => {
        $(fn $method(self, value: $type) -> Result<Node, Error> {
            serde_json::value::Serializer.$method(value).map(Node::Json)
        })+
    };
}

impl Serializer for ToNode {
    type Ok = Node;
    type Error = Error;
    type SerializeSeq = ListNodes;
    type SerializeTuple = ListNodes;
    type SerializeTupleStruct = ListNodes;
    type SerializeTupleVariant = Impossible<Node, Error>;
    type SerializeMap = StructNodes;
    type SerializeStruct = StructNodes;
    type SerializeStructVariant = Impossible<Node, Error>;

    scalars! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32,
        serialize_f64: f64, serialize_char: char, serialize_str: &str,
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Node, Error> {
        Ok(Node::Content(handover::receive(value)))
    }

    fn serialize_none(self) -> Result<Node, Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Node, Error> {
        Ok(Node::Json(Value::Null))
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Node, Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<Node, Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<Node, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Node, Error> {
        Ok(Node::Object(vec![(variant.to_owned(), value.serialize(self)?)]))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<ListNodes, Error> {
        Ok(ListNodes(Vec::new()))
    }

    fn serialize_tuple(self, _length: usize) -> Result<ListNodes, Error> {
        Ok(ListNodes(Vec::new()))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<ListNodes, Error> {
        Ok(ListNodes(Vec::new()))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(no_part(name))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<StructNodes, Error> {
        Ok(StructNodes::default())
    }

    fn serialize_struct(self, name: &'static str, _length: usize) -> Result<StructNodes, Error> {
        Ok(StructNodes { is_upload: name == UPLOAD, ..StructNodes::default() })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(no_part(name))
    }
}

/// Generated types are structs, maps, lists and scalars; other types are reported.
fn no_part(name: impl fmt::Display) -> Error {
    ser::Error::custom(format_args!("`{name}` is an enum with data, which is not supported in a part"))
}

struct ListNodes(Vec<Node>);

impl ListNodes {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.push(value.serialize(ToNode)?);
        Ok(())
    }
}

macro_rules! items {
    ($($trait:ident, $method:ident);+) => {
        $(impl ser::$trait for ListNodes {
            type Ok = Node;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.push(value)
            }

            fn end(self) -> Result<Node, Error> {
                Ok(Node::List(self.0))
            }
        })+
    };
}

items!(SerializeSeq, serialize_element; SerializeTuple, serialize_element; SerializeTupleStruct, serialize_field);

#[derive(Default)]
struct StructNodes {
    members: Vec<(String, Node)>,
    key: String,
    is_upload: bool,
}

impl ser::SerializeMap for StructNodes {
    type Ok = Node;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        match key.serialize(ToNode)? {
            Node::Json(key @ (Value::String(_) | Value::Number(_) | Value::Bool(_))) => {
                self.key = text(&key);
                Ok(())
            }
            _ => Err(ser::Error::custom("key must be a string")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = std::mem::take(&mut self.key);
        self.members.push((key, value.serialize(ToNode)?));
        Ok(())
    }

    fn end(self) -> Result<Node, Error> {
        Ok(Node::Object(self.members))
    }
}

impl ser::SerializeStruct for StructNodes {
    type Ok = Node;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.members.push((name.to_owned(), value.serialize(ToNode)?));
        Ok(())
    }

    fn end(self) -> Result<Node, Error> {
        Ok(if self.is_upload { Node::Upload(self.members) } else { Node::Object(self.members) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::upload::Upload;
    use serde_json::json;
    use std::collections::{BTreeMap, BTreeSet};

    #[derive(Serialize)]
    struct Form {
        title: String,
        count: Option<i64>,
        none: Option<i64>,
        tags: Vec<&'static str>,
        meta: BTreeMap<String, Option<bool>>,
        files: Vec<Upload>,
        #[serde(flatten)]
        more: BTreeMap<String, Value>,
    }

    #[test]
    fn properties_become_parts() {
        let form = Form {
            title: "a \"b\"".into(),
            count: Some(2),
            none: None,
            tags: vec!["x", "y"],
            meta: BTreeMap::from([("on".into(), Some(true)), ("off".into(), None)]),
            files: vec![Upload::new(&b"\xff\x00\r\n"[..]).file_name("a\"\r\n.png").content_type("image/png")],
            more: BTreeMap::from([("ex\"tra".into(), json!(1.5))]),
        };
        let multipart = multipart(Node::new(&form).unwrap(), &[("count", "text/x-count")]).unwrap();
        let boundary = boundary_of(&multipart);
        let part = |head: &str, content: &[u8]| {
            [format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(), content, b"\r\n"]
                .concat()
        };
        let expected = [
            part("name=\"title\"", b"a \"b\""),
            part("name=\"count\"\r\nContent-Type: text/x-count", b"2"),
            part("name=\"tags\"", b"x"),
            part("name=\"tags\"", b"y"),
            part("name=\"meta\"\r\nContent-Type: application/json", br#"{"off":null,"on":true}"#),
            part("name=\"files\"; filename=\"a%22%0D%0A.png\"\r\nContent-Type: image/png", b"\xff\x00\r\n"),
            part("name=\"ex%22tra\"", b"1.5"),
            format!("--{boundary}--\r\n").into_bytes(),
        ]
        .concat();
        let body = multipart.body.to_bytes().unwrap();
        assert_eq!(String::from_utf8_lossy(&body), String::from_utf8_lossy(&expected));
        assert_eq!(body, expected);
    }

    /// A form with one file.
    fn file(upload: &Upload) -> Multipart {
        multipart(Node::new(&BTreeMap::from([("file", upload)])).unwrap(), &[]).unwrap()
    }

    fn boundary_of(multipart: &Multipart) -> &str {
        multipart.content_type.strip_prefix("multipart/form-data; boundary=").unwrap()
    }

    #[test]
    fn boundaries_of_the_same_body_are_hexadecimal_and_all_differ() {
        let upload = Upload::new("x");
        let mut boundaries = BTreeSet::new();
        for _ in 0..10_000 {
            let multipart = file(&upload);
            let boundary = boundary_of(&multipart);
            assert_eq!(boundary.len(), 32, "{boundary}");
            assert!(boundary.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{boundary}");
            boundaries.insert(boundary.to_owned());
        }
        assert_eq!(boundaries.len(), 10_000);
    }

    #[test]
    fn file_is_a_chunk_of_its_own_and_is_not_copied() {
        let first = Upload::new(vec![b'a'; 1000]);
        let second = Upload::new(vec![b'b'; 1000]);
        let form = Node::new(&BTreeMap::from([("files", [&first, &second, &first])])).unwrap();
        let body = multipart(form, &[]).unwrap().body;
        let chunks = body.chunks().unwrap();
        assert_eq!(chunks.len(), 2 * 3 + 1);
        for (chunk, upload) in [1, 3, 5].into_iter().zip([&first, &second, &first]) {
            assert_eq!(chunks[chunk].as_ptr(), upload.bytes().unwrap().as_ptr());
            assert_eq!(chunks[chunk].len(), 1000);
        }
    }

    /// Memory that was never written or read has no page in the page table. The first access to a page is a fault, which
    /// the kernel counts.
    #[cfg(target_os = "linux")]
    #[test]
    fn content_of_a_file_is_never_read() {
        let faults = || -> u64 {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            let (_, fields) = stat.rsplit_once(") ").unwrap();
            // `minflt`, field 10 of proc(5); the first one here is field 3.
            fields.split(' ').nth(7).unwrap().parse().unwrap()
        };
        let upload = Upload::new(vec![0; 256 << 20]);
        file(&Upload::new("the code is in memory after this"));
        let before = faults();
        let multipart = file(&upload);
        let found = faults() - before;
        assert!(multipart.body.len() > 256 << 20);
        assert!(found < 64, "{found} page faults");
    }

    #[test]
    fn an_upload_has_a_name_and_a_type_even_if_it_was_given_none() {
        let body = file(&Upload::new("x")).body.to_bytes().unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(
            body.contains("name=\"file\"; filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n")
        );
    }

    #[test]
    fn stream_is_a_part_of_its_own_and_never_inside_of_json() {
        let stream = || Upload::from_reader(6, &b"canary"[..]);
        let list = Node::new(&BTreeMap::from([("files", [stream(), stream()])])).unwrap();
        assert_eq!(nested_streams(&list), []);
        let body = multipart(list, &[]).unwrap().body;
        assert!(body.is_streamed() && body.to_bytes().is_none());
        let nested = Node::new(&BTreeMap::from([("notes", vec![BTreeMap::from([("a", stream())])])])).unwrap();
        assert_eq!(nested_streams(&nested), [("/notes/0".to_owned(), Problem::StreamInJson)]);
        let in_memory = Node::new(&BTreeMap::from([("notes", BTreeMap::from([("a", Upload::new("x"))]))])).unwrap();
        assert_eq!(nested_streams(&in_memory), []);
    }

    #[test]
    fn what_is_no_object_has_no_parts() {
        assert!(multipart(Node::new(&5).unwrap(), &[]).is_none());
    }
}
