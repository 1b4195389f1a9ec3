//! Rules about callers' code.
//!
//! They judge code in another crate than the generated one, where `#[non_exhaustive]` applies. Some changes have a rule
//! for one direction only: a new trait or conversion, a looser constraint and an enum with more values break nobody and
//! add no name; an item that is no longer deprecated only loses a warning.

use super::{Area, Rule};
use crate::diff::Verdict;

/// All rules of this file.
pub(super) const ALL: &[&Rule] = &[
    &TYPE_REMOVED,
    &TYPE_RENAMED,
    &TYPE_KIND_CHANGED,
    &TYPE_NOT_SENT,
    &TYPE_ADDED,
    &ALIAS_TARGET_CHANGED,
    &TRAIT_LOST,
    &CONVERSION_LOST,
    &FIELD_REMOVED,
    &FIELD_TYPE_CHANGED,
    &FIELD_OPTIONALITY_CHANGED,
    &FIELD_ADDED,
    &CONSTRUCTOR_REMOVED,
    &CONSTRUCTOR_ADDED,
    &CONSTRUCTOR_ARGUMENT_ADDED,
    &CONSTRUCTOR_ARGUMENT_REMOVED,
    &CONSTRUCTOR_ARGUMENT_TYPE_CHANGED,
    &CONSTRUCTOR_ARGUMENTS_REORDERED,
    &SETTER_REMOVED,
    &SETTER_TYPE_CHANGED,
    &SETTER_ADDED,
    &VARIANT_REMOVED,
    &VARIANT_TYPE_CHANGED,
    &VARIANT_ADDED,
    &ENUM_CLOSED,
    &LITERAL_CONSTRAINT_TIGHTENED,
    &METHOD_REMOVED,
    &METHOD_RENAMED,
    &METHOD_ADDED,
    &METHOD_ARGUMENT_ADDED,
    &METHOD_ARGUMENT_REMOVED,
    &METHOD_ARGUMENT_TYPE_CHANGED,
    &METHOD_ARGUMENTS_REORDERED,
    &CALL_SETTER_REMOVED,
    &CALL_SETTER_TYPE_CHANGED,
    &CALL_SETTER_ADDED,
    &CALL_TYPE_CHANGED,
    &RESPONSE_TYPE_CHANGED,
    &ERROR_TYPE_CHANGED,
    &TYPED_ERRORS_REMOVED,
    &TYPED_ERRORS_ADDED,
    &TYPED_HEADERS_REMOVED,
    &TYPED_HEADERS_ADDED,
    &STREAM_REMOVED,
    &STREAM_ITEM_CHANGED,
    &STREAM_ADDED,
    &ITEM_DEPRECATED,
    &CREDENTIAL_REMOVED,
    &CREDENTIAL_CHANGED,
    &CREDENTIAL_ADDED,
    &SERVER_ITEM_REMOVED,
    &SERVER_ITEM_ADDED,
];

pub(crate) static TYPE_REMOVED: Rule = Rule {
    id: "type-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A type was removed",
    why: "Code that names the type does not compile.",
    advice: "Keep the schema in use until the next major version, or mark everything that uses it as deprecated first.",
};

pub(crate) static TYPE_RENAMED: Rule = Rule {
    id: "type-renamed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A type was renamed",
    why: "Code that names the type does not compile. The schema was renamed, or its Rust name changed because of another name.",
    advice: "Keep the old Rust name with the option `names`: `names = { \"NewName\" = \"OldName\" }`.",
};

pub(crate) static TYPE_KIND_CHANGED: Rule = Rule {
    id: "type-kind-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A type became another kind of type",
    why: "A struct has fields, an enum has variants, an id has neither: code for one kind does not compile with another.",
    advice: "Add a new schema under a new name, and remove the old one in the next major version.",
};

pub(crate) static TYPE_NOT_SENT: Rule = Rule {
    id: "type-not-sent",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A type is no longer used in any request",
    why: "Only types that are sent have constructors, setters and conversions of their branches.",
    advice: "The values can no longer be sent: remove the code that creates them.",
};

pub(crate) static TYPE_ADDED: Rule = Rule {
    id: "type-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "A type was added",
    why: "A new name breaks only code that imports everything of two modules.",
    advice: "Nothing to do.",
};

