//! Users: created and updated by the same write, never deleted.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::changes::Channel;
use super::merge::merge;
use super::refusal::{Missing, Reasons};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: Option<Vec<String>>,
    pub(crate) phone: Option<Vec<String>>,
    pub(crate) photo_url: Option<String>,
    pub(crate) welcome_message: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) availability_text: Option<String>,
    pub(crate) custom: BTreeMap<String, String>,
    pub(crate) push_tokens: Option<BTreeMap<String, bool>>,
    pub(crate) created_at: i64,
}

impl User {
    pub(crate) fn can_be_reached(&self, channel: Channel) -> bool {
        let addresses = match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.phone,
        };
        addresses.as_ref().is_some_and(|addresses| !addresses.is_empty())
    }
}

/// All users of an app, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Users(IndexMap<String, User>);

impl Users {
    pub(crate) fn get(&self, id: &str) -> Option<&User> {
        self.0.get(id)
    }

    pub(crate) fn find(&self, id: &str) -> Result<&User, Missing> {
        self.get(id).ok_or_else(|| Missing::User(id.to_owned()))
    }

    /// All ids, oldest first.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    pub(crate) fn with_place(&self, id: &str) -> Option<(usize, &User)> {
        self.0.get_full(id).map(|(place, _, user)| (place, user))
    }

    /// Adds a user who was created earlier.
    pub(crate) fn add(&mut self, user: User) {
        self.0.insert(user.id.clone(), user);
    }

    /// Whether a write is valid: a new user needs a name.
    pub(crate) fn check(&self, id: &str, patch: &Value) -> Result<(), Reasons> {
        if patch.get("name").is_some() || self.0.contains_key(id) {
            Ok(())
        } else {
            Err(Reasons::one("name", "is required to create a user"))
        }
    }

    /// Creates or updates a user; returns whether the user is new.
    pub(crate) fn put(&mut self, id: &str, patch: &Value, now: i64) -> Result<bool, Reasons> {
        self.check(id, patch)?;
        let is_new = !self.0.contains_key(id);
        let new = || User { id: id.to_owned(), created_at: now, ..User::default() };
        let user = self.0.entry(id.to_owned()).or_insert_with(new);
        merge(user, patch)?;
        user.push_tokens.take_if(|tokens| tokens.is_empty());
        Ok(is_new)
    }

    /// The users after a cursor that are to be listed, or nothing if the cursor is not a user.
    pub(crate) fn page(
        &self,
        after: Option<&str>,
        limit: usize,
        is_listed: impl Fn(&User) -> bool,
    ) -> Option<Vec<&User>> {
        let start = match after {
            Some(id) => self.0.get_index_of(id)?.saturating_add(1),
            None => 0,
        };
        Some(self.0.values().skip(start).filter(|user| is_listed(user)).take(limit).collect())
    }
}
