//! What it takes to make code of descriptions, large and small.

use std::path::{Path, PathBuf};

use crate::cargo::{measured, remove};
use crate::generators::{GENERATORS, Generator, OPENAPI_TO_RUST, length};
use crate::machine::machine;
use crate::measure::{Cost, Noise, median, median_of};
use crate::report::{Goal, Row, Section, Table, Target};
use crate::settings::settings;
use crate::synthetic;

/// How many schemas the synthetic descriptions have.
const SIZES: [usize; 7] = [100, 316, 1_000, 3_162, 10_000, 31_623, 100_000];

/// A description.
struct Input {
    name: String,
    path: PathBuf,
    /// Its size in MiB.
    size: f64,
    operations: usize,
}

/// What one generator made of one description.
struct Made {
    /// Making tokens; not all libraries have that step.
    tokens: Option<Figures>,
    /// Making files of formatted code.
    files: Option<Figures>,
    lines: usize,
}

/// Medians.
#[derive(Clone, Copy)]
struct Figures {
    cpu: f64,
    memory: f64,
}

/// Generates code of real and of synthetic descriptions.
pub fn section() -> Section {
    let corpus = corpus(&settings().corpus());
    let mut noise = Noise::new();
    let generators: Vec<Generator> = GENERATORS.iter().map(|name| Generator::built(name)).collect();
    let made: Vec<Vec<Made>> = corpus
        .iter()
        .map(|input| {
            noise.look();
            eprintln!("{}", input.name);
            generators.iter().map(|generator| make(generator, input)).collect()
        })
        .collect();
    let growth = grow(&generators, &mut noise);
    let pairs = pairs(&corpus, &made);
    let mut tables = vec![summary(&corpus, &made), every(&corpus, &made), growth_table(&growth)];
    tables.insert(1, pair_table(&pairs));
    Section {
        title: "Generator".to_owned(),
        how: format!(
            "A program for each generator, built with `--release`, reads one file and makes code; one process for each, so that memory and processor time are its own ({} rounds). *As tokens* ends with the tokens that a macro would hand to the compiler; *as files* formats them with prettyplease and writes them. openapi-to-rust has only the second.",
            settings().rounds
        ),
        machine: machine(&noise),
        targets: targets(&corpus, &made, &pairs, &growth),
        tables,
    }
}

/// Generates code of ever larger descriptions; who fails once is not asked again.
fn grow(generators: &[Generator], noise: &mut Noise) -> Vec<(Input, Vec<Option<Figures>>)> {
    let mut growth: Vec<(Input, Vec<Option<Figures>>)> = Vec::new();
    for size in SIZES {
        noise.look();
        let input = synthetic(size);
        eprintln!("{} of {:.1} MiB", input.name, input.size);
        let out = |index: usize| growth.last().is_some_and(|(_, taken)| taken[index].is_none());
        let taken = generators.iter().enumerate().map(|(index, generator)| match out(index) {
            true => None,
            false => figures(generator, &input.path, None),
        });
        let taken = taken.collect();
        growth.push((input, taken));
    }
    growth
}

/// The files that the corpus' index lists: name, bytes, version, operations, schemas.
fn corpus(folder: &Path) -> Vec<Input> {
    let index = folder.join("index.tsv");
    let index = std::fs::read_to_string(&index).unwrap_or_else(|e| panic!("{}: {e}", index.display()));
    let input = |line: &str| {
        let columns: Vec<&str> = line.split('\t').collect();
        let name = columns.first()?;
        settings().wants(name).then_some(())?;
        let path = folder.join(name);
        let size = std::fs::metadata(&path).ok()?.len() as f64 / (1024.0 * 1024.0);
        Some(Input { name: (*name).to_owned(), path, size, operations: columns.get(3)?.parse().ok()? })
    };
    index.lines().skip(1).filter_map(input).collect()
}

fn synthetic(schemas: usize) -> Input {
    let folder = measured("synthetic");
    std::fs::create_dir_all(&folder).expect("a target folder");
    let path = folder.join(format!("{schemas}.json"));
    synthetic::write(&path, schemas).expect("a file to write to");
    let size = std::fs::metadata(&path).expect("our own file").len() as f64 / (1024.0 * 1024.0);
    Input { name: format!("{schemas} schemas"), path, size, operations: schemas / 5 }
}

fn make(generator: &Generator, input: &Input) -> Made {
    let folder = measured("generated");
    remove(&folder);
    let tokens = match generator.name {
        OPENAPI_TO_RUST => None,
        _ => figures(generator, &input.path, None),
    };
    let files = figures(generator, &input.path, Some(&folder));
    let lines = files.map_or(0, |_| length(&folder).lines);
    remove(&folder);
    Made { tokens, files, lines }
}

