//! Where something was measured, in words.

use std::process::Command;

use crate::measure::Noise;

/// Processors, compiler, date, and how evenly the machine worked meanwhile.
pub fn words(noise: &Noise) -> String {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let (compiler, date) = (answer("rustc", &["--version"]), answer("date", &["--utc", "--iso-8601"]));
    format!("{date}, {processors} processors, {compiler}; the same work took up to {:.2} × as long.", noise.spread())
}

fn answer(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command).args(arguments).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
