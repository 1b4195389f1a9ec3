//! Finds renamed items and methods.

use std::collections::{HashMap, HashSet};

use super::rust_type::RustType;
use super::surface::{Call, Item, Origin, Part, Shape, Surface};

/// The old and new names.
#[derive(Default)]
pub(super) struct Renames {
    /// Of items, by path.
    items: HashMap<String, String>,
    /// Of methods.
    methods: HashMap<String, String>,
    taken: HashSet<String>,
}

impl Renames {
    /// A method is the same if it has the same HTTP method and path. A type is the same if exactly one added type has
    /// the parts of exactly one removed type.
    pub(super) fn find(old: &Surface, new: &Surface) -> Self {
        let mut renames = Self::default();
        renames.find_methods(old, new);
        renames.find_types(old, new);
        renames.taken.extend(renames.items.values().chain(renames.methods.values()).cloned());
        renames
    }

    /// The new path of a renamed item.
    pub(super) fn item(&self, old: &str) -> Option<&str> {
        self.items.get(old).map(String::as_str)
    }

    pub(super) fn method(&self, old: &str) -> Option<&str> {
        self.methods.get(old).map(String::as_str)
    }

    /// Whether a name in the new code belongs to a renamed item.
    pub(super) fn is_target(&self, new: &str) -> bool {
        self.taken.contains(new)
    }

    fn find_methods(&mut self, old: &Surface, new: &Surface) {
        let (Some(old_client), Some(new_client)) = (old.get("Client"), new.get("Client")) else { return };
        let names = |client: &Item| client.parts.iter().map(|part| part.name.clone()).collect::<HashSet<String>>();
        let (old_names, new_names) = (names(old_client), names(new_client));
        let came = new_client.parts.iter().filter(|part| !old_names.contains(&part.name));
        let came: HashMap<&str, &Part> =
            came.filter_map(|part| Some((part.operation.as_ref()?.1.as_str(), part))).collect();
        for gone in old_client.parts.iter().filter(|part| !new_names.contains(&part.name)) {
            let found = gone.operation.as_ref().and_then(|(_, key)| came.get(key.as_str()));
            let Some(found) = found else { continue };
            self.methods.insert(gone.name.clone(), found.name.clone());
            if let (Shape::Method(_, Some(one)), Shape::Method(_, Some(other))) = (&gone.shape, &found.shape) {
                self.follow_call(old, new, one, other);
            }
        }
    }

    /// Renames the items that are named after a method.
    fn follow_call(&mut self, old: &Surface, new: &Surface, one: &Call, other: &Call) {
        let pairs = [
            (path(Some(&one.response)), path(Some(&other.response))),
            (path(one.error.as_ref()), path(other.error.as_ref())),
            (path(one.headers.as_ref()), path(other.headers.as_ref())),
            (one.builder.as_deref(), other.builder.as_deref()),
        ];
        for (from, to) in pairs {
            let (Some(from), Some(to)) = (from, to) else { continue };
            if from.starts_with("operations::") && new.get(from).is_none() && old.get(to).is_none() {
                self.items.insert(from.to_owned(), to.to_owned());
            }
        }
    }

    fn find_types(&mut self, old: &Surface, new: &Surface) {
        let gone = by_parts(old.items.iter().filter(|item| new.get(&item.path).is_none()));
        let came = by_parts(new.items.iter().filter(|item| old.get(&item.path).is_none()));
        for (parts, from) in gone {
            if let ([from], Some([to])) = (from.as_slice(), came.get(&parts).map(Vec::as_slice)) {
                self.items.insert(from.path.clone(), to.path.clone());
            }
        }
    }
}

fn path(ty: Option<&RustType>) -> Option<&str> {
    match ty {
        Some(RustType::Own(path)) => Some(path),
        _ => None,
    }
}

/// Types of the description, by their parts.
fn by_parts<'i>(items: impl Iterator<Item = &'i Item>) -> HashMap<String, Vec<&'i Item>> {
    let mut found: HashMap<String, Vec<&Item>> = HashMap::new();
    for item in items.filter(|item| matches!(item.origin, Origin::Type(_)) && !item.parts.is_empty()) {
        let parts = item.parts.iter().map(|part| match &part.shape {
            Shape::Target(ty) => format!("{ty}"),
            _ => part.name.clone(),
        });
        let parts: Vec<String> = parts.collect();
        found.entry(format!("{:?} {parts:?}", item.kind)).or_default().push(item);
    }
    found
}
