//! Rules about requests and responses: whether client and server still work together.

use super::{Area, Rule};
use crate::diff::Verdict;

/// All rules of this file.
pub(super) const ALL: &[&Rule] = &[
    &OPERATION_REMOVED,
    &OPERATION_ADDED,
    &REQUEST_PARAMETER_REMOVED,
    &REQUEST_OPTIONAL_PARAMETER_ADDED,
    &REQUEST_REQUIRED_PARAMETER_ADDED,
    &REQUEST_PARAMETER_BECAME_REQUIRED,
    &REQUEST_PARAMETER_BECAME_OPTIONAL,
    &REQUEST_PARAMETER_ENCODING_CHANGED,
    &REQUEST_BODY_REMOVED,
    &REQUEST_OPTIONAL_BODY_ADDED,
    &REQUEST_REQUIRED_BODY_ADDED,
    &REQUEST_BODY_BECAME_REQUIRED,
    &REQUEST_BODY_BECAME_OPTIONAL,
    &REQUEST_MEDIA_TYPE_REMOVED,
    &REQUEST_MEDIA_TYPE_ADDED,
    &REQUEST_ENCODING_CHANGED,
    &RESPONSE_MEDIA_TYPE_REMOVED,
    &RESPONSE_MEDIA_TYPE_ADDED,
    &RESPONSE_SUCCESS_STATUS_REMOVED,
    &RESPONSE_SUCCESS_STATUS_ADDED,
    &RESPONSE_ERROR_STATUS_REMOVED,
    &RESPONSE_ERROR_STATUS_ADDED,
    &RESPONSE_HEADER_REMOVED,
    &RESPONSE_HEADER_ADDED,
    &RESPONSE_HEADER_BECAME_OPTIONAL,
    &RESPONSE_HEADER_BECAME_REQUIRED,
    &SECURITY_ALTERNATIVE_REMOVED,
    &SECURITY_ALTERNATIVE_ADDED,
    &SECURITY_SCOPE_ADDED,
    &SECURITY_SCOPE_REMOVED,
    &SECURITY_SCHEME_CHANGED,
    &SERVER_REMOVED,
    &SERVER_ADDED,
    &WEBHOOK_ADDED,
    &WEBHOOK_REMOVED,
    &REQUEST_TYPE_NARROWED,
    &REQUEST_TYPE_WIDENED,
    &RESPONSE_TYPE_WIDENED,
    &RESPONSE_TYPE_NARROWED,
    &REQUEST_FORMAT_NARROWED,
    &REQUEST_FORMAT_WIDENED,
    &RESPONSE_FORMAT_WIDENED,
    &RESPONSE_FORMAT_NARROWED,
    &REQUEST_NULL_REMOVED,
    &REQUEST_NULL_ADDED,
    &RESPONSE_NULL_ADDED,
    &RESPONSE_NULL_REMOVED,
    &REQUEST_ENUM_VALUE_REMOVED,
    &REQUEST_ENUM_VALUE_ADDED,
    &RESPONSE_ENUM_VALUE_ADDED,
    &RESPONSE_ENUM_VALUE_REMOVED,
    &REQUEST_CONSTRAINT_TIGHTENED,
    &REQUEST_CONSTRAINT_LOOSENED,
    &RESPONSE_CONSTRAINT_LOOSENED,
    &RESPONSE_CONSTRAINT_TIGHTENED,
    &REQUEST_OBJECT_CLOSED,
    &REQUEST_OBJECT_OPENED,
    &RESPONSE_OBJECT_OPENED,
    &RESPONSE_OBJECT_CLOSED,
    &REQUEST_BRANCH_REMOVED,
    &REQUEST_BRANCH_ADDED,
    &RESPONSE_BRANCH_ADDED,
    &RESPONSE_BRANCH_REMOVED,
    &REQUEST_PATTERN_CHANGED,
    &RESPONSE_PATTERN_CHANGED,
    &REQUEST_KEYWORD_CHANGED,
    &RESPONSE_KEYWORD_CHANGED,
    &REQUEST_DISCRIMINATOR_CHANGED,
    &RESPONSE_DISCRIMINATOR_CHANGED,
    &REQUEST_PROPERTY_REMOVED,
    &REQUEST_OPTIONAL_PROPERTY_ADDED,
    &REQUEST_REQUIRED_PROPERTY_ADDED,
    &REQUEST_PROPERTY_BECAME_REQUIRED,
    &REQUEST_PROPERTY_BECAME_OPTIONAL,
    &REQUEST_PROPERTY_BECAME_READ_ONLY,
    &RESPONSE_REQUIRED_PROPERTY_REMOVED,
    &RESPONSE_OPTIONAL_PROPERTY_REMOVED,
    &RESPONSE_PROPERTY_ADDED,
    &RESPONSE_PROPERTY_BECAME_OPTIONAL,
    &RESPONSE_PROPERTY_BECAME_REQUIRED,
    &RESPONSE_PROPERTY_BECAME_WRITE_ONLY,
];

