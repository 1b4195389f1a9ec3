//! What an edit of a large description costs.

use std::path::Path;

use serde_json::{Value, json};

use crate::cargo::{measured, remove};
use crate::machine::machine;
use crate::measure::{Noise, median};
use crate::outside::{Outside, runtime};
use crate::report::{Goal, Row, Section, Table, Target};
use crate::settings::settings;

const GROUP: &str = "large";

/// Checks a crate with all operations of GitHub's API after each edit.
pub fn section() -> Section {
    let file = settings().corpus().join("github.json");
    let mut noise = Noise::new();
    let outside = Outside::new(GROUP, "large", &runtime());
    outside.cargo(&["check"]);
    outside.write("src/lib.rs", "talkjs_runtime::api! { spec = \"github.json\" }\n");
    let description = description(&file);
    let mut check = |edit: usize| {
        outside.write("github.json", &with_property(description.clone(), edit).to_string());
        noise.look();
        outside.cargo(&["check"]).cpu
    };
    let first = check(0);
    let edits = settings().rounds.max(3);
    let edited = median((1..=edits).map(check).collect());
    remove(&measured(GROUP));
    let row = |name: &str, figure| Row { name: name.to_owned(), figures: vec![Some(figure)], note: None };
    Section {
        title: "Edits of a large API".to_owned(),
        how: format!(
            "`cargo check` (incremental, as by default) of a crate that calls `api!` with GitHub's description: at first, with \
             everything below it checked before, and after a property was added to a schema; {edits} edits."
        ),
        machine: machine(&noise),
        tables: vec![Table {
            title: "GitHub".to_owned(),
            columns: vec!["check, CPU s".to_owned()],
            rows: vec![row("first", first), row("after an edit", edited)],
            base: Some(0),
            is_detail: false,
        }],
        targets: vec![Target {
            what: "edit of GitHub's description, CPU of check: after an edit / first".to_owned(),
            measured: edited / first,
            goal: Goal::AtMost(0.5),
        }],
    }
}

fn description(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).expect("a description in JSON")
}

fn with_property(mut description: Value, edit: usize) -> Value {
    let property = json!({"type": "string", "description": "What was added."});
    description["components"]["schemas"]["simple-user"]["properties"][format!("added{edit}")] = property;
    description
}
