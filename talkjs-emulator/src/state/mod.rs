//! The state of the emulator and the rules for changing it: pure, synchronous, without any HTTP.

pub(crate) mod app;
pub(crate) mod changes;
pub(crate) mod content;
pub(crate) mod conversations;
pub(crate) mod files;
pub(crate) mod filter;
pub(crate) mod idempotency;
pub(crate) mod ids;
pub(crate) mod listing;
pub(crate) mod lists;
pub(crate) mod markup;
pub(crate) mod merge;
pub(crate) mod messages;
pub(crate) mod participants;
pub(crate) mod rate;
pub(crate) mod reactions;
pub(crate) mod records;
pub(crate) mod refusal;
pub(crate) mod sessions;
pub(crate) mod users;
pub(crate) mod writer;

use std::collections::BTreeMap;

use app::App;
use files::StoredFile;

#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    apps: BTreeMap<String, App>,
}

impl Store {
    pub(crate) fn add(&mut self, app: App) {
        self.apps.insert(app.id.clone(), app);
    }

    pub(crate) fn app(&mut self, id: &str) -> Option<&mut App> {
        self.apps.get_mut(id)
    }

    pub(crate) fn all(&mut self) -> impl Iterator<Item = &mut App> {
        self.apps.values_mut()
    }

    pub(crate) fn apps(&self) -> Vec<&App> {
        self.apps.values().collect()
    }

    pub(crate) fn file(&self, token: &str) -> Option<&StoredFile> {
        self.apps.values().find_map(|app| app.files.get(token))
    }
}
