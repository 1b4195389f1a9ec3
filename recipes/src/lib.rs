//! The app of TalkJS that all recipes use.
//!
//! The recipes are the programs in `src/bin`; `README.md` lists them.

use talkjs_client::{BoxError, Client, Secret};
use talkjs_emulator::{Builder, Emulator};

/// The environment variables for an app. The third one is optional.
const VARIABLES: [&str; 3] = ["TALKJS_APP_ID", "TALKJS_SECRET_KEY", "TALKJS_BASE_URL"];

/// An app of TalkJS: the one in the environment variables, or one of an emulator in this process.
#[derive(Debug)]
pub struct App {
    /// Its client.
    pub talkjs: Client,
    /// Its secret key, which signs webhooks.
    pub secret_key: Secret,
    /// The emulator, which stops when this is dropped. `None` if the environment variables name an app.
    pub emulator: Option<Emulator>,
}

impl App {
    /// Uses the app in the environment variables, or else starts the emulator.
    ///
    /// # Errors
    ///
    /// If the variables are incomplete or invalid, or if the emulator cannot listen.
    pub async fn of_environment_or(emulator: Builder) -> Result<Self, BoxError> {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !VARIABLES.into_iter().any(is_set) {
            return Self::emulated(emulator).await;
        }
        let talkjs = Client::from_env()?;
        let secret_key = Secret::new(std::env::var("TALKJS_SECRET_KEY")?)?;
        Ok(Self { talkjs, secret_key, emulator: None })
    }

    /// Starts the emulator and uses its app.
    ///
    /// # Errors
    ///
    /// If the emulator cannot listen.
    pub async fn emulated(emulator: Builder) -> Result<Self, BoxError> {
        let emulator = emulator.start().await?;
        let client = Client::builder().app_id(emulator.app_id()).secret_key(emulator.secret_key());
        let talkjs = client.base_url(emulator.base_url()).build()?;
        let secret_key = Secret::new(emulator.secret_key())?;
        Ok(Self { talkjs, secret_key, emulator: Some(emulator) })
    }

    /// Returns the environment variables with which a child process uses the emulator. It inherits those of this
    /// process.
    pub fn variables<'a>(&'a self) -> Vec<(&'static str, &'a str)> {
        let values = |emulator: &'a Emulator| [emulator.app_id(), emulator.secret_key(), emulator.base_url()];
        self.emulator.iter().flat_map(|emulator| VARIABLES.into_iter().zip(values(emulator))).collect()
    }
}
