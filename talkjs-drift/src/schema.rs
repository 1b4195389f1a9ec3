//! The schemas of a description: each once, referring to the others by id.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::assertions::only_requires;
use crate::description::Unreadable;
use crate::json_type::JsonType;
use crate::place::{Documents, Place, escaped};

/// The id of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(pub(crate) usize);

/// The structure of a schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    pub(crate) place: Option<Place>,
    /// Empty if every type is allowed.
    pub(crate) types: Vec<JsonType>,
    pub(crate) nullable: bool,
    /// The values of `enum`, or the one of `const`.
    pub(crate) values: Option<Vec<Value>>,
    pub(crate) required: Vec<String>,
    pub(crate) properties: BTreeMap<String, Id>,
    pub(crate) patterns: Vec<(String, Id)>,
    pub(crate) additional: Additional,
    pub(crate) items: Option<Id>,
    pub(crate) prefix: Vec<Id>,
    pub(crate) reference: Option<Id>,
    pub(crate) all_of: Vec<Id>,
    pub(crate) unions: Vec<Union>,
    pub(crate) sensitive: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    /// Whether the schema is `false`.
    pub(crate) is_never: bool,
}

/// The additional properties of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Additional {
    /// Not specified.
    #[default]
    Unsaid,
    /// They are not allowed.
    Forbidden,
    /// They are expected, and can be anything.
    Anything,
    /// They are expected to match a schema.
    Matching(Id),
}

/// `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(crate) struct Union {
    pub(crate) branches: Vec<Id>,
    pub(crate) discriminator: Option<Discriminator>,
}

/// The property that selects a branch, and the branch of each tag.
#[derive(Clone, Debug)]
pub(crate) struct Discriminator {
    pub(crate) property: String,
    pub(crate) tags: BTreeMap<String, Id>,
}

/// All schemas that operations need.
#[derive(Debug, Default)]
pub(crate) struct Schemas {
    list: Vec<Schema>,
    by_place: HashMap<Place, Id>,
    /// The places of schemas that are referenced but not read yet.
    open: Vec<Id>,
}

static ANYTHING: Schema = Schema {
    place: None,
    types: Vec::new(),
    nullable: false,
    values: None,
    required: Vec::new(),
    properties: BTreeMap::new(),
    patterns: Vec::new(),
    additional: Additional::Unsaid,
    items: None,
    prefix: Vec::new(),
    reference: None,
    all_of: Vec::new(),
    unions: Vec::new(),
    sensitive: false,
    read_only: false,
    write_only: false,
    is_never: false,
};

impl Schemas {
    pub(crate) fn get(&self, id: Id) -> &Schema {
        self.list.get(id.0).unwrap_or(&ANYTHING)
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Id, &Schema)> {
        self.list.iter().enumerate().map(|(index, schema)| (Id(index), schema))
    }

    pub(crate) fn find(&self, place: &Place) -> Option<Id> {
        self.by_place.get(place).copied()
    }

    /// Adds the schema at a place, with all schemas that it needs.
    pub(crate) fn add(&mut self, place: Place, documents: &Documents) -> Result<Id, Unreadable> {
        let id = self.id(place);
        while let Some(next) = self.open.pop() {
            let Some(place) = self.get(next).place.clone() else { continue };
            let schema = self.read(place, documents)?;
            if let Some(stub) = self.list.get_mut(next.0) {
                *stub = schema;
            }
        }
        Ok(id)
    }

    fn id(&mut self, place: Place) -> Id {
        if let Some(id) = self.by_place.get(&place) {
            return *id;
        }
        let id = Id(self.list.len());
        self.list.push(Schema { place: Some(place.clone()), ..Schema::default() });
        self.by_place.insert(place, id);
        self.open.push(id);
        id
    }

    fn below(&mut self, place: &Place, pointer: &str) -> Id {
        self.id(Place { file: place.file, pointer: format!("{}{pointer}", place.pointer) })
    }

