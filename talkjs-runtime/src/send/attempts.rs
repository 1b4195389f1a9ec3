//! The loop of attempts: a request is sent until its outcome is settled, or until there is a reason to stop.

use std::io;
use std::time::{Duration, SystemTime};

use crate::request::problem::Problem;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::boxed::BoxError;
use crate::error::Error;
use crate::error::api_error::ApiError;
use crate::error::queue_timeout::QueueTimeout;
use crate::error::retries::{RetrySummary, StopReason};
use crate::error::transport_error::TransportError;
use crate::request::base_url::BaseUrl;
use crate::request::body::RequestBody;
use crate::request::draft::Draft;
use crate::request::violation::{Part, Violation};
use crate::response::declared_error::read_error;
use crate::response::retry_after::retry_after;
use crate::response::server_clock::Lesson;
use crate::response::status::is_transient;
use crate::send::auth::choose::{Wanted, chosen, missing};
use crate::send::backoff::delay;
use crate::send::budget::RetryToken;
use crate::send::client_core::ClientCore;
use crate::send::decision::{Outcome, Retry, decide};
use crate::send::hooks::{ObservedRequest, ObservedResponse, ResponseHead};
use crate::send::key_age::IdempotencyKeyAge;
use crate::send::options::{CallOptions, Settings};
use crate::send::spans::AttemptSpans;
use crate::send::transport::collect;
use crate::send::transport::{AttemptLimits, BodyStream, one_chunk};
use crate::time::{Instant, sleep, system_time, timeout};

/// How much longer than its timeout an attempt may take before it is aborted from outside. The transport enforces the
/// timeout itself, and only it knows whether anything was sent; this is for transports that do not.
const GRACE: Duration = Duration::from_millis(50);

/// Effectively infinite, but safe to add to any `Instant`.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The body of a response.
pub(crate) enum ReceivedBody {
    Whole(Bytes),
    /// As a stream. Only success responses are streamed.
    Stream(BodyStream),
}

/// The responses that are streamed, by status and headers; `None` if there are none.
pub(crate) type Streamed<'s> = Option<&'s (dyn Fn(StatusCode, &HeaderMap) -> bool + Sync)>;

/// Sends a request and returns its response if that is a success, with its [`RetrySummary`] in the extensions.
///
/// Everything that is the same for all operations happens here, so that it is compiled once instead of for each type.
pub(crate) async fn perform(
    core: &ClientCore,
    draft: &Draft,
    options: &CallOptions,
    streamed: Streamed<'_>,
) -> Result<http::Response<ReceivedBody>, Error> {
    let mut call = InFlight::new(core, draft, options, streamed)?;
    call.queue().await?;
    call.check_keys()?;
    // The last attempt that may have taken effect.
    let mut open = None;
    loop {
        let attempt = call.attempt().await;
        let stop = match call.decide(&attempt) {
            Ok(retry) => call.wait(retry).await.err(),
            Err(stop) => Some(stop),
        };
        if let Some(stop) = stop {
            return call.finish(attempt, open, stop);
        }
        if call.may_have_taken_effect(&attempt) {
            open = Some(attempt);
        }
    }
}

