//! Renders text from a description as documentation, without doctests, code blocks or broken links.

use proc_macro2::TokenStream;
use quote::quote;

use super::Render;
use super::html::{Element, element};
use crate::model::{Direction, Docs, EnumRepr, TypeDef, TypeKind, TypeRef};

impl Render<'_> {
    /// The documentation of a type: its text in the description or else its kind, its place, and a link to its type in
    /// the other direction.
    pub(super) fn type_docs(&self, ty: &TypeDef) -> TokenStream {
        let mut lines = lines(ty.docs.text.trim());
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let kind = lines.is_empty().then(|| format!(" {}.", self.kind_words(&ty.kind)));
        lines.extend(self.described_at(&ty.docs));
        if let Some(place) = lines.last_mut() {
            *place = format!("{}{place}{}", kind.unwrap_or_default(), self.twin_words(ty).unwrap_or_default());
        }
        written(&lines)
    }

    /// The kind of a type, for types without documentation.
    fn kind_words(&self, kind: &TypeKind) -> String {
        match kind {
            TypeKind::Struct(_) => "An object".to_owned(),
            TypeKind::Enum(values) => {
                let json = if values.holds == EnumRepr::Text { "A string" } else { "An integer" };
                let count = values.variants.len();
                format!("{json} with {count} known value{}", if count == 1 { "" } else { "s" })
            }
            TypeKind::Union(union) => format!("One of {} types", union.variants.len()),
            TypeKind::Newtype { inner, .. } => self.target_words(inner),
            TypeKind::Alias { target, .. } => self.target_words(target),
            TypeKind::External(external) => {
                format!("The type {}", code(&external.path.to_string().replace(' ', "")))
            }
        }
    }

    /// The target of an alias, as text.
    fn target_words(&self, ty: &TypeRef) -> String {
        let words = match ty {
            TypeRef::Named(_) => return format!("Alias of {}", self.type_words(ty)),
            TypeRef::Nullable(inner) => return format!("{} or `null`", self.target_words(inner)),
            TypeRef::Text => "A string",
            TypeRef::Bool => "A boolean",
            TypeRef::I32 | TypeRef::I64 | TypeRef::U64 => "An integer",
            TypeRef::F32 | TypeRef::F64 => "A number",
            TypeRef::Any => "Any JSON value",
            TypeRef::Binary => "A file",
            TypeRef::List(_) => "A list",
            TypeRef::Tuple(_) => "A list with a type for each position",
            TypeRef::Map(_) => "A map",
        };
        words.to_owned()
    }

    /// A link to the type of the same schema in the other direction.
    fn twin_words(&self, ty: &TypeDef) -> Option<String> {
        let (direction, twin) = ty.twin?;
        let twin = self.model.get(twin)?.name.rust();
        Some(match direction {
            Direction::Request => format!(" In requests: [`{twin}`]."),
            Direction::Response | Direction::Both => format!(" The request form of [`{twin}`]."),
        })
    }

    /// The documentation of an item, with its place.
    pub(super) fn documented(&self, text: &str, docs: &Docs) -> TokenStream {
        let gap = if text.trim().is_empty() { "" } else { "\n\n" };
        let mut lines = lines(&format!("{}{gap}", text.trim()));
        lines.extend(self.described_at(docs));
        written(&lines)
    }

    /// The last lines of an item's documentation.
    pub(super) fn described_at(&self, docs: &Docs) -> Vec<String> {
        let file = self.source.file_of(docs.place);
        let line = file.line_column(docs.place.start()).line;
        let place = format!(" Described at `{}:{line}`.", file.path());
        if docs.deprecated { vec![" Deprecated.".to_owned(), String::new(), place] } else { vec![place] }
    }

    /// The first sentence of a part's documentation.
    pub(super) fn sentence(&self, docs: &Docs, otherwise: &str) -> String {
        let sentence = first_sentence(&docs.text);
        let text = if sentence.is_empty() { otherwise } else { &sentence };
        lines(text).concat()
    }

    /// The documentation of a part of an item.
    pub(super) fn part_docs(&self, docs: &Docs, otherwise: &str) -> TokenStream {
        let text = if docs.text.trim().is_empty() { otherwise } else { &docs.text };
        written(&lines(text))
    }
}

/// The longest sentence that messages and setters repeat, in characters.
const MAX_SENTENCE: usize = 200;

