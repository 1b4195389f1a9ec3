//! A schema: the keywords of JSON Schema that constrain values, grouped by the type that they apply to.

use super::{Id, Place, Spanned};
use crate::source::Span;
use crate::tree::{Key, Node};

/// A schema as written. Most have few keywords, so the groups are boxed.
#[derive(Default)]
pub(crate) struct Schema<'t> {
    pub(crate) place: Place,
    #[cfg_attr(not(feature = "diff"), allow(dead_code, reason = "only comparing needs it"))]
    /// The schema as written, which also has the keywords that do not affect the code.
    pub(crate) written: Option<&'t Node<'t>>,
    /// A `$ref` without other keywords; nothing else is set then. A `$ref` beside other keywords is the first part of
    /// `all_of`.
    pub(crate) reference: Option<Reference<'t>>,
    /// The types except `null`; empty if the schema has no `type`.
    pub(crate) types: Types,
    /// Whether null is one of the types.
    pub(crate) nullable: bool,
    /// Whether null is the only type.
    pub(crate) only_null: bool,
    /// The values of `enum` or `const`.
    pub(crate) values: Option<Box<Values<'t>>>,
    pub(crate) format: Option<Box<Spanned<&'t str>>>,
    pub(crate) string: Option<Box<StringKeywords<'t>>>,
    pub(crate) number: Option<Box<NumberKeywords<'t>>>,
    pub(crate) array: Option<Box<ArrayKeywords<'t>>>,
    pub(crate) object: Option<Box<ObjectKeywords<'t>>>,
    pub(crate) all_of: Vec<Id<Schema<'t>>>,
    pub(crate) one_of: Option<Box<Branches<'t>>>,
    pub(crate) any_of: Option<Box<Branches<'t>>>,
    pub(crate) not: Option<Box<Spanned<Id<Schema<'t>>>>>,
    pub(crate) discriminator: Option<Box<Discriminator<'t>>>,
    pub(crate) annotations: Option<Box<Annotations<'t>>>,
}

/// A `$ref` and its target.
#[derive(Clone, Copy)]
pub(crate) struct Reference<'t> {
    pub(crate) target: Id<Schema<'t>>,
    /// The reference as written.
    pub(crate) text: &'t Node<'t>,
}

/// A type of JSON except `null`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum JsonType {
    String,
    Integer,
    Number,
    Boolean,
    Object,
    Array,
}

/// A set of types, in the order of the file.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Types {
    types: [Option<JsonType>; 6],
}

/// The values that `enum` or `const` allow.
#[derive(Clone, Copy)]
pub(crate) struct Values<'t> {
    pub(crate) list: &'t [Node<'t>],
    pub(crate) place: Place,
    /// `x-enum-varnames` and the like, and `x-enum-descriptions`.
    pub(crate) names: &'t [Node<'t>],
    pub(crate) descriptions: &'t [Node<'t>],
}

/// Keywords for strings.
#[derive(Default)]
pub(crate) struct StringKeywords<'t> {
    pub(crate) min_length: Option<Spanned<u64>>,
    pub(crate) max_length: Option<Spanned<u64>>,
    pub(crate) pattern: Option<Spanned<&'t str>>,
}

/// Keywords for numbers.
#[derive(Default)]
pub(crate) struct NumberKeywords<'t> {
    pub(crate) minimum: Option<Bound<'t>>,
    pub(crate) maximum: Option<Bound<'t>>,
    pub(crate) multiple_of: Option<Spanned<&'t Node<'t>>>,
}

/// A bound of numbers. The number is kept as written, since its type determines how it is read.
#[derive(Clone, Copy)]
pub(crate) struct Bound<'t> {
    pub(crate) number: Spanned<&'t Node<'t>>,
    pub(crate) is_exclusive: bool,
}

