//! What a user pays, as far as it can be counted: the same on every machine, so that a change cannot hide in noise.
//!
//! `data/budget.toml` holds what was counted last, and how far it may move before somebody has to say so there. Versions of
//! dependencies move what they do, so a call is held against one by hand in the same run, and the generator against a
//! program that reads the same file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use talkjs_client::{Client, UserUpdate};
use talkjs_codegen::payload::schemas;
use talkjs_codegen::{Options, Source, generate};
use talkjs_runtime::transport::reqwest;
use talkjs_tests::calls::{by_hand, by_talkjs_client};
use talkjs_tests::{cargo, workspace};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A line of the file. It holds both ways: what has become cheaper has to be written down as well, or it could be lost
/// unseen.
#[derive(Deserialize)]
struct Entry {
    count: u64,
    /// How far it may move.
    #[serde(flatten)]
    tolerance: Tolerance,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tolerance {
    Percent(u64),
    Absolute(u64),
}

impl Tolerance {
    fn holds(self, count: u64, found: u64) -> bool {
        let moved = found.abs_diff(count);
        match self {
            Self::Percent(percent) => moved * 100 <= count * percent,
            Self::Absolute(most) => moved <= most,
        }
    }
}

impl std::fmt::Display for Tolerance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "{percent} %"),
            Self::Absolute(most) => write!(f, "{most}"),
        }
    }
}

impl Entry {
    /// What to write, if the count has moved too far.
    fn complaint(&self, name: &str, found: u64) -> Option<String> {
        let Self { count, tolerance } = *self;
        (!tolerance.holds(count, found)).then(|| {
            format!(
                "{name}: {found}, and no more than {tolerance} off {count} was expected. If that is meant, say so in \
                 tests/data/budget.toml: `count = {found}` under `[{name}]`."
            )
        })
    }
}

fn hold(name: &str, found: u64) {
    let text = std::fs::read_to_string(workspace().join("tests/data/budget.toml")).unwrap();
    let entries: BTreeMap<String, Entry> = toml::from_str(&text).unwrap();
    if let Some(complaint) = entries[name].complaint(name, found) {
        panic!("{complaint}");
    }
}

#[test]
fn what_moves_either_way_is_told_with_what_to_write() {
    for (tolerance, text, most) in [(Tolerance::Percent(3), "3 %", 6), (Tolerance::Absolute(3), "3", 3)] {
        let entry = Entry { count: 200, tolerance };
        for found in [200 - most, 200, 200 + most] {
            assert_eq!(entry.complaint("crates", found), None);
        }
        for found in [200 - most - 1, 200 + most + 1] {
            assert_eq!(
                entry.complaint("crates", found).unwrap(),
                format!(
                    "crates: {found}, and no more than {text} off 200 was expected. If that is meant, say so in \
                     tests/data/budget.toml: `count = {found}` under `[crates]`."
                )
            );
        }
    }
}

/// The crates that cargo builds for a user of `talkjs-client` on Linux, with its default features.
#[test]
fn crates_in_the_dependency_tree() {
    let target = ["--target", "x86_64-unknown-linux-gnu", "--edges", "normal,build", "--prefix", "none"];
    let arguments = ["tree", "--offline", "--locked", "--package", "talkjs-client", "--format", "{p}"];
    let output = cargo().args(arguments).args(target).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let crates: BTreeSet<&str> = text.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    hold("crates", crates.len() as u64);
}

/// The tokens that the compiler gets for our description: the client, and with all that `payload!` needs.
#[test]
fn tokens_of_our_description() {
    let path = workspace().join("spec/talkjs.yaml");
    let source = Source::new("spec/talkjs.yaml", std::fs::read_to_string(path).unwrap());
    let with_payload = Options { module: Some(syn::parse_str("crate").unwrap()), ..Options::default() };
    for (name, options) in [("tokens", Options::default()), ("tokens_with_module", with_payload)] {
        let output = generate(&source, &options).ok().unwrap();
        hold(name, tokens(output.tokens));
    }
}

/// The texts by which `payload!` checks literals, in bytes.
#[test]
fn texts_for_payload() {
    let path = workspace().join("spec/talkjs.yaml");
    let source = Source::new("spec/talkjs.yaml", std::fs::read_to_string(path).unwrap());
    let types = schemas(&source, &Options::default()).ok().unwrap();
    let texts: BTreeSet<&str> = types.iter().flat_map(|(_, texts)| texts.lines()).collect();
    hold("payload_texts", texts.iter().map(|text| text.len() as u64).sum());
}

/// Groups count for their two delimiters.
fn tokens(stream: proc_macro2::TokenStream) -> u64 {
    let count = |token| match token {
        proc_macro2::TokenTree::Group(group) => tokens(group.stream()) + 2,
        _ => 1,
    };
    stream.into_iter().map(count).sum()
}

