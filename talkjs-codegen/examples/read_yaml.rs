//! Reads a YAML file and writes it as JSON: what `tests/workspace/budget.rs` of the workspace holds the instructions of the
//! generator against.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that fails has to stop")]

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let value: serde_yaml_ng::Value = serde_yaml_ng::from_str(&text).unwrap();
    println!("{}", serde_json::to_string(&value).unwrap().len());
}
