use ::talkjs_client::runtime as __rt;
/// A client of Pets. Clones share their connections.
///
/// An API of another kind.
#[derive(Clone, Debug)]
pub struct Client {
    core: __rt::Core,
}
/// Where the description says that the API is; names in braces are to be filled in.
pub const SERVER_URL: &str = "https://pets.example.com";
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
    pub fn list_pets(&self) -> operations::ListPets<'_> {
        operations::ListPets(
            __rt::Call::new(&self.core, &CALL_LIST_PETS, __rt::Decode::Body(__rt::json)),
        )
    }
    /// Calls `createPet`.
    ///
    /// `POST /pets`
    ///
    /// Described at `pets.yaml:19`.
    #[must_use = "a call is made by `send`"]
    pub fn create_pet(&self, body: impl __rt::IntoValue<NewPet>) -> __rt::Call<'_, Pet> {
        __rt::Call::new(&self.core, &CALL_CREATE_PET, __rt::Decode::Body(__rt::json))
            .body(body.into_value(), &[])
    }
    /// Calls `getPet`.
    ///
    /// `GET /pets/{petId}`
    ///
    /// Described at `pets.yaml:29`.
    #[must_use = "a call is made by `send`"]
    pub fn get_pet(&self, pet_id: impl __rt::IntoValue<PetId>) -> __rt::Call<'_, Pet> {
        __rt::Call::new(&self.core, &CALL_GET_PET, __rt::Decode::Body(__rt::json))
            .path("petId", pet_id.into_value())
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
    pub fn delete_pet(&self, pet_id: impl __rt::IntoValue<PetId>) -> __rt::Call<'_, ()> {
        __rt::Call::new(&self.core, &CALL_DELETE_PET, __rt::Decode::Body(__rt::nothing))
            .path("petId", pet_id.into_value())
    }
}
static CALL_LIST_PETS: __rt::Operation = __rt::Operation {
    id: "listPets",
    method: __rt::http::Method::GET,
    path: "/pets",
    server: None,
    security: None,
    accept: "application/json",
    redirects: false,
    idempotency: __rt::Idempotency::Natural,
    bucket: None,
};
static CALL_CREATE_PET: __rt::Operation = __rt::Operation {
    id: "createPet",
    method: __rt::http::Method::POST,
    path: "/pets",
    server: None,
    security: None,
    accept: "application/json",
    redirects: false,
    idempotency: __rt::Idempotency::None,
    bucket: None,
};
static CALL_GET_PET: __rt::Operation = __rt::Operation {
    id: "getPet",
    method: __rt::http::Method::GET,
    path: "/pets/{petId}",
    server: None,
    security: None,
    accept: "application/json",
    redirects: false,
    idempotency: __rt::Idempotency::Natural,
    bucket: None,
};
static CALL_DELETE_PET: __rt::Operation = __rt::Operation {
    id: "deletePet",
    method: __rt::http::Method::DELETE,
    path: "/pets/{petId}",
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
    /// A call of [`Client::list_pets`].
    #[derive(Debug)]
    #[must_use = "a call is made by `send`"]
    pub struct ListPets<'c>(pub(super) __rt::Call<'c, super::Pets>);
    impl<'c> ListPets<'c> {
        /// Sets `kind`.
        #[must_use]
        pub fn kind(mut self, kind: impl __rt::IntoValue<super::Kind>) -> Self {
            self.0 = self.0.query("kind", kind.into_value(), &[]);
            self
        }
        /// Sets `limit`.
        #[must_use]
        pub fn limit(mut self, limit: impl __rt::IntoValue<i32>) -> Self {
            self.0 = self
                .0
                .query(
                    "limit",
                    limit.into_value(),
                    &[
                        __rt::Rule::Minimum(__rt::Number::I64(1)),
                        __rt::Rule::Maximum(__rt::Number::I64(50)),
                    ],
                );
            self
        }
        /// Sets `after`.
        #[must_use]
        pub fn after(mut self, after: impl __rt::IntoValue<String>) -> Self {
            self.0 = self.0.query("after", after.into_value(), &[]);
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
        pub async fn send(self) -> Result<super::Pets, __rt::Error> {
            self.0.send().await
        }
        /// Makes the call and keeps status and headers of the answer.
        ///
        /// # Errors
        /// As for `send`.
        pub async fn response(
            self,
        ) -> Result<__rt::http::Response<super::Pets>, __rt::Error> {
            self.0.response().await
        }
        /// All items, page after page, 50 at a time unless set. Ends with the first empty page.
        #[must_use]
        pub fn stream(self) -> __rt::Items<'c, super::Pets, super::Pet> {
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
pub struct PetId(String);
__rt::text_newtype!(PetId);
impl __rt::Check for PetId {
    fn check(&self, checker: &mut __rt::Checker) {
        checker.value(&self.0, &[__rt::Rule::MinLength(1)]);
    }
}
/// Described at `pets.yaml:40`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `cat`
    Cat,
    /// `dog`
    Dog,
    /// `+1`
    Plus1,
    /// `unknown`
    UnknownValue,
    /// `self`
    SelfValue,
    #[doc(hidden)]
    Unknown(__rt::UnknownText),
}
impl Kind {
    /// The text of the value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Cat => "cat",
            Self::Dog => "dog",
            Self::Plus1 => "+1",
            Self::UnknownValue => "unknown",
            Self::SelfValue => "self",
            Self::Unknown(text) => text.as_str(),
        }
    }
}
impl From<&str> for Kind {
    fn from(text: &str) -> Self {
        match text {
            "cat" => Self::Cat,
            "dog" => Self::Dog,
            "+1" => Self::Plus1,
            "unknown" => Self::UnknownValue,
            "self" => Self::SelfValue,
            _ => Self::Unknown(__rt::UnknownText::new(text)),
        }
    }
}
impl From<String> for Kind {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
__rt::text_enum!(Kind);
impl __rt::Check for Kind {}
/// Described at `pets.yaml:41`.
#[derive(Clone, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct PetBase {
    /// Unix time in milliseconds
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<i64>,
    /// `tags`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// A keyword as a name
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// Who feeds it
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// `chip`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chip: Option<String>,
    /// `size`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<PetBaseSize>,
}
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
impl PetBase {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            born: Default::default(),
            tags: Default::default(),
            type_: Default::default(),
            owner: Default::default(),
            chip: Default::default(),
            size: Default::default(),
        }
    }
    /// Sets [`born`](Self#structfield.born).
    #[must_use]
    pub fn born(mut self, born: impl __rt::IntoValue<i64>) -> Self {
        self.born = Some(born.into_value());
        self
    }
    /// Sets [`tags`](Self#structfield.tags).
    #[must_use]
    pub fn tags(mut self, tags: impl __rt::IntoValue<Vec<String>>) -> Self {
        self.tags = Some(tags.into_value());
        self
    }
    /// Sets [`type_`](Self#structfield.type_).
    #[must_use]
    pub fn type_(mut self, type_: impl __rt::IntoValue<String>) -> Self {
        self.type_ = Some(type_.into_value());
        self
    }
    /// Sets [`owner`](Self#structfield.owner).
    #[must_use]
    pub fn owner(mut self, owner: impl __rt::IntoValue<Owner>) -> Self {
        self.owner = Some(owner.into_value());
        self
    }
    /// Sets [`chip`](Self#structfield.chip).
    #[must_use]
    pub fn chip(mut self, chip: impl __rt::IntoValue<String>) -> Self {
        self.chip = Some(chip.into_value());
        self
    }
    /// Sets [`size`](Self#structfield.size).
    #[must_use]
    pub fn size(mut self, size: impl __rt::IntoValue<PetBaseSize>) -> Self {
        self.size = Some(size.into_value());
        self
    }
}
impl Default for PetBase {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Generated for PetBase {}
/// Described at `pets.yaml:52`.
#[derive(Clone, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct NewPet {
    /// Unix time in milliseconds
    #[serde(default, skip_serializing_if = "__rt::Patch::is_keep")]
    pub born: __rt::Patch<i64>,
    /// `tags`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// A keyword as a name
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// Who feeds it
    #[serde(default, skip_serializing_if = "__rt::Patch::is_keep")]
    pub owner: __rt::Patch<Owner>,
    /// `chip`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chip: Option<String>,
    /// `size`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<PetBaseSize>,
    /// `name`
    pub name: String,
    /// `kind`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
}
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
impl NewPet {
    /// With its `name`; setters add the rest.
    #[must_use]
    pub fn new(name: impl __rt::IntoValue<String>) -> Self {
        Self {
            born: Default::default(),
            tags: Default::default(),
            type_: Default::default(),
            owner: Default::default(),
            chip: Default::default(),
            size: Default::default(),
            name: name.into_value(),
            kind: Default::default(),
        }
    }
    /// Sets [`born`](Self#structfield.born).
    #[must_use]
    pub fn born(mut self, born: impl __rt::IntoValue<i64>) -> Self {
        self.born = __rt::Patch::Set(born.into_value());
        self
    }
    /// Clears [`born`](Self#structfield.born): sends `null`.
    #[must_use]
    pub fn clear_born(mut self) -> Self {
        self.born = __rt::Patch::Clear;
        self
    }
    /// Sets [`tags`](Self#structfield.tags).
    #[must_use]
    pub fn tags(mut self, tags: impl __rt::IntoValue<Vec<String>>) -> Self {
        self.tags = Some(tags.into_value());
        self
    }
    /// Sets [`type_`](Self#structfield.type_).
    #[must_use]
    pub fn type_(mut self, type_: impl __rt::IntoValue<String>) -> Self {
        self.type_ = Some(type_.into_value());
        self
    }
    /// Sets [`owner`](Self#structfield.owner).
    #[must_use]
    pub fn owner(mut self, owner: impl __rt::IntoValue<Owner>) -> Self {
        self.owner = __rt::Patch::Set(owner.into_value());
        self
    }
    /// Clears [`owner`](Self#structfield.owner): sends `null`.
    #[must_use]
    pub fn clear_owner(mut self) -> Self {
        self.owner = __rt::Patch::Clear;
        self
    }
    /// Sets [`chip`](Self#structfield.chip).
    #[must_use]
    pub fn chip(mut self, chip: impl __rt::IntoValue<String>) -> Self {
        self.chip = Some(chip.into_value());
        self
    }
    /// Sets [`size`](Self#structfield.size).
    #[must_use]
    pub fn size(mut self, size: impl __rt::IntoValue<PetBaseSize>) -> Self {
        self.size = Some(size.into_value());
        self
    }
    /// Sets [`kind`](Self#structfield.kind).
    #[must_use]
    pub fn kind(mut self, kind: impl __rt::IntoValue<Kind>) -> Self {
        self.kind = Some(kind.into_value());
        self
    }
}
impl __rt::Check for NewPet {
    fn check(&self, checker: &mut __rt::Checker) {
        checker
            .member(
                "tags",
                &self.tags,
                &[
                    __rt::Rule::UniqueItems,
                    __rt::Rule::Items(&[__rt::Rule::MaxLength(20)]),
                ],
            );
        checker.member("size", &self.size, &[]);
        checker.member("name", &self.name, &[__rt::Rule::MinLength(1)]);
    }
}
impl __rt::Generated for NewPet {}
/// Described at `pets.yaml:56`.
#[derive(Clone, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Pet {
    /// Unix time in milliseconds
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<i64>,
    /// `tags`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// A keyword as a name
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// Who feeds it
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// `chip`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chip: Option<String>,
    /// `size`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<PetBaseSize>,
    /// `id`
    pub id: PetId,
    /// `name`
    pub name: String,
    /// `mother`
    pub mother: Option<Box<Pet>>,
    /// `friends`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friends: Option<Vec<Pet>>,
    /// Members that the description does not name.
    #[serde(flatten)]
    pub additional_properties: ::std::collections::BTreeMap<
        String,
        __rt::serde_json::Value,
    >,
}
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
impl Pet {
    /// With its `id`, `name`, `mother`; setters add the rest.
    #[must_use]
    pub fn new(
        id: impl __rt::IntoValue<PetId>,
        name: impl __rt::IntoValue<String>,
        mother: impl __rt::IntoValue<Option<Pet>>,
    ) -> Self {
        Self {
            born: Default::default(),
            tags: Default::default(),
            type_: Default::default(),
            owner: Default::default(),
            chip: Default::default(),
            size: Default::default(),
            id: id.into_value(),
            name: name.into_value(),
            mother: mother.into_value().map(Box::new),
            friends: Default::default(),
            additional_properties: Default::default(),
        }
    }
    /// Sets [`born`](Self#structfield.born).
    #[must_use]
    pub fn born(mut self, born: impl __rt::IntoValue<i64>) -> Self {
        self.born = Some(born.into_value());
        self
    }
    /// Sets [`tags`](Self#structfield.tags).
    #[must_use]
    pub fn tags(mut self, tags: impl __rt::IntoValue<Vec<String>>) -> Self {
        self.tags = Some(tags.into_value());
        self
    }
    /// Sets [`type_`](Self#structfield.type_).
    #[must_use]
    pub fn type_(mut self, type_: impl __rt::IntoValue<String>) -> Self {
        self.type_ = Some(type_.into_value());
        self
    }
    /// Sets [`owner`](Self#structfield.owner).
    #[must_use]
    pub fn owner(mut self, owner: impl __rt::IntoValue<Owner>) -> Self {
        self.owner = Some(owner.into_value());
        self
    }
    /// Sets [`chip`](Self#structfield.chip).
    #[must_use]
    pub fn chip(mut self, chip: impl __rt::IntoValue<String>) -> Self {
        self.chip = Some(chip.into_value());
        self
    }
    /// Sets [`size`](Self#structfield.size).
    #[must_use]
    pub fn size(mut self, size: impl __rt::IntoValue<PetBaseSize>) -> Self {
        self.size = Some(size.into_value());
        self
    }
    /// Sets [`friends`](Self#structfield.friends).
    #[must_use]
    pub fn friends(mut self, friends: impl __rt::IntoValue<Vec<Pet>>) -> Self {
        self.friends = Some(friends.into_value());
        self
    }
}
impl __rt::Generated for Pet {}
/// Described at `pets.yaml:67`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Owner {
    /// `name`
    pub name: String,
}
impl Owner {
    /// With its `name`; setters add the rest.
    #[must_use]
    pub fn new(name: impl __rt::IntoValue<String>) -> Self {
        Self { name: name.into_value() }
    }
}
impl __rt::Check for Owner {}
impl __rt::Generated for Owner {}
/// Described at `pets.yaml:68`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Pets {
    /// `pets`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pets: Option<Vec<Pet>>,
}
impl Pets {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self { pets: Default::default() }
    }
    /// Sets [`pets`](Self#structfield.pets).
    #[must_use]
    pub fn pets(mut self, pets: impl __rt::IntoValue<Vec<Pet>>) -> Self {
        self.pets = Some(pets.into_value());
        self
    }
}
impl Default for Pets {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Generated for Pets {}
/// Described at `pets.yaml:69`.
#[derive(Clone, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct Named {
    /// Unix time in milliseconds
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<i64>,
    /// `tags`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// A keyword as a name
    #[serde(rename = "type")]
    pub type_: String,
    /// Who feeds it
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// `chip`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chip: Option<String>,
    /// `size`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<PetBaseSize>,
}
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
impl Named {
    /// With its `type`; setters add the rest.
    #[must_use]
    pub fn new(type_: impl __rt::IntoValue<String>) -> Self {
        Self {
            born: Default::default(),
            tags: Default::default(),
            type_: type_.into_value(),
            owner: Default::default(),
            chip: Default::default(),
            size: Default::default(),
        }
    }
    /// Sets [`born`](Self#structfield.born).
    #[must_use]
    pub fn born(mut self, born: impl __rt::IntoValue<i64>) -> Self {
        self.born = Some(born.into_value());
        self
    }
    /// Sets [`tags`](Self#structfield.tags).
    #[must_use]
    pub fn tags(mut self, tags: impl __rt::IntoValue<Vec<String>>) -> Self {
        self.tags = Some(tags.into_value());
        self
    }
    /// Sets [`owner`](Self#structfield.owner).
    #[must_use]
    pub fn owner(mut self, owner: impl __rt::IntoValue<Owner>) -> Self {
        self.owner = Some(owner.into_value());
        self
    }
    /// Sets [`chip`](Self#structfield.chip).
    #[must_use]
    pub fn chip(mut self, chip: impl __rt::IntoValue<String>) -> Self {
        self.chip = Some(chip.into_value());
        self
    }
    /// Sets [`size`](Self#structfield.size).
    #[must_use]
    pub fn size(mut self, size: impl __rt::IntoValue<PetBaseSize>) -> Self {
        self.size = Some(size.into_value());
        self
    }
}
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
impl __rt::Generated for Named {}
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
impl __rt::Generated for Shape {}
impl __rt::serde::Serialize for Shape {
    fn serialize<S: __rt::serde::Serializer>(
        &self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Self::Circle(value) => value.serialize(serializer),
            Self::Square(value) => value.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}
impl<'de> __rt::serde::Deserialize<'de> for Shape {
    fn deserialize<D: __rt::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        __rt::branch(
            deserializer,
            &[
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object])
                        .tag("shape", &["circle"]),
                    read: |value| __rt::decode(value).map(Self::Circle),
                },
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Object])
                        .tag("shape", &["square"]),
                    read: |value| __rt::decode(value).map(Self::Square),
                },
            ],
            Self::Unknown,
        )
    }
}
impl From<Circle> for Shape {
    fn from(value: Circle) -> Self {
        Self::Circle(value)
    }
}
impl __rt::IntoValue<Shape> for Circle {
    fn into_value(self) -> Shape {
        Shape::from(self)
    }
}
impl From<Square> for Shape {
    fn from(value: Square) -> Self {
        Self::Square(value)
    }
}
impl __rt::IntoValue<Shape> for Square {
    fn into_value(self) -> Shape {
        Shape::from(self)
    }
}
/// Described at `pets.yaml:73`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde", tag = "shape", rename = "circle")]
#[non_exhaustive]
pub struct Circle {
    /// `radius`
    pub radius: f64,
}
impl Circle {
    /// With its `radius`; setters add the rest.
    #[must_use]
    pub fn new(radius: impl __rt::IntoValue<f64>) -> Self {
        Self {
            radius: radius.into_value(),
        }
    }
}
impl __rt::Generated for Circle {}
/// Described at `pets.yaml:74`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde", tag = "shape", rename = "square")]
#[non_exhaustive]
pub struct Square {
    /// `side`
    pub side: f64,
}
impl Square {
    /// With its `side`; setters add the rest.
    #[must_use]
    pub fn new(side: impl __rt::IntoValue<f64>) -> Self {
        Self { side: side.into_value() }
    }
}
impl __rt::Generated for Square {}
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
impl __rt::Generated for Amount {}
impl __rt::serde::Serialize for Amount {
    fn serialize<S: __rt::serde::Serializer>(
        &self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Self::Exact(value) => value.serialize(serializer),
            Self::Words(value) => value.serialize(serializer),
            Self::Steps(value) => value.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}
impl<'de> __rt::serde::Deserialize<'de> for Amount {
    fn deserialize<D: __rt::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        __rt::branch(
            deserializer,
            &[
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Integer]),
                    read: |value| __rt::decode(value).map(Self::Exact),
                },
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::Text]),
                    read: |value| __rt::decode(value).map(Self::Words),
                },
                __rt::Branch {
                    sign: __rt::Sign::new(&[__rt::Json::List]),
                    read: |value| __rt::decode(value).map(Self::Steps),
                },
            ],
            Self::Unknown,
        )
    }
}
impl From<i64> for Amount {
    fn from(value: i64) -> Self {
        Self::Exact(value)
    }
}
impl __rt::IntoValue<Amount> for i64 {
    fn into_value(self) -> Amount {
        Amount::from(self)
    }
}
impl From<String> for Amount {
    fn from(value: String) -> Self {
        Self::Words(value)
    }
}
impl __rt::FromText for Amount {
    fn from_text(text: String) -> Self {
        Self::Words(text)
    }
}
impl From<Vec<i64>> for Amount {
    fn from(value: Vec<i64>) -> Self {
        Self::Steps(value)
    }
}
impl __rt::IntoValue<Amount> for Vec<i64> {
    fn into_value(self) -> Amount {
        Amount::from(self)
    }
}
/// Described at `pets.yaml:49`.
#[derive(Clone, Debug, PartialEq, __rt::serde::Serialize, __rt::serde::Deserialize)]
#[serde(crate = "__rt::serde")]
#[non_exhaustive]
pub struct PetBaseSize {
    /// `width`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<f64>,
    /// `height`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<f64>,
}
impl PetBaseSize {
    /// Without any member; setters add them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            width: Default::default(),
            height: Default::default(),
        }
    }
    /// Sets [`width`](Self#structfield.width).
    #[must_use]
    pub fn width(mut self, width: impl __rt::IntoValue<f64>) -> Self {
        self.width = Some(width.into_value());
        self
    }
    /// Sets [`height`](Self#structfield.height).
    #[must_use]
    pub fn height(mut self, height: impl __rt::IntoValue<f64>) -> Self {
        self.height = Some(height.into_value());
        self
    }
}
impl Default for PetBaseSize {
    fn default() -> Self {
        Self::new()
    }
}
impl __rt::Check for PetBaseSize {
    fn check(&self, checker: &mut __rt::Checker) {
        checker
            .member(
                "width",
                &self.width,
                &[__rt::Rule::ExclusiveMinimum(__rt::Number::I64(0))],
            );
    }
}
impl __rt::Generated for PetBaseSize {}
