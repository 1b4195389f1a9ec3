//! An open page: looking at it, and waiting for what it is to show.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use talkjs_client::http::Method;
use thirtyfour::Key;
use thirtyfour::common::command::{Command, ExtensionCommand};
use thirtyfour::extensions::query::ElementQuery;
use thirtyfour::prelude::*;

use crate::driver::{Driver, Programs, target};

/// What scripts of the tests can call.
const WORDS: &str = "
    const one = (selector) => document.querySelector(selector);
    const all = (selector) => [...document.querySelectorAll(selector)];
    const text = (selector) => one(selector)?.innerText ?? '';
";

/// Looks again at each change of the page, of what is typed and of what is scrolled. It ends with the deadline.
const UNTIL: &str = "
    const done = arguments[arguments.length - 1];
    const holds = () => { try { return CONDITION; } catch { return false; } };
    const end = (result) => {
        observer.disconnect();
        clearTimeout(deadline);
        for (const event of events) removeEventListener(event, look, true);
        done(result);
    };
    const look = () => { if (holds()) end(true); };
    const events = ['input', 'scroll', 'focusin', 'focusout', 'load'];
    const observer = new MutationObserver(look);
    const deadline = setTimeout(() => end(false), 25000);
    observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
    for (const event of events) addEventListener(event, look, true);
    look();
";

/// A browser with one window.
#[derive(Clone)]
pub struct Browser(WebDriver);

/// Runs a test in a browser of its own, or not at all where there is none.
pub async fn browse(test: impl AsyncFnOnce(Browser)) {
    let Some(programs) = Programs::find() else { return };
    let driver = Driver::start(&programs);
    let window = driver.open().await;
    let run = async |window| {
        test(Browser(window)).await;
        Ok::<_, Infallible>(())
    };
    window.run_and_quit(run).await.unwrap();
}

impl Browser {
    pub async fn open(&self, url: &str) {
        self.0.goto(url).await.unwrap();
    }

    /// The value of an expression.
    pub async fn get<T: DeserializeOwned>(&self, expression: &str) -> T {
        let script = format!("{WORDS} return {expression};");
        let result = self.0.execute(script, Vec::new()).await;
        result.unwrap_or_else(|error| panic!("{expression}: {error}")).convert().unwrap()
    }

    pub async fn run(&self, script: &str) {
        let script = format!("{WORDS} {script}");
        self.0.execute(script, Vec::new()).await.unwrap();
    }

    /// Waits for a condition, without asking again and again.
    pub async fn until(&self, condition: &str) {
        let script = format!("{WORDS} {}", UNTIL.replace("CONDITION", condition));
        let holds = match self.0.execute_async(script.clone(), Vec::new()).await {
            Ok(holds) => holds,
            // It was asked of a page that was being left, and nobody was there to answer.
            Err(_) => self.0.execute_async(script, Vec::new()).await.unwrap(),
        };
        if holds.json() != true {
            let page: String = self.get("document.body.innerText").await;
            panic!("not in time: {condition}\n{page}");
        }
    }

    pub async fn click(&self, selector: &str) {
        self.element(selector).await.click().await.unwrap();
    }

    /// Types into an element.
    pub async fn write(&self, selector: &str, text: &str) {
        self.element(selector).await.send_keys(text).await.unwrap();
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: Key) {
        self.0.action_chain().send_keys(key).perform().await.unwrap();
    }

    pub async fn title(&self) -> String {
        self.0.title().await.unwrap()
    }

    /// Waits for an element to be there or not, also on a page on which no script runs.
    pub async fn shows(&self, selector: &str, is_there: bool) {
        let query = self.query(selector);
        let holds = if is_there { query.exists().await } else { query.not_exists().await };
        assert!(holds.unwrap(), "not in time: {selector}, {is_there}");
    }

    /// An element, also of a page that is still being loaded.
    async fn element(&self, selector: &str) -> WebElement {
        self.query(selector).first().await.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    fn query(&self, selector: &str) -> ElementQuery {
        self.0.query(By::Css(selector)).wait(Duration::from_secs(20), Duration::from_millis(20))
    }

    /// A window of this size, whatever the browser thinks of the smallest.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    pub async fn prefer(&self, scheme: &str) {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    pub async fn devtools(&self, command: &'static str, parameters: Value) {
        self.0.cmd(Command::ExtensionCommand(Box::new(Devtools { command, parameters }))).await.unwrap();
    }

    /// Stores a picture of the page, and prints and returns its path.
    pub async fn picture(&self, name: &str) -> PathBuf {
        let file = target().join(format!("inbox-{name}.png"));
        self.0.screenshot(&file).await.unwrap();
        println!("{}", file.display());
        file
    }
}

/// A command of Chrome's DevTools protocol.
#[derive(Debug)]
struct Devtools {
    command: &'static str,
    parameters: Value,
}

impl ExtensionCommand for Devtools {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({"cmd": self.command, "params": self.parameters}))
    }

    fn method(&self) -> Method {
        Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        "/goog/cdp/execute".into()
    }
}
