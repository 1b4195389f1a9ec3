//! `generate-ours FILE [FOLDER]`: makes tokens of a description; with a folder, writes them there, formatted.

use std::process::ExitCode;

use talkjs_codegen::{Options, Source, format, generate};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().expect("a description");
    let source = Source::open(&file, |path| std::fs::read_to_string(path)).expect("readable files");
    let output = match generate(&source, &Options::default()) {
        Ok(output) => output,
        Err(found) => {
            eprintln!("{} mistakes: {}", found.len(), found[0].render(&source));
            return ExitCode::FAILURE;
        }
    };
    if let Some(folder) = arguments.next() {
        let code = format(&output.tokens);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(format!("{folder}/lib.rs"), code).expect("a folder to write to");
    }
    ExitCode::SUCCESS
}
