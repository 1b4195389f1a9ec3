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
static CALL_PUT_SHAPE: __rt::Operation = __rt::Operation {
    id: "putShape",
    method: __rt::http::Method::PUT,
    path: "/shape",
    server: None,
    security: None,
    accept: "application/json",
    redirects: false,
    idempotency: __rt::Idempotency::Natural,
    bucket: None,
};
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
impl Priority {
    /// The number.
    #[must_use]
    pub fn as_i64(self) -> i64 {
        match self {
            Self::Normal => 0,
            Self::High => 1,
            Self::Low => -1,
            Self::Unknown(number) => number.as_i64(),
        }
    }
}
impl From<i64> for Priority {
    fn from(number: i64) -> Self {
        match number {
            0 => Self::Normal,
            1 => Self::High,
            -1 => Self::Low,
            _ => Self::Unknown(__rt::UnknownInteger::new(number)),
        }
    }
}
__rt::integer_enum!(Priority);
impl __rt::Check for Priority {}
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
impl Mood {
    /// The text of the value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Good => "good",
            Self::Good2 => "Good",
            Self::Value => "💬",
            Self::Empty => "",
            Self::Unknown(text) => text.as_str(),
        }
    }
}
impl From<&str> for Mood {
    fn from(text: &str) -> Self {
        match text {
            "good" => Self::Good,
            "Good" => Self::Good2,
            "💬" => Self::Value,
            "" => Self::Empty,
            _ => Self::Unknown(__rt::UnknownText::new(text)),
        }
    }
}
impl From<String> for Mood {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
__rt::text_enum!(Mood);
impl __rt::Check for Mood {}
/// Described at `shapes.yaml:20`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Endless {
    /// `next`
    pub next: Box<Endless>,
}
impl Endless {
    /// With its `next`; setters add the rest.
    #[must_use]
    pub fn new(next: impl __rt::IntoValue<Endless>) -> Self {
        Self {
            next: Box::new(next.into_value()),
        }
    }
}
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
impl Base {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            id: Default::default(),
            size: Default::default(),
            kind: Default::default(),
        }
    }
    /// Sets [`id`](Self#structfield.id).
    #[must_use]
    pub fn id(mut self, id: impl __rt::IntoValue<String>) -> Self {
        self.id = Some(id.into_value());
        self
    }
    /// Sets [`size`](Self#structfield.size).
    #[must_use]
    pub fn size(mut self, size: impl __rt::IntoValue<String>) -> Self {
        self.size = Some(size.into_value());
        self
    }
    /// Sets [`kind`](Self#structfield.kind).
    #[must_use]
    pub fn kind(mut self, kind: impl __rt::IntoValue<String>) -> Self {
        self.kind = Some(kind.into_value());
        self
    }
}
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
impl Shape {
    /// With its `point`; setters add the rest.
    #[must_use]
    pub fn new(point: impl __rt::IntoValue<(f64, String)>) -> Self {
        Self {
            id: Default::default(),
            size: Default::default(),
            kind: Default::default(),
            created: Default::default(),
            point: point.into_value(),
            half: Default::default(),
            mixed: Default::default(),
            id_text: Default::default(),
            subject: Default::default(),
            clear_subject: Default::default(),
            secret: Default::default(),
            nothing: Default::default(),
            end: Default::default(),
            circle: Default::default(),
            mood: Default::default(),
            priority: Default::default(),
        }
    }
    /// Sets [`id`](Self#structfield.id).
    #[must_use]
    pub fn id(mut self, id: impl __rt::IntoValue<String>) -> Self {
        self.id = Some(id.into_value());
        self
    }
    /// Sets [`size`](Self#structfield.size).
    #[must_use]
    pub fn size(mut self, size: impl __rt::IntoValue<__rt::serde_json::Value>) -> Self {
        self.size = Some(size.into_value());
        self
    }
    /// Sets [`kind`](Self#structfield.kind).
    #[must_use]
    pub fn kind(mut self, kind: impl __rt::IntoValue<ShapeKind>) -> Self {
        self.kind = Some(kind.into_value());
        self
    }
    /// Sets [`created`](Self#structfield.created).
    #[must_use]
    pub fn created(mut self, created: impl __rt::IntoValue<String>) -> Self {
        self.created = Some(created.into_value());
        self
    }
    /// Sets [`half`](Self#structfield.half).
    #[must_use]
    pub fn half(mut self, half: impl __rt::IntoValue<f64>) -> Self {
        self.half = Some(half.into_value());
        self
    }
    /// Sets [`mixed`](Self#structfield.mixed).
    #[must_use]
    pub fn mixed(
        mut self,
        mixed: impl __rt::IntoValue<__rt::serde_json::Value>,
    ) -> Self {
        self.mixed = Some(mixed.into_value());
        self
    }
    /// Sets [`id_text`](Self#structfield.id_text).
    #[must_use]
    pub fn id_text(mut self, id_text: impl __rt::IntoValue<String>) -> Self {
        self.id_text = Some(id_text.into_value());
        self
    }
    /// Sets [`subject`](Self#structfield.subject).
    #[must_use]
    pub fn subject(mut self, subject: impl __rt::IntoValue<String>) -> Self {
        self.subject = __rt::Patch::Set(subject.into_value());
        self
    }
    /// Clears [`subject`](Self#structfield.subject): sends `null`.
    #[must_use]
    pub fn clear_subject2(mut self) -> Self {
        self.subject = __rt::Patch::Clear;
        self
    }
    /// Sets [`clear_subject`](Self#structfield.clear_subject).
    #[must_use]
    pub fn clear_subject(mut self, clear_subject: impl __rt::IntoValue<String>) -> Self {
        self.clear_subject = Some(clear_subject.into_value());
        self
    }
    /// Sets [`secret`](Self#structfield.secret).
    #[must_use]
    pub fn secret(mut self, secret: impl __rt::IntoValue<String>) -> Self {
        self.secret = Some(secret.into_value());
        self
    }
    /// Sets [`nothing`](Self#structfield.nothing).
    #[must_use]
    pub fn nothing(
        mut self,
        nothing: impl __rt::IntoValue<__rt::serde_json::Value>,
    ) -> Self {
        self.nothing = Some(nothing.into_value());
        self
    }
    /// Sets [`end`](Self#structfield.end).
    #[must_use]
    pub fn end(mut self, end: impl __rt::IntoValue<Endless>) -> Self {
        self.end = Some(end.into_value());
        self
    }
    /// Sets [`circle`](Self#structfield.circle).
    #[must_use]
    pub fn circle(mut self, circle: impl __rt::IntoValue<Circle>) -> Self {
        self.circle = Some(circle.into_value());
        self
    }
    /// Sets [`mood`](Self#structfield.mood).
    #[must_use]
    pub fn mood(mut self, mood: impl __rt::IntoValue<Mood>) -> Self {
        self.mood = __rt::Patch::Set(mood.into_value());
        self
    }
    /// Clears [`mood`](Self#structfield.mood): sends `null`.
    #[must_use]
    pub fn clear_mood(mut self) -> Self {
        self.mood = __rt::Patch::Clear;
        self
    }
    /// Sets [`priority`](Self#structfield.priority).
    #[must_use]
    pub fn priority(mut self, priority: impl __rt::IntoValue<Priority>) -> Self {
        self.priority = Some(priority.into_value());
        self
    }
}
impl __rt::Check for Shape {
    fn check(&self, checker: &mut __rt::Checker) {
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
impl ShapeKind {
    /// The text of the value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Round => "round",
            Self::Square => "square",
            Self::Unknown(text) => text.as_str(),
        }
    }
}
impl From<&str> for ShapeKind {
    fn from(text: &str) -> Self {
        match text {
            "round" => Self::Round,
            "square" => Self::Square,
            _ => Self::Unknown(__rt::UnknownText::new(text)),
        }
    }
}
impl From<String> for ShapeKind {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
__rt::text_enum!(ShapeKind);
impl __rt::Check for ShapeKind {}
