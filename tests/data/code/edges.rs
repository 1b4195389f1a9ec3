use ::talkjs_client::runtime as __rt;
/// A client of Edges. Clones share their connections.
///
/// Names that meet, and types that lead back to themselves.
#[derive(Clone, Debug)]
pub struct Client {
    core: __rt::Core,
}
/// Where the description says that the API is; names in braces are to be filled in.
pub const SERVER_URL: &str = "";
impl Client {
    /// A client that makes its calls through `core`.
    #[must_use]
    pub fn from_core(core: __rt::Core) -> Self {
        Self { core }
    }
    /// What makes the calls: address, credentials, limits and transport.
    #[must_use]
    pub fn core(&self) -> &__rt::Core {
        &self.core
    }
}
impl Client {
    /// Calls `user`.
    ///
    /// `POST /user`
    ///
    /// Described at `edges.yaml:6`.
    #[must_use = "a call is made by `send`"]
    pub fn user(&self, body: impl __rt::IntoValue<Linked>) -> operations::User<'_> {
        operations::User(
            __rt::Call::new(&self.core, &CALL_USER, __rt::Decode::Body(__rt::json))
                .body(body.into_value(), &[]),
        )
    }
    /// Calls `serverUrl`.
    ///
    /// `GET /url`
    ///
    /// Described at `edges.yaml:15`.
    #[must_use = "a call is made by `send`"]
    pub fn server_url(&self) -> __rt::Call<'_, X> {
        __rt::Call::new(&self.core, &CALL_SERVER_URL, __rt::Decode::Body(__rt::json))
    }
    /// Calls `x`.
    ///
    /// `DELETE /x`
    ///
    /// Described at `edges.yaml:20`.
    #[must_use = "a call is made by `send`"]
    pub fn x(&self) -> __rt::Call<'_, ()> {
        __rt::Call::new(&self.core, &CALL_X, __rt::Decode::Body(__rt::nothing))
    }
    /// Calls `old`.
    ///
    /// `GET /old`
    ///
    /// Deprecated.
    ///
    /// Described at `edges.yaml:24`.
    #[deprecated(note = "the description marks it as deprecated")]
    #[must_use = "a call is made by `send`"]
    pub fn old(&self) -> operations::Old<'_> {
        operations::Old(
            __rt::Call::new(&self.core, &CALL_OLD, __rt::Decode::Body(__rt::json)),
        )
    }
}
static CALL_USER: __rt::Operation = __rt::Operation {
    id: "user",
    method: __rt::http::Method::POST,
    path: "/user",
    server: None,
    security: None,
    accept: "application/json",
    redirects: false,
    idempotency: __rt::Idempotency::None,
    bucket: None,
};
static CALL_SERVER_URL: __rt::Operation = __rt::Operation {
    id: "serverUrl",
    method: __rt::http::Method::GET,
    path: "/url",
    server: None,
    security: None,
    accept: "application/json",
    redirects: false,
    idempotency: __rt::Idempotency::Natural,
    bucket: None,
};
static CALL_X: __rt::Operation = __rt::Operation {
    id: "x",
    method: __rt::http::Method::DELETE,
    path: "/x",
    server: None,
    security: None,
    accept: "application/json",
    redirects: false,
    idempotency: __rt::Idempotency::Natural,
    bucket: None,
};
static CALL_OLD: __rt::Operation = __rt::Operation {
    id: "old",
    method: __rt::http::Method::GET,
    path: "/old",
    server: None,
    security: None,
    accept: "application/json",
    redirects: false,
    idempotency: __rt::Idempotency::Natural,
    bucket: None,
};
/// Calls that take optional parameters, one struct for each operation, and answers of several statuses.
pub mod operations {
    #[allow(unused_imports, reason = "what a call names depends on the description")]
    use super::{Client, __rt};
    /// A call of [`Client::user`].
    #[derive(Debug)]
    #[must_use = "a call is made by `send`"]
    pub struct User<'c>(pub(super) __rt::Call<'c, super::User>);
    impl<'c> User<'c> {
        /// Sets `q`.
        #[must_use]
        pub fn q(mut self, q: impl __rt::IntoValue<String>) -> Self {
            self.0 = self.0.query("q", q.into_value(), &[]);
            self
        }
        /// The longest that the call may take, all in all.
        #[must_use]
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.0 = self.0.timeout(timeout);
            self
        }
        /// Makes the call.
        ///
        /// # Errors
        /// When the call cannot be made, is refused, or is answered by something else than described.
        pub async fn send(self) -> Result<super::User, __rt::Error> {
            self.0.send().await
        }
        /// Makes the call and keeps status and headers of the answer.
        ///
        /// # Errors
        /// As for `send`.
        pub async fn response(
            self,
        ) -> Result<__rt::http::Response<super::User>, __rt::Error> {
            self.0.response().await
        }
    }
    /// A call of [`Client::old`].
    #[derive(Debug)]
    #[must_use = "a call is made by `send`"]
    pub struct Old<'c>(pub(super) __rt::Call<'c, super::OldUser>);
    impl<'c> Old<'c> {
        /// Sets `q`.
        #[deprecated(note = "the description marks it as deprecated")]
        #[must_use]
        pub fn q(mut self, q: impl __rt::IntoValue<super::OldId>) -> Self {
            self.0 = self.0.query("q", q.into_value(), &[]);
            self
        }
        /// The longest that the call may take, all in all.
        #[must_use]
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.0 = self.0.timeout(timeout);
            self
        }
        /// Makes the call.
        ///
        /// # Errors
        /// When the call cannot be made, is refused, or is answered by something else than described.
        pub async fn send(self) -> Result<super::OldUser, __rt::Error> {
            self.0.send().await
        }
        /// Makes the call and keeps status and headers of the answer.
        ///
        /// # Errors
        /// As for `send`.
        pub async fn response(
            self,
        ) -> Result<__rt::http::Response<super::OldUser>, __rt::Error> {
            self.0.response().await
        }
    }
}
/// Deprecated.
///
/// Described at `edges.yaml:31`.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    __rt::serde::Serialize,
    __rt::serde::Deserialize
)]
#[serde(crate = "__rt::serde", transparent)]
pub struct OldId(String);
__rt::text_newtype!(OldId);
impl __rt::Check for OldId {
    fn check(&self, checker: &mut __rt::Checker) {
        checker.value(&self.0, &[]);
    }
}
/// Deprecated.
///
/// Described at `edges.yaml:32`.
#[allow(deprecated)]
#[derive(Clone, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct OldBase {
    /// `id`
    #[deprecated(note = "the description marks it as deprecated")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<OldId>,
    /// `key`
    #[deprecated(note = "the description marks it as deprecated")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}
