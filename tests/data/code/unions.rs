use ::talkjs_client::runtime as __rt;
/// A client of Unions. Clones share their connections.
///
/// One of several types.
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
    /// Calls `sendEvent`.
    ///
    /// `POST /event`
    ///
    /// Described at `unions.yaml:6`.
    #[must_use = "a call is made by `send`"]
    pub fn send_event(
        &self,
        body: impl __rt::IntoValue<Event>,
    ) -> __rt::Call<'_, Outcome> {
        __rt::Call::new(&self.core, &CALL_SEND_EVENT, __rt::Decode::Body(__rt::json))
            .body(body.into_value(), &[])
    }
}
static CALL_SEND_EVENT: __rt::Operation = __rt::Operation {
    id: "sendEvent",
    method: __rt::http::Method::POST,
    path: "/event",
    server: None,
    security: None,
    accept: "application/json",
    redirects: false,
    idempotency: __rt::Idempotency::None,
    bucket: None,
};
/// Described at `unions.yaml:14`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde", tag = "kind", rename = "text")]
#[non_exhaustive]
pub struct Text {
    /// `text`
    pub text: String,
}
impl Text {
    /// With its `text`; setters add the rest.
    #[must_use]
    pub fn new(text: impl __rt::IntoValue<String>) -> Self {
        Self { text: text.into_value() }
    }
}
impl __rt::Check for Text {}
impl __rt::Generated for Text {}
/// Described at `unions.yaml:15`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde", tag = "kind", rename = "file")]
#[non_exhaustive]
pub struct File {
    /// `url`
    pub url: String,
}
impl File {
    /// With its `url`; setters add the rest.
    #[must_use]
    pub fn new(url: impl __rt::IntoValue<String>) -> Self {
        Self { url: url.into_value() }
    }
}
impl __rt::Check for File {}
impl __rt::Generated for File {}
/// Described at `unions.yaml:17`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// `string`
    String(String),
    /// `Text`
    Text(Text),
    /// `File`
    File(File),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
impl __rt::Generated for Content {}
impl __rt::serde::Serialize for Content {
    fn serialize<S: __rt::serde::Serializer>(
        &self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Self::String(value) => value.serialize(serializer),
            Self::Text(value) => value.serialize(serializer),
            Self::File(value) => value.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}
impl<'de> __rt::serde::Deserialize<'de> for Content {
    fn deserialize<D: __rt::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        __rt::branch(
            deserializer,
            &[
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Text]),
                    read: |value| __rt::decode(value).map(Self::String),
                },
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object]).tag("kind", &["text"]),
                    read: |value| __rt::decode(value).map(Self::Text),
                },
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object]).tag("kind", &["file"]),
                    read: |value| __rt::decode(value).map(Self::File),
                },
            ],
            Self::Unknown,
        )
    }
}
impl From<String> for Content {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}
impl __rt::FromText for Content {
    fn from_text(text: String) -> Self {
        Self::String(text)
    }
}
impl From<Text> for Content {
    fn from(value: Text) -> Self {
        Self::Text(value)
    }
}
impl __rt::IntoValue<Content> for Text {
    fn into_value(self) -> Content {
        Content::from(self)
    }
}
impl From<File> for Content {
    fn from(value: File) -> Self {
        Self::File(value)
    }
}
impl __rt::IntoValue<Content> for File {
    fn into_value(self) -> Content {
        Content::from(self)
    }
}
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
/// Described at `unions.yaml:19`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Failure {
    /// `error`
    pub error: String,
}
impl Failure {
    /// With its `error`; setters add the rest.
    #[must_use]
    pub fn new(error: impl __rt::IntoValue<String>) -> Self {
        Self { error: error.into_value() }
    }
}
impl __rt::Generated for Failure {}
/// Described at `unions.yaml:20`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Success {
    /// `result`
    pub result: f64,
}
impl Success {
    /// With its `result`; setters add the rest.
    #[must_use]
    pub fn new(result: impl __rt::IntoValue<f64>) -> Self {
        Self {
            result: result.into_value(),
        }
    }
}
impl __rt::Generated for Success {}
/// Described at `unions.yaml:22`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Short {
    /// `name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}
