//! A proxy that lets requests through, but for those that meet a fault.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::fault::{Fate, Fault};

/// How long a request is held back, if it is.
pub(super) const DELAY: Duration = Duration::from_millis(1500);

/// The proxy. Connections stay open, as those of a real server do.
pub(super) struct Proxy {
    origin: String,
    shared: Arc<Shared>,
}

struct Shared {
    server: SocketAddr,
    fate: Fate,
    /// How often each request was made, by its first line and its body.
    made: Mutex<HashMap<(String, Vec<u8>), usize>>,
    faults: Mutex<BTreeMap<Fault, usize>>,
    requests: watch::Sender<usize>,
    /// The requests that may still take effect.
    open: watch::Sender<usize>,
}

impl Proxy {
    pub(super) async fn start(server: &str, fate: Fate) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let server = server.trim_start_matches("http://").parse().map_err(io::Error::other)?;
        let shared = Arc::new(Shared {
            server,
            fate,
            made: Mutex::default(),
            faults: Mutex::default(),
            requests: watch::Sender::default(),
            open: watch::Sender::default(),
        });
        let serving = Arc::clone(&shared);
        tokio::spawn(async move {
            for number in 0_usize.. {
                let Ok((client, _)) = listener.accept().await else { return };
                // A connection that breaks is what this is for.
                tokio::spawn(relay(client, number, Arc::clone(&serving)));
            }
        });
        Ok(Self { origin, shared })
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// How many requests have come.
    pub(super) fn requests(&self) -> usize {
        *self.shared.requests.borrow()
    }

    /// Waits until more requests have come than so many.
    pub(super) async fn reached(&self, number: usize) {
        let mut requests = self.shared.requests.subscribe();
        // It fails when the sender is gone, which is in `self`.
        let _ = requests.wait_for(|requests| *requests > number).await;
    }

    /// How often each fault was met.
    pub(super) fn faults(&self) -> BTreeMap<String, usize> {
        let faults = self.shared.faults.lock().unwrap();
        let all = [Fault::Refused].into_iter().chain(Fault::OF_REQUESTS);
        all.map(|fault| (format!("{fault:?}"), faults.get(&fault).copied().unwrap_or(0))).collect()
    }

    /// Waits until no request can take effect any more.
    pub(super) async fn settled(&self) {
        let mut open = self.shared.open.subscribe();
        // It fails when the sender is gone, which is in `self`.
        let _ = open.wait_for(|open| *open == 0).await;
    }
}

impl Shared {
    fn fault(&self, request: &Message) -> Option<Fault> {
        self.requests.send_modify(|requests| *requests += 1);
        let line = request.head.lines().next().unwrap_or_default().to_owned();
        let key = (line, request.body.clone());
        let repeat = {
            let mut made = self.made.lock().unwrap();
            let repeat = made.entry(key.clone()).or_default();
            *repeat += 1;
            *repeat
        };
        self.fate.of(&key, repeat).inspect(|fault| self.count(*fault))
    }

    fn count(&self, fault: Fault) {
        *self.faults.lock().unwrap().entry(fault).or_default() += 1;
    }
}

/// A request that may still take effect.
struct Open<'s>(&'s watch::Sender<usize>);

impl<'s> Open<'s> {
    fn new(open: &'s watch::Sender<usize>) -> Self {
        open.send_modify(|open| *open += 1);
        Self(open)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}

/// A request or a response. Both have a length, and no other form of body.
struct Message {
    head: String,
    body: Vec<u8>,
}

impl Message {
    fn with(head: &str, body: &[u8]) -> Self {
        Self { head: format!("{head}content-length: {}\r\n\r\n", body.len()), body: body.to_owned() }
    }

    async fn read(stream: &mut TcpStream) -> io::Result<Self> {
        let mut bytes = Vec::new();
        loop {
            let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|end| end + 4);
            if let Some(end) = end {
                let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
                let length = head.lines().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
                });
                let mut body = bytes.split_off(end);
                let read = body.len();
                body.resize(length.unwrap_or(0).max(read), 0);
                stream.read_exact(&mut body[read..]).await?;
                return Ok(Self { head, body });
            }
            if stream.read_buf(&mut bytes).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }
}

/// Serves one connection until it breaks.
async fn relay(mut client: TcpStream, number: usize, shared: Arc<Shared>) -> io::Result<()> {
    if shared.fate.is_refused(number) {
        shared.count(Fault::Refused);
        return client.set_zero_linger();
    }
    let mut server = TcpStream::connect(shared.server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    loop {
        let request = Message::read(&mut client).await?;
        let _open = Open::new(&shared.open);
        let fault = shared.fault(&request);
        let answer = match fault {
            None => Some(exchange(&mut server, &request).await?),
            Some(fault) => suffer(fault, &request, &mut client, &mut server).await?,
        };
        let Some(answer) = answer else { return client.set_zero_linger() };
        match fault {
            Some(Fault::RespondedTwice) => client.write_all(&answer.bytes().repeat(2)).await?,
            Some(Fault::RespondedAgain) => {
                client.write_all(&answer.bytes()).await?;
                tokio::time::sleep(Duration::from_micros(shared.fate.below(&request.body, 5_000))).await;
                client.write_all(&answer.bytes()).await?;
            }
            _ => client.write_all(&answer.bytes()).await?,
        }
    }
}

async fn exchange(server: &mut TcpStream, request: &Message) -> io::Result<Message> {
    server.write_all(&request.bytes()).await?;
    Message::read(server).await
}

/// Lets a fault happen; its response, if the connection is not to be reset.
async fn suffer(
    fault: Fault,
    request: &Message,
    client: &mut TcpStream,
    server: &mut TcpStream,
) -> io::Result<Option<Message>> {
    if matches!(fault, Fault::Stalled | Fault::Late) {
        tokio::time::sleep(DELAY).await;
    }
    let answer = if fault.takes_effect() { Some(exchange(server, request).await?) } else { None };
    let instead = |(status, headers): (&str, &str)| Message::with(&format!("HTTP/1.1 {status}\r\n{headers}"), b"");
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    Ok(match (fault, answer) {
        (Fault::Cut, Some(answer)) => {
            client.write_all(&half(&answer.bytes())).await?;
            client.shutdown().await?;
            None
        }
        (Fault::HalfJson, Some(answer)) => Some(Message::with("HTTP/1.1 200 OK\r\n", &half(&answer.body))),
        (Fault::RespondedTwice | Fault::RespondedAgain, answer) => answer,
        (Fault::WrongJson, _) => Some(Message::with("HTTP/1.1 200 OK\r\n", br#"{"unexpected":true}"#)),
        (fault, _) => fault.instead().map(instead),
    })
}
