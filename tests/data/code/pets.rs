use ::talkjs_runtime::__private as __rt;
/// A client of Pets. Clones share their connections.
///
/// - Server: [`SERVER_URL`], `https://pets.example.com`
/// - Calls with optional parameters: the structs of [`operations`]
///
/// An API of another kind.
#[derive(Clone, Debug)]
pub struct Client {
    core: __rt::ClientCore,
}
/// The base URL in the description; names in braces are placeholders.
pub const SERVER_URL: &str = "https://pets.example.com";
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
    /// Lists pets
    ///
    /// Shows \[all\] pets.
    ///
    ///    not a doctest
    ///
    /// `GET /pets` → `200` A page.
    /// Optional, set on [`ListPets`](operations::ListPets): `kind`, `limit`, `after`.
    ///
    /// # Errors
    /// - `default`: Anything else
    ///
    /// Described at `pets.yaml:7`.
    pub fn list_pets(&self) -> operations::ListPets {
        operations::ListPets(
            self.core.call(&CALL_LIST_PETS, __rt::Decode::Body(__rt::json)),
        )
    }
    /// Calls `createPet`.
    ///
    /// `POST /pets` → `201` The pet.
    ///
    /// Described at `pets.yaml:19`.
    pub fn create_pet(&self, body: impl __rt::IntoValue<NewPet>) -> __rt::Call<Pet> {
        self.core
            .call(&CALL_CREATE_PET, __rt::Decode::Body(__rt::json))
            .body(body.into_value(), &[])
    }
    /// Calls `getPet`.
    ///
    /// `GET /pets/{petId}` → `200` The pet.
    ///
    /// Described at `pets.yaml:29`.
    pub fn get_pet(&self, pet_id: impl __rt::Into<PetId>) -> __rt::Call<Pet> {
        self.core
            .call(&CALL_GET_PET, __rt::Decode::Body(__rt::json))
            .path_parameter("petId", __rt::Into::<PetId>::into(pet_id), &[])
    }
    /// Calls `changePet`.
    ///
    /// `PATCH /pets/{petId}` → `204` Changed.
    ///
    /// Described at `pets.yaml:33`.
    pub fn change_pet(
        &self,
        pet_id: impl __rt::Into<PetId>,
        body: impl __rt::IntoValue<Named>,
    ) -> __rt::Call<()> {
        self.core
            .call(&CALL_CHANGE_PET, __rt::Decode::Body(__rt::nothing))
            .path_parameter("petId", __rt::Into::<PetId>::into(pet_id), &[])
            .body(body.into_value(), &[])
    }
    /// Calls `deletePet`.
    ///
    /// `DELETE /pets/{petId}` → `204` Gone.
    ///
    /// Deprecated.
    ///
    /// Described at `pets.yaml:38`.
    #[deprecated(note = "the description marks it as deprecated")]
    pub fn delete_pet(&self, pet_id: impl __rt::Into<PetId>) -> __rt::Call<()> {
        self.core
            .call(&CALL_DELETE_PET, __rt::Decode::Body(__rt::nothing))
            .path_parameter("petId", __rt::Into::<PetId>::into(pet_id), &[])
    }
    /// Calls `drawShape`.
    ///
    /// `PUT /shapes` → `204` Drawn.
    ///
    /// Described at `pets.yaml:44`.
    pub fn draw_shape(&self, body: impl __rt::IntoValue<Shape>) -> __rt::Call<()> {
        self.core
            .call(&CALL_DRAW_SHAPE, __rt::Decode::Body(__rt::nothing))
            .body(body.into_value(), &[])
    }
}
static CALL_LIST_PETS: __rt::Operation = __rt::Operation::new(
    "listPets",
    __rt::http::Method::GET,
    "/pets",
    __rt::Idempotency::Natural,
);
static CALL_CREATE_PET: __rt::Operation = __rt::Operation::new(
    "createPet",
    __rt::http::Method::POST,
    "/pets",
    __rt::Idempotency::None,
);
static CALL_GET_PET: __rt::Operation = __rt::Operation::new(
    "getPet",
    __rt::http::Method::GET,
    "/pets/{petId}",
    __rt::Idempotency::Natural,
);
static CALL_CHANGE_PET: __rt::Operation = __rt::Operation::new(
    "changePet",
    __rt::http::Method::PATCH,
    "/pets/{petId}",
    __rt::Idempotency::Natural,
);
static CALL_DELETE_PET: __rt::Operation = __rt::Operation::new(
    "deletePet",
    __rt::http::Method::DELETE,
    "/pets/{petId}",
    __rt::Idempotency::Natural,
);
static CALL_DRAW_SHAPE: __rt::Operation = __rt::Operation::new(
    "drawShape",
    __rt::http::Method::PUT,
    "/shapes",
    __rt::Idempotency::Natural,
);
/// The types that methods of [`Client`] return: calls and responses.
///
/// - A struct for each call with optional parameters, such as [`ListPets`](operations::ListPets) of [`Client::list_pets`]: it has setters for them, and `send` makes the call.
pub mod operations {
    #[allow(unused_imports, reason = "what a call names depends on the description")]
    use super::{Client, __rt};
    __rt::builder! {
        #[doc = " A call of [`Client::list_pets`]."] pub struct ListPets -> super::Pets
    }
    impl ListPets {
        /// Sets `kind`.
        pub fn kind(self, kind: impl __rt::IntoValue<super::Kind>) -> Self {
            Self(self.0.query_parameter("kind", kind.into_value(), &[]))
        }
        /// Sets `limit`.
        pub fn limit(self, limit: impl __rt::IntoValue<i32>) -> Self {
            Self(
                self
                    .0
                    .query_parameter(
                        "limit",
                        limit.into_value(),
                        &[
                            __rt::Rule::Minimum(__rt::Number::I64(1)),
                            __rt::Rule::Maximum(__rt::Number::I64(50)),
                        ],
                    ),
            )
        }
        /// Sets `after`.
        pub fn after(self, after: impl __rt::IntoValue<__rt::String>) -> Self {
            Self(self.0.query_parameter("after", after.into_value(), &[]))
        }
        /// All items of all pages, 50 per page unless set. Ends at the first empty page.
        pub fn stream(self) -> __rt::Items<super::Pets, super::Pet> {
            self.0
                .items(__rt::Page {
                    cursor: "after",
                    size: "limit",
                    default_size: 50,
                    items: |page| page.pets.unwrap_or_default(),
                    id: |item| __rt::ToString::to_string(&item.id),
                })
        }
    }
}
/// A string. Described at `pets.yaml:50`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PetId(__rt::String);
__rt::text_newtype!(PetId);
impl __rt::Check for PetId {
    fn check(&self, checker: &mut __rt::Checker) {
        checker.value(&self.0, &[__rt::Rule::MinLength(1)]);
    }
}
__rt::text_enum!(
    #[doc = " A string with 5 known values. Described at `pets.yaml:51`."] Kind listed :
    Cat = "cat", Dog = "dog", Plus1 = "+1", UnknownValue = "unknown", SelfValue = "self"
);
/// An object. Described at `pets.yaml:52`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct PetBase {
    /// Unix time in milliseconds
    pub born: __rt::Patch<i64>,
    /// `tags`
    pub tags: __rt::Option<__rt::Vec<__rt::String>>,
    /// A keyword as a name
    pub type_: __rt::Option<__rt::String>,
    /// Who feeds it
    pub owner: __rt::Patch<Owner>,
    /// `chip`
    pub chip: __rt::Option<__rt::String>,
    /// `size`
    pub size: __rt::Option<PetBaseSize>,
}
__rt::object!(
    PetBase : 0 "born" born patch; 1 "tags" tags optional; 2 "type" type_ optional; 3
    "owner" owner patch; 4 "chip" chip optional; 5 "size" size optional;
);
impl ::std::fmt::Debug for PetBase {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("PetBase")
            .field("born", &self.born)
            .field("tags", &self.tags)
            .field("type_", &self.type_)
            .field("owner", &self.owner)
            .field("chip", &__rt::Redacted)
            .field("size", &self.size)
            .finish()
    }
}
__rt::constructors!(PetBase : new() empty : born tags type_ owner chip size;);
__rt::setters!(
    PetBase : tags " Sets `tags`." : __rt::Vec < __rt::String >, type_
    " A keyword as a name" : __rt::String, chip " Sets `chip`." : __rt::String, size
    " Sets `size`." : PetBaseSize,; born " Unix time in milliseconds" : i64[clear_born],
    owner " Who feeds it" : Owner[clear_owner],
);
__rt::checks!(
    PetBase : "tags" tags & [__rt::Rule::UniqueItems, __rt::Rule::Items(__rt::Borrowed(&
    [__rt::Rule::MaxLength(20)]))]; "size" size & [];
);
/// An object. Described at `pets.yaml:63`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct NewPet {
    /// Unix time in milliseconds
    pub born: __rt::Patch<i64>,
    /// `tags`
    pub tags: __rt::Option<__rt::Vec<__rt::String>>,
    /// A keyword as a name
    pub type_: __rt::Option<__rt::String>,
    /// Who feeds it
    pub owner: __rt::Patch<Owner>,
    /// `chip`
    pub chip: __rt::Option<__rt::String>,
    /// `size`
    pub size: __rt::Option<PetBaseSize>,
    /// `name`
    pub name: __rt::String,
    /// `kind`
    pub kind: __rt::Option<Kind>,
}
__rt::object!(
    NewPet : 0 "born" born patch; 1 "tags" tags optional; 2 "type" type_ optional; 3
    "owner" owner patch; 4 "chip" chip optional; 5 "size" size optional; 6 "name" name
    required; 7 "kind" kind optional;
);
impl ::std::fmt::Debug for NewPet {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("NewPet")
            .field("born", &self.born)
            .field("tags", &self.tags)
            .field("type_", &self.type_)
            .field("owner", &self.owner)
            .field("chip", &__rt::Redacted)
            .field("size", &self.size)
            .field("name", &self.name)
            .field("kind", &self.kind)
            .finish()
    }
}
__rt::constructors!(
    NewPet : #[doc = " Creates a value from its `name`; use setters for the others."]
    new(name : __rt::String) empty : born tags type_ owner chip size kind;
);
__rt::setters!(
    NewPet : tags " Sets `tags`." : __rt::Vec < __rt::String >, type_
    " A keyword as a name" : __rt::String, chip " Sets `chip`." : __rt::String, size
    " Sets `size`." : PetBaseSize, kind " Sets `kind`." : Kind,; born
    " Unix time in milliseconds" : i64[clear_born], owner " Who feeds it" :
    Owner[clear_owner],
);
__rt::checks!(
    NewPet : "tags" tags & [__rt::Rule::UniqueItems, __rt::Rule::Items(__rt::Borrowed(&
    [__rt::Rule::MaxLength(20)]))]; "size" size & []; "name" name &
    [__rt::Rule::MinLength(1)]; "kind" kind & [];
);
/// An object. Described at `pets.yaml:67`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Pet {
    /// Unix time in milliseconds
    pub born: __rt::Option<i64>,
    /// `tags`
    pub tags: __rt::Option<__rt::Vec<__rt::String>>,
    /// A keyword as a name
    pub type_: __rt::Option<__rt::String>,
    /// Who feeds it
    pub owner: __rt::Option<Owner>,
    /// `chip`
    pub chip: __rt::Option<__rt::String>,
    /// `size`
    pub size: __rt::Option<PetBaseSize>,
    /// `id`
    pub id: PetId,
    /// `name`
    pub name: __rt::String,
    /// `mother`
    pub mother: __rt::Option<__rt::Box<Pet>>,
    /// `friends`
    pub friends: __rt::Option<__rt::Vec<Pet>>,
    /// Additional properties, which the description does not name.
    pub additional_properties: __rt::BTreeMap<__rt::String, __rt::serde_json::Value>,
}
__rt::object!(
    Pet : 0 "born" born optional; 1 "tags" tags optional; 2 "type" type_ optional; 3
    "owner" owner optional; 4 "chip" chip optional; 5 "size" size optional; 6 "id" id
    required; 7 "name" name required; 8 "mother" mother nullable; 9 "friends" friends
    optional; others additional_properties
);
impl ::std::fmt::Debug for Pet {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("Pet")
            .field("born", &self.born)
            .field("tags", &self.tags)
            .field("type_", &self.type_)
            .field("owner", &self.owner)
            .field("chip", &__rt::Redacted)
            .field("size", &self.size)
            .field("id", &self.id)
            .field("name", &self.name)
            .field("mother", &self.mother)
            .field("friends", &self.friends)
            .field("additional_properties", &self.additional_properties)
            .finish()
    }
}
/// An object. Described at `pets.yaml:78`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Owner {
    /// `name`
    pub name: __rt::String,
}
__rt::object!(Owner : 0 "name" name required;);
__rt::constructors!(
    Owner : #[doc = " Creates a value from its `name`."] new(name : __rt::String) empty
    :;
);
impl __rt::Check for Owner {}
/// An object. Described at `pets.yaml:79`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Pets {
    /// `pets`
    pub pets: __rt::Option<__rt::Vec<Pet>>,
}
__rt::object!(Pets : 0 "pets" pets optional;);
/// An object. Described at `pets.yaml:80`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Named {
    /// Unix time in milliseconds
    pub born: __rt::Patch<i64>,
    /// `tags`
    pub tags: __rt::Option<__rt::Vec<__rt::String>>,
    /// A keyword as a name
    pub type_: __rt::String,
    /// Who feeds it
    pub owner: __rt::Patch<Owner>,
    /// `chip`
    pub chip: __rt::Option<__rt::String>,
    /// `size`
    pub size: __rt::Option<PetBaseSize>,
}
__rt::object!(
    Named : 0 "born" born patch; 1 "tags" tags optional; 2 "type" type_ required; 3
    "owner" owner patch; 4 "chip" chip optional; 5 "size" size optional;
);
impl ::std::fmt::Debug for Named {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.debug_struct("Named")
            .field("born", &self.born)
            .field("tags", &self.tags)
            .field("type_", &self.type_)
            .field("owner", &self.owner)
            .field("chip", &__rt::Redacted)
            .field("size", &self.size)
            .finish()
    }
}
__rt::constructors!(
    Named : #[doc = " Creates a value from its `type`; use setters for the others."]
    new(type_ : __rt::String) empty : born tags owner chip size;
);
__rt::setters!(
    Named : tags " Sets `tags`." : __rt::Vec < __rt::String >, chip " Sets `chip`." :
    __rt::String, size " Sets `size`." : PetBaseSize,; born " Unix time in milliseconds"
    : i64[clear_born], owner " Who feeds it" : Owner[clear_owner],
);
__rt::checks!(
    Named : "tags" tags & [__rt::Rule::UniqueItems, __rt::Rule::Items(__rt::Borrowed(&
    [__rt::Rule::MaxLength(20)]))]; "size" size & [];
);
impl ::core::convert::From<Named> for PetBase {
    fn from(value: Named) -> Self {
        Self {
            born: value.born,
            tags: value.tags,
            type_: __rt::Slot::of(value.type_),
            owner: value.owner,
            chip: value.chip,
            size: value.size,
        }
    }
}
impl __rt::IntoValue<PetBase> for Named {
    fn into_value(self) -> PetBase {
        ::core::convert::From::from(self)
    }
}
impl __rt::IntoNullable<PetBase> for Named {
    fn into_nullable(self) -> __rt::Option<PetBase> {
        ::core::option::Option::Some(::core::convert::From::from(self))
    }
}
/// One of 2 types. Described at `pets.yaml:81`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// `Circle`
    Circle(Circle),
    /// `Square`
    Square(Square),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
