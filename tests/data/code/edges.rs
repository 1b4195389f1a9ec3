use ::talkjs_runtime::__private as __rt;
/// A client of Edges. Clones share their connections.
///
/// - Calls with optional parameters: the structs of [`operations`]
///
/// Names that meet, and types that lead back to themselves.
#[derive(Clone, Debug)]
pub struct Client {
    core: __rt::ClientCore,
}
/// The base URL in the description; names in braces are placeholders.
pub const SERVER_URL: &str = "";
impl Client {
    /// Creates a client that makes its calls through `core`. The user agent is the name and version of this
    /// crate, unless `core` has another.
    #[must_use]
    pub fn with_core(core: __rt::ClientCore) -> Self {
        Self {
            core: core
                .for_client(
                    ::core::concat!(
                        ::core::env!("CARGO_PKG_NAME"), "/",
                        ::core::env!("CARGO_PKG_VERSION")
                    ),
                ),
        }
    }
    /// The core that makes the calls: URL, credentials, limits and transport.
    #[must_use]
    pub fn core(&self) -> &__rt::ClientCore {
        &self.core
    }
}
impl Client {
    /// Calls `user`.
    ///
    /// `POST /user` → `200` A user.
    /// Optional, set on [`User`](operations::User): `q`.
    ///
    /// Described at `edges.yaml:6`.
    pub fn user(&self, body: impl __rt::IntoValue<Linked>) -> operations::User {
        operations::User(
            self
                .core
                .call(&CALL_USER, __rt::Decode::Body(__rt::json))
                .body(body.into_value(), &[]),
        )
    }
    /// Calls `serverUrl`.
    ///
    /// `GET /url` → `200` A letter.
    ///
    /// Described at `edges.yaml:15`.
    pub fn server_url(&self) -> __rt::Call<X> {
        self.core.call(&CALL_SERVER_URL, __rt::Decode::Body(__rt::json))
    }
    /// Calls `x`.
    ///
    /// `DELETE /x` → `204` Gone.
    ///
    /// Described at `edges.yaml:20`.
    pub fn x(&self) -> __rt::Call<()> {
        self.core.call(&CALL_X, __rt::Decode::Body(__rt::nothing))
    }
    /// Calls `old`.
    ///
    /// `GET /old` → `200` Old.
    /// Optional, set on [`Old`](operations::Old): `q`.
    ///
    /// Deprecated.
    ///
    /// Described at `edges.yaml:24`.
    #[deprecated(note = "the description marks it as deprecated")]
    pub fn old(&self) -> operations::Old {
        operations::Old(self.core.call(&CALL_OLD, __rt::Decode::Body(__rt::json)))
    }
}
static CALL_USER: __rt::Operation = __rt::Operation::new(
    "user",
    __rt::http::Method::POST,
    "/user",
    __rt::Idempotency::None,
);
static CALL_SERVER_URL: __rt::Operation = __rt::Operation::new(
    "serverUrl",
    __rt::http::Method::GET,
    "/url",
    __rt::Idempotency::Natural,
);
static CALL_X: __rt::Operation = __rt::Operation::new(
    "x",
    __rt::http::Method::DELETE,
    "/x",
    __rt::Idempotency::Natural,
);
static CALL_OLD: __rt::Operation = __rt::Operation::new(
    "old",
    __rt::http::Method::GET,
    "/old",
    __rt::Idempotency::Natural,
);
/// The types that methods of [`Client`] return: calls and responses.
///
/// - A struct for each call with optional parameters, such as [`User`](operations::User) of [`Client::user`]: it has setters for them, and `send` makes the call.
pub mod operations {
    #[allow(unused_imports, reason = "what a call names depends on the description")]
    use super::{Client, __rt};
    __rt::builder! {
        #[doc = " A call of [`Client::user`]."] pub struct User -> super::User
    }
    impl User {
        /// Sets `q`.
        pub fn q(self, q: impl __rt::IntoValue<__rt::String>) -> Self {
            Self(self.0.query_parameter("q", q.into_value(), &[]))
        }
    }
    __rt::builder! {
        #[doc = " A call of [`Client::old`]."] pub struct Old -> super::OldUser
    }
    impl Old {
        /// Sets `q`.
        #[deprecated(note = "the description marks it as deprecated")]
        pub fn q(self, q: impl __rt::Into<super::OldId>) -> Self {
            Self(self.0.query_parameter("q", __rt::Into::<super::OldId>::into(q), &[]))
        }
    }
}
/// Deprecated.
///
/// A string. Described at `edges.yaml:31`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OldId(__rt::String);
__rt::text_newtype!(OldId);
impl __rt::Check for OldId {
    fn check(&self, checker: &mut __rt::Checker) {
        checker.value(&self.0, &[]);
    }
}
/// Deprecated.
///
/// An object. Described at `edges.yaml:32`.
#[allow(deprecated)]
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct OldBase {
    /// `id`
    #[deprecated(note = "the description marks it as deprecated")]
    pub id: __rt::Option<OldId>,
    /// `key`
    #[deprecated(note = "the description marks it as deprecated")]
    pub key: __rt::Option<__rt::String>,
}
__rt::object!(OldBase : 0 "id" id optional; 1 "key" key optional;);
#[allow(deprecated)]
impl ::std::fmt::Debug for OldBase {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("OldBase")
            .field("id", &self.id)
            .field("key", &__rt::Redacted)
            .finish()
    }
}
/// Deprecated.
///
/// An object. Described at `edges.yaml:33`.
#[allow(deprecated)]
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct OldUser {
    /// `id`
    #[deprecated(note = "the description marks it as deprecated")]
    pub id: OldId,
    /// `key`
    #[deprecated(note = "the description marks it as deprecated")]
    pub key: __rt::Option<__rt::String>,
}
__rt::object!(OldUser : 0 "id" id required; 1 "key" key optional;);
#[allow(deprecated)]
impl ::std::fmt::Debug for OldUser {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("OldUser")
            .field("id", &self.id)
            .field("key", &__rt::Redacted)
            .finish()
    }
}
/// One of 2 types. Described at `edges.yaml:34`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OldChoice {
    /// `OldUser`
    OldUser(OldUser),
    /// `string`
    String(__rt::String),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