#[allow(deprecated)]
impl ::std::fmt::Debug for OldBase {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("OldBase")
            .field("id", &self.id)
            .field("key", &__rt::Redacted)
            .finish()
    }
}
#[allow(deprecated)]
impl OldBase {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            id: Default::default(),
            key: Default::default(),
        }
    }
    /// Sets [`id`](Self#structfield.id).
    #[deprecated(note = "the description marks it as deprecated")]
    #[must_use]
    pub fn id(mut self, id: impl __rt::IntoValue<OldId>) -> Self {
        self.id = Some(id.into_value());
        self
    }
    /// Sets [`key`](Self#structfield.key).
    #[deprecated(note = "the description marks it as deprecated")]
    #[must_use]
    pub fn key(mut self, key: impl __rt::IntoValue<String>) -> Self {
        self.key = Some(key.into_value());
        self
    }
}
impl Default for OldBase {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Generated for OldBase {}
/// Deprecated.
///
/// Described at `edges.yaml:33`.
#[allow(deprecated)]
#[derive(Clone, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct OldUser {
    /// `id`
    #[deprecated(note = "the description marks it as deprecated")]
    pub id: OldId,
    /// `key`
    #[deprecated(note = "the description marks it as deprecated")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}
#[allow(deprecated)]
impl ::std::fmt::Debug for OldUser {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("OldUser")
            .field("id", &self.id)
            .field("key", &__rt::Redacted)
            .finish()
    }
}
#[allow(deprecated)]
impl OldUser {
    /// With its `id`; setters add the rest.
    #[must_use]
    pub fn new(id: impl __rt::IntoValue<OldId>) -> Self {
        Self {
            id: id.into_value(),
            key: Default::default(),
        }
    }
    /// Sets [`key`](Self#structfield.key).
    #[deprecated(note = "the description marks it as deprecated")]
    #[must_use]
    pub fn key(mut self, key: impl __rt::IntoValue<String>) -> Self {
        self.key = Some(key.into_value());
        self
    }
}
#[allow(deprecated)]
impl From<OldUser> for OldBase {
    fn from(value: OldUser) -> Self {
        Self {
            id: Some(value.id),
            key: value.key,
        }
    }
}
impl __rt::IntoValue<OldBase> for OldUser {
    fn into_value(self) -> OldBase {
        OldBase::from(self)
    }
}
impl __rt::Generated for OldUser {}
/// Described at `edges.yaml:34`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OldChoice {
    /// `OldUser`
    OldUser(OldUser),
    /// `string`
    String(String),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
