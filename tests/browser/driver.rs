//! Chromedriver and chromium: where they are, how they are started.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::webdriver::Window;

const REQUIRED: &str = "TALKJS_BROWSER";
const LEFT_OUT: &str = "the inbox page was not tried in a browser: install Debian's `chromium` and `chromium-driver`\n";
const START: Duration = Duration::from_secs(60);

const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// The programs of a browser test.
pub struct Programs {
    browser: PathBuf,
    driver: PathBuf,
}

impl Programs {
    /// Nothing when a program is missing and need not be there.
    pub fn find() -> Option<Self> {
        let found = find("chromium").zip(find("chromedriver"));
        let found = found.map(|(browser, driver)| Self { browser, driver });
        if found.is_none() {
            assert!(env::var_os(REQUIRED).is_none_or(|value| value != "required"), "{LEFT_OUT}");
            static ONCE: Once = Once::new();
            // Not by a macro, whose output is kept back when the test passes.
            ONCE.call_once(|| std::io::stderr().write_all(LEFT_OUT.as_bytes()).unwrap());
        }
        found
    }
}

fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// A chromedriver of its own for each test. It ends when this is dropped.
pub struct Driver {
    process: Child,
    window: Option<Window>,
    profile: PathBuf,
}

impl Driver {
    /// Starts it and a browser, and returns the browser's window as well.
    pub async fn start(programs: &Programs) -> (Self, Window) {
        let mut command = Command::new(&programs.driver);
        let mut process = command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (sender, receiver) = mpsc::channel();
        // To the end, or chromedriver would one day wait for somebody to read.
        thread::spawn(move || lines.map_while(Result::ok).for_each(|line| _ = sender.send(line)));
        let port = loop {
            let line = receiver.recv_timeout(START).expect("chromedriver starts");
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim_end_matches('.').parse().unwrap();
            }
        };
        let mut driver = Self { process, window: None, profile: new_profile() };
        let profile = format!("--user-data-dir={}", driver.profile.display());
        let flags: Vec<&str> = FLAGS.into_iter().chain(["--window-size=1280,900", &profile]).collect();
        let capabilities = json!({"goog:chromeOptions": {"binary": programs.browser, "args": flags}});
        let window = Window::open(port, capabilities).await;
        driver.window = Some(window.clone());
        (driver, window)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Chromedriver that is killed leaves its browser behind.
        let _ = self.window.as_ref().map(Window::quit);
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// An empty folder that no other test uses.
fn new_profile() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = target().join(format!("browser-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Where files of these tests go.
pub fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}
