//! A description of valid fragments, chosen and bent by the input, becomes Rust that parses, or is refused with places.

#![no_main]

use libfuzzer_sys::fuzz_target;
use talkjs_codegen::{Options, Source, generate};

fuzz_target!(|bytes: &[u8]| {
    let source = Source::new("description.json", talkjs_fuzz::description(bytes));
    match generate(&source, &Options::default()) {
        Ok(output) => {
            talkjs_fuzz::assert_readable(&output.found, &source);
            let tokens = output.tokens;
            let text = tokens.to_string();
            if let Err(error) = syn::parse2::<syn::File>(tokens) {
                panic!("{error}\n{text}");
            }
        }
        Err(found) => talkjs_fuzz::assert_refused(&found, &source),
    }
});
