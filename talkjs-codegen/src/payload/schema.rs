//! The facts about a type, and about the types in it, that the checking macro needs, as texts.
//!
//! The macro runs in crates that do not have the description's file. So the generated code contains these texts, one
//! for each type, and the macro gets those that a literal needs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::rc::Rc;

use proc_macro2::Literal;
use serde::{Deserialize, Serialize};

use super::plain_text;
use crate::model::{Json, Presence, Rule, TypeId, TypeRef};

/// The types of a payload, which [`TypeRef::Named`] counts from 0. When the macro reads them, the first is the
/// payload's own.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    pub(crate) types: Vec<Type>,
}

/// A type with a name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Type {
    pub(crate) name: String,
    /// The same as in [`About`], of which a flattened one would be more code than all the rest.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) words: String,
    pub(crate) place: String,
    pub(crate) kind: Kind,
    /// The names of the types used by this text, which [`TypeRef::Named`] indexes there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) uses: Vec<String>,
}

/// Documentation and place of a type or property, for messages.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    /// The first sentence of its documentation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) words: String,
    /// The place in the description: `spec/talkjs.yaml:212:9`.
    pub(crate) place: String,
}

/// An [`About`] that is borrowed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'s> {
    pub(crate) words: &'s str,
    pub(crate) place: &'s str,
}

impl Told<'_> {
    pub(crate) fn owned(self) -> About {
        About { words: self.words.to_owned(), place: self.place.to_owned() }
    }
}

/// The kinds of named types.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Kind {
    Object(Object),
    /// Strings, each with the name of its variant; `true` if other strings are allowed as well.
    Texts(Vec<(String, String)>, bool),
    /// Whole numbers, in the same form.
    Integers(Vec<(i64, String)>, bool),
    Union(Vec<Branch>),
    /// A newtype of a scalar.
    Newtype(Use),
    /// An alias.
    Alias(Use),
    /// A custom type: the type that a literal is checked against, and the type's path for messages.
    External(Use, String),
    /// Only the name is known: the text is beyond the size limit.
    Elsewhere,
}

/// A type in one place, with the rules of that place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Use {
    #[serde(rename = "type")]
    pub(crate) ty: TypeRef,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) rules: Vec<Rule>,
}

/// An object with properties.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) properties: Vec<Property>,
    /// A property that has only one possible value, and that value; it may be absent from the literal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tag: Option<(String, String)>,
    /// Properties that are only in responses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) received_only: Vec<(String, About)>,
    /// Additional properties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) extra: Option<Use>,
    /// Groups of properties, as indices, of which exactly one is given; each with its constructor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<(Vec<usize>, String)>,
}

/// A property of an object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Property {
    pub(crate) wire: String,
    /// The name of the field.
    pub(crate) field: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) words: String,
    pub(crate) place: String,
    #[serde(rename = "use")]
    pub(crate) used: Use,
    pub(crate) presence: Presence,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) nullable: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) required: bool,
    /// The only possible value, which constructors set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) preset: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) former_names: Vec<String>,
}

/// A branch of a union.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Branch {
    pub(crate) name: String,
    #[serde(rename = "use")]
    pub(crate) used: Use,
    pub(crate) kinds: Vec<Json>,
    /// A discriminator, and its values that select the branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tag: Option<(String, Vec<String>)>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) boxed: bool,
    /// Accepts the objects of no other branch.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) fallback: bool,
}

impl Schema {
    /// The text of one type; [`Self::read`] combines it with others.
    pub(crate) fn text(&self, ty: &Type) -> String {
        let (mut ty, mut uses, mut numbers) = (ty.clone(), Vec::new(), HashMap::new());
        ty.each_named(&mut |id| {
            let next = uses.len();
            let number = *numbers.entry(*id).or_insert(next);
            if number == next {
                uses.push(self.types.get(id.0).map_or_else(String::new, |ty| ty.name.clone()));
            }
            id.0 = number;
        });
        ty.uses = uses;
        // Serialization cannot fail: all keys are strings.
        serde_json::to_string(&ty).unwrap_or_default()
    }

    /// Reads the texts of a type and of those inside it; `None` if one of them is invalid.
    pub(crate) fn read<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Self> {
        let mut types: Vec<Type> = texts.map(|text| serde_json::from_str(text).ok()).collect::<Option<_>>()?;
        let mut ids: HashMap<String, usize> =
            types.iter().enumerate().map(|(index, ty)| (ty.name.clone(), index)).collect();
        let mut others = Vec::new();
        let count = types.len();
        for ty in &mut types {
            let mut used = Vec::new();
            for name in std::mem::take(&mut ty.uses) {
                let next = count.saturating_add(others.len());
                let id = *ids.entry(name.clone()).or_insert(next);
                if id == next {
                    others.push(Type::elsewhere(name));
                }
                used.push(id);
            }
            // An id without a name would refer to another type, so it becomes an invalid id.
            ty.each_named(&mut |id| id.0 = used.get(id.0).copied().unwrap_or(usize::MAX));
        }
        types.append(&mut others);
        Some(Self { types })
    }

