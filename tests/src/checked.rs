//! An emulator that a test uses, and its deviations from the description.

use std::ops::Deref;
use std::sync::LazyLock;

use talkjs_emulator::Emulator;
use talkjs_emulator::check::Description;

static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| Description::talkjs().unwrap());

/// An emulator at whose end all requests and responses are checked against the description; a mismatch fails the test.
#[derive(Debug)]
pub struct Checked(Emulator);

impl Checked {
    /// Of an emulator that was started.
    #[must_use]
    pub fn new(emulator: Emulator) -> Self {
        Self(emulator)
    }
}

impl Deref for Checked {
    type Target = Emulator;

    fn deref(&self) -> &Emulator {
        &self.0
    }
}

impl Drop for Checked {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let requests = self.0.requests();
        let found = requests.iter().flat_map(|request| DESCRIPTION.check(request));
        let found: Vec<String> = found.map(|mismatch| mismatch.to_string()).collect();
        assert!(found.is_empty(), "not as described:\n{}", found.join("\n"));
    }
}
