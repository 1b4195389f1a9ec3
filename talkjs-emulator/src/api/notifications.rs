//! Notifications of unanswered messages, sent again. Nothing leaves the emulator: its log shows what was asked for.

use serde_json::Value;

use super::call::Call;
use super::fields::{Fields, OBJECT, Shape, TEXT, TEXTS};
use super::{Answer, done};
use crate::state::app::App;
use crate::state::refusal::{Missing, Reasons};

/// `POST /conversations/{conversationId}/notifications`
pub(crate) fn send(call: &Call<'_>, app: &mut App) -> Answer {
    let body = call.object()?;
    let mut fields = Fields::new(&body);
    fields.required("channels", &CHANNELS);
    let recipients = fields.optional("recipients", &TEXTS).unwrap_or_default();
    fields.optional("emailSettings", &OBJECT);
    check_sms_settings(&mut fields);
    fields.reasons.or(())?;
    let conversation = app.conversations.find(call.param("conversationId"))?;
    let mut reasons = Reasons::default();
    for (index, user) in recipients.iter().enumerate() {
        if !conversation.participants.contains_key(user) {
            reasons.add(format!("recipients.{index}"), Missing::Participant(user.clone()).to_string());
        }
    }
    reasons.or(())?;
    done()
}

const CHANNELS: Shape<()> = Shape {
    words: "a list of `email` and `sms` that is not empty",
    read: |value| {
        let channels = value.as_array().filter(|channels| !channels.is_empty())?;
        channels.iter().all(|channel| ["email", "sms"].iter().any(|known| channel == *known)).then_some(())
    },
};

fn check_sms_settings(fields: &mut Fields<'_>) {
    if let Some(settings) = fields.optional("smsSettings", &OBJECT)
        && !settings.get("smsTemplate").is_none_or(Value::is_string)
    {
        fields.refuse("smsSettings.smsTemplate", format!("must be {}", TEXT.words));
    }
}
