//! Cached credentials that are fetched and expire.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::boxed::{BoxError, BoxFuture};
use crate::send::auth::{Credential, CredentialFuture, CredentialProvider};

/// The longest time before its expiry at which a credential is renewed.
const MOST_EARLY: Duration = Duration::from_secs(60);

/// A credential with its lifetime.
#[derive(Clone, Debug)]
pub struct ExpiringCredential {
    credential: Credential,
    lifetime: Option<Duration>,
}

impl ExpiringCredential {
    /// Creates a credential that is valid until the server rejects it.
    pub fn new(credential: impl Into<Credential>) -> Self {
        Self { credential: credential.into(), lifetime: None }
    }

    /// Sets its lifetime, such as the `expires_in` of OAuth 2.0. It is renewed earlier by a tenth of that time, at most
    /// one minute.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

/// A provider that fetches its credential, for example from an OAuth 2.0 token server or Vault, and caches it until it
/// expires. One request fetches at a time, and all others wait for it. After a 401, the credential is fetched again and
/// the call is retried once.
///
/// ```
/// use std::time::Duration;
/// use talkjs_runtime::auth::{CachedCredential, Credential, ExpiringCredential};
/// use talkjs_runtime::{BoxError, ClientCore};
///
/// async fn fetch() -> Result<ExpiringCredential, BoxError> {
///     let token = "from a token server";
///     Ok(ExpiringCredential::new(Credential::bearer(token)?).lifetime(Duration::from_secs(3600)))
/// }
///
/// # fn main() -> Result<(), talkjs_runtime::Error> {
/// let provider = CachedCredential::new(fetch);
/// let core = ClientCore::builder("http://127.0.0.1:4010").credentials(provider).build()?;
/// # Ok(())
/// # }
/// ```
pub struct CachedCredential {
    fetch: Box<Fetch>,
    scheme: Option<String>,
    stored: Mutex<Option<Stored>>,
    turn: tokio::sync::Mutex<()>,
}

type Fetch = dyn Fn() -> BoxFuture<'static, Result<ExpiringCredential, BoxError>> + Send + Sync;

struct Stored {
    credential: Credential,
    asked_at: SystemTime,
    /// The time at which it is renewed.
    until: Option<SystemTime>,
}

impl CachedCredential {
    /// Creates a provider that fetches its credential with a function.
    pub fn new<F, C>(fetch: F) -> Self
    where
        F: Fn() -> C + Send + Sync + 'static,
        C: Future<Output = Result<ExpiringCredential, BoxError>> + Send + 'static,
    {
        Self {
            fetch: Box::new(move || Box::pin(fetch())),
            scheme: None,
            stored: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Sends the credential only with operations that require this security scheme of the description.
    #[must_use]
    pub fn scheme(mut self, scheme: impl Into<String>) -> Self {
        self.scheme = Some(scheme.into());
        self
    }

    /// The cached credential, if it is valid.
    fn valid(&self, now: SystemTime) -> Option<Credential> {
        let stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let valid = stored.as_ref().filter(|stored| stored.until.is_none_or(|until| now < until));
        valid.map(|stored| stored.credential.clone())
    }

    async fn renewed(&self, now: SystemTime) -> Result<Credential, BoxError> {
        let _turn = self.turn.lock().await;
        // An earlier request may have renewed it.
        if let Some(credential) = self.valid(now) {
            return Ok(credential);
        }
        let ExpiringCredential { credential, lifetime } = (self.fetch)().await?;
        let until = lifetime.and_then(|lifetime| now.checked_add(lifetime.saturating_sub(early(lifetime))));
        let stored = Stored { credential: credential.clone(), asked_at: now, until };
        *self.stored.lock().unwrap_or_else(PoisonError::into_inner) = Some(stored);
        Ok(credential)
    }
}

/// How long before its expiry a credential is renewed.
fn early(lifetime: Duration) -> Duration {
    lifetime.checked_div(10).unwrap_or_default().min(MOST_EARLY)
}

impl CredentialProvider for CachedCredential {
    fn credential(&self, now: SystemTime) -> CredentialFuture<'_> {
        match self.valid(now) {
            Some(credential) => CredentialFuture::ready(Ok(credential)),
            None => CredentialFuture::new(self.renewed(now)),
        }
    }

    fn rejected(&self, now: SystemTime) -> bool {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        // A newer one is not the rejected one.
        if stored.as_ref().is_some_and(|stored| stored.asked_at <= now) {
            *stored = None;
        }
        true
    }

    fn scheme(&self) -> Option<&str> {
        self.scheme.as_deref()
    }
}

impl fmt::Debug for CachedCredential {
    /// Hides the credential.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedCredential").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).unwrap()
    }