/// Keywords for arrays.
#[derive(Default)]
pub(crate) struct ArrayKeywords<'t> {
    /// The schemas of the first items.
    pub(crate) positions: Option<Spanned<Vec<Id<Schema<'t>>>>>,
    /// The schema of the items after them.
    pub(crate) items: Option<Id<Schema<'t>>>,
    /// Whether further items are forbidden.
    pub(crate) is_closed: bool,
    pub(crate) min_items: Option<Spanned<u64>>,
    pub(crate) max_items: Option<Spanned<u64>>,
    pub(crate) unique_items: Option<Spanned<bool>>,
}

/// Keywords for objects.
#[derive(Default)]
pub(crate) struct ObjectKeywords<'t> {
    pub(crate) properties: Vec<Property<'t>>,
    /// The place of `properties`.
    pub(crate) properties_place: Option<Place>,
    pub(crate) required: Vec<Spanned<&'t str>>,
    /// The place of `required`.
    pub(crate) required_place: Option<Place>,
    pub(crate) additional: Additional<'t>,
    /// `patternProperties`: the schemas of properties by patterns of their names.
    pub(crate) patterns: Option<Spanned<Vec<Pattern<'t>>>>,
    /// `propertyNames`: the schema of all names.
    pub(crate) names: Option<Spanned<Id<Schema<'t>>>>,
    /// `x-key-pattern`, since 3.0 has no keyword for names.
    pub(crate) key_pattern: Option<Spanned<&'t str>>,
    pub(crate) min_properties: Option<Spanned<u64>>,
    pub(crate) max_properties: Option<Spanned<u64>>,
}

/// A property of an object.
#[derive(Clone, Copy)]
pub(crate) struct Property<'t> {
    pub(crate) name: &'t str,
    pub(crate) schema: Id<Schema<'t>>,
}

/// The schema of properties whose names match a pattern.
#[derive(Clone, Copy)]
pub(crate) struct Pattern<'t> {
    pub(crate) pattern: &'t Key<'t>,
    pub(crate) schema: Id<Schema<'t>>,
}

/// `additionalProperties`.
#[derive(Clone, Copy, Default)]
pub(crate) enum Additional<'t> {
    #[default]
    Unsaid,
    Allowed(bool),
    Values(Id<Schema<'t>>),
}

/// The branches of `oneOf` or `anyOf`.
pub(crate) struct Branches<'t> {
    pub(crate) place: Place,
    pub(crate) schemas: Vec<Id<Schema<'t>>>,
}

/// The property that selects a branch.
pub(crate) struct Discriminator<'t> {
    pub(crate) place: Place,
    pub(crate) property: &'t str,
    pub(crate) mapping: Vec<Mapping<'t>>,
}

/// A tag and the schema that it selects.
pub(crate) struct Mapping<'t> {
    pub(crate) tag: &'t str,
    /// The schema as named in the file.
    pub(crate) target: Spanned<&'t str>,
    pub(crate) schema: Id<Schema<'t>>,
}

/// Annotations: keywords that do not constrain values.
#[derive(Default)]
pub(crate) struct Annotations<'t> {
    pub(crate) title: Option<&'t str>,
    pub(crate) description: Option<&'t str>,
    pub(crate) default: Option<&'t Node<'t>>,
    pub(crate) external_docs: Option<&'t str>,
    pub(crate) deprecated: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    /// `x-sensitive`
    pub(crate) sensitive: bool,
    /// The path in `x-rust-type`, if the options allow it.
    pub(crate) rust_type: Option<&'t str>,
    /// `x-former-names`: the former names of the property.
    pub(crate) former_names: &'t [Node<'t>],
}

impl<'t> Schema<'t> {
    /// Whether values belong to schemas that extend this one, selected by a property.
    pub(crate) fn is_parent(&self) -> bool {
        self.discriminator.is_some() && self.one_of.is_none() && self.any_of.is_none()
    }

