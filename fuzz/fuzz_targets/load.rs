//! Any text is refused or read, and every message has a place.

#![no_main]

use libfuzzer_sys::fuzz_target;
use talkjs_codegen::{Options, Source, check};

/// What a file of more bytes shows, a shorter one does too.
const MOST_BYTES: usize = 64 * 1024;

fuzz_target!(|bytes: &[u8]| {
    if bytes.len() > MOST_BYTES {
        return;
    }
    // A name without an ending: its first character decides whether it is JSON.
    let source = Source::new("description", String::from_utf8_lossy(bytes));
    match check(&source, &Options::default()) {
        Ok(found) => talkjs_fuzz::assert_readable(&found, &source),
        Err(found) => talkjs_fuzz::assert_refused(&found, &source),
    }
});
