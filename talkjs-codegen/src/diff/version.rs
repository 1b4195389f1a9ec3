//! The step of a version that a change needs.

/// A step, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Nothing that others see.
    Patch,
    /// Something new, and nothing that breaks.
    Minor,
    /// Something breaks.
    Major,
}
