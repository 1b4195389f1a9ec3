//! Matches things of both sides.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// The things of both sides, in the order of the files.
pub(super) struct Paired<T> {
    pub(super) both: Vec<(T, T)>,
    pub(super) removed: Vec<T>,
    pub(super) added: Vec<T>,
}

/// Pairs things by a key; duplicates are paired in their order. Things without a key stay unpaired.
pub(super) fn pair<T: Copy, K: Eq + Hash>(
    old: impl IntoIterator<Item = T>,
    new: impl IntoIterator<Item = T>,
    key: impl Fn(T, bool) -> Option<K>,
) -> Paired<T> {
    let new: Vec<T> = new.into_iter().collect();
    let mut free: HashMap<K, VecDeque<usize>> = HashMap::new();
    for (index, thing) in new.iter().enumerate() {
        if let Some(key) = key(*thing, false) {
            free.entry(key).or_default().push_back(index);
        }
    }
    let (mut both, mut removed, mut taken) = (Vec::new(), Vec::new(), vec![false; new.len()]);
    for thing in old {
        let index = key(thing, true).and_then(|key| free.get_mut(&key)?.pop_front());
        let other = index.and_then(|index| Some((*new.get(index)?, taken.get_mut(index)?)));
        match other {
            Some((other, taken)) => {
                *taken = true;
                both.push((thing, other));
            }
            None => removed.push(thing),
        }
    }
    let added = new.into_iter().zip(taken).filter(|(_, taken)| !taken).map(|(thing, _)| thing).collect();
    Paired { both, removed, added }
}
