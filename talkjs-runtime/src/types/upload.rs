//! A file, or bytes under a name: a part of a multipart body.

use std::fmt;

use bytes::Bytes;
use serde::de::Deserializer;
use serde::ser::{SerializeStruct as _, Serializer};
use serde::{Deserialize, Serialize};

use crate::request::check::Check;
use crate::request::handover::{self, UPLOAD};
use crate::types::convert::{Generated, IntoValue};

/// Bytes to upload, with the name and the media type that the server is told. Sending them does not copy them.
///
/// ```
/// use talkjs_runtime::types::Upload;
///
/// let upload = Upload::new("not really a picture").file_name("a.png").content_type("image/png");
/// assert_eq!(upload.bytes().len(), 20);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Upload {
    bytes: Bytes,
    file_name: Option<String>,
    content_type: Option<String>,
}

impl Upload {
    /// Bytes to upload.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), file_name: None, content_type: None }
    }

    /// Sets the name of the file. Without it the part has the name of its member.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type. Without it the part has the one of the description, else `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

impl fmt::Debug for Upload {
    /// Shows only the size.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({} bytes)", self.bytes.len())
    }
}

impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct(UPLOAD, 3)?;
        parts.serialize_field("bytes", &Raw(&self.bytes))?;
        parts.serialize_field("file_name", &self.file_name)?;
        parts.serialize_field("content_type", &self.content_type)?;
        parts.end()
    }
}

struct Raw<'b>(&'b Bytes);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        handover::serialize(self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Upload {
    /// Reads a text, which is how an answer can repeat what was uploaded.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl Check for Upload {}
impl Generated for Upload {}

impl IntoValue<Upload> for Bytes {
    fn into_value(self) -> Upload {
        Upload::new(self)
    }
}

impl IntoValue<Upload> for Vec<u8> {
    fn into_value(self) -> Upload {
        Upload::new(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Upload;

    #[test]
    fn debug_shows_only_the_size() {
        assert_eq!(format!("{:?}", Upload::new("canary").file_name("x")), "Upload(6 bytes)");
    }
}
