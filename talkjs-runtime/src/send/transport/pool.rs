//! The clients of the HTTP library, each with a pool of connections.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use crate::boxed::BoxError;

/// Two pools: requests to this machine never use a proxy, whatever the environment variables are.
#[derive(Debug)]
pub(crate) struct Pools {
    loopback: Pool,
    others: Pool,
    /// The caller's client, which is used for everything.
    given: Option<reqwest::Client>,
    /// How often all connections were dropped.
    generation: AtomicU64,
}

/// A client, and the generation of its connections.
pub(crate) type Generation = (reqwest::Client, u64);

/// One pool, which is created at the first use, and again after its connections were dropped.
#[derive(Debug)]
struct Pool {
    connect_timeout: Duration,
    uses_proxies: bool,
    client: RwLock<Option<Generation>>,
}

impl Pools {
    pub(crate) fn new(connect_timeout: Duration, uses_proxies: bool, given: Option<reqwest::Client>) -> Self {
        let pool = |uses_proxies| Pool { connect_timeout, uses_proxies, client: RwLock::new(None) };
        Self { loopback: pool(false), others: pool(uses_proxies), given, generation: AtomicU64::new(0) }
    }

    /// Returns the client for servers on this machine, or for others.
    ///
    /// # Errors
    ///
    /// If TLS cannot be set up.
    pub(crate) fn client(&self, is_loopback: bool) -> Result<Generation, BoxError> {
        if let Some(given) = &self.given {
            // Its connections cannot be dropped, so they all have one generation.
            return Ok((given.clone(), 0));
        }
        let pool = if is_loopback { &self.loopback } else { &self.others };
        pool.client(&self.generation)
    }

    /// Drops all idle connections. Those in use are closed after their requests.
    pub(crate) fn clear(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        for pool in [&self.loopback, &self.others] {
            *pool.client.write().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}

impl Pool {
    fn client(&self, generation: &AtomicU64) -> Result<Generation, BoxError> {
        if let Some(client) = &*self.client.read().unwrap_or_else(PoisonError::into_inner) {
            return Ok(client.clone());
        }
        let mut place = self.client.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have been faster.
        let client = match place.take() {
            Some(client) => client,
            None => (self.new_client()?, generation.load(Ordering::SeqCst)),
        };
        Ok(place.insert(client).clone())
    }

    fn new_client(&self) -> Result<reqwest::Client, BoxError> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(self.connect_timeout);
        if !self.uses_proxies {
            builder = builder.no_proxy();
        }
        // With this feature, reqwest has no provider, and panics when it needs one.
        #[cfg(feature = "rustls-ring")]
        let builder = builder.tls_backend_preconfigured(super::tls::config()?);
        Ok(builder.build()?)
    }
}
