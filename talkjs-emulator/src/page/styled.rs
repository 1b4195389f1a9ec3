//! The nodes of a text block as HTML. They nest, so a template would have to call itself.

use serde_json::Value;

use super::shown::escaped;

/// Schemes that become links; `javascript:` and others stay text.
const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

pub(super) fn html(nodes: &[Value]) -> String {
    nodes.iter().map(node_html).collect()
}

fn node_html(node: &Value) -> String {
    if let Value::String(text) = node {
        return escaped(text);
    }
    let property = |name: &str| node.get(name).and_then(Value::as_str).unwrap_or_default();
    let inside = node.get("children").and_then(Value::as_array).map_or_else(String::new, |nodes| html(nodes));
    match property("type") {
        "bold" => format!("<strong>{inside}</strong>"),
        "italic" => format!("<em>{inside}</em>"),
        "strikethrough" => format!("<s>{inside}</s>"),
        "bulletList" => format!("<ul>{inside}</ul>"),
        "bulletPoint" => format!("<li>{inside}</li>"),
        "codeSpan" => format!("<code>{}</code>", escaped(property("text"))),
        "link" => link(property("url"), &inside),
        "autoLink" => link(property("url"), &escaped(property("text"))),
        "mention" => {
            format!(r#"<span class="mention">@{}</span>"#, escaped(property("text").trim_start_matches('@')))
        }
        "actionLink" | "actionButton" => {
            format!(r#"<span class="action" title="action {}">{inside}</span>"#, escaped(property("action")))
        }
        _ => format!("{}{inside}", escaped(property("text"))),
    }
}

fn link(url: &str, label: &str) -> String {
    if !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
        return label.to_owned();
    }
    format!(r#"<a href="{}" target="_blank" rel="noreferrer">{label}</a>"#, escaped(url))
}
