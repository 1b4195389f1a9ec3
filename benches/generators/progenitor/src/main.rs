//! `generate-progenitor FILE [FOLDER]`: makes tokens of a description; with a folder, writes them there, formatted.

use std::process::ExitCode;

use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().expect("a description");
    let text = std::fs::read_to_string(&file).expect("a readable file");
    let tokens = match read(&text).and_then(|document| {
        let mut generator = Generator::new(&GenerationSettings::default());
        generator.generate_tokens(&document).map_err(|error| error.to_string())
    }) {
        Ok(tokens) => tokens,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    if let Some(folder) = arguments.next() {
        let code = prettyplease::unparse(&syn::parse2(tokens).expect("Rust"));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(format!("{folder}/lib.rs"), code).expect("a folder to write to");
    }
    ExitCode::SUCCESS
}

/// As the macro does: JSON first, then YAML.
fn read(text: &str) -> Result<OpenAPI, String> {
    serde_json::from_str(text).or_else(|_| serde_yaml::from_str(text)).map_err(|error| error.to_string())
}
