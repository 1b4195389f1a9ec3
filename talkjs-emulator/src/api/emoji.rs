//! Valid reactions, each in the one form in which it is stored.

/// The longest name of a custom emoji, with its colons.
const LONGEST_NAME: usize = 50;

/// An emoji in its fully qualified form, or a custom one, `:name:`, unchanged.
pub(super) fn read(text: &str) -> Result<&str, String> {
    if let Some(known) = emojis::get(text) {
        return Ok(known.as_str());
    }
    if is_name(text) {
        return Ok(text);
    }
    Err(format!("must be one emoji, or `:name:` of at most {LONGEST_NAME} characters"))
}

fn is_name(text: &str) -> bool {
    let name = text.strip_prefix(':').and_then(|text| text.strip_suffix(':'));
    name.is_some_and(|name| !name.is_empty()) && text.chars().count() <= LONGEST_NAME
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the rows of Unicode's `emoji-test.txt` that are unqualified or minimally qualified.
    #[test]
    fn emoji_get_their_fully_qualified_form() {
        for (sent, kept) in [
            ("\u{2764}", "\u{2764}\u{fe0f}"),
            ("1\u{20e3}", "1\u{fe0f}\u{20e3}"),
            ("\u{2764}\u{200d}\u{1f525}", "\u{2764}\u{fe0f}\u{200d}\u{1f525}"),
            ("\u{1f3f4}\u{200d}\u{2620}", "\u{1f3f4}\u{200d}\u{2620}\u{fe0f}"),
            ("\u{1f441}\u{200d}\u{1f5e8}", "\u{1f441}\u{fe0f}\u{200d}\u{1f5e8}\u{fe0f}"),
            ("\u{1f441}\u{fe0f}\u{200d}\u{1f5e8}", "\u{1f441}\u{fe0f}\u{200d}\u{1f5e8}\u{fe0f}"),
        ] {
            for text in [sent, kept] {
                assert_eq!(read(text).as_deref(), Ok(kept), "{}", text.escape_unicode());
            }
        }
    }

    #[test]
    fn what_is_fully_qualified_stays_as_it_is() {
        for emoji in ["👍", "👍🏽", "👩‍👩‍👧‍👦", "🧑🏻‍🦰", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🇳🇱"]
        {
            assert_eq!(read(emoji), Ok(emoji));
        }
    }

    #[test]
    fn names_stand_between_colons_and_stay_as_they_are() {
        for name in [":wave:", ":❤:", &format!(":{}:", "a".repeat(48))] {
            assert_eq!(read(name), Ok(name));
        }
        for text in [":", "::", "wave", ":wave", &format!(":{}:", "a".repeat(49))] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn other_text_is_no_emoji() {
        for text in ["", "a", "1", "thumbs up", "👍 ", "é", "👍a", "\u{1faff}\u{200d}\u{1faff}"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
