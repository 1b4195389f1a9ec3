//! The loop: a request is sent until its outcome is settled, or until there is a reason to stop.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use talkjs_rules::Problem;
use tokio::time::{Instant, sleep, timeout};

use super::api_error::ApiError;
use super::auth::chosen;
use super::backoff::{delay, retry_after};
use super::base_url::BaseUrl;
use super::body::RequestBody;
use super::budget::Price;
use super::core::Core;
use super::download::collect;
use super::error::Error;
use super::hooks::{AnswerHead, ObservedAnswer, ObservedRequest};
use super::key_age::KeyAge;
use super::limiter::QueueTimeout;
use super::options::{CallOptions, Settings};
use super::request::Draft;
use super::retry::{Attempts, Outcome, Retry, Stop, decide, is_transient};
use super::server_clock::Lesson;
use super::spans::AttemptSpans;
use super::transport::{BoxError, Chunks, Limits, TransportError};
use super::violation::{Part, Violation};

/// How much longer than its limit an attempt may take before it is given up from outside. The transport keeps the time
/// itself, and alone knows whether anything was sent; this is for transports that do not.
const GRACE: Duration = Duration::from_millis(50);

/// Effectively infinite, but safe to add to any `Instant`.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The body of an answer.
pub(crate) enum Body {
    Whole(Bytes),
    /// As it comes. Only success answers are.
    Stream(Chunks),
}

/// The statuses whose answers are not read as a whole; none when there are no such answers.
pub(crate) type Streamed<'s> = Option<&'s (dyn Fn(StatusCode) -> bool + Sync)>;

