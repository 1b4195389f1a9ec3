//! The command `talkjs-codegen`: prints generated code and checks descriptions.

mod command;

use std::io::Write;
use std::process::ExitCode;

use proc_macro2::TokenStream;
use quote::quote;
use talkjs_codegen::{Derives, Diagnostic, ExternalType, Lenient, Options, Severity, Source, build, check, outline};

const USAGE: &str = "\
Usage: talkjs-codegen COMMAND [OPTIONS] FILE

Commands:
  expand FILE   print the Rust that `api!` generates from the OpenAPI description FILE
  outline FILE  print its types and methods as an outline, without the code
  check FILE    report errors in it, without printing code
  write FILE OUT
                write the Rust to OUT, formatted; with `--check`, write nothing and fail if OUT differs
  diff OLD NEW  compare two descriptions: what a change breaks, for whom, and where; see `diff --help`
  explain RULE  print the page of a rule of `diff`
  drift FILE TRAFFIC
                check recorded exchanges against it; for options see `drift --help`

Options:
  --check          with `write`: only compare
  --plain          with `expand` and `write`: expand the runtime's macros, for reading and for editors; those of
                   `payload!` stay
  --strict         treat warnings as errors
  --notes          also report what Rust cannot express, and how it is represented
  --only SELECTOR  read only these operations; repeatable
  --skip SELECTOR  skip these operations; repeatable
  --reference URL=PATH
                   read references whose URL begins with URL from local files whose path begins with PATH; repeatable
  --name OLD=NEW   give an operation or schema another Rust name; repeatable
  --short-operation-ids
                   remove the end of an operationId that repeats path and method, as FastAPI's do
  --lenient-responses
                   allow responses without required properties
  --lenient SCHEMA allow responses without the required properties of this schema; repeatable
  --type FORMAT=PATH
                   use this Rust type for strings and numbers of a format; repeatable
  --types SET      use the types of a crate for its formats: `jiff`, `time` or `chrono`; repeatable
  --schema NAME=PATH
                   use this Rust type instead of a schema in `components`; repeatable
  --rust-type-hints
                   use the Rust types in `x-rust-type`
  --derive PATH    add a derive for all types; repeatable
  --module PATH    the module of the code, such as `crate::pets`: generate `payload!` for it
  --runtime PATH   the path of the crate `talkjs-runtime`
  --macros PATH    the path of the crate `talkjs-macros`

A selector is an operationId, `tag:NAME`, `/path`, `/prefix*` or `METHOD /path`.
OLD is an operationId, `METHOD /path` of an operation without one, or the name of a schema in `components`.

Exit status: 0 without errors, 1 with errors, 2 if the command line is invalid.
";

/// The output to print.
enum Command {
    Expand,
    Outline,
    Check,
    Write,
}

/// The parsed command line.
struct Arguments {
    command: Command,
    /// The command line, which is written into the generated file.
    line: String,
    file: String,
    /// The file to write.
    out: Option<String>,
    /// Whether the file is only compared with the generated code.
    is_check: bool,
    notes: bool,
    options: Options,
    /// Local copies of remote references.
    references: Vec<(String, String)>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if matches!(arguments.first().map(String::as_str), Some("help" | "--help" | "-h")) {
        return print(std::io::stdout(), USAGE, 0);
    }
    if let Some(status) = command::run(&arguments) {
        return status;
    }
    match parse(arguments) {
        Some(arguments) => run(&arguments),
        None => print(std::io::stderr(), USAGE, 2),
    }
}

fn parse(arguments: Vec<String>) -> Option<Arguments> {
    let line = command_line(&arguments);
    let mut arguments = arguments.into_iter();
    let command = match arguments.next()?.as_str() {
        "expand" => Command::Expand,
        "outline" => Command::Outline,
        "check" => Command::Check,
        "write" => Command::Write,
        _ => return None,
    };
    let (mut files, mut notes, mut is_check, mut plain) = (Vec::new(), false, false, false);
    let mut reading = Reading::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--check" if matches!(command, Command::Write) => is_check = true,
            "--plain" if matches!(command, Command::Expand | Command::Write) => plain = true,
            "--notes" => notes = true,
            option if option.starts_with("--") => reading.option(option, &mut arguments)?,
            _ => files.push(argument),
        }
    }
    let (mut options, references) = reading.finish();
    options.plain = plain;
    let mut files = files.into_iter();
    let (file, out) = (files.next()?, files.next());
    let is_complete = out.is_some() == matches!(command, Command::Write) && files.next().is_none();
    is_complete.then_some(Arguments { command, line, file, out, is_check, notes, options, references })
}

/// The options that several commands share.
#[derive(Default)]
struct Reading {
    options: Options,
    /// Local copies of remote references.
    references: Vec<(String, String)>,
    /// The types of predefined sets, which have lower precedence than single types.
    sets: Vec<ExternalType>,
}

impl Reading {
    /// Reads an option, and its value from the arguments that follow; `None` if the option is unknown or its value is
    /// invalid.
    fn option(&mut self, option: &str, arguments: &mut impl Iterator<Item = String>) -> Option<()> {
        let Self { options, references, sets } = self;
        match option {
            "--strict" => options.strict = true,
            "--only" => options.only.push(arguments.next()?),
            "--skip" => options.skip.push(arguments.next()?),
            "--reference" => add_pair(references, &arguments.next()?)?,
            "--name" => add_pair(&mut options.names, &arguments.next()?)?,
            "--short-operation-ids" => options.short_operation_ids = true,
            "--lenient-responses" => options.lenient_responses = Lenient::All,
            "--lenient" => add_lenient(options, arguments.next()?),
            "--type" => add_type(&mut options.types, &arguments.next()?)?,
            "--types" => sets.extend(set(&arguments.next()?)?),
            "--schema" => add_type(&mut options.schemas, &arguments.next()?)?,
            "--rust-type-hints" => options.rust_type_hints = true,
            "--derive" => options.derives.push(Derives { of: None, paths: vec![path(&arguments.next()?)?] }),
            "--module" => options.module = Some(syn::parse_str(&arguments.next()?).ok()?),
            "--runtime" => options.runtime = path(&arguments.next()?)?,
            "--macros" => options.macros = Some(path(&arguments.next()?)?),
            _ => return None,
        }
        Some(())
    }