impl __rt::Generated for OldChoice {}
impl __rt::serde::Serialize for OldChoice {
    fn serialize<S: __rt::serde::Serializer>(
        &self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Self::OldUser(value) => value.serialize(serializer),
            Self::String(value) => value.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}
impl<'de> __rt::serde::Deserialize<'de> for OldChoice {
    fn deserialize<D: __rt::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        __rt::branch(
            deserializer,
            &[
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object]),
                    read: |value| __rt::decode(value).map(Self::OldUser),
                },
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Text]),
                    read: |value| __rt::decode(value).map(Self::String),
                },
            ],
            Self::Unknown,
        )
    }
}
impl From<OldUser> for OldChoice {
    fn from(value: OldUser) -> Self {
        Self::OldUser(value)
    }
}
impl __rt::IntoValue<OldChoice> for OldUser {
    fn into_value(self) -> OldChoice {
        OldChoice::from(self)
    }
}
impl From<String> for OldChoice {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}
impl __rt::FromText for OldChoice {
    fn from_text(text: String) -> Self {
        Self::String(text)
    }
}
/// Described at `edges.yaml:35`.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    __rt::serde::Serialize,
    __rt::serde::Deserialize
)]
#[serde(crate = "__rt::serde", transparent)]
pub struct X(String);
__rt::text_newtype!(X);
/// Described at `edges.yaml:36`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AsRefType {
    /// `a'<b>`
    AB,
    /// `c��    d`
    CD,
    #[doc(hidden)]
    Unknown(__rt::UnknownText),
}
impl AsRefType {
    /// The text of the value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::AB => "a`<b>",
            Self::CD => "c\n\n    d",
            Self::Unknown(text) => text.as_str(),
        }
    }
}
impl From<&str> for AsRefType {
    fn from(text: &str) -> Self {
        match text {
            "a`<b>" => Self::AB,
            "c\n\n    d" => Self::CD,
            _ => Self::Unknown(__rt::UnknownText::new(text)),
        }
    }
}
impl From<String> for AsRefType {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
__rt::text_enum!(AsRefType);
/// Described at `edges.yaml:37`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct User {
    /// `additionalProperties`
    #[serde(
        rename = "additionalProperties",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub additional_properties_: Option<String>,
    /// `e'<f>`
    #[serde(rename = "e`<f>", default, skip_serializing_if = "Option::is_none")]
    pub e_f: Option<String>,
    /// Members that the description does not name.
    #[serde(flatten)]
    pub additional_properties: ::std::collections::BTreeMap<
        String,
        __rt::serde_json::Value,
    >,
}
impl User {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            additional_properties_: Default::default(),
            e_f: Default::default(),
            additional_properties: Default::default(),
        }
    }
    /// Sets [`additional_properties_`](Self#structfield.additional_properties_).
    #[must_use]
    pub fn additional_properties_(
        mut self,
        additional_properties_: impl __rt::IntoValue<String>,
    ) -> Self {
        self.additional_properties_ = Some(additional_properties_.into_value());
        self
    }
    /// Sets [`e_f`](Self#structfield.e_f).
    #[must_use]
    pub fn e_f(mut self, e_f: impl __rt::IntoValue<String>) -> Self {
        self.e_f = Some(e_f.into_value());
        self
    }
}
impl Default for User {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Generated for User {}
/// Described at `edges.yaml:41`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Link {
    /// `next`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Box<Link>>,
    /// `note`
    #[serde(default, skip_serializing_if = "__rt::Patch::is_keep")]
    pub note: __rt::Patch<String>,
}
impl Link {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            next: Default::default(),
            note: Default::default(),
        }
    }
    /// Sets [`next`](Self#structfield.next).
    #[must_use]
    pub fn next(mut self, next: impl __rt::IntoValue<Link>) -> Self {
        self.next = Some(Box::new(next.into_value()));
        self
    }
    /// Sets [`note`](Self#structfield.note).
    #[must_use]
    pub fn note(mut self, note: impl __rt::IntoValue<String>) -> Self {
        self.note = __rt::Patch::Set(note.into_value());
        self
    }
    /// Clears [`note`](Self#structfield.note): sends `null`.
    #[must_use]
    pub fn clear_note(mut self) -> Self {
        self.note = __rt::Patch::Clear;
        self
    }
}
impl Default for Link {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Check for Link {}
impl __rt::Generated for Link {}
/// Described at `edges.yaml:42`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Linked {
    /// `next`
    pub next: Box<Link>,
    /// `note`
    #[serde(default, skip_serializing_if = "__rt::Patch::is_keep")]
    pub note: __rt::Patch<String>,
}
impl Linked {
    /// With its `next`; setters add the rest.
    #[must_use]
    pub fn new(next: impl __rt::IntoValue<Link>) -> Self {
        Self {
            next: Box::new(next.into_value()),
            note: Default::default(),
        }
    }
    /// Sets [`note`](Self#structfield.note).
    #[must_use]
    pub fn note(mut self, note: impl __rt::IntoValue<String>) -> Self {
        self.note = __rt::Patch::Set(note.into_value());
        self
    }
    /// Clears [`note`](Self#structfield.note): sends `null`.
    #[must_use]
    pub fn clear_note(mut self) -> Self {
        self.note = __rt::Patch::Clear;
        self
    }
}
impl __rt::Check for Linked {}
impl From<Linked> for Link {
    fn from(value: Linked) -> Self {
        Self {
            next: Some(value.next),
            note: value.note,
        }
    }
}
impl __rt::IntoValue<Link> for Linked {
    fn into_value(self) -> Link {
        Link::from(self)
    }
}
impl __rt::Generated for Linked {}
/// Described at `edges.yaml:43`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Nested {
    /// `again`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<NestedAgain>,
}
impl Nested {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self { again: Default::default() }
    }
    /// Sets [`again`](Self#structfield.again).
    #[must_use]
    pub fn again(mut self, again: impl __rt::IntoValue<NestedAgain>) -> Self {
        self.again = Some(again.into_value());
        self
    }
}
impl Default for Nested {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Generated for Nested {}
/// Described at `edges.yaml:46`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct NestedAgain {
    /// `again`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Box<NestedAgain>>,
    /// `depth`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<i64>,
}
impl NestedAgain {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            again: Default::default(),
            depth: Default::default(),
        }
    }
    /// Sets [`again`](Self#structfield.again).
    #[must_use]
    pub fn again(mut self, again: impl __rt::IntoValue<NestedAgain>) -> Self {
        self.again = Some(Box::new(again.into_value()));
        self
    }
    /// Sets [`depth`](Self#structfield.depth).
    #[must_use]
    pub fn depth(mut self, depth: impl __rt::IntoValue<i64>) -> Self {
        self.depth = Some(depth.into_value());
        self
    }
}
impl Default for NestedAgain {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Generated for NestedAgain {}
