//! Users, and each user's conversations.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::fields::{Fields, OBJECT, Shape, TEXT, TEXTS};
use super::query::{self, BOOLEAN};
use super::{ApiResponse, conversations, done, list};
use crate::state::app::App;
use crate::state::refusal::Reasons;
use crate::state::users::User;
use crate::version::ApiVersion;

const MOST_USERS: usize = 100;
const PAGE_CAP: usize = 100;

pub(crate) fn put(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let id = call.param("userId");
    app.put_user(id, &read_user(id, &call.object()?)?, call.now)?;
    done()
}

pub(crate) fn put_all(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let body = call.object()?;
    if !(1..=MOST_USERS).contains(&body.len()) {
        let sentence = format!("must have from 1 to {MOST_USERS} users");
        return Err(Reasons::one("body", sentence).into());
    }
    let updates = body.iter().map(|(id, value)| (id.clone(), read_entry(id, value))).collect();
    app.put_users(updates, call.now)?;
    done()
}

pub(crate) fn get(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let id = call.param("userId");
    Ok(show(app.users.find(id)?))
}

pub(crate) fn get_all(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let mut fields = call.query.fields();
    let limit = query::limit(&mut fields, PAGE_CAP, call.decisions);
    let after = fields.optional("startingAfter", &TEXT);
    let only_online = fields.optional("isOnline", &BOOLEAN).unwrap_or(false);
    fields.reasons.or(())?;
    let is_listed = |user: &User| !only_online || app.sessions.is_online(&user.id);
    let page = call.page(app.users.page(after.as_deref(), limit, is_listed))?;
    list(page, show)
}

pub(crate) fn conversations(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let user = call.param("userId");
    let mut listing = conversations::read_listing(call)?;
    listing.unreads_only = read_unreads_only(call)?;
    if call.version >= ApiVersion::V2024_01_01 {
        app.users.find(user)?;
    }
    let page = listing.page(&mut app.conversations, Some(user));
    list(call.page(page)?, |conversation| conversations::show_to(user, conversation, call.decisions))
}

fn read_unreads_only(call: &Call<'_>) -> Result<bool, Reasons> {
    let mut fields = call.query.fields();
    let unreads_only = fields.optional("unreadsOnly", &BOOLEAN).unwrap_or(false);
    fields.reasons.or(unreads_only)
}

fn read_entry(id: &str, value: &Value) -> Result<Value, Reasons> {
    if id.is_empty() {
        return Err(Reasons::one("id", "must not be empty"));
    }
    match (OBJECT.read)(value) {
        Some(body) => read_user(id, &body),
        None => Err(Reasons::one("body", "must be a JSON object")),
    }
}

fn read_user(id: &str, body: &Map<String, Value>) -> Result<Value, Reasons> {
    let mut fields = Fields::new(body);
    fields.same_id(id);
    fields.set("name", &TEXT);
    fields.update(&["email", "phone"], &TEXTS);
    fields.update(&["photoUrl", "welcomeMessage", "role", "locale", "availabilityText"], &TEXT);
    fields.update_map("custom", &TEXT);
    fields.update_map("pushTokens", &REGISTERED);
    check_push_tokens(&mut fields);
    fields.into_patch()
}

const REGISTERED: Shape<bool> =
    Shape { words: "`true`", read: |value| value.as_bool().filter(|registered| *registered) };

fn check_push_tokens(fields: &mut Fields<'_>) {
    let Some(Value::Object(tokens)) = fields.get("pushTokens") else { return };
    for token in tokens.keys().filter(|token| !is_push_token(token)) {
        fields.refuse(&format!("pushTokens.{token}"), "must be named `fcm:` or `apns:` and an id");
    }
}

fn is_push_token(token: &str) -> bool {
    ["fcm:", "apns:"].iter().any(|kind| token.strip_prefix(kind).is_some_and(|id| !id.is_empty()))
}

pub(super) fn show(user: &User) -> Value {
    json!(user)
}