/// A call in progress.
struct InFlight<'c> {
    core: &'c ClientCore,
    draft: &'c Draft,
    streamed: Streamed<'c>,
    settings: Settings,
    /// The credentials to send.
    wanted: Wanted,
    /// The request of every attempt, without the credential.
    request: http::Request<RequestBody>,
    is_repeatable: bool,
    /// The idempotency keys in the body as a pointer, with their age, if keys make the request repeatable.
    keys: Option<((Part, &'static str), IdempotencyKeyAge)>,
    /// The end of the call, which is fixed.
    deadline: Instant,
    made: u32,
    /// Whether the budget paid for the last retry.
    last_retry_was_paid: bool,
    clock_corrected: bool,
    credential_renewed: bool,
    spans: AttemptSpans,
}

/// The result of one attempt.
struct Attempt {
    result: Result<http::Response<ReceivedBody>, Failure>,
    /// The information about the clock from a rejected credential.
    lesson: Lesson,
    /// Whether a credential was rejected, and the next one will differ.
    is_corrected: bool,
}

enum Failure {
    /// There was no credential, and a retry would not change that.
    Credential(BoxError),
    Transport(TransportError),
}

impl<'c> InFlight<'c> {
    fn new(
        core: &'c ClientCore,
        draft: &'c Draft,
        options: &CallOptions,
        streamed: Streamed<'c>,
    ) -> Result<Self, Error> {
        let wanted = core.wanted(draft.operation(), options);
        let request = build(core, draft, &wanted)?;
        let settings = core.settings().with(options);
        let is_repeatable = draft.is_repeatable();
        let keys = draft.keys().filter(|_| is_repeatable);
        let key_age = |keys| (keys, options.key_age.unwrap_or_else(|| IdempotencyKeyAge::since(system_time())));
        let call = Self {
            core,
            draft,
            streamed,
            settings,
            wanted,
            request,
            is_repeatable,
            keys: keys.map(key_age),
            deadline: deadline(settings.timeout),
            made: 0,
            last_retry_was_paid: false,
            clock_corrected: false,
            credential_renewed: false,
            spans: AttemptSpans::new(),
        };
        if call.request.body().is_used_up() {
            return Err(invalid_body(draft, Problem::BodyUsedUp));
        }
        // Without this check, the timer panics, and reqwest after it.
        #[cfg(not(target_arch = "wasm32"))]
        tokio::runtime::Handle::try_current().map_err(|error| call.not_sent(error.into()))?;
        Ok(call)
    }

    /// Waits until the limiter lets the first attempt through.
    async fn queue(&self) -> Result<(), Error> {
        self.admission().await.map_err(|error| self.not_sent(error))
    }

    /// Rejects requests that could take effect twice.
    fn check_keys(&self) -> Result<(), Error> {
        let Some(((part, pointer), age)) = &self.keys else { return Ok(()) };
        let violation = |problem| Violation { part: part.clone(), pointer: (*pointer).to_owned(), problem };
        let problem = self.settings.key_lifetime.and_then(|lifetime| age.problem(lifetime));
        problem.map_or(Ok(()), |problem| Err(invalid(self.draft, vec![violation(problem)])))
    }

    /// Waits for the limiter, at most for the rest of the call.
    async fn admission(&self) -> Result<(), BoxError> {
        let Some(limiter) = self.core.limiter() else { return Ok(()) };
        let left = self.left();
        let at_most = self.settings.queue_timeout.map_or(left, |queue_timeout| queue_timeout.min(left));
        let admission = limiter.admit(self.draft.bucket(), at_most);
        timeout(at_most, admission).await.unwrap_or_else(|_| Err(QueueTimeout { at_most, queue: None }.into()))
    }

    /// Makes one attempt, with its own credential.
    async fn attempt(&mut self) -> Attempt {
        let offset = self.core.server_clock().offset();
        let now = offset.apply(system_time());
        let request = match self.authorized(now).await {
            Ok(request) => request,
            Err(error) => return Attempt::without_credential(error),
        };
        self.made = self.made.saturating_add(1);
        let sent = system_time();
        let result = self.watched_exchange(request).await.map_err(Failure::Transport);
        let lesson = match &result {
            Ok(answer) if answer.status() == StatusCode::UNAUTHORIZED && !self.clock_corrected => {
                self.core.server_clock().learn(offset, sent, system_time(), answer.headers())
            }
            _ => Lesson::Nothing,
        };
        self.clock_corrected |= lesson == Lesson::Corrected;
        let is_corrected = lesson == Lesson::Corrected || self.has_another_credential(&result, now);
        Attempt { result, lesson, is_corrected }
    }

    /// Returns whether the server has rejected a credential, and its provider will have another one. The provider is
    /// called once.
    fn has_another_credential(
        &mut self,
        result: &Result<http::Response<ReceivedBody>, Failure>,
        now: SystemTime,
    ) -> bool {
        let status = result.as_ref().ok().map(http::Response::status);
        if status != Some(StatusCode::UNAUTHORIZED) || self.credential_renewed {
            return false;
        }
        for provider in chosen(&self.wanted, self.core.credentials()) {
            self.credential_renewed |= provider.rejected(now);
        }
        self.credential_renewed
    }

    /// The request with its credentials, for which the provider may take the rest of the call.
    async fn authorized(&self, now: SystemTime) -> Result<http::Request<RequestBody>, BoxError> {
        let mut request = self.request.clone();
        for provider in chosen(&self.wanted, self.core.credentials()) {
            let credential = timeout(self.left(), provider.credential(now)).await;
            credential.map_err(|_| late_credential())??.apply(&mut request)?;
        }
        Ok(request)
    }

    /// Makes an exchange with spans and hooks.
    async fn watched_exchange(
        &mut self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ReceivedBody>, TransportError> {
        let span = self.spans.begin(self.draft, self.request.uri(), self.made);
        let result = span.around(self.shown_exchange(request)).await;
        self.spans.end(span, &result);
        result
    }

    async fn shown_exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ReceivedBody>, TransportError> {
        let shown = self.without_credential();
        self.core.hooks().on_request(shown);
        let start = Instant::now();
        let result = self.exchange(request).await;
        let head = result.as_ref().map(ResponseHead::of);
        let body = result.as_ref().ok().and_then(|answer| answer.body().known());
        self.core.hooks().on_response(ObservedResponse {
            request: shown,
            result: head,
            body,
            duration: start.elapsed(),
        });
        result
    }

    fn without_credential(&self) -> ObservedRequest<'_> {
        ObservedRequest {
            operation: self.draft.operation().id,
            path: self.draft.operation().path,
            attempt: self.made,
            method: self.draft.method(),
            url: self.request.uri(),
            headers: self.request.headers(),
            body: self.request.body(),
        }
    }

    /// Sends a request and reads its response, within the timeout of one attempt.
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ReceivedBody>, TransportError> {
        let response = self.whole_exchange(request).await?;
        if self.core.is_suspect(response.extensions()) {
            let reason = "the connection delivered a response for another request";
            return Err(TransportError::NoResponse(reason.into()));
        }
        Ok(response)
    }

    async fn whole_exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ReceivedBody>, TransportError> {
        let after = self.settings.attempt_timeout.min(self.left());
        let chunk_timeout = self.settings.chunk_timeout;
        let (operation, response_bytes) = (self.draft.operation().id, self.core.max_response_bytes());
        let limits = AttemptLimits { timeout: after, chunk_timeout, response_bytes, operation };
        let exchange = async {
            match self.streamed {
                None => Ok(self.core.transport().send(request, limits).await?.map(ReceivedBody::Whole)),
                Some(streamed) => {
                    let answer = self.core.transport().open(request, limits).await?;
                    if is_success(self.draft, answer.status()) && streamed(answer.status(), answer.headers()) {
                        return Ok(answer.map(ReceivedBody::Stream));
                    }
                    let (head, mut chunks) = answer.into_parts();
                    let body = collect(&mut chunks, head.status, limits.response_bytes).await?;
                    Ok(http::Response::from_parts(head, ReceivedBody::Whole(body)))
                }
            }
        };
        // A streamed body may take longer than an attempt, as long as it makes progress; the transport checks that.
        let at_most = if self.request.body().is_streamed() { self.left() } else { after };
        let given_up = |_| Err(TransportError::Timeout { after: at_most });
        timeout(at_most.saturating_add(GRACE), exchange).await.unwrap_or_else(given_up)
    }

    /// Decides whether to retry, after passing the attempt's information to the shared limiter and clock.
    fn decide(&self, attempt: &Attempt) -> Result<Retry, StopReason> {
        let outcome = attempt.outcome().ok_or(StopReason::Final)?;
        if let Outcome::Response { status, retry_after } = outcome {
            if status == StatusCode::TOO_MANY_REQUESTS
                && let Some(limiter) = self.core.limiter()
            {
                limiter.refused(self.draft.bucket(), retry_after);
            }
            if !is_transient(status) {
                self.core.budget().refill(self.last_retry_was_paid);
            }
        }
        let retry = decide(outcome, self.is_harmless_after(outcome), self.made, self.settings.retry.attempts)?;
        if self.request.body().is_used_up() { Err(StopReason::BodyUsedUp) } else { Ok(retry) }
    }

    /// Returns whether a retry is harmless after this outcome.
    fn is_harmless_after(&self, outcome: Outcome) -> bool {
        self.is_repeatable || outcome.is_limited() && self.draft.operation().limited_without_effect
    }

    /// Waits until the next attempt may be made, or returns why there is none.
    async fn wait(&mut self, retry: Retry) -> Result<(), StopReason> {
        let price = self.back_off(retry).await?;
        self.admission().await.map_err(|_| StopReason::OutOfTime)?;
        self.check_keys().map_err(|_| StopReason::KeyExpired)?;
        self.last_retry_was_paid = price.is_some();
        price.into_iter().for_each(RetryToken::pay);
        Ok(())
    }

    /// Waits for the server's delay plus a random one, if time and budget allow. Returns the price of the retry, if it
    /// has one.
    async fn back_off(&self, retry: Retry) -> Result<Option<RetryToken<'c>>, StopReason> {
        let (asked, is_free) = match retry {
            Retry::AtOnce => return Ok(None),
            // The limiter slows all calls down after a 429, so retries cannot add to the load.
            Retry::Paced(asked) => (asked, self.core.limiter().is_some()),
            Retry::After(asked) => (asked, false),
        };
        let delay = delay(&self.settings.retry, self.made, asked, self.core.random());
        if delay >= self.left() {
            return Err(StopReason::OutOfTime);
        }
        let price = if is_free { None } else { Some(self.core.budget().take().ok_or(StopReason::BudgetUsedUp)?) };
        sleep(delay).await;
        Ok(price)
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The result for the caller. A last attempt that sent nothing does not undo an earlier one.
    fn finish(
        self,
        last: Attempt,
        open: Option<Attempt>,
        stop: StopReason,
    ) -> Result<http::Response<ReceivedBody>, Error> {
        let was_open = open.is_some();
        let retries = RetrySummary { attempts: self.made, stop };
        let attempt = if last.was_sent() { last } else { open.unwrap_or(last) };
        let last_may_have_taken_effect = self.may_have_taken_effect(&attempt);
        if !attempt.was_sent() {
            // A request that was never sent is rejected as if it had not been tried.
            self.check_keys()?;
        }
        let (operation, is_repeatable) =
            (self.draft.operation().id, self.is_repeatable && stop != StopReason::KeyExpired);
        match attempt.result {
            Ok(mut answer) if is_success(self.draft, answer.status()) => {
                answer.extensions_mut().insert(retries);
                Ok(answer)
            }
            Ok(answer) => {
                let may_have_taken_effect = was_open || last_may_have_taken_effect;
                let mut error = ApiError::new(operation, is_repeatable, answer.map(ReceivedBody::whole));
                if let Lesson::TooFar(offset) = attempt.lesson {
                    error.clock_offset = offset;
                }
                error.hint = self.core.hint(&error);
                error.set_declared(read_error(self.draft.operation().errors, error.status, &error.body));
                error.set_described_redirect(self.draft.operation().describes_redirects);
                Err(Error::Api(Box::new(error.after(retries, may_have_taken_effect, is_repeatable))))
            }
            Err(Failure::Credential(source)) => Err(Error::NotSent { operation, retries, source }),
            Err(Failure::Transport(error)) => Err(Error::from_transport(operation, is_repeatable, retries, error)),
        }
    }

    fn may_have_taken_effect(&self, attempt: &Attempt) -> bool {
        match attempt.outcome() {
            Some(Outcome::NoResponse) => true,
            Some(outcome @ Outcome::Response { status, .. }) => {
                status.is_server_error() || outcome.is_limited() && !self.is_harmless_after(outcome)
            }
            Some(Outcome::NotSent | Outcome::CredentialCorrected) | None => false,
        }
    }

    fn not_sent(&self, source: BoxError) -> Error {
        Error::NotSent { operation: self.draft.operation().id, retries: RetrySummary::NONE, source }
    }
}

impl Attempt {
    fn without_credential(error: BoxError) -> Self {
        Self { result: Err(Failure::Credential(error)), lesson: Lesson::Nothing, is_corrected: false }
    }

    /// The facts for the decision about a retry; `None` if there is nothing to decide.
    fn outcome(&self) -> Option<Outcome> {
        match &self.result {
            _ if self.is_corrected => Some(Outcome::CredentialCorrected),
            Ok(answer) => {
                let status = answer.status();
                let retry_after = is_transient(status).then(|| retry_after(answer.headers(), system_time()));
                Some(Outcome::Response { status, retry_after: retry_after.flatten() })
            }
            Err(Failure::Credential(_)) => None,
            Err(Failure::Transport(error)) => Some(match error {
                TransportError::NotSent(_) => Outcome::NotSent,
                TransportError::NoResponse(_) | TransportError::Timeout { .. } => Outcome::NoResponse,
                TransportError::TooLarge { status, .. } => Outcome::Response { status: *status, retry_after: None },
                // Another attempt would read the same body.
                TransportError::Body(_) => return None,
            }),
        }
    }

    fn was_sent(&self) -> bool {
        !matches!(self.result, Err(Failure::Credential(_) | Failure::Transport(TransportError::NotSent(_))))
    }
}

/// The provider has not returned a credential within the timeout of the call.
fn late_credential() -> BoxError {
    Box::new(io::Error::new(io::ErrorKind::TimedOut, "timeout while waiting for the credential"))
}

/// The end of a call that starts now.
fn deadline(timeout: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(timeout.min(LONGEST)).unwrap_or(now)
}

impl ReceivedBody {
    /// The body as a stream, even if it is already complete.
    pub(crate) fn stream(self) -> BodyStream {
        match self {
            Self::Whole(body) => one_chunk(body),
            Self::Stream(chunks) => chunks,
        }
    }

    /// The body, unless it is streamed.
    fn known(&self) -> Option<&Bytes> {
        match self {
            Self::Whole(bytes) => Some(bytes),
            Self::Stream(_) => None,
        }
    }

    /// The whole body; empty if it is streamed.
    pub(crate) fn whole(self) -> Bytes {
        match self {
            Self::Whole(bytes) => bytes,
            Self::Stream(_) => Bytes::new(),
        }
    }
}

fn is_success(draft: &Draft, status: StatusCode) -> bool {
    status.is_success() || (draft.operation().redirects && status.is_redirection())
}

/// Builds the request, as far as it is the same for all attempts.
fn build(core: &ClientCore, draft: &Draft, wanted: &Wanted) -> Result<http::Request<RequestBody>, Error> {
    if let Some(scheme) = missing(wanted, core.credentials()) {
        let problem = Problem::NoCredential { scheme };
        return Err(invalid(draft, vec![Violation { part: Part::Credentials, pointer: String::new(), problem }]));
    }
    let request = match draft.operation().server.filter(|_| !core.ignores_operation_servers()) {
        None => draft.build(core.base()),
        Some(server) => draft.build(&server_of(core, draft, wanted, server)?),
    };
    request.map_err(|violations| invalid(draft, violations))
}

/// The error for a request that is not sent.
fn invalid(draft: &Draft, violations: Vec<Violation>) -> Error {
    Error::InvalidRequest { operation: draft.operation().id, violations }
}

/// The error for a body that cannot be sent.
fn invalid_body(draft: &Draft, problem: Problem) -> Error {
    invalid(draft, vec![Violation { part: Part::Body, pointer: String::new(), problem }])
}

/// The server of an operation that has its own.
fn server_of(core: &ClientCore, draft: &Draft, wanted: &Wanted, server: &str) -> Result<BaseUrl, Error> {
    let url = core.servers().find(server, core.base()).and_then(|url| {
        let has_credential = chosen(wanted, core.credentials()).next().is_some();
        if has_credential { core.servers().trusted(url, core.base()) } else { Ok(url) }
    });
    url.map_err(|reason| {
        let problem = Problem::Server { reason };
        invalid(draft, vec![Violation { part: Part::Url, pointer: String::new(), problem }])
    })
}
