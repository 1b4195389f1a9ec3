//! A web shop with axum. An order starts a conversation of buyer and seller, and TalkJS' webhooks go into the shop's database.
//!
//! | request | what it does |
//! |---|---|
//! | `PUT /orders/{id}` | stores an order and starts its conversation; after a failure it has to be repeated, unlike in `outbox` |
//! | `GET /orders/{id}` | shows an order, with the number of messages of its conversation |
//! | `POST /talkjs` | receives webhooks: verifies their signature, and stores each event once |

#![allow(clippy::print_stdout, reason = "it shows what it does")]

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::body::Bytes;
use axum::extract::{Json, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{Router, post, put};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use talkjs_client::webhooks::{EventError, Verifier};
use talkjs_client::{BoxError, Client, ConversationUpdate, Error, NewUser, Secret, UserMessage, WebhookEvent};
use talkjs_emulator::Emulator;
use talkjs_recipes::App;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY, buyer TEXT NOT NULL, seller TEXT NOT NULL, item TEXT NOT NULL,
    placed_at INTEGER NOT NULL, messages INTEGER NOT NULL -- the time in seconds since 1970
) STRICT;
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;";

struct Shop {
    talkjs: Client,
    verifier: Verifier,
    /// For a few statements on a local file. A database on another machine needs a pool and async calls.
    database: Mutex<Connection>,
}

#[derive(Serialize, Deserialize)]
struct Order {
    buyer: String,
    seller: String,
    item: String,
    #[serde(skip)]
    placed_at: u64,
    #[serde(skip_deserializing)]
    messages: u32,
}

type Shared = State<Arc<Shop>>;
type Failure = (StatusCode, String);

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let listener = TcpListener::bind(std::env::args().nth(1).as_deref().unwrap_or("127.0.0.1:3000")).await?;
    let shop = format!("http://{}", listener.local_addr()?);
    let app = App::of_environment_or(Emulator::builder().webhook(format!("{shop}/talkjs"))).await?;
    let order = r#"{"buyer": "alice", "seller": "sebastian", "item": "A chair"}"#;
    println!("to place an order: curl -X PUT {shop}/orders/391 -H 'Content-Type: application/json' -d '{order}'");
    println!("to see it: curl {shop}/orders/391");
    app.emulator.iter().for_each(|emulator| println!("to reply as the seller: {}", emulator.base_url()));
    // The emulator loses its data at its end, and the shop does so too.
    let database = Connection::open(if app.emulator.is_some() { ":memory:" } else { "shop.sqlite" })?;
    Ok(axum::serve(listener, router(app.talkjs, &app.secret_key, database)?).await?)
}

/// The routes of a shop on a database. `webhook_key` is the key that TalkJS' dashboard marks for webhooks.
pub(crate) fn router(talkjs: Client, webhook_key: &Secret, database: Connection) -> rusqlite::Result<Router> {
    database.execute_batch(TABLES)?;
    let shop = Shop { talkjs, verifier: Verifier::new(webhook_key), database: Mutex::new(database) };
    let routes = Router::new().route("/orders/{id}", put(place).get(show)).route("/talkjs", post(receive));
    Ok(routes.with_state(Arc::new(shop)))
}

async fn place(State(shop): Shared, Path(id): Path<i64>, Json(order): Json<Order>) -> Result<(), Failure> {
    let order = shop.store(id, &order).await.map_err(failure)?;
    let placed_at = UNIX_EPOCH.checked_add(Duration::from_secs(order.placed_at)).unwrap_or(UNIX_EPOCH);
    shop.talkjs
        .start_conversation(format!("order_{id}"))
        .participant(&order.buyer, NewUser::new(&order.buyer).role("buyer"))
        .participant(&order.seller, NewUser::new(&order.seller).role("seller"))
        .conversation(ConversationUpdate::new().subject(&order.item))
        .message(UserMessage::new(&order.buyer, format!("I ordered: {}", order.item)))
        .idempotency_key(format!("order-{id}-placed"))
        .key_minted_at(placed_at)
        .send()
        .await
        .map(drop)
        .map_err(|error| match error {
            Error::InvalidRequest { .. } => (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
            _ => (StatusCode::BAD_GATEWAY, format!("the order is stored; place it again: {error}")),
        })
}

async fn show(State(shop): Shared, Path(id): Path<i64>) -> Result<Json<Order>, Failure> {
    find(&*shop.database.lock().await, id).map(Json).map_err(failure)
}

/// Needs the raw bytes of the body: JSON that was parsed and serialized again has another signature. TalkJS posts an
/// event again after a failure.
async fn receive(State(shop): Shared, headers: HeaderMap, body: Bytes) -> Result<(), Failure> {
    let event = shop.verifier.event(&headers, &body).map_err(|error| match error {
        EventError::Verify(_) => (StatusCode::UNAUTHORIZED, error.to_string()),
        _ => (StatusCode::BAD_REQUEST, error.to_string()),
    })?;
    shop.apply(&event, &body).await.map_err(failure)
}

impl Shop {
    /// Stores an order if there is none with this id, and returns the stored one. So each run sends the same message.
    async fn store(&self, id: i64, order: &Order) -> rusqlite::Result<Order> {
        let database = self.database.lock().await;
        let insert = "INSERT INTO orders VALUES (?, ?, ?, ?, unixepoch(), 0) ON CONFLICT DO NOTHING";
        database.execute(insert, params![id, order.buyer, order.seller, order.item])?;
        find(&database, id)
    }

    /// Stores an event and its effects in one transaction. A duplicate event changes nothing.
    async fn apply(&self, event: &WebhookEvent, body: &[u8]) -> rusqlite::Result<()> {
        let mut database = self.database.lock().await;
        let transaction = database.transaction()?;
        let insert = "INSERT INTO events VALUES (?, ?) ON CONFLICT DO NOTHING";
        let is_new = transaction.execute(insert, params![event.id(), body])? == 1;
        if is_new && let WebhookEvent::MessageSent(event) = event {
            let count = "UPDATE orders SET messages = messages + 1 WHERE 'order_' || id = ?";
            transaction.execute(count, [event.data.conversation.id.as_str()])?;
        }
        transaction.commit()
    }
}

fn find(database: &Connection, id: i64) -> rusqlite::Result<Order> {
    let select = "SELECT buyer, seller, item, placed_at, messages FROM orders WHERE id = ?";
    database.query_row(select, [id], |row| {
        let (buyer, seller, item, placed_at, messages) = row.try_into()?;
        Ok(Order { buyer, seller, item, placed_at, messages })
    })
}

fn failure(error: rusqlite::Error) -> Failure {
    match error {
        rusqlite::Error::QueryReturnedNoRows => (StatusCode::NOT_FOUND, "no such order".to_owned()),
        error => {
            println!("{error}"); // only for the shop's operators
            (StatusCode::INTERNAL_SERVER_ERROR, "the shop failed".to_owned())
        }
    }
}
