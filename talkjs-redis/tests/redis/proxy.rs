//! A proxy before a server, which loses replies.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Proxy {
    pub(crate) port: u16,
    faults: Arc<Faults>,
}

#[derive(Default)]
struct Faults {
    /// Which part of the replies is lost, in percent.
    percent: AtomicU32,
    /// How many of the next replies are lost, whatever the percentage.
    next: AtomicUsize,
    lost: AtomicUsize,
    random: AtomicU32,
}

impl Proxy {
    pub(crate) async fn start(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let faults = Arc::new(Faults::default());
        let shared = Arc::clone(&faults);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // Without a server, the connection is closed.
                if let Ok(server) = TcpStream::connect(("127.0.0.1", server)).await {
                    let ((from_client, to_client), (from_server, to_server)) =
                        (client.into_split(), server.into_split());
                    tokio::spawn(requests(from_client, to_server));
                    tokio::spawn(replies(from_server, to_client, Arc::clone(&shared)));
                }
            }
        });
        Self { port, faults }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// From here on so many percent of the replies are lost.
    pub(crate) fn lose(&self, percent: u32) {
        self.faults.percent.store(percent, Ordering::Relaxed);
    }

    /// The next replies are lost, so many.
    pub(crate) fn lose_next(&self, replies: usize) {
        self.faults.next.store(replies, Ordering::Relaxed);
    }

    pub(crate) fn lost(&self) -> usize {
        self.faults.lost.load(Ordering::Relaxed)
    }
}

impl Faults {
    fn loses_this(&self) -> bool {
        let is_next = self.next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| next.checked_sub(1)).is_ok();
        let turn = self.random.fetch_add(1, Ordering::Relaxed);
        let random = turn.wrapping_mul(2_654_435_769).rotate_left(15).wrapping_mul(2_246_822_519) >> 16;
        let is_lost = is_next || random % 100 < self.percent.load(Ordering::Relaxed);
        self.lost.fetch_add(usize::from(is_lost), Ordering::Relaxed);
        is_lost
    }
}

async fn requests(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let _ = tokio::io::copy(&mut from, &mut to).await;
    let _ = to.shutdown().await;
}

/// What is lost is gone from the stream, and later replies come in its place.
async fn replies(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, faults: Arc<Faults>) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if !faults.loses_this() && to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}
