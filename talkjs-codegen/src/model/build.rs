//! How a value of a struct is made: which properties a constructor takes, and which have a setter. The generated code has
//! these functions, and what `payload!` emits calls them.

/// Whether a constructor takes the property at an index: the required ones, and those of its group, if it has one.
pub(crate) fn is_argument(index: usize, required: bool, group: &[usize]) -> bool {
    required || group.contains(&index)
}

/// Whether the property at an index has a setter: no constructor takes it.
pub(crate) fn has_setter<'g>(index: usize, required: bool, mut groups: impl Iterator<Item = &'g [usize]>) -> bool {
    !required && !groups.any(|group| group.contains(&index))
}
