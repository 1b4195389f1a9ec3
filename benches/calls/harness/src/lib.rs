//! What all contestants share: the command line, and the calls in a row or side by side.

use std::future::Future;
use std::rc::Rc;
use std::time::Instant;

use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

/// The credential of all contestants, in form and length like one that our client signs: HTTP/2 encodes it anew in each request. The
/// server does not look at it.
pub const TOKEN: &str = concat!(
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
    "eyJ0b2tlblR5cGUiOiJhcHAiLCJpc3MiOiJxM2sxcGE5ZCIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAwMDMwfQ.",
    "bm90IGEgc2lnbmF0dXJlLCBidXQgYXMgbG9uZzogMzI",
);

/// The app that all contestants belong to; it is part of every path.
pub const APP: &str = "q3k1pa9d";

/// The calls before those that are measured: the connection is there then, and all that is made once.
const WARM_UP: usize = 20;

/// A way to make the calls. Each panics when the response is not the right one.
#[allow(async_fn_in_trait)]
pub trait Contestant {
    /// Prepares a client for the server at `http://127.0.0.1:PORT`.
    async fn new(server: &str) -> Self;
    /// `PUT /users/12081`, whose response is `{}`.
    async fn upsert_user(&self);
    /// `POST /conversations/order_391/messages` with one message, whose response holds one id.
    async fn send_messages(&self);
    /// `GET /conversations/order_391/messages?limit=100`, whose response holds 100 messages.
    async fn list_messages(&self);
}

/// Runs `CONTESTANT SERVER OPERATION CALLS` and prints what `measure` found, as JSON.
///
/// `CONTESTANT SERVER OPERATION CALLS IN_FLIGHT` makes them side by side instead, and prints what they take.
pub fn run<C: Contestant + 'static>(measure: impl FnOnce(&mut dyn FnMut()) -> Value) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (server, operation, calls, in_flight) = match arguments.as_slice() {
        [server, operation, calls] => (server, operation, calls, None),
        [server, operation, calls, in_flight] => (server, operation, calls, Some(in_flight)),
        _ => panic!("CONTESTANT SERVER OPERATION CALLS [IN_FLIGHT]"),
    };
    let calls = calls.parse().expect("a number of calls");
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    if let Some(in_flight) = in_flight {
        let in_flight = in_flight.parse().expect("a number of calls");
        return println!("{}", runtime.block_on(side_by_side::<C>(server, operation, calls, in_flight)));
    }
    let contestant = runtime.block_on(C::new(server));
    let found = match operation.as_str() {
        "upsert_user" => measured(&runtime, calls, measure, || contestant.upsert_user()),
        "send_messages" => measured(&runtime, calls, measure, || contestant.send_messages()),
        "list_messages" => measured(&runtime, calls, measure, || contestant.list_messages()),
        _ => panic!("no operation `{operation}`"),
    };
    println!("{found}");
}

/// Makes calls in so many tasks, one after another in each.
async fn side_by_side<C: Contestant + 'static>(server: &str, operation: &str, calls: usize, tasks: usize) -> Value {
    let contestant = Rc::new(C::new(server).await);
    let make = async |each: usize| {
        let running = LocalSet::new();
        for _ in 0..tasks {
            let (contestant, operation) = (Rc::clone(&contestant), operation.to_owned());
            running.spawn_local(async move {
                for _ in 0..each {
                    match operation.as_str() {
                        "upsert_user" => contestant.upsert_user().await,
                        "send_messages" => contestant.send_messages().await,
                        "list_messages" => contestant.list_messages().await,
                        _ => panic!("no operation `{operation}`"),
                    }
                }
            });
        }
        running.await;
    };
    // The connections are there then.
    make(2).await;
    let (start, cpu) = (Instant::now(), own_time());
    make(calls / tasks).await;
    json!({ "wall": start.elapsed().as_secs_f64(), "cpu": own_time() - cpu })
}

fn measured<F: Future<Output = ()>>(
    runtime: &Runtime,
    calls: usize,
    measure: impl FnOnce(&mut dyn FnMut()) -> Value,
    call: impl Fn() -> F,
) -> Value {
    let repeated = async |times| {
        for _ in 0..times {
            call().await;
        }
    };
    runtime.block_on(repeated(WARM_UP));
    measure(&mut || runtime.block_on(repeated(calls)))
}

/// The processor time of the calls.
pub fn time(calls: &mut dyn FnMut()) -> Value {
    let before = own_time();
    calls();
    json!({ "cpu": own_time() - before })
}

/// The processor time of this thread so far, in seconds.
fn own_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("this runs on Linux");
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).expect("a number") / 1e9
}

/// Starts conversations, `CONTESTANT SERVER TIMES`, and prints how long one takes on the clock, the median of all.
pub fn start_conversations<C>(new: impl AsyncFnOnce(&str) -> C, start: impl AsyncFn(&C)) {
    let (server, times) = server_and_number();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut taken = runtime.block_on(async {
        let contestant = new(&server).await;
        start(&contestant).await;
        let mut taken = Vec::new();
        for _ in 0..times {
            let before = Instant::now();
            start(&contestant).await;
            taken.push(before.elapsed().as_secs_f64());
        }
        taken
    });
    taken.sort_by(f64::total_cmp);
    println!("{}", json!({ "wall": taken[times / 2] }));
}

/// Writes many users, `CONTESTANT SERVER USERS`, and prints what it takes.
pub fn write_users(write: impl AsyncFnOnce(&str, usize)) {
    let (server, users) = server_and_number();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (start, cpu) = (Instant::now(), own_time());
    runtime.block_on(write(&server, users));
    println!("{}", json!({ "wall": start.elapsed().as_secs_f64(), "cpu": own_time() - cpu }));
}

fn server_and_number() -> (String, usize) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, number] = arguments.as_slice() else { panic!("CONTESTANT SERVER NUMBER") };
    (server.clone(), number.parse().expect("a number"))
}
