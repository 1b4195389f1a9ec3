//! The outbox, whose worker is killed.

#[allow(dead_code, reason = "a program has more than a test needs")]
#[path = "../../src/bin/outbox.rs"]
mod recipe;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use recipe::Order;
use rusqlite::Connection;
use talkjs_client::Client;
use talkjs_emulator::{Emulator, Fault};
use talkjs_recipes::App;
use tokio::sync::watch;

use crate::{Folder, command, output};

const KILLS: usize = 50;
const SEED: u64 = 20_261_129;
/// How many orders wait when a worker starts: too many for what it does before it is killed.
const WAITING: usize = 12;
/// The most requests that a worker makes before it is killed. An order takes four to six.
const REQUESTS: u64 = 25;

#[test]
fn without_a_file_three_orders_get_their_conversations() {
    let output = output(&mut command(env!("CARGO_BIN_EXE_outbox")));
    assert!(output.ends_with("order 3 is done\n0 orders wait for their conversation\n"), "{output}");
}

#[tokio::test]
async fn after_50_kills_each_order_has_exactly_one_conversation_with_exactly_its_messages() {
    let (folder, requests, victim) =
        (Folder::new("outbox"), watch::Sender::new(0_u64), Arc::<Mutex<Victim>>::default());
    let (counter, killer) = (requests.clone(), Arc::clone(&victim));
    let emulator = Emulator::builder().on_request(move |_| {
        killer.lock().unwrap().request();
        counter.send_modify(|count| *count += 1);
    });
    let app = App::emulated(emulator).await.unwrap();
    let (file, mut random) = (folder.file("shop.sqlite"), Random(SEED));
    let mut database = recipe::open(&file).unwrap();
    let (mut orders, mut kills, mut begun, mut finished) = (Vec::new(), 0, 0, 0);
    while kills < KILLS {
        while waiting(&database).len() < WAITING {
            let order = order(orders.len(), &mut random);
            recipe::place(&mut database, &app.talkjs, &order).unwrap();
            orders.push(order);
        }
        // When a request has taken effect and has no response yet, or up to three milliseconds later.
        let (at_once, more) = (random.below(2) == 0, random.below(REQUESTS));
        let (last, moment) = (*requests.borrow() + more, Duration::from_micros(random.below(3_000)));
        {
            let mut victim = victim.lock().unwrap();
            victim.left = if at_once { more } else { 0 };
            victim.worker = Some(worker(&file, &app).spawn().unwrap());
        }
        requests.subscribe().wait_for(|count| *count >= last).await.unwrap();
        tokio::time::sleep(moment).await;
        let mut worker = victim.lock().unwrap().worker.take().unwrap();
        worker.kill().unwrap();
        if let Some(code) = worker.wait().unwrap().code() {
            assert_eq!(code, 0, "on a busy machine it can come to its end before");
            continue;
        }
        kills += 1;

        let Some(&next) = waiting(&database).first() else { continue };
        let next: &Order = &orders[next];
        match messages(&app.talkjs, next).await.len() {
            0 => {}
            sent if sent < next.items.len() => begun += 1,
            _ => finished += 1,
        }
    }
    println!(
        "{} orders, {kills} kills: {begun} within the messages, {finished} before the row was marked",
        orders.len()
    );
    assert!(begun > 0 && finished > 0, "the worker was killed where it matters");

    assert!(worker(&file, &app).status().unwrap().success());
    assert!(waiting(&database).is_empty());
    let conversations = conversations(&app.talkjs).await;
    assert_eq!(conversations, orders.iter().map(|order| format!("order_{}", order.id)).collect());
    for order in &orders {
        let expected: Vec<_> = order.items.iter().map(|item| format!("I ordered: {item}")).collect();
        assert_eq!(messages(&app.talkjs, order).await, expected, "order {}", order.id);
    }
}

#[tokio::test]
async fn an_order_is_not_placed_without_what_starts_its_conversation() {
    let app = App::emulated(Emulator::builder()).await.unwrap();
    let mut database = with_orders(&app, 0);
    let full = "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
    database.execute(full, []).unwrap();
    recipe::place(&mut database, &app.talkjs, &order(0, &mut Random(SEED))).unwrap_err();
    let orders: i64 = database.query_row("SELECT count(*) FROM orders", [], |row| row.get(0)).unwrap();
    assert_eq!(orders, 0);
}

#[tokio::test]
async fn an_order_that_fails_waits_and_the_others_go_on() {
    let app = App::emulated(Emulator::builder()).await.unwrap();
    let mut database = with_orders(&app, 2);
    let fault = Fault::status(403).on("PUT /conversations/{conversationId}");
    app.emulator.as_ref().unwrap().inject(fault).unwrap();
    assert_eq!(recipe::work(&mut database, &app.talkjs).await.unwrap(), 1);
    assert_eq!(waiting(&database), [0]);
    assert_eq!(recipe::work(&mut database, &app.talkjs).await.unwrap(), 0);
    assert_eq!(states(&database), ["done", "done"]);
    assert_eq!(conversations(&app.talkjs).await.len(), 2);
}