pub(crate) static ALIAS_TARGET_CHANGED: Rule = Rule {
    id: "alias-target-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "An alias has another target",
    why: "The name stays the same, but values of the old type do not have the new type.",
    advice: "Add a new schema under a new name.",
};

pub(crate) static TRAIT_LOST: Rule = Rule {
    id: "trait-lost",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A type no longer implements a trait",
    why: "Code that compares, hashes, copies or creates default values of the type does not compile. `Eq` and `Hash` go with the first part that holds a fraction or any JSON, `Default` with the first required property.",
    advice: "Make the new property optional, or a string instead of a fraction.",
};

pub(crate) static CONVERSION_LOST: Rule = Rule {
    id: "conversion-lost",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A conversion between types was removed",
    why: "`from`, `into` and arguments that took the other type no longer accept it.",
    advice: "Keep both types consistent: a response converts into a request if it has all that the request requires, a branch into its union if no other branch has its type.",
};

pub(crate) static FIELD_REMOVED: Rule = Rule {
    id: "field-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A field was removed",
    why: "Code that reads or sets the field does not compile.",
    advice: "Keep the property and mark it `deprecated: true`; remove it in the next major version.",
};

pub(crate) static FIELD_TYPE_CHANGED: Rule = Rule {
    id: "field-type-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The type of a field changed",
    why: "Code that reads the field does not compile, even if the new type has more values.",
    advice: "Add a property of the new type under a new name.",
};

pub(crate) static FIELD_OPTIONALITY_CHANGED: Rule = Rule {
    id: "field-optionality-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A field became optional, nullable or required",
    why: "`T`, `Option<T>` and `Patch<T>` are different types, which code uses in different ways.",
    advice: "Keep `required` and `nullable` of existing properties; make new ones optional from the start. The option `lenient_responses` changes this, too.",
};

pub(crate) static FIELD_ADDED: Rule = Rule {
    id: "field-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "A field was added",
    why: "Structs are `#[non_exhaustive]`, so code in another crate cannot list all fields.",
    advice: "Nothing to do.",
};

pub(crate) static CONSTRUCTOR_REMOVED: Rule = Rule {
    id: "constructor-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A constructor was removed",
    why: "Exclusive groups of properties have one constructor each, named `with_` and the first property; all other types have `new`.",
    advice: "Keep the branches of `oneOf` that only list `required`.",
};

pub(crate) static CONSTRUCTOR_ADDED: Rule = Rule {
    id: "constructor-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "A constructor was added",
    why: "Existing code is not affected.",
    advice: "Nothing to do.",
};

pub(crate) static CONSTRUCTOR_ARGUMENT_ADDED: Rule = Rule {
    id: "constructor-argument-added",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A constructor takes one more argument",
    why: "Each required property is an argument of the constructor.",
    advice: "Add new properties of requests as optional.",
};

pub(crate) static CONSTRUCTOR_ARGUMENT_REMOVED: Rule = Rule {
    id: "constructor-argument-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A constructor takes one argument fewer",
    why: "Calls pass one argument too many.",
    advice: "Keep the property required until the next major version.",
};

pub(crate) static CONSTRUCTOR_ARGUMENT_TYPE_CHANGED: Rule = Rule {
    id: "constructor-argument-type-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The type of a constructor's argument changed",
    why: "The argument that callers pass does not convert into the new type.",
    advice: "Add a property of the new type under a new name.",
};

pub(crate) static CONSTRUCTOR_ARGUMENTS_REORDERED: Rule = Rule {
    id: "constructor-arguments-reordered",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The order of a constructor's arguments changed",
    why: "Arguments follow the order of the properties. Calls do not compile, or, if the types are equal, compile and send the values under the wrong names.",
    advice: "Keep the order of required properties; add new ones after them.",
};

pub(crate) static SETTER_REMOVED: Rule = Rule {
    id: "setter-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A setter was removed",
    why: "Optional properties have a setter, and nullable ones a second one that clears them.",
    advice: "Keep optional properties optional, and nullable ones nullable.",
};

pub(crate) static SETTER_TYPE_CHANGED: Rule = Rule {
    id: "setter-type-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The type of a setter's argument changed",
    why: "The argument that callers pass does not convert into the new type.",
    advice: "Add a property of the new type under a new name.",
};

pub(crate) static SETTER_ADDED: Rule = Rule {
    id: "setter-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "A setter was added",
    why: "Existing code is not affected.",
    advice: "Nothing to do.",
};

