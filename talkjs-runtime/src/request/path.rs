//! Path parameters: one value is one segment, or it is rejected.

use talkjs_rules::Broken;

use crate::request::problem::Problem;

/// Returns why a text is not a valid path segment; `None` if it is valid.
///
/// `.` and `..` are rejected because they have a special meaning in URLs in every encoding: `%2E%2E` goes up one level
/// just like `..`, and a `DELETE` on such a path would affect another resource.
pub fn segment_problem(text: &str) -> Option<Problem> {
    match text {
        "" => Some(Problem::Empty),
        "." | ".." => Some(Problem::DotSegment),
        _ => {
            let control = text.chars().find(|character| character.is_control());
            control.map(|character| Problem::ControlCharacter { character })
        }
    }
}

/// The form of an escaped path: segments, and an optional query.
const TARGET: &str = "^/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*([?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?$";

/// Returns why a text is not a valid path with query of a URL; `None` if it is valid.
pub(crate) fn target_problem(text: &str) -> Option<Problem> {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~!$&'()*+,;=:@%/-".contains(&byte);
    if !path.starts_with('/')
        || !path.bytes().all(is_plain)
        || !query.bytes().all(|byte| byte == b'?' || is_plain(byte))
    {
        Some(Broken::NoMatch { pattern: TARGET.into() }.into())
    } else if path.split('/').any(is_dot_segment) {
        Some(Problem::DotSegment)
    } else {
        None
    }
}

/// Fills escaped values into a template such as `/users/{userId}`, and appends it to `path`; `Err` contains the name of
/// a parameter without a value.
pub(crate) fn fill_escaped<'t>(template: &'t str, values: &[(&str, String)], path: &mut String) -> Result<(), &'t str> {
    let mut rest = template;
    while let Some((before, after)) = split_at(rest, b'{') {
        let (name, after) = split_at(after, b'}').ok_or(after)?;
        let (_, value) = values.iter().find(|(candidate, _)| *candidate == name).ok_or(name)?;
        path.push_str(before);
        path.push_str(value);
        rest = after;
    }
    path.push_str(rest);
    Ok(())
}

/// The text before and behind an ASCII character. Templates are short: std's search takes longer to begin.
fn split_at(text: &str, character: u8) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| byte == character)?;
    text.get(..end).zip(text.get(end.saturating_add(1)..))
}

/// Returns whether a segment means the current or the parent folder in URLs.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::escape::escaped;

    fn fill_path<'t>(template: &'t str, values: &[(&str, String)]) -> Result<String, &'t str> {
        let mut path = String::new();
        fill_escaped(template, values, &mut path).map(|()| path)
    }

    /// What reliability notes call the path attack table: the text, and the segment or the problem that it makes.
    #[test]
    fn a_target_is_escaped_and_does_not_climb() {
        for target in ["/", "/users", "/users/a%2Fb?x=1&y=%20?", "/a//b", "/a.b/..."] {
            assert_eq!(target_problem(target), None, "{target}");
        }
        for target in ["", "users", "?x", "/a b", "/a\n", "/a#b", "/a\\..\\b", "/é", "/a?b#c", "/a?\u{7f}", "//\0"] {
            assert_eq!(target_problem(target), Some(Broken::NoMatch { pattern: TARGET.into() }.into()), "{target:?}");
        }
        for target in ["/..", "/a/../b", "/./a", "/a/%2e%2E/b", "/a/.%2e?x"] {
            assert_eq!(target_problem(target), Some(Problem::DotSegment), "{target}");
        }
    }

    #[test]
    fn a_text_is_one_segment_or_refused() {
        let control = |character| Err(Problem::ControlCharacter { character });
        let cases: Vec<(&str, Result<&str, Problem>)> = vec![
            ("12081", Ok("12081")),
            ("..", Err(Problem::DotSegment)),
            (".", Err(Problem::DotSegment)),
            ("", Err(Problem::Empty)),
            ("...", Ok("...")),
            ("%2e%2e", Ok("%252e%252e")),
            ("%2E.", Ok("%252E.")),
            ("..\\..", Ok("..%5C..")),
            ("a\\b", Ok("a%5Cb")),
            ("../x", Ok("..%2Fx")),
            ("a/b", Ok("a%2Fb")),
            ("a?b", Ok("a%3Fb")),
            ("a#b", Ok("a%23b")),
            ("a%2Fb", Ok("a%252Fb")),
            ("a%", Ok("a%25")),
            ("a\nb", control('\n')),
            ("a\tb", control('\t')),
            ("a\r\nX-Evil: 1", control('\r')),
            (".\t.", control('\t')),
            ("a\0b", control('\0')),
            ("a\u{7f}b", control('\u{7f}')),
            ("a\u{85}b", control('\u{85}')),
            ("é", Ok("%C3%A9")),
            ("😀", Ok("%F0%9F%98%80")),
            ("a\u{202e}b", Ok("a%E2%80%AEb")),
            (" ", Ok("%20")),
            ("a:b@c", Ok("a%3Ab%40c")),
            ("a;b", Ok("a%3Bb")),
            ("a&b=c", Ok("a%26b%3Dc")),
            ("a+b", Ok("a%2Bb")),
            ("{userId}", Ok("%7BuserId%7D")),
        ];
        for (text, expected) in cases {
            let made = match segment_problem(text) {
                Some(problem) => Err(problem),
                None => Ok(fill_path("/{id}", &[("id", escaped(text))]).unwrap()),
            };
            assert_eq!(made, expected.map(|segment| format!("/{segment}")), "{text:?}");
        }
    }

    #[test]
    fn parameters_are_found_by_name() {
        let values = [("b", "2".to_owned()), ("a", "1".to_owned())];
        assert_eq!(fill_path("/x/{a}/y/{b}.json", &values), Ok("/x/1/y/2.json".to_owned()));
        assert_eq!(fill_path("/x", &values), Ok("/x".to_owned()));
        assert_eq!(fill_path("/x/{c}", &values), Err("c"));
    }
}
