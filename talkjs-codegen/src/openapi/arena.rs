//! Things of one kind, each found by the id that it got when it was added.

use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// Which thing of an [`Arena`].
pub(crate) struct Id<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

/// Things that are never taken out, so that every [`Id`] stays valid.
pub(crate) struct Arena<T> {
    things: Vec<T>,
}

impl<T> Arena<T> {
    /// Adds a thing.
    pub(crate) fn add(&mut self, thing: T) -> Id<T> {
        let index = u32::try_from(self.things.len()).unwrap_or(u32::MAX);
        self.things.push(thing);
        Id { index, of: PhantomData }
    }

    /// Each thing, in the order in which they were added.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.things.iter()
    }

    /// The number of things.
    pub(crate) fn len(&self) -> usize {
        self.things.len()
    }
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { things: Vec::new() }
    }
}

// An id is made by `Arena::add` alone, and nothing is taken out. Files are limited to 128 MiB, so 32 bits are enough.
#[expect(clippy::indexing_slicing, reason = "an id names a thing that was added and never taken out")]
impl<T> Index<Id<T>> for Arena<T> {
    type Output = T;

    fn index(&self, id: Id<T>) -> &T {
        &self.things[id.index as usize]
    }
}

#[expect(clippy::indexing_slicing, reason = "an id names a thing that was added and never taken out")]
impl<T> IndexMut<Id<T>> for Arena<T> {
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        &mut self.things[id.index as usize]
    }
}

// Derived, these would ask the same of `T`.
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
