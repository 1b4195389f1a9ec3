use ::talkjs_client::runtime as __rt;
/// A client of Shapes. Clones share their connections.
///
/// What is less exact in Rust than in the description.
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
    /// Calls `putShape`.
    ///
    /// `PUT /shape`
    ///
    /// Described at `shapes.yaml:6`.
    #[must_use = "a call is made by `send`"]
    pub fn put_shape(&self, body: impl __rt::IntoValue<Shape>) -> __rt::Call<'_, Shape> {
        __rt::Call::new(&self.core, &CALL_PUT_SHAPE, __rt::Decode::Body(__rt::json))
            .body(body.into_value(), &[])
    }
}
static CALL_PUT_SHAPE: __rt::Operation = __rt::Operation::new(
    "putShape",
    __rt::http::Method::PUT,
    "/shape",
    __rt::Idempotency::Natural,
);
/// Described at `shapes.yaml:15`.
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
pub struct Pet2(String);
__rt::text_newtype!(Pet2);
/// Described at `shapes.yaml:16`.
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
pub struct Pet(String);
__rt::text_newtype!(Pet);
/// Described at `shapes.yaml:17`.
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
pub struct Type(String);
__rt::text_newtype!(Type);
/// Described at `shapes.yaml:18`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Priority {
    /// `0`
    Normal,
    /// `1`
    High,
    /// `-1`
    Low,
    #[doc(hidden)]
    Unknown(__rt::UnknownInteger),
}
__rt::integer_enum!(Priority : Normal = 0, High = 1, Low = - 1);
impl __rt::Check for Priority {
    fn check(&self, checker: &mut __rt::Checker) {
        checker.listed(!matches!(self, Self::Unknown(_)), &["0", "1", "-1"]);
    }
}
/// Described at `shapes.yaml:19`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Mood {
    /// `good`
    Good,
    /// `Good`
    Good2,
    /// `💬`
    Value,
    /// ``
    Empty,
    #[doc(hidden)]
    Unknown(__rt::UnknownText),
}
__rt::text_enum!(Mood : Good = "good", Good2 = "Good", Value = "💬", Empty = "");
impl __rt::Check for Mood {
    fn check(&self, checker: &mut __rt::Checker) {
        checker
            .listed(
                !matches!(self, Self::Unknown(_)),
                &["\"good\"", "\"Good\"", "\"💬\"", "\"\""],
            );
    }
}
/// Described at `shapes.yaml:20`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Endless {
    /// `next`
    pub next: Box<Endless>,
}
__rt::constructors!(Endless : #[doc = " With its `next`."] new(next : Endless) empty :;);
impl __rt::Check for Endless {}
impl __rt::Generated for Endless {}
/// Described at `shapes.yaml:21`.
pub type Circle = __rt::serde_json::Value;
/// Described at `shapes.yaml:22`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Base {
    /// `id`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `size`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// `kind`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}
__rt::constructors!(
    Base : #[doc = " Without any member; setters add them."] new() empty : id size kind;
);
__rt::setters!(Base : id : String, size : String, kind : String,);
impl Default for Base {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Generated for Base {}
/// Described at `shapes.yaml:23`.
#[derive(Clone, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Shape {
    /// `id`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `size`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<__rt::serde_json::Value>,
    /// `kind`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ShapeKind>,
    /// Only in answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// `point`
    pub point: (f64, String),
    /// `half`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half: Option<f64>,
    /// `mixed`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mixed: Option<__rt::serde_json::Value>,
    /// `id_text`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_text: Option<String>,
    /// `subject`
    #[serde(default, skip_serializing_if = "__rt::Patch::is_keep")]
    pub subject: __rt::Patch<String>,
    /// `clear_subject`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clear_subject: Option<String>,
    /// `secret`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// `nothing`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nothing: Option<__rt::serde_json::Value>,
    /// `end`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Endless>,
    /// `circle`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circle: Option<Circle>,
    /// `mood`
    #[serde(default, skip_serializing_if = "__rt::Patch::is_keep")]
    pub mood: __rt::Patch<Mood>,
    /// `priority`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
}
impl ::std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("Shape")
            .field("id", &self.id)
            .field("size", &self.size)
            .field("kind", &self.kind)
            .field("created", &self.created)
            .field("point", &self.point)
            .field("half", &self.half)
            .field("mixed", &self.mixed)
            .field("id_text", &self.id_text)
            .field("subject", &self.subject)
            .field("clear_subject", &self.clear_subject)
            .field("secret", &__rt::Redacted)
            .field("nothing", &self.nothing)
            .field("end", &self.end)
            .field("circle", &self.circle)
            .field("mood", &self.mood)
            .field("priority", &self.priority)
            .finish()
    }
}
__rt::constructors!(
    Shape : #[doc = " With its `point`; setters add the rest."] new(point : (f64,
    String,)) empty : id size kind created half mixed id_text subject clear_subject
    secret nothing end circle mood priority;
);
__rt::setters!(
    Shape : id : String, size : __rt::serde_json::Value, kind : ShapeKind, created :
    String, half : f64, mixed : __rt::serde_json::Value, id_text : String, subject :
    String[clear_subject2], clear_subject : String, secret : String, nothing :
    __rt::serde_json::Value, end : Endless, circle : Circle, mood : Mood[clear_mood],
    priority : Priority,
);
impl __rt::Check for Shape {
    fn check(&self, checker: &mut __rt::Checker) {
        checker.member("kind", &self.kind, &[]);
        checker
            .member(
                "created",
                &self.created,
                &[__rt::Rule::Format(__rt::Format::DateTime)],
            );
        checker.member("half", &self.half, &[__rt::Rule::OneOf(&["0.5", "1.5"])]);
        checker
            .member("mixed", &self.mixed, &[__rt::Rule::OneOf(&["1", "\"a\"", "true"])]);
        checker
            .member(
                "id_text",
                &self.id_text,
                &[__rt::Rule::MinLength(1), __rt::Rule::MaxLength(5)],
            );
        checker.member("mood", &self.mood, &[]);
        checker.member("priority", &self.priority, &[]);
    }
}
impl __rt::Generated for Shape {}
/// Described at `shapes.yaml:30`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ShapeKind {
    /// `round`
    Round,
    /// `square`
    Square,
    #[doc(hidden)]
    Unknown(__rt::UnknownText),
}
__rt::text_enum!(ShapeKind : Round = "round", Square = "square");
impl __rt::Check for ShapeKind {
    fn check(&self, checker: &mut __rt::Checker) {
        checker.listed(!matches!(self, Self::Unknown(_)), &["\"round\"", "\"square\""]);
    }
}
