//! Thousands of made-up lives of an app, step by step beside a model of plain maps: every response has to be the model's.
//! The steps go in batches, in which the emulator keeps the order.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use talkjs_emulator::{Clock, Emulator};

/// How many lives there are at least, and at most.
const LEAST: usize = 1_000;
const MOST: usize = 10_000;
/// After the least number it ends when it has taken so long.
const PATIENCE: Duration = Duration::from_secs(10);
const BATCHES: usize = 3;
const STEPS: usize = 10;
const START: i64 = 1_700_000_000_000;

#[test]
fn an_app_does_what_a_model_of_plain_maps_does() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let emulator = Emulator::builder().clock(Clock::fixed(START)).kept_requests(0).start();
    let emulator = runtime.block_on(emulator).unwrap();
    let connection = Connection::new(&emulator);
    let started = Instant::now();
    let (mut lives, mut statuses) = (0, BTreeMap::new());
    let mut now = START;
    while lives < LEAST || lives < MOST && started.elapsed() < PATIENCE {
        let mut random = Random(lives as u64);
        let mut model = Model { life: lives, ..Model::default() };
        for batch in 0..BATCHES {
            let steps =
                (0..STEPS).map(|index| Step::opening(batch * STEPS + index).unwrap_or_else(|| model.step(&mut random)));
            let steps: Vec<Step> = steps.collect();
            let operations: Vec<Value> =
                steps.iter().enumerate().map(|(index, step)| step.operation(index, lives)).collect();
            let rows = connection.batch(&Value::from(operations));
            for (index, step) in steps.iter().enumerate() {
                let (status, body) = (rows[index][1].as_u64().unwrap(), &rows[index][2]);
                let expected = model.response(step, now, body);
                assert_eq!(status, expected.0, "life {lives}, step {index}: {step:?} {body}");
                if let Some(expected) = expected.1 {
                    assert_eq!(body, &expected, "life {lives}, step {index} of {steps:#?}");
                }
                *statuses.entry(status).or_insert(0) += 1;
            }
            emulator.advance(Duration::from_secs(1));
            now += 1_000;
        }
        lives += 1;
    }
    println!("{lives} lives of {} steps: {statuses:?}", BATCHES * STEPS);
    assert!(statuses[&200] > lives * 15 && statuses[&404] > lives && statuses[&400] > lives / 10, "{statuses:?}");
}

