//! Code without the runtime's macros does what the code with them does, and needs the runtime alone.

use std::path::Path;

use serde_json::Value;
use talkjs_codegen::{Options, Source, format, generate};
use talkjs_tests::synthesis::{Synthesis, plain};
use talkjs_tests::{Outside, files, listing, workspace};

use super::outside::TMP;

/// How many instances of each schema both forms read, and as many broken ones.
const INSTANCES: usize = 20;

/// What both forms make of JSON: the value and its JSON, or the error.
const HEAD: &str = r#"#![deny(warnings)]
use std::fmt::Debug;
use serde::{Serialize, de::DeserializeOwned};

fn again<T: DeserializeOwned + Serialize + Debug>(json: &str) -> String {
    match serde_json::from_str::<T>(json) {
        Ok(value) => format!("{value:?} {}", serde_json::to_string(&value).unwrap()),
        Err(error) => error.to_string(),
    }
}

#[allow(dead_code, deprecated)]
mod short {
    SHORT
}
#[allow(dead_code, deprecated)]
mod plain {
    PLAIN
}

macro_rules! made {
    ($form:ident) => {{
        use $form::{operations, pets, unions};
        let core = || talkjs_runtime::ClientCore::builder("https://pets.example.com").build().unwrap();
        let _call = operations::Client::with_core(core());
        let _call = pets::Client::with_core(core()).list_pets().limit(5).timeout(std::time::Duration::from_secs(1)).stream();
        let pet = pets::NewPet::new("Tom").clear_born().owner(pets::Owner::new("Ann")).type_("x").chip("chip-4711");
        let union = unions::Event::from(unions::EventSaid::new("1", unions::Content::from("hi".to_owned())));
        let kind = pets::Kind::from("+1");
        format!("{pet:?} {} {union:?} {kind} {}", serde_json::to_string(&pet).unwrap(), pets::PetId::from(5))
    }};
}

fn main() {
    assert_eq!(made!(short), made!(plain));
    let mut compared = 0;
"#;

#[test]
fn plain_code_reads_and_writes_as_the_code_with_macros() {
    let runtime = workspace().join("talkjs-runtime");
    let manifest =
        format!("[dependencies]\ntalkjs-runtime = {{ path = {runtime:?} }}\nserde = \"1\"\nserde_json = \"1\"\n");
    let outside = Outside::new(TMP, "plain-api", &manifest);
    let (mut modules, mut main) = (String::new(), String::new());
    for file in files("data/code", &["yaml"]) {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let (short, plain) = (code(&file, false), code(&file, true));
        main.push_str(&comparisons(&file, name, &short));
        outside.write(&format!("src/short/{name}.rs"), &short);
        outside.write(&format!("src/plain/{name}.rs"), &plain);
        modules.push_str(&format!("pub mod {name};\n"));
    }
    let head = HEAD.replace("SHORT", &modules).replace("PLAIN", &modules);
    outside.write("src/main.rs", &format!("{head}{main}    println!(\"{{compared}}\");\n}}\n"));
    outside.build();
    let output = outside.command().output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let compared: usize = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
    assert!(compared > 1000, "{compared} instances are enough to differ");
}

fn code(file: &Path, plain: bool) -> String {
    let source = Source::new("a.yaml", std::fs::read_to_string(file).unwrap());
    format(&generate(&source, &Options { plain, ..Options::default() }).unwrap().tokens)
}

/// Statements that compare what both forms make of instances of each schema.
fn comparisons(file: &Path, module: &str, code: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let description: Value = plain(&serde_yaml_ng::from_str(&text).unwrap());
    let mut synthesis = Synthesis::new(&description, 1);
    let mut statements = String::new();
    for (schema, ty) in listing(&text, code) {
        let mut instances = Vec::new();
        for _ in 0..INSTANCES {
            let instance = synthesis.valid(&schema);
            let broken = synthesis.break_one(&schema, &instance);
            instances.push(instance.to_string());
            instances.extend(broken.map(|broken| broken.instance.to_string()));
        }
        statements.push_str(&format!(
            "    for json in {instances:?} {{\n        assert_eq!(again::<short::{module}::{ty}>(json), \
             again::<plain::{module}::{ty}>(json), \"{ty}: {{json}}\");\n        compared += 1;\n    }}\n"
        ));
    }
    statements
}
