//! How long a constraint takes to check.

use crate::loopback::Contestants;
use crate::machine;
use crate::measure::{Noise, median};
use crate::report::{Goal, Row, Section, Table, Target};

const ROUNDS: usize = 7;
const TIMES: &str = "1000000";

/// Checks texts against patterns.
pub fn section() -> Section {
    let contestants = Contestants::build(&["check"]);
    let mut noise = Noise::new();
    let runs: Vec<Vec<f64>> = (0..ROUNDS).map(|_| nanoseconds(&contestants)).collect();
    noise.look();
    let texts = runs[0].len();
    let found: Vec<f64> = (0..texts).map(|text| median(runs.iter().map(|run| run[text]).collect())).collect();
    let mean = found.iter().sum::<f64>() / texts as f64;
    let worst = found.iter().copied().fold(0.0, f64::max);
    Section {
        title: "Constraints".to_owned(),
        how: format!(
            "Three texts against each of the three patterns of our description, which are compiled once before; each {TIMES} \
             times, medians of {ROUNDS} rounds."
        ),
        machine: machine::machine(&noise),
        tables: vec![Table {
            title: "A check by a regular expression".to_owned(),
            columns: ["mean, ns", "slowest text, ns"].map(str::to_owned).to_vec(),
            rows: vec![Row { name: "ours".to_owned(), figures: vec![Some(mean), Some(worst)], note: None }],
            base: None,
            is_detail: false,
        }],
        targets: vec![Target {
            what: "a check by a regular expression, ns".to_owned(),
            measured: mean,
            goal: Goal::AtMost(200.0),
        }],
    }
}

fn nanoseconds(contestants: &Contestants) -> Vec<f64> {
    let found = contestants.run("check", &[TIMES]);
    let list = found["nanoseconds"].as_array().expect("a list");
    list.iter().map(|number| number.as_f64().expect("a number")).collect()
}
