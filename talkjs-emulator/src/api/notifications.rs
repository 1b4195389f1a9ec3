//! Notifications of unread messages, sent again. The emulator sends nothing except the webhooks about them.

use serde::Deserialize as _;
use serde_json::Value;

use super::call::Call;
use super::fields::{Fields, OBJECT, Shape, TEXT, TEXTS};
use super::{ApiResponse, done};
use crate::state::app::App;
use crate::state::changes::Channel;

pub(crate) fn send(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let body = call.object()?;
    let mut fields = Fields::new(&body);
    let channels = fields.required("channels", &CHANNELS).unwrap_or_default();
    let recipients = fields.optional("recipients", &TEXTS);
    check_texts(&mut fields, "smsSettings", &["smsTemplate"]);
    check_texts(&mut fields, "emailSettings", &["header", "footer", "subject", "inboxUrl"]);
    fields.reasons.or(())?;
    app.notify(call.param("conversationId"), recipients, &channels)?;
    done()
}

const CHANNELS: Shape<Vec<Channel>> = Shape {
    words: "a list of `email` and `sms` that is not empty",
    read: |value| Vec::deserialize(value).ok().filter(|channels: &Vec<_>| !channels.is_empty()),
};

/// An object with some properties that are texts.
fn check_texts(fields: &mut Fields<'_>, name: &str, texts: &[&str]) {
    let settings = fields.optional(name, &OBJECT).unwrap_or_default();
    for text in texts.iter().filter(|text| !settings.get(**text).is_none_or(Value::is_string)) {
        fields.refuse(&format!("{name}.{text}"), format!("must be {}", TEXT.words));
    }
}
