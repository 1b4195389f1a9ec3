//! Invalid settings of a client.

use std::fmt;

/// An invalid setting of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SettingsProblem {
    /// The name of the builder's method or of the environment variable.
    pub setting: &'static str,
    /// The reason, which never contains a secret.
    pub reason: String,
}

impl SettingsProblem {
    /// Creates a problem of a setting; the reason continues the sentence after its name: `must not be empty`.
    pub fn new(setting: &'static str, reason: impl Into<String>) -> Self {
        Self { setting, reason: reason.into() }
    }
}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.setting, self.reason)
    }
}
