//! A string that must not be shown.

use std::fmt;

use zeroize::{ZeroizeOnDrop, Zeroizing};

/// A secret key. It is shown as `Secret(***)`, cannot be printed or serialized, and is overwritten in memory when
/// dropped.
///
/// Overwriting is a best effort, not a guarantee: copies in other places, such as the header of a request or the
/// buffers of TLS, are not overwritten. A string that had spare capacity, or was moved while it was read, may have left
/// copies as well.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl ZeroizeOnDrop for Secret {}

/// The reason why a string is not a valid secret. It does not contain the string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretError {
    /// The string is empty or blank.
    Empty,
    /// The string has a character that no key has: a space, a line break, or something else that is not visible ASCII.
    InvalidCharacter {
        /// Its position, in characters from 0.
        position: usize,
    },
}

impl Secret {
    /// Creates a secret from a string of visible ASCII characters.
    ///
    /// # Errors
    ///
    /// If the string is empty, or has a space, a line break or another character that no key has. Such characters come
    /// from files and copying, and a server would only respond with "unauthorized".
    pub fn new(text: impl Into<String>) -> Result<Self, SecretError> {
        // A rejected string is overwritten as well: it may be a key with one extra character.
        Self::checked(Zeroizing::new(text.into()))
    }

    pub(crate) fn checked(text: Zeroizing<String>) -> Result<Self, SecretError> {
        if text.trim().is_empty() {
            return Err(SecretError::Empty);
        }
        match text.chars().position(|character| !character.is_ascii_graphic()) {
            Some(position) => Err(SecretError::InvalidCharacter { position }),
            None => Ok(Self(text)),
        }
    }

    /// Returns the secret itself, for a custom signature or header.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::InvalidCharacter { position } => {
                write!(
                    f,
                    "has a character at position {position} that is not visible ASCII, such as a space or a line break"
                )
            }
        }
    }
}

impl std::error::Error for SecretError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let secret = Secret::new("sk_test_canary").unwrap();
        assert_eq!(format!("{secret:?} {secret:#?}"), "Secret(***) Secret(***)");
        assert_eq!(secret.expose(), "sk_test_canary");
    }

    #[test]
    fn a_secret_overwrites_itself() {
        fn overwrites<T: ZeroizeOnDrop>() {}
        overwrites::<Secret>();
    }

    /// Reads this process' own memory, which needs no unsafe code as a file.
    #[cfg(target_os = "linux")]
    #[test]
    fn nothing_of_it_is_left_where_it_was() {
        use std::fs::File;
        use std::os::unix::fs::FileExt as _;

        let memory = File::open("/proc/self/mem").unwrap();
        let read = |address: usize| {
            let mut bytes = [0_u8; 600];
            memory.read_exact_at(&mut bytes, u64::try_from(address).unwrap()).ok()?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let secret = Secret::new("canary".repeat(100)).unwrap();
        let address = secret.expose().as_ptr() as usize;
        assert_eq!(read(address).as_deref(), Some(secret.expose()));
        drop(secret);
        // The system may have taken the memory back, which is as good.
        let left = read(address).unwrap_or_default();
        assert!(!left.contains("canary"), "{left}");
    }

    #[test]
    fn what_cannot_be_a_key_is_refused_without_showing_it() {
        let cases = [
            ("", SecretError::Empty),
            ("  \n", SecretError::Empty),
            ("sk_test\n", SecretError::InvalidCharacter { position: 7 }),
            (" sk_test", SecretError::InvalidCharacter { position: 0 }),
            ("sk test", SecretError::InvalidCharacter { position: 2 }),
            ("sk_tést", SecretError::InvalidCharacter { position: 4 }),
            ("sk\0", SecretError::InvalidCharacter { position: 2 }),
        ];
        for (text, error) in cases {
            assert_eq!(Secret::new(text), Err(error), "{text:?}");
        }
        assert_eq!(
            SecretError::InvalidCharacter { position: 7 }.to_string(),
            "has a character at position 7 that is not visible ASCII, such as a space or a line break"
        );
    }
}
