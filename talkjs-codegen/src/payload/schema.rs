//! What the checking macro has to know of a type: the types that a literal of it can hold, as text.
//!
//! The macro runs in crates where no file of the description can be found, so the generated code carries this text, and
//! the compiler hands it to the macro together with the literal.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use proc_macro2::Literal;
use serde::{Deserialize, Serialize};

use super::plain_text;
use crate::model::{Json, Presence, Rule, TypeRef};

/// The types of a payload. The first is the payload's own; [`TypeRef::Named`] counts them from 0.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Schema {
    pub(crate) types: Vec<Type>,
}

/// A type with a name.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Type {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) about: About,
    pub(crate) kind: Kind,
}

/// What messages say of a thing besides what is wrong.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    /// The first sentence of its description.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) words: String,
    /// Where it is described: `spec/talkjs.yaml:212:9`.
    pub(crate) place: String,
}

/// The forms of a named type.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Kind {
    Object(Object),
    /// Texts, each with the name of its variant; `true` when others are allowed as well.
    Texts(Vec<(String, String)>, bool),
    /// Whole numbers, in the same way.
    Integers(Vec<(i64, String)>, bool),
    Union(Vec<Branch>),
    /// A scalar under a name of its own.
    Newtype(Use),
    /// Another name for something.
    Alias(Use),
    /// Known by its name only, since the text would become too long with it.
    Elsewhere,
}

/// A type in one place, and the rules of that place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Use {
    #[serde(rename = "type")]
    pub(crate) ty: TypeRef,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) rules: Vec<Rule>,
}

/// An object with members.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) members: Vec<Member>,
    /// A member that has one possible value, which need not be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tag: Option<(String, String)>,
    /// Members that the description does not name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) extra: Option<Use>,
    /// Groups of members, as indices, of which exactly one is there; each with its constructor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<(Vec<usize>, String)>,
}

/// A member of an object.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) wire: String,
    /// The name of the field.
    pub(crate) field: String,
    #[serde(flatten)]
    pub(crate) about: About,
    #[serde(rename = "use")]
    pub(crate) used: Use,
    pub(crate) presence: Presence,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) nullable: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) required: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) read_only: bool,
}

/// A branch of a union.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Branch {
    pub(crate) name: String,
    #[serde(rename = "use")]
    pub(crate) used: Use,
    pub(crate) kinds: Vec<Json>,
    /// A member, and the values of it that choose the branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tag: Option<(String, Vec<String>)>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) boxed: bool,
}

impl Schema {
    /// The text that [`Self::read`] reads.
    pub(crate) fn text(&self) -> String {
        // Nothing in a schema can fail to be written: all keys are texts.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The text as generated code carries it. A raw literal has no escape for each quote of JSON, so it is shorter, and
    /// written and read faster.
    pub(crate) fn literal(&self) -> Literal {
        let text = self.text();
        let raw = (!text.contains("\"##")).then(|| format!("r##\"{text}\"##").parse().ok());
        raw.flatten().unwrap_or_else(|| Literal::string(&text))
    }

    /// Reads the text that generated code carries; `None` when it is not one of ours.
    pub(crate) fn read(text: &str) -> Option<Rc<Self>> {
        Self::kept(text, || serde_json::from_str(text).ok())
    }

    /// Reads the text out of a literal.
    pub(crate) fn of_literal(literal: &Literal) -> Option<Rc<Self>> {
        // As it is written it is a good key, and reading the escapes of it takes longer than all else.
        Self::kept(&literal.to_string(), || serde_json::from_str(&plain_text(literal)?).ok())
    }

    /// A crate uses the same few types again and again, so the last ones are kept.
    fn kept(key: &str, read: impl FnOnce() -> Option<Self>) -> Option<Rc<Self>> {
        const KEPT: usize = 64;
        thread_local! {
            static CACHE: RefCell<HashMap<String, Rc<Schema>>> = RefCell::default();
        }
        if let Some(known) = CACHE.with_borrow(|cache| cache.get(key).cloned()) {
            return Some(known);
        }
        let schema = Rc::new(read()?);
        CACHE.with_borrow_mut(|cache| {
            if cache.len() >= KEPT {
                cache.clear();
            }
            cache.insert(key.to_owned(), Rc::clone(&schema));
        });
        Some(schema)
    }
}
