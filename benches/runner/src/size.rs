//! How large a program is that makes one call.

use crate::loopback::Contestants;
use crate::machine;
use crate::measure::Noise;
use crate::report::{Goal, Row, Section, Table, Target};

const CONTESTANTS: [(&str, &str); 2] = [("one-hand-written", "hand-written"), ("one-ours", "ours")];

/// Builds and strips both.
pub fn section() -> Section {
    let contestants = Contestants::build(&CONTESTANTS.map(|(package, _)| package));
    let noise = Noise::new();
    let sizes = CONTESTANTS.map(|(package, _)| contestants.stripped(package));
    let row = |((_, name), size): (&(&str, &str), &Option<f64>)| Row {
        name: (*name).to_owned(),
        figures: vec![*size],
        note: size.is_none().then(|| "needs `strip`, which is not installed here".to_owned()),
    };
    let target = sizes[1].zip(sizes[0]).map(|(ours, base)| Target {
        what: "release program of one call, stripped: ours / hand-written".to_owned(),
        measured: ours / base,
        goal: Goal::AtMost(1.0),
    });
    Section {
        title: "Size".to_owned(),
        how: "A program that makes one `upsert_user`, by talkjs-client with its default features and by reqwest with the same \
              TLS; `cargo build --release` with cargo's own settings, then `strip`."
            .to_owned(),
        machine: machine::machine(&noise),
        tables: vec![Table {
            title: "A program of one call".to_owned(),
            columns: vec!["stripped, MiB".to_owned()],
            rows: CONTESTANTS.iter().zip(&sizes).map(row).collect(),
            base: Some(0),
            is_detail: false,
        }],
        targets: target.into_iter().collect(),
    }
}