/// The instructions of generating it by those of reading the same file, in percent, in builds without optimization.
#[test]
fn instructions_of_generating_it() {
    let Some(programs) = has_valgrind().then(generator) else { return };
    let [generator, reader] = programs.map(Command::new);
    let generating = instructions(generator, &["check", "spec/talkjs.yaml"]);
    let reading = instructions(reader, &["spec/talkjs.yaml"]);
    hold("instructions", generating * 100 / reading);
}

/// The instructions of a call by those of one by hand, in percent, in builds without optimization.
#[test]
fn instructions_of_a_call() {
    if !has_valgrind() {
        return;
    }
    let server = server();
    let of = |way: &str| {
        let of = |calls: &str| instructions(Command::new(env!("CARGO_BIN_EXE_calls")), &[&server, way, calls]);
        // The connection is there, and all that is made once, before the calls that count.
        of("60") - of("20")
    };
    hold("call_instructions", of("ours") * 100 / of("hand-written"));
}

fn has_valgrind() -> bool {
    let is_there = Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success());
    if !is_there {
        println!("not counted: valgrind is not installed");
    }
    is_there
}

/// The instructions of a program, as callgrind counts them.
fn instructions(program: Command, arguments: &[&str]) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program.get_program())
        .args(arguments)
        .current_dir(workspace())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let collected = words.lines().find_map(|line| Some(line.split_once("Collected : ")?.1)).unwrap();
    collected.trim().parse().unwrap()
}

/// The command `talkjs-codegen` and the program that reads YAML, never built incrementally: the compiler cuts a crate into
/// other parts then, and what it makes of them takes an eighth more or less. Cargo keeps the two kinds of builds apart in one
/// target folder. As parts of the workspace and with the settings of its tests, they share all else with these.
fn generator() -> [PathBuf; 2] {
    let output = cargo()
        .args(["build", "--offline", "--locked", "--workspace", "--bin", "talkjs-codegen", "--example", "read_yaml"])
        .args(["--message-format", "json", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
        .env_remove("RUSTFLAGS")
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL", "0")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).unwrap();
    let messages: Vec<Value> = messages.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    ["talkjs-codegen", "read_yaml"].map(|name| {
        let is_wanted = |message: &&Value| message["target"]["name"] == name;
        let built = messages.iter().filter(|message| message["executable"].is_string()).find(is_wanted);
        built.unwrap()["executable"].as_str().unwrap().into()
    })
}

/// One `upsert_user` over a connection that is there allocates no more often than the same call by hand.
#[test]
fn allocations_of_a_call() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = server();
    let builder = Client::builder().app_id("q3k1pa9d").secret_key("sk_test_budget").without_limiter();
    let client = builder.base_url(&server).build().unwrap();
    let by_reqwest = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(15)).build().unwrap();
    let ours = least(|| runtime.block_on(by_talkjs_client(&client)));
    let by_hand = least(|| runtime.block_on(by_hand(&by_reqwest, &server)));
    assert!(ours <= by_hand, "{ours} allocations, and {by_hand} by hand");
}

/// The bytes of the future of a call: a program with many calls in flight holds as many of them, and copies each when it is
/// awaited.
#[test]
fn size_of_the_future_of_a_call() {
    let builder = Client::builder().app_id("q3k1pa9d").secret_key("sk_test_budget");
    let client = builder.base_url("http://127.0.0.1:1").build().unwrap();
    let call = client.upsert_user("12081", UserUpdate::new()).send();
    hold("call_future", size_of_val(&call) as u64);
}

/// The fewest allocations of a call: a token is signed once a second, which must not count.
fn least(call: impl Fn()) -> u64 {
    // The connection is there then, and all that is made once.
    (0..20).for_each(|_| call());
    (0..50).map(|_| allocation_counter::measure(&call).count_total).min().unwrap()
}

/// Starts a server that answers everything with an empty object, on a thread of its own, as the allocations of this one are
/// counted. It ends with the process.
fn server() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream));
            }
        });
    });
    format!("http://{address}")
}

/// Answers every request on a connection.
async fn serve(mut stream: TcpStream) {
    while request(&mut stream).await {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
        if stream.write_all(answer).await.is_err() {
            return;
        }
    }
}

/// Reads a request whose body is an object; `false` at the end.
async fn request(stream: &mut TcpStream) -> bool {
    let (mut text, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => text.extend_from_slice(&buffer[..read]),
            _ => return false,
        }
        let text = String::from_utf8_lossy(&text);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if length == Some(body.len()) {
            return true;
        }
    }
}