/// The medians of all rounds; none when the generator refuses.
fn figures(generator: &Generator, file: &Path, to: Option<&Path>) -> Option<Figures> {
    let runs: Result<Vec<Cost>, String> = (0..settings().rounds).map(|_| generator.generate(file, to)).collect();
    let said =
        |words: &String| eprintln!("  {}: {}", generator.name, words.lines().take(3).collect::<Vec<_>>().join(" "));
    let runs = runs.inspect_err(said).ok()?;
    Some(Figures { cpu: median_of(&runs, |run| run.cpu), memory: median_of(&runs, |run| run.memory) })
}

fn summary(corpus: &[Input], made: &[Vec<Made>]) -> Table {
    let row = |(index, name): (usize, &&str)| {
        let read: Vec<(&Input, &Made)> = corpus
            .iter()
            .zip(made)
            .map(|(input, made)| (input, &made[index]))
            .filter(|(_, made)| made.files.is_some())
            .collect();
        let sum = |figure: &dyn Fn(&Figures) -> f64| {
            read.iter().filter_map(|(_, made)| made.files.as_ref()).map(figure).sum()
        };
        Row {
            name: (**name).to_owned(),
            figures: vec![
                Some(read.len() as f64),
                Some(read.iter().map(|(input, _)| input.operations).sum::<usize>() as f64),
                Some(sum(&|figures| figures.cpu)),
                Some(read.iter().map(|(_, made)| made.lines).sum::<usize>() as f64),
                read.iter().filter_map(|(_, made)| made.files).map(|figures| figures.memory).max_by(f64::total_cmp),
            ],
            note: None,
        }
    };
    Table {
        title: format!("All {} files, as files", corpus.len()),
        columns: ["files read", "operations", "CPU s", "lines", "most memory, MiB"].map(str::to_owned).to_vec(),
        rows: GENERATORS.iter().enumerate().map(row).collect(),
        is_detail: false,
        base: None,
    }
}

/// Ours beside one peer, on what both read.
struct Pair {
    peer: &'static str,
    as_files: bool,
    files: usize,
    operations: usize,
    /// CPU seconds.
    ours: f64,
    theirs: f64,
}

fn pairs(corpus: &[Input], made: &[Vec<Made>]) -> Vec<Pair> {
    let modes =
        GENERATORS.iter().enumerate().skip(1).flat_map(|(index, peer)| [(index, *peer, false), (index, *peer, true)]);
    modes
        .filter(|(_, peer, as_files)| *as_files || *peer != OPENAPI_TO_RUST)
        .map(|(index, peer, as_files)| {
            let mut pair = Pair { peer, as_files, files: 0, operations: 0, ours: 0.0, theirs: 0.0 };
            for (input, made) in corpus.iter().zip(made) {
                let of = |made: &Made| if as_files { made.files } else { made.tokens };
                if let (Some(ours), Some(theirs)) = (of(&made[0]), of(&made[index])) {
                    pair.files += 1;
                    pair.operations += input.operations;
                    pair.ours += ours.cpu;
                    pair.theirs += theirs.cpu;
                }
            }
            pair
        })
        .collect()
}

fn pair_table(pairs: &[Pair]) -> Table {
    let row = |pair: &Pair| {
        let each = |cpu: f64| Some(cpu * 1000.0 / pair.operations as f64);
        Row {
            name: format!("{}, as {}", pair.peer, if pair.as_files { "files" } else { "tokens" }),
            figures: vec![
                Some(pair.files as f64),
                Some(pair.operations as f64),
                each(pair.ours),
                each(pair.theirs),
                Some(pair.ours / pair.theirs),
            ],
            note: None,
        }
    };
    Table {
        title: "Ours beside each peer, on the files that both read".to_owned(),
        columns: ["files", "operations", "ours, CPU ms an operation", "theirs, CPU ms an operation", "ours / theirs"]
            .map(str::to_owned)
            .to_vec(),
        rows: pairs.iter().map(row).collect(),
        is_detail: false,
        base: None,
    }
}