/// Sends a request and returns its answer if that is a success, with its [`Attempts`] among the extensions.
///
/// Everything that is the same for all operations happens here, once and not per type.
pub(crate) async fn perform(
    core: &Core,
    draft: &Draft,
    options: CallOptions,
    streamed: Streamed<'_>,
) -> Result<http::Response<Body>, Error> {
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

/// One call on its way.
struct InFlight<'c> {
    core: &'c Core,
    draft: &'c Draft,
    streamed: Streamed<'c>,
    settings: Settings,
    /// What every attempt sends, but for the credential.
    request: http::Request<RequestBody>,
    is_repeatable: bool,
    /// The idempotency keys in the body as a pointer, and their age, if it is keys that make the request repeatable.
    keys: Option<(&'static str, KeyAge)>,
    /// The end of the call, from which nothing moves it.
    deadline: Instant,
    made: u32,
    /// Whether the budget paid for the last retry.
    last_retry_was_paid: bool,
    clock_corrected: bool,
    spans: AttemptSpans,
}

/// What came of one attempt.
struct Attempt {
    result: Result<http::Response<Body>, Failure>,
    /// What a refusal of the credential shows of the clock.
    lesson: Lesson,
}

enum Failure {
    /// No credential could be made, and it would be no other the next time.
    Credential(BoxError),
    Transport(TransportError),
}

impl<'c> InFlight<'c> {
    fn new(core: &'c Core, draft: &'c Draft, options: CallOptions, streamed: Streamed<'c>) -> Result<Self, Error> {
        let request = build(core, draft)?;
        let settings = core.settings().with(options);
        let is_repeatable = draft.is_repeatable();
        let keys = draft.keys().filter(|_| is_repeatable);
        let key_age = |keys| (keys, KeyAge::since(options.key_minted_at.unwrap_or_else(SystemTime::now)));
        let call = Self {
            core,
            draft,
            streamed,
            settings,
            request,
            is_repeatable,
            keys: keys.map(key_age),
            deadline: deadline(settings.timeout),
            made: 0,
            last_retry_was_paid: false,
            clock_corrected: false,
            spans: AttemptSpans::new(),
        };
        // Without this the timer panics, and reqwest after it.
        tokio::runtime::Handle::try_current().map_err(|error| call.not_sent(error.into()))?;
        Ok(call)
    }

    /// Waits until the limiter lets the first attempt through.
    async fn queue(&self) -> Result<(), Error> {
        self.admission().await.map_err(|error| self.not_sent(error))
    }

    /// Refuses to send what could arrive twice.
    fn check_keys(&self) -> Result<(), Error> {
        let Some((keys, age)) = self.keys else { return Ok(()) };
        let violation = |problem| Violation { part: Part::Body, pointer: keys.to_owned(), problem };
        age.problem().map_or(Ok(()), |problem| Err(self.draft.refusal(vec![violation(problem)])))
    }

    /// Waits for the limiter, at most for the rest of the call.
    async fn admission(&self) -> Result<(), BoxError> {
        let Some(limiter) = self.core.limiter() else { return Ok(()) };
        let left = self.left();
        let at_most = self.settings.queue_timeout.map_or(left, |queue_timeout| queue_timeout.min(left));
        let admission = limiter.admit(self.draft.bucket(), at_most);
        timeout(at_most, admission).await.unwrap_or_else(|_| Err(QueueTimeout { at_most, queue: None }.into()))
    }

    /// Makes one attempt, with a credential of its own.
    async fn attempt(&mut self) -> Attempt {
        let offset = self.core.server_clock().offset();
        let request = match self.authorized(offset.apply(SystemTime::now())) {
            Ok(request) => request,
            Err(error) => return Attempt { result: Err(Failure::Credential(error)), lesson: Lesson::Nothing },
        };
        self.made = self.made.saturating_add(1);
        let sent = SystemTime::now();
        let result = self.watched_exchange(request).await.map_err(Failure::Transport);
        let lesson = match &result {
            Ok(answer) if answer.status() == StatusCode::UNAUTHORIZED && !self.clock_corrected => {
                self.core.server_clock().learn(offset, sent, SystemTime::now(), answer.headers())
            }
            _ => Lesson::Nothing,
        };
        self.clock_corrected |= lesson == Lesson::Corrected;
        Attempt { result, lesson }
    }

    fn authorized(&self, now: SystemTime) -> Result<http::Request<RequestBody>, BoxError> {
        let mut request = self.request.clone();
        for authorize in chosen(self.draft.operation().security, self.core.authorization()) {
            authorize.authorization(now)?.apply(&mut request)?;
        }
        Ok(request)
    }

    /// Makes an exchange in the sight of spans and hooks.
    async fn watched_exchange(
        &mut self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<Body>, TransportError> {
        let span = self.spans.begin(self.draft, self.request.uri(), self.made);
        let result = span.around(self.shown_exchange(request)).await;
        self.spans.end(span, &result);
        result
    }

    async fn shown_exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<Body>, TransportError> {
        let shown = self.without_credential();
        self.core.hooks().on_request(shown);
        let start = Instant::now();
        let result = self.exchange(request).await;
        let head = result.as_ref().map(AnswerHead::of);
        self.core.hooks().on_answer(ObservedAnswer { request: shown, result: head, duration: start.elapsed() });
        result
    }

    fn without_credential(&self) -> ObservedRequest<'_> {
        ObservedRequest {
            operation: self.draft.operation().id,
            attempt: self.made,
            method: self.draft.method(),
            url: self.request.uri(),
            headers: self.request.headers(),
            body: self.request.body(),
        }
    }

    /// Sends a request and reads its answer, in the time of one attempt.
    async fn exchange(&self, request: http::Request<RequestBody>) -> Result<http::Response<Body>, TransportError> {
        let response = self.whole_exchange(request).await?;
        if self.core.is_suspect(response.extensions()) {
            let reason = "the connection delivered a response to another request";
            return Err(TransportError::NoAnswer(reason.into()));
        }
        Ok(response)
    }

    async fn whole_exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<Body>, TransportError> {
        let after = self.settings.attempt_timeout.min(self.left());
        let limits = Limits { timeout: after, response_bytes: self.core.response_cap() };
        let exchange = async {
            match self.streamed {
                None => Ok(self.core.transport().send(request, limits).await?.map(Body::Whole)),
                Some(streamed) => {
                    let answer = self.core.transport().open(request, limits).await?;
                    if is_success(self.draft, answer.status()) && streamed(answer.status()) {
                        return Ok(answer.map(Body::Stream));
                    }
                    let (head, mut chunks) = answer.into_parts();
                    let body = collect(&mut chunks, head.status, limits.response_bytes).await?;
                    Ok(http::Response::from_parts(head, Body::Whole(body)))
                }
            }
        };
        let given_up = |_| Err(TransportError::Timeout { after });
        timeout(after.saturating_add(GRACE), exchange).await.unwrap_or_else(given_up)
    }

    /// Decides whether to try again, after telling what the attempt says to those who speak for all calls.
    fn decide(&self, attempt: &Attempt) -> Result<Retry, Stop> {
        let outcome = attempt.outcome().ok_or(Stop::Final)?;
        if let Outcome::Answer { status, retry_after } = outcome {
            if status == StatusCode::TOO_MANY_REQUESTS
                && let Some(limiter) = self.core.limiter()
            {
                limiter.refused(self.draft.bucket(), retry_after);
            }
            if !is_transient(status) {
                self.core.budget().refill(self.last_retry_was_paid);
            }
        }
        decide(outcome, self.is_harmless_after(outcome), self.made, self.settings.retry.attempts)
    }

    /// Returns whether a retry does no harm after this outcome.
    fn is_harmless_after(&self, outcome: Outcome) -> bool {
        self.is_repeatable || outcome.is_limited() && self.draft.operation().limited_without_effect
    }

    /// Waits until the next attempt may be made, or says why there is none.
    async fn wait(&mut self, retry: Retry) -> Result<(), Stop> {
        let price = self.back_off(retry).await?;
        self.admission().await.map_err(|_| Stop::OutOfTime)?;
        self.check_keys().map_err(|_| Stop::KeyExpired)?;
        self.last_retry_was_paid = price.is_some();
        price.into_iter().for_each(Price::pay);
        Ok(())
    }

    /// Waits as long as the server asked for and a random time, if there are time and budget for it. Returns the price
    /// of the retry, if it has one.
    async fn back_off(&self, retry: Retry) -> Result<Option<Price<'c>>, Stop> {
        let (asked, is_free) = match retry {
            Retry::AtOnce => return Ok(None),
            // The limiter slows all calls down after a 429, so retries cannot add to the load.
            Retry::Paced(asked) => (asked, self.core.limiter().is_some()),
            Retry::After(asked) => (asked, false),
        };
        let delay = delay(&self.settings.retry, self.made, asked, self.core.random());
        if delay >= self.left() {
            return Err(Stop::OutOfTime);
        }
        let price = if is_free { None } else { Some(self.core.budget().take().ok_or(Stop::BudgetUsedUp)?) };
        sleep(delay).await;
        Ok(price)
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// What the caller gets. A last attempt that sent nothing does not undo what an earlier one may have done.
    fn finish(self, last: Attempt, open: Option<Attempt>, stop: Stop) -> Result<http::Response<Body>, Error> {
        let was_open = open.is_some();
        let attempts = Attempts { made: self.made, stop };
        let attempt = if last.was_sent() { last } else { open.unwrap_or(last) };
        let last_may_have_taken_effect = self.may_have_taken_effect(&attempt);
        if !attempt.was_sent() {
            // What was never sent is refused as if it had not been tried.
            self.check_keys()?;
        }
        let (operation, is_repeatable) = (self.draft.operation().id, self.is_repeatable && stop != Stop::KeyExpired);
        match attempt.result {
            Ok(mut answer) if is_success(self.draft, answer.status()) => {
                answer.extensions_mut().insert(attempts);
                Ok(answer)
            }
            Ok(answer) => {
                let may_have_taken_effect = was_open || last_may_have_taken_effect;
                let mut error = ApiError::new(operation, is_repeatable, answer.map(Body::whole));
                if let Lesson::TooFar(offset) = attempt.lesson {
                    error.clock_offset = offset;
                }
                Err(Error::Api(Box::new(error.after(attempts, may_have_taken_effect, is_repeatable))))
            }
            Err(Failure::Credential(source)) => Err(Error::NotSent { operation, attempts, source }),
            Err(Failure::Transport(error)) => Err(Error::from_transport(operation, is_repeatable, attempts, error)),
        }
    }

    fn may_have_taken_effect(&self, attempt: &Attempt) -> bool {
        match attempt.outcome() {
            Some(Outcome::NoAnswer) => true,
            Some(outcome @ Outcome::Answer { status, .. }) => {
                status.is_server_error() || outcome.is_limited() && !self.is_harmless_after(outcome)
            }
            Some(Outcome::NotSent | Outcome::ClockCorrected) | None => false,
        }
    }

    fn not_sent(&self, source: BoxError) -> Error {
        Error::NotSent { operation: self.draft.operation().id, attempts: Attempts::NONE, source }
    }
}

impl Attempt {
    /// What the decision has to know; nothing where there is nothing to decide.
    fn outcome(&self) -> Option<Outcome> {
        match &self.result {
            _ if self.lesson == Lesson::Corrected => Some(Outcome::ClockCorrected),
            Ok(answer) => {
                let status = answer.status();
                let retry_after = is_transient(status).then(|| retry_after(answer.headers(), SystemTime::now()));
                Some(Outcome::Answer { status, retry_after: retry_after.flatten() })
            }
            Err(Failure::Credential(_)) => None,
            Err(Failure::Transport(error)) => Some(match error {
                TransportError::NotSent(_) => Outcome::NotSent,
                TransportError::NoAnswer(_) | TransportError::Timeout { .. } => Outcome::NoAnswer,
                TransportError::TooLarge { status, .. } => Outcome::Answer { status: *status, retry_after: None },
            }),
        }
    }

    fn was_sent(&self) -> bool {
        !matches!(self.result, Err(Failure::Credential(_) | Failure::Transport(TransportError::NotSent(_))))
    }
}

/// The moment at which a call that begins now ends.
fn deadline(timeout: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(timeout.min(LONGEST)).unwrap_or(now)
}

impl Body {
    /// The whole of it; nothing of one that is still to come.
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
fn build(core: &Core, draft: &Draft) -> Result<http::Request<RequestBody>, Error> {
    match draft.operation().server {
        None => draft.build(core.base_url()),
        Some(server) => draft.build(&server_of(core, draft, server)?),
    }
}

/// The server that an operation names for itself.
fn server_of(core: &Core, draft: &Draft, server: &str) -> Result<BaseUrl, Error> {
    let url = core.servers().find(server, core.base_url()).and_then(|url| {
        let has_credential = chosen(draft.operation().security, core.authorization()).next().is_some();
        if has_credential { core.servers().trusted(url, core.base_url()) } else { Ok(url) }
    });
    url.map_err(|reason| {
        let problem = Problem::Server { reason };
        draft.refusal(vec![Violation { part: Part::Url, pointer: String::new(), problem }])
    })
}
