//! What the emulator does where no source says what TalkJS does.

use std::time::Duration;

/// Every choice the emulator makes on its own: each field is a switch.
///
/// TalkJS documents neither all answers nor all orders. A test that passes with one setting and fails with the other
/// depends on something nobody has confirmed.
///
/// ```
/// use talkjs_emulator::Decisions;
///
/// let mut decisions = Decisions::default();
/// decisions.clamp_limits = true;
/// decisions.most_participants = Some(50);
/// assert_eq!(decisions.default_limit, 10);
/// ```
///
/// # Decided without a switch
///
/// | Name | Decision | Why there is no switch |
/// |---|---|---|
/// | order of checks | unknown path or method, unknown app, credential, rate limit, path, query and body, resource, then what only the stored state can tell (a sender who does not participate) | it only says which of several mistakes is told first |
/// | unknown members of bodies, unknown query parameters | ignored; a known one of the wrong type is refused; of a repeated parameter the last counts | whatever is sent by a newer client than the emulator must pass |
/// | custom data | any number of keys and any length | a write has [`body_limit`](Self::body_limit) |
/// | ids in paths | a broken escape or invalid UTF-8 is refused with 400 | there is no text to go on with |
/// | body over a limit | 400 | no other status for wrong arguments is known |
/// | unknown user joins (`PUT …/participants/{userId}`) or reacts | 404 | what a path names and is not there is 404 |
/// | user or reaction removed that is not there | 200 | both can be repeated, in the vendor's words and code |
/// | access `None` | the user's list shows the last message from before, and is ordered and filtered by it; nothing newer is unread; other details of the conversation follow | it follows from "gets nothing new" |
/// | leaving before `2021-07-30` | the conversation stays in the list as with access `None`, which is also shown and filtered by | it follows from "frozen" |
/// | `joinedAt` | the moment of the last joining | of who has left nothing is kept to go by |
/// | `everyoneReadUntil` | the smallest `readUntil` of the participants, 0 for who has read nothing; null without participants | it follows from the name; it can be left out: [`newest_members_are_shown`](Self::newest_members_are_shown) |
/// | sending, import, bulk users | the whole array is checked first, then all or none is stored | no answer is known that could tell of a part |
/// | replay of an idempotency key | answers the id of the first message and looks at nothing else; also between two messages of one request; deleting the conversation forgets its keys | "exactly once" leaves nothing else to answer |
/// | app data | `custom` and `defaultLocale` are absent as long as they are not set; any text with the form of a language tag is taken; with and without a slash at the end of the path | both are documented so; which languages TalkJS has is not known |
/// | themes | those given to [`Builder::theme`](crate::Builder::theme), else one, `default`, on `default_v7` and without files | it is a setting |
/// | typing | a message ends its sender's in the conversation that is open; nothing else does | a test sets it, by its [`Session`](crate::Session)s |
/// | presences | a user who is found is shown with all sessions; `backgroundSessions` is empty unless they are asked for | it follows from the documented parameters |
/// | files | kept as long as the state is; an address that anybody can read; `filename` comes before the name of the part | how long TalkJS keeps them is not known, and nothing follows from it that a test could wait for |
/// | unknown file tokens | the file's address, name and size are made up | nothing is known of the file |
/// | import | `type`, `createdAt` and one of `text` and `content` are required, and `sender` in a user message; the time is taken as it is and moves no read marker; other members are ignored, also the old dialect's | all published code sends them |
/// | notifications | never sent; for each recipient with something unread the events `notification.triggered` and, by channel for which the user has an address, `notification.sent`; `sender` is that of the newest message; new messages alone notify nobody | who would be notified depends on settings of TalkJS' dashboard |
/// | events | each write to a user who exists is `user.updated`, also one that changes nothing; an edit of a message is `message.updated`, a reaction is not; moving the read marker is `message.read` once for each message and reader | receivers must bear an event more or less: TalkJS posts once more and then gives up |
/// | `data` of events | `message.updated` and `message.deleted` are like `message.sent`; `message.read` has `conversation` too; `conversation.deleted` has the `conversation` as it was; `sender` is null for the system and for who is no user; nothing about mentions | no other shape is known |
/// | webhooks | the body is the same when it is posted again | the event is the same |
/// | batch | 400 for a wrong form, with nothing done; else 200, and each operation what it would answer alone; answers in the order of execution; numbers are integers | it follows from the documented answer |
/// | operations of a batch | `/batch` and `/files` are refused with 400; a query in the path counts too; without `api_version`, that of the whole batch | a form with a file does not fit into JSON, and a batch in a batch would have no limit |
/// | e-mail address | random, under a domain that cannot exist | no mail may leave |
/// | rows of a reaction list | `{"userId": "…"}`, oldest first; `startingAfter` is a user id; page cap 100 | no other member or parameter is known |
/// | version without a header | that of the app's settings, else the latest | it is a setting: [`App::api_version`](crate::App::api_version) |
/// | parameters before `2021-02-09` | `orderBy`, `orderDirection` and `offsetTs` are ignored | they did not exist |
/// | rate limits | 429 at once: there is no queue; a batch counts against its own limit alone, as one | a queue shows only as latency, which a [`Fault`](crate::Fault) can make |
/// | tokens | `exp` is required; tokens of users are refused with 401 | what is not said to be a credential must not be one |
///
/// Not about TalkJS, but the emulator's own: a request that names another host is answered with 421 before everything
/// else. With a data file all is kept but who is online, what is left of a rate limit, faults and the log; when it cannot
/// be written, everything is answered with 500, reads too.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decisions {
    /// The largest request body in bytes; a larger one is answered with 400. Default: 1 MiB.
    pub body_limit: usize,
    /// The largest request with a file in bytes; a larger one is answered with 400. Default: 16 MiB.
    pub upload_limit: usize,
    /// Whether a body needs the content type `application/json`, else 400. Default: yes.
    pub json_content_type_required: bool,
    /// Whether the body of a 400, 401, 404 or 429 says what is wrong, instead of being `{}`. A path or app that does not exist
    /// is answered as TalkJS does, whatever is set. Default: yes, as far as anybody has seen in `reasons` by member
    /// (`0.custom.color` for members of members) or, for bulk users, `{"<userId>": {"<member>": ["…"]}}`; elsewhere in
    /// `message`.
    pub errors_are_explained: bool,
    /// Whether the `id` in a body may be any, instead of the one of the path or absent. Default: no, another is refused with
    /// 400.
    pub ids_in_bodies_are_ignored: bool,
    /// The most characters in the id of a user or conversation that is written; longer ones are refused with 400. Default:
    /// none, any text can be an id.
    pub longest_id: Option<usize>,
    /// Whether a `TalkJS-REST-Version` or `api_version` that is no version counts as none, instead of being refused with 400.
    /// Default: no.
    pub unknown_versions_are_ignored: bool,
    /// The page size where the request names none. Default: 10.
    pub default_limit: usize,
    /// Whether a `limit` out of range is moved into the range instead of refused with 400. Default: no.
    pub clamp_limits: bool,
    /// Whether a `startingAfter` that names nothing is refused with 400, instead of giving an empty page. Default: yes.
    pub refuse_unknown_cursors: bool,
    /// Whether members of `filter` other than `custom` and `access` are ignored, instead of refused with 400. Default: no,
    /// since ignoring a condition lists too much.
    pub unknown_filters_are_ignored: bool,
    /// Whether `!=` and `!oneOf` in `filter` are true of a key that is absent. Default: yes.
    pub absent_keys_differ: bool,
    /// Whether `access` in `filter` also narrows the list of all conversations, to those in which any participant has such
    /// access. Otherwise it is ignored there. Default: yes.
    pub access_filters_app_list: bool,
    /// Whether a list leaves out what stands exactly at `offsetTs`. Default: no.
    pub offset_is_exclusive: bool,
    /// Whether `lastMessageAfter` and `lastMessageBefore` let in a message of exactly that time. Default: no.
    pub last_message_limits_are_inclusive: bool,
    /// Whether a conversation in a user's list has `access`, `notify`, `joinedAt`, `readUntil`, `isUnread` and
    /// `unreadMessageCount` of that user beside the members of any conversation. Default: yes.
    pub user_lists_say_more: bool,
    /// Whether conversations have `everyoneReadUntil`, and those who take part `isUnread`, `joinedAt` and `readUntil`, which
    /// older answers lack. Default: yes.
    pub newest_members_are_shown: bool,
    /// Whether users are listed by creation from the newest to the oldest. Default: no, the oldest comes first.
    pub users_newest_first: bool,
    /// Whether `isOnline=false` lists only users without a session, instead of all. Default: no.
    pub offline_users_can_be_listed: bool,
    /// Whether a user is found online when one session meets all conditions, instead of each being met by any. Default: yes.
    pub presence_conditions_meet: bool,
    /// Whether a user is not created without a `name`, but refused with 400. Otherwise the name is empty. Default: yes.
    pub new_users_need_a_name: bool,
    /// Whether the `name` of a user can be the empty text. Otherwise it is refused with 400. Default: yes.
    pub names_may_be_empty: bool,
    /// Whether a bulk of no users does nothing, instead of being refused with 400. Default: no.
    pub empty_bulks_are_accepted: bool,
    /// Whether users that do not exist can be participants. Otherwise naming one is refused. Default: no.
    pub unknown_users_may_participate: bool,
    /// How many participants a conversation has at most; who would be one more is refused with 400. TalkJS' plans have such
    /// limits, and editions of its documentation differ about them: 10 to 300. Default: none.
    pub most_participants: Option<usize>,
    /// Whether a participant who is named again in a write to the conversation gets the access `ReadWrite` and all
    /// notifications again. Default: no, such a participant is left alone.
    pub naming_participants_resets_them: bool,
    /// Whether PATCH of a user who takes no part is answered with 400, instead of 404. Default: no.
    pub changing_a_stranger_is_invalid: bool,
    /// Whether a participant whose access is `Read` or `None` can be the sender of a message. Default: yes, because
    /// the REST API acts as an administrator.
    pub read_only_senders_may_post: bool,
    /// Whether a message without a sender makes a conversation unread. Default: yes.
    pub system_messages_are_unread: bool,
    /// Whether an imported message makes a conversation unread, if it is newer than the read marker. Default: yes.
    pub imports_are_unread: bool,
    /// Whether a message moves its sender's read marker to it, which also tells `message.read` of what was unread before.
    /// Default: yes.
    pub own_messages_are_read: bool,
    /// Whether `referencedMessageId` can be anything, instead of a message of the same conversation. Otherwise it is refused
    /// with 400. Default: no.
    pub unknown_references_are_accepted: bool,
    /// The most characters in the `text` of a message; longer ones are refused with 400. Default: none.
    pub longest_text: Option<usize>,
    /// Whether an edit of nothing but `custom` sets `editedAt`. Default: no.
    pub custom_edits_set_edited_at: bool,
    /// Whether the system's messages can be edited. Otherwise it is refused with 400. Default: yes.
    pub system_messages_can_be_edited: bool,
    /// Whether the messages of a conversation that does not exist are an empty list, instead of 404. Default: no.
    pub missing_conversations_have_no_messages: bool,
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
    /// Whether a key that was used in one conversation counts in all of the app. Default: no, only in the same one.
    pub idempotency_keys_are_app_wide: bool,
    /// The most characters in an idempotency key; longer ones are refused with 400. Default: none.
    pub longest_idempotency_key: Option<usize>,
    /// Whether a short text of symbols that the emulator does not know as an emoji can be one, kept as it is. Nobody says
    /// which version of Unicode TalkJS goes by; the emulator goes by 18.0. Default: no, it is refused with 400.
    pub unknown_emoji_are_accepted: bool,
    /// Whether a reaction of a user who takes no part is refused with 400. Default: no.
    pub only_participants_react: bool,
    /// What stands beside each emoji in the `reactions` of a message. Default: an object with the count.
    pub reaction_summary: ReactionSummary,
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
    /// Whether two operations of a batch with the same number are refused with 400. Default: no.
    pub repeated_batch_numbers_are_refused: bool,
    /// Whether recipients of a notification who take no part are passed over, instead of refused with 400. Default: no.
    pub unknown_recipients_are_ignored: bool,
    /// How long a webhook may take to answer. TalkJS documents 5 seconds. Default: 5 seconds.
    pub webhook_timeout: Duration,
    /// How long to wait before the only repetition of a webhook. TalkJS says "shortly after". Default: 1 second.
    pub webhook_retry_delay: Duration,
    /// Whether the events for a URL are posted one after the other, in their order, each when the one before is answered or
    /// given up. Otherwise each is posted at once, and they arrive in any order, which TalkJS does not exclude. Default: yes.
    pub webhooks_wait_for_each_other: bool,
    /// Whether the time that is signed is in seconds, instead of milliseconds. Default: no.
    pub webhook_timestamps_in_seconds: bool,
    /// The limit of all requests but batches, such as [`RateLimit::GENERAL`]. Default: none.
    pub rate_limit: Option<RateLimit>,
    /// The limit of batches, such as [`RateLimit::BATCHES`]. Default: none.
    pub batch_rate_limit: Option<RateLimit>,
    /// Whether a 429 of these limits has the header `Retry-After`, in whole seconds. Default: no, since nobody has seen it.
    pub rate_limits_say_how_long: bool,
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

