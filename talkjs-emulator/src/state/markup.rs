//! The markup in a message's `text`, and the same text as nodes of a content block.
//!
//! `*bold*`, `_italic_`, `~strikethrough~`, `` `code` ``, lines that begin with `- `, addresses, `<url|label>`,
//! `<actionbutton:name?key=value|label>` and `<actionlink:…>`. The exact rules of TalkJS are undocumented: here a mark
//! opens before a word and closes after one, on the same line.

use serde_json::{Map, Value, json};

use crate::percent;

const EMPHASES: [(char, &str); 3] = [('*', "bold"), ('_', "italic"), ('~', "strikethrough")];
const BULLET: &str = "- ";
const ACTIONS: [(&str, &str); 2] = [("actionbutton:", "actionButton"), ("actionlink:", "actionLink")];
const ADDRESSES: [&str; 2] = ["https://", "http://"];

/// The nodes of a text with markup.
pub(crate) fn nodes(text: &str) -> Vec<Value> {
    let mut nodes = Nodes::default();
    let mut points: Vec<Value> = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        if let Some(point) = line.strip_prefix(BULLET) {
            points.push(json!({"type": "bulletPoint", "children": inline(point, &EMPHASES)}));
            continue;
        }
        let after_list = nodes.end_list(&mut points);
        if index > 0 && !after_list {
            nodes.push_text("\n");
        }
        nodes.append(inline(line, &EMPHASES));
    }
    nodes.end_list(&mut points);
    nodes.0
}

/// Nodes in which adjacent texts are joined.
#[derive(Default)]
struct Nodes(Vec<Value>);

impl Nodes {
    fn push_text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Value::String(last)) => last.push_str(text),
            _ => self.0.push(Value::from(text)),
        }
    }

    fn append(&mut self, nodes: Vec<Value>) {
        for node in nodes {
            match node {
                Value::String(text) => self.push_text(&text),
                styled => self.0.push(styled),
            }
        }
    }

    /// Whether there was a list to end.
    fn end_list(&mut self, points: &mut Vec<Value>) -> bool {
        if points.is_empty() {
            return false;
        }
        let points = std::mem::take(points);
        self.0.push(json!({"type": "bulletList", "children": points}));
        true
    }
}

