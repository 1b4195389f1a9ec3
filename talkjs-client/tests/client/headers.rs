//! Headers that callers add: what no header can carry, and what is not theirs to set.

use talkjs_client::Error;

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
                client.get_user("a").with_header("X-Note", &value).send().await.map(drop),
                client.list_users().with_header("X-Note", &value).send().await.map(drop),
                client.request(http::Method::GET, "/users").with_header("X-Note", &value).send().await.map(drop),
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
        let error = client.get_user("a").with_header(name, "canary").send().await.unwrap_err();
        let words =
            format!("`getUser` was not sent: header `{name}` is written by the client itself and cannot be set");
        assert_eq!(error.to_string(), words);
        let raw = client.request(http::Method::POST, "/users").with_header(name, "canary");
        assert!(matches!(raw.send().await.unwrap_err(), Error::InvalidRequest { operation: "request", .. }));
    }
    assert_eq!(scripted.sent().len(), 0);
}
