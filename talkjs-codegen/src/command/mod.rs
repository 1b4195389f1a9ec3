//! The commands that have their own file.

/// A page and its rule. The folder is a link, so that a published crate contains it.
macro_rules! page {
    ($id:literal) => {
        ($id, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/pages/", $id, ".md")))
    };
}

mod diff;
mod drift;
mod pages;

use std::process::ExitCode;

/// Runs the command that the arguments name; `None` if it is not one of these.
pub(crate) fn run(arguments: &[String]) -> Option<ExitCode> {
    let (name, rest) = arguments.split_first()?;
    match name.as_str() {
        "diff" => Some(diff::run(rest)),
        "drift" => Some(drift::main(rest.to_vec())),
        "explain" => Some(diff::explain(rest)),
        _ => None,
    }
}
