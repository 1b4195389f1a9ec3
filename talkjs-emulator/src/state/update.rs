//! What a write does to a member: absent keeps it, `null` clears it, a value sets it.

use std::collections::BTreeMap;

/// A write to one member.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Update<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

/// A write to a map: each key named is set, or removed where there is no value.
pub(crate) type Entries<T> = BTreeMap<String, Option<T>>;

impl<T> Update<T> {
    pub(crate) fn apply(self, member: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *member = None,
            Self::Set(value) => *member = Some(value),
        }
    }
}

impl<T> Update<Entries<T>> {
    pub(crate) fn merge(self, map: &mut BTreeMap<String, T>) {
        match self {
            Self::Keep => {}
            Self::Clear => map.clear(),
            Self::Set(entries) => {
                for (key, value) in entries {
                    match value {
                        Some(value) => map.insert(key, value),
                        None => map.remove(&key),
                    };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_keeps_null_clears_and_a_value_sets() {
        let mut member = Some(1);
        Update::Keep.apply(&mut member);
        assert_eq!(member, Some(1));
        Update::Set(2).apply(&mut member);
        assert_eq!(member, Some(2));
        Update::Clear.apply(&mut member);
        assert_eq!(member, None);
    }

    #[test]
    fn maps_merge_by_key() {
        let entry = |key: &str, value: i32| (key.to_owned(), value);
        let mut map = BTreeMap::from([entry("kept", 1), entry("set", 2), entry("removed", 3)]);
        let entries = BTreeMap::from([
            ("set".to_owned(), Some(20)),
            ("removed".to_owned(), None),
            ("new".to_owned(), Some(4)),
            ("never".to_owned(), None),
        ]);
        Update::Keep.merge(&mut map);
        Update::Set(entries).merge(&mut map);
        assert_eq!(map, BTreeMap::from([entry("kept", 1), entry("set", 20), entry("new", 4)]));
        Update::Clear.merge(&mut map);
        assert!(map.is_empty());
    }
}
