//! The crates under `benches/peers`: the same API, by different means.

use std::path::PathBuf;

use crate::generators::{Generator, OPENAPI_TO_RUST};
use crate::{cut, home};

/// One crate.
pub struct Peer {
    /// Its folder; its package is called `peer-` and this.
    pub name: &'static str,
    pub note: Option<&'static str>,
}

/// All that can be built; the first three are ours.
pub const PEERS: &[Peer] = &[
    Peer { name: "ours", note: None },
    Peer { name: "ours-ring", note: Some("talkjs-client with its feature `rustls-ring` in place of `rustls`.") },
    Peer { name: "ours-lean", note: Some("talkjs-client without TLS.") },
    Peer { name: "hand-written", note: Some("reqwest with its default features, `json`, `multipart` and `query`.") },
    Peer {
        name: "hand-written-lean",
        note: Some(
            "the same code; of reqwest's features `rustls`, as ours, and `json`, `multipart` and `query`, which the code calls.",
        ),
    },
    Peer { name: "progenitor", note: Some("reads the description as `runner/src/cut.rs` leaves it.") },
    Peer { name: "openapi-to-rust", note: Some("generated before, which is not in the figures.") },
    Peer { name: "openapi-trait", note: Some("reads the description as `runner/src/cut.rs` leaves it.") },
];

impl Peer {
    pub fn package(&self) -> String {
        format!("peer-{}", self.name)
    }
}

/// Where a peer's files are.
pub fn folder(name: &str) -> PathBuf {
    home().join("peers").join(name)
}

/// The dependencies of a peer, as its manifest has them.
pub fn dependencies(name: &str) -> String {
    let manifest = std::fs::read_to_string(folder(name).join("Cargo.toml")).expect("a peer's manifest");
    let (_, dependencies) = manifest.split_once("\n[dependencies]\n").expect("dependencies");
    format!("[dependencies]\n{dependencies}")
}

/// Writes what the peers are made of.
pub fn prepare() {
    let description = cut::description();
    write("progenitor", &cut::for_progenitor(description.clone()));
    write("openapi-trait", &cut::for_openapi_trait(description));
    let generated = folder("openapi-to-rust").join("src/generated");
    Generator::built(OPENAPI_TO_RUST)
        .generate(&home().join("../spec/talkjs.yaml"), Some(&generated))
        .unwrap_or_else(|words| panic!("openapi-to-rust reads our description no longer: {words}"));
}

fn write(peer: &str, description: &serde_json::Value) {
    let text = serde_json::to_string_pretty(description).expect("plain data");
    std::fs::write(folder(peer).join("talkjs.json"), text + "\n").expect("a folder to write to");
}
