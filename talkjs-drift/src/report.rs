//! Checks many exchanges: equal differences are one finding.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::check::{Outcome, Unread};
use crate::coverage::{Coverage, Seen};
use crate::description::Description;
use crate::deviation::{Deviation, Kind, Part};
use crate::exchange::Exchange;
use crate::place::Place;
use crate::shape::Shape;

/// Checks exchanges against a description, one after the other, and counts differences.
///
/// ```
/// use serde_json::json;
/// use talkjs_drift::{Description, Drift, Exchange};
///
/// let api = json!({"openapi": "3.1.0", "paths": {"/pets": {"get": {"responses": {"200": {"description": "Pets"}}}}}});
/// let description = Description::new(vec![("api.json".to_owned(), api)])?;
/// let mut drift = Drift::new(&description);
/// drift.add(&Exchange::new("GET", "/pets", 200));
/// drift.add(&Exchange::new("GET", "/pets", 503));
/// drift.add(&Exchange::new("GET", "/pets", 503));
/// let report = drift.report();
/// assert_eq!((report.findings.len(), report.findings[0].count), (1, 2));
/// assert_eq!(report.findings[0].kind.to_string(), "undocumented status");
/// assert_eq!(report.coverage.statuses.seen, 1);
/// # Ok::<(), talkjs_drift::Unreadable>(())
/// ```
#[derive(Debug)]
pub struct Drift<'d> {
    description: &'d Description,
    seen: Seen,
    exchanges: Exchanges,
    unread: BTreeMap<Unread, u64>,
    groups: BTreeMap<Group, Finding>,
}

/// The results of all exchanges.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The number of exchanges by their relation to the description.
    pub exchanges: Exchanges,
    /// The differences between server and description.
    pub findings: Vec<Finding>,
    /// Invalid requests that the server also rejected: mistakes of the client, not drift.
    pub rejected: Vec<Finding>,
    /// Parts of exchanges that were not checked, with their number.
    pub unread: Vec<(Unread, u64)>,
    /// The parts of the description that were used.
    pub coverage: Coverage,
}

/// Numbers of exchanges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Exchanges {
    /// All exchanges.
    pub total: u64,
    /// Exchanges of described operations.
    pub checked: u64,
    /// Exchanges of undocumented operations.
    pub undocumented: u64,
    /// Requests to other servers.
    pub other_server: u64,
    /// Requests to undocumented paths that the server does not have either.
    pub not_found: u64,
    /// Requests without a response.
    pub no_response: u64,
    /// Preflight requests of browsers.
    pub preflight: u64,
    /// Exchanges without a recorded path or operation.
    pub no_path: u64,
}

/// A difference with its number of occurrences.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The kind of difference; for unlisted values, with the first value.
    pub kind: Kind,
    /// The method.
    pub method: String,
    /// The path in the description.
    pub path: String,
    /// The part of the exchanges.
    pub part: Part,
    /// A JSON pointer into the part, with `*` for indices and for keys of maps.
    pub pointer: String,
    /// The place in the description that does not match.
    pub place: Place,
    /// The number of exchanges or values with it.
    pub count: u64,
    /// The statuses of the responses, with their numbers.
    pub statuses: BTreeMap<u16, u64>,
    /// The types that were found.
    pub seen: Shape,
    /// Unlisted values that may be shown, as JSON, with their numbers.
    pub values: BTreeMap<String, u64>,
    /// The first exchange with the difference.
    pub first: First,
}

/// The facts that identify an exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct First {
    /// Its number, from 1.
    pub number: u64,
    /// Its method.
    pub method: String,
    /// Its path, without the query.
    pub path: String,
}

/// The facts by which differences are one finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    is_rejected: bool,
    path: String,
    method: String,
    part: Part,
    pointer: String,
    kind: &'static str,
    detail: String,
    place: Place,
}

/// The most different enum values that are stored for a finding.
const MOST_VALUES: usize = 100;

