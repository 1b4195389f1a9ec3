//! A language server, spoken to over its standard streams, with one Rust file open.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// How long the server may be silent. Its first start has the compiler build all dependencies.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// What the server answers when the text changed under a request: ask again.
const TRY_AGAIN: [i64; 2] = [-32_801, -32_802];

/// What goes wrong with the server itself, in words.
pub(crate) type Fault = String;

/// A running server.
pub(crate) struct Server {
    process: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    /// What the server writes about itself.
    log: PathBuf,
    file: PathBuf,
    version: u64,
    requests: u64,
    /// Whether the server has read the crate and all it depends on; with the last words it had about its health.
    ready: bool,
    health: String,
}

/// A proposal to complete a name.
pub(crate) struct Completion {
    /// The text that takes the place of what was begun.
    pub(crate) inserted: String,
    pub(crate) documentation: String,
}

/// A mistake that the server shows, and the text under which.
pub(crate) struct Mistake {
    pub(crate) message: String,
    pub(crate) under: String,
}

/// A place in the text: line and byte, from 0.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    line: usize,
    byte: usize,
}

impl Place {
    /// Where the byte `offset` of a text is.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self { line: before.matches('\n').count(), byte: offset - start }
    }

    fn offset(self, text: &str) -> usize {
        text.split_inclusive('\n').take(self.line).map(str::len).sum::<usize>() + self.byte
    }

    fn from_json(value: &Value) -> Option<Self> {
        let number = |name| usize::try_from(value[name].as_u64()?).ok();
        Some(Self { line: number("line")?, byte: number("character")? })
    }

    fn to_json(self) -> Value {
        json!({ "line": self.line, "character": self.byte })
    }
}

impl Server {
    /// Starts the command in a crate's folder, and opens `file` with the text it has.
    pub(crate) fn start(mut command: Command, folder: &Path, file: &Path, options: &Value) -> Result<Self, Fault> {
        let log = folder.join("server.log");
        let errors = std::fs::File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(errors);
        let mut process = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
        let input = process.stdin.take().ok_or("no standard input")?;
        let mut output = BufReader::new(process.stdout.take().ok_or("no standard output")?);
        let (send, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        let mut server = Self {
            process,
            input,
            messages,
            log,
            file: file.to_owned(),
            version: 0,
            requests: 0,
            ready: false,
            health: String::new(),
        };
        server.initialize(folder, options)?;
        server.open()?;
        Ok(server)
    }

    fn initialize(&mut self, folder: &Path, options: &Value) -> Result<(), Fault> {
        let root = uri(folder);
        let parameters = json!({
            "processId": std::process::id(),
            "rootUri": root,
            "workspaceFolders": [{ "uri": root, "name": "crate" }],
            "initializationOptions": options,
            "capabilities": {
                "general": { "positionEncodings": ["utf-8"] },
                "textDocument": {
                    "completion": { "completionItem": { "documentationFormat": ["markdown"] } },
                    "hover": { "contentFormat": ["markdown"] },
                    "diagnostic": {},
                },
                "experimental": { "serverStatusNotification": true },
            },
        });
        let answer = self.request("initialize", &parameters)?;
        if answer["capabilities"]["positionEncoding"] != "utf-8" {
            return Err("the server does not count bytes".to_owned());
        }
        self.notify("initialized", &json!({}))
    }

    fn open(&mut self) -> Result<(), Fault> {
        let text = std::fs::read_to_string(&self.file).map_err(|error| error.to_string())?;
        let document = json!({ "uri": uri(&self.file), "languageId": "rust", "version": self.version, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }))
    }

    /// Waits until the server has read the crate and run its build scripts.
    pub(crate) fn wait_until_ready(&mut self) -> Result<(), Fault> {
        while !self.ready {
            self.receive()?;
        }
        if self.health == "ok" {
            return Ok(());
        }
        Err(format!("the server is not well: {}; see {}", self.health, self.log.display()))
    }

    /// Replaces the text of the open file.
    pub(crate) fn write(&mut self, text: &str) -> Result<(), Fault> {
        self.version += 1;
        let document = json!({ "uri": uri(&self.file), "version": self.version });
        let parameters = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.notify("textDocument/didChange", &parameters)
    }