pub(crate) static VARIANT_REMOVED: Rule = Rule {
    id: "variant-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A variant was removed",
    why: "Code that names the variant does not compile.",
    advice: "Keep the value or the branch until the next major version.",
};

pub(crate) static VARIANT_TYPE_CHANGED: Rule = Rule {
    id: "variant-type-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The type in a variant changed",
    why: "Patterns and constructors of the variant do not compile.",
    advice: "Add a branch of the new type.",
};

pub(crate) static VARIANT_ADDED: Rule = Rule {
    id: "variant-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "A variant was added",
    why: "Enums are `#[non_exhaustive]`, so every `match` of another crate has a wildcard arm. Within the crate of the generated code, such a `match` may lack an arm.",
    advice: "Nothing to do.",
};

pub(crate) static ENUM_CLOSED: Rule = Rule {
    id: "enum-closed",
    area: Area::Rust,
    verdict: Verdict::MayBreak,
    title: "An enum of examples became an enum of all values",
    why: "Other values are no longer sent, and `payload!` rejects literals of them.",
    advice: "Keep the branch of `anyOf` that accepts any string.",
};

pub(crate) static LITERAL_CONSTRAINT_TIGHTENED: Rule = Rule {
    id: "literal-constraint-tightened",
    area: Area::Rust,
    verdict: Verdict::MayBreak,
    title: "A constraint on a value that is sent is tighter",
    why: "`payload!` and constants are checked at compile time, so a literal that was valid may be a compile error now. Other values fail before they are sent.",
    advice: "Tighten constraints only in a major version.",
};

pub(crate) static METHOD_REMOVED: Rule = Rule {
    id: "method-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A method of the client was removed",
    why: "Code that calls it does not compile.",
    advice: "Keep the operation and mark it `deprecated: true`; remove it in the next major version.",
};

pub(crate) static METHOD_RENAMED: Rule = Rule {
    id: "method-renamed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A method of the client was renamed",
    why: "Code that calls it does not compile. The `operationId` was changed, or the Rust name changed because of another name.",
    advice: "Keep the old Rust name with the option `names`: `names = { \"newId\" = \"old_id\" }`.",
};

pub(crate) static METHOD_ADDED: Rule = Rule {
    id: "method-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "A method was added to the client",
    why: "Existing code is not affected.",
    advice: "Nothing to do.",
};

pub(crate) static METHOD_ARGUMENT_ADDED: Rule = Rule {
    id: "method-argument-added",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A method takes one more argument",
    why: "Each required parameter and a required body is an argument.",
    advice: "Add new parameters as optional.",
};

pub(crate) static METHOD_ARGUMENT_REMOVED: Rule = Rule {
    id: "method-argument-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A method takes one argument fewer",
    why: "Calls pass one argument too many.",
    advice: "Keep the parameter required until the next major version.",
};

pub(crate) static METHOD_ARGUMENT_TYPE_CHANGED: Rule = Rule {
    id: "method-argument-type-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The type of a method's argument changed",
    why: "The argument that callers pass does not convert into the new type.",
    advice: "Keep the type, or add an operation.",
};

pub(crate) static METHOD_ARGUMENTS_REORDERED: Rule = Rule {
    id: "method-arguments-reordered",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The order of a method's arguments changed",
    why: "Arguments follow the order of the parameters. Calls do not compile, or, if the types are equal, compile and send the values under the wrong names.",
    advice: "Keep the order of required parameters; add new ones after them.",
};

pub(crate) static CALL_SETTER_REMOVED: Rule = Rule {
    id: "call-setter-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "An optional parameter of a call was removed",
    why: "Code that sets it does not compile.",
    advice: "Keep the parameter and mark it `deprecated: true`.",
};

pub(crate) static CALL_SETTER_TYPE_CHANGED: Rule = Rule {
    id: "call-setter-type-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The type of an optional parameter of a call changed",
    why: "The argument that callers pass does not convert into the new type.",
    advice: "Add a parameter of the new type under a new name.",
};

pub(crate) static CALL_SETTER_ADDED: Rule = Rule {
    id: "call-setter-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "An optional parameter was added to a call",
    why: "Existing code is not affected.",
    advice: "Nothing to do.",
};

