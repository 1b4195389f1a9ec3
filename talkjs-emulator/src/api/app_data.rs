//! The app's own data.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::fields::{Fields, Shape, TEXT};
use super::{Answer, done};
use crate::state::app::{App, AppUpdate};
use crate::state::refusal::Reasons;

/// `GET /`
pub(crate) fn get(_: &Call<'_>, app: &mut App) -> Answer {
    let mut shown = Map::from_iter([("id".to_owned(), json!(app.id))]);
    if !app.custom.is_empty() {
        shown.insert("custom".to_owned(), json!(app.custom));
    }
    if let Some(locale) = &app.default_locale {
        shown.insert("defaultLocale".to_owned(), json!(locale));
    }
    Ok(Value::Object(shown))
}

/// `PUT /`
pub(crate) fn put(call: &Call<'_>, app: &mut App) -> Answer {
    let update = read_update(&app.id, &call.object()?)?;
    app.update(update);
    done()
}

const LOCALE: Shape<String> = Shape {
    words: "an IETF language tag, such as `en-US`",
    read: |value| (TEXT.read)(value).filter(|tag| is_language_tag(tag)),
};

/// Whether a text has the form of a language tag. Which languages TalkJS has is not known here.
fn is_language_tag(tag: &str) -> bool {
    tag.split('-')
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|letter| letter.is_ascii_alphanumeric()))
}

fn read_update(id: &str, body: &Map<String, Value>) -> Result<AppUpdate, Reasons> {
    let mut fields = Fields::new(body);
    fields.same_id(id);
    let update = AppUpdate {
        custom: fields.entries("custom", &TEXT),
        default_locale: fields.optional("defaultLocale", &LOCALE),
    };
    fields.reasons.or(update)
}
