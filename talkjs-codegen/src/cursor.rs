//! A place in the tree, with which every decision knows where in the file it was caused.

use crate::source::Span;
use crate::tree::{Key, Node};

/// A node, and the key it stands under.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'d> {
    node: &'d Node,
    key: Option<&'d Key>,
}

impl<'d> At<'d> {
    /// The top of the document.
    pub(crate) fn root(node: &'d Node) -> Self {
        Self { node, key: None }
    }

    /// The member of an object; the object itself when it has no such member.
    pub(crate) fn child(self, key: &str) -> Self {
        match self.node.entry(key) {
            Some((key, node)) => Self { node, key: Some(key) },
            None => self,
        }
    }

    /// The node here.
    pub(crate) fn node(self) -> &'d Node {
        self.node
    }

    /// The member's node, when there is one.
    pub(crate) fn get(self, key: &str) -> Option<&'d Node> {
        self.node.get(key)
    }

    /// The member's text, when it is one.
    pub(crate) fn text(self, key: &str) -> Option<&'d str> {
        self.get(key)?.text()
    }

    /// Whether the member is `true`.
    pub(crate) fn flag(self, key: &str) -> bool {
        self.get(key).and_then(Node::bool) == Some(true)
    }

    /// The entries of the member, each at its place; none when it is no mapping.
    pub(crate) fn entries(self, key: &str) -> impl Iterator<Item = (&'d str, Self)> {
        let entries = self.get(key).map(Node::entries).unwrap_or_default();
        entries.iter().map(|(key, node)| (key.text.as_str(), Self { node, key: Some(key) }))
    }

    /// The items of the member, each at its place; none when it is no list.
    pub(crate) fn items(self, key: &str) -> impl Iterator<Item = Self> {
        let items = self.get(key).map(Node::items).unwrap_or_default();
        items.iter().map(|node| Self { node, key: None })
    }

    /// The text to underline for "this thing": its key, or the value itself where it has none.
    pub(crate) fn name_span(self) -> Span {
        self.key.map_or(self.value_span(), |key| key.span)
    }

    /// The text to underline for "this value".
    pub(crate) fn value_span(self) -> Span {
        self.node.span
    }
}