/// The beginning of a text, on one line.
pub(crate) fn first_sentence(text: &str) -> String {
    let paragraph = text.trim().split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    let line = words.join(" ");
    let end = line.find(". ").map_or(line.len(), |end| end.saturating_add(1));
    let sentence = line.get(..end).unwrap_or(&line);
    if sentence.chars().count() <= MAX_SENTENCE {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(MAX_SENTENCE).collect();
    format!("{}…", cut.trim_end())
}

/// Documentation as one attribute, which has fewer tokens than one for each line.
pub(super) fn written(lines: &[String]) -> TokenStream {
    if lines.is_empty() {
        return TokenStream::new();
    }
    let text = lines.join("\n");
    quote! { #[doc = #text] }
}

/// The attribute for items that users write: fields, setters and methods. For types it is only in the documentation,
/// since generated code for other types uses them as well.
pub(super) fn deprecated(docs: &Docs) -> Option<TokenStream> {
    docs.deprecated.then(|| quote! { #[deprecated(note = "the description marks it as deprecated")] })
}

/// A name of the description, formatted as code.
pub(super) fn code(word: &str) -> String {
    let shown = word.chars().map(|c| if c == '`' { '\'' } else { visible(c) });
    format!("`{}`", shown.collect::<String>())
}

/// The lines of a text as Markdown without code blocks. Each begins with a space, like lines of comments.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut fenced = false;
    text.lines().map(|line| format!(" {}", safe_line(line, &mut fenced)).trim_end().to_owned()).collect()
}

fn safe_line(line: &str, fenced: &mut bool) -> String {
    let is_visible = line.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let line = if is_visible { line.to_owned() } else { line.chars().map(visible).collect() };
    let text = line.trim_start();
    if text.starts_with("```") || text.starts_with("~~~") {
        *fenced = !*fenced;
        return if *fenced { "```text".to_owned() } else { "```".to_owned() };
    }
    if *fenced {
        return line;
    }
    // Four more spaces than the surrounding text would begin a code block, which rustdoc runs.
    let indent = line.len().saturating_sub(text.len()).min(3);
    let words: Vec<&str> = text.split("     ").map(str::trim).filter(|part| !part.is_empty()).collect();
    format!("{}{}", " ".repeat(indent), escape(&words.join(" ")))
}

/// Control characters that change the direction of text are made visible.
fn visible(c: char) -> char {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => '\u{fffd}',
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// Escapes brackets, which would be links, and angles, which would be tags, except in code spans. Bare URLs become
/// links, as rustdoc warns about them. Links to URLs are kept. Links within the vendor's documents become text and a
/// path.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let spans = has_code_spans(text);
    let mut code = false;
    let mut rest = text;
    loop {
        let (plain, special) = rest.split_at_checked(plain_bytes(rest)).unwrap_or((rest, ""));
        escaped.push_str(plain);
        rest = special;
        let Some(c) = rest.chars().next() else { return escaped };
        if let Some((link, after)) = link(rest).filter(|_| !code) {
            escaped.push_str(&format!("<{link}>"));
            rest = after;
            continue;
        }
        if let Some((words, address, after)) = worded_link(rest).filter(|_| !code && !escaped.ends_with('!')) {
            escaped.push_str(&format!("[{}](<{address}>)", escape(words)));
            rest = after;
            continue;
        }
        if let Some((words, path, after)) = relative_link(rest).filter(|_| !code && !escaped.ends_with('!')) {
            escaped.push_str(&format!("{} (`{path}`)", escape(words.trim())));
            rest = after;
            continue;
        }
        if let Some((element, after)) = element(rest).filter(|_| !code) {
            escaped.push_str(&in_markdown(&element));
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or("");
        code ^= c == '`' && spans;
        match c {
            '`' if !spans => escaped.push_str("&#96;"),
            '[' | ']' | '<' | '>' if !code => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
}

/// An element of HTML as Markdown.
fn in_markdown(element: &Element<'_>) -> String {
    match element {
        Element::Tag => String::new(),
        Element::Code(text) => code(text),
        Element::Link { words, address } => {
            let words = escape(words.trim());
            match link(address) {
                Some((whole, "")) if !words.contains("](") => format!("[{words}](<{whole}>)"),
                _ => format!("{words} ({})", code(address)),
            }
        }
    }
}

/// The number of bytes without Markdown syntax at the start of a text. A URL begins with `h`. Macros are not optimised
/// in most builds, so code that visits each byte of the documentation has to be short.
fn plain_bytes(text: &str) -> usize {
    let special = |byte: &u8| matches!(byte, b'`' | b'[' | b']' | b'<' | b'>' | b'h');
    text.as_bytes().iter().position(special).unwrap_or(text.len())
}

/// Whether the backticks of a line are pairs of single ones. All others could begin code that continues in the next
/// line, so they are escaped.
fn has_code_spans(line: &str) -> bool {
    line.matches('`').count().is_multiple_of(2) && !line.contains("\\`") && !line.contains("``")
}

/// The URL at the start of a text, in angles or bare, and the rest.
fn link(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('<').unwrap_or(text);
    if !inside.starts_with("https://") && !inside.starts_with("http://") {
        return None;
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '`' | '(' | ')' | '[' | ']' | '|');
    let end = inside.find(ends).unwrap_or(inside.len());
    let (address, after) = inside.split_at_checked(end)?;
    if text.len() > inside.len() {
        return Some((address, after.strip_prefix('>')?));
    }
    let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    Some((address, inside.get(address.len()..)?))
}

/// The link at the start of a text, `[words](https://address)`: its text, its URL, and the rest.
fn worded_link(text: &str) -> Option<(&str, &str, &str)> {
    let (words, rest) = link_words(text)?;
    let (address, after) = link(rest).filter(|_| !rest.starts_with('<'))?;
    Some((words, address, after.strip_prefix(')')?))
}

/// The link at the start of a text, `[words](/path)` or `[words](#anchor)`: its text, its path, and the rest.
fn relative_link(text: &str) -> Option<(&str, &str, &str)> {
    let (words, rest) = link_words(text)?;
    let (path, after) = rest.split_once(')')?;
    let is_path = ["/", "#", "./", "../"].iter().any(|start| path.starts_with(start));
    let is_path = is_path && path.bytes().all(|byte| byte.is_ascii_graphic());
    (is_path && !path.contains(['(', '<', '>', '`'])).then_some((words, path, after))
}

/// The text of the link at the start of a text, and the rest after `](`.
fn link_words(text: &str) -> Option<(&str, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let is_plain = !words.contains(['[', ']', '<', '>']) && !words.contains("://");
    let has_whole_code = !words.contains('`') || has_code_spans(words);
    (is_plain && has_whole_code).then_some((words, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_links() {
        assert_eq!(lines("See https://a.b/c?d=e, or <http://f>."), [" See <https://a.b/c?d=e>, or <http://f>."]);
        assert_eq!(lines("a `\n`<b>` c ```x"), [" a &#96;", r" &#96;\<b\>&#96; c &#96;&#96;&#96;x"]);
        assert_eq!(lines("- ```\n-      x"), [" - &#96;&#96;&#96;", " - x"]);
        assert_eq!(lines("`<https://a|label>` <https://a|label>"), [r" `<https://a|label>` \<<https://a>|label\>"]);
    }

    #[test]
    fn links_to_addresses_stay_links() {
        assert_eq!(lines("[the `x` guide](https://a.b/c)."), [" [the `x` guide](<https://a.b/c>)."]);
        assert_eq!(lines("[x](y) ![x](https://a)"), [r" \[x\](y) !\[x\](<https://a>)"]);
        assert_eq!(lines("[a](https://b.c/(d))"), [r" \[a\](<https://b.c/>(d))"]);
    }

    #[test]
    fn links_within_the_api_documentation_become_words_and_a_path() {
        assert_eq!(lines("\"[Get `it` ](/rest/a#b).\""), [" \"Get `it` (`/rest/a#b`).\""]);
        assert_eq!(lines("[a](#b) [c](./d) `[e](/f)`"), [" a (`#b`) c (`./d`) `[e](/f)`"]);
        assert_eq!(lines("[a-z](.*)? [x](/y<z>) [<b>](/c)"), [r" \[a-z\](.*)? \[x\](/y\<z\>) \[\<b\>\](/c)"]);
    }

    #[test]
    fn html_becomes_markdown_where_it_is_common() {
        let text = "<p>A <strong>b</strong>, see <code>x[0]</code>.</p>";
        assert_eq!(lines(text), [" A b, see `x[0]`."]);
        let text = "<a href=\"https://a.b/(c)\">d [e]</a> <a href=\"https://a.b/c\">d [e]</a>";
        assert_eq!(lines(text), [r" d \[e\] (`https://a.b/(c)`) [d \[e\]](<https://a.b/c>)"]);
        assert_eq!(
            lines("<a href=\"/docs\"><code>d</code></a> `<p>` a<b> List<T>"),
            [r" `d` (`/docs`) `<p>` a\<b\> List\<T\>"]
        );
        assert_eq!(lines("<script>x</script>"), [r" \<script\>x\</script\>"]);
    }

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
