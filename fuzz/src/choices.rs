//! Decisions taken from bytes.

/// Bytes, each used for one decision. When they have run out every decision is the first one, which is always the
/// simplest, so that everything ends.
pub(crate) struct Choices<'b> {
    bytes: std::slice::Iter<'b, u8>,
    /// What may still be made; keeps descriptions small.
    budget: usize,
}

impl<'b> Choices<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes: bytes.iter(), budget: 150 }
    }

    /// From 0 up to what is below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let byte = self.bytes.next().copied().unwrap_or(0);
        usize::from(byte) % end.max(1)
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// True once in `times`; never when the bytes have run out.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// Whether one more thing may be made.
    pub(crate) fn spend(&mut self) -> bool {
        self.budget = self.budget.saturating_sub(1);
        self.budget > 0
    }
}
