//! The shop: orders in, webhooks in.

#[allow(dead_code, reason = "a program has more than a test needs")]
#[path = "../../src/bin/shop.rs"]
mod recipe;

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::UNIX_EPOCH;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use rusqlite::Connection;
use serde_json::{Value, json};
use talkjs_client::webhooks::{SIGNATURE_HEADER, TIMESTAMP_HEADER, sign};
use talkjs_client::{Secret, UserMessage};
use talkjs_emulator::{Emulator, Fault};
use talkjs_recipes::App;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::{Folder, command};

/// A running shop, whose webhooks come from an emulator.
struct Shop {
    app: App,
    address: SocketAddr,
    folder: Folder,
    /// A unit for each webhook that was answered.
    answered: mpsc::UnboundedReceiver<()>,
}

impl Shop {
    async fn start(name: &str, answer: fn(Response) -> Response) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = App::emulated(Emulator::builder().webhook(format!("http://{address}/talkjs"))).await.unwrap();
        let folder = Folder::new(name);
        let database = Connection::open(folder.file("shop.sqlite")).unwrap();
        let routes = recipe::router(app.talkjs.clone(), &app.secret_key, database).unwrap();
        let (sender, answered) = mpsc::unbounded_channel();
        tokio::spawn(async move { axum::serve(listener, watched(routes, sender, answer)).await });
        Self { app, address, folder, answered }
    }

    async fn place(&self, id: i64, item: &str) -> u16 {
        let order = json!({"buyer": "alice", "seller": "sebastian", "item": item}).to_string();
        let headers = [("content-type", "application/json")];
        request(self.address, "PUT", &format!("/orders/{id}"), &headers, &order).await.0
    }

    async fn order(&self, id: i64) -> Value {
        let (status, body) = request(self.address, "GET", &format!("/orders/{id}"), &[], "").await;
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    async fn webhooks(&mut self, count: usize) {
        for _ in 0..count {
            self.answered.recv().await.unwrap();
        }
    }

    /// The ids of the events that are stored, each with its type.
    fn events(&self) -> Vec<(String, String)> {
        let database = Connection::open(self.folder.file("shop.sqlite")).unwrap();
        let mut select = database.prepare("SELECT id, body ->> 'type' FROM events ORDER BY rowid").unwrap();
        select.query_map([], |row| row.try_into()).unwrap().map(Result::unwrap).collect()
    }

    async fn texts(&self, id: i64) -> Vec<String> {
        let messages = self.app.talkjs.list_messages(format!("order_{id}")).send().await.unwrap().data;
        messages.into_iter().rev().map(|message| message.text.unwrap()).collect()
    }
}

/// Lets a test change how webhooks are answered, and notice that they are.
fn watched(routes: Router, answered: mpsc::UnboundedSender<()>, answer: fn(Response) -> Response) -> Router {
    routes.layer(from_fn(move |request: Request, next: Next| {
        let answered = answered.clone();
        async move {
            let is_webhook = request.uri().path() == "/talkjs";
            let response = next.run(request).await;
            if !is_webhook {
                return response;
            }
            answered.send(()).unwrap();
            answer(response)
        }
    }))
}

#[tokio::test]
async fn an_order_starts_one_conversation_however_often_it_is_placed() {
    let shop = Shop::start("orders", |response| response).await;
    assert_eq!(shop.place(391, "A chair").await, 200);
    assert_eq!(shop.place(391, "A chair").await, 200);
    assert_eq!(shop.place(391, "Another chair").await, 200, "the first one stays");
    assert_eq!(shop.texts(391).await, ["I ordered: A chair"]);
    assert_eq!(shop.order(391).await["item"], "A chair");
    assert_eq!(request(shop.address, "GET", "/orders/392", &[], "").await.0, 404);
}

#[tokio::test]
async fn an_order_whose_conversation_fails_is_completed_by_placing_it_again() {
    let shop = Shop::start("failures", |response| response).await;
    let fault = Fault::status(403).on("POST /conversations/{conversationId}/messages");
    shop.app.emulator.as_ref().unwrap().inject(fault).unwrap();
    assert_eq!(shop.place(391, "A chair").await, 502);
    assert_eq!(shop.order(391).await["item"], "A chair");
    assert_eq!(shop.place(391, "A chair").await, 200);
    assert_eq!(shop.texts(391).await, ["I ordered: A chair"]);
}

