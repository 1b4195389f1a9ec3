//! The parts of a description that were used.

use std::collections::HashSet;

use serde::Serialize;

use crate::description::Description;
use crate::operation::Location;
use crate::place::Place;
use crate::schema::Id;

/// The parts that were used so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    operations: HashSet<usize>,
    responses: HashSet<(usize, String)>,
    parameters: HashSet<(usize, usize)>,
    schemas: HashSet<Id>,
    values: HashSet<(Id, usize)>,
}

impl Seen {
    pub(crate) fn operation(&mut self, operation: usize) {
        self.operations.insert(operation);
    }

    pub(crate) fn response(&mut self, operation: usize, status: &str) {
        if !self.responses.contains(&(operation, status.to_owned())) {
            self.responses.insert((operation, status.to_owned()));
        }
    }

    pub(crate) fn parameter(&mut self, operation: usize, parameter: usize) {
        self.parameters.insert((operation, parameter));
    }

    pub(crate) fn schema(&mut self, id: Id) {
        self.schemas.insert(id);
    }

    pub(crate) fn value(&mut self, id: Id, index: usize) {
        self.values.insert((id, index));
    }

    /// Compares with the whole description.
    pub(crate) fn coverage(&self, description: &Description) -> Coverage {
        let mut coverage = Coverage::default();
        for (index, operation) in description.operations.iter().enumerate() {
            let title = format!("{} {}", operation.method, operation.path.text());
            let is_seen = self.operations.contains(&index);
            coverage.operations.count(is_seen, &title, &operation.place);
            for (number, parameter) in operation.parameters.iter().enumerate() {
                if parameter.location != Location::Header {
                    let what = format!("{title} `{}`", parameter.name);
                    let is_seen = self.parameters.contains(&(index, number));
                    coverage.parameters.count(is_seen, &what, &parameter.place);
                }
            }
            for (status, response) in &operation.responses {
                let is_seen = self.responses.contains(&(index, status.clone()));
                coverage.statuses.count(is_seen, &format!("{title} {status}"), &response.place);
            }
        }
        for (id, schema) in description.schemas.iter() {
            let Some(place) = &schema.place else { continue };
            for (name, property) in &schema.properties {
                let is_seen = self.schemas.contains(property);
                coverage.properties.count(is_seen, name, &place.child("properties").child(name));
            }
            for (index, value) in schema.values.iter().flatten().enumerate() {
                let is_seen = self.values.contains(&(id, index));
                coverage.values.count(is_seen, &value.to_string(), place);
            }
        }
        coverage
    }
}

/// The parts of a description that were used in the exchanges, and those that were not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// Operations.
    pub operations: Covered,
    /// Parameters in paths and queries.
    pub parameters: Covered,
    /// Statuses of operations.
    pub statuses: Covered,
    /// Properties of all schemas that operations use, each once.
    pub properties: Covered,
    /// Values of `enum` and `const`.
    pub values: Covered,
}

impl Coverage {
    /// All sections with their names.
    #[must_use]
    pub fn sections(&self) -> [(&'static str, &Covered); 5] {
        [
            ("operations", &self.operations),
            ("parameters", &self.parameters),
            ("statuses", &self.statuses),
            ("properties", &self.properties),
            ("enum values", &self.values),
        ]
    }
}

/// A section of [`Coverage`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Covered {
    /// The number of parts in the description.
    pub described: usize,
    /// The number of parts that were used.
    pub seen: usize,
    /// The parts that were not used.
    pub unseen: Vec<Unseen>,
}

/// A part of the description that was never used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unseen {
    /// Its name.
    pub name: String,
    /// Its place in the description.
    pub place: Place,
}

impl Covered {
    fn count(&mut self, is_seen: bool, name: &str, place: &Place) {
        self.described = self.described.saturating_add(1);
        if is_seen {
            self.seen = self.seen.saturating_add(1);
        } else {
            self.unseen.push(Unseen { name: name.to_owned(), place: place.clone() });
        }
    }
}
