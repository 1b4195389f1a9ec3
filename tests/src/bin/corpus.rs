//! `corpus`: what the generator makes of every description in some folders.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};
use std::time::{Duration, Instant};

use talkjs_codegen::Source;
use talkjs_tests::corpus::{Compiled, Fields, Measured, Scratch, measure};

const USAGE: &str = "\
Usage: corpus [--compile] [--only NAME] [--types jiff] FOLDER…

Runs every .json, .yaml and .yml file under the folders through the generator, twice, and prints a line for each and a
summary. With --compile, the generated code is checked by the compiler too. --only takes the files with NAME in their
name. --types jiff takes the types of that crate for its formats.

Exit status: 0 when everything that was promised holds, 1 when there is a crash, a message without a place, code that
differs from run to run or that does not compile, 2 when the command cannot be understood.
";

/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// With this argument the command measures one file, in a process of its own: a crash is then one file's result.
const ONE: &str = "--measure-one";

#[derive(Default)]
struct Options {
    compile: bool,
    only: String,
    types: String,
    folders: Vec<PathBuf>,
}

/// How one file went.
struct Outcome {
    name: String,
    /// What was measured; else how the process ended.
    measured: Result<Measured, String>,
    compiled: Option<Compiled>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [one, file, report, types] = arguments.as_slice()
        && one == ONE
    {
        measure_here(file, report, types);
        return ExitCode::SUCCESS;
    }
    let Some(options) = read(&arguments) else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    let outcomes = run(&options);
    summarise(&outcomes);
    ExitCode::from(u8::from(!outcomes.iter().all(Outcome::holds)))
}

fn read(arguments: &[String]) -> Option<Options> {
    let mut options = Options::default();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--compile" => options.compile = true,
            "--only" => options.only = arguments.next()?.clone(),
            "--types" => {
                options.types = arguments.next().filter(|set| *set == "jiff")?.clone();
            }
            other if other.starts_with('-') => return None,
            folder => options.folders.push(folder.into()),
        }
    }
    (!options.folders.is_empty()).then_some(options)
}

fn run(options: &Options) -> Vec<Outcome> {
    let mut files = Vec::new();
    options.folders.iter().for_each(|folder| descriptions(folder, &mut files));
    files.retain(|file| file.to_string_lossy().contains(&options.only));
    files.sort();
    let target = target();
    let scratch = options.compile.then(|| Scratch::new(&target.join("tmp").to_string_lossy(), &options.types));
    let outcomes = files.iter().enumerate().map(|(index, file)| {
        let measured = measure_apart(file, &target, &options.types);
        let code = measured.as_ref().ok().and_then(|measured| measured.code.as_ref());
        let compiled = code.zip(scratch.as_ref());
        let compiled = compiled.map(|(code, scratch)| scratch.compile(&format!("corpus-{index}"), &code.text));
        let outcome = Outcome { name: file.display().to_string(), measured, compiled };
        outcome.print();
        outcome
    });
    outcomes.collect()
}

/// Every description under a folder, or the file itself.
fn descriptions(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        entries.for_each(|entry| descriptions(&entry.unwrap().path(), files));
        return;
    }
    let ending = path.extension().and_then(|ending| ending.to_str());
    if matches!(ending, Some("json" | "yaml" | "yml")) {
        files.push(path.to_owned());
    }
}

/// A folder beside the build of this command.
fn target() -> PathBuf {
    let command = std::env::current_exe().unwrap();
    command.ancestors().nth(2).unwrap().join("corpus")
}

/// Measures one file in a process of its own.
fn measure_apart(file: &Path, target: &Path, types: &str) -> Result<Measured, String> {
    std::fs::create_dir_all(target).unwrap();
    let report = target.join("report.json");
    let words = target.join("stderr.txt");
    let _ = std::fs::remove_file(&report);
    let child = Command::new(std::env::current_exe().unwrap())
        .args([ONE.as_ref(), file.as_os_str(), report.as_os_str(), types.as_ref()])
        .stderr(File::create(&words).unwrap())
        .spawn()
        .unwrap();
    let ended = wait(child);
    match (ended, std::fs::read_to_string(&report)) {
        (Ok(()), Ok(report)) => Ok(serde_json::from_str(&report).unwrap()),
        (ended, _) => {
            let words = std::fs::read_to_string(&words).unwrap_or_default();
            let first = words.trim().lines().take(2).collect::<Vec<_>>().join(" ");
            Err(format!("{}: {first}", ended.err().unwrap_or_default()))
        }
    }
}

