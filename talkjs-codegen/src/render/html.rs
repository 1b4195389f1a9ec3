//! Parses common HTML in the Markdown of descriptions.

/// The meaning of an HTML element within a line.
#[derive(Debug, PartialEq)]
pub(super) enum Element<'t> {
    /// A tag that only formats the text.
    Tag,
    /// `<code>text</code>`
    Code(String),
    /// `<a href="address">words</a>`
    Link { words: &'t str, address: &'t str },
}

/// Elements whose tags can be removed. One without an end tag may be a placeholder.
const PLAIN: [&str; 5] = ["p", "b", "strong", "i", "em"];

/// Tags that can be removed.
const PLAIN_TAGS: [&str; 8] = ["br", "br/", "ul", "/ul", "ol", "/ol", "li", "/li"];

/// The element at the start of a text, and the rest.
pub(super) fn element(text: &str) -> Option<(Element<'_>, &str)> {
    let (tag, rest) = text.strip_prefix('<')?.split_once('>')?;
    let closes = tag.strip_prefix('/').is_some_and(|name| PLAIN.contains(&name));
    let is_closed = || PLAIN.contains(&tag) && rest.contains(&format!("</{tag}>"));
    if closes || PLAIN_TAGS.contains(&tag.replace(' ', "").as_str()) || is_closed() {
        return Some((Element::Tag, rest));
    }
    if tag == "code" {
        let (code, after) = rest.split_once("</code>")?;
        let is_text = !code.trim().is_empty() && !code.contains(['`', '<', '>']);
        return is_text.then(|| (Element::Code(decoded(code.trim())), after));
    }
    let (_, address) = tag.strip_prefix("a ")?.split_once("href=\"")?;
    let (address, _) = address.split_once('"')?;
    let (words, after) = rest.split_once("</a>")?;
    (!words.trim().is_empty()).then_some((Element::Link { words, address }, after))
}

/// Decodes character references.
fn decoded(code: &str) -> String {
    code.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_elements_are_found() {
        assert_eq!(element("<p>a</p>"), Some((Element::Tag, "a</p>")));
        assert_eq!(element("</p>a"), Some((Element::Tag, "a")));
        assert_eq!(element("<br />a"), Some((Element::Tag, "a")));
        assert_eq!(element("<code> a&lt;b </code>."), Some((Element::Code("a<b".to_owned()), ".")));
        let link = Element::Link { words: "it", address: "/docs/a" };
        assert_eq!(element("<a class=\"x\" href=\"/docs/a\">it</a>."), Some((link, ".")));
    }

    #[test]
    fn everything_else_is_text() {
        for text in
            ["<b", "<T>", "<code>a", "<code>`</code>", "<a>x</a>", "<script>x</script>", "<a href=\"x\"></a>", "p>"]
        {
            assert_eq!(element(text), None, "{text}");
        }
    }
}
