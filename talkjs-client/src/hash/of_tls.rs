//! The hashes of aws-lc-rs, or of ring, which has the same functions.

#[cfg(feature = "rustls")]
use aws_lc_rs::{digest, hmac};
#[cfg(not(feature = "rustls"))]
use ring::{digest, hmac};

pub(super) fn sha1(bytes: &[u8]) -> impl AsRef<[u8]> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes)
}

pub(super) fn hmac_sha256(key: &[u8], message: &[u8]) -> impl AsRef<[u8]> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message)
}

/// Whether a signature is the HMAC-SHA256 of a message. It takes as long for a wrong one as for the right one.
#[cfg(feature = "webhooks")]
pub(crate) fn is_signed(key: &[u8], message: &[u8], signature: &[u8; 32]) -> bool {
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, key), message, signature).is_ok()
}

/// The SHA-256 of bytes that come in parts.
pub(crate) struct Sha256(digest::Context);

impl Sha256 {
    pub(crate) fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        super::array(self.0.finish())
    }
}