/// What is done. Users and conversations have numbers, messages their ids.
#[derive(Clone, Debug)]
enum Step {
    PutUser(usize, Option<String>, Value),
    GetUser(usize),
    PutConversation(usize, Vec<usize>, Value),
    GetConversation(usize),
    DeleteConversation(usize),
    Join(usize, usize, Option<&'static str>),
    Change(usize, usize, Value),
    Leave(usize, usize),
    Send(usize, Option<usize>, String, Option<usize>),
    Edit(usize, String, String),
    DeleteMessage(usize, String),
    React(usize, String, usize, bool),
    List(usize),
    ListOf(usize),
}

#[derive(Clone, Default)]
struct Model {
    life: usize,
    users: BTreeMap<usize, (String, BTreeMap<String, Value>)>,
    conversations: BTreeMap<usize, Conversation>,
    created: usize,
}

#[derive(Clone, Default)]
struct Conversation {
    number: usize,
    created_at: i64,
    custom: BTreeMap<String, Value>,
    participants: BTreeMap<usize, Participant>,
    /// Oldest first.
    messages: Vec<Message>,
    keys: BTreeMap<usize, String>,
}

#[derive(Clone)]
struct Participant {
    access: String,
    joined_at: i64,
    read_until: Option<i64>,
    /// Nothing newer is got.
    cut_off_at: Option<i64>,
}

impl Participant {
    fn gets(&self, message: &Message) -> bool {
        self.cut_off_at.is_none_or(|end| message.created_at <= end)
    }
}

#[derive(Clone)]
struct Message {
    id: String,
    sender: Option<usize>,
    text: String,
    created_at: i64,
    is_edited: bool,
    reactors: Vec<usize>,
}

impl Model {
    fn step(&self, random: &mut Random) -> Step {
        let (user, conversation) = (random.below(4), random.below(3));
        let known: Vec<&Message> =
            self.conversations.get(&conversation).map_or(Vec::new(), |it| it.messages.iter().collect());
        let message = match known.len() {
            0 => "msg_none".to_owned(),
            count => known[random.below(count)].id.clone(),
        };
        let text = format!("text {}", random.below(1000));
        let custom = [json!({}), json!({"a": text}), json!({"a": null, "b": "1"}), json!({"b": null}), Value::Null];
        let custom = custom[random.below(5)].clone();
        match random.below(23) {
            0 => Step::PutUser(user, None, custom),
            1..=4 => Step::PutUser(user, Some(text), custom),
            5 => Step::GetUser(user),
            6..=8 => Step::PutConversation(conversation, vec![user, random.below(4)], custom),
            9 | 10 => Step::GetConversation(conversation),
            11 if random.below(3) == 0 => Step::DeleteConversation(conversation),
            11 | 12 => Step::Join(conversation, user, [None, Some("Read"), Some("None")][random.below(3)]),
            13 => {
                let read = json!({"readUntil": START + 500 * random.below(6) as i64});
                Step::Change(conversation, user, [json!({"access": "None"}), read][random.below(2)].clone())
            }
            14 => Step::Leave(conversation, user),
            15..=17 => {
                let key = (random.below(4) == 0).then(|| random.below(2));
                Step::Send(conversation, (random.below(6) > 0).then_some(user), text, key)
            }
            18 => Step::Edit(conversation, message, text),
            19 => Step::DeleteMessage(conversation, message),
            20 => Step::React(conversation, message, user, random.below(3) > 0),
            21 => Step::List(conversation),
            _ => Step::ListOf(user),
        }
    }

    /// The status, and the body unless that is an error's or made up by the emulator.
    fn response(&mut self, step: &Step, now: i64, body: &Value) -> (u64, Option<Value>) {
        match self.done(step, now, body) {
            Ok(body) => (200, Some(body)),
            Err(status) => (status, None),
        }
    }

