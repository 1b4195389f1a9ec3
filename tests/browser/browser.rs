//! An open page: looking at it, and waiting for what it is to show.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::driver::{Driver, Programs, target};
use crate::webdriver::{Key, Window};

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
pub struct Browser(Window);

/// Runs a test in a browser of its own, or not at all where there is none.
pub async fn browse(test: impl AsyncFnOnce(Browser)) {
    let Some(programs) = Programs::find() else { return };
    let (_driver, window) = Driver::start(&programs).await;
    test(Browser(window)).await;
}

impl Browser {
    pub async fn open(&self, url: &str) {
        self.0.goto(url).await;
    }

    /// The value of an expression.
    pub async fn get<T: DeserializeOwned>(&self, expression: &str) -> T {
        let script = format!("{WORDS} return {expression};");
        let result = self.0.execute(&script).await.unwrap_or_else(|error| panic!("{expression}: {error}"));
        serde_json::from_value(result).unwrap()
    }

    pub async fn run(&self, script: &str) {
        let script = format!("{WORDS} {script}");
        self.0.execute(&script).await.unwrap();
    }

    /// Waits for a condition, without asking again and again.
    pub async fn until(&self, condition: &str) {
        let script = format!("{WORDS} {}", UNTIL.replace("CONDITION", condition));
        let holds = match self.0.execute_async(&script).await {
            Ok(holds) => holds,
            // It was asked of a page that was being left, and nobody was there to answer.
            Err(_) => self.0.execute_async(&script).await.unwrap(),
        };
        if holds != true {
            let page: String = self.get("document.body.innerText").await;
            panic!("not in time: {condition}\n{page}");
        }
    }

    pub async fn click(&self, selector: &str) {
        self.0.click(&self.element(selector).await).await;
    }

    /// Types into an element.
    pub async fn write(&self, selector: &str, text: &str) {
        self.0.write(&self.element(selector).await, text).await;
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: Key) {
        self.0.press(key).await;
    }

    pub async fn title(&self) -> String {
        self.0.title().await
    }

    /// Waits for an element to be there or not, also on a page on which no script runs.
    pub async fn shows(&self, selector: &str, is_there: bool) {
        self.wait_for(selector, is_there).await;
    }

    /// An element, also of a page that is still being loaded.
    async fn element(&self, selector: &str) -> String {
        self.wait_for(selector, true).await.remove(0)
    }

    /// Looks for elements again and again, as only that works without a script in the page.
    async fn wait_for(&self, selector: &str, is_there: bool) -> Vec<String> {
        let look = async {
            loop {
                let elements = self.0.elements(selector).await;
                if elements.is_empty() != is_there {
                    return elements;
                }
                sleep(Duration::from_millis(20)).await;
            }
        };
        let found = timeout(Duration::from_secs(20), look).await;
        found.unwrap_or_else(|_| panic!("not in time: {selector}, {is_there}"))
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

    pub async fn devtools(&self, command: &str, parameters: Value) {
        self.0.devtools(command, parameters).await;
    }

    /// Stores a picture of the page, and prints and returns its path.
    pub async fn picture(&self, name: &str) -> PathBuf {
        let file = target().join(format!("inbox-{name}.png"));
        std::fs::write(&file, STANDARD.decode(self.0.screenshot().await).unwrap()).unwrap();
        println!("{}", file.display());
        file
    }
}
