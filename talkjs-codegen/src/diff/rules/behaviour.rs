//! Whether the same call does the same.

use super::{Area, Rule};
use crate::diff::Verdict;

/// Every rule of this file.
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
    why: "A request without the value does something else than before, though nothing in the caller's code changed.",
    advice: "Keep the default, or let callers who want the new one say so.",
};

pub(crate) static DEFAULT_ADDED: Rule = Rule {
    id: "default-added",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "A default was added",
    why: "A request without the value may do something else than before, unless the default was only not written down.",
    advice: "Say in the description whether the behaviour is new.",
};

pub(crate) static DEFAULT_REMOVED: Rule = Rule {
    id: "default-removed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "A default was removed",
    why: "A request without the value may do something else than before.",
    advice: "Say in the description what happens without the value.",
};

pub(crate) static RETRIES_STOPPED: Rule = Rule {
    id: "retries-stopped",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "Requests are no longer retried",
    why: "The description no longer says that a request may be repeated. Callers see errors that retries hid before.",
    advice: "Check `x-idempotency`; if the server still recognises repeats, say so.",
};

pub(crate) static RETRIES_STARTED: Rule = Rule {
    id: "retries-started",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "Requests are retried that were not",
    why: "The description says now that a request may be repeated. If the server does not recognise repeats, they take effect twice.",
    advice: "Make sure that the server recognises repeats before it is described.",
};

pub(crate) static IDEMPOTENCY_KEY_CHANGED: Rule = Rule {
    id: "idempotency-key-changed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The place of the idempotency key changed",
    why: "The client puts its key somewhere else. A server that looks in the old place does not recognise repeats.",
    advice: "Let the server look in both places.",
};

pub(crate) static RATE_LIMIT_CHANGED: Rule = Rule {
    id: "rate-limit-changed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The rate limit bucket of an operation changed",
    why: "Calls share another limit than before: they may be sent later, or run into 429.",
    advice: "Set the limits of the client anew.",
};

pub(crate) static PAGINATION_CHANGED: Rule = Rule {
    id: "pagination-changed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The pagination of an operation changed",
    why: "Code that goes through the pages reads other properties or sends other parameters.",
    advice: "Keep the old parameters working.",
};

pub(crate) static PAGINATION_REMOVED: Rule = Rule {
    id: "pagination-removed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The pagination of an operation is no longer described",
    why: "The client no longer goes through the pages by itself, and callers get the first page only.",
    advice: "Keep `x-pagination`.",
};

pub(crate) static PAGINATION_ADDED: Rule = Rule {
    id: "pagination-added",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "The pagination of an operation is described",
    why: "Callers may let the client go through the pages.",
    advice: "Nothing.",
};

pub(crate) static DEFAULT_SERVER_CHANGED: Rule = Rule {
    id: "default-server-changed",
    area: Area::Behaviour,
    verdict: Verdict::Breaks,
    title: "The server that is called by default changed",
    why: "A client that is built anew sends its requests and its credential to another server.",
    advice: "Tell callers; those who need the old server set it.",
};

pub(crate) static PREFERRED_SECURITY_CHANGED: Rule = Rule {
    id: "preferred-security-changed",
    area: Area::Behaviour,
    verdict: Verdict::MayBreak,
    title: "The first way to authenticate changed",
    why: "A client that is built anew may choose another credential.",
    advice: "Keep the order of the alternatives.",
};

pub(crate) static OPERATION_DEPRECATED: Rule = Rule {
    id: "operation-deprecated",
    area: Area::Behaviour,
    verdict: Verdict::Compatible,
    title: "An operation was deprecated",
    why: "It works as before, and may end later. Rust code that uses it gets a warning.",
    advice: "Say in the description what to use instead.",
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
    why: "It works as before, and may end later. Rust code that uses it gets a warning.",
    advice: "Say in the description what to use instead.",
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
    why: "It works as before, and may end later. Rust code that uses it gets a warning.",
    advice: "Say in the description what to use instead.",
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
    why: "It works as before, and may end later. Rust code that uses it gets a warning.",
    advice: "Say in the description what to use instead.",
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
    why: "The operation ends before callers planned it.",
    advice: "Tell callers, and leave them time.",
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
