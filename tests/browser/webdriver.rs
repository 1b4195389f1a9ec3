//! The commands of WebDriver that the tests need: what chromedriver takes and returns.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use talkjs_runtime::http::Method;
use talkjs_runtime::retry::RetryPolicy;
use talkjs_runtime::{ClientCore, Error, RawRequest};

/// Longer than any command takes: a script ends after 30 seconds.
const COMMAND: Duration = Duration::from_secs(120);

/// The key under which an element's id stands, by the standard.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A key that is no character, by its code in the standard.
#[derive(Clone, Copy)]
pub enum Key {
    End = 0xE010,
    Enter = 0xE007,
    Tab = 0xE004,
}

/// A window of a browser.
#[derive(Clone)]
pub struct Window {
    core: ClientCore,
    port: u16,
    session: String,
}

impl Window {
    /// Opens a browser with these capabilities, by the chromedriver on a port.
    pub async fn open(port: u16, capabilities: Value) -> Self {
        let core = ClientCore::builder(format!("http://127.0.0.1:{port}"))
            .timeout(COMMAND)
            .attempt_timeout(COMMAND)
            .retry(RetryPolicy::none())
            .without_limiter()
            .build()
            .unwrap();
        let wanted = json!({"capabilities": {"alwaysMatch": capabilities}});
        let opened: Value =
            RawRequest::new(&core, Method::POST, "/session").json(&wanted).send_json().await.expect("a browser");
        let session = opened.pointer("/value/sessionId").and_then(Value::as_str).expect("a session");
        Self { core, port, session: format!("/session/{session}") }
    }

    pub async fn goto(&self, url: &str) {
        self.post("/url", json!({"url": url})).await.unwrap();
    }

    pub async fn title(&self) -> String {
        self.get("/title").await
    }

    /// The screen as PNG, in base64.
    pub async fn screenshot(&self) -> String {
        self.get("/screenshot").await
    }

    /// Runs a script and returns what it returns.
    pub async fn execute(&self, script: &str) -> Result<Value, Error> {
        self.post("/execute/sync", json!({"script": script, "args": []})).await
    }

    /// Runs a script and returns what it passes to its last argument, a function.
    pub async fn execute_async(&self, script: &str) -> Result<Value, Error> {
        self.post("/execute/async", json!({"script": script, "args": []})).await
    }

    /// The ids of the elements that are there at the moment.
    pub async fn elements(&self, selector: &str) -> Vec<String> {
        let found = self.post("/elements", json!({"using": "css selector", "value": selector})).await.unwrap();
        let ids = found.as_array().into_iter().flatten().filter_map(|element| element[ELEMENT].as_str());
        ids.map(str::to_owned).collect()
    }

    pub async fn click(&self, element: &str) {
        self.post(&format!("/element/{element}/click"), json!({})).await.unwrap();
    }

    pub async fn write(&self, element: &str, text: &str) {
        self.post(&format!("/element/{element}/value"), json!({"text": text})).await.unwrap();
    }

    pub async fn press(&self, key: Key) {
        let key = char::from_u32(key as u32).unwrap();
        let strokes = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]});
        self.post("/actions", actions).await.unwrap();
    }

    /// Runs a command of Chrome's DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) {
        self.post("/goog/cdp/execute", json!({"cmd": command, "params": parameters})).await.unwrap();
    }

    /// Closes the browser. It waits on this thread, since a test that fails has no other way.
    pub fn quit(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(COMMAND))?;
        let head = format!("DELETE {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", self.session);
        stream.write_all(head.as_bytes())?;
        stream.read_exact(&mut [0; 12])
    }

    async fn get(&self, path: &str) -> String {
        let response: Value = self.command(Method::GET, path).send_json().await.unwrap();
        response["value"].as_str().unwrap().to_owned()
    }

    async fn post(&self, path: &str, parameters: Value) -> Result<Value, Error> {
        let mut response: Value = self.command(Method::POST, path).json(&parameters).send_json().await?;
        Ok(response["value"].take())
    }

    fn command(&self, method: Method, path: &str) -> RawRequest {
        RawRequest::new(&self.core, method, &format!("{}{path}", self.session))
    }
}
