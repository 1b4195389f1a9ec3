//! Reactions to messages.

use serde_json::{Value, json};

use super::call::Call;
use super::{Answer, done, list};
use crate::decisions::ReactionList;
use crate::state::app::App;
use crate::state::refusal::Reasons;

const PAGE_CAP: usize = 100;
const LONGEST_NAME: usize = 50;
/// Enough for any sequence of joined emoji.
const LONGEST_EMOJI: usize = 32;

/// `GET /conversations/{conversationId}/messages/{messageId}/reactions/{emoji}`
pub(crate) fn get_all(call: &Call<'_>, app: &mut App) -> Answer {
    let mut fields = call.query().fields();
    let limit = fields.limit(PAGE_CAP, call.decisions);
    let after = fields.text("startingAfter");
    fields.reasons.or(())?;
    let emoji = read_emoji(call)?;
    let reactions = app.reactions(call.param("conversationId"), call.param("messageId"))?;
    let page = call.page(reactions.page(emoji, after, limit))?;
    let show = |user: &str| json!({"userId": user});
    match call.decisions.reaction_list {
        ReactionList::Wrapped => list(page, show),
        ReactionList::Bare => Ok(Value::Array(page.into_iter().map(show).collect())),
    }
}

/// `PUT /conversations/{conversationId}/messages/{messageId}/reactions/{emoji}/{userId}`
pub(crate) fn add(call: &Call<'_>, app: &mut App) -> Answer {
    call.object_or_nothing()?;
    let emoji = read_emoji(call)?;
    let user = call.param("userId");
    app.reactions(call.param("conversationId"), call.param("messageId"))?;
    app.check_user(user)?;
    app.add_reaction(call.param("conversationId"), call.param("messageId"), emoji, user)?;
    done()
}

/// `DELETE /conversations/{conversationId}/messages/{messageId}/reactions/{emoji}/{userId}`
pub(crate) fn remove(call: &Call<'_>, app: &mut App) -> Answer {
    let emoji = read_emoji(call)?;
    app.remove_reaction(call.param("conversationId"), call.param("messageId"), emoji, call.param("userId"))?;
    done()
}

fn read_emoji<'c>(call: &'c Call<'_>) -> Result<&'c str, Reasons> {
    let emoji = call.param("emoji");
    if is_emoji(emoji) || is_emoji_name(emoji) {
        Ok(emoji)
    } else {
        let sentence = format!("must be one emoji, or `:name:` of at most {LONGEST_NAME} characters");
        Err(Reasons::one("emoji", sentence))
    }
}

fn is_emoji_name(text: &str) -> bool {
    let name = text.strip_prefix(':').and_then(|text| text.strip_suffix(':'));
    name.is_some_and(|name| !name.is_empty()) && text.chars().count() <= LONGEST_NAME
}

/// Whether a text may be an emoji: there is no table of them here.
fn is_emoji(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().count() <= LONGEST_EMOJI
        && !text.contains(|letter: char| letter.is_alphabetic() || letter.is_whitespace() || letter.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_are_told_from_other_text() {
        for emoji in ["👍", "❤️", "1️⃣", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🇳🇱"]
        {
            assert!(is_emoji(emoji), "{emoji}");
        }
        for text in ["", "a", "thumbs up", "👍 ", "é", "👍a"] {
            assert!(!is_emoji(text), "{text}");
        }
    }

    #[test]
    fn names_stand_between_colons() {
        assert!(is_emoji_name(":wave:"));
        assert!(is_emoji_name(&format!(":{}:", "a".repeat(48))));
        for text in ["", ":", "::", "wave", ":wave", &format!(":{}:", "a".repeat(49))] {
            assert!(!is_emoji_name(text), "{text}");
        }
    }
}
