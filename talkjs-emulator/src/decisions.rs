//! What the emulator does where no source says what TalkJS does.

use std::time::Duration;

/// Every choice the emulator makes on its own, with a switch where one is cheap.
///
/// TalkJS documents neither all answers nor all orders. A test that passes with one setting and fails with the other
/// depends on something nobody has confirmed.
///
/// ```
/// use talkjs_emulator::Decisions;
///
/// let mut decisions = Decisions::default();
/// decisions.clamp_limits = true;
/// assert_eq!(decisions.default_limit, 10);
/// ```
///
/// # Decided without a switch
///
/// | Name | Decision |
/// |---|---|
/// | order of checks | unknown path or method, unknown app, credential, rate limit, path, query and body, resource, then what only the stored state can tell (a sender who does not participate) |
/// | unknown body members | ignored; only a known member of the wrong type is refused |
/// | unknown query parameters | ignored; of a repeated one the last counts |
/// | unknown `filter` members | refused with 400: ignoring a condition would list too much |
/// | `filter` on the app-wide list | `access` asks whether any participant has such access |
/// | `!=` and `!oneOf` in `filter` | true where the key is absent |
/// | `id` in a body | must be the id of the path, else 400 |
/// | ids in paths | any text; a broken escape or invalid UTF-8 is refused with 400 |
/// | empty bulk of users | 400 |
/// | 400 body | `{"reasons": {"<member>": ["…"]}}`; members of members are joined by dots (`0.custom.color`); bulk users `{"<userId>": {"<member>": ["…"]}}` |
/// | 401 body, 429 body, 404 body of a missing resource | `{"message": "…"}` |
/// | body over the limit | 400 |
/// | order of users | oldest first |
/// | `name` of a user | required when the user is created; may be empty |
/// | unknown user joins (`PUT …/participants/{userId}`) | 404 |
/// | unknown user reacts | 404; a participation is not asked for |
/// | unknown user or reaction removed | 200 |
/// | PATCH or e-mail address of a non-participant | 404 |
/// | participants | as many as you like; an existing one named again is left alone |
/// | access `None` | the user's list shows the last message from before, and is ordered and filtered by it; nothing newer is unread; other details of the conversation follow |
/// | leaving before `2021-07-30` | the conversation stays in the list as with access `None`, which is also shown and filtered by |
/// | `joinedAt` | the moment of the last joining |
/// | `everyoneReadUntil` | the smallest `readUntil` of the participants, 0 for who has read nothing; null without participants |
/// | extra members of a user's conversations | `access`, `notify`, `joinedAt`, `readUntil`, `isUnread`, `unreadMessageCount` |
/// | `offsetTs` | inclusive; `lastMessageAfter` and `lastMessageBefore` are not |
/// | sending | the whole array is checked first, then all or none is stored |
/// | `referencedMessageId` | must be a message of the conversation, else 400 |
/// | own message | moves the sender's `readUntil` to it, never back |
/// | idempotency keys | an app's conversation is their scope; a replay answers the id of the first message and looks at nothing else; also between two messages of one request; deleting the conversation forgets them |
/// | app data | `custom` and `defaultLocale` are absent as long as they are not set; any text with the form of a language tag is taken |
/// | paths of the app data | with and without a slash at the end |
/// | themes | those given to [`Builder::theme`](crate::Builder::theme), else one, `default`, on `default_v7` and without files |
/// | typing | a message ends its sender's in the conversation that is open; nothing else does |
/// | presences | a user is found when one session meets all conditions, and is shown with all sessions; `backgroundSessions` is empty unless they are asked for |
/// | files | kept as long as the state is; an address that anybody can read; `filename` comes before the name of the part |
/// | unknown file tokens | the file's address, name and size are made up |
/// | import | `type`, `createdAt` and one of `text` and `content` are required, and `sender` in a user message; all or none is stored; the time is taken as it is and moves no read marker; unread like any message; other members are ignored, also the old dialect's |
/// | notifications | checked, never sent; recipients who do not participate are refused with 400; for each recipient with something unread the events `notification.triggered` and, by channel for which the user has an address, `notification.sent`; `sender` is that of the newest message; new messages alone notify nobody |
/// | events | each write to a user who exists is `user.updated`, also one that changes nothing; an edit of a message is `message.updated`, a reaction is not; moving the read marker, also by an own message, is `message.read` once for each message and reader |
/// | `data` of events | `message.updated` and `message.deleted` are like `message.sent`; `message.read` has `conversation` too; `conversation.deleted` has the `conversation` as it was; `sender` is null for the system and for who is no user; nothing about mentions |
/// | webhooks | one after the other at each URL, in the order of the events; the timestamp is the emulator's clock in milliseconds; the body is the same when it is posted again |
/// | batch | 400 for a wrong form, with nothing done; else 200, and each operation what it would answer alone; answers in the order of execution |
/// | operations of a batch | `/batch` and `/files` are refused with 400; numbers are integers and may repeat; a query in the path counts too; an `api_version` that is none is refused with 400 for the operation; without it, that of the whole batch |
/// | e-mail address | random, under a domain that cannot exist |
/// | emoji | `:name:`, or a short text with a character beyond ASCII; kept as sent |
/// | `reactions` of a message | `{"<emoji>": {"count": n}}` |
/// | rows of a reaction list | `{"userId": "…"}`, oldest first; `startingAfter` is a user id; page cap 100 |
/// | `isOnline` on the user list | `true` lists those with a session, also in the background; `false` lists all |
/// | `TalkJS-REST-Version` | 400 for a date that is no version, after the rate limit; without it, the version of the app's settings, else the latest; `orderBy`, `orderDirection` and `offsetTs` are ignored before `2021-02-09` |
/// | hosts | 421 for a request that names another host, before everything else |
/// | restarts | with a data file all is kept but who is online, what is left of a rate limit, faults and the log |
/// | a data file that cannot be written | 500, for reads too |
/// | rate limits | 429 at once and without `Retry-After`: there is no queue; a batch counts against its own limit alone, as one |
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decisions {
    /// The largest request body in bytes; a larger one is answered with 400. Default: 1 MiB.
    pub body_limit: usize,
    /// The largest request with a file in bytes; a larger one is answered with 400. Default: 16 MiB.
    pub upload_limit: usize,
    /// Whether a body needs the content type `application/json`, else 400. Default: yes.
    pub json_content_type_required: bool,
    /// The page size where the request names none. Default: 10.
    pub default_limit: usize,
    /// Whether a `limit` out of range is moved into the range instead of refused with 400. Default: no.
    pub clamp_limits: bool,
    /// Whether a `startingAfter` that names nothing is refused with 400, instead of giving an empty page. Default: yes.
    pub refuse_unknown_cursors: bool,
    /// Whether users that do not exist can be participants. Otherwise naming one is refused. Default: no.
    pub unknown_users_may_participate: bool,
    /// Whether a participant whose access is `Read` or `None` can be the sender of a message. Default: yes, because
    /// the REST API acts as an administrator.
    pub read_only_senders_may_post: bool,
    /// Whether a message without a sender makes a conversation unread. Default: yes.
    pub system_messages_are_unread: bool,
    /// Whether an edit of nothing but `custom` sets `editedAt`. Default: no.
    pub custom_edits_set_edited_at: bool,
    /// Whether deleting a conversation or message that does not exist is answered with 200, instead of 404.
    /// Default: no.
    pub deleting_missing_succeeds: bool,
    /// Whether a message is at least a millisecond newer than the one before it in its conversation, so that read
    /// markers can tell them apart even while the clock stands still. Default: yes.
    pub distinct_message_times: bool,
    /// Whether the markup in `text` becomes styled nodes in `content`, instead of one plain string. Default: yes.
    pub text_markup: bool,
    /// How long an idempotency key is remembered. Default: 24 hours.
    pub idempotency_window: Duration,
    /// What a list of reactions looks like. Default: wrapped.
    pub reaction_list: ReactionList,
    /// Whether the data of the app are shown to nobody without a credential. Default: no, as one edition of the
    /// documentation says.
    pub app_data_needs_credential: bool,
    /// Whether a write of the app's `custom` replaces all keys, instead of merging them. Default: no.
    pub app_custom_is_overwritten: bool,
    /// Whether a file token that no upload has given can be sent. Otherwise it is refused with 400. Default: yes.
    pub unknown_file_tokens_are_accepted: bool,
    /// Whether an upload answers its token as `attachmentToken` too, as it once did. Default: no.
    pub uploads_answer_attachment_token: bool,
    /// How many messages one import takes; more are refused with 400. Default: 100, as many as the vendor's own
    /// script sends.
    pub most_imported_messages: usize,
    /// Whether the operations of a batch are done from the last to the first. TalkJS promises no order, so a caller
    /// must be right either way. Default: no.
    pub batches_run_backwards: bool,
    /// How long a webhook may take to answer. TalkJS documents 5 seconds. Default: 5 seconds.
    pub webhook_timeout: Duration,
    /// How long to wait before the only repetition of a webhook. TalkJS says "shortly after". Default: 1 second.
    pub webhook_retry_delay: Duration,
    /// The limit of all requests but batches, such as [`RateLimit::GENERAL`]. Default: none.
    pub rate_limit: Option<RateLimit>,
    /// The limit of batches, such as [`RateLimit::BATCHES`]. Default: none.
    pub batch_rate_limit: Option<RateLimit>,
}