    fn numbered(number: u64) -> Credential {
        Credential::bearer(&number.to_string()).unwrap()
    }

    /// A provider whose credentials are numbered, and how many were fetched.
    fn counted(lifetime: Option<Duration>) -> (Arc<CachedCredential>, Arc<AtomicU64>) {
        let fetched = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&fetched);
        let provider = CachedCredential::new(move || {
            let number = count.fetch_add(1, Ordering::SeqCst).saturating_add(1);
            async move {
                tokio::time::sleep(Duration::from_secs(1)).await;
                let credential = ExpiringCredential::new(numbered(number));
                Ok(lifetime.into_iter().fold(credential, ExpiringCredential::lifetime))
            }
        });
        (Arc::new(provider), fetched)
    }

    #[tokio::test(start_paused = true)]
    async fn a_credential_is_kept_until_shortly_before_it_expires() {
        let (provider, fetched) = counted(Some(HOUR));
        for (seconds, number) in [(0, 1), (0, 1), (3539, 1), (3540, 2), (7000, 2), (100_000, 3)] {
            assert_eq!(provider.credential(at(seconds)).await.unwrap(), numbered(number), "{seconds} s");
        }
        assert_eq!(fetched.load(Ordering::SeqCst), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_short_lifetime_is_not_over_at_once() {
        let (provider, _) = counted(Some(Duration::from_secs(10)));
        for (seconds, number) in [(0, 1), (8, 1), (9, 2)] {
            assert_eq!(provider.credential(at(seconds)).await.unwrap(), numbered(number), "{seconds} s");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_request_renews_it_for_all() {
        let (provider, fetched) = counted(None);
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                tokio::spawn({
                    let provider = Arc::clone(&provider);
                    async move { provider.credential(at(0)).await }
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), numbered(1));
        }
        assert_eq!(fetched.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_dropped_while_it_renews_stops_nobody() {
        let (provider, _) = counted(None);
        let dropped = tokio::time::timeout(Duration::from_millis(1), provider.credential(at(0))).await;
        assert!(dropped.is_err());
        assert_eq!(provider.credential(at(0)).await.unwrap(), numbered(2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_rejected_credential_is_renewed_and_a_newer_one_is_kept() {
        let (provider, fetched) = counted(None);
        provider.credential(at(10)).await.unwrap();
        assert!(provider.rejected(at(10)));
        assert_eq!(provider.credential(at(20)).await.unwrap(), numbered(2));
        assert!(provider.rejected(at(15)), "a request that was sent with the first one");
        assert_eq!(provider.credential(at(21)).await.unwrap(), numbered(2));
        assert_eq!(fetched.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn an_error_is_not_kept() {
        let provider = CachedCredential::new(|| async { Err("the token server is down".into()) });
        for _ in 0..2 {
            let error = provider.credential(at(0)).await.unwrap_err();
            assert_eq!(error.to_string(), "the token server is down");
        }
    }

    #[test]
    fn the_credential_does_not_show() {
        let provider = CachedCredential::new(|| async { Err("".into()) }).scheme("oauth");
        *provider.stored.lock().unwrap() =
            Some(Stored { credential: Credential::bearer("canary").unwrap(), asked_at: at(0), until: None });
        let expiring = ExpiringCredential::new(Credential::bearer("canary").unwrap());
        let shown = format!("{provider:?} {expiring:?}");
        assert!(shown.contains("oauth") && !shown.contains("canary"), "{shown}");
    }
}
