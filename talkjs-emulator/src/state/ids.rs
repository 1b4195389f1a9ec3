//! Ids and other names that the emulator makes up.

use serde::{Deserialize, Serialize};
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^11 is the first power that is larger than any u64.
const HALF: usize = 11;

/// A source of names that look random and never repeat.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ids {
    seed: u64,
    count: u64,
}

impl Ids {
    /// The same seed gives the same names.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }

    /// The same source, continued after another of the same seed, so that names do not repeat.
    pub(crate) fn behind(&self, other: &Self) -> Self {
        let count = if self.seed == other.seed { self.count.max(other.count) } else { self.count };
        Self { seed: self.seed, count }
    }

    pub(crate) fn message(&mut self) -> String {
        format!("msg_{}", self.name())
    }

    /// 22 letters and digits. Both halves are one-to-one with the count, so all names differ.
    pub(crate) fn name(&mut self) -> String {
        self.count = self.count.wrapping_add(1);
        let first = mixed(self.count ^ self.seed);
        let second = mixed(first ^ self.count.rotate_left(32));
        [first, second].into_iter().flat_map(letters).collect()
    }
}

/// The finaliser of SplitMix64: different numbers have different results.
pub(crate) fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

fn letters(mut number: u64) -> [char; HALF] {
    [(); HALF].map(|()| {
        let digit = usize::try_from(number % 62).unwrap_or_default();
        number /= 62;
        ALPHABET.get(digit).copied().map_or('0', char::from)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn message_ids_are_a_prefix_and_22_letters_or_digits() {
        let id = Ids::new(7).message();
        let letters = id.strip_prefix("msg_").unwrap();
        assert_eq!(letters.len(), 22, "{id}");
        assert!(letters.chars().all(|letter| letter.is_ascii_alphanumeric()), "{id}");
    }

    #[test]
    fn a_source_goes_on_behind_another_of_its_seed() {
        let (mut ahead, mut other) = (Ids::new(1), Ids::new(2));
        let first = ahead.name();
        other.name();
        other.name();
        assert_ne!(Ids::new(1).behind(&ahead).name(), first);
        assert_eq!(Ids::new(1).behind(&other).name(), first);
    }

    #[test]
    fn names_never_repeat_and_depend_on_the_seed() {
        let mut ids = Ids::new(1);
        let names: HashSet<_> = (0..100_000).map(|_| ids.name()).collect();
        assert_eq!(names.len(), 100_000);
        assert_eq!(Ids::new(1).name(), Ids::new(1).name());
        assert_ne!(Ids::new(1).name(), Ids::new(2).name());
    }
}
