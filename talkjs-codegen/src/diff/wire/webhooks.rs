//! Compares webhooks and callbacks, which are requests by the API's server.

use super::Wire;
use super::direction::Direction;
use super::pairing::pair;
use super::walk::Pair;
use crate::diff::rules::wire as rules;
use crate::diff::side::Change;
use crate::openapi::Webhook;

impl Wire<'_> {
    /// Compares webhooks and callbacks. The server sends their bodies, like responses.
    pub(super) fn webhooks(&mut self) {
        let paired =
            pair(&self.old.webhooks, &self.new.webhooks, |webhook, _| Some((webhook.name.value, webhook.method)));
        let change = |webhook: &Webhook<'_>, how: &str| Change {
            sentence: format!("the webhook `{}` was {how}", webhook.name.value),
            subject: format!("webhooks.{}", webhook.name.value),
            ..Change::default()
        };
        for webhook in paired.removed {
            let change = Change { old: Some(webhook.name.place.name), ..change(webhook, "removed") };
            self.found(&rules::WEBHOOK_REMOVED, change);
        }
        for webhook in paired.added {
            let change = Change { new: Some(webhook.name.place.name), ..change(webhook, "added") };
            self.found(&rules::WEBHOOK_ADDED, change);
        }
        for (webhook, other) in paired.both {
            self.walk.add(Pair {
                old: Vec::from_iter(webhook.schema),
                new: Vec::from_iter(other.schema),
                direction: Direction::Response,
                is_text: false,
                subject: format!("webhooks.{}", webhook.name.value),
                places: (webhook.name.place.name, other.name.place.name),
            });
        }
    }
}
