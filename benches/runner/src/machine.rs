//! Where and when something was measured.

use std::process::Command;

use crate::measure::Noise;

/// One sentence: processors, compiler, day, and how steady the machine was.
pub fn machine(noise: &Noise) -> String {
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{processors} processors, {}, {}; the same work took up to {:.2} × as long during this section as at best.",
        output("rustc", &["--version"]),
        output("date", &["--utc", "+%F"]),
        noise.spread()
    )
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|e| panic!("{program}: {e}"));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
