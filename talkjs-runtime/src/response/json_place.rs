//! The place of an offset in JSON text, as a JSON pointer.
//!
//! serde reports the place of an error by line and column. This module parses the text up to there without a type,
//! unlike a second deserialization that tracks the path, which would double the compiled code of every type.

/// The containers around the current position.
enum Container {
    List {
        index: usize,
    },
    /// With its latest key as written, including quotes; `None` before the first key and after a comma.
    Object {
        key: Option<(usize, usize)>,
    },
}

/// The pointer to the value that ends or begins at a position reported by serde: a line from 1, and a column that
/// counts the bytes of the line up to it. `json` is well-formed up to there.
pub(crate) fn pointer(json: &[u8], line: usize, column: usize) -> String {
    let offset = line_start(json, line).saturating_add(column).min(json.len());
    let mut inside: Vec<Container> = Vec::new();
    let mut quote = None;
    let mut is_escaped = false;
    for (at, byte) in json.iter().enumerate().take(offset) {
        match (quote, byte) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), b'\\') => is_escaped = true,
            (Some(start), b'"') => {
                quote = None;
                if let Some(Container::Object { key: key @ None }) = inside.last_mut() {
                    *key = Some((start, at));
                }
            }
            (Some(_), _) => {}
            (None, b'"') => quote = Some(at),
            (None, b'[') => inside.push(Container::List { index: 0 }),
            (None, b'{') => inside.push(Container::Object { key: None }),
            (None, b']' | b'}') => drop(inside.pop()),
            (None, b',') => match inside.last_mut() {
                Some(Container::List { index }) => *index = index.saturating_add(1),
                Some(Container::Object { key }) => *key = None,
                None => {}
            },
            (None, _) => {}
        }
    }
    inside.iter().filter_map(|container| last_segment(json, container)).collect()
}

/// The start of a line; lines count from 1.
fn line_start(json: &[u8], line: usize) -> usize {
    let ends = json.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let before = line.checked_sub(2).and_then(|lines| ends.map(|(at, _)| at).nth(lines));
    before.map_or(0, |end| end.saturating_add(1))
}

fn last_segment(json: &[u8], container: &Container) -> Option<String> {
    match container {
        Container::List { index } => Some(segment(&index.to_string())),
        Container::Object { key } => {
            let (start, end) = (*key)?;
            let key: String = serde_json::from_slice(json.get(start..=end)?).ok()?;
            Some(segment(&key))
        }
    }
}

/// The segment of a JSON pointer for a key or an index.
pub(crate) fn segment(key: &str) -> String {
    format!("/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_at_an_offset_is_named() {
        let json = br#"{"a":[1,{"b/c":"x,]\"","d":{}}],"e~":2}"#;
        for (column, place) in [
            (0, ""),
            (1, ""),
            (4, "/a"),
            (5, "/a"),
            (6, "/a/0"),
            (8, "/a/1"),
            (9, "/a/1"),
            (12, "/a/1"),
            (15, "/a/1/b~1c"),
            (20, "/a/1/b~1c"),
            (23, "/a/1"),
            (29, "/a/1/d"),
            (30, "/a/1"),
            (31, "/a"),
            (38, "/e~0"),
            (39, ""),
            (99, ""),
        ] {
            assert_eq!(pointer(json, 1, column), place, "{column}");
        }
    }

    #[test]
    fn lines_are_counted() {
        let json = b"{\n  \"a\": 1,\n  \"b\": 2\n}";
        assert_eq!(pointer(json, 2, 8), "/a");
        assert_eq!(pointer(json, 3, 8), "/b");
        assert_eq!(pointer(json, 4, 1), "");
    }
}
