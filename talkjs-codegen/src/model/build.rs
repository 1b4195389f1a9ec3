//! The constructor and setters of a struct: which properties each takes. The generated code has these functions, and
//! code emitted by `payload!` calls them.

/// Whether a constructor takes the property at an index: required ones, and those of its group.
pub(crate) fn is_argument(index: usize, required: bool, group: &[usize]) -> bool {
    required || group.contains(&index)
}

/// Whether the property at an index has a setter, because no constructor takes it.
pub(crate) fn has_setter<'g>(index: usize, required: bool, mut groups: impl Iterator<Item = &'g [usize]>) -> bool {
    !required && !groups.any(|group| group.contains(&index))
}
