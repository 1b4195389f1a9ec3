//! Requests that the other side makes: webhooks and callbacks.

use std::collections::HashMap;

use super::Wire;
use super::direction::Direction;
use super::walk::Pair;
use crate::diff::rules::wire as rules;
use crate::diff::side::Change;
use crate::openapi::Webhook;

impl Wire<'_> {
    /// Compares webhooks and callbacks. Their bodies come from the server, as responses do.
    pub(super) fn webhooks(&mut self) {
        let key = |webhook: &Webhook<'_>| (webhook.name.value.to_owned(), webhook.method.to_owned());
        let mut others: HashMap<_, _> = self.new.webhooks.iter().map(|webhook| (key(webhook), webhook)).collect();
        let change = |webhook: &Webhook<'_>, how: &str| Change {
            sentence: format!("the webhook `{}` was {how}", webhook.name.value),
            subject: format!("webhooks.{}", webhook.name.value),
            ..Change::default()
        };
        for webhook in &self.old.webhooks {
            let Some(other) = others.remove(&key(webhook)) else {
                let change = Change { old: Some(webhook.name.place.name), ..change(webhook, "removed") };
                self.found(&rules::WEBHOOK_REMOVED, change);
                continue;
            };
            self.walk.add(Pair {
                old: Vec::from_iter(webhook.schema),
                new: Vec::from_iter(other.schema),
                direction: Direction::Response,
                is_text: false,
                subject: format!("webhooks.{}", webhook.name.value),
                places: (webhook.name.place.name, other.name.place.name),
            });
        }
        for webhook in self.new.webhooks.iter().filter(|webhook| others.contains_key(&key(webhook))) {
            let change = Change { new: Some(webhook.name.place.name), ..change(webhook, "added") };
            self.found(&rules::WEBHOOK_ADDED, change);
        }
    }
}
