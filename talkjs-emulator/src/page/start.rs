//! What a visitor is told who comes before anything has happened.

use super::context::Context;
use super::html::{Html, html};

/// How to let somebody in, as long as nobody is here.
pub(super) fn write(html: &mut Html, context: Context<'_>) {
    if context.app.users.page(None, 1, |_| true).is_some_and(|users| !users.is_empty()) {
        return;
    }
    html!(html, r#"<section id="start" class="card start" aria-labelledby="start-title">"#);
    html!(html, r#"<header><h2 id="start-title">Nobody here yet</h2></header>"#);
    html!(html, "<p>Point a client at this emulator, and watch here what it does:</p>");
    html!(html, "<pre>TALKJS_BASE_URL={}\nTALKJS_APP_ID={}</pre>", context.app.base_url(), context.app.id);
    html!(
        html,
        "<p>The secret key is the one that the emulator was started with; its command prints it.</p></section>"
    );
}