    /// The number of keywords that constrain values.
    pub(crate) fn assertions(&self) -> usize {
        let Self {
            place: _,
            written: _,
            reference,
            types,
            nullable: _,
            only_null,
            values,
            format,
            string,
            number,
            array,
            object,
            all_of,
            one_of,
            any_of,
            not,
            discriminator,
            annotations: _,
        } = self;
        let said = [
            reference.is_some(),
            !types.is_empty(),
            *only_null,
            values.is_some(),
            format.is_some(),
            !all_of.is_empty(),
            one_of.is_some(),
            any_of.is_some(),
            not.is_some(),
            discriminator.is_some(),
        ];
        let groups = [
            string.as_ref().map(|keywords| keywords.count()),
            number.as_ref().map(|keywords| keywords.count()),
            array.as_ref().map(|keywords| keywords.count()),
            object.as_ref().map(|keywords| keywords.count()),
        ];
        let said = said.into_iter().filter(|said| *said).count();
        groups.into_iter().flatten().fold(said, usize::saturating_add)
    }

    /// Whether it does not constrain values, except that it may allow null.
    pub(crate) fn says_nothing(&self) -> bool {
        self.assertions() == 0
    }

    /// Whether it allows only null.
    pub(crate) fn is_null(&self) -> bool {
        let values = self.values();
        let only_null = !values.is_empty() && values.iter().all(Node::is_null);
        self.only_null || only_null || (self.nullable && self.says_nothing())
    }

    /// The annotations; empty ones if there are none.
    pub(crate) fn notes(&self) -> &Annotations<'t> {
        static NONE: Annotations<'static> = Annotations {
            title: None,
            description: None,
            default: None,
            external_docs: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            sensitive: false,
            rust_type: None,
            former_names: &[],
        };
        self.annotations.as_deref().unwrap_or(&NONE)
    }

    /// The properties by name.
    pub(crate) fn properties(&self) -> &[Property<'t>] {
        self.object.as_ref().map_or(&[], |object| &object.properties)
    }

    /// The names of the required properties.
    pub(crate) fn required(&self) -> &[Spanned<&'t str>] {
        self.object.as_ref().map_or(&[], |object| &object.required)
    }

    /// The schema of additional properties.
    pub(crate) fn additional(&self) -> Additional<'t> {
        self.object.as_ref().map_or(Additional::Unsaid, |object| object.additional)
    }

    /// The branches of `oneOf`.
    pub(crate) fn one_of(&self) -> &[Id<Schema<'t>>] {
        self.one_of.as_ref().map_or(&[], |branches| &branches.schemas)
    }

    /// The branches of `anyOf`.
    pub(crate) fn any_of(&self) -> &[Id<Schema<'t>>] {
        self.any_of.as_ref().map_or(&[], |branches| &branches.schemas)
    }

    /// The values of `enum` or `const`.
    pub(crate) fn values(&self) -> &'t [Node<'t>] {
        self.values.as_ref().map_or(&[], |values| values.list)
    }

    /// Whether it has only `required` and annotations.
    pub(crate) fn only_requires(&self) -> bool {
        let Some(object) = &self.object else { return false };
        let typed = usize::from(!self.types.is_empty());
        !object.required.is_empty() && self.assertions() == typed.saturating_add(1) && !self.nullable
    }
}

impl StringKeywords<'_> {
    /// Whether any of the keywords is present.
    pub(crate) fn is_said(&self) -> bool {
        self.count() > 0
    }

    fn count(&self) -> usize {
        let Self { min_length, max_length, pattern } = self;
        [min_length.is_some(), max_length.is_some(), pattern.is_some()].into_iter().filter(|said| *said).count()
    }
}

impl NumberKeywords<'_> {
    /// Whether any of the keywords is present.
    pub(crate) fn is_said(&self) -> bool {
        self.count() > 0
    }

    fn count(&self) -> usize {
        let Self { minimum, maximum, multiple_of } = self;
        [minimum.is_some(), maximum.is_some(), multiple_of.is_some()].into_iter().filter(|said| *said).count()
    }
}

