//! A description of valid fragments, chosen and bent by the input, becomes Rust that parses, the same
//! each time, or is refused with places.

#![no_main]

use libfuzzer_sys::fuzz_target;
use talkjs_codegen::{Diagnostic, Options, Output, Source, generate, stand_in};

fuzz_target!(|bytes: &[u8]| {
    let source = Source::new("description.json", talkjs_fuzz::description(bytes));
    // With a module, the code has all that it has without, and what `payload!` needs.
    let options = Options { module: syn::parse_str("crate::api").ok(), ..Options::default() };
    let result = generate(&source, &options);
    if is_run_twice(bytes) {
        let again = generate(&source, &options);
        assert_eq!(shown(&result), shown(&again), "two runs differ");
    }
    match result {
        Ok(output) => {
            talkjs_fuzz::assert_readable(&output.found, &source);
            if let Err(error) = syn::parse2::<syn::File>(output.tokens.clone()) {
                panic!("{error}\n{}", output.tokens);
            }
        }
        Err(found) => {
            talkjs_fuzz::assert_refused(&found, &source);
            let stand_in = stand_in(Some(&source), &options, Vec::new());
            assert!(syn::parse2::<syn::File>(stand_in.clone()).is_ok(), "{stand_in}");
        }
    }
});

/// One input in eight: each that is kept is changed many times, and so gets its turn.
fn is_run_twice(bytes: &[u8]) -> bool {
    bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)).is_multiple_of(8)
}

/// The tokens and the messages of a run.
fn shown(result: &Result<Output, Vec<Diagnostic>>) -> (String, &[Diagnostic]) {
    match result {
        Ok(output) => (output.tokens.to_string(), &output.found),
        Err(found) => (String::new(), found),
    }
}
