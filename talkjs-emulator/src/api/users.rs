//! Users, and each user's conversations.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::fields::{Fields, OBJECT, Shape, TEXT, TEXTS};
use super::query::{self, BOOLEAN};
use super::{Answer, conversations, done, list};
use crate::state::app::App;
use crate::state::refusal::{Missing, Reasons};
use crate::state::update::{Entries, Update};
use crate::state::users::{User, UserUpdate};
use crate::version::ApiVersion;

const MOST_USERS: usize = 100;
const PAGE_CAP: usize = 100;

/// `PUT /users/{userId}`
pub(crate) fn put(call: &Call<'_>, app: &mut App) -> Answer {
    let id = call.param("userId");
    let update = read_user(id, &call.object()?)?;
    app.put_user(id, update, call.now)?;
    done()
}

/// `PUT /users`
pub(crate) fn put_all(call: &Call<'_>, app: &mut App) -> Answer {
    let body = call.object()?;
    if !(1..=MOST_USERS).contains(&body.len()) {
        let sentence = format!("must have from 1 to {MOST_USERS} users");
        return Err(Reasons::one("body", sentence).into());
    }
    let updates = body.iter().map(|(id, value)| (id.clone(), read_entry(id, value))).collect();
    app.put_users(updates, call.now)?;
    done()
}

/// `GET /users/{userId}`
pub(crate) fn get(call: &Call<'_>, app: &mut App) -> Answer {
    let id = call.param("userId");
    let user = app.users.get(id).ok_or_else(|| Missing::User(id.to_owned()))?;
    Ok(show(user))
}

/// `GET /users`
pub(crate) fn get_all(call: &Call<'_>, app: &mut App) -> Answer {
    let mut fields = call.query().fields();
    let limit = query::limit(&mut fields, PAGE_CAP, call.decisions);
    let after = fields.optional("startingAfter", &TEXT);
    let only_online = fields.optional("isOnline", &BOOLEAN).unwrap_or(false);
    fields.reasons.or(())?;
    let is_listed = |user: &User| !only_online || app.sessions.is_online(&user.id);
    let page = call.page(app.users.page(after.as_deref(), limit, is_listed))?;
    list(page, show)
}

/// `GET /users/{userId}/conversations`
pub(crate) fn conversations(call: &Call<'_>, app: &mut App) -> Answer {
    let user = call.param("userId");
    let mut listing = conversations::read_listing(call)?;
    listing.unreads_only = read_unreads_only(call)?;
    if call.version >= ApiVersion::V2024_01_01 {
        app.check_user(user)?;
    }
    let page = listing.page(&app.conversations, Some(user));
    list(call.page(page)?, |conversation| conversations::show_to(user, conversation, call.decisions))
}

fn read_unreads_only(call: &Call<'_>) -> Result<bool, Reasons> {
    let mut fields = call.query().fields();
    let unreads_only = fields.optional("unreadsOnly", &BOOLEAN).unwrap_or(false);
    fields.reasons.or(unreads_only)
}

fn read_entry(id: &str, value: &Value) -> Result<UserUpdate, Reasons> {
    if id.is_empty() {
        return Err(Reasons::one("id", "must not be empty"));
    }
    match (OBJECT.read)(value) {
        Some(body) => read_user(id, &body),
        None => Err(Reasons::one("body", "must be a JSON object")),
    }
}

fn read_user(id: &str, body: &Map<String, Value>) -> Result<UserUpdate, Reasons> {
    let mut fields = Fields::new(body);
    fields.same_id(id);
    let update = UserUpdate {
        name: fields.optional("name", &TEXT),
        email: fields.update("email", &TEXTS),
        phone: fields.update("phone", &TEXTS),
        photo_url: fields.update("photoUrl", &TEXT),
        welcome_message: fields.update("welcomeMessage", &TEXT),
        role: fields.update("role", &TEXT),
        locale: fields.update("locale", &TEXT),
        availability_text: fields.update("availabilityText", &TEXT),
        custom: fields.entries("custom", &TEXT),
        push_tokens: read_push_tokens(&mut fields),
    };
    fields.reasons.or(update)
}

const REGISTERED: Shape<bool> =
    Shape { words: "`true`", read: |value| value.as_bool().filter(|registered| *registered) };

fn read_push_tokens(fields: &mut Fields<'_>) -> Update<Entries<bool>> {
    let tokens = fields.entries("pushTokens", &REGISTERED);
    if let Update::Set(tokens) = &tokens {
        for token in tokens.keys().filter(|token| !is_push_token(token)) {
            let sentence = "must be named `fcm:` or `apns:` and an id";
            fields.refuse(&format!("pushTokens.{token}"), sentence);
        }
    }
    tokens
}

fn is_push_token(token: &str) -> bool {
    ["fcm:", "apns:"].iter().any(|kind| token.strip_prefix(kind).is_some_and(|id| !id.is_empty()))
}

pub(super) fn show(user: &User) -> Value {
    json!({
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "phone": user.phone,
        "photoUrl": user.photo_url,
        "welcomeMessage": user.welcome_message,
        "role": user.role,
        "locale": user.locale,
        "availabilityText": user.availability_text,
        "custom": user.custom,
        "pushTokens": (!user.push_tokens.is_empty()).then_some(&user.push_tokens),
        "createdAt": user.created_at,
    })
}
