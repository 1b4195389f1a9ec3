//! The loop of attempts: a request is sent until its outcome is settled, or until there is a reason to stop.

use std::time::{Duration, SystemTime};
use std::{io, mem};

use crate::request::problem::Problem;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::boxed::{BoxError, BoxFuture};
use crate::error::Error;
use crate::error::api_error::ApiError;
use crate::error::queue_timeout::QueueTimeout;
use crate::error::retries::{RetrySummary, StopReason, Success};
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

/// How much longer than its limit an attempt may take before it is given up from outside. A transport that tries to keep
/// the time comes first: it alone knows whether anything was sent.
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

/// Sends a request and returns its response if that is a success.
///
/// Everything that is the same for all operations happens here, so that it is compiled once instead of for each type.
pub(crate) async fn perform(
    core: &ClientCore,
    draft: &Draft,
    options: Option<&CallOptions>,
    streamed: Streamed<'_>,
) -> Result<Success<ReceivedBody>, Error> {
    let mut call = InFlight::new(core, draft, options, streamed)?;
    call.queue().await?;
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
    /// What the next attempt sends. An attempt takes it, and a retry builds it again: most calls have none.
    request: http::Request<RequestBody>,
    /// The age of the idempotency keys, if it is keys that make the request repeatable.
    key_age: Option<IdempotencyKeyAge>,
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
    /// There is no credential or no request to send, and it would be no other the next time.
    Preparation(BoxError),
    Transport(TransportError),
}

/// A request on its way.
struct Exchange<'c> {
    response: Sending<'c>,
    /// How long it may take, where the transport does not see to that.
    at_most: Option<Duration>,
}

