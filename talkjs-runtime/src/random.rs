//! Random numbers from the hash keys of the standard library, which are seeded by the operating system. No dependency
//! is needed. In a browser those keys are constant, so the browser's random numbers are used.
//!
//! They are unpredictable for outsiders, and two [`bits`] are never equal in practice. They randomise delays and make
//! names unique. This is not a cryptographic generator: do not use it for secrets.

use std::fmt::Write as _;
#[cfg(not(target_arch = "wasm32"))]
use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher as _, Hasher as _},
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

/// Returns a number in 0..1.
pub(crate) fn unit() -> f64 {
    // Half of the bits are sufficient, and a double represents them exactly.
    let half = u32::try_from(word() >> 32).unwrap_or_default();
    f64::from(half) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(not(target_arch = "wasm32"))]
fn word() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(target_arch = "wasm32")]
fn word() -> u64 {
    u64::from_be_bytes(browser_bytes())
}

/// Returns 128 bits.
///
/// A forked process inherits the hash keys. The process id, the time and a counter are hashed too, so that its bits
/// differ.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn bits() -> [u8; 16] {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let seed = (std::process::id(), SystemTime::now(), COUNTER.fetch_add(1, Ordering::Relaxed));
    let keys = RandomState::new();
    let half = |number: u8| u128::from(keys.hash_one((seed, number)));
    (half(0) << 64 | half(1)).to_be_bytes()
}

/// Returns 128 bits. They include the time, so that they differ even if the browser has no random numbers.
#[cfg(target_arch = "wasm32")]
pub(crate) fn bits() -> [u8; 16] {
    let time = crate::time::system_time().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default();
    (u128::from_be_bytes(browser_bytes()) ^ time.as_nanos()).to_be_bytes()
}

/// Random bytes, or zeros if the browser has none.
#[cfg(target_arch = "wasm32")]
fn browser_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let _ = getrandom::fill(&mut bytes);
    bytes
}

/// Returns a unique idempotency key: 32 hexadecimal digits. It is not secret.
pub fn mint_key() -> String {
    let mut key = String::with_capacity(32);
    // Writing to a string cannot fail.
    let _ = write!(key, "{:032x}", u128::from_be_bytes(bits()));
    key
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn unit_numbers_cover_the_whole_range_evenly() {
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let number = unit();
            assert!((0.0..1.0).contains(&number), "{number}");
            tenths[(number * 10.0) as usize] += 1;
        }
        assert!(tenths.iter().all(|count| (800..1200).contains(count)), "{tenths:?}");
    }

    #[test]
    fn bits_differ_also_across_threads() {
        let threads: Vec<_> =
            (0..4).map(|_| std::thread::spawn(|| (0..1000).map(|_| bits()).collect::<Vec<_>>())).collect();
        let all: BTreeSet<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(all.len(), 4000);
    }

    #[test]
    fn every_bit_is_set_about_half_of_the_time() {
        let mut set = [0_u32; 128];
        for _ in 0..10_000 {
            let number = u128::from_be_bytes(bits());
            (0..128).for_each(|bit| set[bit] += u32::from(number >> bit & 1 == 1));
        }
        assert!(set.iter().all(|count| (4600..5400).contains(count)), "{set:?}");
    }
}
