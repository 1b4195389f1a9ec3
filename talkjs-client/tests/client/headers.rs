//! Headers that callers add: what no header can carry, and what is not theirs to set.

use http::Method;
use talkjs_client::{Call, Error};
use talkjs_runtime::__private::{Decode, Idempotency, Operation, nothing};

use crate::scripted::Scripted;

#[tokio::test]
async fn no_line_break_and_no_other_control_character_gets_into_a_header() {
    let scripted = Scripted::new([]);
    let client = scripted.client();
    let controls = (0..=0x1F).chain(0x7F..=0x9F).map(|number| char::from_u32(number).unwrap());
    let mut refused = 0;
    for character in controls.chain(['é', '\u{2028}', '😀']) {
        for value in [format!("{character}"), format!("a{character}b: c"), format!("a\r\n{character}X-Evil: 1")] {
            let calls = [
                client.get_user("a").header("X-Note", &value).send().await.map(drop),
                client.list_users().header("X-Note", &value).send().await.map(drop),
                client.request(http::Method::GET, "/users").header("X-Note", &value).send().await.map(drop),
            ];
            for outcome in calls {
                let error = outcome.unwrap_err();
                assert!(matches!(error, Error::InvalidRequest { .. }), "{character:?}: {error:?}");
                assert!(error.to_string().contains("was not sent: header `X-Note` must "), "{error}");
                refused += 1;
            }
        }
    }
    assert_eq!(scripted.sent().len(), 0, "nothing was sent");
    assert_eq!(refused, (32 + 33 + 3) * 3 * 3);
    println!("D3: {refused} header values refused");
}

#[tokio::test]
async fn what_the_client_writes_itself_cannot_be_set() {
    let scripted = Scripted::new([]);
    let client = scripted.client();
    let names = [
        "Authorization",
        "Connection",
        "Content-Length",
        "Expect",
        "Host",
        "Keep-Alive",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "host",
        "CONTENT-LENGTH",
        "authorization",
    ];
    for name in names {
        let error = client.get_user("a").header(name, "canary").send().await.unwrap_err();
        let words = format!("`getUser` was not sent: header `{name}` is reserved: the client sets it itself");
        assert_eq!(error.to_string(), words);
        let raw = client.request(http::Method::POST, "/users").header(name, "canary");
        assert!(matches!(raw.send().await.unwrap_err(), Error::InvalidRequest { operation: "request", .. }));
    }
    assert_eq!(scripted.sent().len(), 0);
}

static GET: Operation = Operation::new("getThing", Method::GET, "/things", Idempotency::Natural);

#[tokio::test]
async fn a_header_parameter_replaces_a_header_that_the_request_has_on_its_own() {
    for name in ["User-Agent", "Accept"] {
        let scripted = Scripted::new([]);
        let client = scripted.client();
        let call: Call<()> = client.core().call(&GET, Decode::Body(nothing));
        call.header_parameter(name, "mine".to_owned(), &[]).send().await.unwrap();
        let sent = &scripted.sent()[0];
        assert_eq!(sent.headers.get_all(name).iter().collect::<Vec<_>>(), ["mine"], "{name}");
    }
}

#[tokio::test]
async fn an_added_header_replaces_a_header_that_the_request_has_on_its_own() {
    for name in ["User-Agent", "Accept", "Content-Type"] {
        let scripted = Scripted::new([]);
        let client = scripted.client();
        client.get_user("a").header(name, "mine").send().await.unwrap();
        client.request(Method::POST, "/users").body("text/plain", "x").header(name, "mine").send().await.unwrap();
        for sent in scripted.sent() {
            assert_eq!(sent.headers.get_all(name).iter().collect::<Vec<_>>(), ["mine"], "{name}");
        }
    }
}

#[tokio::test]
async fn an_added_header_replaces_a_header_parameter() {
    let scripted = Scripted::new([]);
    let client = scripted.client();
    let call: Call<()> = client.core().call(&GET, Decode::Body(nothing));
    let call = call.header_parameter("User-Agent", "parameter".to_owned(), &[]);
    call.header("User-Agent", "added").send().await.unwrap();
    assert_eq!(scripted.sent()[0].headers.get_all("user-agent").iter().collect::<Vec<_>>(), ["added"]);
}

#[tokio::test]
async fn a_request_without_a_user_agent_gets_ours() {
    let scripted = Scripted::new([]);
    scripted.client().get_user("a").send().await.unwrap();
    let sent = &scripted.sent()[0];
    assert!(sent.headers["user-agent"].to_str().unwrap().starts_with("talkjs-client/"), "{sent:?}");
    assert_eq!(sent.headers["accept"], "application/json");
}
