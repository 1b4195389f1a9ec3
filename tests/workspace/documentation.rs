//! The documentation of generated code, as rustdoc writes it: all its links lead somewhere.

use talkjs_codegen::{Options, Source, format, generate};
use talkjs_tests::{Outside, files, workspace};

use super::outside::TMP;

#[test]
fn links_in_the_documentation_of_generated_code_lead_somewhere() {
    let runtime = workspace().join("talkjs-runtime");
    let outside =
        Outside::new(TMP, "documented-api", &format!("[dependencies]\ntalkjs-runtime = {{ path = {runtime:?} }}\n"));
    let descriptions = files("data/code", &["yaml"]).into_iter().chain([workspace().join("spec/talkjs.yaml")]);
    let mut modules = "#![deny(warnings, rustdoc::all)]\n//! Generated.\n".to_owned();
    for file in descriptions {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let source = Source::new("a.yaml", std::fs::read_to_string(&file).unwrap());
        let code = format(&generate(&source, &Options::default()).unwrap().tokens);
        outside.write(&format!("src/{name}.rs"), &code);
        modules.push_str(&format!("#[allow(deprecated)]\npub mod {name};\n"));
    }
    outside.write("src/lib.rs", &modules);
    let output = outside.cargo(&["doc", "--offline", "--no-deps"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let folder = std::path::Path::new(TMP).parent().unwrap().join("doc/documented_api/pets");
    let client = std::fs::read_to_string(folder.join("struct.Client.html")).unwrap();
    let linked = r#"Optional, set on <a href="operations/struct.ListPets.html" title="struct documented_api::pets::operations::ListPets"><code>ListPets</code></a>: <code>kind</code>"#;
    assert!(client.contains(linked), "{client}");
}
