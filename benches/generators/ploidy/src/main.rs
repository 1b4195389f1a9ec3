//! `generate-ploidy FILE [FOLDER]`: makes tokens of a description; with a folder, writes a crate there, formatted, as its
//! command does.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use ploidy_codegen_rust::{
    CargoManifest, CodegenCargoManifest, CodegenClientModule, CodegenErrorModule, CodegenGraph, CodegenLibrary,
    CodegenResource, CodegenSchemaType, CodegenTypesModule,
};
use ploidy_core::arena::Arena;
use ploidy_core::codegen::{IntoCode, write_to_disk};
use ploidy_core::ir::{RawGraph, Spec};
use ploidy_core::parse::Document;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().expect("a description");
    let text = std::fs::read_to_string(&file)?;
    let document = Document::from_yaml(&text)?;
    let arena = Arena::new();
    let spec = Spec::from_doc(&arena, &document)?;
    let mut raw = RawGraph::new(&arena, &spec);
    raw.collapse_trivial_inlines();
    raw.inline_tagged_variants();
    raw.inline_untagged_variants();
    let graph = CodegenGraph::new(raw.cook());
    match arguments.next() {
        Some(folder) => write(&graph, Path::new(&folder)),
        None => {
            render(&graph);
            Ok(())
        }
    }
}

fn write(graph: &CodegenGraph<'_>, folder: &Path) -> Result<(), Box<dyn Error>> {
    let manifest = CargoManifest::new("client", semver::Version::new(0, 0, 0));
    write_to_disk(folder, CodegenCargoManifest::new(graph, &manifest))?;
    write_to_disk(folder, CodegenLibrary)?;
    write_to_disk(folder, CodegenErrorModule)?;
    ploidy_codegen_rust::write_types_to_disk(folder, graph)?;
    ploidy_codegen_rust::write_client_to_disk(folder, graph)?;
    Ok(())
}

/// The same without formatting and writing.
fn render(graph: &CodegenGraph<'_>) {
    let mut code = Vec::new();
    for schema in graph.schemas() {
        code.push(CodegenSchemaType::new(graph, &schema).into_code().1);
    }
    code.push(CodegenTypesModule::new(graph).into_code().1);
    let mut resources: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for operation in graph.operations() {
        resources.entry(graph.resource_for(&operation)).or_default().push(operation);
    }
    for (resource, operations) in &resources {
        code.push(CodegenResource::new(graph, *resource, operations).into_code().1);
    }
    let names: Vec<_> = resources.keys().copied().collect();
    code.push(CodegenClientModule::new(graph, &names).into_code().1);
    std::hint::black_box(code);
}
