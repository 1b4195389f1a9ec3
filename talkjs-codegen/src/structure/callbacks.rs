//! What the other side sends: the bodies of webhooks and callbacks, as schemas with names of their own.
//!
//! No method is made of them, since nobody calls them from here; whoever receives one decodes it with its type.

use super::{Severity, Walk};
use crate::tree::Node;

impl Walk<'_> {
    /// Gives every JSON body of some path items, by name, a schema in `components`. Nothing of it stays here.
    pub(super) fn callbacks(&mut self, items: &mut Node) -> bool {
        if !items.entries().is_empty() || items.as_map_mut().is_some() {
            for (name, item) in items.entries() {
                self.payloads(&name.text, item);
            }
        } else {
            self.wrong(items, "an object", Severity::Warning);
        }
        false
    }

    fn payloads(&mut self, name: &str, item: &Node) {
        let followed =
            item.get("$ref").and_then(Node::text).and_then(|text| self.targets.copy(text, item.span.file()).ok());
        let item = followed.as_ref().unwrap_or(item);
        for (_, operation) in item.entries() {
            let Some(content) = operation.get("requestBody").and_then(|body| body.get("content")) else { continue };
            let json = content.entries().iter().find(|(media, _)| media.text.contains("json"));
            let Some(schema) = json.and_then(|(_, media)| media.get("schema")) else { continue };
            match schema.get("$ref").and_then(Node::text).filter(|_| schema.entries().len() == 1) {
                Some(text) => {
                    if let Err(kind) = self.targets.component(text, schema.span.file(), "schemas") {
                        self.diagnostics.warn(kind, schema.span);
                    }
                }
                None => drop(self.targets.give_name("schemas", &payload_name(name), schema.clone())),
            }
        }
    }
}

/// `newPet` and `{$request.body#/url}` as `NewPetPayload` and `RequestBodyUrlPayload`.
fn payload_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let capitals = words.map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    });
    format!("{}Payload", capitals.collect::<String>())
}