    /// What the server proposes at a place.
    pub(crate) fn completions(&mut self, place: Place) -> Result<Vec<Completion>, Fault> {
        let answer = self.request("textDocument/completion", &self.at(place))?;
        let items = answer.get("items").unwrap_or(&answer);
        let items = items.as_array().into_iter().flatten();
        Ok(items
            .map(|item| Completion { inserted: inserted(item), documentation: words(&item["documentation"]) })
            .collect())
    }

    /// What the server shows about the token at a place; nothing when it knows nothing.
    pub(crate) fn hover(&mut self, place: Place) -> Result<String, Fault> {
        Ok(words(&self.request("textDocument/hover", &self.at(place))?["contents"]))
    }

    /// The mistakes in the open file, of which `text` is the text.
    pub(crate) fn mistakes(&mut self, text: &str) -> Result<Vec<Mistake>, Fault> {
        let answer = self.request("textDocument/diagnostic", &json!({ "textDocument": { "uri": uri(&self.file) } }))?;
        let items = answer["items"].as_array().ok_or("the server answers no diagnostics")?;
        items
            .iter()
            .map(|item| mistake(item, text).ok_or_else(|| format!("a diagnostic without a place: {item}")))
            .collect()
    }

    /// Ends the server; returns what it wrote about itself.
    pub(crate) fn stop(mut self) -> Result<String, Fault> {
        self.request("shutdown", &Value::Null)?;
        self.notify("exit", &Value::Null)?;
        self.process.wait().map_err(|error| error.to_string())?;
        std::fs::read_to_string(&self.log).map_err(|error| error.to_string())
    }

    fn at(&self, place: Place) -> Value {
        json!({ "textDocument": { "uri": uri(&self.file) }, "position": place.to_json() })
    }

    fn request(&mut self, method: &str, parameters: &Value) -> Result<Value, Fault> {
        loop {
            self.requests += 1;
            self.send(&json!({ "jsonrpc": "2.0", "id": self.requests, "method": method, "params": parameters }))?;
            let mut answer = self.answer(self.requests)?;
            let Some(error) = answer.get("error") else { return Ok(answer["result"].take()) };
            if !error["code"].as_i64().is_some_and(|code| TRY_AGAIN.contains(&code)) {
                return Err(format!("{method}: {error}"));
            }
        }
    }

    fn answer(&mut self, request: u64) -> Result<Value, Fault> {
        loop {
            let message = self.receive()?;
            if message["id"] == request && message.get("method").is_none() {
                return Ok(message);
            }
        }
    }

    /// The next message; what the server asks for is granted, and what it says about itself is kept.
    fn receive(&mut self) -> Result<Value, Fault> {
        let message = self.messages.recv_timeout(PATIENCE).map_err(|error| match error {
            RecvTimeoutError::Timeout => "the server is silent".to_owned(),
            RecvTimeoutError::Disconnected => format!("the server ended; see {}", self.log.display()),
        })?;
        if let (Some(id), Some(_)) = (message.get("id"), message.get("method")) {
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null }))?;
        }
        if message["method"] == "experimental/serverStatus" {
            let status = &message["params"];
            self.ready = status["quiescent"] == true;
            self.health = format!("{} {}", words(&status["health"]), words(&status["message"])).trim().to_owned();
        }
        Ok(message)
    }

    fn notify(&mut self, method: &str, parameters: &Value) -> Result<(), Fault> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }))
    }

    fn send(&mut self, message: &Value) -> Result<(), Fault> {
        let body = message.to_string();
        let sent = write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).and_then(|()| self.input.flush());
        sent.map_err(|error| format!("the server does not listen: {error}; see {}", self.log.display()))
    }
}

/// A server whose driver gave up must not stay behind.
impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn inserted(item: &Value) -> String {
    let places = [&item["textEdit"]["newText"], &item["insertText"], &item["label"]];
    places.into_iter().map(words).find(|text| !text.is_empty()).unwrap_or_default()
}

fn mistake(item: &Value, text: &str) -> Option<Mistake> {
    let place = |name| Some(Place::from_json(&item["range"][name])?.offset(text));
    let under = text.get(place("start")?..place("end")?)?.to_owned();
    Some(Mistake { message: words(&item["message"]), under })
}

/// A text of the protocol, which is a string or has one as its `value`.
fn words(value: &Value) -> String {
    value.as_str().or_else(|| value["value"].as_str()).unwrap_or_default().to_owned()
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// One message: headers, an empty line, a body of so many bytes. Nothing at the end of the stream.
fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
