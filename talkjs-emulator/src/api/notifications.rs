//! Notifications of unanswered messages, sent again. Nothing leaves the emulator but the webhooks
//! about it.

use serde_json::Value;

use super::call::Call;
use super::fields::{Fields, OBJECT, Shape, TEXT, TEXTS};
use super::{Answer, done};
use crate::state::app::App;
use crate::state::changes::Channel;

/// `POST /conversations/{conversationId}/notifications`
pub(crate) fn send(call: &Call<'_>, app: &mut App) -> Answer {
    let body = call.object()?;
    let mut fields = Fields::new(&body);
    let channels = fields.required("channels", &CHANNELS).unwrap_or_default();
    let recipients = fields.optional("recipients", &TEXTS);
    fields.optional("emailSettings", &OBJECT);
    check_sms_settings(&mut fields);
    fields.reasons.or(())?;
    app.notify(call.param("conversationId"), recipients, &channels)?;
    done()
}

const CHANNELS: Shape<Vec<Channel>> = Shape {
    words: "a list of `email` and `sms` that is not empty",
    read: |value| value.as_array().filter(|channels| !channels.is_empty())?.iter().map(channel).collect(),
};

fn channel(value: &Value) -> Option<Channel> {
    match value.as_str()? {
        "email" => Some(Channel::Email),
        "sms" => Some(Channel::Sms),
        _ => None,
    }
}

fn check_sms_settings(fields: &mut Fields<'_>) {
    if let Some(settings) = fields.optional("smsSettings", &OBJECT)
        && !settings.get("smsTemplate").is_none_or(Value::is_string)
    {
        fields.refuse("smsSettings.smsTemplate", format!("must be {}", TEXT.words));
    }
}
