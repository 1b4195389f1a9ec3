//! Reads all data that TalkJS has about a person, one page at a time.

use std::collections::VecDeque;

use serde::Deserialize;
use serde_json::Value;

use super::record::{PersonRecord, files_of};
use crate::api::{Client, ConversationId, MessageId, SortDirection, SortField, UserId};
use talkjs_runtime::flow::json;
use talkjs_runtime::{Error, IntoCall as _};

const CONVERSATIONS_PER_PAGE: i64 = 30;
const MESSAGES_PER_PAGE: i64 = 100;
/// The number in the vendor's own script. It is undocumented how to get more.
const REACTIONS_PER_LIST: usize = 100;

/// The conversations that are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The conversations of the person.
    Own,
    /// All conversations, as the person may have left some.
    All,
}

/// A person's records. At most a page of messages is held in memory. After an error, the same request is made again.
pub(super) struct Walk {
    client: Client,
    user_id: UserId,
    scope: Scope,
    /// The remaining requests, the next one last.
    requests: Vec<Request>,
    records: VecDeque<PersonRecord>,
    conversations: usize,
}

/// A request.
#[derive(Clone)]
enum Request {
    Profile,
    Conversations { after: Option<ConversationId> },
    Messages { conversation_id: ConversationId, after: Option<MessageId> },
    Reactions { conversation_id: ConversationId, message_id: MessageId, emoji: String },
}

/// The result of a request: records, and further requests in their order.
type Outcome = (Vec<PersonRecord>, Vec<Request>);

/// A page of a list.
#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    data: Vec<Value>,
}

impl Walk {
    pub(super) fn new(client: &Client, user_id: UserId, scope: Scope) -> Self {
        let requests = vec![Request::Conversations { after: None }, Request::Profile];
        Self { client: client.clone(), user_id, scope, requests, records: VecDeque::new(), conversations: 0 }
    }

    /// The number of conversations that were read, or are being read.
    pub(super) fn conversations(&self) -> usize {
        self.conversations
    }

    pub(super) async fn next(&mut self) -> Option<Result<PersonRecord, Error>> {
        loop {
            if let Some(record) = self.records.pop_front() {
                return Some(Ok(record));
            }
            // It stays in the list until its response arrives, so that it is made again after an error.
            let request = self.requests.last()?.clone();
            let (records, requests) = match self.make(request).await {
                Ok(outcome) => outcome,
                Err(error) => return Some(Err(error)),
            };
            if let Some(Request::Messages { after: None, .. }) = self.requests.pop() {
                self.conversations = self.conversations.saturating_add(1);
            }
            self.records.extend(records);
            self.requests.extend(requests.into_iter().rev());
        }
    }

    async fn make(&self, request: Request) -> Result<Outcome, Error> {
        match request {
            Request::Profile => self.profile().await,
            Request::Conversations { after } => self.conversations_after(after).await,
            Request::Messages { conversation_id, after } => self.messages(conversation_id, after).await,
            Request::Reactions { conversation_id, message_id, emoji } => {
                self.reactions(conversation_id, message_id, emoji).await
            }
        }
    }

    async fn profile(&self) -> Result<Outcome, Error> {
        let data = self.client.get_user(self.user_id.clone()).reading(json::<Value>).send().await?;
        Ok((vec![PersonRecord::Profile { data }], Vec::new()))
    }

    async fn conversations_after(&self, after: Option<ConversationId>) -> Result<Outcome, Error> {
        let Page { data } = self.conversation_page(after.clone()).await?;
        let ids: Vec<ConversationId> = data.iter().filter_map(id_of).collect();
        let messages = ids.iter().map(|id| Request::Messages { conversation_id: id.clone(), after: None });
        let rest = ids.last().filter(|last| after.as_ref() != Some(*last));
        let rest = rest.map(|last| Request::Conversations { after: Some(last.clone()) });
        let requests = messages.chain(rest).collect();
        Ok((data.into_iter().filter_map(|conversation| self.own_part(conversation)).collect(), requests))
    }