    fn read(&mut self, place: Place, documents: &Documents) -> Result<Schema, Unreadable> {
        let value = documents.get(&place).unwrap_or(&Value::Null);
        let is = |word: &str| value.get(word) == Some(&Value::Bool(true));
        let texts = |word: &str| texts(value.get(word));
        let reference = match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => Some(self.id(documents.target(&place, reference)?)),
            None => None,
        };
        let schema = Schema {
            types: texts("type").iter().filter_map(|name| JsonType::named(name)).collect(),
            nullable: is("nullable"),
            values: value
                .get("enum")
                .and_then(Value::as_array)
                .cloned()
                .or_else(|| value.get("const").map(|value| vec![value.clone()])),
            required: texts("required"),
            properties: self.named(&place, value, "properties").collect(),
            patterns: self.named(&place, value, "patternProperties").collect(),
            additional: self.additional(&place, value),
            items: value.get("items").map(|_| self.below(&place, "/items")),
            prefix: ["prefixItems", "x-prefix-items"]
                .into_iter()
                .flat_map(|word| self.list_of(&place, value, word))
                .collect(),
            reference,
            all_of: self.list_of(&place, value, "allOf"),
            unions: self.unions(&place, value, documents),
            sensitive: is("x-sensitive") || value.get("format").is_some_and(|format| format == "password"),
            read_only: is("readOnly"),
            write_only: is("writeOnly"),
            is_never: *value == Value::Bool(false),
            place: Some(place),
        };
        // Schemas that are used only in conditions, for the validator.
        if let Some(place) = &schema.place {
            for word in ["not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems"] {
                if value.get(word).is_some() {
                    self.below(place, &format!("/{word}"));
                }
            }
            let _ = self.named(place, value, "dependentSchemas").count();
        }
        Ok(schema)
    }

    fn named<'s>(
        &'s mut self,
        place: &'s Place,
        value: &'s Value,
        word: &'s str,
    ) -> impl Iterator<Item = (String, Id)> + 's {
        let entries = value.get(word).and_then(Value::as_object).into_iter().flatten();
        entries.map(move |(name, _)| (name.clone(), self.below(place, &format!("/{word}/{}", escaped(name)))))
    }

    fn list_of(&mut self, place: &Place, value: &Value, word: &str) -> Vec<Id> {
        let count = value.get(word).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(|index| self.below(place, &format!("/{word}/{index}"))).collect()
    }

    fn additional(&mut self, place: &Place, value: &Value) -> Additional {
        let said = ["additionalProperties", "unevaluatedProperties"];
        let Some((word, said)) = said.iter().find_map(|word| Some((word, value.get(word)?))) else {
            return Additional::Unsaid;
        };
        match said {
            // Properties that no other schema has are undocumented in any case.
            Value::Bool(false) if *word == "unevaluatedProperties" => Additional::Unsaid,
            Value::Bool(false) => Additional::Forbidden,
            Value::Bool(true) => Additional::Anything,
            _ => Additional::Matching(self.below(place, &format!("/{word}"))),
        }
    }

    fn unions(&mut self, place: &Place, value: &Value, documents: &Documents) -> Vec<Union> {
        let words = ["oneOf", "anyOf"].into_iter().filter(|word| value.get(word).is_some_and(|of| !only_requires(of)));
        let words: Vec<&str> = words.collect();
        words
            .into_iter()
            .map(|word| {
                let branches = self.list_of(place, value, word);
                let discriminator = self.discriminator(place, value, word, documents);
                Union { branches, discriminator }
            })
            .collect()
    }

    /// The tags are those of `mapping`, and the names of the schemas that branches reference.
    fn discriminator(
        &mut self,
        place: &Place,
        value: &Value,
        word: &str,
        documents: &Documents,
    ) -> Option<Discriminator> {
        let discriminator = value.get("discriminator")?;
        let property = discriminator.get("propertyName")?.as_str()?.to_owned();
        let mut tags = BTreeMap::new();
        for branch in value.get(word)?.as_array()? {
            let reference = branch.get("$ref").and_then(Value::as_str)?;
            let target = documents.target(place, reference).ok()?;
            let name = target.pointer.rsplit('/').next()?.replace("~1", "/").replace("~0", "~");
            tags.insert(name, self.id(target));
        }
        for (tag, target) in discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten() {
            let target = target.as_str()?;
            let reference = if target.contains(['#', '/', '.']) {
                target.to_owned()
            } else {
                format!("#/components/schemas/{target}")
            };
            tags.insert(tag.clone(), self.id(documents.target(place, &reference).ok()?));
        }
        Some(Discriminator { property, tags })
    }
}

/// A string, or a list of strings.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
