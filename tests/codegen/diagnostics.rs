//! Every bad description in `data/diagnostics` gets exactly the messages in the `.txt` beside it.
//!
//! `UPDATE_GOLDENS=1 cargo test -p talkjs-tests --test codegen diagnostics::` writes the messages anew; read the difference.

use std::collections::BTreeSet;
use std::path::Path;

use quote::quote;
use talkjs_codegen::{Derives, Diagnostic, ExternalType, Kind, Lenient, Options, Severity, Source, check, stand_in};
use talkjs_tests::{files, golden, type_name};

#[test]
fn every_bad_description_gets_its_messages() {
    let cases = files("data/diagnostics", &["yaml", "json"]);
    assert!(cases.len() >= 170, "only {} cases were found", cases.len());
    let silent = cases.iter().find(|file| messages(file).is_empty());
    assert_eq!(silent, None, "nothing is said of it");
    let differing: Vec<String> = cases.iter().filter_map(|file| golden(file, "txt", &messages(file))).collect();
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

#[test]
fn every_message_has_a_place_in_one_of_its_files() {
    for file in files("data/diagnostics", &["yaml", "json"]) {
        let source = open(&file);
        for diagnostic in check(&source, &Options::default()).unwrap_or_else(|found| found) {
            let message = diagnostic.render(&source);
            let known = source.files().iter().find(|file| message.starts_with(&format!("{}:", file.path())));
            let known = known.unwrap_or_else(|| panic!("{}: {message}", file.display()));
            assert!(diagnostic.span.end() <= known.text().len(), "{message}");
            let mut place = message[known.path().len() + 1..].split(':');
            let (line, column) = (place.next().unwrap(), place.next().unwrap());
            assert!(line.parse::<usize>().unwrap() > 0 && column.parse::<usize>().unwrap() > 0, "{message}");
        }
    }
}

/// What stands in for the code is Rust, whatever the mistake.
#[test]
fn every_bad_description_has_a_stand_in() {
    let module = Some(syn::parse_str("crate::api").unwrap());
    let options = Options { module, strict: true, ..Options::default() };
    let mut named = 0;
    for file in files("data/diagnostics", &["yaml", "json"]) {
        let source = open(&file);
        if check(&source, &options).is_ok() {
            continue;
        }
        let error = quote! { ::core::compile_error! { "wrong" } };
        let tokens = stand_in(Some(&source), &options, vec![error]);
        let code = syn::parse2::<syn::File>(tokens).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let names: Vec<String> = code.items.iter().filter_map(type_name).collect();
        assert!(names.iter().any(|name| name == "Client"), "{}", file.display());
        named += usize::from(names.len() > 1);
    }
    assert!(named > 50, "only {named} have names besides the client's");
}

#[test]
fn our_own_description_has_no_mistake_even_when_read_strictly() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/talkjs.yaml");
    let source = Source::new("spec/talkjs.yaml", std::fs::read_to_string(path).unwrap());
    let strict = Options { strict: true, ..Options::default() };
    let found = check(&source, &strict).unwrap_or_else(|found| found);
    let messages: Vec<String> = found.iter().map(|diagnostic| diagnostic.render(&source)).collect();
    assert!(messages.is_empty(), "{}", messages.join("\n\n"));
}

#[test]
fn a_strict_reader_takes_every_warning_for_an_error() {
    for file in files("data/diagnostics", &["yaml", "json"]) {
        let source = open(&file);
        let Ok(found) = check(&source, &Options::default()) else { continue };
        let warned = found.iter().any(|diagnostic| diagnostic.severity == Severity::Warning);
        let strict = check(&source, &Options { strict: true, ..Options::default() });
        assert_eq!(strict.is_err(), warned, "{}", file.display());
    }
}

/// The kinds that have to be shown. A new one fails to compile until it is here, and then to pass until it has a case.
macro_rules! kinds {
    ($($kind:ident)*) => {
        const KINDS: &[&str] = &[$(stringify!($kind)),*];

        fn name(kind: &Kind) -> &'static str {
            match kind {
                $(Kind::$kind { .. } => stringify!($kind),)*
                // Told by those who read the file, and shown by the test of the command.
                Kind::Unreadable { .. } => "Unreadable",
            }
        }
    };
}

