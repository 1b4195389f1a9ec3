//! Connections whose responses may belong to other requests.
//!
//! HTTP/1.1 responses have no request number; they are matched by their order on the connection. A proxy that delivers
//! a response twice shifts all later ones. The first request that detects it may not be the last: another one can be on
//! the connection already.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

#[cfg(not(target_arch = "wasm32"))]
use hyper_util::client::legacy::connect::HttpInfo;

use crate::time::Instant;

/// How long a connection is remembered: longer than an attempt that may be on it already.
const REMEMBERED: Duration = Duration::from_secs(60);
/// The most connections that are remembered.
const MOST: usize = 1_000;

/// The connection of a response. A [`Transport`](super::Transport) that knows it adds it to the extensions of its
/// responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConnectionId {
    local: SocketAddr,
    generation: u64,
}

impl ConnectionId {
    /// Identifies a connection by its address on this machine. Addresses are reused; the generation is how often the
    /// transport had [dropped its connections](super::Transport::drop_connections) before it opened this one.
    pub const fn new(local: SocketAddr, generation: u64) -> Self {
        Self { local, generation }
    }

    /// Returns the connection of a response. What hyper notes of it will do for a transport that never dropped its connections.
    pub(crate) fn of(extensions: &http::Extensions) -> Option<Self> {
        #[cfg(not(target_arch = "wasm32"))]
        let noted = || extensions.get::<HttpInfo>().map(|info| Self::new(info.local_addr(), 0));
        #[cfg(target_arch = "wasm32")]
        let noted = || None;
        extensions.get().copied().or_else(noted)
    }
}

/// The connections that delivered a response for another request.
#[derive(Debug, Default)]
pub(crate) struct Suspects {
    /// Whether there was ever one, so that most clients never lock the list.
    any: AtomicBool,
    list: Mutex<VecDeque<(ConnectionId, Instant)>>,
}

impl Suspects {
    pub(crate) fn add(&self, connection: ConnectionId) {
        let mut suspects = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        forget_old(&mut suspects);
        suspects.push_back((connection, Instant::now()));
        self.any.store(true, Ordering::SeqCst);
    }

    /// Returns whether there was ever one.
    pub(crate) fn are_known(&self) -> bool {
        self.any.load(Ordering::SeqCst)
    }

    pub(crate) fn contain(&self, connection: ConnectionId) -> bool {
        let mut suspects = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        forget_old(&mut suspects);
        suspects.iter().any(|(suspect, _)| *suspect == connection)
    }
}

fn forget_old(suspects: &mut VecDeque<(ConnectionId, Instant)>) {
    while suspects.len() > MOST || suspects.front().is_some_and(|(_, since)| since.elapsed() > REMEMBERED) {
        suspects.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_suspect_for_a_minute() {
        let connection = |port| ConnectionId::new(SocketAddr::from(([127, 0, 0, 1], port)), 3);
        let suspects = Suspects::default();
        suspects.add(connection(1));
        assert!(suspects.contain(connection(1)) && !suspects.contain(connection(2)));
        let later = ConnectionId { generation: 4, ..connection(1) };
        assert!(!suspects.contain(later), "a later connection may have the same address");
        tokio::time::advance(REMEMBERED + Duration::from_secs(1)).await;
        assert!(!suspects.contain(connection(1)));
        for port in 1..=1_100 {
            suspects.add(connection(port));
        }
        assert!(!suspects.contain(connection(99)) && suspects.contain(connection(101)));
    }
}
