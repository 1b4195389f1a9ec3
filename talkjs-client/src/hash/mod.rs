//! SHA-1, SHA-256 and HMAC-SHA256. They come from the library that TLS is spoken with, since it is compiled anyway; where it
//! has none for us, from crates in plain Rust. Both files have the same functions.

#[cfg(any(feature = "rustls", feature = "rustls-ring"))]
mod of_tls;
// Tests that have both libraries try both.
#[cfg(all(feature = "rust-crypto", any(test, not(any(feature = "rustls", feature = "rustls-ring")))))]
mod rust_crypto;

#[cfg(any(feature = "rustls", feature = "rustls-ring"))]
use of_tls as library;
#[cfg(all(feature = "rust-crypto", not(any(feature = "rustls", feature = "rustls-ring"))))]
use rust_crypto as library;

pub(crate) use library::Sha256;
#[cfg(feature = "webhooks")]
pub(crate) use library::is_signed;

/// The SHA-1 of bytes: for ids that others make in the same way, and never where someone gains by a collision.
pub(crate) fn sha1(bytes: impl AsRef<[u8]>) -> [u8; 20] {
    array(library::sha1(bytes.as_ref()))
}

/// The SHA-256 of bytes.
pub(crate) fn sha256(bytes: impl AsRef<[u8]>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(bytes.as_ref());
    hash.finish()
}

/// The HMAC-SHA256 of a message.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    array(library::hmac_sha256(key, message))
}

/// What a library returns as an array; it has as many bytes.
fn array<const BYTES: usize>(digest: impl AsRef<[u8]>) -> [u8; BYTES] {
    let mut array = [0; BYTES];
    array.iter_mut().zip(digest.as_ref()).for_each(|(byte, digit)| *byte = *digit);
    array
}

#[cfg(test)]
mod tests {
    use crate::hex::hex;

    /// The number of letters `a`, around the ends of blocks, and their SHA-1 and SHA-256:
    /// `python3 -c 'import hashlib; print(hashlib.sha1(b"a" * 55).hexdigest())'`.
    const HASHES: [(usize, &str, &str); 7] = [
        (
            0,
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
        (
            1,
            "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
            "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
        ),
        (
            55,
            "c1c8bbdc22796e28c0e15163d20899b65621d65a",
            "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318",
        ),
        (
            56,
            "c2db330f6083854c99d4b5bfb6e8f29f201be699",
            "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a",
        ),
        (
            64,
            "0098ba824b5c16427bd7a1122a5a442a25ec644d",
            "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb",
        ),
        (
            119,
            "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56",
            "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb",
        ),
        (
            1000,
            "291e9a6c66994949b57ba5e650361e98fc36b1ba",
            "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3",
        ),
    ];

    /// The length of a key of letters `k`, and the HMAC-SHA256 of `body`:
    /// `python3 -c 'import hmac; print(hmac.new(b"k" * 64, b"body", "sha256").hexdigest())'`.
    const MACS: [(usize, &str); 5] = [
        (1, "c6d811ef3aeb02437cd423f1abe13209041864630bdc4e2c04def5c7b0031a23"),
        (63, "2b088ef0dc110c2a7a28c0e8264829dfa61c3878aa5ad5546c8665bfe3006163"),
        (64, "2e213d30b446410b3c21ed0982394dd2add15ccc4da5abab1cac32e7fd6eb01f"),
        (65, "2da24f5c5e8c4884fbeebd56a313b1578530a805d626213a9338445723ad28f6"),
        (131, "7dd0b4f9ac955af59f261e803b720c84ec7202451c15f075d9edcb20f759e8a4"),
    ];

    /// The same tests for each library.
    macro_rules! tests_of {
        ($library:ident) => {
            mod $library {
                use super::super::{array, $library as library};
                use super::hex;

                #[test]
                fn hashes_are_those_of_others() {
                    for (length, expected_1, expected_256) in super::HASHES {
                        let text = "a".repeat(length);
                        let sha1: [u8; 20] = array(library::sha1(text.as_bytes()));
                        assert_eq!(hex(sha1.into_iter()), expected_1, "{length}");
                        for size in [1, 7, 64, 1000] {
                            let mut hash = library::Sha256::new();
                            text.as_bytes().chunks(size).for_each(|part| hash.update(part));
                            assert_eq!(hex(hash.finish().into_iter()), expected_256, "{length} in parts of {size}");
                        }
                    }
                }

                #[test]
                fn a_mac_of_a_short_and_of_a_long_key_is_that_of_others() {
                    for (length, expected) in super::MACS {
                        let mac: [u8; 32] = array(library::hmac_sha256("k".repeat(length).as_bytes(), b"body"));
                        assert_eq!(hex(mac.into_iter()), expected, "{length}");
                    }
                }

                #[cfg(feature = "webhooks")]
                #[test]
                fn only_the_mac_of_this_key_and_message_is_a_signature() {
                    let mac: [u8; 32] = array(library::hmac_sha256(b"key", b"body"));
                    assert!(library::is_signed(b"key", b"body", &mac));
                    assert!(!library::is_signed(b"key", b"bode", &mac));
                    assert!(!library::is_signed(b"kez", b"body", &mac));
                    for byte in 0..mac.len() {
                        let mut other = mac;
                        other[byte] ^= 1;
                        assert!(!library::is_signed(b"key", b"body", &other), "{byte}");
                    }
                }
            }
        };
    }

    #[cfg(any(feature = "rustls", feature = "rustls-ring"))]
    tests_of!(of_tls);
    #[cfg(feature = "rust-crypto")]
    tests_of!(rust_crypto);
}
