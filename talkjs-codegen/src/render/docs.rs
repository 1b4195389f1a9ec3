//! Text from a description as documentation: never a doctest, never code, never a broken link.

use proc_macro2::TokenStream;
use quote::quote;

use super::Render;
use crate::model::Docs;

impl Render<'_> {
    /// The documentation of an item that stands on its own, with its place.
    pub(super) fn item_docs(&self, docs: &Docs) -> TokenStream {
        self.documented(&docs.text, docs)
    }

    /// The same with other words than the description's.
    pub(super) fn documented(&self, text: &str, docs: &Docs) -> TokenStream {
        let line = self.source.line_column(docs.place.start).line;
        let place = format!(" Described at `{}:{line}`.", self.source.path());
        let gap = if text.trim().is_empty() { "" } else { "\n\n" };
        let lines = lines(&format!("{}{gap}", text.trim()));
        let deprecated = deprecated(docs);
        quote! { #(#[doc = #lines])* #[doc = #place] #deprecated }
    }

    /// The documentation of a part of an item.
    pub(super) fn part_docs(&self, docs: &Docs, otherwise: &str) -> TokenStream {
        let text = if docs.text.trim().is_empty() { otherwise } else { &docs.text };
        let deprecated = deprecated(docs);
        let lines = lines(text);
        quote! { #(#[doc = #lines])* #deprecated }
    }
}

fn deprecated(docs: &Docs) -> Option<TokenStream> {
    docs.deprecated.then(|| quote! { #[deprecated(note = "the description marks it as deprecated")] })
}

/// The lines of a text as Markdown that rustdoc only shows. Each begins with a space, as lines of
/// comments do.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut fenced = false;
    text.lines().map(|line| format!(" {}", safe_line(line, &mut fenced)).trim_end().to_owned()).collect()
}

fn safe_line(line: &str, fenced: &mut bool) -> String {
    let line: String = line.chars().map(visible).collect();
    let text = line.trim_start();
    if text.starts_with("```") || text.starts_with("~~~") {
        *fenced = !*fenced;
        return if *fenced { "```text".to_owned() } else { "```".to_owned() };
    }
    if *fenced {
        return line;
    }
    // Four spaces would begin a block of code, which rustdoc runs.
    let indent = line.len().saturating_sub(text.len()).min(3);
    format!("{}{}", " ".repeat(indent), escape(text))
}

/// Controls that change how the text around them reads are shown as what they are.
fn visible(c: char) -> char {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => '\u{fffd}',
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// Brackets would be links and angles would be tags, but for those in code spans.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let closed = text.matches('`').count().is_multiple_of(2);
    let mut code = false;
    for c in text.chars() {
        if c == '`' && closed {
            code = !code;
        }
        if !code && matches!(c, '[' | ']' | '<' | '>') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_becomes_code_or_a_link() {
        let text = "See [User] and `a[0]`.\n\n    let x = 1;\n\n```rust\npanic!()\n```\nmap<K>\u{202e}";
        assert_eq!(
            lines(text),
            [
                r" See \[User\] and `a[0]`.",
                "",
                "    let x = 1;",
                "",
                " ```text",
                " panic!()",
                " ```",
                " map\\<K\\>\u{fffd}",
            ]
        );
    }
}