/// The shapes of what a message says about one of its emoji. No client is known to read more than the emoji.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReactionSummary {
    /// `{"count": 2}`, like the vendor's SDK.
    Object,
    /// `2`
    Number,
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
            errors_are_explained: true,
            ids_in_bodies_are_ignored: false,
            longest_id: None,
            unknown_versions_are_ignored: false,
            default_limit: 10,
            clamp_limits: false,
            refuse_unknown_cursors: true,
            unknown_filters_are_ignored: false,
            absent_keys_differ: true,
            access_filters_app_list: true,
            offset_is_exclusive: false,
            last_message_limits_are_inclusive: false,
            user_lists_say_more: true,
            newest_members_are_shown: true,
            users_newest_first: false,
            offline_users_can_be_listed: false,
            presence_conditions_meet: true,
            new_users_need_a_name: true,
            names_may_be_empty: true,
            empty_bulks_are_accepted: false,
            unknown_users_may_participate: false,
            most_participants: None,
            naming_participants_resets_them: false,
            changing_a_stranger_is_invalid: false,
            read_only_senders_may_post: true,
            system_messages_are_unread: true,
            imports_are_unread: true,
            own_messages_are_read: true,
            unknown_references_are_accepted: false,
            longest_text: None,
            custom_edits_set_edited_at: false,
            system_messages_can_be_edited: true,
            missing_conversations_have_no_messages: false,
            deleting_missing_succeeds: false,
            distinct_message_times: true,
            text_markup: true,
            idempotency_window: Duration::from_secs(24 * 60 * 60),
            idempotency_keys_are_app_wide: false,
            longest_idempotency_key: None,
            unknown_emoji_are_accepted: false,
            only_participants_react: false,
            reaction_summary: ReactionSummary::Object,
            reaction_list: ReactionList::Wrapped,
            app_data_needs_credential: false,
            app_custom_is_overwritten: false,
            unknown_file_tokens_are_accepted: true,
            uploads_answer_attachment_token: false,
            most_imported_messages: 100,
            batches_run_backwards: false,
            repeated_batch_numbers_are_refused: false,
            unknown_recipients_are_ignored: false,
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