kinds! {
    Syntax OverLimit Duplicate Version WrongKind UnknownKey MissingKey UnknownWord DanglingRef WrongRef RemoteRef CyclicRef
    PathParameter BadPath UnknownRequired EmptyRange Pattern Indistinct Discriminator Conflict Endless Newer UnexpectedRef
    BesideRef Nullable UnreadRef UnknownSelection UnknownName NewName UnknownFormat UnknownSchema UnknownType Extension Ignored Unchecked Untyped ReadAs Annotation
    UnknownScheme
}

#[test]
fn every_kind_of_message_is_shown_by_a_case() {
    let cases = files("data/diagnostics", &["yaml", "json"]);
    let mut found: Vec<_> = cases.iter().flat_map(|file| found(file, &Options::default())).collect();
    let unknown = Options { only: vec!["getA".to_owned()], ..Options::default() };
    found.extend(cases.iter().flat_map(|file| self::found(file, &unknown)));
    let names = ["no_such_name", "Pet"].map(|old| (old.to_owned(), "no name".to_owned()));
    let lenient_responses = Lenient::Schemas(vec!["no_such_schema".to_owned()]);
    let renamed = Options { names: names.to_vec(), lenient_responses, ..Options::default() };
    found.extend(cases.iter().flat_map(|file| self::found(file, &renamed)));
    let wrong = vec![ExternalType::new("no-such-name".to_owned(), quote! { Wrong })];
    let replaced = Options { types: wrong.clone(), schemas: wrong, ..Options::default() };
    found.extend(cases.iter().flat_map(|file| self::found(file, &replaced)));
    let derives = vec![Derives { of: Some("NoSuchName".to_owned()), paths: vec![quote! { Hash }] }];
    let derived = Options { derives, ..Options::default() };
    found.extend(cases.iter().flat_map(|file| self::found(file, &derived)));
    let shown: BTreeSet<&str> = found.iter().map(|diagnostic| name(&diagnostic.kind)).collect();
    assert_eq!(shown, KINDS.iter().copied().collect());
}

#[test]
fn messages_come_in_the_order_of_the_file_and_none_comes_twice() {
    for file in files("data/diagnostics", &["yaml", "json"]) {
        let found = found(&file, &Options::default());
        assert!(found.is_sorted_by_key(|diagnostic| diagnostic.span), "{}", file.display());
        let texts: BTreeSet<String> = found.iter().map(|one| format!("{:?} {}", one.span, one.kind)).collect();
        assert_eq!(texts.len(), found.len(), "{}", file.display());
    }
}

#[test]
fn an_unknown_selector_gets_the_nearest_known_one_as_suggestion() {
    let text = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths:\n  /users: { get: { operationId: listUsers, tags: \
                [people], responses: { '200': { description: Done } } } }\n";
    let source = Source::new("a.yaml", text);
    for (selector, nearest) in [("listUser", "listUsers"), ("people", "tag:people"), ("/user", "/users")] {
        let options = Options { skip: vec![selector.to_owned()], ..Options::default() };
        let found = check(&source, &options).unwrap_err();
        let words = format!("a.yaml:3:1: unknown selector `{selector}`; did you mean `{nearest}`?\n");
        assert!(found[0].render(&source).starts_with(&words), "{}", found[0].render(&source));
    }
}

/// Errors, warnings and notes.
fn found(file: &Path, options: &Options) -> Vec<Diagnostic> {
    check(&open(file), options).unwrap_or_else(|found| found)
}

/// The same as text.
fn messages(file: &Path) -> String {
    let source = open(file);
    let found = found(file, &Options::default());
    found.iter().map(|diagnostic| diagnostic.render(&source)).collect::<Vec<_>>().join("\n\n")
}

/// A description, and the files beside it that it refers to.
fn open(file: &Path) -> Source {
    let folder = file.parent().unwrap();
    let name = file.file_name().unwrap().to_str().unwrap();
    Source::open(name, |path| std::fs::read_to_string(folder.join(path))).unwrap()
}
