//! The app's own data.

use serde_json::json;

use super::call::Call;
use super::fields::{Fields, Shape, TEXT};
use super::{ApiResponse, done, with};
use crate::state::app::App;

pub(crate) fn get(_: &Call<'_>, app: &mut App) -> ApiResponse {
    Ok(with(&app.data, [("id", json!(app.id))]).into())
}

pub(crate) fn put(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let body = call.object()?;
    let mut fields = Fields::new(&body);
    fields.same_id(&app.id);
    fields.update_map("custom", &TEXT);
    fields.set("defaultLocale", &LOCALE);
    app.update(&fields.into_patch()?)?;
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
