//! Files for messages.

use serde_json::{Value, json};

use super::ApiResponse;
use super::call::Call;
use super::fields::{Fields, NON_EMPTY_TEXT, Shape, TEXT};
use super::multipart::Part;
use crate::percent;
use crate::state::app::App;
use crate::state::content::FileDetails;
use crate::state::files::Upload;
use crate::state::refusal::Reasons;

pub(crate) fn upload(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let upload = read_upload(call.form()?)?;
    let token = app.upload(upload);
    // Older clients read the second name.
    Ok(json!({"fileToken": token, "attachmentToken": token}))
}

pub(crate) fn token_in(path: &str) -> Option<String> {
    percent::decode(path.strip_prefix("/files/")?)
}

fn read_upload(parts: Vec<Part>) -> Result<Upload, Reasons> {
    let (files, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.name == "file");
    // The first part of a name counts.
    let texts = others.into_iter().rev().map(|part| (part.name, text(part.bytes))).collect();
    let mut fields = Fields::new(&texts);
    let file = files.into_iter().next();
    if file.is_none() {
        fields.refuse("file", "is required");
    }
    let name = fields.optional("filename", &NAME);
    let details = FileDetails {
        subtype: fields.optional("subtype", &SUBTYPE),
        width: fields.optional("width", &NUMBER),
        height: fields.optional("height", &NUMBER),
        duration: fields.optional("duration", &NUMBER),
    };
    let file = fields.reasons.or(file)?.unwrap_or_default();
    Ok(Upload {
        name: name.or(file.filename).unwrap_or_else(|| "file".to_owned()),
        content_type: file.content_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
        bytes: file.bytes,
        details,
    })
}

/// The text of a part; a part that is not text is not a valid value.
fn text(bytes: Vec<u8>) -> Value {
    String::from_utf8(bytes).map_or(Value::Bool(false), Value::from)
}

const NAME: Shape<String> = Shape { words: "a name that is not empty", read: NON_EMPTY_TEXT.read };

const SUBTYPE: Shape<String> = Shape {
    words: "`image`, `video`, `audio` or `voice`",
    read: |value| (TEXT.read)(value).filter(|text| ["image", "video", "audio", "voice"].contains(&text.as_str())),
};

const NUMBER: Shape<f64> = Shape {
    words: "a decimal number",
    read: |value| {
        let text = value.as_str()?;
        let are_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_decimal = are_digits(whole) && are_digits(fraction);
        text.parse().ok().filter(|number: &f64| is_decimal && number.is_finite())
    },
};
