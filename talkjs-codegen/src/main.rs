//! `talkjs-codegen`: shows what the macro makes of a description, and what is wrong with it.

use std::io::Write;
use std::process::ExitCode;

use talkjs_codegen::{Diagnostic, Kind, Source, check, generate};

const USAGE: &str = "\
Usage: talkjs-codegen COMMAND FILE

Commands:
  expand FILE   print the Rust that `api!` makes of the OpenAPI description FILE
  check FILE    say what is wrong with it, and print no code

Exit status: 0 when nothing is wrong, 1 when something is, 2 when the command cannot be understood.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["expand", file] => run(file, |source| {
            let tokens = generate(source, "::talkjs_client::runtime")?;
            Ok(format(tokens))
        }),
        ["check", file] => run(file, |source| check(source).map(|()| String::new())),
        ["help" | "--help" | "-h"] => print(std::io::stdout(), USAGE, 0),
        _ => print(std::io::stderr(), USAGE, 2),
    }
}

fn run(file: &str, work: fn(&Source) -> Result<String, Vec<Diagnostic>>) -> ExitCode {
    let source = match std::fs::read_to_string(file) {
        Ok(text) => Source::new(file, text),
        Err(error) => {
            let fault = Kind::Unreadable { reason: error.to_string() };
            return print(std::io::stderr(), &format!("{file}: {fault}\n"), 1);
        }
    };
    match work(&source) {
        Ok(output) => print(std::io::stdout(), &output, 0),
        Err(found) => {
            let messages: Vec<String> = found.iter().map(|diagnostic| diagnostic.render(&source)).collect();
            let count = if found.len() == 1 { "1 mistake".to_owned() } else { format!("{} mistakes", found.len()) };
            let text = format!("{}\n\n{file}: {count}\n", messages.join("\n\n"));
            print(std::io::stderr(), &text, 1)
        }
    }
}

/// Formatted for reading; as one line should it not be the Rust that the formatter knows.
fn format(tokens: proc_macro2::TokenStream) -> String {
    let text = tokens.to_string();
    syn::parse2(tokens).map_or(text, |file| prettyplease::unparse(&file))
}

/// A reader that has gone away is no failure of ours.
fn print(mut to: impl Write, text: &str, status: u8) -> ExitCode {
    let _ = to.write_all(text.as_bytes());
    ExitCode::from(status)
}