/// Waits for a process, but not for ever.
fn wait(mut child: Child) -> Result<(), String> {
    let start = Instant::now();
    loop {
        match child.try_wait().unwrap() {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(status.to_string()),
            None if start.elapsed() > PATIENCE => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("no end after {} s", PATIENCE.as_secs()));
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn measure_here(file: &str, report: &str, types: &str) {
    let read = |path: &str| std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let source = Source::open(file, read).unwrap();
    let measured = measure(&source, types);
    std::fs::write(report, serde_json::to_vec(&measured).unwrap()).unwrap();
}

impl Outcome {
    /// Whether everything is as promised, for good and for bad descriptions.
    fn holds(&self) -> bool {
        let Ok(measured) = &self.measured else { return false };
        let code = measured.code.as_ref();
        measured.unplaced.is_empty()
            && code.is_none_or(|code| code.repeatable && code.fields.is_some())
            && self.compiled.as_ref().is_none_or(|compiled| compiled.ok)
    }

    fn print(&self) {
        let name = Path::new(&self.name).file_name().unwrap_or_default().to_string_lossy();
        let measured = match &self.measured {
            Ok(measured) => measured,
            Err(end) => return println!("CRASHED  {name}: {end}"),
        };
        let word = if measured.code.is_some() { "ok" } else { "refused" };
        let lines = measured.code.as_ref().map_or(0, |code| code.text.lines().count());
        let compiled = self.compiled.as_ref().map(|compiled| {
            let word = if compiled.ok { "compiles" } else { "DOES NOT COMPILE" };
            format!(", {word} in {:.1} s with {} warnings", compiled.seconds, compiled.warnings)
        });
        println!(
            "{word:8} {name}: {} errors, {} warnings, {} notes, {:.2} s, {lines} lines{}",
            measured.errors,
            measured.warnings,
            measured.notes,
            measured.seconds,
            compiled.unwrap_or_default(),
        );
    }
}

fn summarise(outcomes: &[Outcome]) {
    let measured = || outcomes.iter().filter_map(|outcome| Some((&outcome.name, outcome.measured.as_ref().ok()?)));
    let codes = || measured().filter_map(|(name, measured)| Some((name, measured.code.as_ref()?)));
    let compiled = || outcomes.iter().filter_map(|outcome| Some((&outcome.name, outcome.compiled.as_ref()?)));

    list("refused", measured().filter_map(|(name, measured)| Some((name, measured.first_error.as_ref()?))));
    list("crashed", outcomes.iter().filter_map(|outcome| Some((&outcome.name, outcome.measured.as_ref().err()?))));
    let unplaced = measured().flat_map(|(name, measured)| measured.unplaced.iter().map(move |words| (name, words)));
    list("messages without a place", unplaced);
    let differing = codes().filter(|(_, code)| !code.repeatable);
    list("code that differs from run to run", differing.map(|(name, _)| (name, "")));
    let no_rust = codes().filter(|(_, code)| code.fields.is_none());
    list("code that is no Rust", no_rust.map(|(name, _)| (name, "")));
    let failed = compiled().filter(|(_, compiled)| !compiled.ok);
    list("code that does not compile", failed.map(|(name, compiled)| (name, compiled.first.as_deref().unwrap_or(""))));
    let warned = compiled().filter(|(_, compiled)| compiled.ok && compiled.warnings > 0);
    list("code with warnings", warned.map(|(name, compiled)| (name, compiled.first.as_deref().unwrap_or(""))));

    tally("messages", measured().flat_map(|(_, measured)| &measured.kinds));
    tally("values that became plain JSON", measured().flat_map(|(_, measured)| &measured.untyped));

    let mut fields = Fields::default();
    codes().filter_map(|(_, code)| code.fields).for_each(|more| fields += more);
    println!(
        "\n{} of {} members and {} of {} arguments and aliases hold plain JSON",
        fields.untyped_fields, fields.fields, fields.untyped_others, fields.others
    );
    println!(
        "{} files: {} accepted, {} refused, {} crashed",
        outcomes.len(),
        codes().count(),
        measured().filter(|(_, measured)| measured.code.is_none()).count(),
        outcomes.iter().filter(|outcome| outcome.measured.is_err()).count(),
    );
    if compiled().next().is_some() {
        let seconds: f64 = compiled().map(|(_, compiled)| compiled.seconds).sum();
        let warnings: usize = compiled().map(|(_, compiled)| compiled.warnings).sum();
        let ok = compiled().filter(|(_, compiled)| compiled.ok).count();
        println!(
            "{ok} of {} compile, in {seconds:.0} s of processor time, with {warnings} warnings",
            compiled().count()
        );
    }
}

fn list<'o>(title: &str, entries: impl Iterator<Item = (&'o String, impl AsRef<str>)>) {
    let entries: Vec<_> = entries.collect();
    if !entries.is_empty() {
        println!("\n{title}: {}", entries.len());
    }
    for (name, words) in entries {
        println!("  {name}\n    {}", words.as_ref().replace('\n', "\n    "));
    }
}

fn tally<'o>(title: &str, counts: impl Iterator<Item = (&'o String, &'o usize)>) {
    let mut sums = BTreeMap::<&str, usize>::new();
    counts.for_each(|(what, count)| *sums.entry(what).or_default() += count);
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(what, count)| (std::cmp::Reverse(*count), *what));
    if !sums.is_empty() {
        println!("\n{title}:");
    }
    for (what, count) in sums {
        println!("  {count:6} {what}");
    }
}
