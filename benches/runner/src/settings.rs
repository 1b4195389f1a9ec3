//! What the command line and the environment say.

use std::path::PathBuf;
use std::sync::OnceLock;

const USAGE: &str = "\
Usage: cargo run --release -- [OPTIONS] [SECTION…]

Options:
  --rounds N     how often each figure is taken (3)
  --corpus DIR   a folder of OpenAPI descriptions; else the variable CORPUS
  --case NAME    only cases whose name contains this; may be given again. Tables lack the others, so nothing is written
";

/// How a run was asked for.
#[derive(Debug)]
pub struct Settings {
    /// The sections to run; all when empty.
    pub sections: Vec<String>,
    /// How often each figure is taken.
    pub rounds: usize,
    corpus: Option<PathBuf>,
    /// Parts of the names of the cases to run; all when empty.
    pub cases: Vec<String>,
}

/// The settings of this run.
pub fn settings() -> &'static Settings {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    SETTINGS.get_or_init(|| parse(std::env::args().skip(1)).unwrap_or_else(|| exit(USAGE)))
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Settings> {
    let mut settings = Settings {
        sections: Vec::new(),
        rounds: 3,
        corpus: std::env::var_os("CORPUS").map(PathBuf::from),
        cases: Vec::new(),
    };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rounds" => settings.rounds = arguments.next()?.parse().ok().filter(|rounds| *rounds > 0)?,
            "--corpus" => settings.corpus = Some(arguments.next()?.into()),
            "--case" => settings.cases.push(arguments.next()?),
            unknown if unknown.starts_with("--") => return None,
            _ => settings.sections.push(argument),
        }
    }
    Some(settings)
}

impl Settings {
    /// The folder of descriptions of other APIs. Sections that need it end the run without.
    pub fn corpus(&self) -> PathBuf {
        let Some(corpus) = &self.corpus else {
            exit(
                "This section measures with descriptions of real APIs, which are not part of the repository.\nName their folder: --corpus DIR or CORPUS=DIR. `benches/README.md` says which files are needed.\n",
            );
        };
        std::fs::canonicalize(corpus).unwrap_or_else(|error| exit(&format!("--corpus {}: {error}\n", corpus.display())))
    }

    /// Whether a case is to be run.
    pub fn wants(&self, case: &str) -> bool {
        self.cases.is_empty() || self.cases.iter().any(|part| case.contains(part))
    }
}

fn exit(words: &str) -> ! {
    eprint!("{words}");
    std::process::exit(2)
}