    /// The options, and the local copies of remote references.
    fn finish(self) -> (Options, Vec<(String, String)>) {
        let Self { mut options, references, mut sets } = self;
        options.types.append(&mut sets);
        (options, references)
    }
}

/// The command with its arguments, except `--check`, quoted for a shell.
fn command_line(arguments: &[String]) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=".contains(c);
    let words = arguments.iter().filter(|argument| *argument != "--check").map(|argument| {
        if !argument.is_empty() && argument.chars().all(is_plain) {
            argument.clone()
        } else {
            format!("'{}'", argument.replace('\'', r"'\''"))
        }
    });
    format!("talkjs-codegen {}", words.collect::<Vec<_>>().join(" "))
}

/// Adds a schema, unless all schemas are lenient already.
fn add_lenient(options: &mut Options, schema: String) {
    match &mut options.lenient_responses {
        Lenient::All => {}
        Lenient::Schemas(schemas) => schemas.push(schema),
        Lenient::Nothing => options.lenient_responses = Lenient::Schemas(vec![schema]),
    }
}

/// Adds `KEY=VALUE`. Neither may be empty, and duplicate keys are invalid.
fn add_pair(pairs: &mut Vec<(String, String)>, text: &str) -> Option<()> {
    let (key, value) = text.rsplit_once('=')?;
    let is_new = pairs.iter().all(|(known, _)| known != key);
    (is_new && !key.is_empty() && !value.is_empty()).then(|| pairs.push((key.to_owned(), value.to_owned())))
}

/// Adds `NAME=PATH`; duplicate names are invalid.
fn add_type(types: &mut Vec<ExternalType>, text: &str) -> Option<()> {
    let (name, ty) = text.split_once('=')?;
    let is_new = !name.is_empty() && types.iter().all(|known| known.name != name);
    let ty = path(ty).filter(|_| is_new)?;
    types.push(ExternalType::new(name.to_owned(), ty));
    Some(())
}

/// The predefined types of a crate.
fn set(name: &str) -> Option<Vec<ExternalType>> {
    let path = path(&format!("::{name}"))?;
    ExternalType::set(name, &path)
}

fn path(text: &str) -> Option<TokenStream> {
    syn::parse_str::<syn::Path>(text).ok().map(|path| quote! { #path })
}

fn run(arguments: &Arguments) -> ExitCode {
    let source = match build::open(&arguments.file, &arguments.references) {
        Ok(source) => source,
        Err(error) => return print(std::io::stderr(), &format!("{error}\n"), 1),
    };
    let options = &arguments.options;
    let made = match arguments.command {
        Command::Expand => build::formatted(&source, options),
        Command::Outline => check(&source, options).and_then(|found| Ok((outlined(&source, options)?, found))),
        Command::Check => check(&source, options).map(|found| (String::new(), found)),
        Command::Write => build::code(&source, options, &format!("Generated by `{}`. Do not edit.", arguments.line)),
    };
    let (text, found, status) = match made {
        Ok((text, found)) => (text, found, 0),
        Err(found) => (String::new(), found, 1),
    };
    let _ = print(std::io::stderr(), &report(&source, &found, arguments), status);
    match &arguments.out {
        Some(out) if status == 0 => write(out, &text, arguments),
        Some(_) => ExitCode::from(status),
        None => print(std::io::stdout(), &text, status),
    }
}

/// Writes the code to its file; with `--check`, reports whether the file is up to date.
fn write(out: &str, code: &str, arguments: &Arguments) -> ExitCode {
    let is_current = std::fs::read_to_string(out).is_ok_and(|known| known == code);
    if is_current {
        return ExitCode::SUCCESS;
    }
    if arguments.is_check {
        return print(std::io::stderr(), &format!("{out} is out of date; run `{}`\n", arguments.line), 1);
    }
    match std::fs::write(out, code) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => print(std::io::stderr(), &format!("{out} cannot be written: {error}\n"), 1),
    }
}

/// The types and methods of a description, a blank line between them.
fn outlined(source: &Source, options: &Options) -> Result<String, Vec<Diagnostic>> {
    outline(source, options).map(|items| items.iter().map(|item| format!("{item}\n")).collect::<Vec<_>>().join("\n"))
}

/// All messages and their number by severity; empty if there are none.
fn report(source: &Source, found: &[Diagnostic], arguments: &Arguments) -> String {
    let count = |severity| found.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let shown = found.iter().filter(|diagnostic| arguments.notes || diagnostic.severity != Severity::Note);
    let mut messages: Vec<String> = shown.map(|diagnostic| diagnostic.render(source)).collect();
    let sorts = [(Severity::Error, "mistake"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let counts: Vec<String> = sorts
        .iter()
        .map(|(severity, word)| (count(*severity), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") })
        .collect();
    if !counts.is_empty() {
        messages.push(format!("{}: {}\n", arguments.file, counts.join(", ")));
    }
    messages.join("\n\n")
}

/// A closed pipe is not an error of this command.
fn print(mut to: impl Write, text: &str, status: u8) -> ExitCode {
    let _ = to.write_all(text.as_bytes());
    ExitCode::from(status)
}