    fn done(&mut self, step: &Step, now: i64, body: &Value) -> Result<Value, u64> {
        let life = self.life;
        match step {
            Step::PutUser(user, name, custom) => {
                let known = self.users.get(user).map(|(name, _)| name.clone());
                let name = name.clone().or(known).ok_or(400_u64)?;
                let entry = self.users.entry(*user).or_default();
                entry.0 = name;
                merge(&mut entry.1, custom);
            }
            Step::GetUser(user) => {
                let (name, custom) = self.users.get(user).ok_or(404_u64)?;
                let mut shown = body.clone();
                shown["id"] = json!(user_id(life, *user));
                shown["name"] = json!(name);
                shown["custom"] = json!(custom);
                return Ok(shown);
            }
            Step::PutConversation(conversation, participants, custom) => {
                if participants.iter().any(|user| !self.users.contains_key(user)) {
                    return Err(400);
                }
                let created = &mut self.created;
                let stored = self.conversations.entry(*conversation).or_insert_with(|| {
                    *created += 1;
                    Conversation { number: *created, created_at: now, ..Conversation::default() }
                });
                merge(&mut stored.custom, custom);
                for user in participants {
                    stored.participants.entry(*user).or_insert_with(|| Participant::new(now));
                }
            }
            Step::GetConversation(conversation) => {
                return Ok(self.find(*conversation)?.shown(life, *conversation, body));
            }
            Step::DeleteConversation(conversation) => {
                self.conversations.remove(conversation).ok_or(404_u64)?;
            }
            Step::Join(conversation, user, access) => {
                if *access == Some("None") {
                    return Err(400);
                }
                self.find(*conversation)?;
                if !self.users.contains_key(user) {
                    return Err(404);
                }
                let stored = self.conversations.get_mut(conversation).unwrap();
                let participant = stored.participants.entry(*user).or_insert_with(|| Participant::new(now));
                participant.access = access.unwrap_or("ReadWrite").to_owned();
                participant.cut_off_at = None;
            }
            Step::Change(conversation, user, change) => {
                let stored = self.conversations.get_mut(conversation).ok_or(404_u64)?;
                let latest = stored.messages.last().map_or(now, |last| now.max(last.created_at));
                let participant = stored.participants.get_mut(user).ok_or(404_u64)?;
                if change["access"] == "None" {
                    participant.access = "None".to_owned();
                    participant.cut_off_at.get_or_insert(latest);
                }
                participant.read_until = change["readUntil"].as_i64().or(participant.read_until);
            }
            Step::Leave(conversation, user) => {
                self.conversations.get_mut(conversation).ok_or(404_u64)?.participants.remove(user);
            }
            Step::Send(conversation, sender, text, key) => {
                let stored = self.conversations.get_mut(conversation).ok_or(404_u64)?;
                return stored.send(*sender, text, *key, now, body);
            }
            Step::Edit(conversation, message, text) => {
                let message = self.message(*conversation, message)?;
                message.text.clone_from(text);
                message.is_edited = true;
            }
            Step::DeleteMessage(conversation, message) => {
                self.message(*conversation, message)?;
                self.conversations.get_mut(conversation).unwrap().messages.retain(|stored| stored.id != *message);
            }
            Step::React(conversation, message, user, adds) => {
                let is_known = self.users.contains_key(user);
                let message = self.message(*conversation, message)?;
                if *adds && !is_known {
                    return Err(404);
                }
                message.reactors.retain(|reactor| reactor != user);
                message.reactors.extend(adds.then_some(user));
            }
            Step::List(conversation) => {
                let stored = self.find(*conversation)?;
                let messages = stored.messages.iter().rev().enumerate().take(10);
                let data: Vec<Value> = messages
                    .map(|(index, message)| stored.message(life, *conversation, message, &body["data"][index]))
                    .collect();
                return Ok(json!({"data": data}));
            }
            Step::ListOf(user) => {
                if !self.users.contains_key(user) {
                    return Err(404);
                }
                let mut listed: Vec<(i64, usize, usize)> = Vec::new();
                for (id, stored) in &self.conversations {
                    if let Some(participant) = stored.participants.get(user) {
                        let last = stored.last_for(participant).map(|message| message.created_at);
                        listed.push((last.unwrap_or(i64::MIN).max(participant.joined_at), stored.number, *id));
                    }
                }
                listed.sort_unstable_by(|left, right| right.cmp(left));
                let places = listed.iter().enumerate();
                let data: Vec<Value> = places
                    .map(|(place, (_, _, id))| self.conversations[id].shown_to(*user, life, *id, &body["data"][place]))
                    .collect();
                return Ok(json!({"data": data}));
            }
        }
        Ok(json!({}))
    }

    fn find(&self, conversation: usize) -> Result<&Conversation, u64> {
        self.conversations.get(&conversation).ok_or(404)
    }

    fn message(&mut self, conversation: usize, id: &str) -> Result<&mut Message, u64> {
        let stored = self.conversations.get_mut(&conversation).ok_or(404_u64)?;
        stored.messages.iter_mut().find(|message| message.id == id).ok_or(404)
    }
}

impl Participant {
    fn new(now: i64) -> Self {
        Self { access: "ReadWrite".to_owned(), joined_at: now, read_until: None, cut_off_at: None }
    }
}

impl Conversation {
    fn send(
        &mut self,
        sender: Option<usize>,
        text: &str,
        key: Option<usize>,
        now: i64,
        body: &Value,
    ) -> Result<Value, u64> {
        if let Some(id) = key.and_then(|key| self.keys.get(&key)) {
            return Ok(json!([{"id": id}]));
        }
        if sender.is_some_and(|sender| !self.participants.contains_key(&sender)) {
            return Err(400);
        }
        let created_at = self.messages.last().map_or(now, |last| now.max(last.created_at + 1));
        if let Some(participant) = sender.and_then(|sender| self.participants.get_mut(&sender)) {
            participant.read_until = participant.read_until.max(Some(created_at));
        }
        let id = body[0]["id"].as_str().unwrap().to_owned();
        assert!(self.messages.iter().all(|message| message.id != id), "{id} twice");
        if let Some(key) = key {
            self.keys.insert(key, id.clone());
        }
        let sent = json!([{"id": id}]);
        let text = text.to_owned();
        self.messages.push(Message { id, sender, text, created_at, is_edited: false, reactors: Vec::new() });
        Ok(sent)
    }

