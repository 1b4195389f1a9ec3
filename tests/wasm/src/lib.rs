//! Calls of a generated client, made where JavaScript has the clock, the timers and the network. `run.cjs` is the server.

use std::time::Duration;

use talkjs_runtime::http::StatusCode;
use talkjs_runtime::test_util::{Mock, Play};
use talkjs_runtime::types::Upload;
use talkjs_runtime::{ClientCore, Error, RawRequest, http};
use wasm_bindgen::prelude::wasm_bindgen;

#[allow(dead_code, missing_docs)]
mod shop {
    talkjs_runtime::api! { spec = "../../talkjs-runtime/tests/shop.yaml" }
}

use shop::{Client, Order};

/// Makes calls of all kinds and returns what came of them.
#[wasm_bindgen]
pub async fn run(url: String) -> Result<String, String> {
    calls(&url).await.map_err(|error| error.to_string())
}

/// A call can be sent to another thread, as everywhere.
fn is_send<T: Send>(future: T) -> T {
    future
}

async fn calls(url: &str) -> Result<String, Error> {
    let core = ClientCore::builder(url).attempt_timeout(Duration::from_millis(300)).timeout(Duration::from_secs(5));
    let shop = Client::with_core(core.build()?);
    let mut lines = Vec::new();

    lines.push(format!("product: {}", is_send(shop.get_product("tea").send()).await?.name));
    let mut products = shop.list_products().stream();
    while let Some(product) = products.next().await {
        lines.push(format!("listed: {}", product?.name));
    }
    // The first response is a 503.
    let order = shop.create_order(Order::new("tea")).send_with_response().await?;
    let attempts = order.extensions().get::<talkjs_runtime::retry::RetrySummary>().map(|retries| retries.attempts);
    lines.push(format!("order: {:?} attempts", attempts.unwrap_or_default()));
    // Nothing comes back.
    let error = shop.get_status().single_attempt().await;
    lines.push(format!("status: {error}"));
    let upload = Upload::from_reader(4, &b"meow"[..]);
    let raw = RawRequest::new(shop.core(), http::Method::PUT, "/raw").body("text/plain", upload).send().await?;
    lines.push(format!("raw: {}", String::from_utf8_lossy(raw.body())));

    let mock = Mock::new();
    let mocked = Client::with_core(mock.core()?);
    mock.on(mocked.get_product("tea")).times(1).plays(Play::response(503, ""));
    mock.on(mocked.get_product("tea")).plays(Play::response(404, ""));
    let status = mocked.get_product("tea").send().await.err().and_then(|error| error.status());
    lines.push(format!("mock: {}", status == Some(StatusCode::NOT_FOUND)));
    Ok(lines.join("\n"))
}

/// Makes one attempt and returns its error.
trait SingleAttempt {
    async fn single_attempt(self) -> String;
}

impl SingleAttempt for talkjs_runtime::Call<String> {
    async fn single_attempt(self) -> String {
        let result = self.retry(talkjs_runtime::retry::RetryPolicy::none()).send().await;
        result.map_or_else(|error| format!("timeout {}", error.is_timeout()), |status| status)
    }
}