pub(crate) static OPERATION_REMOVED: Rule = Rule {
    id: "operation-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "An operation was removed",
    why: "Clients that call it get 404 or 405.",
    advice: "Keep it, mark it `deprecated: true`, and remove it in the next major version.",
};

pub(crate) static OPERATION_ADDED: Rule = Rule {
    id: "operation-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "An operation was added",
    why: "No old client calls it.",
    advice: "Nothing.",
};

pub(crate) static REQUEST_PARAMETER_REMOVED: Rule = Rule {
    id: "request-parameter-removed",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "A parameter was removed",
    why: "Old clients still send it. The server may ignore it, so that it has no effect, or reject the request.",
    advice: "Keep the parameter and mark it `deprecated: true` as long as clients send it.",
};

pub(crate) static REQUEST_OPTIONAL_PARAMETER_ADDED: Rule = Rule {
    id: "request-optional-parameter-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "An optional parameter was added",
    why: "Old clients do not send it.",
    advice: "Nothing.",
};

pub(crate) static REQUEST_REQUIRED_PARAMETER_ADDED: Rule = Rule {
    id: "request-required-parameter-added",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A required parameter was added",
    why: "Old clients do not send it, so the server rejects their requests. A `default` does not help: a required parameter must be present.",
    advice: "Make it optional, and treat a request without it as before.",
};

pub(crate) static REQUEST_PARAMETER_BECAME_REQUIRED: Rule = Rule {
    id: "request-parameter-became-required",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A parameter became required",
    why: "Old clients may not send it, and the server rejects such requests.",
    advice: "Keep it optional.",
};

pub(crate) static REQUEST_PARAMETER_BECAME_OPTIONAL: Rule = Rule {
    id: "request-parameter-became-optional",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "A parameter became optional",
    why: "Old clients send it as before.",
    advice: "Nothing.",
};

pub(crate) static REQUEST_PARAMETER_ENCODING_CHANGED: Rule = Rule {
    id: "request-parameter-encoding-changed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "The encoding of a parameter changed",
    why: "Old clients serialize the value in the old style, which the server reads as another value or rejects.",
    advice: "Add a parameter of another name with the new style.",
};

pub(crate) static REQUEST_BODY_REMOVED: Rule = Rule {
    id: "request-body-removed",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "The request body was removed",
    why: "Old clients still send it. The server may ignore it or reject the request.",
    advice: "Keep accepting a body.",
};

pub(crate) static REQUEST_OPTIONAL_BODY_ADDED: Rule = Rule {
    id: "request-optional-body-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "An optional request body was added",
    why: "Old clients send no body.",
    advice: "Nothing.",
};

pub(crate) static REQUEST_REQUIRED_BODY_ADDED: Rule = Rule {
    id: "request-required-body-added",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A required request body was added",
    why: "Old clients send no body, so the server rejects their requests.",
    advice: "Make the body optional.",
};