#[tokio::test]
async fn nothing_is_sent_after_23_hours_until_a_person_gives_the_order_a_new_key() {
    let app = App::emulated(Emulator::builder()).await.unwrap();
    let mut database = with_orders(&app, 1);
    database.execute("UPDATE outbox SET minted_at = minted_at - 24 * 60 * 60", []).unwrap();
    assert_eq!(recipe::work(&mut database, &app.talkjs).await.unwrap(), 0);
    assert_eq!(states(&database), ["stuck"]);
    let reason: String = database.query_row("SELECT reason FROM outbox", [], |row| row.get(0)).unwrap();
    assert!(reason.contains("idempotencyKey"), "{reason}");
    assert_eq!(app.emulator.as_ref().unwrap().requests(), []);

    assert_eq!(database.execute(&new_key(), []).unwrap(), 1);
    assert_eq!(recipe::work(&mut database, &app.talkjs).await.unwrap(), 0);
    assert_eq!(states(&database), ["done"]);
    assert_eq!(conversations(&app.talkjs).await.len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_under_the_key_of_other_messages() {
    let app = App::emulated(Emulator::builder()).await.unwrap();
    let mut database = with_orders(&app, 1);
    database.execute("UPDATE orders SET items = '[\"Another chair\"]'", []).unwrap();
    assert_eq!(recipe::work(&mut database, &app.talkjs).await.unwrap(), 0);
    assert_eq!(states(&database), ["stuck"]);
    assert_eq!(app.emulator.as_ref().unwrap().requests(), []);
}

/// The statement for a stuck order, as `README.md` has it.
fn new_key() -> String {
    let readme = include_str!("../../README.md");
    let statement = readme.split("```sql\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(statement.contains("= 391"), "{statement}");
    statement.replace("= 391", "= 0")
}

/// A worker that is killed after so many requests, before the response to the last one is sent.
#[derive(Default)]
struct Victim {
    /// 0 for one that is not killed so.
    left: u64,
    worker: Option<Child>,
}

impl Victim {
    fn request(&mut self) {
        if self.left == 1
            && let Some(worker) = &mut self.worker
        {
            worker.kill().unwrap();
        }
        self.left = self.left.saturating_sub(1);
    }
}

fn worker(file: &Path, app: &App) -> Command {
    let mut command = command(env!("CARGO_BIN_EXE_outbox"));
    command.arg(file).envs(app.variables()).stdout(Stdio::null());
    command
}

/// A database in memory, with orders from 0 on.
fn with_orders(app: &App, count: usize) -> Connection {
    let mut database = recipe::open(":memory:").unwrap();
    for number in 0..count {
        recipe::place(&mut database, &app.talkjs, &order(number, &mut Random(SEED))).unwrap();
    }
    database
}

/// An order of 1 to 25 items, ten of which go into one request.
fn order(number: usize, random: &mut Random) -> Order {
    let items = (0..=random.below(25)).map(|item| format!("item {item} of order {number}")).collect();
    Order { id: i64::try_from(number).unwrap(), buyer: "alice".into(), seller: "sebastian".into(), items }
}

fn waiting(database: &Connection) -> Vec<usize> {
    let mut select = database.prepare("SELECT order_id FROM outbox WHERE state = 'waiting' ORDER BY order_id").unwrap();
    let ids = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap);
    ids.map(|id: i64| usize::try_from(id).unwrap()).collect()
}

fn states(database: &Connection) -> Vec<String> {
    let mut select = database.prepare("SELECT state FROM outbox ORDER BY order_id").unwrap();
    select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

async fn conversations(talkjs: &Client) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut conversations = talkjs.list_conversations().stream();
    while let Some(conversation) = conversations.next().await {
        assert!(found.insert(conversation.unwrap().id.to_string()), "each conversation is there once");
    }
    found
}

/// The texts of the messages of an order's conversation, oldest first.
async fn messages(talkjs: &Client, order: &Order) -> Vec<String> {
    let mut newest_first = talkjs.list_messages(format!("order_{}", order.id)).limit(30).stream();
    let mut texts = Vec::new();
    while let Some(message) = newest_first.next().await {
        match message {
            Ok(message) => texts.push(message.text.unwrap()),
            Err(error) if error.is_not_found() => break,
            Err(error) => panic!("{error}"),
        }
    }
    texts.reverse();
    texts
}

/// SplitMix64: numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
