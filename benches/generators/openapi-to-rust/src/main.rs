//! `generate-openapi-to-rust FILE [FOLDER]`: makes formatted code of a description, as its command does; with a folder,
//! writes it there. The library has no step before formatting.

use std::error::Error;
use std::path::PathBuf;

use openapi_to_rust::spec_source::{parse_spec, validate_oas_document};
use openapi_to_rust::{CodeGenerator, GeneratorConfig, SchemaAnalyzer, TypeMapper, overlay};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().expect("a description");
    let folder = arguments.next();
    // What the command sets when it is given a file.
    let mut config = GeneratorConfig {
        spec_path: PathBuf::from(&file),
        output_dir: PathBuf::from(folder.as_deref().unwrap_or("generated")),
        module_name: "api".to_owned(),
        enable_async_client: true,
        enable_sse_client: false,
        tracing_enabled: false,
        ..GeneratorConfig::default()
    };
    let text = std::fs::read_to_string(&file)?;
    let document = overlay::preprocess_spec(parse_spec(&text, &file)?, &config.schema_extensions, &config.overlays)?;
    validate_oas_document(&document)?;
    config.apply_spec_server_default(&document);
    let mut analysis = SchemaAnalyzer::with_type_mapper(document, TypeMapper::new(config.types.clone()))?.analyze()?;
    let generator = CodeGenerator::new(config);
    let result = generator.generate_all(&mut analysis)?;
    if folder.is_some() {
        generator.write_files(&result)?;
    }
    Ok(())
}
