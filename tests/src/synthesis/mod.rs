//! Instances of the schemas of an OpenAPI description, made up: valid ones, and ones that break a single rule.
//!
//! It shares no code with the generator, and its verdicts are those of a JSON Schema validator, so that neither can be
//! wrong together with the generator.

mod breaks;
mod flat;
mod plain;
mod valid;
mod verdict;

use serde_json::Value;

pub use self::breaks::{Break, Rule};
pub use self::verdict::Verdict;
pub use crate::random::Random;

/// A description whose schemas say everything in the terms of OpenAPI 3.0.
#[must_use]
pub fn plain(description: &Value) -> Value {
    plain::plain(description)
}

/// Makes up instances; the same seed makes up the same ones.
#[derive(Debug)]
pub struct Synthesis<'d> {
    description: &'d Value,
    random: Random,
}

impl<'d> Synthesis<'d> {
    /// Of a description in [`plain`] words.
    #[must_use]
    pub fn new(description: &'d Value, seed: u64) -> Self {
        Self { description, random: Random::new(seed) }
    }

    /// A valid instance of `components/schemas/{name}`.
    #[must_use]
    pub fn valid(&mut self, name: &str) -> Value {
        let schema = &self.description["components"]["schemas"][name];
        self.instance(schema, 0)
    }

    /// One of the ways to break one rule of an instance of a schema; `None` where there is no rule.
    #[must_use]
    pub fn break_one(&mut self, name: &str, instance: &Value) -> Option<Break> {
        let schema = &self.description["components"]["schemas"][name];
        let mut all = breaks::all(self.description, schema, instance);
        if all.is_empty() {
            return None;
        }
        let index = self.random.below(all.len());
        Some(all.swap_remove(index))
    }

    /// Some of the ways to break one rule of an instance of a schema, not more than `most`.
    #[must_use]
    pub fn breaks(&mut self, name: &str, instance: &Value, most: usize) -> Vec<Break> {
        let schema = &self.description["components"]["schemas"][name];
        let mut all = breaks::all(self.description, schema, instance);
        (0..most.min(all.len())).map(|_| all.swap_remove(self.random.below(all.len()))).collect()
    }
}
