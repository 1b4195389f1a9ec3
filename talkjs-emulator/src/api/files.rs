//! Files to be sent in messages.

use serde_json::json;

use super::Answer;
use super::call::Call;
use super::multipart::Part;
use crate::percent;
use crate::state::app::App;
use crate::state::content::FileDetails;
use crate::state::files::Upload;
use crate::state::refusal::Reasons;

/// `POST /files`
pub(crate) fn upload(call: &Call<'_>, app: &mut App) -> Answer {
    let upload = read_upload(call.form()?)?;
    let token = app.upload(upload);
    // Older clients read the second name.
    Ok(json!({"fileToken": token, "attachmentToken": token}))
}

/// The token in the path of a download.
pub(crate) fn token_in(path: &str) -> Option<String> {
    percent::decode(path.strip_prefix("/files/")?)
}

fn read_upload(parts: Vec<Part>) -> Result<Upload, Reasons> {
    let mut form = Form { parts, reasons: Reasons::default() };
    let file = form.take("file");
    if file.is_none() {
        form.reasons.add("file", "is required");
    }
    let name =
        form.read("filename", "a name that is not empty", |text| Some(text.to_owned()).filter(|text| !text.is_empty()));
    let details = FileDetails {
        subtype: form.read("subtype", "`image`, `video`, `audio` or `voice`", subtype),
        width: form.read("width", NUMBER, number),
        height: form.read("height", NUMBER, number),
        duration: form.read("duration", NUMBER, number),
    };
    let Some(file) = file else {
        return Err(form.reasons);
    };
    form.reasons.or(Upload {
        name: name.or(file.filename).unwrap_or_else(|| "file".to_owned()),
        content_type: file.content_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
        bytes: file.bytes,
        details,
    })
}

const NUMBER: &str = "a decimal number";

fn number(text: &str) -> Option<f64> {
    let are_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_decimal = are_digits(whole) && are_digits(fraction);
    text.parse().ok().filter(|number: &f64| is_decimal && number.is_finite())
}

fn subtype(text: &str) -> Option<String> {
    ["image", "video", "audio", "voice"].contains(&text).then(|| text.to_owned())
}

/// Takes parts out of a form; what is wrong with them is collected.
struct Form {
    parts: Vec<Part>,
    reasons: Reasons,
}

impl Form {
    fn take(&mut self, name: &str) -> Option<Part> {
        let place = self.parts.iter().position(|part| part.name == name)?;
        Some(self.parts.remove(place))
    }

    fn read<T>(&mut self, name: &str, expected: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let part = self.take(name)?;
        let value = std::str::from_utf8(&part.bytes).ok().and_then(parse);
        if value.is_none() {
            self.reasons.add(name, format!("must be {expected}"));
        }
        value
    }
}
