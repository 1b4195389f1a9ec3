//! Users, and each user's conversations.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::fields::{Fields, NON_EMPTY_TEXT, OBJECT, Shape, TEXT, TEXTS};
use super::{Answer, conversations, done, list};
use crate::decisions::Decisions;
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
    let update = read_user(id, &call.object()?, call.decisions)?;
    app.put_user(id, update, call.now, call.decisions)?;
    done()
}

/// `PUT /users`
pub(crate) fn put_all(call: &Call<'_>, app: &mut App) -> Answer {
    let body = call.object()?;
    let least = usize::from(!call.decisions.empty_bulks_are_accepted);
    if !(least..=MOST_USERS).contains(&body.len()) {
        let sentence = format!("must have from {least} to {MOST_USERS} users");
        return Err(Reasons::one("body", sentence).into());
    }
    let updates = body.iter().map(|(id, value)| (id.clone(), read_entry(id, value, call.decisions))).collect();
    app.put_users(updates, call.now, call.decisions)?;
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
    let limit = fields.limit(PAGE_CAP, call.decisions);
    let after = fields.text("startingAfter");
    let wanted = fields.boolean("isOnline").filter(|online| *online || call.decisions.offline_users_can_be_listed);
    fields.reasons.or(())?;
    let is_listed = |user: &User| wanted.is_none_or(|online| app.sessions.is_online(&user.id) == online);
    let page = call.page(app.users.page(after, limit, call.decisions.users_newest_first, is_listed))?;
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
    let page = listing.page(app.conversations.settled(), Some(user), call.decisions);
    list(call.page(page)?, |conversation| conversations::show_to(user, conversation, call.decisions))
}

fn read_unreads_only(call: &Call<'_>) -> Result<bool, Reasons> {
    let mut fields = call.query().fields();
    let unreads_only = fields.boolean("unreadsOnly").unwrap_or(false);
    fields.reasons.or(unreads_only)
}

fn read_entry(id: &str, value: &Value, decisions: &Decisions) -> Result<UserUpdate, Reasons> {
    if id.is_empty() {
        return Err(Reasons::one("id", "must not be empty"));
    }
    match (OBJECT.read)(value) {
        Some(body) => read_user(id, &body, decisions),
        None => Err(Reasons::one("body", "must be a JSON object")),
    }
}

fn read_user(id: &str, body: &Map<String, Value>, decisions: &Decisions) -> Result<UserUpdate, Reasons> {
    let mut fields = Fields::new(body);
    fields.new_id(id, decisions);
    let update = UserUpdate {
        name: fields.optional("name", if decisions.names_may_be_empty { &TEXT } else { &NON_EMPTY_TEXT }),
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