pub(crate) static REQUEST_BODY_BECAME_REQUIRED: Rule = Rule {
    id: "request-body-became-required",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "The request body became required",
    why: "Old clients may send no body, and the server rejects such requests.",
    advice: "Keep it optional.",
};

pub(crate) static REQUEST_BODY_BECAME_OPTIONAL: Rule = Rule {
    id: "request-body-became-optional",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "The request body became optional",
    why: "Old clients send it as before.",
    advice: "Nothing.",
};

pub(crate) static REQUEST_MEDIA_TYPE_REMOVED: Rule = Rule {
    id: "request-media-type-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A media type of a request body was removed",
    why: "Clients that send it get 415.",
    advice: "Keep accepting it.",
};

pub(crate) static REQUEST_MEDIA_TYPE_ADDED: Rule = Rule {
    id: "request-media-type-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "A media type was added to a request body",
    why: "Old clients send the old media types.",
    advice: "Nothing.",
};

pub(crate) static REQUEST_ENCODING_CHANGED: Rule = Rule {
    id: "request-encoding-changed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "The encoding of a part of a form changed",
    why: "Old clients serialize the part in the old style, which the server reads as another value or rejects.",
    advice: "Keep accepting the old encoding.",
};

pub(crate) static RESPONSE_MEDIA_TYPE_REMOVED: Rule = Rule {
    id: "response-media-type-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A media type of a response was removed",
    why: "Clients that request it get 406, or a response that they cannot read.",
    advice: "Keep offering it.",
};

pub(crate) static RESPONSE_MEDIA_TYPE_ADDED: Rule = Rule {
    id: "response-media-type-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "A media type was added to a response",
    why: "Clients list the media types that they can read in `Accept`.",
    advice: "Send it only to clients that request it.",
};

pub(crate) static RESPONSE_SUCCESS_STATUS_REMOVED: Rule = Rule {
    id: "response-success-status-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A success status was removed",
    why: "Old clients expect this response, and do not know the one that is sent instead.",
    advice: "Keep the status.",
};

pub(crate) static RESPONSE_SUCCESS_STATUS_ADDED: Rule = Rule {
    id: "response-success-status-added",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "A success status was added",
    why: "The response may have another body, which old clients cannot read. A generated client reports an unexpected status.",
    advice: "Send it only if the request asks for it.",
};

pub(crate) static RESPONSE_ERROR_STATUS_REMOVED: Rule = Rule {
    id: "response-error-status-removed",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "An error status was removed",
    why: "Clients still handle it, which does no harm.",
    advice: "Nothing.",
};

pub(crate) static RESPONSE_ERROR_STATUS_ADDED: Rule = Rule {
    id: "response-error-status-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "An error status was added",
    why: "Every client has to handle undocumented errors anyway.",
    advice: "Nothing.",
};

pub(crate) static RESPONSE_HEADER_REMOVED: Rule = Rule {
    id: "response-header-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A response header was removed",
    why: "Clients that read it do not find it. An optional header may always be absent, so its removal only may break them.",
    advice: "Keep sending it.",
};

pub(crate) static RESPONSE_HEADER_ADDED: Rule = Rule {
    id: "response-header-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "A response header was added",
    why: "Clients ignore unknown headers.",
    advice: "Nothing.",
};

pub(crate) static RESPONSE_HEADER_BECAME_OPTIONAL: Rule = Rule {
    id: "response-header-became-optional",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A response header became optional",
    why: "Clients that rely on it do not always find it.",
    advice: "Keep sending it.",
};

pub(crate) static RESPONSE_HEADER_BECAME_REQUIRED: Rule = Rule {
    id: "response-header-became-required",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "A response header became required",
    why: "Clients get it in more responses.",
    advice: "Nothing.",
};