impl Short {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self { name: Default::default() }
    }
    /// Sets [`name`](Self#structfield.name).
    #[must_use]
    pub fn name(mut self, name: impl __rt::IntoValue<String>) -> Self {
        self.name = Some(name.into_value());
        self
    }
}
impl Default for Short {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Generated for Short {}
/// Described at `unions.yaml:23`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Long {
    /// `name`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `size`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
}
impl Long {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            name: Default::default(),
            size: Default::default(),
        }
    }
    /// Sets [`name`](Self#structfield.name).
    #[must_use]
    pub fn name(mut self, name: impl __rt::IntoValue<String>) -> Self {
        self.name = Some(name.into_value());
        self
    }
    /// Sets [`size`](Self#structfield.size).
    #[must_use]
    pub fn size(mut self, size: impl __rt::IntoValue<i64>) -> Self {
        self.size = Some(size.into_value());
        self
    }
}
impl Default for Long {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Generated for Long {}
/// Described at `unions.yaml:24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// `1`
    ///
    /// Not much.
    Low,
    /// `2`
    High,
    #[doc(hidden)]
    Unknown(__rt::UnknownInteger),
}
impl Level {
    /// The number.
    #[must_use]
    pub fn as_i64(self) -> i64 {
        match self {
            Self::Low => 1,
            Self::High => 2,
            Self::Unknown(number) => number.as_i64(),
        }
    }
}
impl From<i64> for Level {
    fn from(number: i64) -> Self {
        match number {
            1 => Self::Low,
            2 => Self::High,
            _ => Self::Unknown(__rt::UnknownInteger::new(number)),
        }
    }
}
__rt::integer_enum!(Level);
/// Described at `unions.yaml:25`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Colour {
    /// `red`
    Red,
    /// `green`
    Green,
    #[doc(hidden)]
    Unknown(__rt::UnknownText),
}
impl Colour {
    /// The text of the value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Red => "red",
            Self::Green => "green",
            Self::Unknown(text) => text.as_str(),
        }
    }
}
impl From<&str> for Colour {
    fn from(text: &str) -> Self {
        match text {
            "red" => Self::Red,
            "green" => Self::Green,
            _ => Self::Unknown(__rt::UnknownText::new(text)),
        }
    }
}
impl From<String> for Colour {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
__rt::text_enum!(Colour);
/// Described at `unions.yaml:26`.
pub type Same = String;
/// Described at `unions.yaml:27`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Outcome {
    /// `answer`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<OutcomeAnswer>,
    /// `thing`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<OutcomeThing>,
    /// `amount`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<OutcomeAmount>,
    /// `level`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// `colour`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
    /// `same`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same: Option<Same>,
}
impl Outcome {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            answer: Default::default(),
            thing: Default::default(),
            amount: Default::default(),
            level: Default::default(),
            colour: Default::default(),
            same: Default::default(),
        }
    }
    /// Sets [`answer`](Self#structfield.answer).
    #[must_use]
    pub fn answer(mut self, answer: impl __rt::IntoValue<OutcomeAnswer>) -> Self {
        self.answer = Some(answer.into_value());
        self
    }
    /// Sets [`thing`](Self#structfield.thing).
    #[must_use]
    pub fn thing(mut self, thing: impl __rt::IntoValue<OutcomeThing>) -> Self {
        self.thing = Some(thing.into_value());
        self
    }
    /// Sets [`amount`](Self#structfield.amount).
    #[must_use]
    pub fn amount(mut self, amount: impl __rt::IntoValue<OutcomeAmount>) -> Self {
        self.amount = Some(amount.into_value());
        self
    }
    /// Sets [`level`](Self#structfield.level).
    #[must_use]
    pub fn level(mut self, level: impl __rt::IntoValue<Level>) -> Self {
        self.level = Some(level.into_value());
        self
    }
    /// Sets [`colour`](Self#structfield.colour).
    #[must_use]
    pub fn colour(mut self, colour: impl __rt::IntoValue<Colour>) -> Self {
        self.colour = Some(colour.into_value());
        self
    }
    /// Sets [`same`](Self#structfield.same).
    #[must_use]
    pub fn same(mut self, same: impl __rt::IntoValue<Same>) -> Self {
        self.same = Some(same.into_value());
        self
    }
}
impl Default for Outcome {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Generated for Outcome {}
/// Described at `unions.yaml:37`.
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
impl __rt::Generated for Event {}
impl __rt::serde::Serialize for Event {
    fn serialize<S: __rt::serde::Serializer>(
        &self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Self::Said(value) => value.serialize(serializer),
            Self::Left(value) => value.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}
impl<'de> __rt::serde::Deserialize<'de> for Event {
    fn deserialize<D: __rt::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        __rt::branch(
            deserializer,
            &[
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object]).has("content"),
                    read: |value| __rt::decode(value).map(Self::Said),
                },
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object]).has("reason"),
                    read: |value| __rt::decode(value).map(Self::Left),
                },
            ],
            Self::Unknown,
        )
    }
}
impl From<EventSaid> for Event {
    fn from(value: EventSaid) -> Self {
        Self::Said(value)
    }
}
impl __rt::IntoValue<Event> for EventSaid {
    fn into_value(self) -> Event {
        Event::from(self)
    }
}
impl From<EventLeft> for Event {
    fn from(value: EventLeft) -> Self {
        Self::Left(value)
    }
}
impl __rt::IntoValue<Event> for EventLeft {
    fn into_value(self) -> Event {
        Event::from(self)
    }
}
impl __rt::Check for Event {
    fn check(&self, checker: &mut __rt::Checker) {
        match self {
            Self::Said(value) => checker.value(value, &[]),
            Self::Left(value) => checker.value(value, &[]),
            Self::Unknown(_) => {}
        }
    }
}
/// Described at `unions.yaml:30`.
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
impl __rt::Generated for OutcomeAnswer {}
impl __rt::serde::Serialize for OutcomeAnswer {
    fn serialize<S: __rt::serde::Serializer>(
        &self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Self::Success(value) => value.serialize(serializer),
            Self::Failure(value) => value.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}
impl<'de> __rt::serde::Deserialize<'de> for OutcomeAnswer {
    fn deserialize<D: __rt::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        __rt::branch(
            deserializer,
            &[
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object]).has("result"),
                    read: |value| __rt::decode(value).map(Self::Success),
                },
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object]).has("error"),
                    read: |value| __rt::decode(value).map(Self::Failure),
                },
            ],
            Self::Unknown,
        )
    }
}
impl From<Success> for OutcomeAnswer {
    fn from(value: Success) -> Self {
        Self::Success(value)
    }
}
impl __rt::IntoValue<OutcomeAnswer> for Success {
    fn into_value(self) -> OutcomeAnswer {
        OutcomeAnswer::from(self)
    }
}
impl From<Failure> for OutcomeAnswer {
    fn from(value: Failure) -> Self {
        Self::Failure(value)
    }
}
impl __rt::IntoValue<OutcomeAnswer> for Failure {
    fn into_value(self) -> OutcomeAnswer {
        OutcomeAnswer::from(self)
    }
}
/// Described at `unions.yaml:31`.
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
impl __rt::Generated for OutcomeThing {}
impl __rt::serde::Serialize for OutcomeThing {
    fn serialize<S: __rt::serde::Serializer>(
        &self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Self::Short(value) => value.serialize(serializer),
            Self::Long(value) => value.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}
impl<'de> __rt::serde::Deserialize<'de> for OutcomeThing {
    fn deserialize<D: __rt::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        __rt::branch(
            deserializer,
            &[
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object]),
                    read: |value| __rt::decode(value).map(Self::Short),
                },
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object]),
                    read: |value| __rt::decode(value).map(Self::Long),
                },
            ],
            Self::Unknown,
        )
    }
}
impl From<Short> for OutcomeThing {
    fn from(value: Short) -> Self {
        Self::Short(value)
    }
}
impl __rt::IntoValue<OutcomeThing> for Short {
    fn into_value(self) -> OutcomeThing {
        OutcomeThing::from(self)
    }
}
impl From<Long> for OutcomeThing {
    fn from(value: Long) -> Self {
        Self::Long(value)
    }
}
impl __rt::IntoValue<OutcomeThing> for Long {
    fn into_value(self) -> OutcomeThing {
        OutcomeThing::from(self)
    }
}
/// Described at `unions.yaml:32`.
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
impl __rt::Generated for OutcomeAmount {}
impl __rt::serde::Serialize for OutcomeAmount {
    fn serialize<S: __rt::serde::Serializer>(
        &self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Self::Integer(value) => value.serialize(serializer),
            Self::Number(value) => value.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}
impl<'de> __rt::serde::Deserialize<'de> for OutcomeAmount {
    fn deserialize<D: __rt::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        __rt::branch(
            deserializer,
            &[
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Integer]),
                    read: |value| __rt::decode(value).map(Self::Integer),
                },
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Fraction]),
                    read: |value| __rt::decode(value).map(Self::Number),
                },
            ],
            Self::Unknown,
        )
    }
}
impl From<i64> for OutcomeAmount {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}
impl __rt::IntoValue<OutcomeAmount> for i64 {
    fn into_value(self) -> OutcomeAmount {
        OutcomeAmount::from(self)
    }
}
impl From<f64> for OutcomeAmount {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}
impl __rt::IntoValue<OutcomeAmount> for f64 {
    fn into_value(self) -> OutcomeAmount {
        OutcomeAmount::from(self)
    }
}
/// Said
///
/// Described at `unions.yaml:42`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct EventSaid {
    /// `id`
    pub id: String,
    /// `content`
    pub content: Content,
}
impl EventSaid {
    /// With its `id`, `content`; setters add the rest.
    #[must_use]
    pub fn new(
        id: impl __rt::IntoValue<String>,
        content: impl __rt::IntoValue<Content>,
    ) -> Self {
        Self {
            id: id.into_value(),
            content: content.into_value(),
        }
    }
}
impl __rt::Check for EventSaid {}
impl __rt::Generated for EventSaid {}
/// Left
///
/// Described at `unions.yaml:43`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct EventLeft {
    /// `id`
    pub id: String,
    /// `reason`
    pub reason: String,
}
impl EventLeft {
    /// With its `id`, `reason`; setters add the rest.
    #[must_use]
    pub fn new(
        id: impl __rt::IntoValue<String>,
        reason: impl __rt::IntoValue<String>,
    ) -> Self {
        Self {
            id: id.into_value(),
            reason: reason.into_value(),
        }
    }
}
impl __rt::Check for EventLeft {}
impl __rt::Generated for EventLeft {}
