//! Renders the documentation of error responses. Most operations of an API share them, so those are documented once, at
//! `Client`, and methods link to them.

use std::collections::HashMap;

use super::Render;
use super::docs::{code, lines};
use super::responses::one_line;
use crate::model::{Failure, Operation};

impl Render<'_> {
    /// The error responses that more than half of the operations with error responses document with the same text.
    pub(super) fn shared_errors(&self) -> Vec<String> {
        let (mut order, mut counts) = (Vec::new(), HashMap::new());
        let mut operations = 0_usize;
        for operation in &self.model.operations {
            let errors = self.errors(operation);
            operations = operations.saturating_add(usize::from(!errors.is_empty()));
            for error in errors {
                let count = counts.entry(error.clone()).or_insert(0_usize);
                if *count == 0 {
                    order.push(error);
                }
                *count = count.saturating_add(1);
            }
        }
        let is_shared =
            |error: &String| counts.get(error).is_some_and(|count| *count > 1 && count.saturating_mul(2) > operations);
        order.into_iter().filter(is_shared).collect()
    }

    /// Their section in the documentation of `Client`.
    pub(super) fn shared_errors_section(&self) -> Vec<String> {
        if self.shared_errors.is_empty() {
            return Vec::new();
        }
        let head = [String::new(), " # Errors".to_owned(), " Error responses of most operations:".to_owned()];
        head.into_iter().chain(self.shared_errors.iter().cloned()).collect()
    }

    /// The error responses of a method: its own, and links to the others.
    pub(super) fn errors_section(&self, operation: &Operation) -> Vec<String> {
        let (shared, own): (Vec<_>, Vec<_>) =
            self.errors(operation).into_iter().partition(|error| self.shared_errors.contains(error));
        if shared.is_empty() && own.is_empty() {
            return Vec::new();
        }
        let link = (!shared.is_empty()).then(|| {
            let statuses: Vec<&str> = shared.iter().filter_map(|error| status(error)).collect();
            format!(" - {}: see [`Client`](Client#errors)", statuses.join(", "))
        });
        let head = [String::new(), " # Errors".to_owned()];
        head.into_iter().chain(own).chain(link).collect()
    }

    fn errors(&self, operation: &Operation) -> Vec<String> {
        operation.failures.iter().filter_map(|failure| self.error(failure)).collect()
    }

    /// A status, its documentation, and the type of its body.
    fn error(&self, failure: &Failure) -> Option<String> {
        let words = one_line(&failure.words);
        let ty = failure.ty.as_ref().map(|ty| format!(" ({})", self.type_words(ty)));
        if words.is_empty() && ty.is_none() {
            return None;
        }
        let words = lines(&words).concat();
        Some(format!(" - {}:{words}{}", code(&failure.status), ty.unwrap_or_default()))
    }
}

/// The status at the start of an error's line.
fn status(error: &str) -> Option<&str> {
    error.strip_prefix(" - ")?.split_once(':').map(|(status, _)| status)
}