#[tokio::test]
async fn an_order_that_is_placed_again_after_a_day_sends_nothing() {
    let shop = Shop::start("old-orders", |response| response).await;
    assert_eq!(shop.place(391, "A chair").await, 200);
    let database = Connection::open(shop.folder.file("shop.sqlite")).unwrap();
    database.execute("UPDATE orders SET placed_at = placed_at - 24 * 60 * 60", []).unwrap();
    let before = shop.app.emulator.as_ref().unwrap().requests().len();
    assert_eq!(shop.place(391, "A chair").await, 422);
    assert_eq!(shop.app.emulator.as_ref().unwrap().requests().len(), before);
}

#[tokio::test]
async fn an_event_that_is_delivered_twice_is_stored_and_counted_once() {
    // The shop stores each event and its answer is lost, so that the emulator posts it again, as TalkJS does.
    let mut shop = Shop::start("events", |mut response| {
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    })
    .await;
    let mut events = shop.app.emulator.as_ref().unwrap().events();
    assert_eq!(shop.place(391, "A chair").await, 200);
    let answer = UserMessage::new("sebastian", "It is on its way.");
    shop.app.talkjs.send_messages("order_391", [answer]).send().await.unwrap();

    let mut expected = Vec::new();
    while let Some(event) = events.try_next() {
        expected.push((event.id, event.kind.name().to_owned()));
    }
    assert_eq!(expected.iter().filter(|(_, kind)| kind == "message.sent").count(), 2, "{expected:?}");
    shop.webhooks(expected.len() * 2).await;
    let (mut stored, deliveries) = (shop.events(), shop.answered.len());
    stored.sort();
    expected.sort();
    assert_eq!((stored, deliveries), (expected, 0));
    assert_eq!(shop.order(391).await["messages"], 2);
}

#[tokio::test]
async fn an_event_that_talkjs_has_not_signed_is_refused_and_not_stored() {
    let shop = Shop::start("signatures", |response| response).await;
    let event = r#"{"id": "evt_1", "type": "conversation.deleted", "createdAt": 1711929600000, "data": {}}"#;
    let post = async |key: &str, body: &str| {
        let timestamp = UNIX_EPOCH.elapsed().unwrap().as_millis().to_string();
        let signature = sign(&Secret::new(key).unwrap(), &timestamp, event.as_bytes());
        let headers = [(SIGNATURE_HEADER, signature.as_str()), (TIMESTAMP_HEADER, timestamp.as_str())];
        request(shop.address, "POST", "/talkjs", &headers, body).await.0
    };
    let key = shop.app.emulator.as_ref().unwrap().secret_key();
    assert_eq!(post("sk_test_other", event).await, 401);
    assert_eq!(post(key, &event.replace("evt_1", "evt_2")).await, 401);
    assert_eq!(request(shop.address, "POST", "/talkjs", &[], event).await.0, 401);
    assert_eq!(shop.events(), []);
    assert_eq!(post(key, event).await, 200);
    assert_eq!(shop.events(), [("evt_1".to_owned(), "conversation.deleted".to_owned())]);
}

#[tokio::test]
async fn the_command_starts_a_shop_that_takes_orders() {
    let mut program = command(env!("CARGO_BIN_EXE_shop"));
    let folder = Folder::new("command");
    program.arg("127.0.0.1:0").current_dir(&folder.0).stdout(Stdio::piped());
    let mut process = program.spawn().unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let lines: Vec<_> = lines.take(3).map(Result::unwrap).collect();
    let address = lines[1].split("http://").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
    let headers = [("content-type", "application/json")];
    // As the command that it prints.
    let order = lines[0].split('\'').nth(3).unwrap();
    assert_eq!(request(address, "PUT", "/orders/391", &headers, order).await.0, 200);
    let (status, body) = request(address, "GET", "/orders/391", &[], "").await;
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(status == 200 && body.contains("A chair"), "{body}");
    assert!(!Path::exists(&folder.file("shop.sqlite")), "with the emulator nothing is kept");
}

/// Makes a request, and returns status and body of the response.
async fn request(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap();
    (status.parse().unwrap(), body.to_owned())
}
