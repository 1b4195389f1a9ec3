//! Reports as text, JSON and SARIF.

mod json;
mod sarif;
mod text;

use serde::Serialize;

use crate::place::Place;

pub use json::json;
pub use sarif::sarif;
pub use text::text;

/// A place in a file, for people and editors.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// The path of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Finds a place in the text of a description.
pub type Locate<'l> = dyn Fn(&Place) -> Location + 'l;