pub(crate) static SECURITY_ALTERNATIVE_REMOVED: Rule = Rule {
    id: "security-alternative-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "An alternative for authentication was removed",
    why: "Clients that use it get 401.",
    advice: "Keep accepting it until clients have migrated.",
};

pub(crate) static SECURITY_ALTERNATIVE_ADDED: Rule = Rule {
    id: "security-alternative-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "An alternative for authentication was added",
    why: "Old clients authenticate as before.",
    advice: "Nothing.",
};

pub(crate) static SECURITY_SCOPE_ADDED: Rule = Rule {
    id: "security-scope-added",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A scope became required",
    why: "Tokens of old clients lack it, and they get 403.",
    advice: "Accept the old scopes.",
};

pub(crate) static SECURITY_SCOPE_REMOVED: Rule = Rule {
    id: "security-scope-removed",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "A scope is no longer required",
    why: "Tokens of old clients have more scopes than they need.",
    advice: "Nothing.",
};

pub(crate) static SECURITY_SCHEME_CHANGED: Rule = Rule {
    id: "security-scheme-changed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A security scheme changed",
    why: "Old clients send their credential in a place that the server does not read. Other URLs for getting tokens may break them.",
    advice: "Add a scheme of another name, and accept both.",
};

pub(crate) static SERVER_REMOVED: Rule = Rule {
    id: "server-removed",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "A server was removed",
    why: "Clients that call it may get no response.",
    advice: "Keep it reachable, or redirect from it.",
};

pub(crate) static SERVER_ADDED: Rule = Rule {
    id: "server-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "A server was added",
    why: "Old clients call the old servers.",
    advice: "Nothing.",
};

pub(crate) static WEBHOOK_ADDED: Rule = Rule {
    id: "webhook-added",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "A webhook or callback was added",
    why: "Receivers get an unknown request, if it is sent to receivers that did not subscribe to it.",
    advice: "Send it only to subscribers.",
};

pub(crate) static WEBHOOK_REMOVED: Rule = Rule {
    id: "webhook-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A webhook or callback was removed",
    why: "Receivers expect a request that is no longer sent.",
    advice: "Keep sending it.",
};

pub(crate) static REQUEST_TYPE_NARROWED: Rule = Rule {
    id: "request-type-narrowed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a request, the type allows fewer values",
    why: "Old clients send values that the server rejects.",
    advice: "Keep accepting the old values, or give the change a new operation or API version.",
};

pub(crate) static REQUEST_TYPE_WIDENED: Rule = Rule {
    id: "request-type-widened",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a request, the type allows more values",
    why: "The server accepts all values that old clients send.",
    advice: "Nothing to do. New requests may use it.",
};

pub(crate) static RESPONSE_TYPE_WIDENED: Rule = Rule {
    id: "response-type-widened",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a response, the type allows more values",
    why: "Old clients get values that they do not expect.",
    advice: "Send only what old clients read, or give the change a new operation or API version.",
};

pub(crate) static RESPONSE_TYPE_NARROWED: Rule = Rule {
    id: "response-type-narrowed",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a response, the type allows fewer values",
    why: "Old clients expect all values that the server sends.",
    advice: "Nothing to do. Old clients can read these responses.",
};

pub(crate) static REQUEST_FORMAT_NARROWED: Rule = Rule {
    id: "request-format-narrowed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a request, the format allows fewer values",
    why: "Old clients send values that the server rejects. A format that is not standard may be only a hint.",
    advice: "Keep accepting the old values, or give the change a new operation or API version.",
};

pub(crate) static REQUEST_FORMAT_WIDENED: Rule = Rule {
    id: "request-format-widened",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a request, the format allows more values",
    why: "The server accepts all values that old clients send.",
    advice: "Nothing to do. New requests may use it.",
};

