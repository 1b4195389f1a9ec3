//! Rules about the effect of calls.

use super::{Area, Rule};
use crate::diff::Verdict;

/// All rules of this file.
pub(super) const ALL: &[&Rule] = &[
    &DEFAULT_CHANGED,
    &DEFAULT_ADDED,
    &DEFAULT_REMOVED,
    &RETRIES_STOPPED,
    &RETRIES_STARTED,
    &IDEMPOTENCY_KEY_CHANGED,
    &RATE_LIMIT_CHANGED,
    &PAGINATION_CHANGED,
    &PAGINATION_REMOVED,
    &PAGINATION_ADDED,
    &DEFAULT_SERVER_CHANGED,
    &PREFERRED_SECURITY_CHANGED,
    &OPERATION_DEPRECATED,
    &OPERATION_UNDEPRECATED,
    &PARAMETER_DEPRECATED,
    &PARAMETER_UNDEPRECATED,
    &PROPERTY_DEPRECATED,
    &PROPERTY_UNDEPRECATED,
    &HEADER_DEPRECATED,
    &HEADER_UNDEPRECATED,
    &SUNSET_MOVED_UP,
    &SUNSET_MOVED_BACK,
    &STABILITY_LOWERED,
    &STABILITY_RAISED,
];

pub(crate) static DEFAULT_CHANGED: Rule = Rule {
    id: "default-changed",
    area: Area::Behaviour,
    verdict: Verdict::Breaks,
    title: "A default changed",
    why: "A request without the value has another effect than before, although the caller's code did not change.",
    advice: "Keep the default, and let callers request the new one explicitly.",
};

pub(crate) static DEFAULT_ADDED: Rule = Rule {
    id: "default-added",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "A default was added",
    why: "A request without the value may have another effect than before, unless the server already had this default and it was only undocumented.",
    advice: "Document in the description whether the behaviour is new.",
};

pub(crate) static DEFAULT_REMOVED: Rule = Rule {
    id: "default-removed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "A default was removed",
    why: "A request without the value may have another effect than before.",
    advice: "Document in the description what happens without the value.",
};

pub(crate) static RETRIES_STOPPED: Rule = Rule {
    id: "retries-stopped",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "Requests are no longer retried",
    why: "According to the description, a request is no longer safe to retry. Callers see errors that retries hid before.",
    advice: "Check `x-idempotency`; if the server still recognises retries, restore it.",
};

pub(crate) static RETRIES_STARTED: Rule = Rule {
    id: "retries-started",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "Requests are retried that were not retried before",
    why: "According to the description, a request is now safe to retry. If the server does not recognise retries, a request may have its effect twice.",
    advice: "Make sure that the server recognises retries before you describe it.",
};

pub(crate) static IDEMPOTENCY_KEY_CHANGED: Rule = Rule {
    id: "idempotency-key-changed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The place of the idempotency key changed",
    why: "The client sends its key in another place. A server that reads the old place does not recognise retries.",
    advice: "Let the server read both places.",
};

pub(crate) static RATE_LIMIT_CHANGED: Rule = Rule {
    id: "rate-limit-changed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The rate limit bucket of an operation changed",
    why: "Calls share another limit than before: they may be sent later, or run into 429.",
    advice: "Adjust the limits of the client.",
};

pub(crate) static PAGINATION_CHANGED: Rule = Rule {
    id: "pagination-changed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The pagination of an operation changed",
    why: "The client reads other properties or sends other parameters when it requests further pages.",
    advice: "Keep the old parameters working.",
};

pub(crate) static PAGINATION_REMOVED: Rule = Rule {
    id: "pagination-removed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The pagination of an operation is no longer described",
    why: "The client no longer requests further pages by itself, and callers get only the first page.",
    advice: "Keep `x-pagination`.",
};

pub(crate) static PAGINATION_ADDED: Rule = Rule {
    id: "pagination-added",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "The pagination of an operation is described",
    why: "Callers can let the client request further pages.",
    advice: "Nothing.",
};

pub(crate) static DEFAULT_SERVER_CHANGED: Rule = Rule {
    id: "default-server-changed",
    area: Area::Behaviour,
    verdict: Verdict::Breaks,
    title: "The server that is called by default changed",
    why: "A client that is generated again sends its requests and its credential to another server.",
    advice: "Inform callers; those who need the old server have to set it.",
};

pub(crate) static PREFERRED_SECURITY_CHANGED: Rule = Rule {
    id: "preferred-security-changed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The preferred security scheme changed",
    why: "A client that is generated again may use another credential.",
    advice: "Keep the order of the alternatives.",
};

pub(crate) static OPERATION_DEPRECATED: Rule = Rule {
    id: "operation-deprecated",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "An operation was deprecated",
    why: "It works as before, and may be removed later. Rust code that uses it gets a warning.",
    advice: "Document in the description what to use instead.",
};

pub(crate) static OPERATION_UNDEPRECATED: Rule = Rule {
    id: "operation-undeprecated",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "An operation is no longer deprecated",
    why: "It works as before.",
    advice: "Nothing.",
};

pub(crate) static PARAMETER_DEPRECATED: Rule = Rule {
    id: "parameter-deprecated",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "A parameter was deprecated",
    why: "It works as before, and may be removed later. Rust code that uses it gets a warning.",
    advice: "Document in the description what to use instead.",
};

pub(crate) static PARAMETER_UNDEPRECATED: Rule = Rule {
    id: "parameter-undeprecated",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "A parameter is no longer deprecated",
    why: "It works as before.",
    advice: "Nothing.",
};

pub(crate) static PROPERTY_DEPRECATED: Rule = Rule {
    id: "property-deprecated",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "A property or type was deprecated",
    why: "It works as before, and may be removed later. Rust code that uses it gets a warning.",
    advice: "Document in the description what to use instead.",
};

pub(crate) static PROPERTY_UNDEPRECATED: Rule = Rule {
    id: "property-undeprecated",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "A property or type is no longer deprecated",
    why: "It works as before.",
    advice: "Nothing.",
};

pub(crate) static HEADER_DEPRECATED: Rule = Rule {
    id: "header-deprecated",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "A response header was deprecated",
    why: "It works as before, and may be removed later. Rust code that uses it gets a warning.",
    advice: "Document in the description what to use instead.",
};

pub(crate) static HEADER_UNDEPRECATED: Rule = Rule {
    id: "header-undeprecated",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "A response header is no longer deprecated",
    why: "It works as before.",
    advice: "Nothing.",
};

pub(crate) static SUNSET_MOVED_UP: Rule = Rule {
    id: "sunset-moved-up",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The sunset of an operation was set, or moved to an earlier date",
    why: "The operation is removed earlier than callers planned.",
    advice: "Inform callers, and leave them time.",
};

pub(crate) static SUNSET_MOVED_BACK: Rule = Rule {
    id: "sunset-moved-back",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "The sunset of an operation was removed, or moved to a later date",
    why: "Callers have more time.",
    advice: "Nothing.",
};

pub(crate) static STABILITY_LOWERED: Rule = Rule {
    id: "stability-lowered",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The stability of an operation was lowered",
    why: "It may change more than callers planned for.",
    advice: "Keep the stability.",
};

pub(crate) static STABILITY_RAISED: Rule = Rule {
    id: "stability-raised",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "The stability of an operation was raised",
    why: "Callers may rely on it more.",
    advice: "Nothing.",
};
