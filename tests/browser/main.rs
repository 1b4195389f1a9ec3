//! The emulator's inbox page in a real browser: Debian's chromium, driven by its chromedriver.
//!
//! Without the two the tests are left out, which they say, unless `TALKJS_BROWSER=required`.

mod access;
mod browser;
mod driver;
mod flow;
mod forms;
mod live;
mod looks;
mod talk;
mod webdriver;