    /// Reads the texts from the literals in generated code.
    pub(crate) fn of_literals(literals: &[Literal]) -> Option<Rc<Self>> {
        if literals.is_empty() {
            return None;
        }
        // The literals as written are the key: reading their escapes takes longer than the rest.
        let mut key = String::new();
        literals.iter().try_for_each(|literal| write!(key, "{literal}")).ok()?;
        Self::kept(key, || {
            let texts: Vec<String> = literals.iter().map(plain_text).collect::<Option<_>>()?;
            Self::read(texts.iter().map(String::as_str))
        })
    }

    /// A crate uses the same few types again and again, so the last ones are cached.
    fn kept(key: String, read: impl FnOnce() -> Option<Self>) -> Option<Rc<Self>> {
        const KEPT: usize = 64;
        thread_local! {
            static CACHE: RefCell<HashMap<String, Rc<Schema>>> = RefCell::default();
        }
        if let Some(known) = CACHE.with_borrow(|cache| cache.get(&key).cloned()) {
            return Some(known);
        }
        let schema = Rc::new(read()?);
        CACHE.with_borrow_mut(|cache| {
            if cache.len() >= KEPT {
                cache.clear();
            }
            cache.insert(key, Rc::clone(&schema));
        });
        Some(schema)
    }
}

impl Schema {
    /// The path of the custom type that values of a type have, or that its lists and maps hold.
    pub(crate) fn external<'s>(&'s self, ty: &'s TypeRef) -> Option<&'s str> {
        ty.mentioned().into_iter().find_map(|id| match &self.types.get(id.0)?.kind {
            Kind::External(_, path) => Some(path.as_str()),
            Kind::Alias(used) => self.external(&used.ty),
            _ => None,
        })
    }
}

impl About {
    pub(crate) fn told(&self) -> Told<'_> {
        Told { words: &self.words, place: &self.place }
    }
}

impl Property {
    pub(crate) fn told(&self) -> Told<'_> {
        Told { words: &self.words, place: &self.place }
    }
}

impl Type {
    /// A type of which only the name is known.
    pub(crate) fn elsewhere(name: String) -> Self {
        Self { name, words: String::new(), place: String::new(), kind: Kind::Elsewhere, uses: Vec::new() }
    }

    pub(crate) fn told(&self) -> Told<'_> {
        Told { words: &self.words, place: &self.place }
    }

    /// The types it refers to, with repetitions.
    pub(crate) fn mentioned(&self) -> Vec<TypeId> {
        let used: Vec<&Use> = match &self.kind {
            Kind::Object(object) => {
                object.properties.iter().map(|property| &property.used).chain(&object.extra).collect()
            }
            Kind::Union(branches) => branches.iter().map(|branch| &branch.used).collect(),
            Kind::Newtype(used) | Kind::Alias(used) | Kind::External(used, _) => vec![used],
            Kind::Texts(..) | Kind::Integers(..) | Kind::Elsewhere => Vec::new(),
        };
        used.into_iter().flat_map(|used| used.ty.mentioned()).collect()
    }

    /// Changes the ids of the types it refers to.
    fn each_named(&mut self, change: &mut impl FnMut(&mut TypeId)) {
        let used: Vec<&mut Use> = match &mut self.kind {
            Kind::Object(object) => {
                object.properties.iter_mut().map(|property| &mut property.used).chain(&mut object.extra).collect()
            }
            Kind::Union(branches) => branches.iter_mut().map(|branch| &mut branch.used).collect(),
            Kind::Newtype(used) | Kind::Alias(used) | Kind::External(used, _) => vec![used],
            Kind::Texts(..) | Kind::Integers(..) | Kind::Elsewhere => Vec::new(),
        };
        used.into_iter().for_each(|used| each_named(&mut used.ty, change));
    }
}

fn each_named(ty: &mut TypeRef, change: &mut impl FnMut(&mut TypeId)) {
    match ty {
        TypeRef::Named(id) => change(id),
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => each_named(inner, change),
        TypeRef::Tuple(items) => items.iter_mut().for_each(|item| each_named(item, change)),
        _ => {}
    }
}

/// A text as a literal of generated code. A raw literal needs no escape for the quotes of JSON, so it is shorter and
/// faster to write and read.
pub(crate) fn literal(text: &str) -> Literal {
    let raw = (!text.contains("\"##")).then(|| format!("r##\"{text}\"##").parse().ok());
    raw.flatten().unwrap_or_else(|| Literal::string(text))
}
