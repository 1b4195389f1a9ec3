//! The behaviour of the emulator where that of TalkJS is undocumented.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock::milliseconds;

/// The choices of the emulator on which a client can depend: each field is a switch.
///
/// A test that passes with one setting and fails with the other depends on unconfirmed behaviour.
///
/// ```
/// use talkjs_emulator::Decisions;
///
/// let mut decisions = Decisions::default();
/// decisions.refuse_limits = true;
/// decisions.set("mostParticipants", "50")?;
/// assert_eq!((decisions.default_limit, decisions.most_participants), (10, Some(50)));
/// # Ok::<(), talkjs_emulator::DecisionError>(())
/// ```
///
/// Outside of Rust a switch has its name in camel case: in `--decide refuseLimits=true` of the command, the environment
/// variable `TALKJS_EMULATOR_DECIDE`, and `PATCH /_control/decisions` with `{"refuseLimits": true}` at run time. There
/// times are in milliseconds, and a rate limit is `{"burst": 600, "perSecond": 9}`.
///
/// # Accepted as public code sends it
///
/// No current documentation has these. The description does not have them either; `check` calls them lenient.
///
/// | Request | Seen in | What happens |
/// |---|---|---|
/// | a slash at the end of `PUT /conversations/{conversationId}`, `GET /users`, `GET /users/{userId}/conversations` and the app's own path | the vendor's team chat; an older client | the slash is ignored; any other path with a slash at the end is 404 |
/// | an empty body where an object is expected | the vendor's team chat; older clients | read as `{}`: [`refuse_empty_bodies`](Self::refuse_empty_bodies) |
/// | `limit` out of range, such as 100 conversations | the vendor's export and anonymisation | moved into the range: [`refuse_limits`](Self::refuse_limits) |
/// | import with `timestamp` and `readBy` | older documentation; the vendor's migration from Sendbird | `timestamp` is `createdAt`; the read markers of the named participants move to the message, without events |
/// | `"access": "Write"` of a joining participant | the vendor's message center | read as `ReadWrite` |
/// | `attachmentToken` of an upload | older clients | also in the response, beside `fileToken` |
/// | `GET /users/{userId}/sessions` | documentation of 2018; an older client | the sessions, `[]` if the user is offline |
///
/// Requests that only a third party or a single client sends are refused, and the response states what to send instead:
/// `PATCH /users/{userId}/conversations/{conversationId}`, `POST …/readBy/{userId}`, `GET` and `PUT …/presence`, `POST`
/// instead of `PUT`, `null` for a property that may only be absent, and `[]` for an empty object.
///
/// # Decided without a switch
///
/// | Name | Decision |
/// |---|---|
/// | order of checks | unknown path or method, unknown app, credential, rate limit, path, query and body, resource, then what depends on the stored state (such as a sender who is not a participant) |
/// | unknown properties of bodies, unknown query parameters | ignored; a known property of the wrong type is refused; the last value of a repeated parameter counts |
/// | bodies | the content type must be `application/json`; a body over the limit is refused with 400 |
/// | ids | of any length; a malformed escape or invalid UTF-8 in a path is refused with 400, as is an `id` in a body that differs from that in the path |
/// | versions | an unknown version in `TalkJS-REST-Version` or `api_version` is refused with 400; the default is that of [`App::api_version`](crate::App::api_version), else the latest |
/// | users | a new one needs a `name`, which may be empty; listed from the oldest to the newest; `isOnline=false` lists all; an empty bulk update is refused |
/// | lists of conversations | `offsetTs` is inclusive, `lastMessageAfter` and `lastMessageBefore` are exclusive; `filter` has `custom` and `access` only; `!=` and `!oneOf` are true if the key is absent; in the list of all, `access` is that of any participant; before `2021-02-09`, `orderBy`, `orderDirection` and `offsetTs` are ignored |
/// | a conversation in a user's list | has `access`, `notify`, `joinedAt`, `readUntil`, `isUnread` and `unreadMessageCount` of that user, too |
/// | participants | a user who is named again keeps the settings; PATCH of a user who is not a participant is 404; removing an absent participant or reaction succeeds; an unknown user who joins or reacts is 404 |
/// | access `None` | the user's list shows the last message from before the change, and is ordered and filtered by it; newer messages are not unread; other details of the conversation stay up to date |
/// | leaving before `2021-07-30` | the conversation stays in the list with access `None`, which is shown and can be filtered by |
/// | `joinedAt`, `everyoneReadUntil` | the time of the last joining; the smallest `readUntil` of the participants, 0 for a participant who has read nothing, null without participants |
/// | sending, import, bulk users | the whole array is checked first, then all or none is stored |
/// | messages | the sender may have any access; a reply names a message of the conversation; a text has any length; each is at least a millisecond newer than the one before, and moves its sender's read marker; messages of the system and imported messages count as unread, too |
/// | edits | a change of `custom` alone does not set `editedAt`; messages of the system can be edited; any user can react |
/// | replay of an idempotency key | returns the id of the first message without any other check; also between two messages of one request; deleting the conversation deletes its keys |
/// | reactions | `{"count": 2}` beside each emoji of a message; rows are `{"userId": "…"}`, oldest first, and a page has at most 100; the emoji are those of Unicode 18.0 |
/// | app data | `custom` is merged; it and `defaultLocale` are absent until they are set; any text in the form of a language tag is accepted; reading needs no credential |
/// | themes | those given to [`Builder::theme`](crate::Builder::theme), else one, `default`, on `default_v7` and without files |
/// | typing | a message ends its sender's typing in the open conversation; nothing else does |
/// | presences | one session must match all conditions; a matching user is shown with all sessions; `backgroundSessions` is empty unless requested |
/// | files | kept as long as the state; the address needs no credential; `filename` takes precedence over the name of the part; for an unknown token, address, name and size are made up |
/// | import | `type`, a time and one of `text` and `content` are required, and `sender` in a message of a user |
/// | notifications | never sent; for each recipient with unread messages the events `notification.triggered` and, for each channel of which the user has an address, `notification.sent`; `sender` is that of the newest message; new messages alone cause no notification; a recipient who is not a participant is refused |
/// | events | each write to an existing user is `user.updated`, even without changes; an edit of a message is `message.updated`, a reaction is not; moving the read marker causes `message.read` once for each message and reader |
/// | `data` of events | `message.updated` and `message.deleted` are like `message.sent`; `message.read` has `conversation` too; `conversation.deleted` has the last state of the `conversation`; `sender` is null for the system and for guests; mentions are not included |
/// | webhooks | a retry has the same body |
/// | batch | a malformed batch is 400 without effect; else 200, with the response of each operation in the order of execution; numbers are integers and may repeat; `/batch` and `/files` are refused; a query in the path counts, too; without `api_version`, that of the whole batch |
/// | e-mail address | random, under a domain that cannot exist |
/// | rate limits | 429 at once: requests are not queued; a batch counts as one request, only against the limit of batches |
/// | tokens | `exp` is required; tokens of users are refused with 401 |
///
/// Not about TalkJS, but about the emulator itself: a request for another host is refused with 421 before all other
/// checks. A data file keeps everything except online users, used rate limits, faults and the log; if it cannot be
/// written, every response is 500, including those of reads.
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecisionError {
    /// The name of the switch.
    pub name: String,
    /// The error in the name or the value.
    pub reason: String,
}

impl fmt::Display for DecisionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the switch `{}` cannot be set: {}", self.name, self.reason)
    }
}

impl std::error::Error for DecisionError {}

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
