//! Results as data, and the page that is written from them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

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
    pub at_most: f64,
}

impl Target {
    fn reached(&self) -> bool {
        self.measured <= self.at_most
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

    /// Prints one section as the page would show it.
    pub fn print(&self, name: &str) {
        let mut page = String::new();
        self.0[name].render(&mut page);
        println!("{page}");
    }

    /// Writes `results.json` and `RESULTS.md`, the sections in the given order.
    pub fn save<'n>(&self, home: &Path, order: impl Iterator<Item = &'n str>) {
        let json = serde_json::to_string_pretty(self).expect("plain data");
        std::fs::write(home.join("results.json"), json + "\n").expect("a folder to write to");
        let mut page = "# Results\n\nWritten by `cargo run --release` in this folder from `results.json`; do not edit. Figures are medians; `×` divides by the row marked *base*.\n".to_owned();
        for section in order.filter_map(|name| self.0.get(name)) {
            section.render(&mut page);
        }
        std::fs::write(home.join("RESULTS.md"), page).expect("a folder to write to");
    }
}

impl Section {
    fn render(&self, page: &mut String) {
        let Self { title, how, machine, tables, targets } = self;
        let _ = writeln!(page, "\n## {title}\n\n{how}\n\n{machine}");
        for table in tables {
            table.render(page);
        }
        if !targets.is_empty() {
            let _ = writeln!(page, "\n| target | at most | measured | |\n|---|---|---|---|");
        }
        for target in targets {
            let verdict = if target.reached() { "reached" } else { "**missed**" };
            let _ = writeln!(
                page,
                "| {} | {} | {} | {verdict} |",
                target.what,
                number(target.at_most),
                number(target.measured)
            );
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
fn number(value: f64) -> String {
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
