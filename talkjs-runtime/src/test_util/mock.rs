//! A mock of an API: responses by operation.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use crate::boxed::BoxFuture;
use crate::calls::call::IntoCall;
use crate::error::Error;
use crate::error::transport_error::TransportError;
use crate::request::body::RequestBody;
use crate::request::draft::Target;
use crate::send::client_core::ClientCore;
use crate::send::transport::{AttemptLimits, BodyStream, Transport};
use crate::test_util::play::Play;
use crate::test_util::scripted_transport::ScriptedTransport;
use crate::test_util::sent_request::SentRequest;

/// Responds to the calls of a generated client by their operation, without a server. It is a transport that sends
/// nothing.
///
/// [`on`](Self::on) takes a call as the client makes it. The call determines the operation, the parameters, and the
/// type of the response: another type does not compile. A call without a response in the mock fails with the status 501
/// and a message with the name of the operation.
///
/// ```
/// # mod shop {
/// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
/// # }
/// use serde_json::json;
/// use talkjs_runtime::test_util::{Mock, Play, from_json};
///
/// /// The code that is tested.
/// async fn name(shop: &shop::Client, id: &str) -> String {
///     match shop.get_product(id).send().await {
///         Ok(product) => product.name,
///         Err(error) if error.is_not_found() => "sold out".to_owned(),
///         Err(error) => error.to_string(),
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = Mock::new();
/// let shop = shop::Client::with_core(mock.core()?);
/// let tea: shop::Product = from_json(&json!({"id": "tea", "name": "Tea"}))?;
/// mock.on(shop.get_product("tea")).returns(tea);
/// mock.on(shop.get_product("milk")).plays(Play::json(404, &json!({"code": "gone"})));
///
/// assert_eq!(name(&shop, "tea").await, "Tea");
/// assert_eq!(name(&shop, "milk").await, "sold out");
/// assert!(name(&shop, "salt").await.contains("`getProduct`"));
/// assert_eq!(mock.calls("getProduct").len(), 3);
/// # Ok(())
/// # }
/// ```
///
/// Clones share their responses and the record of sent requests. For a client with its own settings or its own builder,
/// use a clone as its transport.
#[derive(Clone)]
pub struct Mock {
    transport: ScriptedTransport,
    stubs: Stubs,
}

impl Mock {
    /// Creates a mock without responses.
    #[must_use]
    pub fn new() -> Self {
        let stubs = Stubs::default();
        let transport = ScriptedTransport::by({
            let stubs = stubs.clone();
            move |request| stubs.play(request)
        });
        Self { transport, stubs }
    }

    /// Returns the core of a client that sends its calls to this mock, without credentials.
    ///
    /// # Errors
    ///
    /// If the core cannot be built, which its settings give no reason for.
    pub fn core(&self) -> Result<ClientCore, Error> {
        ClientCore::builder("http://127.0.0.1:1").transport(self.clone()).build()
    }

    /// Starts a response for calls of this operation with these parameters: the path is the same, and the query has at
    /// least the parameters of this call. Headers and body are ignored; [`plays_by`](On::plays_by) can check them.
    ///
    /// A call gets the first response that matches and is not used up, in the order in which they were added.
    pub fn on<C: IntoCall>(&self, call: C) -> On<'_, C::Response> {
        let call = call.into_call();
        self.begin(call.operation().to_owned(), Some(call.target()))
    }

    /// Starts a response for all calls of an operation, by its `operationId`, whatever their parameters.
    ///
    /// ```
    /// use talkjs_runtime::test_util::Mock;
    ///
    /// let mock = Mock::new();
    /// mock.on_operation("listProducts").returns(serde_json::json!({"data": []}));
    /// ```
    pub fn on_operation(&self, operation: impl Into<String>) -> On<'_, Value> {
        self.begin(operation.into(), None)
    }

    fn begin<T>(&self, operation: String, target: Option<Result<Target, String>>) -> On<'_, T> {
        On { mock: self, operation, target, times: None, response: PhantomData }
    }

    /// Returns the requests of an operation so far, by its `operationId`. Each attempt of a call is one.
    pub fn calls(&self, operation: &str) -> Vec<SentRequest> {
        self.sent().into_iter().filter(|request| request.operation == operation).collect()
    }

    /// Returns all requests so far, in their order.
    pub fn sent(&self) -> Vec<SentRequest> {
        self.transport.sent()
    }
}

impl Default for Mock {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Mock {
    fn send(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.transport.send(request, limits)
    }

    fn open(
        &self,
        request: http::Request<RequestBody>,
        limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<http::Response<BodyStream>, TransportError>> {
        self.transport.open(request, limits)
    }

    fn drop_connections(&self) {
        self.transport.drop_connections();
    }
}

impl fmt::Debug for Mock {
    /// Shows the operations that have responses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stubs = self.stubs.lock();
        f.debug_set().entries(stubs.iter().map(|stub| &stub.operation)).finish()
    }
}

/// A response of a [`Mock`] under construction, for calls whose response is a `T`.
#[must_use = "there is no response before `returns` or `plays`"]
pub struct On<'m, T> {
    mock: &'m Mock,
    operation: String,
    target: Option<Result<Target, String>>,
    times: Option<usize>,
    response: PhantomData<fn() -> T>,
}

