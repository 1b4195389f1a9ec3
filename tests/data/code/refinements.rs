use ::talkjs_runtime::__private as __rt;
/// A client of Refinements. Clones share their connections.
///
/// Types that only require more of another.
///
/// # Errors
/// Error responses of most operations:
/// - `400`: Invalid
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
    /// Calls `putNote`.
    ///
    /// `PUT /notes` → `204` Done.
    ///
    /// # Errors
    /// - `400`: see [`Client`](Client#errors)
    ///
    /// Described at `refinements.yaml:6`.
    pub fn put_note(&self, body: impl __rt::IntoValue<FullNote>) -> __rt::Call<()> {
        self.core
            .call(&CALL_PUT_NOTE, __rt::Decode::Body(__rt::nothing))
            .body(body.into_value(), &[])
    }
    /// Calls `putCounts`.
    ///
    /// `PUT /counts` → `204` Done.
    ///
    /// # Errors
    /// - `409`: Counted before
    /// - `400`: see [`Client`](Client#errors)
    ///
    /// Described at `refinements.yaml:11`.
    pub fn put_counts(&self, body: impl __rt::IntoValue<Counts>) -> __rt::Call<()> {
        self.core
            .call(&CALL_PUT_COUNTS, __rt::Decode::Body(__rt::nothing))
            .body(body.into_value(), &[])
    }
    /// Calls `putPicture`.
    ///
    /// `PUT /pictures` → `204` Done.
    ///
    /// # Errors
    /// - `400`: Too large
    ///
    /// Described at `refinements.yaml:16`.
    pub fn put_picture(&self, body: impl __rt::IntoValue<Picture>) -> __rt::Call<()> {
        self.core
            .call(&CALL_PUT_PICTURE, __rt::Decode::Body(__rt::nothing))
            .multipart(body.into_value(), &[], &[])
    }
    /// Calls `describePicture`.
    ///
    /// `POST /pictures` → `204` Done.
    ///
    /// # Errors
    /// - `400`: see [`Client`](Client#errors)
    ///
    /// Described at `refinements.yaml:20`.
    pub fn describe_picture(
        &self,
        body: impl __rt::IntoValue<NamedPictureJson>,
    ) -> __rt::Call<()> {
        self.core
            .call(&CALL_DESCRIBE_PICTURE, __rt::Decode::Body(__rt::nothing))
            .body(body.into_value(), &[])
    }
}
static CALL_PUT_NOTE: __rt::Operation = __rt::Operation::new(
    "putNote",
    __rt::http::Method::PUT,
    "/notes",
    __rt::Idempotency::Natural,
);
static CALL_PUT_COUNTS: __rt::Operation = __rt::Operation::new(
    "putCounts",
    __rt::http::Method::PUT,
    "/counts",
    __rt::Idempotency::Natural,
);
static CALL_PUT_PICTURE: __rt::Operation = __rt::Operation::new(
    "putPicture",
    __rt::http::Method::PUT,
    "/pictures",
    __rt::Idempotency::Natural,
);
static CALL_DESCRIBE_PICTURE: __rt::Operation = __rt::Operation::new(
    "describePicture",
    __rt::http::Method::POST,
    "/pictures",
    __rt::Idempotency::None,
);
/// An object. Described at `refinements.yaml:25`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Note {
    /// What it says. Nobody else reads it.
    pub text: __rt::Patch<__rt::String>,
    /// `author`
    pub author: __rt::Patch<Author>,
    /// `parent`
    pub parent: __rt::Option<__rt::Box<Note>>,
    /// `tags`
    pub tags: __rt::Patch<__rt::Vec<__rt::String>>,
    /// `size`
    pub size: __rt::Option<i64>,
}
__rt::object!(
    Note : 0 "text" text patch; 1 "author" author patch; 2 "parent" parent nullable; 3
    "tags" tags patch; 4 "size" size optional;
);
__rt::constructors!(
    Note : #[doc = " Creates a value from its `parent`; use setters for the others."]
    new(parent or null : Note) empty : text author tags size;
);
__rt::setters!(
    Note : size " Sets `size`." : i64,; text " What it says." : __rt::String[clear_text],
    author " Sets `author`." : Author[clear_author], tags " Sets `tags`." : __rt::Vec <
    __rt::String > [clear_tags],
);
impl __rt::Check for Note {}
/// An object. Described at `refinements.yaml:34`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FullNote {
    /// What it says. Nobody else reads it.
    pub text: __rt::Option<__rt::String>,
    /// `author`
    pub author: __rt::Option<Author>,
    /// `parent`
    pub parent: __rt::Option<__rt::Box<Note>>,
    /// `tags`
    pub tags: __rt::Option<__rt::Vec<__rt::String>>,
    /// `size`
    pub size: i64,
}
__rt::object!(
    FullNote : 0 "text" text nullable; 1 "author" author nullable; 2 "parent" parent
    nullable; 3 "tags" tags nullable; 4 "size" size required;
);
__rt::constructors!(
    FullNote : #[doc =
    " Creates a value from its `text`, `author`, `parent`, `tags`, `size`."] new(text or
    null : __rt::String, author or null : Author, parent or null : Note, tags or null :
    __rt::Vec < __rt::String >, size : i64) empty :;
);
impl __rt::Check for FullNote {}
impl ::core::convert::From<FullNote> for Note {
    fn from(value: FullNote) -> Self {
        Self {
            text: __rt::Slot::of(value.text),
            author: __rt::Slot::of(value.author),
            parent: value.parent,
            tags: __rt::Slot::of(value.tags),
            size: __rt::Slot::of(value.size),
        }
    }
}
impl __rt::IntoValue<Note> for FullNote {
    fn into_value(self) -> Note {
        ::core::convert::From::from(self)
    }
}
impl __rt::IntoNullable<Note> for FullNote {
    fn into_nullable(self) -> __rt::Option<Note> {
        ::core::option::Option::Some(::core::convert::From::from(self))
    }
}
/// An object. Described at `refinements.yaml:35`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Author {
    /// `name`
    pub name: __rt::Option<__rt::String>,
}
__rt::object!(Author : 0 "name" name optional;);
__rt::constructors!(Author : new() empty : name;);
__rt::setters!(Author : name " Sets `name`." : __rt::String,);
impl __rt::Check for Author {}
/// An object. Described at `refinements.yaml:36`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Anything {
    /// `name`
    pub name: __rt::Option<__rt::String>,
    /// Additional properties, which the description does not name.
    pub additional_properties: __rt::BTreeMap<__rt::String, __rt::serde_json::Value>,
}
__rt::object!(Anything : 0 "name" name optional; others additional_properties);
__rt::constructors!(Anything : new() empty : name additional_properties;);
__rt::setters!(Anything : name " Sets `name`." : __rt::String,);
impl __rt::Check for Anything {}
/// An object. Described at `refinements.yaml:37`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Counts {
    /// `name`
    pub name: __rt::String,
    /// Additional properties, which the description does not name.
    pub additional_properties: __rt::BTreeMap<__rt::String, i64>,
}
__rt::object!(Counts : 0 "name" name required; others additional_properties);
__rt::constructors!(
    Counts : #[doc = " Creates a value from its `name`; use setters for the others."]
    new(name : __rt::String) empty : additional_properties;
);
impl __rt::Check for Counts {}
/// An object. Described at `refinements.yaml:38`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Picture {
    /// `data`
    pub data: __rt::Option<__rt::Upload>,
    /// `name`
    pub name: __rt::Option<__rt::String>,
}
__rt::object!(Picture : 0 "data" data optional; 1 "name" name optional;);
__rt::constructors!(Picture : new() empty : data name;);
__rt::setters!(
    Picture : data " Sets `data`." : __rt::Upload, name " Sets `name`." : __rt::String,
);
impl __rt::Check for Picture {}
/// An object. Described at `refinements.yaml:39`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NamedPicture {
    /// `data`
    pub data: __rt::Option<__rt::Upload>,
    /// `name`
    pub name: __rt::String,
}
__rt::object!(NamedPicture : 0 "data" data optional; 1 "name" name required;);
__rt::constructors!(
    NamedPicture : #[doc =
    " Creates a value from its `name`; use setters for the others."] new(name :
    __rt::String) empty : data;
);
__rt::setters!(NamedPicture : data " Sets `data`." : __rt::Upload,);
impl __rt::Check for NamedPicture {}
impl ::core::convert::From<NamedPicture> for Picture {
    fn from(value: NamedPicture) -> Self {
        Self {
            data: value.data,
            name: __rt::Slot::of(value.name),
        }
    }
}
impl __rt::IntoValue<Picture> for NamedPicture {
    fn into_value(self) -> Picture {
        ::core::convert::From::from(self)
    }
}
impl __rt::IntoNullable<Picture> for NamedPicture {
    fn into_nullable(self) -> __rt::Option<Picture> {
        ::core::option::Option::Some(::core::convert::From::from(self))
    }
}
/// An object. Described at `refinements.yaml:39`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NamedPictureJson {
    /// `data`
    pub data: __rt::Option<__rt::String>,
    /// `name`
    pub name: __rt::String,
}
__rt::object!(NamedPictureJson : 0 "data" data optional; 1 "name" name required;);
__rt::constructors!(
    NamedPictureJson : #[doc =
    " Creates a value from its `name`; use setters for the others."] new(name :
    __rt::String) empty : data;
);
__rt::setters!(NamedPictureJson : data " Sets `data`." : __rt::String,);
impl __rt::Check for NamedPictureJson {}
__rt::eq!(Note FullNote Author Anything Counts Picture NamedPicture NamedPictureJson);
