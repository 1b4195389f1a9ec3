//! A fingerprint of a user as it was written.

use std::fmt;

use crate::api::{Client, UserId, UserUpdate};
use crate::hash::sha256;
use crate::hex::hex;

/// A fingerprint of all written properties of a user: 16 bytes, the beginning of a SHA-256.
///
/// It also depends on the server and the app, so fingerprints of a test app never match users of the live app.
/// Properties cannot be read from it, but a guess can be confirmed: treat it as personal data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserFingerprint([u8; 16]);

impl UserFingerprint {
    /// The fingerprint of a user, for the app of a client.
    pub(super) fn of(client: &Client, id: &UserId, user: &UserUpdate) -> Self {
        // A user that cannot be written as JSON is rejected before it is sent, and its fingerprint is never stored.
        Self::digest(&(client.core().base_url().to_string(), id, user))
    }

    /// A hash of an id, so that a file contains no ids.
    pub(super) fn of_id(id: &UserId) -> Self {
        Self::digest(id)
    }

    fn digest(value: &impl serde::Serialize) -> Self {
        let digest = sha256(serde_json::to_vec(value).unwrap_or_default());
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(digest).for_each(|(byte, digit)| *byte = digit);
        Self(bytes)
    }

    /// Creates it from bytes of a store.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Returns its bytes, for a store.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for UserFingerprint {
    /// 32 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.0.into_iter()))
    }
}

impl fmt::Debug for UserFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserFingerprint({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(app: &str) -> Client {
        Client::builder().app_id(app).secret_key("sk_test_x").base_url("http://127.0.0.1:1").build().unwrap()
    }

    #[test]
    fn app_id_and_each_property_count() {
        let user = UserUpdate::new().name("Alice").custom([("tier", "gold")]);
        let one = UserFingerprint::of(&client("a"), &"1".into(), &user);
        assert_eq!(one, UserFingerprint::of(&client("a"), &"1".into(), &user.clone()));
        for other in [
            UserFingerprint::of(&client("b"), &"1".into(), &user),
            UserFingerprint::of(&client("a"), &"2".into(), &user),
            UserFingerprint::of(&client("a"), &"1".into(), &user.clone().clear_photo_url()),
            UserFingerprint::of(&client("a"), &"1".into(), &UserUpdate::new().name("Alice")),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn a_fingerprint_stays_the_same_for_ever() {
        // Computed with another implementation:
        // printf '["http://127.0.0.1:1/v1/a","1",{"name":"Alice"}]' | sha256sum
        let fingerprint = UserFingerprint::of(&client("a"), &"1".into(), &UserUpdate::new().name("Alice"));
        assert_eq!(fingerprint.to_string(), "fa499d7f7da4ad200da19bf53266bd98");
        assert_eq!(UserFingerprint::from_bytes(fingerprint.to_bytes()), fingerprint);
    }
}
