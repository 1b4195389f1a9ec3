//! How long it takes to compare descriptions with versions of them in which much has changed.
//!
//! `cargo run --release -p talkjs-codegen --example diff -- github.json stripe.json`
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "it is a program for people"
)]

use std::time::Instant;

use talkjs_codegen::diff::{self, Verdict};
use talkjs_codegen::{Options, Source};

/// Every so many places are changed.
const EVERY: usize = 20;

fn main() {
    println!("{:<50} {:>7} {:>9} {:>8} {:>8} {:>8}", "file", "MB", "findings", "break", "read ms", "diff ms");
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let (old, new) = (Source::new(&path, &text), Source::new(&path, changed(&text)));
        let started = Instant::now();
        talkjs_codegen::check(&old, &Options::default()).unwrap();
        let read = started.elapsed().as_millis();
        let started = Instant::now();
        let report = diff::diff(&old, &new, &Options::default()).unwrap();
        let took = started.elapsed().as_millis();
        let breaks = report.count(Verdict::Breaks);
        let megabytes = text.len() as f64 / 1e6;
        println!("{path:<50} {megabytes:>7.1} {:>9} {breaks:>8} {read:>8} {took:>8}", report.findings.len());
    }
}

/// Every so many types are others, and as many properties have other names.
fn changed(text: &str) -> String {
    let mut out = String::new();
    for (number, part) in text.split("\"type\": \"string\"").enumerate() {
        if number > 0 {
            out.push_str(if number % EVERY == 0 { "\"type\": \"integer\"" } else { "\"type\": \"string\"" });
        }
        out.push_str(part);
    }
    let parts: Vec<String> = out.split("\"description\": {").map(str::to_owned).collect();
    parts.join("\"description\": { \"deprecated\": true,")
}