/// The nodes of one line, with the emphases that may still open.
fn inline(line: &str, emphases: &[(char, &'static str)]) -> Vec<Value> {
    let mut nodes = Nodes::default();
    let mut emphases = emphases.to_vec();
    let mut before = None;
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        if let Some((node, after)) = styled(rest, before, &mut emphases) {
            nodes.0.push(node);
            // A closing mark counts as the end of a word.
            before = Some(' ');
            rest = after;
        } else {
            nodes.push_text(next.encode_utf8(&mut [0; 4]));
            before = Some(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
    }
    nodes.0
}

/// The styled node at the start of a line, and the rest.
fn styled<'t>(
    line: &'t str,
    before: Option<char>,
    emphases: &mut Vec<(char, &'static str)>,
) -> Option<(Value, &'t str)> {
    if let Some(code) = line.strip_prefix('`') {
        return code_span(code);
    }
    if let Some(angle) = line.strip_prefix('<') {
        return labelled(angle);
    }
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    if ADDRESSES.iter().any(|scheme| line.starts_with(scheme)) {
        return address(line);
    }
    emphasis(line, emphases)
}

fn code_span(line: &str) -> Option<(Value, &str)> {
    let (code, after) = line.split_once('`')?;
    (!code.is_empty()).then(|| (json!({"type": "codeSpan", "text": code}), after))
}

fn emphasis<'t>(line: &'t str, emphases: &mut Vec<(char, &'static str)>) -> Option<(Value, &'t str)> {
    let mark = line.chars().next()?;
    let (_, name) = *emphases.iter().find(|(known, _)| *known == mark)?;
    let inside = line.strip_prefix(mark)?;
    if inside.starts_with(char::is_whitespace) {
        return None;
    }
    let others: Vec<_> = emphases.iter().copied().filter(|(known, _)| *known != mark).collect();
    let Some((inside, after)) = split_at_closing(inside, mark) else {
        // Nothing further on this line can close it either; searching again would take quadratic time.
        *emphases = others;
        return None;
    };
    let node = json!({"type": name, "children": inline(inside, &others)});
    Some((node, after))
}

/// The text before the closing mark, and the rest after it.
fn split_at_closing(text: &str, mark: char) -> Option<(&str, &str)> {
    text.match_indices(mark).find_map(|(at, _)| {
        let (inside, after) = (text.get(..at)?, text.get(at..)?.strip_prefix(mark)?);
        let closes = inside.chars().next_back().is_some_and(|last| !last.is_whitespace())
            && !after.starts_with(char::is_alphanumeric);
        closes.then_some((inside, after))
    })
}

/// A link or an action in angle brackets, with a label.
fn labelled(line: &str) -> Option<(Value, &str)> {
    let (inside, after) = line
        .get(..line.find(['<', '>'])?)
        .and_then(|inside| Some((inside, line.strip_prefix(inside)?.strip_prefix('>')?)))?;
    let (target, label) = inside.split_once('|')?;
    let node = action(target, label).or_else(|| link(target, label))?;
    Some((node, after))
}

fn link(target: &str, label: &str) -> Option<Value> {
    let (scheme, rest) = target.split_once(':')?;
    let is_scheme = scheme.chars().all(|letter| letter.is_ascii_alphanumeric());
    (is_scheme && !scheme.is_empty() && !rest.is_empty())
        .then(|| json!({"type": "link", "url": target, "children": [label]}))
}

fn action(target: &str, label: &str) -> Option<Value> {
    let (rest, kind) = ACTIONS.iter().find_map(|(prefix, kind)| Some((target.strip_prefix(prefix)?, *kind)))?;
    let (name, query) = rest.split_once('?').unwrap_or((rest, ""));
    let params: Map<String, Value> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((percent::decode_query(key)?, Value::from(percent::decode_query(value)?)))
        })
        .collect();
    Some(json!({"type": kind, "action": name, "params": params, "children": [label]}))
}

fn address(line: &str) -> Option<(Value, &str)> {
    let end = line.find(|letter: char| letter.is_whitespace() || "<>|`".contains(letter)).unwrap_or(line.len());
    let url = line.get(..end)?.trim_end_matches(|letter| ".,;:!?'\")*_~".contains(letter));
    let has_host = ADDRESSES.iter().any(|scheme| url.strip_prefix(scheme).is_some_and(|host| !host.is_empty()));
    let node = json!({"type": "autoLink", "url": url, "text": url});
    has_host.then_some((node, line.strip_prefix(url)?))
}

/// The text with markup of some nodes.
pub(crate) fn text(nodes: &[Value]) -> String {
    let mut text = String::new();
    let mut after_line = false;
    for node in nodes {
        let is_line = matches!(kind(node), Some("bulletList" | "bulletPoint"));
        if (is_line || after_line) && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&node_text(node));
        after_line = is_line;
    }
    text
}

fn kind(node: &Value) -> Option<&str> {
    node.get("type").and_then(Value::as_str)
}

fn node_text(node: &Value) -> String {
    if let Value::String(text) = node {
        return text.clone();
    }
    let member = |name: &str| node.get(name).and_then(Value::as_str).unwrap_or_default();
    let children = node.get("children").and_then(Value::as_array);
    let children = children.map(|nodes| text(nodes)).unwrap_or_default();
    match kind(node).unwrap_or_default() {
        "bold" => format!("*{children}*"),
        "italic" => format!("_{children}_"),
        "strikethrough" => format!("~{children}~"),
        "codeSpan" => format!("`{}`", member("text")),
        "bulletPoint" => format!("{BULLET}{children}"),
        "link" => format!("<{}|{children}>", member("url")),
        "actionLink" => format!("<actionlink:{}|{children}>", call(node)),
        "actionButton" => format!("<actionbutton:{}|{children}>", call(node)),
        "bulletList" => children,
        _ => member("text").to_owned(),
    }
}

