//! The behaviour of the emulator where that of TalkJS is undocumented.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::clock::milliseconds;

#[doc = include_str!("decisions.md")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Decisions {
    /// The largest request body in bytes; a larger one is refused with 400. Default: 1 MiB.
    pub body_limit: usize,
    /// The largest request with a file in bytes; a larger one is refused with 400. Default: 16 MiB.
    pub upload_limit: usize,
    /// Whether the body of a 400, 401, 404 or 429 explains the error, instead of being `{}`. An unknown path or app
    /// always has the observed response of TalkJS. Default: yes; as far as observed, in `reasons` by property
    /// (`0.custom.color` for nested properties) or, for bulk users, `{"<userId>": {"<property>": ["…"]}}`; elsewhere in
    /// `message`.
    pub errors_are_explained: bool,
    /// The page size for requests without one. Default: 10.
    pub default_limit: usize,
    /// Whether a `limit` out of range is refused with 400, instead of being moved into the range. Default: no, as code
    /// of the vendor's requests 100 conversations, of which a page has 30.
    pub refuse_limits: bool,
    /// Whether an empty body is refused with 400 where an object is expected, instead of counting as `{}`. Default: no, as code
    /// of the vendor's sends it.
    pub refuse_empty_bodies: bool,
    /// Whether an unknown `startingAfter` is refused with 400, instead of giving an empty page. Default: yes.
    pub refuse_unknown_cursors: bool,
    /// Whether conversations have `everyoneReadUntil`, and participants `isUnread`, `joinedAt` and `readUntil`, which
    /// older responses lack. Default: yes.
    pub newest_members_are_shown: bool,
    /// Whether users that do not exist can be participants. Otherwise such a request is refused. Default: no.
    pub unknown_users_may_participate: bool,
    /// The maximum number of participants of a conversation; a request for more is refused with 400. TalkJS' plans have
    /// such limits, and editions of its documentation differ about them: 10 to 300. Default: none.
    pub most_participants: Option<usize>,
    /// Whether deleting a conversation or message that does not exist is a 200, instead of 404. Default: no.
    pub deleting_missing_succeeds: bool,
    /// Whether the markup in `text` becomes styled nodes in `content`, instead of one plain string. Default: yes.
    pub text_markup: bool,
    /// How long an idempotency key is remembered, as a third party states. Default: 24 hours.
    #[serde(with = "milliseconds")]
    pub idempotency_window: Duration,
    /// Whether an idempotency key counts in the whole app. Default: no, only in its conversation.
    pub idempotency_keys_are_app_wide: bool,
    /// The form of a list of reactions. Default: wrapped.
    pub reaction_list: ReactionList,
    /// The maximum number of messages in one import; more are refused with 400. Default: 100, as many as the vendor's
    /// own script sends.
    pub most_imported_messages: usize,
    /// Whether the operations of a batch are executed from the last to the first. TalkJS guarantees no order, so a
    /// caller must be correct either way. Default: no.
    pub batches_run_backwards: bool,
    /// How long a webhook may take to respond. TalkJS documents 5 seconds. Default: 5 seconds.
    #[serde(with = "milliseconds")]
    pub webhook_timeout: Duration,
    /// How long to wait before the only retry of a webhook. TalkJS documents "shortly after". Default: 1 second.
    #[serde(with = "milliseconds")]
    pub webhook_retry_delay: Duration,
    /// Whether the events for a URL are posted one after the other, in their order, each after the previous one has
    /// been delivered or has failed. Otherwise each is posted at once, and they arrive in any order, which TalkJS does
    /// not exclude. Default: yes.
    pub webhooks_wait_for_each_other: bool,
    /// Whether the signed timestamp is in seconds, instead of milliseconds. Default: no.
    pub webhook_timestamps_in_seconds: bool,
    /// The limit for all requests except batches, such as [`RateLimit::GENERAL`]. Default: none.
    pub rate_limit: Option<RateLimit>,
    /// The limit for batches, such as [`RateLimit::BATCHES`]. Default: none.
    pub batch_rate_limit: Option<RateLimit>,
    /// Whether a 429 of these limits has the header `Retry-After`, in whole seconds. Default: no, since it has not been
    /// observed.
    pub rate_limits_say_how_long: bool,
}

