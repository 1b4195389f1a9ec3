//! A server that receives TalkJS' webhooks, with axum.
//!
//! `TALKJS_SECRET_KEY` is the key that the dashboard marks for webhooks. The dashboard also needs the public URL that
//! forwards to port 3000 here. To try it without TalkJS, it prints a command that posts an event.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::collections::HashSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, SystemTimeError, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::routing::post;
use talkjs_client::webhooks::{self, EventError, SIGNATURE_HEADER, TIMESTAMP_HEADER, Verifier};
use talkjs_client::{Secret, WebhookEvent};
use tokio::net::TcpListener;

/// The state of the receiver.
struct Receiver {
    verifier: Verifier,
    /// The ids of processed events. A production server keeps them in its database.
    done: Mutex<HashSet<String>>,
}

/// A router with the one route that TalkJS posts to.
pub fn receiver(verifier: Verifier) -> Router {
    let receiver = Receiver { verifier, done: Mutex::default() };
    Router::new().route("/webhooks", post(receive)).with_state(Arc::new(receiver))
}

/// An event from TalkJS, as an argument of a handler.
struct Verified(WebhookEvent);

impl FromRequest<Arc<Receiver>> for Verified {
    type Rejection = (StatusCode, String);

    /// Needs the raw bytes of the body: JSON that was parsed and serialized again has another signature.
    async fn from_request(request: Request, receiver: &Arc<Receiver>) -> Result<Self, Self::Rejection> {
        let headers = request.headers().clone();
        let body = Bytes::from_request(request, receiver).await.map_err(|error| (error.status(), error.body_text()))?;
        receiver.verifier.event(&headers, &body).map(Self).map_err(|error| match error {
            EventError::Verify(_) => (StatusCode::UNAUTHORIZED, error.to_string()),
            _ => (StatusCode::BAD_REQUEST, error.to_string()),
        })
    }
}

async fn receive(State(receiver): State<Arc<Receiver>>, Verified(event): Verified) -> (StatusCode, String) {
    let is_new = receiver.done.lock().unwrap_or_else(PoisonError::into_inner).insert(event.id().to_owned());
    (StatusCode::OK, if is_new { handle(&event) } else { "a duplicate".to_owned() })
}

/// Handles an event. There are 5 seconds to respond, so real work is queued here and done later.
fn handle(event: &WebhookEvent) -> String {
    match event {
        WebhookEvent::MessageSent(event) => format!("new message {}", event.data.message.id),
        WebhookEvent::MessageRead(event) => format!("{} has read a message", event.data.recipient.name),
        event => format!("event {}", event.id()),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = std::env::var("TALKJS_SECRET_KEY").unwrap_or_else(|_| "sk_test_example".to_owned());
    let secret = Secret::new(key)?;
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("waiting for events; to send one that is valid for 5 minutes:\n{}", command(&secret)?);
    axum::serve(listener, receiver(Verifier::new(&secret))).await?;
    Ok(())
}

/// A command that posts an event as TalkJS does.
fn command(secret: &Secret) -> Result<String, SystemTimeError> {
    let body = r#"{"id":"evt_1","type":"conversation.deleted","createdAt":1711929600000,"data":{}}"#;
    let timestamp = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis().to_string();
    let signature = webhooks::sign(secret, &timestamp, body.as_bytes());
    Ok(format!(
        "curl http://127.0.0.1:3000/webhooks -H '{SIGNATURE_HEADER}: {signature}' -H '{TIMESTAMP_HEADER}: {timestamp}' \
         -d '{body}'"
    ))
}
