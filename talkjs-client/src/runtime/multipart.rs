//! `multipart/form-data` (RFC 7578): from a value to its parts, and from parts to bytes.

use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};
use serde_json::Value;

use super::style::text;
use super::upload::UPLOAD;

/// A multipart body and its content type, which names the boundary.
pub(crate) struct Multipart {
    pub(crate) content_type: String,
    pub(crate) body: Bytes,
}

/// Writes the members of an object as parts. `types` names the media types that the description gives to members.
pub(crate) fn multipart(object: Node, types: &[(&str, &str)]) -> Option<Multipart> {
    let Node::Object(members) = object else { return None };
    let mut parts = Vec::new();
    for (name, value) in members {
        let described = types.iter().find(|(member, _)| *member == name).map(|(_, media)| *media);
        match value {
            Node::List(items) => parts.extend(items.into_iter().filter_map(|item| item.part(&name, described))),
            value => parts.extend(value.part(&name, described)),
        }
    }
    let boundary = boundary(&parts);
    let mut body = Vec::new();
    for part in &parts {
        body.extend_from_slice(format!("--{boundary}\r\n{}\r\n", part.head).as_bytes());
        body.extend_from_slice(&part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Some(Multipart { content_type: format!("multipart/form-data; boundary={boundary}"), body: body.into() })
}

struct Part {
    head: String,
    content: Vec<u8>,
}

/// A value on its way into parts: JSON that may hold uploads. `Json` holds scalars only.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Json(Value),
    Bytes(Vec<u8>),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
    Upload(Vec<(String, Node)>),
}

impl Node {
    /// A value as a tree that keeps bytes as they are.
    pub(crate) fn new<V: Serialize>(value: &V) -> Result<Self, serde_json::Error> {
        value.serialize(ToNode)
    }

    /// One part; nothing for `null`.
    fn part(self, name: &str, described: Option<&str>) -> Option<Part> {
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        let (media, content) = match self {
            Self::Json(Value::Null) => return None,
            Self::List(_) | Self::Object(_) => {
                let json = self.json().to_string().into_bytes();
                (Some(described.unwrap_or("application/json").to_owned()), json)
            }
            // Without a type a part is plain text.
            Self::Json(scalar) => (described.map(str::to_owned), text(&scalar).into_bytes()),
            Self::Bytes(bytes) => (described.map(str::to_owned), bytes),
            Self::Upload(members) => {
                let (mut bytes, mut file_name, mut media) = (Vec::new(), None, None);
                for (member, value) in members {
                    match (member.as_str(), value) {
                        ("bytes", Self::Bytes(found)) => bytes = found,
                        ("file_name", Self::Json(Value::String(found))) => file_name = Some(found),
                        ("content_type", Self::Json(Value::String(found))) => media = Some(found),
                        _ => {}
                    }
                }
                head.push_str(&format!("; filename=\"{}\"", quoted(file_name.as_deref().unwrap_or(name))));
                let media = media.or(described.map(str::to_owned));
                (Some(media.unwrap_or_else(|| "application/octet-stream".to_owned())), bytes)
            }
        };
        head.push_str("\r\n");
        if let Some(media) = media {
            // A line end in a media type would begin a header of the caller's making.
            let media: String = media.chars().filter(|character| !character.is_control()).collect();
            head.push_str(&format!("Content-Type: {media}\r\n"));
        }
        Some(Part { head, content })
    }

    /// The value as JSON. An upload that is not a part of its own cannot be told from a list of numbers.
    fn json(self) -> Value {
        match self {
            Self::Json(value) => value,
            Self::Bytes(bytes) => Value::from(bytes),
            Self::List(items) => items.into_iter().map(Self::json).collect(),
            Self::Object(members) | Self::Upload(members) => {
                members.into_iter().map(|(name, value)| (name, value.json())).collect()
            }
        }
    }
}

/// Names are escaped as browsers do (WHATWG HTML, multipart/form-data).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text that no part contains. It depends on the content alone, so that the same body gives the same bytes.
fn boundary(parts: &[Part]) -> String {
    let occurs = |boundary: &str| {
        parts.iter().any(|part| contains(&part.content, boundary.as_bytes()) || part.head.contains(boundary))
    };
    let mut number: u64 = 0;
    loop {
        let boundary = format!("talkjs-rs-boundary-{number}");
        if !occurs(&boundary) {
            return boundary;
        }
        number = number.saturating_add(1);
    }
}

fn contains(content: &[u8], wanted: &[u8]) -> bool {
    content.windows(wanted.len()).any(|window| window == wanted)
}

/// Serializes into a [`Node`]. Scalars go to `serde_json`, which knows what JSON can say.
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
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Impossible<Node, Error>;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Impossible<Node, Error>;

    scalars! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32,
        serialize_f64: f64, serialize_char: char, serialize_str: &str,
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Node, Error> {
        Ok(Node::Bytes(value.to_vec()))
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

    fn serialize_seq(self, _length: Option<usize>) -> Result<Items, Error> {
        Ok(Items(Vec::new()))
    }

    fn serialize_tuple(self, _length: usize) -> Result<Items, Error> {
        Ok(Items(Vec::new()))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<Items, Error> {
        Ok(Items(Vec::new()))
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

    fn serialize_map(self, _length: Option<usize>) -> Result<Members, Error> {
        Ok(Members::default())
    }

    fn serialize_struct(self, name: &'static str, _length: usize) -> Result<Members, Error> {
        Ok(Members { is_upload: name == UPLOAD, ..Members::default() })
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

/// Generated types are structs, maps, lists and scalars; whoever brings another type of their own is told.
fn no_part(name: impl fmt::Display) -> Error {
    ser::Error::custom(format_args!("`{name}` is an enum with data, which no part can be"))
}

struct Items(Vec<Node>);

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.push(value.serialize(ToNode)?);
        Ok(())
    }
}

macro_rules! items {
    ($($trait:ident, $method:ident);+) => {
        $(impl ser::$trait for Items {
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
struct Members {
    members: Vec<(String, Node)>,
    key: String,
    is_upload: bool,
}

impl ser::SerializeMap for Members {
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

impl ser::SerializeStruct for Members {
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
    use crate::runtime::Upload;
    use serde_json::json;
    use std::collections::BTreeMap;

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
    fn members_become_parts() {
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
        assert_eq!(multipart.content_type, "multipart/form-data; boundary=talkjs-rs-boundary-0");
        let part = |head: &str, content: &[u8]| {
            [
                format!("--talkjs-rs-boundary-0\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
                content,
                b"\r\n",
            ]
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
            b"--talkjs-rs-boundary-0--\r\n".to_vec(),
        ]
        .concat();
        assert_eq!(String::from_utf8_lossy(&multipart.body), String::from_utf8_lossy(&expected));
        assert_eq!(multipart.body, expected);
    }

    #[test]
    fn the_boundary_is_in_no_part_and_the_same_every_time() {
        let form = BTreeMap::from([("a", "x talkjs-rs-boundary-0 talkjs-rs-boundary-1")]);
        let once = multipart(Node::new(&form).unwrap(), &[]).unwrap();
        assert_eq!(once.content_type, "multipart/form-data; boundary=talkjs-rs-boundary-2");
        assert_eq!(once.body, multipart(Node::new(&form).unwrap(), &[]).unwrap().body);
    }

    #[test]
    fn an_upload_has_a_name_and_a_type_even_if_it_was_given_none() {
        let body = multipart(Node::new(&BTreeMap::from([("a", Upload::new("x"))])).unwrap(), &[]).unwrap().body;
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(body.contains("name=\"a\"; filename=\"a\"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n"));
    }

    #[test]
    fn what_is_no_object_has_no_parts() {
        assert!(multipart(Node::new(&5).unwrap(), &[]).is_none());
    }
}
