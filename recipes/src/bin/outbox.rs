//! An outbox: each order starts exactly one conversation, even if a process is killed at any time.
//!
//! The shop stores an order and everything needed to start its conversation in one transaction. A worker reads stored
//! orders, starts the conversation and marks the row. If it is killed in between, the next one starts the conversation
//! again, with the same messages and the same idempotency key, and TalkJS does not store them twice.
//!
//! `outbox` places three orders in a new database and processes them. `outbox FILE` processes the orders of a database
//! until none is waiting: run it from a timer, or in a loop. Several workers can run at once.

#![allow(clippy::print_stdout, reason = "it shows what it does")]

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};
use talkjs_client::{BoxError, Client, ConversationUpdate, Error, NewUser, StartConversation, UserMessage, serde_json};
use talkjs_emulator::Emulator;
use talkjs_recipes::App;

const TABLES: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL; -- what is committed survives a power cut
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY, buyer TEXT NOT NULL, seller TEXT NOT NULL, items TEXT NOT NULL -- a JSON array
) STRICT;
CREATE TABLE IF NOT EXISTS outbox (
    order_id INTEGER PRIMARY KEY REFERENCES orders,
    idempotency_key TEXT NOT NULL,
    minted_at INTEGER NOT NULL, -- when the key was made, in seconds since 1970
    fingerprint TEXT NOT NULL, -- of the messages
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'stuck')),
    reason TEXT -- why it is stuck
) STRICT;";

const WAITING: &str = "
SELECT id, buyer, seller, items, idempotency_key, minted_at, fingerprint
FROM orders JOIN outbox ON order_id = id WHERE state = 'waiting' ORDER BY id";

/// An order.
pub(crate) struct Order {
    pub(crate) id: i64,
    pub(crate) buyer: String,
    pub(crate) seller: String,
    pub(crate) items: Vec<String>,
}

/// An order whose conversation may not be started yet.
struct Job {
    order: Order,
    idempotency_key: String,
    minted_at: SystemTime,
    fingerprint: String,
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let app = App::of_environment_or(Emulator::builder()).await?;
    if let Some(file) = std::env::args().nth(1) {
        let mut database = open(file)?;
        while work(&mut database, &app.talkjs).await? > 0 {
            tokio::time::sleep(Duration::from_secs(5)).await; // the failure may be temporary
        }
        return Ok(());
    }
    let mut database = open(":memory:")?;
    for id in 1..=3 {
        let items = ["A chair", "A table"].map(str::to_owned).into();
        place(&mut database, &app.talkjs, &Order { id, buyer: "alice".into(), seller: "sebastian".into(), items })?;
    }
    let left = work(&mut database, &app.talkjs).await?;
    println!("{left} orders wait for their conversation");
    Ok(())
}

/// Opens a database and creates its tables.
pub(crate) fn open(file: impl AsRef<Path>) -> Result<Connection, BoxError> {
    let database = Connection::open(file)?;
    database.busy_timeout(Duration::from_secs(10))?;
    database.execute_batch(TABLES)?;
    Ok(database)
}

/// Stores an order with everything needed to start its conversation once. Nothing is sent, so an outage of TalkJS
/// cannot make an order fail.
pub(crate) fn place(database: &mut Connection, talkjs: &Client, order: &Order) -> Result<(), BoxError> {
    let (key, fingerprint) = (format!("order-{}-placed", order.id), start(talkjs, order).fingerprint());
    let items = serde_json::to_string(&order.items)?;
    let transaction = database.transaction()?;
    transaction
        .execute("INSERT INTO orders VALUES (?, ?, ?, ?)", params![order.id, order.buyer, order.seller, items])?;
    transaction.execute(
        "INSERT INTO outbox (order_id, idempotency_key, minted_at, fingerprint) VALUES (?, ?, unixepoch(), ?)",
        params![order.id, key, fingerprint],
    )?;
    Ok(transaction.commit()?)
}

/// Starts the conversation of each waiting order, and returns how many are still waiting.
pub(crate) async fn work(database: &mut Connection, talkjs: &Client) -> Result<usize, BoxError> {
    let jobs: Vec<Job> = database.prepare(WAITING)?.query_map([], Job::read)?.collect::<Result<_, _>>()?;
    let mut left: usize = 0;
    for Job { order, idempotency_key, minted_at, fingerprint } in jobs {
        let start = start(talkjs, &order).idempotency_key(idempotency_key).key_minted_at(minted_at);
        let (state, reason) = match start.expect_fingerprint(fingerprint).send().await {
            Ok(_) => ("done", None),
            // Nothing was sent, and a retry would not help: the key is older than 23 hours, so that TalkJS may have
            // forgotten it, or the messages are not the stored ones. A person has to check the conversation.
            Err(error @ Error::InvalidRequest { .. }) => ("stuck", Some(error.to_string())),
            // The outcome may be unknown; the next run resolves that.
            Err(error) => {
                println!("order {} waits: {error}", order.id);
                left = left.saturating_add(1);
                continue;
            }
        };
        println!("order {} is {state}", order.id);
        // One statement is one transaction. If it fails, the conversation is started again, without effect.
        let mark = "UPDATE outbox SET state = ?, reason = ? WHERE order_id = ? AND state = 'waiting'";
        database.execute(mark, params![state, reason, order.id])?;
    }
    Ok(left)
}

/// The conversation of an order. It depends only on the order, or a second run would send other messages.
fn start(talkjs: &Client, order: &Order) -> StartConversation {
    let messages = order.items.iter().map(|item| UserMessage::new(&order.buyer, format!("I ordered: {item}")));
    talkjs
        .start_conversation(format!("order_{}", order.id))
        .participant(&order.buyer, NewUser::new(&order.buyer))
        .participant(&order.seller, NewUser::new(&order.seller))
        .conversation(ConversationUpdate::new().subject(format!("Order {}", order.id)))
        .messages(messages)
}

impl Job {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let items: String = row.get("items")?;
        let items = serde_json::from_str(&items)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(3, Type::Text, error.into()))?;
        let minted_at = UNIX_EPOCH.checked_add(Duration::from_secs(row.get("minted_at")?));
        Ok(Self {
            order: Order { id: row.get("id")?, buyer: row.get("buyer")?, seller: row.get("seller")?, items },
            idempotency_key: row.get("idempotency_key")?,
            minted_at: minted_at.unwrap_or(UNIX_EPOCH),
            fingerprint: row.get("fingerprint")?,
        })
    }
}
