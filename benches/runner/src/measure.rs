//! What a command costs: processor time, wall time, memory; and how noisy the machine is meanwhile.

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
    let started = Instant::now();
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let ended = child.wait4().expect("a child of ours");
    assert!(ended.status.success(), "{command:?} failed: {}", ended.status);
    let used = ended.rusage;
    Cost {
        cpu: (used.utime + used.stime).as_secs_f64(),
        wall: started.elapsed().as_secs_f64(),
        memory: used.maxrss as f64 / (1024.0 * 1024.0),
    }
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
