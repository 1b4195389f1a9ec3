//! Words that several errors share.

/// How much of a server's text an error message shows.
const SHOWN: usize = 300;

/// The text in one line: what a server sends must not be able to forge lines of a log or to drive a terminal.
pub(crate) fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).flat_map(visible).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

fn visible(character: char) -> impl Iterator<Item = char> {
    let escaped = character.is_control().then(|| character.escape_default());
    let plain = escaped.is_none().then_some(character);
    escaped.into_iter().flatten().chain(plain)
}

/// What to do after an outcome that nobody knows.
pub(crate) fn repeat_words(safe_to_repeat: bool) -> &'static str {
    if safe_to_repeat {
        "; trying again is safe"
    } else {
        "; look at what is there before trying again, a repeat would take effect again"
    }
}
