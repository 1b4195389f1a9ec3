//! Templates: texts with variables in braces, such as paths and URLs of servers.

/// A text with variables in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Variable(String),
}

impl Template {
    pub(crate) fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else { break };
            if !literal.is_empty() {
                pieces.push(Piece::Literal(literal.to_owned()));
            }
            pieces.push(Piece::Variable(name.to_owned()));
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest.to_owned()));
        }
        Self { text: text.to_owned(), pieces }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The values of the variables, if the whole text matches.
    pub(crate) fn values<'t>(&self, text: &'t str) -> Option<Vec<(&str, &'t str)>> {
        let mut values = Vec::new();
        matched(&self.pieces, text, &str::is_empty, &mut values)?;
        values.reverse();
        Some(values)
    }

    /// The text after the template, if that is empty or begins with `/`.
    pub(crate) fn rest<'t>(&self, text: &'t str) -> Option<&'t str> {
        matched(&self.pieces, text, &|rest| rest.is_empty() || rest.starts_with('/'), &mut Vec::new())
    }

    /// Orders templates that match the same text: those with literal segments first.
    pub(crate) fn specificity(&self) -> Vec<(bool, std::cmp::Reverse<usize>)> {
        self.text.split('/').map(|part| (part.contains('{'), std::cmp::Reverse(part.len()))).collect()
    }
}

/// The text after the matched pieces. A variable has at least one character and no `/`; the values are in reverse
/// order.
fn matched<'p, 't>(
    pieces: &'p [Piece],
    text: &'t str,
    is_end: &dyn Fn(&str) -> bool,
    values: &mut Vec<(&'p str, &'t str)>,
) -> Option<&'t str> {
    match pieces.split_first() {
        None => is_end(text).then_some(text),
        Some((Piece::Literal(literal), others)) => {
            matched(others, text.strip_prefix(literal.as_str())?, is_end, values)
        }
        Some((Piece::Variable(name), others)) => {
            let longest = text.find('/').unwrap_or(text.len());
            let ends = text.char_indices().map(|(start, c)| start.saturating_add(c.len_utf8()));
            for end in ends.take_while(|end| *end <= longest) {
                let (value, behind) = text.split_at_checked(end)?;
                if let Some(rest) = matched(others, behind, is_end, values) {
                    values.push((name, value));
                    return Some(rest);
                }
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_within_a_segment_and_never_empty() {
        let template = Template::new("/files/{name}.{kind}/at");
        assert_eq!(template.values("/files/a.b.c/at"), Some(vec![("name", "a"), ("kind", "b.c")]));
        assert_eq!(template.values("/files/a/b.c/at"), None);
        assert_eq!(template.values("/files/.c/at"), None);
        assert_eq!(Template::new("https://a/v1/{app}").rest("https://a/v1/x/users"), Some("/users"));
        assert_eq!(Template::new("https://a/v1").rest("https://a/v12"), None);
    }

    #[test]
    fn literal_segments_come_first() {
        let mut templates = ["/users/{id}", "/{a}/me", "/users/me"].map(Template::new);
        templates.sort_by_key(Template::specificity);
        assert_eq!(templates.map(|template| template.text), ["/users/me", "/users/{id}", "/{a}/me"]);
    }
}
