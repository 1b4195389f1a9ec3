//! Users: created and updated by the same write, never deleted.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::changes::Channel;
use super::refusal::Reasons;
use super::update::{Entries, Update};

/// A user.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
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
    pub(crate) push_tokens: BTreeMap<String, bool>,
    pub(crate) created_at: i64,
}

/// A write to a user.
#[derive(Clone, Debug, Default)]
pub(crate) struct UserUpdate {
    pub(crate) name: Option<String>,
    pub(crate) email: Update<Vec<String>>,
    pub(crate) phone: Update<Vec<String>>,
    pub(crate) photo_url: Update<String>,
    pub(crate) welcome_message: Update<String>,
    pub(crate) role: Update<String>,
    pub(crate) locale: Update<String>,
    pub(crate) availability_text: Update<String>,
    pub(crate) custom: Update<Entries<String>>,
    pub(crate) push_tokens: Update<Entries<bool>>,
}

impl User {
    /// Whether there is an address of a kind.
    pub(crate) fn can_be_reached(&self, channel: Channel) -> bool {
        let addresses = match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.phone,
        };
        addresses.as_ref().is_some_and(|addresses| !addresses.is_empty())
    }
}

impl UserUpdate {
    fn apply(self, user: &mut User) {
        if let Some(name) = self.name {
            user.name = name;
        }
        self.email.apply(&mut user.email);
        self.phone.apply(&mut user.phone);
        self.photo_url.apply(&mut user.photo_url);
        self.welcome_message.apply(&mut user.welcome_message);
        self.role.apply(&mut user.role);
        self.locale.apply(&mut user.locale);
        self.availability_text.apply(&mut user.availability_text);
        self.custom.merge(&mut user.custom);
        self.push_tokens.merge(&mut user.push_tokens);
    }
}

/// All users of an app, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Users {
    list: Vec<User>,
    places: HashMap<String, usize>,
}

impl Users {
    pub(crate) fn get(&self, id: &str) -> Option<&User> {
        self.list.get(*self.places.get(id)?)
    }

    /// All of them with their place, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (usize, &User)> {
        self.list.iter().enumerate()
    }

    pub(crate) fn with_place(&self, id: &str) -> Option<(usize, &User)> {
        let place = *self.places.get(id)?;
        Some((place, self.list.get(place)?))
    }

    /// Adds a user who was created before.
    pub(crate) fn add(&mut self, user: User) {
        self.places.insert(user.id.clone(), self.list.len());
        self.list.push(user);
    }

    pub(crate) fn exists(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    /// Whether the write can be done: a new user needs a name.
    fn check(&self, id: &str, update: &UserUpdate) -> Result<(), Reasons> {
        if update.name.is_some() || self.exists(id) {
            Ok(())
        } else {
            Err(Reasons::one("name", "is required to create a user"))
        }
    }

    /// Creates or updates one user; gives whether the user is new.
    pub(crate) fn put(&mut self, id: &str, update: UserUpdate, now: i64) -> Result<bool, Reasons> {
        self.check(id, &update)?;
        Ok(self.store(id, update, now))
    }

    /// Creates or updates all users or, when one of the writes is wrong or cannot be done, none; gives which are new.
    pub(crate) fn put_all(
        &mut self,
        updates: Vec<(String, Result<UserUpdate, Reasons>)>,
        now: i64,
    ) -> Result<Vec<(String, bool)>, BTreeMap<String, Reasons>> {
        let mut valid = Vec::new();
        let mut invalid = BTreeMap::new();
        for (id, update) in updates {
            let checked = update.and_then(|update| self.check(&id, &update).map(|()| update));
            match checked {
                Ok(update) => valid.push((id, update)),
                Err(reasons) => _ = invalid.insert(id, reasons),
            }
        }
        if !invalid.is_empty() {
            return Err(invalid);
        }
        let stored = valid.into_iter().map(|(id, update)| {
            let is_new = self.store(&id, update, now);
            (id, is_new)
        });
        Ok(stored.collect())
    }

    fn store(&mut self, id: &str, update: UserUpdate, now: i64) -> bool {
        let next = self.list.len();
        let place = *self.places.entry(id.to_owned()).or_insert(next);
        let is_new = place == next;
        if is_new {
            self.list.push(User { id: id.to_owned(), created_at: now, ..User::default() });
        }
        if let Some(user) = self.list.get_mut(place) {
            update.apply(user);
        }
        is_new
    }

    /// The users after a cursor that are to be listed, or nothing when the cursor is no user.
    pub(crate) fn page(
        &self,
        after: Option<&str>,
        limit: usize,
        is_listed: impl Fn(&User) -> bool,
    ) -> Option<Vec<&User>> {
        let start = match after {
            Some(id) => self.places.get(id)?.saturating_add(1),
            None => 0,
        };
        let users = self.list.iter().skip(start);
        Some(users.filter(|user| is_listed(user)).take(limit).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> UserUpdate {
        UserUpdate { name: Some(name.to_owned()), ..UserUpdate::default() }
    }

    #[test]
    fn a_user_needs_a_name_once() {
        let mut users = Users::default();
        assert!(users.put("a", UserUpdate::default(), 1).is_err());
        assert!(!users.exists("a"));
        users.put("a", named("Alice"), 2).unwrap();
        users.put("a", UserUpdate::default(), 3).unwrap();
        let user = users.get("a").unwrap();
        assert_eq!((user.name.as_str(), user.created_at), ("Alice", 2));
    }

    #[test]
    fn a_write_touches_only_what_it_names() {
        let mut users = Users::default();
        let first = UserUpdate {
            role: Update::Set("buyer".to_owned()),
            locale: Update::Set("fr".to_owned()),
            ..named("Alice")
        };
        users.put("a", first, 1).unwrap();
        let second = UserUpdate { role: Update::Clear, ..UserUpdate::default() };
        users.put("a", second, 2).unwrap();
        let user = users.get("a").unwrap();
        assert_eq!((user.role.as_deref(), user.locale.as_deref()), (None, Some("fr")));
    }

    #[test]
    fn many_users_are_written_together_or_not_at_all() {
        let mut users = Users::default();
        let updates = vec![
            ("a".to_owned(), Ok(named("Alice"))),
            ("b".to_owned(), Ok(UserUpdate::default())),
            ("c".to_owned(), Err(Reasons::one("role", "must be a string"))),
        ];
        let invalid = users.put_all(updates, 1).unwrap_err();
        assert_eq!(invalid.keys().collect::<Vec<_>>(), ["b", "c"]);
        assert!(!users.exists("a"));
    }

    #[test]
    fn pages_go_from_the_oldest_to_the_newest() {
        let mut users = Users::default();
        for id in ["c", "a", "b"] {
            users.put(id, named(id), 1).unwrap();
        }
        users.put("c", named("again"), 2).unwrap();
        let ids = |after, limit| -> Option<Vec<String>> {
            Some(users.page(after, limit, |_| true)?.iter().map(|user| user.id.clone()).collect())
        };
        assert_eq!(ids(None, 2).unwrap(), ["c", "a"]);
        assert_eq!(ids(Some("a"), 2).unwrap(), ["b"]);
        assert_eq!(ids(Some("b"), 2).unwrap(), [] as [&str; 0]);
        assert_eq!(ids(Some("x"), 2), None);
    }
}
