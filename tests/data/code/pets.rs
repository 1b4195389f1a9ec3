use ::talkjs_runtime::__private as __rt;
/// A client of Pets. Clones share their connections.
///
/// An API of another kind.
#[derive(Clone, Debug)]
pub struct Client {
    core: __rt::ClientCore,
}
/// Where the description says that the API is; names in braces are to be filled in.
pub const SERVER_URL: &str = "https://pets.example.com";
impl Client {
    /// A client that makes its calls through `core`, with the name and the version of this crate as user agent
    /// unless `core` has another.
    #[must_use]
    pub fn with_core(core: __rt::ClientCore) -> Self {
        Self {
            core: core
                .for_client(
                    concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
                ),
        }
    }
    /// What makes the calls: address, credentials, limits and transport.
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
    /// `GET /pets`
    ///
    /// # Errors
    /// - `default`: Anything else
    ///
    /// Described at `pets.yaml:7`.
    #[must_use = "a call is made by `send`"]
    pub fn list_pets(&self) -> operations::ListPets {
        operations::ListPets(
            self.core.call(&CALL_LIST_PETS, __rt::Decode::Body(__rt::json)),
        )
    }
    /// Calls `createPet`.
    ///
    /// `POST /pets`
    ///
    /// Described at `pets.yaml:19`.
    #[must_use = "a call is made by `send`"]
    pub fn create_pet(&self, body: impl __rt::IntoValue<NewPet>) -> __rt::Call<Pet> {
        self.core
            .call(&CALL_CREATE_PET, __rt::Decode::Body(__rt::json))
            .body(body.into_value(), &[])
    }
    /// Calls `getPet`.
    ///
    /// `GET /pets/{petId}`
    ///
    /// Described at `pets.yaml:29`.
    #[must_use = "a call is made by `send`"]
    pub fn get_pet(&self, pet_id: impl Into<PetId>) -> __rt::Call<Pet> {
        self.core
            .call(&CALL_GET_PET, __rt::Decode::Body(__rt::json))
            .path_parameter("petId", Into::<PetId>::into(pet_id))
    }
    /// Calls `deletePet`.
    ///
    /// `DELETE /pets/{petId}`
    ///
    /// Deprecated.
    ///
    /// Described at `pets.yaml:33`.
    #[deprecated(note = "the description marks it as deprecated")]
    #[must_use = "a call is made by `send`"]
    pub fn delete_pet(&self, pet_id: impl Into<PetId>) -> __rt::Call<()> {
        self.core
            .call(&CALL_DELETE_PET, __rt::Decode::Body(__rt::nothing))
            .path_parameter("petId", Into::<PetId>::into(pet_id))
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
static CALL_DELETE_PET: __rt::Operation = __rt::Operation::new(
    "deletePet",
    __rt::http::Method::DELETE,
    "/pets/{petId}",
    __rt::Idempotency::Natural,
);
/// Calls that take optional parameters, one struct for each operation, and answers of several statuses.
pub mod operations {
    #[allow(unused_imports, reason = "what a call names depends on the description")]
    use super::{Client, __rt};
    __rt::builder! {
        #[doc = " A call of [`Client::list_pets`]."] pub struct ListPets -> super::Pets
    }
    impl ListPets {
        /// Sets `kind`.
        #[must_use]
        pub fn kind(self, kind: impl __rt::IntoValue<super::Kind>) -> Self {
            Self(self.0.query_parameter("kind", kind.into_value(), &[]))
        }
        /// Sets `limit`.
        #[must_use]
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
        #[must_use]
        pub fn after(self, after: impl __rt::IntoValue<String>) -> Self {
            Self(self.0.query_parameter("after", after.into_value(), &[]))
        }
        /// All items, page after page, 50 at a time unless set. Ends with the first empty page.
        #[must_use]
        pub fn stream(self) -> __rt::Items<super::Pets, super::Pet> {
            self.0
                .items(__rt::Page {
                    cursor: "after",
                    size: "limit",
                    default_size: 50,
                    items: |page| page.pets.unwrap_or_default(),
                    id: |item| item.id.to_string(),
                })
        }
    }
}
/// Described at `pets.yaml:39`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PetId(String);
__rt::text_newtype!(PetId);
impl __rt::Check for PetId {
    fn check(&self, checker: &mut __rt::Checker) {
        checker.value(&self.0, &[__rt::Rule::MinLength(1)]);
    }
}
__rt::text_enum!(
    #[doc = " Described at `pets.yaml:40`."] Kind listed : Cat = "cat", Dog = "dog",
    Plus1 = "+1", UnknownValue = "unknown", SelfValue = "self"
);
/// Described at `pets.yaml:41`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct PetBase {
    /// Unix time in milliseconds
    pub born: Option<i64>,
    /// `tags`
    pub tags: Option<Vec<String>>,
    /// A keyword as a name
    pub type_: Option<String>,
    /// Who feeds it
    pub owner: Option<Owner>,
    /// `chip`
    pub chip: Option<String>,
    /// `size`
    pub size: Option<PetBaseSize>,
}
__rt::object!(
    PetBase : 0 "born" born optional; 1 "tags" tags optional; 2 "type" type_ optional; 3
    "owner" owner optional; 4 "chip" chip optional; 5 "size" size optional;
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
    PetBase : born : i64, tags : Vec < String >, type_ : String, owner : Owner, chip :
    String, size : PetBaseSize,
);
/// Described at `pets.yaml:52`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct NewPet {
    /// Unix time in milliseconds
    pub born: __rt::Patch<i64>,
    /// `tags`
    pub tags: Option<Vec<String>>,
    /// A keyword as a name
    pub type_: Option<String>,
    /// Who feeds it
    pub owner: __rt::Patch<Owner>,
    /// `chip`
    pub chip: Option<String>,
    /// `size`
    pub size: Option<PetBaseSize>,
    /// `name`
    pub name: String,
    /// `kind`
    pub kind: Option<Kind>,
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
    NewPet : #[doc = " With its `name`; setters add the rest."] new(name : String) empty
    : born tags type_ owner chip size kind;
);
__rt::setters!(
    NewPet : born : i64[clear_born], tags : Vec < String >, type_ : String, owner :
    Owner[clear_owner], chip : String, size : PetBaseSize, kind : Kind,
);
__rt::checks!(
    NewPet : "tags" tags & [__rt::Rule::UniqueItems, __rt::Rule::Items(__rt::Borrowed(&
    [__rt::Rule::MaxLength(20)]))]; "size" size & []; "name" name &
    [__rt::Rule::MinLength(1)]; "kind" kind & [];
);
/// Described at `pets.yaml:56`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Pet {
    /// Unix time in milliseconds
    pub born: Option<i64>,
    /// `tags`
    pub tags: Option<Vec<String>>,
    /// A keyword as a name
    pub type_: Option<String>,
    /// Who feeds it
    pub owner: Option<Owner>,
    /// `chip`
    pub chip: Option<String>,
    /// `size`
    pub size: Option<PetBaseSize>,
    /// `id`
    pub id: PetId,
    /// `name`
    pub name: String,
    /// `mother`
    pub mother: Option<Box<Pet>>,
    /// `friends`
    pub friends: Option<Vec<Pet>>,
    /// Members that the description does not name.
    pub additional_properties: ::std::collections::BTreeMap<
        String,
        __rt::serde_json::Value,
    >,
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
/// Described at `pets.yaml:67`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Owner {
    /// `name`
    pub name: String,
}
__rt::object!(Owner : 0 "name" name required;);
__rt::constructors!(Owner : #[doc = " With its `name`."] new(name : String) empty :;);
impl __rt::Check for Owner {}
/// Described at `pets.yaml:68`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Pets {
    /// `pets`
    pub pets: Option<Vec<Pet>>,
}
__rt::object!(Pets : 0 "pets" pets optional;);
/// Described at `pets.yaml:69`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Named {
    /// Unix time in milliseconds
    pub born: Option<i64>,
    /// `tags`
    pub tags: Option<Vec<String>>,
    /// A keyword as a name
    pub type_: String,
    /// Who feeds it
    pub owner: Option<Owner>,
    /// `chip`
    pub chip: Option<String>,
    /// `size`
    pub size: Option<PetBaseSize>,
}
__rt::object!(
    Named : 0 "born" born optional; 1 "tags" tags optional; 2 "type" type_ required; 3
    "owner" owner optional; 4 "chip" chip optional; 5 "size" size optional;
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
    Named : #[doc = " With its `type`; setters add the rest."] new(type_ : String) empty
    : born tags owner chip size;
);
__rt::setters!(
    Named : born : i64, tags : Vec < String >, owner : Owner, chip : String, size :
    PetBaseSize,
);
impl From<Named> for PetBase {
    fn from(value: Named) -> Self {
        Self {
            born: value.born,
            tags: value.tags,
            type_: Some(value.type_),
            owner: value.owner,
            chip: value.chip,
            size: value.size,
        }
    }
}
impl __rt::IntoValue<PetBase> for Named {
    fn into_value(self) -> PetBase {
        PetBase::from(self)
    }
}
/// Described at `pets.yaml:70`.
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
/// Described at `pets.yaml:73`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Circle {
    /// `radius`
    pub radius: f64,
}
__rt::object!(Circle["shape" "circle"] : 0 "radius" radius required;);
__rt::constructors!(Circle : #[doc = " With its `radius`."] new(radius : f64) empty :;);
/// Described at `pets.yaml:74`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Square {
    /// `side`
    pub side: f64,
}
__rt::object!(Square["shape" "square"] : 0 "side" side required;);
__rt::constructors!(Square : #[doc = " With its `side`."] new(side : f64) empty :;);
/// Described at `pets.yaml:75`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Amount {
    /// Exact
    Exact(i64),
    /// Words
    Words(String),
    /// Steps
    Steps(Vec<i64>),
    #[doc(hidden)]
    Unknown(__rt::UnknownValue),
}
__rt::union!(
    Amount : Exact = __rt::Sign::new(& [__rt::Json::Integer]), Words = __rt::Sign::new(&
    [__rt::Json::Text]), Steps = __rt::Sign::new(& [__rt::Json::List])
);
__rt::union_from!(Amount : Exact(i64) Steps(Vec < i64 >));
__rt::union_from_text!(Amount : Words);
/// Described at `pets.yaml:49`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PetBaseSize {
    /// `width`
    pub width: Option<f64>,
    /// `height`
    pub height: Option<f64>,
}
__rt::object!(PetBaseSize : 0 "width" width optional; 1 "height" height optional;);
__rt::constructors!(PetBaseSize : new() empty : width height;);
__rt::setters!(PetBaseSize : width : f64, height : f64,);
__rt::checks!(
    PetBaseSize : "width" width & [__rt::Rule::ExclusiveMinimum(__rt::Number::I64(0))];
);
