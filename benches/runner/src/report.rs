//! Results as data, and the page that is written from them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::summary;

/// Everything measured so far, by the name of the section.
#[derive(Default, Deserialize, Serialize)]
pub struct Results(BTreeMap<String, Section>);

/// One question, its tables, and the targets held against them.
#[derive(Clone, Deserialize, Serialize)]
pub struct Section {
    pub title: String,
    /// How it was measured: rounds, flags, what is inside the figure.
    pub how: String,
    /// Where: processors, compiler, date, and the spread of the same work meanwhile.
    pub machine: String,
    pub tables: Vec<Table>,
    pub targets: Vec<Target>,
}

/// Rows are what is compared, columns are figures. A ratio stands beside each figure when the table has a base.
#[derive(Clone, Deserialize, Serialize)]
pub struct Table {
    pub title: String,
    /// The unit of each column stands in its heading: `check, CPU s`.
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// The index of the row that the others are divided by, if any.
    pub base: Option<usize>,
    /// Whether it is too long for the page, and stands in `results.json` only.
    #[serde(default)]
    pub is_detail: bool,
}

/// One contestant.
#[derive(Clone, Deserialize, Serialize)]
pub struct Row {
    pub name: String,
    /// A figure for each column; none where the contestant cannot do it.
    pub figures: Vec<Option<f64>>,
    /// Why figures are missing, or what else a reader must know.
    pub note: Option<String>,
}

/// A ratio or a figure that was promised.
#[derive(Clone, Deserialize, Serialize)]
pub struct Target {
    pub what: String,
    pub measured: f64,
    #[serde(flatten)]
    pub goal: Goal,
}

/// What a figure should be.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Target {
    /// How far the figure is from its goal: above 1 it is missed.
    fn distance(&self) -> f64 {
        match self.goal {
            Goal::AtMost(most) => self.measured / most,
            Goal::AtLeast(least) => least / self.measured,
        }
    }
}

impl Goal {
    /// Says whether it is reached.
    pub fn verdict(self, measured: f64) -> &'static str {
        let is_reached = match self {
            Self::AtMost(most) => measured <= most,
            Self::AtLeast(least) => measured >= least,
        };
        if is_reached { "reached" } else { "**missed**" }
    }
}

impl std::fmt::Display for Goal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "≤ {}", number(*most)),
            Self::AtLeast(least) => write!(f, "≥ {}", number(*least)),
        }
    }
}

impl Results {
    /// What was measured before; nothing when there is no file yet.
    pub fn load(path: &Path) -> Self {
        std::fs::read_to_string(path).map(|text| serde_json::from_str(&text).expect("our own file")).unwrap_or_default()
    }

    /// Replaces a section.
    pub fn put(&mut self, name: &str, section: Section) {
        self.0.insert(name.to_owned(), section);
    }

    /// Of the targets of a section whose text begins so, the farthest from its goal.
    pub fn target(&self, section: &str, what: &str) -> Option<&Target> {
        let targets = self.0.get(section)?.targets.iter().filter(|target| target.what.starts_with(what));
        targets.max_by(|one, other| one.distance().total_cmp(&other.distance()))
    }

    /// Prints one section as the page would show it.
    pub fn print(&self, name: &str) {
        let mut page = String::new();
        self.0[name].render(&mut page, |_| true);
        println!("{page}");
    }

    /// Writes `results.json` and `RESULTS.md`, the sections in the given order.
    pub fn save<'n>(&self, home: &Path, order: impl Iterator<Item = &'n str>) {
        let json = serde_json::to_string_pretty(self).expect("plain data");
        std::fs::write(home.join("results.json"), json + "\n").expect("a folder to write to");
        let mut page = "# Results\n\nWritten by `cargo run --release` in this folder from `results.json`, which has more tables; do not edit. Figures are medians; `×` divides by the row marked *base*.\n".to_owned();
        summary::render(self, &mut page);
        for (name, section) in order.filter_map(|name| Some((name, self.0.get(name)?))) {
            section.render(&mut page, |target| !summary::has(name, &target.what));
        }
        std::fs::write(home.join("RESULTS.md"), page).expect("a folder to write to");
    }
}

impl Section {
    /// Writes it with the targets that are wanted.
    fn render(&self, page: &mut String, is_wanted: impl Fn(&Target) -> bool) {
        let Self { title, how, machine, tables, targets } = self;
        let _ = writeln!(page, "\n## {title}\n\n{how}\n\n{machine}");
        for table in tables.iter().filter(|table| !table.is_detail) {
            table.render(page);
        }
        let targets: Vec<_> = targets.iter().filter(|target| is_wanted(target)).collect();
        if !targets.is_empty() {
            let _ = writeln!(page, "\n| other targets | goal | measured | |\n|---|---|---|---|");
        }
        for Target { what, measured, goal } in targets {
            let _ = writeln!(page, "| {what} | {goal} | {} | {} |", number(*measured), goal.verdict(*measured));
        }
    }
}

impl Table {
    fn render(&self, page: &mut String) {
        let _ = writeln!(
            page,
            "\n### {}\n\n| | {} |\n|---|{}",
            self.title,
            self.columns.join(" | "),
            "---|".repeat(self.columns.len())
        );
        for (index, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = (0..self.columns.len()).map(|column| self.cell(row, column)).collect();
            let mark = if self.base == Some(index) { " *(base)*" } else { "" };
            let _ = writeln!(page, "| {}{mark} | {} |", row.name, cells.join(" | "));
        }
        for row in &self.rows {
            if let Some(note) = &row.note {
                let _ = writeln!(page, "\n{}: {note}", row.name);
            }
        }
    }

    fn cell(&self, row: &Row, column: usize) -> String {
        let Some(figure) = row.figures.get(column).copied().flatten() else { return "–".to_owned() };
        let base = self.base.and_then(|base| self.rows[base].figures[column]);
        match base {
            Some(base) if base != 0.0 => format!("{} ({:.2} ×)", number(figure), figure / base),
            _ => number(figure),
        }
    }
}

/// Three digits that count, or all before the point.
pub fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 1000.0 => {
            let digits = format!("{value:.0}");
            let mut grouped = String::new();
            for (index, digit) in digits.chars().enumerate() {
                if index > 0 && (digits.len() - index) % 3 == 0 {
                    grouped.push(',');
                }
                grouped.push(digit);
            }
            grouped
        }
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