impl<T> On<'_, T> {
    /// Uses the response this many times, and then the next one that matches. By default there is no limit. Each
    /// attempt of a call counts.
    ///
    /// ```
    /// # mod shop {
    /// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
    /// # }
    /// # use talkjs_runtime::test_util::{Mock, Play};
    /// # fn example(mock: &Mock, shop: &shop::Client) {
    /// mock.on(shop.get_status()).times(2).plays(Play::response(503, ""));
    /// mock.on(shop.get_status()).returns("open".to_owned());
    /// # }
    /// ```
    pub fn times(mut self, count: usize) -> Self {
        self.times = Some(count);
        self
    }

    /// Plays a response of any status, or a failure.
    pub fn plays(self, play: Play) {
        self.plays_by(move |_| play.clone());
    }

    /// Plays the result of a function of the request.
    ///
    /// ```
    /// # mod shop {
    /// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
    /// # }
    /// # use talkjs_runtime::test_util::{Mock, Play};
    /// # fn example(mock: &Mock, shop: &shop::Client) {
    /// mock.on(shop.create_order(shop::Order::new("tea"))).plays_by(|request| {
    ///     let order: serde_json::Value = request.json().unwrap();
    ///     Play::json(201, &order)
    /// });
    /// # }
    /// ```
    pub fn plays_by(self, script: impl Fn(&SentRequest) -> Play + Send + Sync + 'static) {
        let Self { mock, operation, target, times, .. } = self;
        mock.stubs.lock().push(Stub { operation, target, left: times, script: Arc::new(script) });
    }
}

impl<T: Serialize> On<'_, T> {
    /// Responds with this value and the status 200. The value has the type that the call returns:
    ///
    /// ```compile_fail,E0308
    /// # mod shop {
    /// #     talkjs_macros::api! { spec = "tests/shop.yaml" }
    /// # }
    /// # use talkjs_runtime::test_util::Mock;
    /// # fn example(mock: &Mock, shop: &shop::Client) {
    /// mock.on(shop.get_status()).returns(503); // the status of the shop is a string
    /// # }
    /// ```
    pub fn returns(self, value: T) {
        let body = serde_json::to_value(value);
        self.plays_by(move |request| match &body {
            Ok(value) => success(value, request),
            Err(error) => Play::mistake(&error.to_string()),
        });
    }

    /// Responds with the result of a function of the request, and the status 200.
    pub fn returns_by(self, value: impl Fn(&SentRequest) -> T + Send + Sync + 'static) {
        self.plays_by(move |request| match serde_json::to_value(value(request)) {
            Ok(value) => success(&value, request),
            Err(error) => Play::mistake(&error.to_string()),
        });
    }
}

impl<T> fmt::Debug for On<'_, T> {
    /// Shows the operation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("On").field("operation", &self.operation).finish_non_exhaustive()
    }
}

/// A success response: JSON, or the text itself if the call does not request JSON.
fn success(value: &Value, request: &SentRequest) -> Play {
    let asks_for_json = request.header("accept").is_none_or(|accept| accept.contains("json"));
    match value {
        Value::String(text) if !asks_for_json => Play::response(200, text.clone()),
        value => Play::json(200, value),
    }
}

type Script = dyn Fn(&SentRequest) -> Play + Send + Sync;

#[derive(Clone, Default)]
struct Stubs(Arc<Mutex<Vec<Stub>>>);

struct Stub {
    operation: String,
    /// The target of the call, if it matters; or the reason why such a call is not possible.
    target: Option<Result<Target, String>>,
    left: Option<usize>,
    script: Arc<Script>,
}

impl Stubs {
    /// If a test panicked while it held the lock, it has failed already.
    fn lock(&self) -> MutexGuard<'_, Vec<Stub>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn play(&self, request: &SentRequest) -> Play {
        match self.script(request) {
            // A response may use the mock itself.
            Ok(script) => script(request),
            Err(reason) => Play::mistake(&reason),
        }
    }

    fn script(&self, request: &SentRequest) -> Result<Arc<Script>, String> {
        let mut stubs = self.lock();
        let Some(stub) = stubs.iter_mut().find(|stub| stub.left != Some(0) && stub.fits(request)) else {
            return Err(no_response(&stubs, request));
        };
        stub.left = stub.left.map(|left| left.saturating_sub(1));
        Ok(Arc::clone(&stub.script))
    }
}

impl Stub {
    fn fits(&self, request: &SentRequest) -> bool {
        self.operation == request.operation
            && match &self.target {
                None => true,
                Some(Ok(target)) => target.fits(&request.url),
                Some(Err(_)) => false,
            }
    }

    /// Its text in the message about a call without a response.
    fn description(&self) -> String {
        let target = match &self.target {
            None => "all calls".to_owned(),
            Some(Ok(target)) => target.to_string(),
            Some(Err(reason)) => format!("an invalid call, {reason}"),
        };
        if self.left == Some(0) { format!("{target} (used up)") } else { target }
    }
}

fn no_response(stubs: &[Stub], request: &SentRequest) -> String {
    let SentRequest { operation, method, url, .. } = request;
    let target = url.path_and_query().map_or(url.path(), http::uri::PathAndQuery::as_str);
    let known: Vec<_> = stubs.iter().filter(|stub| stub.operation == *operation).map(Stub::description).collect();
    match known.as_slice() {
        [] => format!("no response of the mock for `{operation}`, {method} {target}"),
        known => {
            format!(
                "no response of the mock for `{operation}`, {method} {target}; it has some for {}",
                known.join(", ")
            )
        }
    }
}
