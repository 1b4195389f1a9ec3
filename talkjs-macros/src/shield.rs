//! A panic of the generator becomes one compile error that asks for a report.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream};

use crate::compile_error;

/// Runs a macro; after a panic, returns the compile error. `about` names the macro and its input.
pub(crate) fn shielded(
    about: &str,
    span: Span,
    expand: impl FnOnce() -> TokenStream,
) -> Result<TokenStream, TokenStream> {
    // Nothing outlives the expansion, so no broken state can be seen afterwards.
    catch_unwind(AssertUnwindSafe(expand)).map_err(|panic| {
        let cause = text(&*panic);
        let message = format!(
            "internal error in {about}: {cause}\n\
             This is a bug of talkjs-macros {}, not of your code. Please report it with the input.",
            env!("CARGO_PKG_VERSION"),
        );
        compile_error(&message, span)
    })
}

fn text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without a message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::panic, reason = "the subject of the test")]
    fn a_panic_is_one_error_that_names_macro_file_and_cause() {
        let about = "`api!` of `spec/pets.yaml`";
        let error = shielded(about, Span::call_site(), || panic!("index {} is out of range", 7)).unwrap_err();
        let tokens = error.to_string();
        assert_eq!(tokens.matches("compile_error").count(), 1, "{tokens}");
        assert!(tokens.contains("internal error in `api!` of `spec/pets.yaml`: index 7 is out of range"), "{tokens}");
        assert!(tokens.contains("Please report it"), "{tokens}");
    }

    #[test]
    fn an_expansion_without_a_panic_is_passed_on() {
        let tokens = shielded("`payload!`", Span::call_site(), || quote::quote! { 7 });
        assert_eq!(tokens.unwrap().to_string(), "7");
    }
}
