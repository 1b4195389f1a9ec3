//! Faults that a test injects between a client and the emulator.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use crate::clock::milliseconds;
use crate::routes::{self, Route};
use crate::state::ids::mixed;

/// A fault that affects requests, by default the next one.
///
/// ```
/// use std::time::Duration;
///
/// use talkjs_emulator::{Emulator, Fault};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let talkjs = Emulator::start().await?;
/// // The third message is stored, and its response never arrives.
/// talkjs.inject(Fault::reset_after_effect().on("POST /conversations/{conversationId}/messages").after(2))?;
/// // A fifth of all requests is slow; which ones depends on the seed of the emulator.
/// talkjs.inject(Fault::latency(Duration::from_millis(200)).percent(20).always())?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct Fault {
    #[serde(flatten)]
    effect: Effect,
    #[serde(rename = "on")]
    route: Option<String>,
    app_id: Option<String>,
    #[serde(default)]
    after: u64,
    #[serde(default = "once")]
    times: u64,
    #[serde(default)]
    always: bool,
    #[serde(default = "all")]
    percent: u8,
}

fn once() -> u64 {
    1
}

fn all() -> u8 {
    100
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub(crate) enum Effect {
    Latency {
        #[serde(rename = "milliseconds", with = "milliseconds")]
        time: Duration,
    },
    #[serde(rename = "resetBeforeEffect")]
    Reset {},
    #[serde(rename = "resetAfterEffect")]
    ResetAfter {},
    Status {
        status: u16,
    },
    #[serde(rename = "statusAfterEffect")]
    StatusAfter {
        status: u16,
    },
    TooManyRequests {
        retry_after_seconds: Option<u64>,
    },
    #[serde(rename = "truncatedResponse")]
    Truncated {},
    #[serde(rename = "malformedResponse")]
    Malformed {},
}

impl Fault {
    fn new(effect: Effect) -> Self {
        Self { effect, route: None, app_id: None, after: 0, times: once(), always: false, percent: all() }
    }

    /// The request is handled only after a time. It can be combined with other faults.
    pub fn latency(time: Duration) -> Self {
        Self::new(Effect::Latency { time })
    }

    /// The connection is reset, and the request has no effect.
    pub fn reset_before_effect() -> Self {
        Self::new(Effect::Reset {})
    }

    /// The request has its effect, and the connection is reset instead of a response.
    pub fn reset_after_effect() -> Self {
        Self::new(Effect::ResetAfter {})
    }

    /// The response is a status, such as 503, and the request has no effect.
    pub fn status(status: u16) -> Self {
        Self::new(Effect::Status { status })
    }

    /// The request has its effect, and the response is a status, such as 500, instead of its own.
    pub fn status_after_effect(status: u16) -> Self {
        Self::new(Effect::StatusAfter { status })
    }

    /// The response is 429, and the request has no effect. With `Retry-After`, in whole seconds, if a time is given.
    pub fn too_many_requests(retry_after: Option<Duration>) -> Self {
        Self::new(Effect::TooManyRequests { retry_after_seconds: retry_after.map(|time| time.as_secs()) })
    }

    /// The request has its effect; half of the response's body is sent, and then the connection is closed.
    pub fn truncated_response() -> Self {
        Self::new(Effect::Truncated {})
    }

    /// The request has its effect; the response's body has the announced length, and is not JSON.
    pub fn malformed_response() -> Self {
        Self::new(Effect::Malformed {})
    }

    /// Affects only requests of a method and a path below the app, such as `PUT /users/{userId}`, as in the API's
    /// description; a parameter in braces matches any value. Default: all requests of the API.
    pub fn on(mut self, route: impl Into<String>) -> Self {
        self.route = Some(route.into());
        self
    }

    /// Affects only requests to the app with this id. Default: any app.
    pub fn app(mut self, id: impl Into<String>) -> Self {
        self.app_id = Some(id.into());
        self
    }

    /// How many requests it skips first. Default: none.
    pub fn after(mut self, requests: u64) -> Self {
        self.after = requests;
        self
    }

    /// How many requests it affects. Default: one.
    pub fn times(mut self, requests: u64) -> Self {
        self.times = requests;
        self
    }

    /// Affects requests until [`Emulator::clear_faults`](crate::Emulator::clear_faults).
    pub fn always(mut self) -> Self {
        self.always = true;
        self
    }

    /// The percentage of requests that it affects, chosen by the emulator's seed. Default: 100.
    pub fn percent(mut self, percent: u8) -> Self {
        self.percent = percent;
        self
    }
}

/// Why a fault is invalid.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FaultError {
    /// It is for a method and path that the emulator does not have.
    #[error("`{0}` is not a method and path of the API, such as `PUT /users/{{userId}}`")]
    UnknownRoute(String),
    /// It is for an app that the emulator does not have.
    #[error("the emulator has no app `{0}`")]
    UnknownApp(String),
    /// Its status is not from 200 to 599.
    #[error("the status {0} is not one from 200 to 599")]
    InvalidStatus(u16),
}