__rt::union!(
    OldChoice : OldUser = __rt::Sign::new(& [__rt::Json::Object]), String =
    __rt::Sign::new(& [__rt::Json::Text])
);
/// A string. Described at `edges.yaml:35`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct X(__rt::String);
__rt::text_newtype!(X);
__rt::text_enum!(
    #[doc = " A string with 2 known values. Described at `edges.yaml:36`."] AsRefType
    received : #[doc = " `a'<b>`"] AB = "a`<b>", #[doc = " `c��    d`"] CD =
    "c\n\n    d"
);
/// An object. Described at `edges.yaml:37`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct User {
    /// `additionalProperties`
    pub additional_properties_: __rt::Option<__rt::String>,
    /// `e'<f>`
    pub e_f: __rt::Option<__rt::String>,
    /// Additional properties, which the description does not name.
    pub additional_properties: __rt::BTreeMap<__rt::String, __rt::serde_json::Value>,
}
__rt::object!(
    User : 0 "additionalProperties" additional_properties_ optional; 1 "e`<f>" e_f
    optional; others additional_properties
);
/// An object. Described at `edges.yaml:41`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Link {
    /// `next`
    pub next: __rt::Option<__rt::Box<Link>>,
    /// `note`
    pub note: __rt::Patch<__rt::String>,
}
__rt::object!(Link : 0 "next" next optional; 1 "note" note patch;);
__rt::constructors!(Link : new() empty : next note;);
__rt::setters!(
    Link : next " Sets `next`." : Link,; note " Sets `note`." : __rt::String[clear_note],
);
impl __rt::Check for Link {}
/// An object. Described at `edges.yaml:42`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Linked {
    /// `next`
    pub next: __rt::Box<Link>,
    /// `note`
    pub note: __rt::Patch<__rt::String>,
}
__rt::object!(Linked : 0 "next" next required; 1 "note" note patch;);
__rt::constructors!(
    Linked : #[doc = " Creates a value from its `next`; use setters for the others."]
    new(next : Link) empty : note;
);
__rt::setters!(Linked :; note " Sets `note`." : __rt::String[clear_note],);
impl __rt::Check for Linked {}
impl ::core::convert::From<Linked> for Link {
    fn from(value: Linked) -> Self {
        Self {
            next: __rt::Slot::of(value.next),
            note: value.note,
        }
    }
}
impl __rt::IntoValue<Link> for Linked {
    fn into_value(self) -> Link {
        ::core::convert::From::from(self)
    }
}
impl __rt::IntoNullable<Link> for Linked {
    fn into_nullable(self) -> __rt::Option<Link> {
        ::core::option::Option::Some(::core::convert::From::from(self))
    }
}
/// An object. Described at `edges.yaml:43`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Nested {
    /// `again`
    pub again: __rt::Option<NestedAgain>,
}
__rt::object!(Nested : 0 "again" again optional;);
/// An object. Described at `edges.yaml:46`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NestedAgain {
    /// `again`
    pub again: __rt::Option<__rt::Box<NestedAgain>>,
    /// `depth`
    pub depth: __rt::Option<i64>,
}
__rt::object!(NestedAgain : 0 "again" again optional; 1 "depth" depth optional;);
__rt::eq!(OldBase OldUser OldChoice User Link Linked Nested NestedAgain);
