//! What the generator makes of descriptions: messages, code, and types that are compiled and tried here.

mod apis;
mod beside;
mod changes;
mod code;
mod conformance;
mod corpus;
mod derives;
mod diagnostics;
mod payload;
mod robustness;
mod round_trip;
mod rules;
mod types;
