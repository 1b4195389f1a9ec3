//! Writing HTML: markup is a literal of this crate, and whatever is put into it is escaped.

use std::fmt::{self, Display, Write};

/// HTML that is complete so far.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    pub(super) fn into_string(self) -> String {
        self.0
    }

    /// Appends what [`html!`] has made of a literal and of escaped values.
    pub(super) fn append(&mut self, markup: fmt::Arguments<'_>) {
        // A string takes everything, and the values are text and numbers.
        let _ = self.0.write_fmt(markup);
    }
}

/// Appends markup in which each `{}` stands for a value, which is escaped for text and for attributes in quotes.
///
/// `{name}` does not compile: it would be put in as it is.
macro_rules! html {
    ($html:expr, $markup:literal $(, $value:expr)* $(,)?) => {{
        const { assert!($crate::page::html::has_only_plain_places($markup), "a brace is not part of a plain place") }
        $html.append(format_args!($markup $(, $crate::page::html::Escaped(&$value))*));
    }};
}

pub(super) use html;

/// Whether every brace is part of a `{}`.
pub(super) const fn has_only_plain_places(markup: &str) -> bool {
    let mut rest = markup.as_bytes();
    loop {
        rest = match rest {
            [] => return true,
            [b'{', b'}', after @ ..] => after,
            [b'{' | b'}', ..] => return false,
            [_, after @ ..] => after,
        };
    }
}

/// A value as it stands in HTML.
pub(super) struct Escaped<'v, T: ?Sized>(pub(super) &'v T);

impl<T: Display + ?Sized> Display for Escaped<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(formatter), "{}", self.0)
    }
}

struct Escaping<'f, 'b>(&'f mut fmt::Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|letter| match letter {
            '&' => self.0.write_str("&amp;"),
            '<' => self.0.write_str("&lt;"),
            '>' => self.0.write_str("&gt;"),
            '"' => self.0.write_str("&quot;"),
            '\'' => self.0.write_str("&#39;"),
            // HTML has no such character; parsers would put another in its place.
            '\0' => self.0.write_char(char::REPLACEMENT_CHARACTER),
            other => self.0.write_char(other),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stays_and_values_are_escaped() {
        let mut html = Html::default();
        html!(html, r#"<a title="{}">{}</a>"#, "\"><script>'", format!("{}&amp;\0", 7));
        assert_eq!(html.into_string(), "<a title=\"&quot;&gt;&lt;script&gt;&#39;\">7&amp;amp;\u{FFFD}</a>");
    }

    #[test]
    fn only_plain_places_are_taken() {
        for (markup, is_taken) in
            [("<p>{}{}</p>", true), ("", true), ("{name}", false), ("{:?}", false), ("{{}}", false)]
        {
            assert_eq!(has_only_plain_places(markup), is_taken, "{markup}");
        }
    }
}
