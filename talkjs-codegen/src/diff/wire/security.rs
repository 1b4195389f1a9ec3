//! Compares security schemes and requirements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Wire;
use super::operations::{about, label};
use crate::diff::finding::Verdict;
use crate::diff::rules::wire as rules;
use crate::diff::side::Change;
use crate::openapi::{Document, Operation, Scheme, SchemeKind, Security};
use crate::source::Span;
use crate::tree::Node;

/// Schemes that a request needs together, with their scopes; if empty, no credential is needed.
type Alternative = BTreeMap<String, BTreeSet<String>>;

/// Keywords about getting a credential, which do not affect requests.
const SOURCES: [&str; 4] = ["flows", "openIdConnectUrl", "oauth2MetadataUrl", "bearerFormat"];

impl<'d> Wire<'d> {
    /// Compares the security schemes of both sides.
    pub(super) fn schemes(&mut self) {
        let others: HashMap<&str, &Scheme<'d>> =
            self.new.schemes.iter().map(|scheme| (scheme.name.name(), scheme)).collect();
        for scheme in &self.old.schemes {
            let name = scheme.name.name();
            let Some(other) = others.get(name) else { continue };
            let subject = format!("securitySchemes.{name}");
            let change = |sentence| Change {
                sentence,
                subject: subject.clone(),
                old: Some(scheme.name.span),
                new: Some(other.name.span),
                ..Change::default()
            };
            if scheme.kind != other.kind {
                let (before, after) = (describe(scheme.kind), describe(other.kind));
                let sentence = format!("`{name}` changed from {before} to {after}");
                self.found(&rules::SECURITY_SCHEME_CHANGED, change(sentence));
            }
            for key in SOURCES {
                let is_same = match (scheme.written.get(key), other.written.get(key)) {
                    (Some(old), Some(new)) => old.says_the_same(new),
                    (old, new) => old.is_none() && new.is_none(),
                };
                if !is_same {
                    let sentence = format!("`{key}` of `{name}` changed");
                    self.see(&rules::SECURITY_SCHEME_CHANGED, Verdict::MayBreak, change(sentence));
                }
            }
        }
    }

    /// Compares the security requirements of an operation: its own, or those of the description.
    pub(super) fn security(&mut self, old: &'d Operation<'d>, new: &'d Operation<'d>) {
        let (before, after) = (effective(self.old, old), effective(self.new, new));
        if before.0.is_none() && after.0.is_none() {
            return;
        }
        let same = self.renamed();
        let (before_all, after_all) = (alternatives(before.0), alternatives(after.0));
        // A name that still exists is not renamed, whether there is such a scheme or not.
        let is_left = |name: &str| after_all.iter().any(|alternative| alternative.contains_key(name));
        let new_name = |name: String| match same.get(name.as_str()) {
            Some(other) if !is_left(&name) => (*other).to_owned(),
            _ => name,
        };
        let named = |alternative: Alternative| -> Alternative {
            alternative.into_iter().map(|(name, scopes)| (new_name(name), scopes)).collect()
        };
        let before_all: Vec<Alternative> = before_all.into_iter().map(named).collect();
        let is_shared = !before.2 && !after.2;
        let subject = if is_shared { "security".to_owned() } else { format!("{}.security", label(old)) };
        let change = |sentence| Change {
            subject: subject.clone(),
            old: Some(before.1),
            new: Some(after.1),
            ..about(old, sentence)
        };
        for alternative in &before_all {
            match enough(alternative, &after_all) {
                Enough::Yes => {}
                Enough::Scopes(scopes) => {
                    let sentence = format!("{} needs the scope {scopes}", credentials(alternative));
                    self.found(&rules::SECURITY_SCOPE_ADDED, change(sentence));
                }
                Enough::No => {
                    let sentence = format!("{} is no longer sufficient", credentials(alternative));
                    self.found(&rules::SECURITY_ALTERNATIVE_REMOVED, change(sentence));
                }
            }
        }
        for alternative in &after_all {
            match enough(alternative, &before_all) {
                Enough::Yes => {}
                Enough::Scopes(scopes) => {
                    let sentence = format!("{} no longer needs the scope {scopes}", credentials(alternative));
                    self.found(&rules::SECURITY_SCOPE_REMOVED, change(sentence));
                }
                Enough::No => {
                    let sentence = format!("{} is sufficient now", credentials(alternative));
                    self.found(&rules::SECURITY_ALTERNATIVE_ADDED, change(sentence));
                }
            }
        }
    }

    /// The new names of renamed schemes.
    fn renamed(&self) -> HashMap<&'d str, &'d str> {
        let is_in = |schemes: &[Scheme<'d>], name| schemes.iter().any(|scheme| scheme.name.name() == name);
        let gone = self.old.schemes.iter().filter(|scheme| !is_in(&self.new.schemes, scheme.name.name()));
        let renamed = gone.filter_map(|scheme| {
            let come = self.new.schemes.iter().filter(|other| !is_in(&self.old.schemes, other.name.name()));
            let other = come.into_iter().find(|other| other.kind == scheme.kind)?;
            Some((scheme.name.name(), other.name.name()))
        });
        renamed.collect()
    }
}

/// Whether a credential is sufficient for any of some alternatives.
enum Enough {
    Yes,
    /// Except for the listed scopes.
    Scopes(String),
    No,
}

fn enough(has: &Alternative, alternatives: &[Alternative]) -> Enough {
    let mut missing = None;
    for needed in alternatives.iter().filter(|needed| needed.keys().all(|scheme| has.contains_key(scheme))) {
        let lacking = needed.iter().flat_map(|(scheme, scopes)| {
            scopes.iter().filter(move |scope| !has.get(scheme).is_some_and(|scopes| scopes.contains(*scope)))
        });
        let lacking: Vec<String> = lacking.map(|scope| format!("`{scope}`")).collect();
        if lacking.is_empty() {
            return Enough::Yes;
        }
        missing.get_or_insert(lacking.join(", "));
    }
    missing.map_or(Enough::No, Enough::Scopes)
}

/// The security of an operation, its place, and whether it is the operation's own.
fn effective<'d>(document: &'d Document<'d>, operation: &'d Operation<'d>) -> (Option<&'d Security<'d>>, Span, bool) {
    let own = operation.security.as_ref();
    let security = own.or(document.security.as_ref());
    let place = security.map_or(operation.place.name, |security| security.place.name);
    (security, place, own.is_some() || security.is_none())
}

fn alternatives(security: Option<&Security<'_>>) -> Vec<Alternative> {
    let nodes = security.map(|security| security.written.items()).unwrap_or_default();
    let scopes = |node: &Node<'_>| node.items().iter().filter_map(Node::text).map(str::to_owned).collect();
    let all = nodes.iter().map(|node| {
        node.entries().iter().map(|(name, node)| (name.name().to_owned(), scopes(node))).collect::<Alternative>()
    });
    let all: Vec<Alternative> = all.collect();
    if all.is_empty() { vec![Alternative::new()] } else { all }
}

fn credentials(alternative: &Alternative) -> String {
    let names: Vec<String> = alternative.keys().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "a request without a credential".to_owned() } else { names.join(" and ") }
}

fn describe(kind: SchemeKind<'_>) -> String {
    match kind {
        SchemeKind::Bearer => "a bearer token".to_owned(),
        SchemeKind::Basic => "a user name and password".to_owned(),
        SchemeKind::Authorization => "the `Authorization` header".to_owned(),
        SchemeKind::Key(location, name) => format!("the {} `{name}`", location.name()),
        SchemeKind::MutualTls => "a client certificate".to_owned(),
    }
}