/// The rate limit of an app: a burst, and then a number of requests per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RateLimit {
    /// The maximum number of requests at once.
    pub burst: u32,
    /// The number of requests per second after a burst.
    pub per_second: u32,
}

impl RateLimit {
    /// The limit that a third party states for all requests of an app except batches.
    pub const GENERAL: Self = Self { burst: 600, per_second: 9 };
    /// The limit that TalkJS' documentation states for batches.
    pub const BATCHES: Self = Self { burst: 500, per_second: 1 };
}

/// The two forms of a list of reactions that clients expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ReactionList {
    /// `{"data": […]}`
    Wrapped,
    /// `[…]`
    Bare,
}

impl Default for Decisions {
    fn default() -> Self {
        Self {
            body_limit: 1024 * 1024,
            upload_limit: 16 * 1024 * 1024,
            errors_are_explained: true,
            default_limit: 10,
            refuse_limits: false,
            refuse_empty_bodies: false,
            refuse_unknown_cursors: true,
            newest_members_are_shown: true,
            unknown_users_may_participate: false,
            most_participants: None,
            deleting_missing_succeeds: false,
            text_markup: true,
            idempotency_window: Duration::from_secs(24 * 60 * 60),
            idempotency_keys_are_app_wide: false,
            reaction_list: ReactionList::Wrapped,
            most_imported_messages: 100,
            batches_run_backwards: false,
            webhook_timeout: Duration::from_secs(5),
            webhook_retry_delay: Duration::from_secs(1),
            webhooks_wait_for_each_other: true,
            webhook_timestamps_in_seconds: false,
            rate_limit: None,
            batch_rate_limit: None,
            rate_limits_say_how_long: false,
        }
    }
}

/// Why a switch cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the switch `{name}` cannot be set: {reason}")]
#[non_exhaustive]
pub struct DecisionError {
    /// The name of the switch.
    pub name: String,
    /// The error in the name or the value.
    pub reason: String,
}

impl Decisions {
    /// Sets a switch by its name in camel case to a value in JSON; a text needs no quotes.
    ///
    /// # Errors
    ///
    /// [`DecisionError`] for an unknown name, and for a value of another type.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), DecisionError> {
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
        self.set_all(&Map::from_iter([(name.to_owned(), value)]))
    }

    /// Sets all switches of an object or, if one cannot be set, none.
    pub(crate) fn set_all(&mut self, switches: &Map<String, Value>) -> Result<(), DecisionError> {
        let mut decided = self.clone();
        for (name, value) in switches {
            let Value::Object(mut all) = decided.to_json() else { break };
            all.insert(name.clone(), value.clone());
            let set = serde_json::from_value(Value::Object(all));
            decided = set.map_err(|error| DecisionError { name: name.clone(), reason: error.to_string() })?;
        }
        *self = decided;
        Ok(())
    }

    /// All switches by their names in camel case.
    pub(crate) fn to_json(&self) -> Value {
        // Writing it cannot fail.
        serde_json::to_value(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_are_set_by_name() {
        let mut decisions = Decisions::default();
        for (name, value) in [
            ("refuseLimits", "true"),
            ("mostParticipants", "null"),
            ("webhookTimeout", "250"),
            ("reactionList", "bare"),
            ("rateLimit", r#"{"burst": 600, "perSecond": 9}"#),
        ] {
            decisions.set(name, value).unwrap();
        }
        let expected = Decisions {
            refuse_limits: true,
            webhook_timeout: Duration::from_millis(250),
            reaction_list: ReactionList::Bare,
            rate_limit: Some(RateLimit::GENERAL),
            ..Decisions::default()
        };
        assert_eq!(decisions, expected);
    }

    #[test]
    fn unknown_switches_and_wrong_values_are_refused_by_name_and_set_nothing() {
        for (name, value, reason) in [
            ("clampLimits", "true", "unknown field `clampLimits`, expected one of `bodyLimit`, "),
            ("refuseLimits", "maybe", "expected a boolean"),
            ("defaultLimit", "-1", "expected usize"),
        ] {
            let mut decisions = Decisions::default();
            let error = decisions.set(name, value).unwrap_err();
            assert!(error.to_string().starts_with(&format!("the switch `{name}` cannot be set: ")), "{error}");
            assert!(error.reason.contains(reason), "{error}");
            assert_eq!(decisions, Decisions::default());
        }
    }
}