pub(crate) static RESPONSE_FORMAT_WIDENED: Rule = Rule {
    id: "response-format-widened",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a response, the format allows more values",
    why: "Old clients get values that they do not expect. A format that is not standard may be only a hint.",
    advice: "Send only what old clients read, or give the change a new operation or API version.",
};

pub(crate) static RESPONSE_FORMAT_NARROWED: Rule = Rule {
    id: "response-format-narrowed",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a response, the format allows fewer values",
    why: "Old clients expect all values that the server sends.",
    advice: "Nothing to do. Old clients can read these responses.",
};

pub(crate) static REQUEST_NULL_REMOVED: Rule = Rule {
    id: "request-null-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a request, null is no longer allowed",
    why: "Old clients send values that the server rejects.",
    advice: "Keep accepting the old values, or give the change a new operation or API version.",
};

pub(crate) static REQUEST_NULL_ADDED: Rule = Rule {
    id: "request-null-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a request, null is allowed",
    why: "The server accepts all values that old clients send.",
    advice: "Nothing to do. New requests may use it.",
};

pub(crate) static RESPONSE_NULL_ADDED: Rule = Rule {
    id: "response-null-added",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a response, null is allowed",
    why: "Old clients do not expect null. Most fail to read it.",
    advice: "Send only what old clients read, or give the change a new operation or API version.",
};

pub(crate) static RESPONSE_NULL_REMOVED: Rule = Rule {
    id: "response-null-removed",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a response, null is no longer allowed",
    why: "Old clients expect all values that the server sends.",
    advice: "Nothing to do. Old clients can read these responses.",
};

pub(crate) static REQUEST_ENUM_VALUE_REMOVED: Rule = Rule {
    id: "request-enum-value-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a request, a value was removed from an enum",
    why: "Old clients send values that the server rejects.",
    advice: "Keep accepting the old values, or give the change a new operation or API version.",
};

pub(crate) static REQUEST_ENUM_VALUE_ADDED: Rule = Rule {
    id: "request-enum-value-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a request, a value was added to an enum",
    why: "The server accepts all values that old clients send.",
    advice: "Nothing to do. New requests may use it.",
};

pub(crate) static RESPONSE_ENUM_VALUE_ADDED: Rule = Rule {
    id: "response-enum-value-added",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "In a response, a value was added to an enum",
    why: "Clients whose enums are closed cannot read it. Generated enums are open and keep its text, but code that matches on values does not handle it.",
    advice: "Send only what old clients read, or give the change a new operation or API version.",
};

pub(crate) static RESPONSE_ENUM_VALUE_REMOVED: Rule = Rule {
    id: "response-enum-value-removed",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a response, a value was removed from an enum",
    why: "Old clients expect all values that the server sends.",
    advice: "Nothing to do. Old clients can read these responses.",
};

pub(crate) static REQUEST_CONSTRAINT_TIGHTENED: Rule = Rule {
    id: "request-constraint-tightened",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a request, a constraint became tighter",
    why: "Old clients send values that the server rejects.",
    advice: "Keep accepting the old values, or give the change a new operation or API version.",
};

pub(crate) static REQUEST_CONSTRAINT_LOOSENED: Rule = Rule {
    id: "request-constraint-loosened",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a request, a constraint became looser",
    why: "The server accepts all values that old clients send.",
    advice: "Nothing to do. New requests may use it.",
};

pub(crate) static RESPONSE_CONSTRAINT_LOOSENED: Rule = Rule {
    id: "response-constraint-loosened",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a response, a constraint became looser",
    why: "Old clients get values that they do not expect. They may have relied on the constraint, for the size of a database column or of a buffer.",
    advice: "Send only what old clients read, or give the change a new operation or API version.",
};

pub(crate) static RESPONSE_CONSTRAINT_TIGHTENED: Rule = Rule {
    id: "response-constraint-tightened",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a response, a constraint became tighter",
    why: "Old clients expect all values that the server sends.",
    advice: "Nothing to do. Old clients can read these responses.",
};

