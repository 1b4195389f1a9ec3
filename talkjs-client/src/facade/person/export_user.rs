//! Exports all data that TalkJS has about a person, as records.

use std::fmt;

use super::record::PersonRecord;
use super::walk::{Scope, Walk};
use crate::api::{Client, UserId};
use talkjs_runtime::Error;

/// Reads all data that the API returns about a person, for a request for data: the profile, the person's conversations,
/// the person's own messages with the URLs of their files, and the person's reactions. Nothing is changed.
///
/// Data about other people is excluded: their messages, their participation, who has read a message. Data that the API
/// does not return is missing: sent e-mails and SMS, statistics, delivered webhooks.
///
/// It makes one request for the profile, one for each 30 conversations and for each 100 messages in them (including
/// those of others, since the API has no search), and one for each emoji on each message. At 9 requests per second, a
/// conversation of 10,000 messages without reactions takes about 11 seconds.
///
/// ```no_run
/// use std::io::Write as _;
///
/// use talkjs_client::Client;
///
/// # async fn export(talkjs: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut file = std::fs::File::create("12081.jsonl")?;
/// let mut records = talkjs.export_user("12081").stream();
/// while let Some(record) = records.next().await {
///     file.write_all(record?.to_json_line().as_bytes())?;
/// }
/// println!("{} conversations", records.conversations());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is read before `.stream()`"]
pub struct ExportUser {
    client: Client,
    user_id: UserId,
    scope: Scope,
}

impl ExportUser {
    pub(crate) fn new(client: &Client, user_id: UserId) -> Self {
        Self { client: client.clone(), user_id, scope: Scope::Own }
    }

    /// Also reads the messages of all conversations of the app, to find messages and reactions in conversations that
    /// the person has left: TalkJS does not list those for the person. This needs one request for each 100 messages of
    /// the whole app.
    pub fn search_all_conversations(mut self) -> Self {
        self.scope = Scope::All;
        self
    }

    /// Returns the records.
    pub fn stream(self) -> PersonRecords {
        PersonRecords(Walk::new(&self.client, self.user_id, self.scope))
    }
}

impl fmt::Debug for ExportUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportUser").finish_non_exhaustive()
    }
}

/// The records of an export, read on demand. At most a page of 100 messages is held in memory.
#[must_use = "nothing is read before `.next().await`"]
pub struct PersonRecords(Walk);

impl PersonRecords {
    /// Returns the next record, or `None` at the end: first the profile, then each page of conversations, followed by the
    /// messages and reactions in them, conversation by conversation.
    ///
    /// # Errors
    ///
    /// Those of a single call; 404 if there is no such user. The next call makes the same request again, so an export
    /// can continue after an error.
    pub async fn next(&mut self) -> Option<Result<PersonRecord, Error>> {
        self.0.next().await
    }

    /// Returns the number of conversations whose messages were read, or are being read.
    pub fn conversations(&self) -> usize {
        self.0.conversations()
    }
}

impl fmt::Debug for PersonRecords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonRecords").field("conversations", &self.conversations()).finish_non_exhaustive()
    }
}