fn call(action: &Value) -> String {
    let name = action.get("action").and_then(Value::as_str).unwrap_or_default();
    let params = action.get("params").and_then(Value::as_object);
    let params: Vec<_> = params
        .into_iter()
        .flatten()
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
        .collect();
    if params.is_empty() { name.to_owned() } else { format!("{name}?{}", params.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_one_node() {
        for plain in [
            "Hello Alice!",
            "two\nlines",
            "snake_case_name and 2*3*4",
            "* spaced *",
            "*open",
            "``",
            "a < b > c",
            "<nothing|>x",
            "-no list",
            "http://",
            "",
        ] {
            let expected = if plain.is_empty() { json!([]) } else { json!([plain]) };
            assert_eq!(Value::from(nodes(plain)), expected);
        }
    }

    #[test]
    fn emphases_nest() {
        assert_eq!(
            Value::from(nodes("a *b _c_* (~d~) *e*")),
            json!([
                "a ",
                {"type": "bold", "children": ["b ", {"type": "italic", "children": ["c"]}]},
                " (",
                {"type": "strikethrough", "children": ["d"]},
                ") ",
                {"type": "bold", "children": ["e"]},
            ])
        );
    }

    #[test]
    fn code_is_left_alone() {
        assert_eq!(Value::from(nodes("`*a*` b")), json!([{"type": "codeSpan", "text": "*a*"}, " b"]));
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(
            Value::from(nodes("see https://a.example/b?c=d. <https://e.example|here>, <mailto:a@b.example|mail>")),
            json!([
                "see ",
                {"type": "autoLink", "url": "https://a.example/b?c=d", "text": "https://a.example/b?c=d"},
                ". ",
                {"type": "link", "url": "https://e.example", "children": ["here"]},
                ", ",
                {"type": "link", "url": "mailto:a@b.example", "children": ["mail"]},
            ])
        );
    }

    #[test]
    fn actions_have_parameters() {
        assert_eq!(
            Value::from(nodes("<actionbutton:vote?option=a+b&poll=7|Vote><actionlink:close|Close>")),
            json!([
                {"type": "actionButton", "action": "vote", "params": {"option": "a b", "poll": "7"}, "children": ["Vote"]},
                {"type": "actionLink", "action": "close", "params": {}, "children": ["Close"]},
            ])
        );
    }

    #[test]
    fn lines_with_dashes_become_a_list() {
        let list = json!([
            "to do:",
            {"type": "bulletList", "children": [
                {"type": "bulletPoint", "children": ["one"]},
                {"type": "bulletPoint", "children": [{"type": "bold", "children": ["two"]}]},
            ]},
            "end",
        ]);
        assert_eq!(Value::from(nodes("to do:\n- one\n- *two*\nend")), list);
    }

    #[test]
    fn text_and_nodes_go_back_and_forth() {
        for source in [
            "a *b _c_* ~d~ `e` <https://f.example|g> https://h.example i",
            "to do:\n- one\n- *two*\nend",
            "- one\n- two",
            "<actionbutton:vote?option=a&poll=7|Vote>",
        ] {
            assert_eq!(text(&nodes(source)), source);
        }
    }

    #[test]
    fn nodes_without_markup_show_their_text() {
        let nodes = [
            json!("hi "),
            json!({"type": "mention", "id": "1", "text": "Alice"}),
            json!(" "),
            json!({"type": "customEmoji", "text": ":wave:"}),
        ];
        assert_eq!(text(&nodes), "hi Alice :wave:");
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        let started = std::time::Instant::now();
        for pattern in ["*a ", "<", "`", "_*~", "<a|", "https://", "*a*", "- "] {
            let text = pattern.repeat(400_000 / pattern.len());
            assert!(!nodes(&text).is_empty(), "{pattern}");
        }
        assert!(started.elapsed().as_secs() < 60);
    }
}
