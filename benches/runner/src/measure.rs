//! What a command costs: processor time, wall time, memory; and how noisy the machine is meanwhile.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// What one run of a command took, the processes that it started included.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Processor time, user and system, in seconds.
    pub cpu: f64,
    /// Time on the clock, in seconds.
    pub wall: f64,
    /// The most memory that one of the processes held, in MiB.
    pub memory: f64,
}

/// Runs a command to its end; a benchmark of a command that fails means nothing, so that ends the run.
pub fn run(command: &mut Command) -> Cost {
    attempt(command).unwrap_or_else(|words| panic!("{command:?} failed: {words}"))
}

/// Runs a command that may fail, and answers its words then.
pub fn attempt(command: &mut Command) -> Result<Cost, String> {
    let (cost, failure) = finish(command);
    failure.map_or(Ok(cost), Err)
}

/// Runs a command to its end, and answers its words if it failed.
///
/// What a process holds at most is at least what this one has held so far, because that is where it begins. So this
/// program reads no large file.
pub fn finish(command: &mut Command) -> (Cost, Option<String>) {
    let started = Instant::now();
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let mut words = Vec::new();
    let _ = child.stderr.take().map(|mut stderr| stderr.read_to_end(&mut words));
    let ended = child.wait4().expect("a child of ours");
    let used = ended.rusage;
    let cost = Cost {
        cpu: (used.utime + used.stime).as_secs_f64(),
        wall: started.elapsed().as_secs_f64(),
        memory: used.maxrss as f64 / (1024.0 * 1024.0),
    };
    let words = || format!("{}: {}", ended.status, String::from_utf8_lossy(&words).trim());
    (cost, (!ended.status.success()).then(words))
}

/// Runs every case once a round, so that what the machine does meanwhile meets all of them alike;
/// answers what each took, by case.
pub fn rounds<C, T>(rounds: usize, cases: &[C], mut run: impl FnMut(&C) -> T) -> Vec<Vec<T>> {
    let mut taken: Vec<Vec<T>> = cases.iter().map(|_| Vec::with_capacity(rounds)).collect();
    for _ in 0..rounds {
        for (case, taken) in cases.iter().zip(&mut taken) {
            taken.push(run(case));
        }
    }
    taken
}

/// The median of one figure of several runs.
pub fn median_of<T>(runs: &[T], figure: impl Fn(&T) -> f64) -> f64 {
    median(runs.iter().map(figure).collect())
}

/// The median.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

/// How long the same work takes from time to time while a section runs: 1.0 is a machine of one's own.
pub struct Noise {
    looks: Vec<f64>,
}

impl Noise {
    /// Begins with a first look.
    pub fn new() -> Self {
        let mut noise = Self { looks: Vec::new() };
        noise.look();
        noise
    }

    /// Does the work once more.
    pub fn look(&mut self) {
        let started = Instant::now();
        let mut state = 1_u64;
        for _ in 0..100_000_000_u64 {
            state = std::hint::black_box(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        }
        self.looks.push(started.elapsed().max(Duration::from_nanos(1)).as_secs_f64());
    }

    /// The slowest look by the fastest.
    pub fn spread(&self) -> f64 {
        let slowest = self.looks.iter().copied().fold(f64::MIN, f64::max);
        let fastest = self.looks.iter().copied().fold(f64::MAX, f64::min);
        slowest / fastest
    }
}
