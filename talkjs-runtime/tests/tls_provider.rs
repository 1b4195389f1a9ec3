//! The provider that an application has installed for its process. It is in a test binary of its own, as it stays.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rustls::crypto::{CryptoProvider, ring};
use talkjs_runtime::ClientCore;

#[test]
fn a_client_uses_the_provider_that_the_application_has_installed() {
    // Without cipher suites there is no TLS, so it shows who uses this provider.
    let provider = CryptoProvider { cipher_suites: Vec::new(), ..ring::default_provider() };
    provider.install_default().unwrap();
    let error = ClientCore::builder("https://example.com").build().unwrap_err();
    assert!(error.to_string().contains("no usable cipher suites"), "{error}");
}
