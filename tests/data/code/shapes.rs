use ::talkjs_runtime::__private as __rt;
/// A client of Shapes. Clones share their connections.
///
/// What is less exact in Rust than in the description.
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
    /// Calls `putShape`.
    ///
    /// `PUT /shape` → `200` The shape.
    ///
    /// Described at `shapes.yaml:6`.
    pub fn put_shape(
        &self,
        body: impl __rt::IntoValue<ShapeRequest>,
    ) -> __rt::Call<Shape> {
        self.core
            .call(&CALL_PUT_SHAPE, __rt::Decode::Body(__rt::json))
            .body(body.into_value(), &[])
    }
}
static CALL_PUT_SHAPE: __rt::Operation = __rt::Operation::new(
    "putShape",
    __rt::http::Method::PUT,
    "/shape",
    __rt::Idempotency::Natural,
);
/// A string. Described at `shapes.yaml:15`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pet2(__rt::String);
__rt::text_newtype!(Pet2);
/// A string. Described at `shapes.yaml:16`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pet(__rt::String);
__rt::text_newtype!(Pet);
/// A string. Described at `shapes.yaml:17`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct 名前(__rt::String);
__rt::text_newtype!(名前);
__rt::integer_enum!(
    #[doc = " An integer with 3 known values. Described at `shapes.yaml:18`."] Priority
    listed : Normal = 0, High = 1, Low = - 1
);
__rt::text_enum!(
    #[doc = " A string with 4 known values. Described at `shapes.yaml:19`."] Mood listed
    : Good = "good", GoodCapital = "Good", U1F4AC = "💬", Empty = ""
);
/// An object. Described at `shapes.yaml:20`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Endless {
    /// `next`
    pub next: __rt::Box<Endless>,
}
__rt::object!(Endless : 0 "next" next required;);
__rt::constructors!(
    Endless : #[doc = " Creates a value from its `next`."] new(next : Endless) empty :;
);
impl __rt::Check for Endless {}
/// Any JSON value. Described at `shapes.yaml:21`.
pub type Circle = __rt::serde_json::Value;
/// An object. Described at `shapes.yaml:22`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Base {
    /// `id`
    pub id: __rt::Option<__rt::String>,
    /// `size`
    pub size: __rt::Option<__rt::String>,
    /// `kind`
    pub kind: __rt::Option<__rt::String>,
}
__rt::object!(
    Base : 0 "id" id optional; 1 "size" size optional; 2 "kind" kind optional;
);
/// An object. Described at `shapes.yaml:23`. In requests: [`ShapeRequest`].
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Shape {
    /// `id`
    pub id: __rt::Option<__rt::String>,
    /// `size`
    pub size: __rt::Option<__rt::serde_json::Value>,
    /// `kind`
    pub kind: __rt::Option<ShapeKind>,
    /// Only in responses.
    pub created: __rt::String,
    /// `point`
    pub point: (f64, __rt::String),
    /// `half`
    pub half: __rt::Option<f64>,
    /// `mixed`
    pub mixed: __rt::Option<__rt::serde_json::Value>,
    /// `id_text`
    pub id_text: __rt::Option<__rt::String>,
    /// `subject`
    pub subject: __rt::Option<__rt::String>,
    /// `clear_subject`
    pub clear_subject: __rt::Option<__rt::String>,
    /// `secret`
    pub secret: __rt::Option<__rt::String>,
    /// `nothing`
    pub nothing: __rt::Option<__rt::serde_json::Value>,
    /// `end`
    pub end: __rt::Option<Endless>,
    /// `circle`
    pub circle: __rt::Option<Circle>,
    /// `mood`
    pub mood: __rt::Option<Mood>,
    /// `priority`
    pub priority: __rt::Option<Priority>,
}
__rt::object!(
    Shape : 0 "id" id optional; 1 "size" size optional; 2 "kind" kind optional; 3
    "created" created required; 4 "point" point required; 5 "half" half optional; 6
    "mixed" mixed optional; 7 "id_text" id_text optional; 8 "subject" subject optional; 9
    "clear_subject" clear_subject optional; 10 "secret" secret optional; 11 "nothing"
    nothing optional; 12 "end" end optional; 13 "circle" circle optional; 14 "mood" mood
    optional; 15 "priority" priority optional;
);
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
impl ::core::convert::From<Shape> for ShapeRequest {
    fn from(value: Shape) -> Self {
        Self {
            id: value.id,
            size: value.size,
            kind: value.kind,
            point: value.point,
            half: value.half,
            mixed: value.mixed,
            id_text: value.id_text,
            subject: __rt::Patch::set_or_keep(value.subject),
            clear_subject: value.clear_subject,
            secret: value.secret,
            nothing: value.nothing,
            end: value.end,
            circle: value.circle,
            mood: __rt::Patch::set_or_keep(value.mood),
            priority: value.priority,
        }
    }
}
impl __rt::IntoValue<ShapeRequest> for Shape {
    fn into_value(self) -> ShapeRequest {
        ::core::convert::From::from(self)
    }
}
impl __rt::IntoNullable<ShapeRequest> for Shape {
    fn into_nullable(self) -> __rt::Option<ShapeRequest> {
        ::core::option::Option::Some(::core::convert::From::from(self))
    }
}
__rt::text_enum!(
    #[doc = " A string with 2 known values. Described at `shapes.yaml:30`."] ShapeKind
    listed : Round = "round", Square = "square"
);
/// An object. Described at `shapes.yaml:23`. The request form of [`Shape`].
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ShapeRequest {
    /// `id`
    pub id: __rt::Option<__rt::String>,
    /// `size`
    pub size: __rt::Option<__rt::serde_json::Value>,
    /// `kind`
    pub kind: __rt::Option<ShapeKind>,
    /// `point`
    pub point: (f64, __rt::String),
    /// `half`
    pub half: __rt::Option<f64>,
    /// `mixed`
    pub mixed: __rt::Option<__rt::serde_json::Value>,
    /// `id_text`
    pub id_text: __rt::Option<__rt::String>,
    /// `subject`
    pub subject: __rt::Patch<__rt::String>,
    /// `clear_subject`
    pub clear_subject: __rt::Option<__rt::String>,
    /// `secret`
    pub secret: __rt::Option<__rt::String>,
    /// `nothing`
    pub nothing: __rt::Option<__rt::serde_json::Value>,
    /// `end`
    pub end: __rt::Option<Endless>,
    /// `circle`
    pub circle: __rt::Option<Circle>,
    /// `mood`
    pub mood: __rt::Patch<Mood>,
    /// `priority`
    pub priority: __rt::Option<Priority>,
}
__rt::object!(
    ShapeRequest : 0 "id" id optional; 1 "size" size optional; 2 "kind" kind optional; 3
    "point" point required; 4 "half" half optional; 5 "mixed" mixed optional; 6 "id_text"
    id_text optional; 7 "subject" subject patch; 8 "clear_subject" clear_subject
    optional; 9 "secret" secret optional; 10 "nothing" nothing optional; 11 "end" end
    optional; 12 "circle" circle optional; 13 "mood" mood patch; 14 "priority" priority
    optional;
);
impl ::std::fmt::Debug for ShapeRequest {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("ShapeRequest")
            .field("id", &self.id)
            .field("size", &self.size)
            .field("kind", &self.kind)
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
    ShapeRequest : #[doc =
    " Creates a value from its `point`; use setters for the others."] new(point : (f64,
    __rt::String,)) empty : id size kind half mixed id_text subject clear_subject secret
    nothing end circle mood priority;
);
__rt::setters!(
    ShapeRequest : id " Sets `id`." : __rt::String, size " Sets `size`." :
    __rt::serde_json::Value, kind " Sets `kind`." : ShapeKind, half " Sets `half`." :
    f64, mixed " Sets `mixed`." : __rt::serde_json::Value, id_text " Sets `id_text`." :
    __rt::String, clear_subject " Sets `clear_subject`." : __rt::String, secret
    " Sets `secret`." : __rt::String, nothing " Sets `nothing`." :
    __rt::serde_json::Value, end " Sets `end`." : Endless, circle " Sets `circle`." :
    Circle, priority " Sets `priority`." : Priority,; subject " Sets `subject`." :
    __rt::String[clear_subject2], mood " Sets `mood`." : Mood[clear_mood],
);
__rt::checks!(
    ShapeRequest : "kind" kind & []; "half" half & [__rt::Rule::OneOf(__rt::Borrowed(&
    [__rt::Borrowed("0.5"), __rt::Borrowed("1.5")]))]; "mixed" mixed &
    [__rt::Rule::OneOf(__rt::Borrowed(& [__rt::Borrowed("1"), __rt::Borrowed("\"a\""),
    __rt::Borrowed("true")]))]; "id_text" id_text & [__rt::Rule::MinLength(1),
    __rt::Rule::MaxLength(5)]; "mood" mood & []; "priority" priority & [];
);
__rt::eq!(Endless Base);
