//! Compares servers.

use super::Wire;
use super::operations::{about, label};
use crate::diff::rules::wire as rules;
use crate::diff::side::Change;
use crate::openapi::{Operation, Server};
use crate::source::Span;

impl<'d> Wire<'d> {
    /// Compares the servers of the description.
    pub(super) fn servers(&mut self) {
        self.server_lists(&self.old.servers, &self.new.servers, || Change {
            subject: "servers".to_owned(),
            ..Change::default()
        });
    }

    /// Compares the servers of an operation, if it has its own on both sides.
    pub(super) fn servers_of(&mut self, old: &'d Operation<'d>, new: &'d Operation<'d>) {
        if let (Some(before), Some(after)) = (&old.servers, &new.servers) {
            let subject = || format!("{}.servers", label(old));
            self.server_lists(&before.value, &after.value, || Change {
                subject: subject(),
                ..about(old, String::new())
            });
        }
    }

    fn server_lists(&mut self, old: &'d [Server<'d>], new: &'d [Server<'d>], change: impl Fn() -> Change) {
        let (before, after) = (addresses(old), addresses(new));
        for (address, place) in before.iter().filter(|(address, _)| after.iter().all(|(other, _)| other != address)) {
            let sentence = format!("the server `{address}` was removed");
            self.found(&rules::SERVER_REMOVED, Change { sentence, old: Some(*place), ..change() });
        }
        for (address, place) in after.iter().filter(|(address, _)| before.iter().all(|(other, _)| other != address)) {
            let sentence = format!("the server `{address}` was added");
            self.found(&rules::SERVER_ADDED, Change { sentence, new: Some(*place), ..change() });
        }
    }
}

/// The URLs of servers: one for each value of a variable.
fn addresses(servers: &[Server<'_>]) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for server in servers {
        let url = server.url.trim_end_matches('/');
        let mut plain = url.to_owned();
        for variable in &server.variables {
            plain = plain.replace(&format!("{{{}}}", variable.name), variable.default);
        }
        found.push((plain.clone(), server.place.name));
        for variable in &server.variables {
            for value in variable.values.iter().filter(|value| **value != variable.default) {
                found.push((url.replace(&format!("{{{}}}", variable.name), value), server.place.name));
            }
        }
    }
    found
}
