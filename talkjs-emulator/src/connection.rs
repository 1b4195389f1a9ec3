//! Connections: accepted, ended when the client is too slow, and reset where a test wants it.

use std::future::pending;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
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

/// How long to wait when no connection can be accepted, for example because too many are open.
const PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections for ever. Each has a task of its own, so that none waits for another.
pub(crate) async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => _ = tokio::spawn(attend(stream, Arc::clone(&shared))),
            Err(_) => sleep(PAUSE).await,
        }
    }
}

/// What a request can say to its connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connection {
    progress: Arc<Mutex<Progress>>,
    is_to_be_reset: Arc<AtomicBool>,
}

/// How a connection gets on.
#[derive(Debug, Default)]
struct Progress {
    phase: Phase,
    /// Since when the client has taken nothing of what is there for it.
    stuck_since: Option<Instant>,
}

/// Where a connection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Nobody waits for anything; a client may keep it so for as long as it likes.
    #[default]
    Idle,
    /// A request has begun to arrive.
    Receiving(Instant),
    /// The request is there.
    Answering,
}

impl Connection {
    /// A request has arrived with its whole body.
    pub(crate) fn has_received(&self) {
        self.progress().phase = Phase::Answering;
    }

    fn has_answered(&self) {
        self.progress().phase = Phase::Idle;
    }

    fn has_read_something(&self) {
        let mut progress = self.progress();
        if progress.phase == Phase::Idle {
            progress.phase = Phase::Receiving(Instant::now());
        }
    }

    /// Something was to be written, and was or not.
    fn has_tried_to_write<T>(&self, written: &Poll<T>) {
        let mut progress = self.progress();
        match written {
            Poll::Ready(_) => progress.stuck_since = None,
            Poll::Pending => _ = progress.stuck_since.get_or_insert_with(Instant::now),
        }
    }

    /// Ends when the client takes longer than it is given: to send a request, or to take any of an answer.
    async fn is_too_slow(&self, patience: Duration) {
        loop {
            // What begins only now is looked at in time, too.
            let next = self.deadline(patience).or_else(|| Instant::now().checked_add(patience));
            wait_until(next).await;
            if self.deadline(patience).is_some_and(|deadline| deadline <= Instant::now()) {
                return;
            }
        }
    }

    /// When the client has to be done with what it is at.
    fn deadline(&self, patience: Duration) -> Option<Instant> {
        let progress = self.progress();
        let receiving = match progress.phase {
            Phase::Receiving(since) => Some(since),
            Phase::Idle | Phase::Answering => None,
        };
        receiving.into_iter().chain(progress.stuck_since).min()?.checked_add(patience)
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn wait_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => pending().await,
    }
}

/// Serves the requests of a connection until it ends.
async fn attend(stream: TcpStream, shared: Arc<Shared>) {
    // It only makes answers quicker.
    let _ = stream.set_nodelay(true);
    let patience = shared.patience;
    let connection = Connection::default();
    let service = service_fn(|request| answer(Arc::clone(&shared), connection.clone(), request));
    let stream = Watched { stream, connection: connection.clone() };
    let mut serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        biased;
        // What went wrong is the client's business.
        _ = &mut serving => {}
        () = connection.is_too_slow(patience) => {}
    }
    if connection.is_to_be_reset.load(Ordering::SeqCst) {
        // Without waiting for the client, a closed connection is one that was reset.
        let _ = serving.into_parts().io.into_inner().stream.set_zero_linger();
    }
}

async fn answer(
    shared: Arc<Shared>,
    connection: Connection,
    request: Request<Incoming>,
) -> Result<Response, io::Error> {
    let answer = serve(shared, &connection, request).await;
    connection.has_answered();
    // An error in place of an answer ends the connection.
    answer.ok_or_else(|| {
        connection.is_to_be_reset.store(true, Ordering::SeqCst);
        io::ErrorKind::ConnectionReset.into()
    })
}

/// A stream that tells when something comes in, and when nothing goes out.
struct Watched {
    stream: TcpStream,
    connection: Connection,
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.connection.has_read_something();
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.connection.has_tried_to_write(&written);
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.connection.has_tried_to_write(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
