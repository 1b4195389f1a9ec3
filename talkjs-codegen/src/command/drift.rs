//! `talkjs-codegen drift SPEC TRAFFIC…`

#[cfg(not(feature = "drift"))]
pub(crate) fn main(_: Vec<String>) -> std::process::ExitCode {
    crate::print(std::io::stderr(), "`drift` needs a build with `--features drift`\n", 2)
}

#[cfg(feature = "drift")]
pub(crate) use with_drift::main;

#[cfg(feature = "drift")]
mod with_drift {
    use std::path::Path;
    use std::process::ExitCode;

    use talkjs_codegen::drift_input::{Exchange, read_traffic};
    use talkjs_codegen::{DriftCheck, Patch, build};

    use crate::{add_pair, print};

    const USAGE: &str = "\
Usage: talkjs-codegen drift [OPTIONS] SPEC TRAFFIC…

Checks recorded exchanges against the OpenAPI description SPEC. Each TRAFFIC is a HAR file, or a file of JSON lines as
written by the recorder of `talkjs-runtime`.

Options:
  --server URL      the server that was called, instead of those in the description; it can have variables, such as
                    `http://127.0.0.1:4010/v1/{appId}`; repeatable
  --format FORMAT   `text` (default), `json` or `sarif`
  --coverage        with `text`: list the parts of the description that were never used
  --patch           print the description with edits that accept the exchanges; the report goes to standard error
  --patch-to PATH   write it to a file, or to a folder if the description has several files
  --reference URL=PATH
                    read references whose URL begins with URL from local files whose path begins with PATH; repeatable

Exit status: 0 without drift, 1 with drift, 2 if a file cannot be read or no exchange is with the described servers.
";

    #[derive(Clone, Copy, PartialEq)]
    enum Format {
        Text,
        Json,
        Sarif,
    }

    /// Where the edited description is written.
    enum Target {
        Nowhere,
        Output,
        Path(String),
    }

    struct Arguments {
        spec: String,
        traffic: Vec<String>,
        servers: Vec<String>,
        format: Format,
        has_coverage: bool,
        target: Target,
        references: Vec<(String, String)>,
    }

    pub(crate) fn main(arguments: Vec<String>) -> ExitCode {
        if arguments.iter().any(|argument| matches!(argument.as_str(), "help" | "--help" | "-h")) {
            return print(std::io::stdout(), USAGE, 0);
        }
        let Some(arguments) = parse(arguments) else {
            return print(std::io::stderr(), USAGE, 2);
        };
        run(&arguments).unwrap_or_else(|message| print(std::io::stderr(), &format!("{message}\n"), 2))
    }