    fn last_for(&self, participant: &Participant) -> Option<&Message> {
        self.messages.iter().rfind(|message| participant.gets(message))
    }

    fn unread(&self, user: usize) -> usize {
        let participant = &self.participants[&user];
        let until = participant.read_until.unwrap_or(0);
        let unread = |message: &&Message| {
            message.created_at > until && message.sender != Some(user) && participant.gets(message)
        };
        self.messages.iter().filter(unread).count()
    }

    /// What is shown, with what the model does not have as the emulator shows it.
    fn shown(&self, life: usize, id: usize, body: &Value) -> Value {
        let mut shown = body.clone();
        shown["id"] = json!(conversation_id(life, id));
        shown["createdAt"] = json!(self.created_at);
        shown["custom"] = json!(self.custom);
        let participants = self.participants.iter().map(|(user, participant)| {
            let shown = json!({
                "access": participant.access, "notify": true, "joinedAt": participant.joined_at,
                "readUntil": participant.read_until, "isUnread": self.unread(*user) > 0,
            });
            (user_id(life, *user), shown)
        });
        shown["participants"] = participants.collect();
        shown["lastMessage"] =
            self.messages.last().map_or(Value::Null, |message| self.message(life, id, message, &body["lastMessage"]));
        let read = self.participants.values().map(|participant| participant.read_until.unwrap_or(0));
        shown["everyoneReadUntil"] = json!(read.min());
        shown
    }

    fn shown_to(&self, user: usize, life: usize, id: usize, body: &Value) -> Value {
        let mut shown = self.shown(life, id, body);
        let participation = shown["participants"][user_id(life, user)].clone();
        for (name, value) in participation.as_object().unwrap() {
            shown[name] = value.clone();
        }
        shown["unreadMessageCount"] = json!(self.unread(user));
        shown["lastMessage"] = self
            .last_for(&self.participants[&user])
            .map_or(Value::Null, |message| self.message(life, id, message, &body["lastMessage"]));
        shown
    }

    fn message(&self, life: usize, id: usize, message: &Message, body: &Value) -> Value {
        let mut shown = body.clone();
        shown["id"] = json!(message.id);
        shown["conversationId"] = json!(conversation_id(life, id));
        shown["type"] = json!(if message.sender.is_some() { "UserMessage" } else { "SystemMessage" });
        shown["senderId"] = message.sender.map_or(Value::Null, |sender| json!(user_id(life, sender)));
        shown["text"] = json!(message.text);
        shown["content"] = json!([{"type": "text", "children": [message.text]}]);
        shown["createdAt"] = json!(message.created_at);
        if message.is_edited == body["editedAt"].is_null() {
            shown["editedAt"] = json!("must be there when it was edited, and only then");
        }
        let readers = self.participants.iter().filter(|(user, participant)| {
            message.sender != Some(**user) && participant.read_until >= Some(message.created_at)
        });
        shown["readBy"] = readers.map(|(user, _)| json!(user_id(life, *user))).collect();
        shown["reactions"] = match message.reactors.len() {
            0 => json!({}),
            count => json!({"👍": {"count": count}}),
        };
        shown
    }
}

fn user_id(life: usize, user: usize) -> String {
    format!("{life}-u{user}")
}

fn conversation_id(life: usize, conversation: usize) -> String {
    format!("{life}-c{conversation}")
}

fn merge(custom: &mut BTreeMap<String, Value>, update: &Value) {
    let Some(update) = update.as_object() else { return custom.clear() };
    for (key, value) in update {
        custom.remove(key);
        if !value.is_null() {
            custom.insert(key.clone(), value.clone());
        }
    }
}

impl Step {
    /// How every life begins, so that there is something to act on.
    fn opening(index: usize) -> Option<Self> {
        match index {
            0..=2 => Some(Self::PutUser(index, Some("Somebody".to_owned()), json!({"a": "1"}))),
            3 => Some(Self::PutConversation(0, vec![0, 1, 2], json!({}))),
            4 => Some(Self::PutConversation(1, vec![0, 1], json!({"a": "1"}))),
            5 => Some(Self::Send(0, Some(0), "Hello".to_owned(), None)),
            _ => None,
        }
    }

