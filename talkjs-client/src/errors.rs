//! Errors that are specific to TalkJS.

use talkjs_runtime::Error;
use talkjs_runtime::error::ApiError;
use talkjs_runtime::http::StatusCode;

/// Returns whether the response of TalkJS means that there is no such app. Check the app id.
///
/// ```no_run
/// # async fn check(talkjs: talkjs_client::Client) {
/// match talkjs.get_user("12081").send().await {
///     Err(error) if talkjs_client::is_unknown_app(&error) => println!("check TALKJS_APP_ID"),
///     _ => {}
/// }
/// # }
/// ```
pub fn is_unknown_app(error: &Error) -> bool {
    match error {
        Error::Api(error) => is_about_the_app(error),
        Error::Job(job) => is_unknown_app(job.stopped_by()),
        _ => false,
    }
}

/// The response of TalkJS for an unknown app; errors inside an app have a JSON body.
fn is_about_the_app(error: &ApiError) -> bool {
    error.status == StatusCode::NOT_FOUND && error.body == "Not found."
}

/// The advice for an error.
pub(crate) fn hint(error: &ApiError) -> Option<&'static str> {
    match error.status {
        StatusCode::UNAUTHORIZED => Some("check the app id and the secret key, and this machine's clock"),
        _ if is_about_the_app(error) => Some("check the app id"),
        _ => None,
    }
}