__rt::tagged_union!(
    Shape "shape" : 0 Circle(Circle) "circle"; 1 Square(Square) "square";
);
__rt::union_from!(Shape : Circle(Circle) Square(Square));
impl __rt::Check for Shape {
    fn check(&self, checker: &mut __rt::Checker) {
        match self {
            Self::Circle(value) => checker.value(value, &[]),
            Self::Square(value) => checker.value(value, &[]),
            Self::Unknown(_) => {}
        }
    }
}
/// An object. Described at `pets.yaml:84`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Circle {
    /// `radius`
    pub radius: f64,
}
__rt::object!(Circle["shape" "circle"] : 0 "radius" radius required;);
__rt::constructors!(
    Circle : #[doc = " Creates a value from its `radius`."] new(radius : f64) empty :;
);
impl __rt::Check for Circle {}
/// An object. Described at `pets.yaml:85`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Square {
    /// `side`
    pub side: f64,
}
__rt::object!(Square["shape" "square"] : 0 "side" side required;);
__rt::constructors!(
    Square : #[doc = " Creates a value from its `side`."] new(side : f64) empty :;
);
impl __rt::Check for Square {}
/// One of 3 types. Described at `pets.yaml:86`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Amount {
    /// Exact
    Exact(i64),
    /// Words
    Words(__rt::String),
    /// Steps
    Steps(__rt::Vec<i64>),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
__rt::union!(
    Amount : Exact = __rt::Sign::new(& [__rt::Json::Integer]), Words = __rt::Sign::new(&
    [__rt::Json::Text]), Steps = __rt::Sign::new(& [__rt::Json::List])
);
/// An object. Described at `pets.yaml:60`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PetBaseSize {
    /// `width`
    pub width: __rt::Option<f64>,
    /// `height`
    pub height: __rt::Option<f64>,
}
__rt::object!(PetBaseSize : 0 "width" width optional; 1 "height" height optional;);
__rt::constructors!(PetBaseSize : new() empty : width height;);
__rt::setters!(
    PetBaseSize : width " Sets `width`." : f64, height " Sets `height`." : f64,
);
__rt::checks!(
    PetBaseSize : "width" width & [__rt::Rule::ExclusiveMinimum(__rt::Number::I64(0))];
);
__rt::eq!(Owner Amount);