pub(crate) static REQUEST_OBJECT_CLOSED: Rule = Rule {
    id: "request-object-closed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a request, additional properties are no longer allowed",
    why: "Old clients send values that the server rejects.",
    advice: "Keep accepting the old values, or give the change a new operation or API version.",
};

pub(crate) static REQUEST_OBJECT_OPENED: Rule = Rule {
    id: "request-object-opened",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a request, additional properties are allowed",
    why: "The server accepts all values that old clients send.",
    advice: "Nothing to do. New requests may use it.",
};

pub(crate) static RESPONSE_OBJECT_OPENED: Rule = Rule {
    id: "response-object-opened",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "In a response, additional properties are allowed",
    why: "Clients that reject unknown properties cannot read the response. Generated types ignore them.",
    advice: "Send only what old clients read, or give the change a new operation or API version.",
};

pub(crate) static RESPONSE_OBJECT_CLOSED: Rule = Rule {
    id: "response-object-closed",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a response, additional properties are no longer allowed",
    why: "Old clients expect all values that the server sends.",
    advice: "Nothing to do. Old clients can read these responses.",
};

pub(crate) static REQUEST_BRANCH_REMOVED: Rule = Rule {
    id: "request-branch-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a request, a branch was removed from a union",
    why: "Old clients send values that the server rejects.",
    advice: "Keep accepting the old values, or give the change a new operation or API version.",
};

pub(crate) static REQUEST_BRANCH_ADDED: Rule = Rule {
    id: "request-branch-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a request, a branch was added to a union",
    why: "The server accepts all values that old clients send.",
    advice: "Nothing to do. New requests may use it.",
};

pub(crate) static RESPONSE_BRANCH_ADDED: Rule = Rule {
    id: "response-branch-added",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a response, a branch was added to a union",
    why: "Old clients get values that match none of the branches that they know.",
    advice: "Send only what old clients read, or give the change a new operation or API version.",
};

pub(crate) static RESPONSE_BRANCH_REMOVED: Rule = Rule {
    id: "response-branch-removed",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "In a response, a branch was removed from a union",
    why: "Old clients expect all values that the server sends.",
    advice: "Nothing to do. Old clients can read these responses.",
};

pub(crate) static REQUEST_PATTERN_CHANGED: Rule = Rule {
    id: "request-pattern-changed",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "In a request, a pattern changed",
    why: "It is not decided which of the two patterns allows more. Old clients may send values that the server rejects.",
    advice: "Check that the new pattern matches everything that the old one matched, and accept the finding.",
};

pub(crate) static RESPONSE_PATTERN_CHANGED: Rule = Rule {
    id: "response-pattern-changed",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "In a response, a pattern changed",
    why: "It is not decided which of the two patterns allows more. Old clients may get values that they do not expect.",
    advice: "Check that the old pattern matches everything that the new one matches, and accept the finding.",
};

pub(crate) static REQUEST_KEYWORD_CHANGED: Rule = Rule {
    id: "request-keyword-changed",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "In a request, a keyword changed that is not compared",
    why: "The keyword combines other schemas or is meant for people. The server may reject requests of old clients.",
    advice: "Compare both by hand, and accept the finding.",
};

pub(crate) static RESPONSE_KEYWORD_CHANGED: Rule = Rule {
    id: "response-keyword-changed",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "In a response, a keyword changed that is not compared",
    why: "The keyword combines other schemas or is meant for people. Old clients may get values that they do not expect.",
    advice: "Compare both by hand, and accept the finding.",
};

pub(crate) static REQUEST_DISCRIMINATOR_CHANGED: Rule = Rule {
    id: "request-discriminator-changed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a request, a discriminator changed",
    why: "The server reads the tag from a property that old clients do not send, or selects another branch.",
    advice: "Keep the property and its tags.",
};

