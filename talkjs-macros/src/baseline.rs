//! Warnings for what breaks callers of an earlier description.

use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::LitStr;
use talkjs_codegen::diff::{Finding, Place, Verdict, diff};
use talkjs_codegen::{Severity, Source};

use crate::input::Input;
use crate::{MAX_WARNINGS, all_tracked, compile_error, open, warning};

/// A warning for each change that breaks someone. Those of one description would hide the others, so not all are shown.
pub(crate) fn changes(baseline: &LitStr, source: &Source, input: &Input) -> Tokens {
    let old = match open(baseline, &input.copies()) {
        Ok(old) => old,
        Err(error) => return error,
    };
    let tracked = all_tracked(&old);
    let span = baseline.span();
    let report = match diff(&old, source, &input.options) {
        Ok(report) => report,
        // What is wrong with the new description has been reported.
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

/// Where it is now, what has changed, whom it breaks, and where it was.
fn words(finding: &Finding) -> String {
    let place = |place: &Place| format!("{}:{}:{}", place.file, place.line, place.column);
    let (old, new) = (finding.old.as_ref().map(place), finding.new.as_ref().map(place));
    let broken = [
        (finding.verdicts.rust, "code that compiled"),
        (finding.verdicts.wire, "requests or responses"),
        (finding.verdicts.behaviour, "what a call does"),
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