    fn parse(arguments: Vec<String>) -> Option<Arguments> {
        let mut parsed = Arguments {
            spec: String::new(),
            traffic: Vec::new(),
            servers: Vec::new(),
            format: Format::Text,
            has_coverage: false,
            target: Target::Nowhere,
            references: Vec::new(),
        };
        let mut files = Vec::new();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--server" => parsed.servers.push(arguments.next()?),
                "--format" => parsed.format = format(&arguments.next()?)?,
                "--coverage" => parsed.has_coverage = true,
                "--patch" => parsed.target = Target::Output,
                "--patch-to" => parsed.target = Target::Path(arguments.next()?),
                "--reference" => add_pair(&mut parsed.references, &arguments.next()?)?,
                unknown if unknown.starts_with("--") => return None,
                _ => files.push(argument),
            }
        }
        let mut files = files.into_iter();
        parsed.spec = files.next()?;
        parsed.traffic = files.collect();
        (!parsed.traffic.is_empty()).then_some(parsed)
    }

    fn format(name: &str) -> Option<Format> {
        Some(match name {
            "text" => Format::Text,
            "json" => Format::Json,
            "sarif" => Format::Sarif,
            _ => return None,
        })
    }

    fn run(arguments: &Arguments) -> Result<ExitCode, String> {
        let source = build::open(&arguments.spec, &arguments.references).map_err(|error| error.to_string())?;
        let check = DriftCheck::new(source, &arguments.servers).map_err(|error| error.to_string())?;
        let exchanges = read(&arguments.traffic)?;
        let report = check.report(&exchanges);
        let text = match arguments.format {
            Format::Text => check.text(&report, arguments.has_coverage),
            Format::Json => check.json(&report),
            Format::Sarif => check.sarif(&report),
        };
        let status = if report.is_void() { 2 } else { u8::from(report.has_drift()) };
        match &arguments.target {
            Target::Nowhere => Ok(print(std::io::stdout(), &text, status)),
            Target::Output => {
                let _ = print(std::io::stderr(), &text, status);
                let patch = check.patch(&exchanges).map_err(|error| error.to_string())?;
                let _ = print(std::io::stderr(), &summary(&check, &patch), status);
                Ok(print(std::io::stdout(), &whole(&patch)?, status))
            }
            Target::Path(path) => {
                let _ = print(std::io::stdout(), &text, status);
                let patch = check.patch(&exchanges).map_err(|error| error.to_string())?;
                write(&patch, path)?;
                Ok(print(std::io::stderr(), &summary(&check, &patch), status))
            }
        }
    }

    fn read(files: &[String]) -> Result<Vec<Exchange>, String> {
        let mut exchanges = Vec::new();
        for file in files {
            let bytes = std::fs::read(file).map_err(|error| format!("{file} cannot be read: {error}"))?;
            read_traffic(&bytes, &mut |exchange| exchanges.push(exchange))
                .map_err(|error| format!("{file}: {error}"))?;
        }
        Ok(exchanges)
    }

    /// The number of edits, the findings that are left, and what the edits mean for users.
    fn summary(check: &DriftCheck, patch: &Patch) -> String {
        let edits = if patch.edits == 1 { "edit" } else { "edits" };
        let mut text = format!("the patch has {} {edits}", patch.edits);
        match patch.left.len() {
            0 => text.push_str("; no finding is left\n"),
            left => {
                text.push_str(&format!("; a person has to decide about the other findings ({left}):\n"));
                for finding in &patch.left {
                    let (method, path, pointer) = (&finding.method, &finding.path, &finding.pointer);
                    text.push_str(&format!("  {method} {path}, {}{pointer}: {}\n", finding.part, finding.kind));
                }
            }
        }
        text.push_str(&check.verdict(patch).unwrap_or_default());
        text
    }

    /// The one file to print: the description's own file, unless another one has changed.
    fn whole(patch: &Patch) -> Result<String, String> {
        match &patch.files[..] {
            [] => Ok(patch.source.files().first().map(|file| file.text().to_owned()).unwrap_or_default()),
            [(_, text)] => Ok(text.clone()),
            several => {
                let names: Vec<&str> = several.iter().map(|(path, _)| path.as_str()).collect();
                Err(format!(
                    "the patch changes several files: {}; write them with `--patch-to FOLDER`",
                    names.join(", ")
                ))
            }
        }
    }

    fn write(patch: &Patch, path: &str) -> Result<(), String> {
        let error = |path: &Path, error: &std::io::Error| format!("{} cannot be written: {error}", path.display());
        if patch.source.files().len() == 1 {
            return std::fs::write(path, whole(patch)?).map_err(|reason| error(Path::new(path), &reason));
        }
        for (name, text) in &patch.files {
            // Nothing is written outside of the folder.
            let inside = Path::new(name).components().filter(|part| matches!(part, std::path::Component::Normal(_)));
            let file = Path::new(path).join(inside.collect::<std::path::PathBuf>());
            let folder = file.parent().unwrap_or(Path::new(path));
            std::fs::create_dir_all(folder).map_err(|reason| error(folder, &reason))?;
            std::fs::write(&file, text).map_err(|reason| error(&file, &reason))?;
        }
        Ok(())
    }
}
