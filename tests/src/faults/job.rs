//! One conversation to start, with what is found of it afterwards.

use talkjs_client::{Client, Error, Message, MessageId, NewUser, StartConversation, UserMessage};

use crate::random::Random;

/// A conversation. Most have two users and a few messages, some have more of either than one request takes.
#[derive(Clone, Debug)]
pub(super) struct Job {
    id: String,
    users: usize,
    messages: usize,
    /// After how many milliseconds the first run is dropped, if it is.
    pub(super) dropped_after: Option<u64>,
}

impl Job {
    pub(super) fn new(seed: u64, number: usize) -> Self {
        let mut random = Random::new(seed ^ (number as u64) << 20);
        let users = if random.once_in(8) { 3 + random.below(4) } else { 2 };
        let messages = if random.once_in(8) { 11 + random.below(15) } else { 1 + random.below(3) };
        let dropped_after = random.once_in(10).then(|| random.below(30) as u64);
        Self { id: format!("order_{number}"), users, messages, dropped_after }
    }

    /// One whose messages take several requests, so that something can happen between them.
    pub(super) fn long(seed: u64, number: usize) -> Self {
        let messages = 11 + Random::new(seed ^ (number as u64) << 40).below(30);
        Self { messages, dropped_after: None, ..Self::new(seed, number) }
    }

    fn user(&self, number: usize) -> String {
        format!("{}-user-{number}", self.id)
    }

    fn texts(&self) -> Vec<String> {
        (0..self.messages).map(|number| format!("{} says {number}", self.id)).collect()
    }

    pub(super) fn messages(&self) -> usize {
        self.messages
    }

    /// The same call each time, under the same key.
    pub(super) fn start(&self, talkjs: &Client) -> StartConversation {
        let start = talkjs.start_conversation(self.id.as_str()).idempotency_key(format!("{}-created", self.id));
        let users = (0..self.users).map(|number| (self.user(number), NewUser::new(format!("User {number}"))));
        let start = users.fold(start, |start, (id, user)| start.participant(id, user));
        let texts = self.texts().into_iter().enumerate();
        start.messages(texts.map(|(number, text)| UserMessage::new(self.user(number % self.users), text)))
    }

    /// Whether the ids that a run returned are those of the messages that the server has.
    pub(super) async fn problem_with_ids(&self, server: &Client, ids: &[MessageId]) -> Result<Option<String>, Error> {
        let there: Vec<_> = messages(server, &self.id).await?.into_iter().map(|message| message.id).collect();
        Ok((there != ids).then(|| format!("{}: the ids are {there:?}, not {ids:?}", self.id)))
    }

    /// How many messages the server has.
    pub(super) async fn sent(&self, server: &Client) -> Result<usize, Error> {
        Ok(found(server, &self.id).await?.len())
    }

    /// What is wrong with what the server has after a run that stopped, of which so many messages were confirmed.
    pub(super) async fn problem_with_part(&self, server: &Client, confirmed: usize) -> Result<Option<String>, Error> {
        let (found, wanted) = (found(server, &self.id).await?, self.texts());
        let is_part = wanted.starts_with(&found) && found.len() >= confirmed;
        Ok((!is_part).then(|| format!("{}: of {wanted:?}, {confirmed} confirmed, there are {found:?}", self.id)))
    }

    /// What is wrong with what the server has after a run that succeeded.
    pub(super) async fn problem_with_whole(&self, server: &Client) -> Result<Option<String>, Error> {
        let (found, wanted) = (found(server, &self.id).await?, self.texts());
        if found != wanted {
            return Ok(Some(format!("{}: not {wanted:?}, but {found:?}", self.id)));
        }
        let participants = server.get_conversation(self.id.as_str()).send().await?.participants;
        let all = (0..self.users).all(|number| participants.contains_key(self.user(number).as_str()));
        Ok((!all || participants.len() != self.users).then(|| format!("{}: {participants:?} take part", self.id)))
    }
}

/// The texts of the messages that the server has, oldest first; none of a conversation that does not exist.
pub(super) async fn found(server: &Client, conversation_id: &str) -> Result<Vec<String>, Error> {
    let messages = messages(server, conversation_id).await?;
    Ok(messages.into_iter().map(|message| message.text.unwrap_or_default()).collect())
}

async fn messages(server: &Client, conversation_id: &str) -> Result<Vec<Message>, Error> {
    let mut newest_first = server.list_messages(conversation_id).stream();
    let mut messages = Vec::new();
    while let Some(message) = newest_first.next().await {
        match message {
            Ok(message) => messages.push(message),
            Err(error) if error.is_not_found() => break,
            Err(error) => return Err(error),
        }
    }
    messages.reverse();
    Ok(messages)
}
