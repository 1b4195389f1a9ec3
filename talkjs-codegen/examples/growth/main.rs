//! How the work of the generator grows with its input: for each way in which a description can be large, the power of its
//! size that the work of all stages follows. 1.0 is in proportion. Work is instructions where valgrind is there to count
//! them, which takes some minutes; they are the same on a busy machine. Elsewhere it is processor time.
//!
//! `cargo run --release -p talkjs-codegen --example growth`
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that cannot prepare itself has failed")]
#![allow(clippy::print_stdout, clippy::arithmetic_side_effects, reason = "it prints its small numbers")]

mod dimensions;

use std::process::Command;

use talkjs_codegen::{Options, Source, generate};

use dimensions::{DIMENSIONS, source};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [name, size, times] = arguments.as_slice() {
        let (_, make, ..) = DIMENSIONS.into_iter().find(|(known, ..)| known == name).unwrap();
        return run(&source(&make(size.parse().unwrap())), times.parse().unwrap());
    }
    let is_counted = instructions("schemas", 1).is_some();
    let unit = if is_counted { "million instructions" } else { "ms of processor time, as there is no valgrind" };
    println!("{unit}");
    for (name, make, small, large) in DIMENSIONS {
        let work = |size, times| if is_counted { instructions(name, size).unwrap() } else { time(&make(size), times) };
        // The small one is run as often as it fits into the large one: a clock that ticks slowly says as much of both.
        let (low, high) = (work(small, large / small), work(large, 1));
        #[expect(clippy::cast_precision_loss, reason = "sizes are small")]
        let power = (high / low).ln() / (large as f64 / small as f64).ln();
        println!("{name}: {low:.1} with {small}, {high:.1} with {large}: power {power:.3}");
    }
}

/// The instructions of all stages, in millions: those by which two runs in a process are more than one.
fn instructions(name: &str, size: usize) -> Option<f64> {
    let count = |times: &str| {
        let mut command = Command::new("valgrind");
        command.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
        command.arg(std::env::current_exe().ok()?).args([name, &size.to_string(), times]);
        let text = String::from_utf8(command.output().ok()?.stderr).ok()?;
        let count = text.lines().find_map(|line| Some(line.split_once("refs:")?.1.trim().replace(',', "")))?;
        count.parse::<f64>().ok()
    };
    Some((count("2")? - count("1")?) / 1e6)
}

/// The processor time of all stages, in milliseconds: the shortest of several runs in a row, each.
fn time(files: &[(String, String)], times: usize) -> f64 {
    let source = source(files);
    let runs = (0..5).map(|_| {
        let before = own_time();
        run(&source, times);
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let each = (own_time() - before) / times as f64;
        each
    });
    runs.min_by(f64::total_cmp).unwrap() * 1e3
}

fn run(source: &Source, times: usize) {
    for _ in 0..times {
        let output = generate(source, &Options::default());
        assert!(output.is_ok(), "{}", output.unwrap_err().first().unwrap().render(source));
    }
}

/// The processor time of this thread, in seconds.
fn own_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("this runs on Linux");
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}