/// How many requests an app may make: a burst, and then so many a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// The most requests at once.
    pub burst: u32,
    /// How many more there may be each second.
    pub per_second: u32,
}

impl RateLimit {
    /// What a third party states for all requests of an app but batches.
    pub const GENERAL: Self = Self { burst: 600, per_second: 9 };
    /// What TalkJS' documentation states for batches.
    pub const BATCHES: Self = Self { burst: 500, per_second: 1 };
}

/// The two shapes in which clients expect the list of who reacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
            json_content_type_required: true,
            default_limit: 10,
            clamp_limits: false,
            refuse_unknown_cursors: true,
            unknown_users_may_participate: false,
            read_only_senders_may_post: true,
            system_messages_are_unread: true,
            custom_edits_set_edited_at: false,
            deleting_missing_succeeds: false,
            distinct_message_times: true,
            text_markup: true,
            idempotency_window: Duration::from_secs(24 * 60 * 60),
            reaction_list: ReactionList::Wrapped,
            app_data_needs_credential: false,
            app_custom_is_overwritten: false,
            unknown_file_tokens_are_accepted: true,
            uploads_answer_attachment_token: false,
            most_imported_messages: 100,
            batches_run_backwards: false,
            webhook_timeout: Duration::from_secs(5),
            webhook_retry_delay: Duration::from_secs(1),
            rate_limit: None,
            batch_rate_limit: None,
        }
    }
}
