//! TLS with the cargo feature `rustls-ring`.

#![allow(clippy::unwrap_in_result, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::thread::JoinHandle;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use talkjs_runtime::http::Method;
use talkjs_runtime::retry::RetryPolicy;
use talkjs_runtime::{ClientCore, Error, RawRequest};

/// A certificate for 127.0.0.1 that signs itself.
const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tls/certificate.pem");
const KEY: &[u8] = include_bytes!("key.der");

/// Accepts one connection, and returns what `serve` does with it.
fn server<R: Send + 'static>(serve: impl FnOnce(TcpStream) -> R + Send + 'static) -> (SocketAddr, JoinHandle<R>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (address, std::thread::spawn(move || serve(listener.accept().unwrap().0)))
}

/// Answers one request over TLS, and returns the protocol that was agreed on.
fn answer_over_tls(socket: TcpStream) -> std::io::Result<Option<Vec<u8>>> {
    let certificate = CertificateDer::from_pem_file(CERTIFICATE).unwrap();
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let mut config = builder.with_single_cert(vec![certificate], PrivatePkcs8KeyDer::from(KEY).into()).unwrap();
    config.alpn_protocols = vec!["h2".into(), "http/1.1".into()];

    let mut tls = StreamOwned::new(ServerConnection::new(Arc::new(config)).unwrap(), socket);
    let mut request = Vec::new();
    let mut buffer = [0; 1024];
    while !request.ends_with(b"\r\n\r\n") {
        let length = tls.read(&mut buffer)?;
        request.extend(buffer.iter().take(length));
    }
    tls.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")?;
    tls.flush()?;
    Ok(tls.conn.alpn_protocol().map(<[u8]>::to_vec))
}

fn core(address: SocketAddr) -> ClientCore {
    ClientCore::builder(format!("https://{address}")).retry(RetryPolicy::none()).build().unwrap()
}

fn request(address: SocketAddr) -> RawRequest {
    RawRequest::new(&core(address), Method::GET, "/users")
}

#[test]
fn a_client_installs_no_provider_for_the_process() {
    let _core = core(([127, 0, 0, 1], 1).into());
    assert!(CryptoProvider::get_default().is_none());
}

#[tokio::test]
async fn a_server_without_tls_gets_no_request() {
    let (address, server) = server(|mut socket| {
        socket.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").unwrap();
        let mut received = Vec::new();
        // The client may reset the connection, which is its right.
        let _ = socket.read_to_end(&mut received);
        received
    });
    let error = request(address).send().await.unwrap_err();
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
    let received = server.join().unwrap();
    assert!(!received.windows(4).any(|bytes| bytes == b"GET "), "{received:?}");
}

#[tokio::test]
async fn a_server_with_an_untrusted_certificate_gets_no_request() {
    let (address, server) = server(answer_over_tls);
    let error = request(address).send().await.unwrap_err();
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
    assert!(error.to_string().contains("invalid peer certificate: UnknownIssuer"), "{error}");
    assert!(server.join().unwrap().is_err(), "the handshake fails");
}

/// The roots of the system are in the file that `SSL_CERT_FILE` names, on Linux. A test cannot change the environment
/// of its own process.
#[cfg(target_os = "linux")]
#[test]
fn a_server_with_a_trusted_certificate_is_spoken_to_over_http_1() {
    let mut test = Command::new(std::env::current_exe().unwrap());
    test.args(["--exact", "in_a_process_with_the_certificate_as_root", "--nocapture"]);
    let output = test.env("SSL_CERT_FILE", CERTIFICATE).env(INSIDE, "1").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains(SPOKEN), "{text}");
}

const INSIDE: &str = "TESTS_WITH_ROOT";
const SPOKEN: &str = "the server was spoken to";

/// What the other process does; nothing when the tests run as usual.
#[tokio::test]
async fn in_a_process_with_the_certificate_as_root() {
    if std::env::var_os(INSIDE).is_none() {
        return;
    }
    let (address, server) = server(answer_over_tls);
    let answer = request(address).send().await.unwrap();
    assert_eq!(answer.body().as_ref(), b"{}");
    assert_eq!(server.join().unwrap().unwrap().as_deref(), Some(b"http/1.1".as_slice()));
    println!("{SPOKEN}");
}