pub(crate) static RESPONSE_DISCRIMINATOR_CHANGED: Rule = Rule {
    id: "response-discriminator-changed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "In a response, a discriminator changed",
    why: "Old clients read the tag from a property that the server does not send, or select another branch.",
    advice: "Keep the property and its tags.",
};

pub(crate) static REQUEST_PROPERTY_REMOVED: Rule = Rule {
    id: "request-property-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A property of a request was removed",
    why: "If additional properties are not allowed, the server rejects requests with it. Otherwise it may ignore it, so that it has no effect.",
    advice: "Keep the property and mark it `deprecated: true` as long as clients send it.",
};

pub(crate) static REQUEST_OPTIONAL_PROPERTY_ADDED: Rule = Rule {
    id: "request-optional-property-added",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "An optional property was added to a request",
    why: "Old clients do not send it.",
    advice: "Nothing.",
};

pub(crate) static REQUEST_REQUIRED_PROPERTY_ADDED: Rule = Rule {
    id: "request-required-property-added",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A required property was added to a request",
    why: "Old clients do not send it, so the server rejects their requests. A `default` does not help: a required property must be present.",
    advice: "Make it optional, and treat a request without it as before.",
};

pub(crate) static REQUEST_PROPERTY_BECAME_REQUIRED: Rule = Rule {
    id: "request-property-became-required",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A property of a request became required",
    why: "Old clients may not send it, and the server rejects such requests.",
    advice: "Keep it optional.",
};

pub(crate) static REQUEST_PROPERTY_BECAME_OPTIONAL: Rule = Rule {
    id: "request-property-became-optional",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "A property of a request became optional",
    why: "Old clients send it as before.",
    advice: "Nothing.",
};

pub(crate) static REQUEST_PROPERTY_BECAME_READ_ONLY: Rule = Rule {
    id: "request-property-became-read-only",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "A property became `readOnly`, and is no longer part of requests",
    why: "Old clients still send it. The server may ignore it or reject the request.",
    advice: "Ignore it in requests.",
};

pub(crate) static RESPONSE_REQUIRED_PROPERTY_REMOVED: Rule = Rule {
    id: "response-required-property-removed",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A required property of a response was removed",
    why: "Old clients fail to read a response without it.",
    advice: "Keep sending it.",
};

pub(crate) static RESPONSE_OPTIONAL_PROPERTY_REMOVED: Rule = Rule {
    id: "response-optional-property-removed",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "An optional property of a response was removed",
    why: "It may always be absent, so old clients read the response. But they can no longer use its value.",
    advice: "Keep sending it, and mark it `deprecated: true`.",
};

pub(crate) static RESPONSE_PROPERTY_ADDED: Rule = Rule {
    id: "response-property-added",
    area: Area::Wire,
    verdict: Verdict::MayBreak,
    title: "A property was added to a response",
    why: "Clients ignore unknown properties. If the old schema allows no additional properties, a strict client may reject it.",
    advice: "Nothing to do if clients ignore unknown properties.",
};

pub(crate) static RESPONSE_PROPERTY_BECAME_OPTIONAL: Rule = Rule {
    id: "response-property-became-optional",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A property of a response became optional",
    why: "Old clients fail to read a response without it.",
    advice: "Keep sending it.",
};

pub(crate) static RESPONSE_PROPERTY_BECAME_REQUIRED: Rule = Rule {
    id: "response-property-became-required",
    area: Area::Wire,
    verdict: Verdict::Compatible,
    title: "A property of a response became required",
    why: "Old clients get it in more responses.",
    advice: "Nothing.",
};

pub(crate) static RESPONSE_PROPERTY_BECAME_WRITE_ONLY: Rule = Rule {
    id: "response-property-became-write-only",
    area: Area::Wire,
    verdict: Verdict::Breaks,
    title: "A property became `writeOnly`, and is no longer part of responses",
    why: "Old clients fail to read a response without a required property. Without an optional one, they can no longer use its value.",
    advice: "Keep sending it.",
};