enum Sending<'c> {
    Whole(BoxFuture<'c, Result<http::Response<Bytes>, TransportError>>),
    Streamed(BoxFuture<'c, Result<http::Response<BodyStream>, TransportError>>),
}

impl<'c> InFlight<'c> {
    fn new(
        core: &'c ClientCore,
        draft: &'c Draft,
        options: Option<&CallOptions>,
        streamed: Streamed<'c>,
    ) -> Result<Self, Error> {
        let wanted = core.wanted(draft.operation(), options);
        let request = build(core, draft, &wanted)?;
        let settings = core.settings().with(options);
        let key_age = options.and_then(|options| options.key_age);
        let call = Self {
            core,
            draft,
            streamed,
            settings,
            wanted,
            request,
            key_age: draft.keys().map(|_| key_age.unwrap_or_else(IdempotencyKeyAge::new)),
            deadline: deadline(settings.timeout),
            made: 0,
            last_retry_was_paid: false,
            clock_corrected: false,
            credential_renewed: false,
            spans: AttemptSpans::new(),
        };
        if draft.is_used_up() {
            return Err(invalid_body(draft, Problem::BodyUsedUp));
        }
        // A key that is made here is new.
        if key_age.is_some() {
            call.check_keys()?;
        }
        // Without this check, the timer panics, and reqwest after it.
        #[cfg(not(target_arch = "wasm32"))]
        tokio::runtime::Handle::try_current().map_err(|error| call.not_sent(error.into()))?;
        Ok(call)
    }

    /// Waits until the limiter lets the first attempt through, while keys grow older.
    async fn queue(&self) -> Result<(), Error> {
        if self.core.limiter().is_none() {
            return Ok(());
        }
        self.admission().await.map_err(|error| self.not_sent(error))?;
        self.check_keys()
    }

    /// Rejects requests that could take effect twice.
    fn check_keys(&self) -> Result<(), Error> {
        let too_old = self.settings.key_lifetime.zip(self.key_age).and_then(|(lifetime, age)| age.problem(lifetime));
        match (too_old, self.draft.keys()) {
            (Some(problem), Some((part, pointer))) if self.draft.is_repeatable() => {
                let violation = Violation { part, pointer: pointer.to_owned(), problem };
                Err(invalid(self.draft, vec![violation]))
            }
            _ => Ok(()),
        }
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
        if let Err(error) = self.prepare() {
            return Attempt::without_request(error.into());
        }
        let shown = self.core.hooks().are_set().then(|| Box::new(self.request.clone()));
        let offset = self.core.server_clock().offset();
        let now = offset.apply(system_time());
        if let Err(error) = self.authorize(now).await {
            return Attempt::without_request(error);
        }
        self.made = self.made.saturating_add(1);
        let sent = system_time();
        let span = self.spans.begin(self.draft, self.request.uri(), self.made);
        let result = span.around(self.shown_exchange(shown)).await;
        self.spans.end(span, &result);
        let result = result.map_err(Failure::Transport);
        let lesson = match &result {
            Ok(response) if response.status() == StatusCode::UNAUTHORIZED && !self.clock_corrected => {
                self.core.server_clock().learn(offset, sent, system_time(), response.headers())
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

    /// Builds the request again for a retry.
    fn prepare(&mut self) -> Result<(), Error> {
        if self.made > 0 {
            self.request = build(self.core, self.draft, &self.wanted)?;
        }
        Ok(())
    }

    /// Puts the credentials into the request, which may take as long as the call.
    async fn authorize(&mut self, now: SystemTime) -> Result<(), BoxError> {
        for provider in chosen(&self.wanted, self.core.credentials()) {
            let credential = match provider.credential(now).at_hand() {
                Ok(credential) => credential,
                Err(waiting) => timeout(self.left(), waiting).await.map_err(|_| late_credential())?,
            };
            credential?.apply(&mut self.request)?;
        }
        Ok(())
    }

    /// Makes an exchange with hooks, if there are any: they see the request without its credential.
    async fn shown_exchange(
        &mut self,
        shown: Option<Box<http::Request<RequestBody>>>,
    ) -> Result<http::Response<ReceivedBody>, TransportError> {
        let Some(shown) = shown else {
            let exchange = self.start();
            return self.received(exchange).await;
        };
        self.core.hooks().on_request(self.observed(&shown));
        let start = Instant::now();
        let exchange = self.start();
        let result = self.received(exchange).await;
        let head = result.as_ref().map(ResponseHead::of);
        let body = result.as_ref().ok().and_then(|response| response.body().known());
        self.core.hooks().on_response(ObservedResponse {
            request: self.observed(&shown),
            result: head,
            body,
            duration: start.elapsed(),
        });
        result
    }

    fn observed<'r>(&self, request: &'r http::Request<RequestBody>) -> ObservedRequest<'r> {
        ObservedRequest {
            operation: self.draft.operation().id,
            path: self.draft.operation().path,
            attempt: self.made,
            method: request.method(),
            url: request.uri(),
            headers: request.headers(),
            body: request.body(),
        }
    }

    /// Hands the request to the transport, with the limits of one attempt.
    fn start(&mut self) -> Exchange<'c> {
        let request = mem::take(&mut self.request);
        let after = self.settings.attempt_timeout.min(self.left());
        let limits = AttemptLimits {
            timeout: after,
            chunk_timeout: self.settings.chunk_timeout,
            response_bytes: self.core.max_response_bytes(),
            operation: self.draft.operation().id,
        };
        let transport = self.core.transport();
        let at_most = match self.draft.is_streamed() {
            // It may take longer than an attempt, as long as it makes progress; the transport checks that.
            true => Some(self.left()),
            false => (!transport.keeps_time()).then_some(after),
        };
        let response = match self.streamed {
            None => Sending::Whole(transport.send(request, limits)),
            Some(_) => Sending::Streamed(transport.open(request, limits)),
        };
        Exchange { response, at_most }
    }

    /// Waits for the response, and reads it unless it is streamed.
    async fn received(&self, exchange: Exchange<'_>) -> Result<http::Response<ReceivedBody>, TransportError> {
        let Exchange { response, at_most } = exchange;
        let response = match at_most {
            None => self.read(response).await?,
            Some(at_most) => {
                let given_up = |_| Err(TransportError::Timeout { after: at_most });
                timeout(at_most.saturating_add(GRACE), self.read(response)).await.unwrap_or_else(given_up)?
            }
        };
        if self.core.is_suspect(response.extensions()) {
            let reason = "the connection delivered a response for another request";
            return Err(TransportError::NoResponse(reason.into()));
        }
        Ok(response)
    }

    async fn read(&self, response: Sending<'_>) -> Result<http::Response<ReceivedBody>, TransportError> {
        let response = match response {
            Sending::Whole(response) => return Ok(response.await?.map(ReceivedBody::Whole)),
            Sending::Streamed(response) => response.await?,
        };
        let is_streamed = self.streamed.is_some_and(|streamed| streamed(response.status(), response.headers()));
        if is_streamed && is_success(self.draft, response.status()) {
            return Ok(response.map(ReceivedBody::Stream));
        }
        // Apart, as nearly no call needs the room.
        Box::pin(collected(response, self.core.max_response_bytes())).await
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
        let is_harmless = || self.is_harmless_after(outcome);
        let retry = decide(outcome, is_harmless, self.made, self.settings.retry.attempts)?;
        if self.draft.is_used_up() { Err(StopReason::BodyUsedUp) } else { Ok(retry) }
    }

    /// Returns whether a retry is harmless after this outcome.
    fn is_harmless_after(&self, outcome: Outcome) -> bool {
        outcome.is_limited() && self.draft.operation().limited_without_effect || self.draft.is_repeatable()
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
    fn finish(&self, last: Attempt, open: Option<Attempt>, stop: StopReason) -> Result<Success<ReceivedBody>, Error> {
        let was_open = open.is_some();
        let retries = RetrySummary { attempts: self.made, stop };
        let attempt = if last.was_sent() { last } else { open.unwrap_or(last) };
        if !attempt.was_sent() {
            // A request that was never sent is rejected as if it had not been tried.
            self.check_keys()?;
        }
        let may_have_taken_effect = was_open || self.may_have_taken_effect(&attempt);
        let operation = self.draft.operation().id;
        let is_repeatable = || stop != StopReason::KeyExpired && self.draft.is_repeatable();
        match attempt.result {
            Ok(response) if is_success(self.draft, response.status()) => Ok((response, retries)),
            Ok(response) => {
                let is_repeatable = is_repeatable();
                let mut error = ApiError::new(operation, is_repeatable, response.map(ReceivedBody::whole));
                if let Lesson::TooFar(offset) = attempt.lesson {
                    error.clock_offset = offset;
                }
                error.hint = self.core.hint(&error);
                error.set_declared(read_error(self.draft.operation().errors, error.status, &error.body));
                error.set_described_redirect(self.draft.operation().describes_redirects);
                Err(Error::Api(Box::new(error.after(retries, may_have_taken_effect, is_repeatable))))
            }
            Err(Failure::Preparation(source)) => Err(Error::NotSent { operation, retries, source }),
            Err(Failure::Transport(error)) => Err(Error::from_transport(operation, is_repeatable(), retries, error)),
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
    fn without_request(error: BoxError) -> Self {
        Self { result: Err(Failure::Preparation(error)), lesson: Lesson::Nothing, is_corrected: false }
    }

    /// The facts for the decision about a retry; `None` if there is nothing to decide.
    fn outcome(&self) -> Option<Outcome> {
        match &self.result {
            _ if self.is_corrected => Some(Outcome::CredentialCorrected),
            Ok(response) => {
                let status = response.status();
                let retry_after = is_transient(status).then(|| retry_after(response.headers(), system_time()));
                Some(Outcome::Response { status, retry_after: retry_after.flatten() })
            }
            Err(Failure::Preparation(_)) => None,
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
        !matches!(self.result, Err(Failure::Preparation(_) | Failure::Transport(TransportError::NotSent(_))))
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

/// Reads the body of a response up to a limit.
async fn collected(
    response: http::Response<BodyStream>,
    limit: usize,
) -> Result<http::Response<ReceivedBody>, TransportError> {
    let (head, mut chunks) = response.into_parts();
    let body = collect(&mut chunks, head.status, limit).await?;
    Ok(http::Response::from_parts(head, ReceivedBody::Whole(body)))
}

/// Builds the request, as far as it is the same for all attempts.
fn build(core: &ClientCore, draft: &Draft, wanted: &Wanted) -> Result<http::Request<RequestBody>, Error> {
    if let Some(scheme) = missing(wanted, core.credentials()) {
        let problem = Problem::NoCredential { scheme };
        return Err(invalid(draft, vec![Violation { part: Part::Credentials, pointer: String::new(), problem }]));
    }
    let request = match draft.operation().server.filter(|_| !core.ignores_operation_servers()) {
        None => draft.build(core.base(), core.user_agent()),
        Some(server) => draft.build(&server_of(core, draft, wanted, server)?, core.user_agent()),
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
