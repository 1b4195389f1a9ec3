//! What a user pays, as far as it can be counted: the same on every machine, so that a change cannot hide in noise.
//!
//! `data/budget.toml` holds what was counted last, and how far it may move before somebody has to say so there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;
use talkjs_client::{Client, UserUpdate};
use talkjs_codegen::payload::schemas;
use talkjs_codegen::{Options, Source, generate};
use talkjs_tests::{cargo, workspace};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A line of the file.
#[derive(Deserialize)]
struct Entry {
    count: u64,
    /// In percent, both ways: what has become cheaper has to be written down as well, or it could be lost unseen.
    tolerance: u64,
}

impl Entry {
    /// What to write, if the count has moved too far.
    fn complaint(&self, name: &str, found: u64) -> Option<String> {
        let Self { count, tolerance } = *self;
        let moved = found.abs_diff(count) * 100;
        (moved > count * tolerance).then(|| {
            format!(
                "{name}: {found}, and no more than {tolerance} % off {count} was expected. If that is meant, say so in \
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
    let entry = Entry { count: 200, tolerance: 3 };
    for found in [194, 200, 206] {
        assert_eq!(entry.complaint("crates", found), None);
    }
    for found in [193, 207] {
        assert_eq!(
            entry.complaint("crates", found).unwrap(),
            format!(
                "crates: {found}, and no more than 3 % off 200 was expected. If that is meant, say so in \
                 tests/data/budget.toml: `count = {found}` under `[crates]`."
            )
        );
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

/// The instructions of generating it, in a build without optimization, as callgrind counts them.
#[test]
fn instructions_of_generating_it() {
    let Ok(version) = Command::new("valgrind").arg("--version").output() else {
        return println!("not counted: valgrind is not installed");
    };
    assert!(version.status.success());
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(generator())
        .args(["check", "spec/talkjs.yaml"])
        .current_dir(workspace())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let collected = words.lines().find_map(|line| Some(line.split_once("Collected : ")?.1)).unwrap();
    hold("instructions", collected.trim().parse().unwrap());
}

/// The command `talkjs-codegen`, never built incrementally: the compiler cuts a crate into other parts then, and what it
/// makes of them takes an eighth more or less. Cargo keeps the two kinds of builds apart in one target folder. It is the one
/// that the tests of the whole workspace have beside them, so nothing is compiled again where those are not built
/// incrementally either.
fn generator() -> PathBuf {
    let arguments = ["test", "--no-run", "--offline", "--locked", "--workspace", "--test", "command"];
    let output = cargo()
        .args(arguments)
        .args(["--message-format", "json", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
        .env_remove("RUSTFLAGS")
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).unwrap();
    let executable = |line| {
        let message: Value = serde_json::from_str(line).unwrap();
        let is_command = message["target"]["name"] == "talkjs-codegen" && message["target"]["kind"][0] == "bin";
        message["executable"].as_str().filter(|_| is_command).map(PathBuf::from)
    };
    messages.lines().find_map(executable).unwrap()
}

/// The allocations of one `upsert_user`, over a connection that is there.
#[test]
fn allocations_of_a_call() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // On a thread of its own, as the allocations of this one are counted.
        std::thread::spawn(move || {
            let listener = listener.into_std().unwrap();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async { serve(TcpListener::from_std(listener).unwrap()).await });
        });
        let builder = Client::builder().app_id("q3k1pa9d").secret_key("sk_test_budget").without_limiter();
        builder.base_url(format!("http://{address}")).build().unwrap()
    });
    let call = || {
        runtime.block_on(async {
            let user = UserUpdate::new().name("Alice").email(["alice@example.com"]).role("buyer");
            client.upsert_user("12081", user).send().await.unwrap();
        });
    };
    // The connection is there then, and all that is made once.
    (0..20).for_each(|_| call());
    // A token is signed once a second, which must not count, so the least is taken.
    let least = (0..50).map(|_| allocation_counter::measure(call).count_total).min().unwrap();
    hold("allocations", least);
}

/// Answers every request on the first connection.
async fn serve(listener: TcpListener) {
    let (mut stream, _) = listener.accept().await.unwrap();
    while request(&mut stream).await {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
            .await
            .unwrap();
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