    /// As an operation of a batch.
    fn operation(&self, index: usize, life: usize) -> Value {
        let user = |user: &usize| format!("/users/{}", user_id(life, *user));
        let conversation = |id: &usize| format!("/conversations/{}", conversation_id(life, *id));
        let participant =
            |id: &usize, user: &usize| format!("{}/participants/{}", conversation(id), user_id(life, *user));
        let message = |id: &usize, message: &str| format!("{}/messages/{message}", conversation(id));
        let (method, path, body) = match self {
            Self::PutUser(id, name, custom) => {
                let mut body = json!({"custom": custom});
                if let Some(name) = name {
                    body["name"] = json!(name);
                }
                ("PUT", user(id), body)
            }
            Self::GetUser(id) => ("GET", user(id), Value::Null),
            Self::PutConversation(id, participants, custom) => {
                let participants: Vec<String> = participants.iter().map(|user| user_id(life, *user)).collect();
                ("PUT", conversation(id), json!({"participants": participants, "custom": custom}))
            }
            Self::GetConversation(id) => ("GET", conversation(id), Value::Null),
            Self::DeleteConversation(id) => ("DELETE", conversation(id), Value::Null),
            Self::Join(id, user, access) => {
                ("PUT", participant(id, user), access.map_or(json!({}), |access| json!({"access": access})))
            }
            Self::Change(id, user, change) => ("PATCH", participant(id, user), change.clone()),
            Self::Leave(id, user) => ("DELETE", participant(id, user), Value::Null),
            Self::Send(id, sender, text, key) => {
                let mut body = json!({"type": "SystemMessage", "text": text});
                if let Some(sender) = sender {
                    body = json!({"type": "UserMessage", "text": text, "sender": user_id(life, *sender)});
                }
                if let Some(key) = key {
                    body["idempotencyKey"] = json!(key.to_string());
                }
                ("POST", format!("{}/messages", conversation(id)), json!([body]))
            }
            Self::Edit(id, edited, text) => ("PUT", message(id, edited), json!({"text": text})),
            Self::DeleteMessage(id, deleted) => ("DELETE", message(id, deleted), Value::Null),
            Self::React(id, to, user, adds) => {
                let path = format!("{}/reactions/👍/{}", message(id, to), user_id(life, *user));
                (if *adds { "PUT" } else { "DELETE" }, path, json!({}))
            }
            Self::List(id) => ("GET", format!("{}/messages", conversation(id)), Value::Null),
            Self::ListOf(id) => ("GET", format!("{}/conversations", user(id)), Value::Null),
        };
        json!([index, method, path, body])
    }
}

/// Numbers that look random; the same seed gives the same ones.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }
}

/// A connection that stays open.
struct Connection {
    stream: TcpStream,
    head: String,
}

impl Connection {
    fn new(emulator: &Emulator) -> Self {
        let address = emulator.base_url().strip_prefix("http://").unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        let (app, key) = (emulator.app_id(), emulator.secret_key());
        let head = format!(
            "POST /v1/{app}/batch HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\
             Content-Type: application/json\r\n"
        );
        Self { stream, head }
    }

    fn batch(&self, operations: &Value) -> Value {
        let body = operations.to_string();
        let request = format!("{}Content-Length: {}\r\n\r\n{body}", self.head, body.len());
        (&self.stream).write_all(request.as_bytes()).unwrap();
        let mut reader = BufReader::new(&self.stream);
        let (mut line, mut length) = (String::new(), 0);
        reader.read_line(&mut line).unwrap();
        assert!(line.starts_with("HTTP/1.1 200"), "{line}{body}");
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut response = vec![0; length];
        reader.read_exact(&mut response).unwrap();
        serde_json::from_slice(&response).unwrap()
    }
}
