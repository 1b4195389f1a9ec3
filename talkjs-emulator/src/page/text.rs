//! What a message says, with its styles, as a chat would show it.

use serde_json::{Map, Value};

use super::html::{Html, html};

/// Addresses that can be opened; `javascript:` and others stay text.
const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// The nodes of a text block.
pub(super) fn write(html: &mut Html, nodes: &[Value]) {
    for node in nodes {
        match node {
            Value::String(text) => html!(html, "{}", text),
            Value::Object(node) => styled(html, node),
            _ => {}
        }
    }
}

fn styled(html: &mut Html, node: &Map<String, Value>) {
    let text = |name: &str| node.get(name).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "bold" => within(html, "strong", node),
        "italic" => within(html, "em", node),
        "strikethrough" => within(html, "s", node),
        "bulletList" => within(html, "ul", node),
        "bulletPoint" => within(html, "li", node),
        "codeSpan" => html!(html, "<code>{}</code>", text("text")),
        "link" => link(html, text("url"), |html| children(html, node)),
        "autoLink" => link(html, text("url"), |html| html!(html, "{}", text("text"))),
        "mention" => html!(html, r#"<span class="mention">@{}</span>"#, text("text").trim_start_matches('@')),
        "actionLink" | "actionButton" => {
            html!(html, r#"<span class="action" title="action {}">"#, text("action"));
            children(html, node);
            html!(html, "</span>");
        }
        _ => {
            html!(html, "{}", text("text"));
            children(html, node);
        }
    }
}

/// An element of ours around the children.
fn within(html: &mut Html, element: &'static str, node: &Map<String, Value>) {
    html!(html, "<{}>", element);
    children(html, node);
    html!(html, "</{}>", element);
}

fn children(html: &mut Html, node: &Map<String, Value>) {
    if let Some(Value::Array(nodes)) = node.get("children") {
        write(html, nodes);
    }
}

fn link(html: &mut Html, url: &str, label: impl FnOnce(&mut Html)) {
    if !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
        return label(html);
    }
    html!(html, r#"<a href="{}" target="_blank" rel="noreferrer">"#, url);
    label(html);
    html!(html, "</a>");
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(nodes: &Value) -> String {
        let mut html = Html::default();
        write(&mut html, nodes.as_array().unwrap());
        html.into_string()
    }

    #[test]
    fn styles_are_elements_and_text_is_text() {
        let nodes = json!([
            "<b>", {"type": "bold", "children": ["a", {"type": "italic", "children": ["<"]}]},
            {"type": "codeSpan", "text": "&"}, {"type": "bulletList", "children": [{"type": "bulletPoint", "children": ["p"]}]},
            {"type": "mention", "id": "1", "text": "Al"}, {"type": "actionButton", "action": "go", "params": {}, "children": ["Go"]},
            {"type": "customEmoji", "text": ":cat:"}, {"type": "unheard of", "children": ["?"]},
        ]);
        assert_eq!(
            written(&nodes),
            "&lt;b&gt;<strong>a<em>&lt;</em></strong><code>&amp;</code><ul><li>p</li></ul>\
             <span class=\"mention\">@Al</span><span class=\"action\" title=\"action go\">Go</span>:cat:?"
        );
    }

    #[test]
    fn only_addresses_that_open_something_are_links() {
        let link = |url: &str| written(&json!([{"type": "link", "url": url, "children": ["x"]}]));
        assert_eq!(
            link("https://a/?b=\"&c"),
            "<a href=\"https://a/?b=&quot;&amp;c\" target=\"_blank\" rel=\"noreferrer\">x</a>"
        );
        for url in ["javascript:alert(1)", "JAVASCRIPT:alert(1)", " https://a", "data:text/html,x", "//a", ""] {
            assert_eq!(link(url), "x", "{url}");
        }
    }
}
