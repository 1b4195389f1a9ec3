//! The hashes of the crates `hmac`, `sha1` and `sha2`.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::Digest as _;
use zeroize::Zeroizing;

pub(super) fn sha1(bytes: &[u8]) -> impl AsRef<[u8]> {
    Sha1::digest(bytes)
}

pub(super) fn hmac_sha256(key: &[u8], message: &[u8]) -> impl AsRef<[u8]> {
    mac(key).chain_update(message).finalize().into_bytes()
}

/// Whether a signature is the HMAC-SHA256 of a message. It takes as long for a wrong one as for the right one.
#[cfg(feature = "webhooks")]
pub(crate) fn is_signed(key: &[u8], message: &[u8], signature: &[u8; 32]) -> bool {
    mac(key).chain_update(message).verify_slice(signature).is_ok()
}

fn mac(key: &[u8]) -> Hmac<sha2::Sha256> {
    // As RFC 2104 says: a key that is longer than a block is hashed, a shorter one filled up with zeros. The
    // library does the same for a slice, but returns an error that cannot happen.
    let mut block = Zeroizing::new([0_u8; 64]);
    match block.get_mut(..key.len()) {
        Some(start) => start.copy_from_slice(key),
        None => block.iter_mut().zip(sha2::Sha256::digest(key)).for_each(|(byte, hashed)| *byte = hashed),
    }
    Hmac::new((&*block).into())
}

/// The SHA-256 of bytes that come in parts.
pub(crate) struct Sha256(sha2::Sha256);

impl Sha256 {
    pub(crate) fn new() -> Self {
        Self(sha2::Sha256::new())
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        super::array(self.0.finalize())
    }
}
