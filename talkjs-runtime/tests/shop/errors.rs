//! The errors of an API: declared bodies, hints, jobs.

use std::error::Error as StdError;
use std::fmt;

use talkjs_runtime::Error;
use talkjs_runtime::error::ApiError;
use talkjs_runtime::flow::JobError;
use talkjs_runtime::test_util::{Play, ScriptedTransport};

use super::api::{Order, Problem, SoldOut};
use super::{builder, client};

fn api_error(error: Error) -> ApiError {
    let Error::Api(error) = error else { panic!("{error:?}") };
    *error
}

#[tokio::test]
async fn the_body_of_an_error_has_the_type_that_its_status_declares() {
    let problem = || Play::response(418, r#"{"code":"teapot"}"#);
    let plays = [
        Play::response(409, r#"{"nextDelivery":"monday"}"#),
        problem(),
        Play::response(404, r#"{"code":"nobody"}"#),
        Play::response(404, "gone"),
        problem(),
    ];
    let shop = client(builder(&ScriptedTransport::new(plays)));
    let order = || shop.create_order(Order::new("tea")).send();

    let exact = api_error(order().await.unwrap_err());
    assert_eq!(exact.declared::<SoldOut>().unwrap().next_delivery, "monday");
    assert!(exact.declared::<Problem>().is_none(), "another type");
    let default = api_error(order().await.unwrap_err());
    assert_eq!(default.declared::<Problem>().unwrap().code, "teapot");
    let below = api_error(order().await.unwrap_err());
    assert_eq!(below.declared::<Problem>().unwrap().code, "nobody");
    let other = api_error(order().await.unwrap_err());
    assert!(other.declared::<Problem>().is_none(), "the body is something else");
    let undeclared = api_error(shop.get_product("tea").send().await.unwrap_err());
    assert!(undeclared.declared::<Problem>().is_none(), "only 404 is declared");
    assert_eq!(undeclared.json::<Problem>().unwrap().code, "teapot");
}

#[tokio::test]
async fn a_hint_of_the_client_ends_the_words_of_an_error() {
    let hint = |error: &ApiError| (error.status == 403).then_some("ask for access");
    let transport = ScriptedTransport::new([Play::response(403, ""), Play::response(401, "")]);
    let shop = client(builder(&transport).error_hint(hint));
    let words = async || shop.get_product("tea").send().await.unwrap_err().to_string();
    assert_eq!(words().await, "`getProduct` failed with 403 Forbidden; ask for access");
    assert_eq!(
        words().await,
        "`getProduct` failed with 401 Unauthorized; check the credential and this machine's clock"
    );
}

/// An error of a job.
#[derive(Debug)]
struct Stopped(Error);

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the job stopped: {}", self.0)
    }
}

impl StdError for Stopped {}

impl JobError for Stopped {
    fn stopped_by(&self) -> &Error {
        &self.0
    }
}

#[tokio::test]
async fn the_error_of_a_job_has_the_facts_of_its_cause_and_is_extracted_by_its_type() {
    let shop = client(builder(&ScriptedTransport::by(|_| Play::response(429, "").header("Retry-After", "7"))));
    let cause = shop.get_product("tea").retry(talkjs_runtime::retry::RetryPolicy::none()).send().await.unwrap_err();
    let error = Error::from(Stopped(cause));
    assert!(error.is_rate_limited() && error.is_retryable(), "{error}");
    assert_eq!((error.retry_after().unwrap().as_secs(), error.operation()), (7, Some("getProduct")));
    assert!(error.to_string().starts_with("the job stopped: `getProduct`"), "{error}");

    #[derive(Debug)]
    struct Other;
    impl fmt::Display for Other {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("other")
        }
    }
    impl StdError for Other {}
    impl JobError for Other {
        fn stopped_by(&self) -> &Error {
            panic!("nothing did")
        }
    }
    assert!(error.job::<Stopped>().is_some() && error.job::<Other>().is_none());
    let error = error.into_job::<Other>().unwrap_err();
    assert!(error.into_job::<Stopped>().unwrap().0.is_rate_limited());
}
