//! An arena: values of one type, each found by the id that it got when it was added.

use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// The id of a value in an [`Arena`].
pub(crate) struct Id<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

/// Values that are never removed, so that every [`Id`] stays valid.
pub(crate) struct Arena<T> {
    things: Vec<T>,
}

impl<T> Arena<T> {
    /// Adds a value.
    pub(crate) fn add(&mut self, thing: T) -> Id<T> {
        let index = u32::try_from(self.things.len()).unwrap_or(u32::MAX);
        self.things.push(thing);
        Id { index, of: PhantomData }
    }

    /// Gives spare memory back: nothing more is added.
    pub(crate) fn shrink(&mut self) {
        self.things.shrink_to_fit();
    }

    /// All values, in the order in which they were added.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.things.iter()
    }

    /// The number of values.
    pub(crate) fn len(&self) -> usize {
        self.things.len()
    }
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { things: Vec::new() }
    }
}

// Only `Arena::add` makes ids, and nothing is removed. Files are limited to 128 MiB, so 32 bits are enough.
#[expect(clippy::indexing_slicing, reason = "only `add` makes ids, and nothing is removed")]
impl<T> Index<Id<T>> for Arena<T> {
    type Output = T;

    fn index(&self, id: Id<T>) -> &T {
        &self.things[id.index as usize]
    }
}

#[expect(clippy::indexing_slicing, reason = "only `add` makes ids, and nothing is removed")]
impl<T> IndexMut<Id<T>> for Arena<T> {
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        &mut self.things[id.index as usize]
    }
}

// Derives would require the same traits of `T`.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<T> Eq for Id<T> {}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