impl Group {
    fn of(deviation: &Deviation) -> Self {
        let detail = match &deviation.kind {
            Kind::UndocumentedProperty { name } | Kind::MissingProperty { name } => name.clone(),
            Kind::UndocumentedContentType { found, .. } => found.clone().unwrap_or_default(),
            Kind::BrokenConstraint { keyword, .. } => (*keyword).to_owned(),
            Kind::UndocumentedStatus => deviation.status.to_string(),
            _ => String::new(),
        };
        Self {
            is_rejected: !deviation.is_drift(),
            path: deviation.path.clone(),
            method: deviation.method.clone(),
            part: deviation.part.clone(),
            pointer: deviation.pointer.clone(),
            kind: deviation.kind.name(),
            detail,
            place: deviation.place.clone(),
        }
    }
}

impl<'d> Drift<'d> {
    /// Starts a report without exchanges.
    #[must_use]
    pub fn new(description: &'d Description) -> Self {
        Self {
            description,
            seen: Seen::default(),
            exchanges: Exchanges::default(),
            unread: BTreeMap::new(),
            groups: BTreeMap::new(),
        }
    }

    /// Adds an exchange.
    pub fn add(&mut self, exchange: &Exchange) {
        let checked = self.description.check_and_note(exchange, Some(&mut self.seen));
        let counts = &mut self.exchanges;
        let count = match checked.outcome {
            Outcome::Checked => &mut counts.checked,
            Outcome::Undocumented => &mut counts.undocumented,
            Outcome::OtherServer => &mut counts.other_server,
            Outcome::NotFound => &mut counts.not_found,
            Outcome::NoResponse => &mut counts.no_response,
            Outcome::Preflight => &mut counts.preflight,
            Outcome::NoPath => &mut counts.no_path,
        };
        *count = count.saturating_add(1);
        counts.total = counts.total.saturating_add(1);
        for unread in checked.unread {
            increase(self.unread.entry(unread).or_default());
        }
        for deviation in checked.deviations {
            self.count(deviation, exchange);
        }
    }

    fn count(&mut self, deviation: Deviation, exchange: &Exchange) {
        let number = self.exchanges.total;
        let finding = self.groups.entry(Group::of(&deviation)).or_insert_with(|| Finding {
            kind: deviation.kind.clone(),
            method: deviation.method.clone(),
            path: deviation.path.clone(),
            part: deviation.part.clone(),
            pointer: deviation.pointer.clone(),
            place: deviation.place.clone(),
            count: 0,
            statuses: BTreeMap::new(),
            seen: Shape::default(),
            values: BTreeMap::new(),
            first: First { number, method: exchange.method.clone(), path: exchange.shown_path().to_owned() },
        });
        increase(&mut finding.count);
        increase(finding.statuses.entry(deviation.status).or_default());
        finding.seen.merge(deviation.seen);
        if let Kind::UnlistedValue { value: Some(value) } = deviation.kind {
            let value = value.to_string();
            if finding.values.contains_key(&value) || finding.values.len() < MOST_VALUES {
                increase(finding.values.entry(value).or_default());
            }
        }
    }

    /// Returns the report.
    #[must_use]
    pub fn report(self) -> Report {
        let (mut findings, mut rejected) = (Vec::new(), Vec::new());
        for (group, finding) in self.groups {
            if group.is_rejected { rejected.push(finding) } else { findings.push(finding) }
        }
        Report {
            exchanges: self.exchanges,
            findings,
            rejected,
            unread: self.unread.into_iter().collect(),
            coverage: self.seen.coverage(self.description),
        }
    }
}

impl Report {
    /// Whether server and description differ.
    #[must_use]
    pub fn has_drift(&self) -> bool {
        !self.findings.is_empty()
    }

    /// Whether no exchange could be compared with the description, so that the absence of findings means nothing.
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.exchanges.checked == 0 && self.exchanges.undocumented == 0
    }
}

impl Finding {
    /// The unlisted values as JSON.
    pub(crate) fn unlisted(&self) -> impl Iterator<Item = Value> {
        self.values.keys().filter_map(|value| serde_json::from_str(value).ok())
    }
}

fn increase(count: &mut u64) {
    *count = count.saturating_add(1);
}
