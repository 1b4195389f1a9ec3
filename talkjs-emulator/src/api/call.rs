//! A request whose path, app and credential are known to be right.

use serde_json::{Map, Value};

use super::fields::must_be;
use super::multipart::{self, Part};
use super::query::Query;
use crate::decisions::Decisions;
use crate::percent;
use crate::routes::parameter_name;
use crate::state::refusal::Reasons;
use crate::version::ApiVersion;

pub(crate) struct Call<'c> {
    pub(crate) params: Vec<(&'static str, String)>,
    pub(crate) query: Query,
    pub(crate) body: Body<'c>,
    /// The time of the whole call, in Unix milliseconds.
    pub(crate) now: i64,
    pub(crate) version: ApiVersion,
    pub(crate) decisions: &'c Decisions,
}

#[derive(Clone, Copy)]
pub(crate) struct Body<'c> {
    pub(crate) content_type: Option<&'c str>,
    /// Nothing if it is larger than allowed.
    pub(crate) bytes: Option<&'c [u8]>,
}

impl<'c> Call<'c> {
    /// A parameter of the path, by its name in the endpoint's own template.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The body, which must be an object. An empty body counts as `{}`, as the vendor's own code sends it.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, Reasons> {
        if self.decisions.refuse_empty_bodies && self.body.bytes.is_some_and(<[u8]>::is_empty) {
            return Err(Reasons::one("body", "must be a JSON object"));
        }
        self.object_or_nothing()
    }

    /// The body, which must be an object or absent, as the documentation has it.
    pub(crate) fn object_or_nothing(&self) -> Result<Map<String, Value>, Reasons> {
        match self.json()? {
            None => Ok(Map::new()),
            Some(Value::Object(object)) => Ok(object),
            Some(other) => Err(Reasons::one("body", must_be("a JSON object", &other))),
        }
    }

    pub(crate) fn array(&self) -> Result<Vec<Value>, Reasons> {
        match self.json()? {
            Some(Value::Array(array)) => Ok(array),
            _ => Err(Reasons::one("body", "must be a JSON array")),
        }
    }

    /// A page after a cursor; no page means that the cursor is unknown.
    pub(crate) fn page<T>(&self, page: Option<Vec<T>>) -> Result<Vec<T>, Reasons> {
        match page {
            Some(page) => Ok(page),
            None if self.decisions.refuse_unknown_cursors => {
                Err(Reasons::one("startingAfter", "must be the id of a listed item"))
            }
            None => Ok(Vec::new()),
        }
    }

    /// The body, which must be a form with files.
    pub(crate) fn form(&self) -> Result<Vec<Part>, Reasons> {
        let bytes = self.bytes(self.decisions.upload_limit)?;
        let boundary = self.body.content_type.and_then(multipart::boundary);
        let boundary =
            boundary.ok_or_else(|| Reasons::one("Content-Type", "must be `multipart/form-data` with a boundary"))?;
        multipart::parts(bytes, &boundary)
            .ok_or_else(|| Reasons::one("body", "must be a form as its boundary announces it"))
    }

    fn bytes(&self, limit: usize) -> Result<&'c [u8], Reasons> {
        self.body.bytes.ok_or_else(|| Reasons::one("body", format!("must not be larger than {limit} bytes")))
    }

    fn json(&self) -> Result<Option<Value>, Reasons> {
        let bytes = self.bytes(self.decisions.body_limit)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        if !self.body.is_json() {
            return Err(Reasons::one("Content-Type", "must be `application/json`"));
        }
        serde_json::from_slice(bytes).map(Some).map_err(|error| Reasons::one("body", format!("must be JSON: {error}")))
    }
}

pub(crate) fn read_version(member: &str, date: &str) -> Result<ApiVersion, Reasons> {
    ApiVersion::from_date(date).ok_or_else(|| {
        let known: Vec<_> = ApiVersion::ALL.iter().map(|version| format!("`{version}`")).collect();
        Reasons::one(member, format!("must be one of {}", known.join(", ")))
    })
}

impl Body<'_> {
    fn is_json(&self) -> bool {
        self.content_type
            .and_then(|content_type| content_type.split(';').next())
            .is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
    }
}

/// The parameters of a path that matches a template.
pub(crate) fn read_params(template: &'static str, path: &str) -> Result<Vec<(&'static str, String)>, Reasons> {
    let mut params = Vec::new();
    let mut reasons = Reasons::default();
    for (part, segment) in template.split('/').zip(path.split('/')) {
        let Some(name) = parameter_name(part) else {
            continue;
        };
        match percent::decode(segment) {
            Some(value) => params.push((name, value)),
            None => reasons.add(name, "must be percent-encoded UTF-8 in the path"),
        }
    }
    reasons.or(params)
}