pub(crate) static CALL_TYPE_CHANGED: Rule = Rule {
    id: "call-type-changed",
    area: Area::Rust,
    verdict: Verdict::MayBreak,
    title: "A method returns another type of call",
    why: "An operation with optional parameters returns its own struct, all others return `Call`. Both are sent in the same way, so it breaks only code that names the type, or uses methods that only `Call` has.",
    advice: "Nothing to do if the call is sent at once.",
};

pub(crate) static RESPONSE_TYPE_CHANGED: Rule = Rule {
    id: "response-type-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The response type of a call changed",
    why: "Code that uses the response does not compile.",
    advice: "Keep the schema and the media types of the success responses; add an operation for another response.",
};

pub(crate) static ERROR_TYPE_CHANGED: Rule = Rule {
    id: "error-type-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The type of a call's error responses changed",
    why: "Code that handles the errors of `send_typed` does not compile.",
    advice: "Keep the schemas of the error responses, or one schema for all of them.",
};

pub(crate) static TYPED_ERRORS_REMOVED: Rule = Rule {
    id: "typed-errors-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The error responses of a call no longer have a type",
    why: "`send_typed` can no longer be called.",
    advice: "Keep a schema for the error responses.",
};

pub(crate) static TYPED_ERRORS_ADDED: Rule = Rule {
    id: "typed-errors-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "The error responses of a call have a type now",
    why: "`send` is unchanged, and `send_typed` is new.",
    advice: "Nothing to do.",
};

pub(crate) static TYPED_HEADERS_REMOVED: Rule = Rule {
    id: "typed-headers-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The response headers of a call are no longer described",
    why: "`send_with_headers` can no longer be called.",
    advice: "Keep the headers of the success responses.",
};

pub(crate) static TYPED_HEADERS_ADDED: Rule = Rule {
    id: "typed-headers-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "The response headers of a call are described now",
    why: "`send` is unchanged, and `send_with_headers` is new.",
    advice: "Nothing to do.",
};

pub(crate) static STREAM_REMOVED: Rule = Rule {
    id: "stream-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A list is no longer paginated by the client",
    why: "`stream` was removed: the operation lost the parameters or properties of its pagination.",
    advice: "Keep the parameters and properties of the pagination.",
};

pub(crate) static STREAM_ITEM_CHANGED: Rule = Rule {
    id: "stream-item-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The type of a list's items changed",
    why: "Code that uses the items of `stream` does not compile.",
    advice: "Keep the schema of the items.",
};

pub(crate) static STREAM_ADDED: Rule = Rule {
    id: "stream-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "A list is paginated by the client",
    why: "`send` is unchanged, and `stream` is new.",
    advice: "Nothing to do.",
};

pub(crate) static ITEM_DEPRECATED: Rule = Rule {
    id: "item-deprecated",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "An item is deprecated now",
    why: "Its uses compile with a warning, which crates that deny warnings have to allow.",
    advice: "Document in the description what to use instead.",
};

pub(crate) static CREDENTIAL_REMOVED: Rule = Rule {
    id: "credential-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "A function for a credential was removed",
    why: "Each security scheme has a function in the module `security`, named after it.",
    advice: "Keep the name of the scheme.",
};

pub(crate) static CREDENTIAL_CHANGED: Rule = Rule {
    id: "credential-changed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "The arguments of a function for a credential changed",
    why: "`http: basic` takes a name and a password, all other schemes take one string.",
    advice: "Add a scheme under a new name.",
};

pub(crate) static CREDENTIAL_ADDED: Rule = Rule {
    id: "credential-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "A function for a credential was added",
    why: "Existing code is not affected.",
    advice: "Nothing to do.",
};

pub(crate) static SERVER_ITEM_REMOVED: Rule = Rule {
    id: "server-item-removed",
    area: Area::Rust,
    verdict: Verdict::Breaks,
    title: "`server_url` or `SERVERS` was removed",
    why: "`server_url` exists if the first server has variables, and `SERVERS` if there are several servers.",
    advice: "Keep the variables and the other servers.",
};

pub(crate) static SERVER_ITEM_ADDED: Rule = Rule {
    id: "server-item-added",
    area: Area::Rust,
    verdict: Verdict::Compatible,
    title: "`server_url` or `SERVERS` was added",
    why: "Existing code is not affected.",
    advice: "Nothing to do.",
};
