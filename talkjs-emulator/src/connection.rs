//! Connections: accepted, closed if the client is too slow, and reset by faults.

use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, sleep_until};

use crate::response::Response;
use crate::router::{Shared, serve};

/// How long to wait if no connection can be accepted, for example because too many are open.
const PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections until the emulator stops. Each has its own task, so that none waits for another.
pub(crate) async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => _ = tokio::spawn(attend(stream, Arc::clone(&shared))),
            Err(_) => sleep(PAUSE).await,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Connection(Arc<Mutex<Pending>>);

/// Since when the emulator waits for the client. Between two requests it does not wait: a client may keep a connection.
#[derive(Debug, Default)]
struct Pending {
    /// For the rest of a request that has begun.
    request: Option<Instant>,
    is_responding: bool,
    /// For the client to receive a part of the response.
    write: Option<Instant>,
    is_to_be_reset: bool,
}

impl Connection {
    /// A request has arrived with its whole body.
    pub(crate) fn has_received(&self) {
        let mut pending = self.pending();
        (pending.request, pending.is_responding) = (None, true);
    }

    /// Ends when the client exceeds the patience of the emulator.
    async fn is_too_slow(&self, patience: Duration) {
        loop {
            let since = {
                let pending = self.pending();
                pending.request.into_iter().chain(pending.write).min()
            };
            // A wait that begins only now is checked in time, too.
            let next = since.unwrap_or_else(Instant::now).checked_add(patience);
            match next {
                Some(next) if since.is_some() && next <= Instant::now() => return,
                Some(next) => sleep_until(next).await,
                None => std::future::pending().await,
            }
        }
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves the requests of a connection until it ends.
async fn attend(stream: TcpStream, shared: Arc<Shared>) {
    // This only reduces latency.
    let _ = stream.set_nodelay(true);
    let patience = shared.patience;
    let connection = Connection::default();
    let service = service_fn(|request| respond(Arc::clone(&shared), connection.clone(), request));
    let stream = Watched { stream, connection: connection.clone() };
    let mut serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        biased;
        // Errors of the connection concern only the client.
        _ = &mut serving => {}
        () = connection.is_too_slow(patience) => {}
    }
    if connection.pending().is_to_be_reset {
        // Closed without lingering, the connection is reset.
        let _ = serving.into_parts().io.into_inner().stream.set_zero_linger();
    }
}

async fn respond(shared: Arc<Shared>, connection: Connection, request: Request<Incoming>) -> io::Result<Response> {
    let response = serve(shared, &connection, request).await;
    let mut pending = connection.pending();
    (pending.is_responding, pending.is_to_be_reset) = (false, response.is_none());
    // An error instead of a response ends the connection.
    response.ok_or_else(|| io::ErrorKind::ConnectionReset.into())
}

/// A stream that notes when bytes arrive, and when none can be sent.
struct Watched {
    stream: TcpStream,
    connection: Connection,
}

impl Watched {
    fn noted<T>(&self, written: Poll<T>) -> Poll<T> {
        let mut pending = self.connection.pending();
        pending.write = written.is_pending().then(|| pending.write.unwrap_or_else(Instant::now));
        written
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = pin!(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            let mut pending = self.connection.pending();
            if !pending.is_responding {
                pending.request.get_or_insert_with(Instant::now);
            }
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = pin!(&mut self.stream).poll_write(context, bytes);
        self.noted(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        pin!(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        pin!(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = pin!(&mut self.stream).poll_write_vectored(context, slices);
        self.noted(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
