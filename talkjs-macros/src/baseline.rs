//! Warnings about changes that break callers of an earlier description.

use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::LitStr;
use talkjs_codegen::diff::{Finding, Place, Verdict, diff};
use talkjs_codegen::{Severity, Source};

use crate::input::Input;
use crate::{MAX_WARNINGS, all_tracked, compile_error, open, warning};

/// A warning for each breaking change. Many warnings about one description would hide others, so their number is
/// limited.
pub(crate) fn changes(baseline: &LitStr, source: &Source, input: &Input) -> Tokens {
    let old = match open(baseline, &input.copies()) {
        Ok(old) => old,
        Err(error) => return error,
    };
    let tracked = all_tracked(&old);
    let span = baseline.span();
    let report = match diff(&old, source, &input.options) {
        Ok(report) => report,
        // Errors in the new description have been reported.
        Err(unreadable) => {
            let errors = unreadable.old.iter().filter(|found| found.severity == Severity::Error);
            let errors = errors.map(|found| compile_error(&found.render(&old), span));
            return quote! { #(#errors)* #(#tracked)* };
        }
    };
    let breaking: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.verdicts.gravest() == Verdict::Breaks).collect();
    let shown = breaking.iter().take(MAX_WARNINGS).map(|finding| warning(&words(finding), span));
    let rest = breaking.len().saturating_sub(MAX_WARNINGS);
    let more = (rest > 0).then(|| {
        let (old, new) = (old.path(), source.path());
        warning(&format!("{rest} more changes break callers; `talkjs-codegen diff {old} {new}` shows them all"), span)
    });
    quote! { #(#shown)* #more #(#tracked)* }
}

/// The place, the change, what it breaks, and the old place.
fn words(finding: &Finding) -> String {
    let place = |place: &Place| format!("{}:{}:{}", place.file, place.line, place.column);
    let (old, new) = (finding.old.as_ref().map(place), finding.new.as_ref().map(place));
    let broken = [
        (finding.verdicts.rust, "code that compiled"),
        (finding.verdicts.wire, "requests or responses"),
        (finding.verdicts.behaviour, "the effect of a call"),
    ];
    let broken: Vec<&str> =
        broken.into_iter().filter(|(verdict, _)| *verdict == Verdict::Breaks).map(|(_, words)| words).collect();
    let (sentences, id, broken) = (finding.sentences.join("; "), finding.rule.id, broken.join(", "));
    let change = format!("{sentences} (`{id}`: breaks {broken})");
    match (new, old) {
        (Some(new), Some(old)) => format!("{new}: {change}; it was at {old}"),
        (Some(new), None) => format!("{new}: {change}"),
        (None, Some(old)) => format!("{old}: {change}"),
        (None, None) => change,
    }
}
