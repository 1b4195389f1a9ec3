//! The content of a message, kept so that both views of it can be shown: `text` and `content`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::markup;

/// The content of a message: exactly one block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Content {
    /// The text with markup, and the same text as nodes.
    Text {
        text: String,
        nodes: Vec<Value>,
    },
    File(File),
    Location {
        latitude: f64,
        longitude: f64,
    },
}

impl Content {
    pub(crate) fn from_text(text: &str, with_markup: bool) -> Self {
        Self::Text {
            text: text.to_owned(),
            nodes: if with_markup { markup::nodes(text) } else { vec![Value::from(text)] },
        }
    }

    pub(crate) fn from_nodes(nodes: Vec<Value>) -> Self {
        Self::Text { text: markup::text(&nodes), nodes }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct File {
    #[serde(rename = "fileToken")]
    pub(crate) token: String,
    pub(crate) url: String,
    #[serde(rename = "filename")]
    pub(crate) name: String,
    pub(crate) size: u64,
    #[serde(flatten)]
    pub(crate) details: FileDetails,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subtype: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) width: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) height: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duration: Option<f64>,
}

impl File {
    /// A file of which only the token is known; the rest is made up.
    pub(crate) fn unknown(token: &str) -> Self {
        Self {
            token: token.to_owned(),
            url: "https://files.talkjs-emulator.invalid/file".to_owned(),
            name: "file".to_owned(),
            size: 0,
            details: FileDetails::default(),
        }
    }
}