#[derive(Debug)]
struct Waiting {
    fault: Fault,
    /// The entry of the emulator's own table, or all.
    on: Option<&'static Route>,
    spared: u64,
    happened: u64,
}

/// All faults, and the source of chance for those that affect a percentage of requests.
#[derive(Debug)]
pub(crate) struct Faults {
    waiting: Mutex<(Vec<Waiting>, u64)>,
    apps: Vec<String>,
}

impl Faults {
    pub(crate) fn new(seed: u64, apps: Vec<String>) -> Self {
        Self { waiting: Mutex::new((Vec::new(), seed)), apps }
    }

    pub(crate) fn add(&self, fault: Fault) -> Result<(), FaultError> {
        if let Effect::Status { status } | Effect::StatusAfter { status } = fault.effect
            && !(200..600).contains(&status)
        {
            return Err(FaultError::InvalidStatus(status));
        }
        if let Some(app) = fault.app_id.as_ref().filter(|app| !self.apps.contains(app)) {
            return Err(FaultError::UnknownApp(app.clone()));
        }
        let on = match &fault.route {
            Some(route) => Some(read_route(route).ok_or_else(|| FaultError::UnknownRoute(route.clone()))?),
            None => None,
        };
        self.with(|waiting, _| waiting.push(Waiting { fault, on, spared: 0, happened: 0 }));
        Ok(())
    }

    pub(crate) fn clear(&self) {
        self.with(|waiting, _| waiting.clear());
    }

    /// The effects on a request, in the order in which the faults were added.
    pub(crate) fn meet(&self, app_id: &str, route: &'static Route) -> Vec<Effect> {
        self.with(|waiting, random| {
            let met = waiting.iter_mut().filter(|waiting| waiting.is_for(app_id, route));
            let effects = met.filter_map(|waiting| waiting.happen(random)).collect();
            waiting.retain(|waiting| waiting.fault.always || waiting.happened < waiting.fault.times);
            effects
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<Waiting>, &mut u64) -> T) -> T {
        let mut faults = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let (waiting, random) = &mut *faults;
        act(waiting, random)
    }
}

impl Waiting {
    fn is_for(&self, app_id: &str, route: &'static Route) -> bool {
        self.fault.app_id.as_ref().is_none_or(|app| app == app_id) && self.on.is_none_or(|on| on.is_same(route))
    }

    fn happen(&mut self, random: &mut u64) -> Option<Effect> {
        if self.spared < self.fault.after {
            self.spared = self.spared.saturating_add(1);
            return None;
        }
        *random = mixed(*random);
        if *random % 100 >= u64::from(self.fault.percent) {
            return None;
        }
        self.happened = self.happened.saturating_add(1);
        Some(self.fault.effect)
    }
}

/// The entry of the emulator's own table for a text such as `PUT /users/{userId}`.
fn read_route(text: &str) -> Option<&'static Route> {
    let (method, path) = text.split_once(' ')?;
    routes::with_template(&method.parse().ok()?, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(faults: &Faults, count: usize) -> Vec<usize> {
        let route = routes::find(&http::Method::PUT, "/users/a").unwrap();
        (0..count).filter(|_| !faults.meet("app", route).is_empty()).collect()
    }

    #[test]
    fn a_fault_happens_once_unless_told_otherwise() {
        for (fault, expected) in [
            (Fault::status(503), vec![0]),
            (Fault::status(503).after(2).times(3), vec![2, 3, 4]),
            (Fault::status(503).after(7).always(), vec![7, 8, 9]),
            (Fault::status(503).percent(0).always(), vec![]),
        ] {
            let faults = Faults::new(1, vec!["app".to_owned()]);
            faults.add(fault).unwrap();
            assert_eq!(met(&faults, 10), expected);
        }
    }

    #[test]
    fn faults_are_for_routes_whatever_their_parameters_are_called() {
        for (text, path) in [("PUT /users/{id}", "/users/{userId}"), ("POST /batch", "/batch"), ("GET /", "/")] {
            assert_eq!(read_route(text).unwrap().path, path);
        }
        for text in ["", "PUT", "PUT /nothing", "PATCH /users/{id}", "PUT /users/7/conversations", "PUT  /users"] {
            assert!(read_route(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_can_never_happen_is_refused_in_words() {
        let faults = Faults::new(1, vec!["app".to_owned()]);
        let error = faults.add(Fault::status(503).on("PUT /user/{id}")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`PUT /user/{id}` is not a method and path of the API, such as `PUT /users/{userId}`"
        );
        let error = faults.add(Fault::status(99)).unwrap_err();
        assert_eq!(error.to_string(), "the status 99 is not one from 200 to 599");
    }
}
