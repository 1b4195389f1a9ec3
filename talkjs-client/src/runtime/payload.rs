//! What the code of `payload!` calls besides constructors and fields.

use std::collections::BTreeMap;

use super::{IntoValue, Patch};

/// What can be written where a member can be kept, cleared or set: a value, which sets it, or a [`Patch`]. Which of the
/// two it is, `As` says, since the compiler must not rule out that a patch is a value.
#[doc(hidden)]
pub trait IntoPatch<T, As> {
    fn into_patch(self) -> Patch<T>;
}

/// What can be written where a member can be left out or be null: a value, or an option of one.
#[doc(hidden)]
pub trait IntoOption<T, As> {
    fn into_option(self) -> Option<T>;
}

#[doc(hidden)]
#[derive(Debug)]
pub struct AsValue;

#[doc(hidden)]
#[derive(Debug)]
pub struct AsOption;

#[doc(hidden)]
#[derive(Debug)]
pub struct AsPatch;

impl<T, V: IntoValue<T>> IntoOption<T, AsValue> for V {
    fn into_option(self) -> Option<T> {
        Some(self.into_value())
    }
}

impl<T, V: IntoValue<T>> IntoOption<T, AsOption> for Option<V> {
    fn into_option(self) -> Option<T> {
        self.map(V::into_value)
    }
}

impl<T, V: IntoValue<T>> IntoPatch<T, AsValue> for V {
    fn into_patch(self) -> Patch<T> {
        Patch::Set(self.into_value())
    }
}

impl<T, V: IntoValue<T>> IntoPatch<T, AsPatch> for Patch<V> {
    fn into_patch(self) -> Patch<T> {
        self.map(V::into_value)
    }
}

/// Stands for a value that a literal lacks. The code that calls it does not compile, so it never runs.
#[doc(hidden)]
pub fn absent<T>() -> T {
    std::process::abort()
}

/// A map that begins with another one.
#[doc(hidden)]
pub fn extended<T>(
    entries: impl IntoIterator<Item = (String, T)>,
    mut base: BTreeMap<String, T>,
) -> BTreeMap<String, T> {
    base.extend(entries);
    base
}
