//! OAuth 2.0 client credentials: the client requests a token from a token server, caches it until shortly before it
//! expires, and requests a new one after a 401.
//!
//! Run it with `cargo run -p talkjs-runtime --features macros --example oauth2`. It starts a token server and a shop on this
//! machine, so it needs no account.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use talkjs_runtime::auth::{CachedCredential, Credential, ExpiringCredential};
use talkjs_runtime::http::Method;
use talkjs_runtime::{BoxError, ClientCore, RawRequest, serde_json};

mod shop {
    #![allow(dead_code, missing_docs, reason = "generated for the example")]
    talkjs_runtime::api! { spec = "tests/shop.yaml" }
}

/// The response of a token server (RFC 6749, section 5.1).
#[derive(Deserialize)]
struct Token {
    access_token: String,
    expires_in: Option<u64>,
}

/// Requests a token. This runs once for all requests that need one.
async fn fetch(token_server: ClientCore) -> Result<ExpiringCredential, BoxError> {
    let form = "grant_type=client_credentials&client_id=example&client_secret=secret";
    let request = RawRequest::new(&token_server, Method::POST, "/oauth/token");
    let response = request.body("application/x-www-form-urlencoded", form).repeatable().send().await?;
    let token: Token = serde_json::from_slice(response.body())?;
    let credential = ExpiringCredential::new(Credential::bearer(&token.access_token)?);
    Ok(token.expires_in.map(Duration::from_secs).into_iter().fold(credential, ExpiringCredential::lifetime))
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let server = Server::start().await?;

    let token_server = ClientCore::builder(&server.url).build()?;
    let credentials = CachedCredential::new(move || fetch(token_server.clone())).scheme("oauth");
    let core = ClientCore::builder(&server.url).credentials(credentials).build()?;
    let shop = shop::Client::with_core(core);

    let (tea, coffee) = tokio::join!(shop.get_product("tea").send(), shop.get_product("coffee").send());
    let names = [tea?.name, coffee?.name];
    server.revoke(); // the next request gets a 401, a new token, and its product
    let sugar = shop.get_product("sugar").send().await?.name;

    let tokens = server.tokens();
    if names != ["tea", "coffee"] || sugar != "sugar" || tokens != 2 {
        return Err(format!("{names:?}, {sugar}, {tokens} tokens").into());
    }
    write(&format!("{}, {} and {sugar} with {tokens} tokens\n", names[0], names[1]))?;
    Ok(())
}

fn write(text: &str) -> Result<(), BoxError> {
    use std::io::Write as _;
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// A token server and a shop on one server. A token is the number of issued tokens.
struct Server {
    url: String,
    state: Arc<Tokens>,
}

#[derive(Default)]
struct Tokens {
    given: AtomicU32,
    valid: AtomicU32,
}

impl Server {
    async fn start() -> Result<Self, BoxError> {
        let state = Arc::<Tokens>::default();
        let routes = Router::new()
            .route("/oauth/token", post(token))
            .route("/products/{id}", get(product))
            .with_state(Arc::clone(&state));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { url, state })
    }

    /// Invalidates all issued tokens.
    fn revoke(&self) {
        self.state.valid.store(0, Ordering::SeqCst);
    }

    fn tokens(&self) -> u32 {
        self.state.given.load(Ordering::SeqCst)
    }
}

async fn token(State(state): State<Arc<Tokens>>, form: String) -> Result<Json<serde_json::Value>, StatusCode> {
    if !form.contains("grant_type=client_credentials") {
        return Err(StatusCode::BAD_REQUEST);
    }
    let number = state.given.fetch_add(1, Ordering::SeqCst).saturating_add(1);
    state.valid.store(number, Ordering::SeqCst);
    Ok(Json(serde_json::json!({ "access_token": number.to_string(), "token_type": "Bearer", "expires_in": 3600 })))
}

async fn product(
    State(state): State<Arc<Tokens>>,
    axum::extract::Path(id): axum::extract::Path<String>,
    headers: HeaderMap,
) -> Result<Json<serde_json::Value>, StatusCode> {
    let valid = state.valid.load(Ordering::SeqCst);
    let given = headers.get("authorization").and_then(|value| value.to_str().ok());
    match given {
        Some(given) if valid > 0 && given == format!("Bearer {valid}") => {
            Ok(Json(serde_json::json!({ "id": id, "name": id })))
        }
        _ => Err(StatusCode::UNAUTHORIZED),
    }
}
