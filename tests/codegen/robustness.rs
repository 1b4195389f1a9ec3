//! No description takes more than its share of time, memory or stack: each of the shapes in `synthetic` ends, as accepted
//! or with an error at a place, on a thread with less stack than the compiler has.

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use talkjs_codegen::payload::schemas;
use talkjs_codegen::{Options, Source, generate};
use talkjs_tests::synthetic::{SHAPES, Shape, files};

/// Three quarters of what the compiler's own thread has; 128 levels fit, without optimisation too.
const STACK: usize = 6 * 1024 * 1024;
/// Each shape takes less than a second; what grows with a power of the size takes far longer than this.
const LIMIT: Duration = Duration::from_secs(60);

/// What becomes of a shape: nothing when it is accepted, else the first error.
fn outcome(source: Source) -> String {
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        let options = Options { module: Some(syn::parse_str("crate").unwrap()), ..Options::default() };
        let outcome = match generate(&source, &options) {
            Ok(_) => "accepted".to_owned(),
            Err(found) => {
                let message = found[0].render(&source);
                message.lines().next().unwrap_or_default().to_owned()
            }
        };
        sender.send(outcome)
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
    let outcome = receiver.recv_timeout(LIMIT).expect("it ends in time, and without a panic");
    thread.join().unwrap().unwrap();
    outcome
}

/// The shapes that are refused, and what is said of them.
const REFUSED: &[(&str, &str)] = &[
    ("aliases", "a.yaml:9:21: more than 10038 values through aliases"),
    ("chain of references", "a.yaml:6:16: more than 64 references in a row"),
    ("deep JSON", "a.yaml:1:159: more than 128 levels of nesting"),
    ("deep blocks", "a.yaml:130:129: more than 128 levels of nesting"),
    ("deep flow", "a.yaml:2:517: more than 128 levels of nesting"),
    ("merge keys", "a.yaml:76:17: more than 10746 values through aliases"),
    ("path items behind path items", "a.yaml:4:15: more than 64 references in a row"),
    ("references along references", "a.yaml:7:47: more than 64 references in a row"),
];

#[test]
fn every_shape_ends_as_it_should() {
    for Shape { name, make, size } in SHAPES {
        let expected = REFUSED.iter().find(|(refused, _)| refused == name).map_or("accepted", |(_, message)| message);
        let found = outcome(Source::new("a.yaml", make(*size)));
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn what_payload_needs_stays_small_however_many_types_hold_each_other() {
    for name in ["chain of required members", "chain of lists"] {
        let shape = SHAPES.iter().find(|shape| shape.name == name).unwrap();
        let size = 2 * shape.size;
        let source = Source::new("a.yaml", (shape.make)(size));
        let types = schemas(&source, &Options::default()).unwrap();
        let texts: BTreeSet<&str> = types.iter().flat_map(|(_, texts)| texts.lines()).collect();
        assert!(types.len() >= size && texts.len() == types.len(), "{name}: {} texts", texts.len());
        let longest = types.iter().map(|(_, texts)| texts.len()).max().unwrap();
        assert!(longest < 64 * 1024, "{name}: a literal is checked with {longest} bytes");
        let named: usize = types.iter().map(|(_, texts)| texts.lines().count()).sum();
        // The generator's limit for all together.
        assert!(named <= 100_000, "{name}: {named} texts are named");
    }
}

#[test]
fn many_files_are_read_once_each() {
    let files = files(300);
    let read = |path: &str| files.iter().find(|(name, _)| name == path).map(|(_, text)| text.clone()).ok_or("gone");
    assert_eq!(outcome(Source::open("api.yaml", read).unwrap()), "accepted");
}

#[test]
fn one_character_more_than_the_limit_is_refused_unread() {
    let text = format!("openapi: 3.0.3\n# {}", "x".repeat(128 * 1024 * 1024));
    assert_eq!(outcome(Source::new("a.yaml", text)), "a.yaml:1:1: more than 134217728 bytes in the description");
}