    /// Requests a page, from the oldest conversation to the newest, since that order is stable.
    async fn conversation_page(&self, after: Option<ConversationId>) -> Result<Page, Error> {
        macro_rules! page {
            ($call:expr) => {{
                let call = $call.limit(CONVERSATIONS_PER_PAGE);
                let call = call.order_by(SortField::CreatedAt).order_direction(SortDirection::Asc);
                let call = match after {
                    Some(after) => call.starting_after(after),
                    None => call,
                };
                call.reading(json::<Page>).send().await
            }};
        }
        match self.scope {
            Scope::Own => page!(self.client.list_user_conversations(self.user_id.clone())),
            Scope::All => page!(self.client.list_conversations()),
        }
    }

    /// A conversation without data about others, if the person takes part.
    fn own_part(&self, mut conversation: Value) -> Option<PersonRecord> {
        let id = self.user_id.as_str();
        let properties = conversation.as_object_mut()?;
        properties.remove("lastMessage");
        let participants = properties.get_mut("participants").and_then(Value::as_object_mut);
        let takes_part = participants.is_none_or(|participants| {
            participants.retain(|user, _| user == id);
            !participants.is_empty()
        });
        (takes_part || self.scope == Scope::Own).then_some(PersonRecord::Conversation { data: conversation })
    }

    async fn messages(&self, conversation_id: ConversationId, after: Option<MessageId>) -> Result<Outcome, Error> {
        let call = self.client.list_messages(conversation_id.clone()).limit(MESSAGES_PER_PAGE);
        let call = match after.clone() {
            Some(after) => call.starting_after(after),
            None => call,
        };
        let data = match call.reading(json::<Page>).send().await {
            // The conversation was deleted meanwhile.
            Err(error) if error.is_not_found() => Vec::new(),
            outcome => outcome?.data,
        };
        let (mut records, mut requests) = (Vec::new(), Vec::new());
        let last: Option<MessageId> = data.last().and_then(id_of);
        for message in data {
            let Some(message_id) = id_of::<MessageId>(&message) else { continue };
            let emoji = message.get("reactions").and_then(Value::as_object).into_iter().flat_map(|map| map.keys());
            requests.extend(emoji.map(|emoji| Request::Reactions {
                conversation_id: conversation_id.clone(),
                message_id: message_id.clone(),
                emoji: emoji.clone(),
            }));
            if message.get("senderId").and_then(Value::as_str) == Some(self.user_id.as_str()) {
                let files = files_of(&conversation_id, &message_id, &message);
                records.push(own_message(message));
                records.extend(files);
            }
        }
        let rest = last.filter(|last| after.as_ref() != Some(last));
        requests.extend(rest.map(|last| Request::Messages { conversation_id, after: Some(last) }));
        Ok((records, requests))
    }

    async fn reactions(
        &self,
        conversation_id: ConversationId,
        message_id: MessageId,
        emoji: String,
    ) -> Result<Outcome, Error> {
        let call = self.client.list_reactions(conversation_id.clone(), message_id.clone(), emoji.clone());
        let limit = i64::try_from(REACTIONS_PER_LIST).unwrap_or(i64::MAX);
        let list = match call.limit(limit).reading(json::<Value>).send().await {
            Err(error) if error.is_not_found() => Value::Null,
            outcome => outcome?,
        };
        // The vendor's own script accepts both forms.
        let rows = list.get("data").unwrap_or(&list).as_array().map(Vec::as_slice).unwrap_or_default();
        let is_own = |row: &Value| row.get("userId").and_then(Value::as_str) == Some(self.user_id.as_str());
        let record = if rows.iter().any(is_own) {
            Some(PersonRecord::Reaction { conversation_id, message_id, emoji })
        } else if rows.len() >= REACTIONS_PER_LIST {
            Some(PersonRecord::UncheckedReactions { conversation_id, message_id, emoji })
        } else {
            None
        };
        Ok((record.into_iter().collect(), Vec::new()))
    }
}

fn own_message(mut message: Value) -> PersonRecord {
    if let Some(properties) = message.as_object_mut() {
        properties.remove("readBy");
    }
    PersonRecord::Message { data: message }
}

fn id_of<I: From<String>>(resource: &Value) -> Option<I> {
    Some(resource.get("id")?.as_str()?.to_owned().into())
}