impl ArrayKeywords<'_> {
    /// Whether any of the keywords is present.
    pub(crate) fn is_said(&self) -> bool {
        self.count() > 0
    }

    fn count(&self) -> usize {
        let Self { positions, items, is_closed, min_items, max_items, unique_items } = self;
        let said = [
            positions.is_some(),
            items.is_some(),
            *is_closed,
            min_items.is_some(),
            max_items.is_some(),
            unique_items.is_some(),
        ];
        said.into_iter().filter(|said| *said).count()
    }
}

impl ObjectKeywords<'_> {
    /// Whether there are keywords beside `required`.
    pub(crate) fn is_about_properties(&self) -> bool {
        self.count() > usize::from(self.required_place.is_some())
    }

    /// Whether any of the keywords is present.
    pub(crate) fn is_said(&self) -> bool {
        self.count() > 0
    }

    fn count(&self) -> usize {
        let Self {
            properties: _,
            properties_place,
            required: _,
            required_place,
            additional,
            patterns,
            names,
            key_pattern,
            min_properties,
            max_properties,
        } = self;
        let said = [
            properties_place.is_some(),
            required_place.is_some(),
            !matches!(additional, Additional::Unsaid),
            patterns.is_some(),
            names.is_some(),
            key_pattern.is_some(),
            min_properties.is_some(),
            max_properties.is_some(),
        ];
        said.into_iter().filter(|said| *said).count()
    }
}

impl Annotations<'_> {
    /// Whether any of the keywords is present.
    pub(crate) fn is_said(&self) -> bool {
        let Self {
            title,
            description,
            default,
            external_docs,
            deprecated,
            read_only,
            write_only,
            sensitive,
            rust_type,
            former_names,
        } = self;
        let texts = title.is_some() || description.is_some() || external_docs.is_some() || rust_type.is_some();
        let flags = *deprecated || *read_only || *write_only || *sensitive;
        texts || flags || default.is_some() || !former_names.is_empty()
    }
}

impl JsonType {
    /// Every type.
    pub(crate) const ALL: [Self; 6] =
        [Self::String, Self::Integer, Self::Number, Self::Boolean, Self::Object, Self::Array];

    /// The type's name in JSON Schema.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
        }
    }
}

impl Types {
    /// Adds a type, unless it is present.
    pub(crate) fn add(&mut self, ty: JsonType) {
        if !self.has(ty)
            && let Some(free) = self.types.iter_mut().find(|free| free.is_none())
        {
            *free = Some(ty);
        }
    }

    /// Removes a type.
    pub(crate) fn remove(&mut self, ty: JsonType) {
        let kept = self.iter().filter(|known| *known != ty).collect::<Vec<_>>();
        *self = Self::default();
        kept.into_iter().for_each(|ty| self.add(ty));
    }

    /// Whether a type is present.
    pub(crate) fn has(self, ty: JsonType) -> bool {
        self.types.contains(&Some(ty))
    }

    /// Whether there is no type.
    pub(crate) fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// The only type, if there is exactly one.
    pub(crate) fn only(self) -> Option<JsonType> {
        let mut types = self.iter();
        let first = types.next();
        if types.next().is_some() { None } else { first }
    }

    /// All types.
    pub(crate) fn iter(self) -> impl Iterator<Item = JsonType> {
        self.types.into_iter().flatten()
    }
}

impl<'t> Discriminator<'t> {
    /// The mapped tags: each with the name of its schema, the schema, and the place of that name.
    pub(crate) fn tags(&self) -> impl Iterator<Item = (&'t str, &'t str, Id<Schema<'t>>, Span)> {
        self.mapping
            .iter()
            .map(|mapping| (mapping.tag, mapping.target.value, mapping.schema, mapping.target.place.value))
    }
}
