use ::talkjs_runtime::__private as __rt;
/// A client of Unions. Clones share their connections.
///
/// One of several types.
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
    /// Calls `sendEvent`.
    ///
    /// `POST /event` → `200` What came of it.
    ///
    /// Described at `unions.yaml:6`.
    pub fn send_event(&self, body: impl __rt::IntoValue<Event>) -> __rt::Call<Outcome> {
        self.core
            .call(&CALL_SEND_EVENT, __rt::Decode::Body(__rt::json))
            .body(body.into_value(), &[])
    }
}
static CALL_SEND_EVENT: __rt::Operation = __rt::Operation::new(
    "sendEvent",
    __rt::http::Method::POST,
    "/event",
    __rt::Idempotency::None,
);
/// An object. Described at `unions.yaml:14`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Text {
    /// `text`
    pub text: __rt::String,
}
__rt::object!(Text["kind" "text"] : 0 "text" text required;);
__rt::constructors!(
    Text : #[doc = " Creates a value from its `text`."] new(text : __rt::String) empty :;
);
impl __rt::Check for Text {}
/// An object. Described at `unions.yaml:15`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct File {
    /// `url`
    pub url: __rt::String,
}
__rt::object!(File["kind" "file"] : 0 "url" url required;);
__rt::constructors!(
    File : #[doc = " Creates a value from its `url`."] new(url : __rt::String) empty :;
);
impl __rt::Check for File {}
/// One of 3 types. Described at `unions.yaml:17`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// `string`
    String(__rt::String),
    /// `Text`
    Text(Text),
    /// `File`
    File(File),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
__rt::union!(
    Content : String = __rt::Sign::new(& [__rt::Json::Text]), Text = __rt::Sign::new(&
    [__rt::Json::Object]).tag("kind", & ["text"]), File = __rt::Sign::new(&
    [__rt::Json::Object]).tag("kind", & ["file"])
);
__rt::union_from!(Content : Text(Text) File(File));
__rt::union_from_text!(Content : String);
impl __rt::Check for Content {
    fn check(&self, checker: &mut __rt::Checker) {
        match self {
            Self::String(value) => checker.value(value, &[]),
            Self::Text(value) => checker.value(value, &[]),
            Self::File(value) => checker.value(value, &[]),
            Self::Unknown(_) => {}
        }
    }
}
/// An object. Described at `unions.yaml:19`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Failure {
    /// `error`
    pub error: __rt::String,
}
__rt::object!(Failure : 0 "error" error required;);
/// An object. Described at `unions.yaml:20`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Success {
    /// `result`
    pub result: f64,
}
__rt::object!(Success : 0 "result" result required;);
/// An object. Described at `unions.yaml:22`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Short {
    /// `name`
    pub name: __rt::Option<__rt::String>,
}
__rt::object!(Short : 0 "name" name optional;);
impl __rt::Check for Short {}
/// An object. Described at `unions.yaml:23`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Long {
    /// `name`
    pub name: __rt::Option<__rt::String>,
    /// `size`
    pub size: __rt::Option<i64>,
}
__rt::object!(Long : 0 "name" name optional; 1 "size" size optional;);
impl __rt::Check for Long {}
__rt::integer_enum!(
    #[doc = " An integer with 2 known values. Described at `unions.yaml:24`."] Level
    received : #[doc = ""] #[doc = " Not much."] Low = 1, High = 2
);
__rt::text_enum!(
    #[doc = " A string with 2 known values. Described at `unions.yaml:25`."] Colour
    received : Red = "red", Green = "green"
);
/// A string. Described at `unions.yaml:26`.
pub type Same = __rt::String;
/// An object. Described at `unions.yaml:27`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Outcome {
    /// `answer`
    pub answer: __rt::Option<OutcomeAnswer>,
    /// `thing`
    pub thing: __rt::Option<OutcomeThing>,
    /// `amount`
    pub amount: __rt::Option<OutcomeAmount>,
    /// `level`
    pub level: __rt::Option<Level>,
    /// `colour`
    pub colour: __rt::Option<Colour>,
    /// `same`
    pub same: __rt::Option<Same>,
}
__rt::object!(
    Outcome : 0 "answer" answer optional; 1 "thing" thing optional; 2 "amount" amount
    optional; 3 "level" level optional; 4 "colour" colour optional; 5 "same" same
    optional;
);
/// One of 2 types. Described at `unions.yaml:37`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Said
    Said(EventSaid),
    /// Left
    Left(EventLeft),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
__rt::union!(
    Event : Said = __rt::Sign::new(& [__rt::Json::Object]).has("content"), Left =
    __rt::Sign::new(& [__rt::Json::Object]).has("reason")
);
__rt::union_from!(Event : Said(EventSaid) Left(EventLeft));
impl __rt::Check for Event {
    fn check(&self, checker: &mut __rt::Checker) {
        match self {
            Self::Said(value) => checker.value(value, &[]),
            Self::Left(value) => checker.value(value, &[]),
            Self::Unknown(_) => {}
        }
    }
}
/// One of 2 types. Described at `unions.yaml:30`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OutcomeAnswer {
    /// `Success`
    Success(Success),
    /// `Failure`
    Failure(Failure),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
__rt::union!(
    OutcomeAnswer : Success = __rt::Sign::new(& [__rt::Json::Object]).has("result"),
    Failure = __rt::Sign::new(& [__rt::Json::Object]).has("error")
);
/// One of 2 types. Described at `unions.yaml:31`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OutcomeThing {
    /// `Short`
    Short(Short),
    /// `Long`
    Long(Long),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
__rt::union!(
    tried OutcomeThing : Short = __rt::Sign::new(& [__rt::Json::Object]), Long =
    __rt::Sign::new(& [__rt::Json::Object])
);
impl __rt::Check for OutcomeThing {
    fn check(&self, checker: &mut __rt::Checker) {
        match self {
            Self::Short(value) => checker.value(value, &[]),
            Self::Long(value) => checker.value(value, &[]),
            Self::Unknown(_) => {}
        }
    }
}
/// One of 2 types. Described at `unions.yaml:32`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OutcomeAmount {
    /// `integer`
    Integer(i64),
    /// `number`
    Number(f64),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
__rt::union!(
    OutcomeAmount : Integer = __rt::Sign::new(& [__rt::Json::Integer]), Number =
    __rt::Sign::new(& [__rt::Json::Fraction])
);
/// Said
///
/// Described at `unions.yaml:42`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EventSaid {
    /// `id`
    pub id: __rt::String,
    /// `content`
    pub content: Content,
}
__rt::object!(EventSaid : 0 "id" id required; 1 "content" content required;);
__rt::constructors!(
    EventSaid : #[doc = " Creates a value from its `id`, `content`."] new(id :
    __rt::String, content : Content) empty :;
);
impl __rt::Check for EventSaid {}
/// Left
///
/// Described at `unions.yaml:43`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EventLeft {
    /// `id`
    pub id: __rt::String,
    /// `reason`
    pub reason: __rt::String,
}
__rt::object!(EventLeft : 0 "id" id required; 1 "reason" reason required;);
__rt::constructors!(
    EventLeft : #[doc = " Creates a value from its `id`, `reason`."] new(id :
    __rt::String, reason : __rt::String) empty :;
);
impl __rt::Check for EventLeft {}
__rt::eq!(Text File Content Failure Short Long Event OutcomeThing EventSaid EventLeft);
