//! A request and its answer, be they alone or an operation of a batch.

use std::borrow::Cow;

use serde_json::Value;

use crate::log::RecordedRequest;

/// A request and its answer.
pub(super) struct Exchange<'r> {
    pub(super) method: &'r str,
    /// Behind the app's id, still percent-encoded, without a slash at its end.
    pub(super) path: &'r str,
    pub(super) query: &'r str,
    pub(super) content_type: Option<&'r str>,
    pub(super) body: Cow<'r, [u8]>,
    pub(super) status: u16,
    pub(super) answer_type: Option<&'r str>,
    pub(super) answer: Cow<'r, [u8]>,
}

/// No answer at all, as a fault wants it, and the answer to who means another host.
const NOT_THE_API: [u16; 2] = [0, 421];

const JSON: &str = "application/json";

impl<'r> Exchange<'r> {
    /// What was recorded; nothing when it lies outside of the API.
    pub(super) fn recorded(request: &'r RecordedRequest) -> Option<Self> {
        if NOT_THE_API.contains(&request.status) {
            return None;
        }
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let behind = path.strip_prefix("/v1/")?;
        let path = behind.find('/').and_then(|slash| behind.get(slash..)).unwrap_or("/");
        Some(Self {
            method: &request.method,
            path: trimmed(path),
            query,
            content_type: request.content_type(),
            body: request.body().into(),
            status: request.status,
            answer_type: request.answer_content_type(),
            answer: request.answer_body().into(),
        })
    }

    /// An operation of a batch with its row of the answer.
    pub(super) fn operation(operation: &'r Value, row: &'r Value) -> Option<Self> {
        let at = |list: &'r Value, index: usize| list.as_array()?.get(index);
        let (path, query) = at(operation, 2)?.as_str().map(|path| path.split_once('?').unwrap_or((path, "")))?;
        let method = at(operation, 1)?.as_str()?;
        // The query of a GET is an object in a batch, which has rules of its own.
        let body = at(operation, 3).filter(|body| method != "GET" && !body.is_null());
        Some(Self {
            method,
            path: trimmed(path),
            query,
            content_type: Some(JSON),
            body: body.map(Value::to_string).unwrap_or_default().into_bytes().into(),
            status: at(row, 1)?.as_u64()?.try_into().ok()?,
            answer_type: Some(JSON),
            answer: at(row, 2)?.to_string().into_bytes().into(),
        })
    }
}

/// The emulator takes some paths with a slash at the end as well, as TalkJS does.
fn trimmed(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        trimmed => trimmed,
    }
}