fn every(corpus: &[Input], made: &[Vec<Made>]) -> Table {
    let mut columns = vec!["MiB".to_owned(), "operations".to_owned()];
    columns.extend(GENERATORS.iter().flat_map(|name| [format!("{name}: CPU s"), "MiB".to_owned(), "lines".to_owned()]));
    let row = |(input, made): (&Input, &Vec<Made>)| {
        let mut figures = vec![Some(input.size), Some(input.operations as f64)];
        for made in made {
            figures.push(made.files.map(|figures| figures.cpu));
            figures.push(made.files.map(|figures| figures.memory));
            figures.push(made.files.map(|_| made.lines as f64));
        }
        Row { name: input.name.clone(), figures, note: None }
    };
    Table {
        title: "Every file, as files".to_owned(),
        columns,
        rows: corpus.iter().zip(made).map(row).collect(),
        is_detail: true,
        base: None,
    }
}

fn growth_table(growth: &[(Input, Vec<Option<Figures>>)]) -> Table {
    let mut columns = vec!["MiB".to_owned()];
    columns.extend(GENERATORS.iter().flat_map(|name| [format!("{name}: CPU s"), "MiB".to_owned()]));
    let mut rows: Vec<Row> = growth
        .iter()
        .map(|(input, taken)| {
            let mut figures = vec![Some(input.size)];
            figures
                .extend(taken.iter().flat_map(|taken| [taken.map(|taken| taken.cpu), taken.map(|taken| taken.memory)]));
            Row { name: input.name.clone(), figures, note: None }
        })
        .collect();
    let mut exponents = vec![None];
    exponents.extend(
        (0..GENERATORS.len()).flat_map(|index| {
            [exponent(growth, index, |taken| taken.cpu), exponent(growth, index, |taken| taken.memory)]
        }),
    );
    rows.push(Row { name: "growth exponent".to_owned(), figures: exponents, note: None });
    Table {
        title: "Synthetic descriptions, as tokens (openapi-to-rust: as text)".to_owned(),
        columns,
        rows,
        is_detail: false,
        base: None,
    }
}

/// The exponent of the size that a figure grows with, by least squares of the logarithms.
fn exponent(
    growth: &[(Input, Vec<Option<Figures>>)],
    generator: usize,
    figure: impl Fn(Figures) -> f64,
) -> Option<f64> {
    let points: Vec<(f64, f64)> =
        growth.iter().filter_map(|(input, taken)| Some((input.size.ln(), figure(taken[generator]?).ln()))).collect();
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let (above, below) = points.iter().fold((0.0, 0.0), |(above, below), point| {
        (above + (point.0 - x) * (point.1 - y), below + (point.0 - x).powi(2))
    });
    (points.len() > 2).then(|| above / below)
}

fn targets(
    corpus: &[Input],
    made: &[Vec<Made>],
    pairs: &[Pair],
    growth: &[(Input, Vec<Option<Figures>>)],
) -> Vec<Target> {
    let mut targets = Vec::new();
    let mut target = |what: String, measured: Option<f64>, at_most: f64| {
        targets.extend(measured.map(|measured| Target { what, measured, goal: Goal::AtMost(at_most) }));
    };
    let tokens =
        |name: &str| corpus.iter().zip(made).find(|(input, _)| input.name == name).and_then(|(_, made)| made[0].tokens);
    target("GitHub's description, CPU s".to_owned(), tokens("github.json").map(|figures| figures.cpu), 1.0);
    for pair in pairs {
        let mode = if pair.as_files { "files" } else { "tokens" };
        target(format!("CPU for each operation, as {mode}: ours / {}", pair.peer), Some(pair.ours / pair.theirs), 1.0);
    }
    target("growth exponent of CPU, 10² to 10⁵ schemas".to_owned(), exponent(growth, 0, |taken| taken.cpu), 1.1);
    let decade: Vec<_> = growth.len().checked_sub(3).map_or(&growth[..0], |start| &growth[start..]).iter().collect();
    let slope = decade
        .first()
        .zip(decade.last())
        .and_then(|(first, last)| Some((last.1[0]?.cpu / first.1[0]?.cpu).ln() / (last.0.size / first.0.size).ln()));
    target("growth exponent of CPU, 10⁴ to 10⁵ schemas".to_owned(), slope, 1.1);
    let large = corpus.iter().zip(made).filter(|(input, _)| input.size > 1.0);
    let shares: Vec<f64> = large.filter_map(|(input, made)| Some(made[0].tokens?.memory / input.size)).collect();
    let most = shares.iter().copied().max_by(f64::total_cmp);
    target("most memory / size of the input, files above 1 MiB".to_owned(), most, 12.0);
    target("memory / size of the input, their median".to_owned(), (!shares.is_empty()).then(|| median(shares)), 12.0);
    let largest = growth.last().and_then(|(input, taken)| Some(taken[0]?.memory / input.size));
    target("memory / size of the input, 10⁵ schemas".to_owned(), largest, 12.0);
    targets
}
