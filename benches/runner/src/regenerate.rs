//! What an edit of the description costs.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::cargo::{measured, remove};
use crate::generators::{Generator, OPENAPI_TO_RUST};
use crate::machine::machine;
use crate::measure::{Cost, Noise, median_of, rounds, run};
use crate::outside::{Outside, runtime};
use crate::peers::{dependencies, prepare};
use crate::report::{Goal, Row, Section, Table, Target};
use crate::settings::settings;
use crate::{cut, home};

const GROUP: &str = "regenerate";

/// A crate, and how its description gets another property and the crate is checked then.
struct Case {
    name: &'static str,
    note: Option<&'static str>,
    edit: Box<dyn Fn(usize) -> Vec<Cost>>,
}

/// Checks a crate again after each edit.
pub fn section() -> Section {
    prepare();
    let mut noise = Noise::new();
    let cases: Vec<Case> = [ours(), client(), progenitor(), openapi_trait(), openapi_to_rust()]
        .into_iter()
        .filter(|case| settings().wants(case.name))
        .collect();
    for case in &cases {
        (case.edit)(0);
    }
    let times = settings().rounds.max(5);
    let mut edits = 0;
    let taken = rounds(times, &cases, |case| {
        noise.look();
        edits += 1;
        let costs = (case.edit)(edits);
        eprintln!("{}: {:.2} CPU s", case.name, costs.iter().map(|cost| cost.cpu).sum::<f64>());
        (costs.iter().map(|cost| cost.cpu).sum::<f64>(), costs.iter().map(|cost| cost.wall).sum::<f64>())
    });
    let rows: Vec<Row> = cases
        .iter()
        .zip(&taken)
        .map(|(case, runs)| Row {
            name: case.name.to_owned(),
            figures: vec![Some(median_of(runs, |run| run.0)), Some(median_of(runs, |run| run.1))],
            note: case.note.map(str::to_owned),
        })
        .collect();
    let targets = targets(&rows);
    remove(&measured(GROUP));
    Section {
        title: "Regenerate".to_owned(),
        how: format!(
            "`cargo check` (incremental, as by default) after an optional property was added to the schema `User` of the description; everything else was checked before; {times} edits each."
        ),
        machine: machine(&noise),
        tables: vec![Table {
            title: "After an edit".to_owned(),
            columns: vec!["CPU s".to_owned(), "wall s".to_owned()],
            is_detail: false,
            base: rows.iter().position(|row| row.name == "progenitor"),
            rows,
        }],
        targets,
    }
}

fn targets(rows: &[Row]) -> Vec<Target> {
    let of = |name: &str| rows.iter().find(|row| row.name == name).and_then(|row| row.figures[0]);
    ["ours", "talkjs-client"]
        .iter()
        .filter_map(|name| {
            let measured = of(name)? / of("progenitor")?;
            Some(Target { what: format!("CPU: {name} / progenitor"), measured, goal: Goal::AtMost(0.45) })
        })
        .collect()
}

/// A crate of a user that calls our macro.
fn ours() -> Case {
    let outside = Outside::new(GROUP, "edit-ours", &runtime());
    outside.write("src/lib.rs", "talkjs_runtime::api! { spec = \"talkjs.yaml\" }\n");
    let text = yaml();
    let edit = move |count| {
        outside.write("talkjs.yaml", &with_property_in_yaml(&text, count));
        vec![outside.cargo(&["check"])]
    };
    Case { name: "ours", note: Some("a crate that calls `api!`, as progenitor's does."), edit: Box::new(edit) }
}

/// The client itself, with its facade.
fn client() -> Case {
    let root = measured(GROUP).join("workspace");
    remove(&root);
    std::fs::create_dir_all(&root).expect("a target folder");
    let parts = [
        "Cargo.toml",
        "Cargo.lock",
        "spec",
        "talkjs-rules",
        "talkjs-codegen",
        "talkjs-macros",
        "talkjs-runtime",
        "talkjs-client",
        "talkjs-drift",
        "talkjs-redis",
        "talkjs-emulator",
        "recipes",
        "tests",
        "README.md",
    ];
    let mut copy = Command::new("cp");
    run(copy.current_dir(home().join("..")).arg("-r").args(parts).arg(&root));
    let outside = Outside::at(GROUP, root);
    let text = yaml();
    let edit = move |count| {
        outside.write("spec/talkjs.yaml", &with_property_in_yaml(&text, count));
        vec![outside.cargo(&["check", "--package", "talkjs-client"])]
    };
    Case {
        name: "talkjs-client",
        note: Some("our crate itself, with its facade, in its workspace, whose profile optimises the macro."),
        edit: Box::new(edit),
    }
}

fn progenitor() -> Case {
    let outside = Outside::new(GROUP, "edit-progenitor", &dependencies("progenitor"));
    outside.write("src/lib.rs", "progenitor::generate_api!(spec = \"talkjs.json\");\n");
    let description = cut::for_progenitor(cut::description());
    Case { name: "progenitor", note: None, edit: edit_json(outside, description) }
}

fn openapi_trait() -> Case {
    let outside = Outside::new(GROUP, "edit-openapi-trait", &dependencies("openapi-trait"));
    outside.write("src/lib.rs", "#[openapi_trait::client(\"talkjs.json\")]\npub mod talkjs {}\n");
    let description = cut::for_openapi_trait(cut::description());
    Case { name: "openapi-trait", note: None, edit: edit_json(outside, description) }
}

fn edit_json(outside: Outside, description: Value) -> Box<dyn Fn(usize) -> Vec<Cost>> {
    Box::new(move |count| {
        outside.write("talkjs.json", &with_property(description.clone(), count).to_string());
        vec![outside.cargo(&["check"])]
    })
}

fn openapi_to_rust() -> Case {
    let outside = Outside::new(GROUP, "edit-openapi-to-rust", &dependencies(OPENAPI_TO_RUST));
    outside.write("src/lib.rs", "pub mod generated;\n");
    let generator = Generator::built(OPENAPI_TO_RUST);
    let text = yaml();
    let edit = move |count| {
        outside.write("talkjs.yaml", &with_property_in_yaml(&text, count));
        let generate = |file: &Path, to: &Path| generator.generate(file, Some(to)).expect("it did before");
        let generated = generate(&outside.folder.join("talkjs.yaml"), &outside.folder.join("src/generated"));
        vec![generated, outside.cargo(&["check"])]
    };
    Case { name: "openapi-to-rust", note: Some("its command, optimised, then the check."), edit: Box::new(edit) }
}

fn yaml() -> String {
    std::fs::read_to_string(home().join("../spec/talkjs.yaml")).expect("our description")
}

/// As an editor would do it, so that our own description stays YAML.
pub fn with_property_in_yaml(text: &str, count: usize) -> String {
    let user = text.find("\n    User:\n").expect("a schema");
    let (before, after) = text.split_at(user);
    let properties = "      properties:\n";
    let added =
        format!("{properties}        added{count}:\n          type: string\n          description: What was added.\n");
    format!("{before}{}", after.replacen(properties, &added, 1))
}

fn with_property(mut description: Value, count: usize) -> Value {
    let property = json!({"type": "string", "description": "What was added."});
    description["components"]["schemas"]["User"]["properties"][format!("added{count}")] = property;
    description
}
