//! The most memory that the generator holds, as a multiple of the description's size: what it allocates to read it, to
//! write its code part by part, and to hold all tokens of it; and what a process holds that only does the last.
//!
//! `cargo run --release -p talkjs-codegen --example memory -- FILE…`
#![allow(clippy::unwrap_used, reason = "a measurement that cannot prepare itself has failed")]
#![allow(clippy::print_stdout, clippy::cast_precision_loss, reason = "it prints its small numbers")]

use std::process::Command;

use talkjs_codegen::build::formatted;
use talkjs_codegen::{Options, Source, check, generate};

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if(|argument| argument == "--process").is_some() {
        let tokens = generate(&open(&arguments.next().unwrap()), &Options::default());
        println!("{}", peak_of_process());
        drop(tokens);
        return;
    }
    println!("file, bytes, check, expand, generate, process");
    for path in arguments {
        let size: usize = open(&path).files().iter().map(|file| file.text().len()).sum();
        let times = |bytes: u64| bytes as f64 / size as f64;
        let peak = |work: fn(&Source)| times(allocation_counter::measure(|| work(&open(&path))).bytes_max);
        let checked = peak(|source| drop(check(source, &Options::default())));
        let expanded = peak(|source| drop(formatted(source, &Options::default())));
        let generated = peak(|source| drop(generate(source, &Options::default())));
        let program = std::env::current_exe().unwrap();
        let output = Command::new(program).args(["--process", &path]).output().unwrap().stdout;
        let process: u64 = String::from_utf8(output).unwrap().trim().parse().unwrap();
        let name = path.rsplit('/').next().unwrap();
        println!("{name}, {size}, {checked:.2}, {expanded:.2}, {generated:.2}, {:.2}", times(process));
    }
}

fn open(path: &str) -> Source {
    Source::open(path, |path| std::fs::read_to_string(path)).unwrap()
}

/// The most bytes that this process held in memory.
fn peak_of_process() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap().saturating_mul(1024)
}
