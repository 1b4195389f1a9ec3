//! Checks recorded HTTP exchanges against an OpenAPI description of version 3.0 or 3.1.
//!
//! [`read_traffic`] reads HAR and the lines of the recorder of `talkjs-runtime`. [`Description::check`] checks one
//! exchange against a description; [`Drift`] checks many and returns a [`Report`], in which equal differences at the
//! same place are one finding with a count. [`Report::edits`] are edits of the description that make it accept the
//! exchanges, and [`Report::coverage`] lists the parts of the description that were never used.
//!
//! Nearly all descriptions allow additional properties, so a validator accepts properties that are not in any schema.
//! This crate reports them.
//!
//! Not checked are headers, cookies, bodies that are neither JSON nor forms, and query parameters in the style
//! `deepObject` or as an object. The report counts them.
//!
//! Reports contain no values of bodies, except unlisted values of enums, which an edit of the description needs, and
//! not even those if the schema has `x-sensitive: true` or `format: password`.

#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may panic"))]

mod assertions;
mod check;
mod coverage;
mod deep;
mod description;
mod deviation;
mod edits;
mod exchange;
mod json_type;
mod operation;
pub mod output;
mod pattern;
mod place;
mod report;
mod schema;
mod shape;
mod traffic;
mod verdict;
mod visit;

pub use crate::assertions::json_schema;
pub use crate::check::{Checked, Outcome, Unread};
pub use crate::coverage::{Coverage, Covered, Unseen};
pub use crate::description::{Description, Unreadable};
pub use crate::deviation::{Deviation, Kind, Part};
pub use crate::edits::Edit;
pub use crate::exchange::{Body, Content, Exchange, Path};
pub use crate::json_type::JsonType;
pub use crate::place::Place;
pub use crate::report::{Drift, Exchanges, Finding, First, Report};
pub use crate::shape::Shape;
pub use crate::traffic::{TrafficError, read_traffic};
