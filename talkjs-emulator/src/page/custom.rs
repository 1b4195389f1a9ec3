//! Custom data.

use std::collections::BTreeMap;

use super::html::{Html, html};

/// The pairs, or nothing when there are none.
pub(super) fn write(html: &mut Html, custom: &BTreeMap<String, String>) {
    if custom.is_empty() {
        return;
    }
    html!(html, r#"<dl class="custom">"#);
    for (key, value) in custom {
        html!(html, r#"<div><dt>{}</dt><dd dir="auto">{}</dd></div>"#, key, value);
    }
    html!(html, "</dl>");
}
