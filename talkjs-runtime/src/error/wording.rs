//! Texts that several errors share.

/// The longest part of a server's text in an error message, in characters.
const SHOWN: usize = 300;

/// The text on one line: a server must not be able to forge lines of a log or to control a terminal.
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

/// The advice after an unknown outcome.
pub(crate) fn repeat_words(safe_to_repeat: bool) -> &'static str {
    if safe_to_repeat {
        "; it is safe to retry"
    } else {
        "; check the state before you retry, as a retry would take effect again"
    }
}
