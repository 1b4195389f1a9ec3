//! The settings of an app.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use crate::auth::SecretKey;
use crate::state::app::Theme;
use crate::version::ApiVersion;
use crate::webhooks::Target;

const LIVE_PREFIX: &str = "sk_live_";
const EXAMPLE_KEY: &str = "sk_test_emulator";

/// An app of the emulator, like an app in TalkJS' dashboard. Apps share no data.
///
/// ```
/// use talkjs_emulator::{App, Emulator};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let shop = App::new("shop", "sk_test_shop").webhook("http://127.0.0.1:3000/talkjs");
/// let forum = App::new("forum", "sk_test_old").secret_key("sk_test_new").webhook_secret_key("sk_test_new");
/// let talkjs = Emulator::builder().app(shop).app(forum).start().await?;
/// assert_eq!(talkjs.app_id(), "shop");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct App {
    pub(crate) id: String,
    pub(crate) secret_keys: Vec<String>,
    pub(crate) webhook_secret_key: Option<String>,
    pub(crate) webhooks: Vec<String>,
    pub(crate) themes: BTreeMap<String, Theme>,
    pub(crate) version: ApiVersion,
}

impl App {
    /// An app with its id, of letters, digits, `_` and `-`, and a secret key, which must not be one of a live
    /// environment. Both are checked when the emulator starts.
    pub fn new(id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret_keys: vec![secret_key.into()],
            webhook_secret_key: None,
            webhooks: Vec::new(),
            themes: BTreeMap::new(),
            version: ApiVersion::LATEST,
        }
    }

    /// Adds another secret key: an app has two while one replaces the other.
    pub fn secret_key(mut self, key: impl Into<String>) -> Self {
        self.secret_keys.push(key.into());
        self
    }

    /// Marks the secret key that signs webhooks, and adds it if it is new. Default: the first one.
    pub fn webhook_secret_key(mut self, key: impl Into<String>) -> Self {
        let key = key.into();
        if !self.secret_keys.contains(&key) {
            self.secret_keys.push(key.clone());
        }
        self.webhook_secret_key = Some(key);
        self
    }

    /// Adds an `http` URL on any host to which events are posted.
    pub fn webhook(mut self, url: impl Into<String>) -> Self {
        self.webhooks.push(url.into());
        self
    }

    /// The version of the API for requests without one. Default: the latest.
    pub fn api_version(mut self, version: ApiVersion) -> Self {
        self.version = version;
        self
    }

    /// Adds a theme of the chat UI: its name, the version that it is based on, and the contents of its files by their
    /// names. Default: one, `default`, which changes nothing in `default_v7`.
    pub fn theme<K: Into<String>, V: Into<String>>(
        mut self,
        name: impl Into<String>,
        base: impl Into<String>,
        files: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let files = files.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        self.themes.insert(name.into(), Theme { base: base.into(), files });
        self
    }

    pub(crate) fn check(&self) -> io::Result<()> {
        check_id(&self.id)?;
        self.secret_keys.iter().try_for_each(|key| check_secret_key(key))
    }

    pub(crate) fn keys(&self) -> Vec<SecretKey> {
        self.secret_keys.iter().map(SecretKey::new).collect()
    }

    /// The URLs to which events are posted, and the key that signs them.
    pub(crate) fn targets(&self) -> io::Result<Vec<(Target, SecretKey)>> {
        let key = self.webhook_secret_key.as_ref().or(self.secret_keys.first());
        let key = SecretKey::new(key.map_or("", String::as_str));
        self.webhooks.iter().map(|url| Ok((Target::read(url)?, key.clone()))).collect()
    }

    pub(crate) fn themes_or_default(&self) -> BTreeMap<String, Theme> {
        if self.themes.is_empty() {
            let theme = Theme { base: "default_v7".to_owned(), files: BTreeMap::new() };
            BTreeMap::from([("default".to_owned(), theme)])
        } else {
            self.themes.clone()
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("App").field("id", &self.id).field("webhooks", &self.webhooks).finish_non_exhaustive()
    }
}

fn check_id(id: &str) -> io::Result<()> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    if !id.is_empty() && id.chars().all(is_plain) {
        return Ok(());
    }
    Err(invalid(format!("the app id `{id}` must consist of letters, digits, `_` and `-`")))
}

/// The key itself is not shown, as it may be a real one.
fn check_secret_key(key: &str) -> io::Result<()> {
    if key.starts_with(LIVE_PREFIX) {
        return Err(invalid(format!(
            "the secret key begins with `{LIVE_PREFIX}`: a live key must not be used here, make up another such as `{EXAMPLE_KEY}`"
        )));
    }
    if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(invalid("the secret key must consist of visible ASCII characters".to_owned()))
}

fn invalid(sentence: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, sentence)
}
