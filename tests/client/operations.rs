//! What calls of a generated client put on the wire, and what they make of answers.

use std::time::SystemTime;
use talkjs_client::auth::CredentialFuture;

use talkjs_client::auth::CredentialProvider;
use talkjs_client::http::HeaderValue;
use talkjs_client::test_util::{Play, ScriptedTransport, SentRequest};
use talkjs_runtime::{ClientCore, ClientCoreBuilder, Error};

#[allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
#[allow(deprecated, reason = "the description has mistakes, which the compiler reports so")]
mod api {
    talkjs_runtime::api! { spec = "data/code/operations.yaml" }
}

use api::{Client, Color, SendFormBody, SendPartsBody, operations, security};

/// A core whose transport gives one response.
#[derive(Clone)]
struct Fake(ScriptedTransport);

impl Fake {
    fn new(status: u16, body: &'static str) -> Self {
        Self(ScriptedTransport::by(move |_| Play::response(status, body).header("etag", "e")))
    }

    fn core(&self) -> ClientCoreBuilder {
        ClientCore::builder("https://api.example.com/v1").transport(self.0.clone())
    }

    fn client(&self) -> Client {
        Client::with_core(self.core().build().unwrap())
    }

    fn with(&self, credentials: impl IntoIterator<Item = talkjs_client::auth::SchemeCredential>) -> Client {
        let core = credentials.into_iter().fold(self.core(), ClientCoreBuilder::credentials);
        let core = core.trust_server("https://files.example.com");
        Client::with_core(core.build().unwrap())
    }

    /// The last request.
    fn last(&self) -> SentRequest {
        self.0.sent().pop().unwrap()
    }

    fn header(&self, name: &str) -> Option<String> {
        self.last().headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    }

    fn url(&self) -> String {
        self.last().url.to_string()
    }

    fn body(&self) -> String {
        String::from_utf8(self.last().body.to_vec()).unwrap()
    }
}

fn color() -> Color {
    Color::new().r(100).g(200)
}

#[tokio::test]
async fn parameters_are_written_in_the_style_of_the_description() {
    let fake = Fake::new(204, "");
    let path = "https://api.example.com/v1/styles/a,b%2Fc/.l/;G=200;R=100/..x";
    fake.client().styles(["a", "b/c"], "l", color(), "..x").send().await.unwrap();
    assert_eq!(fake.url(), path);
    let client = fake.client();
    let all = client
        .styles(["a"], "l", color(), "x")
        .form([1, 2])
        .flat(["a", "b,c"])
        .space(["a", "b"])
        .pipe(["a", "b"])
        .deep(color())
        .reserved("a:/?&")
        .filter(color())
        .nullable("n")
        .x_list(["a", "b"])
        .x_trace("t")
        .session("s; x=y")
        .flags(["a", "b"])
        .label("l")
        .body_("b");
    all.send().await.unwrap();
    assert_eq!(
        fake.last().url.query().unwrap(),
        "form=1&form=2&flat=a,b%2Cc&space=a%20b&pipe=a%7Cb&deep%5BG%5D=200&deep%5BR%5D=100&reserved=a:/?%26\
         &filter=%7B%22G%22%3A200%2C%22R%22%3A100%7D&nullable=n&label=l&body=b"
    );
    assert_eq!(fake.header("x-list").unwrap(), "a,b");
    assert_eq!(fake.header("x-trace").unwrap(), "t");
    assert_eq!(fake.header("cookie").unwrap(), "session=s%3B%20x%3Dy; flags=a,b");
}

#[tokio::test]
async fn what_a_header_or_a_segment_cannot_carry_is_not_sent() {
    let fake = Fake::new(204, "");
    let client = fake.client();
    let call = client.styles(Vec::<String>::new(), "", color(), "x").x_trace("a\r\nb: c").x_list(["é"]);
    let error = call.send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`styles` was not sent: path parameter `simple` must not be empty; path parameter `label` must not be `.` or \
         `..`, which cannot be a segment of a URL; header `X-Trace` must not contain the control character U+000D; \
         header `X-List` must be visible ASCII, found U+00E9"
    );
    let long = client.styles(["a"], "l", color(), "x").x_trace("0123456789").send().await.unwrap_err();
    assert!(long.to_string().contains("header `X-Trace` must be at most 9 characters long"), "{long}");
    assert!(fake.0.sent().is_empty());
}

#[tokio::test]
async fn a_name_may_stand_twice_in_a_path_which_may_end_with_a_query() {
    let fake = Fake::new(200, "hello");
    assert_eq!(fake.client().twice(5, "a b").send().await.unwrap(), "hello");
    assert_eq!(fake.url(), "https://api.example.com/v1/twice/5/5?fixed=1&q=a%20b");
    assert_eq!(fake.header("accept").unwrap(), "text/plain");
}

#[tokio::test]
async fn bodies_have_the_media_type_of_the_description() {
    let fake = Fake::new(200, "{}");
    fake.client().send_json(color()).send().await.unwrap();
    assert_eq!(fake.header("content-type").unwrap(), "application/vnd.api+json");
    assert_eq!(fake.body(), r#"{"G":200,"R":100}"#);

    fake.client().send_parts().body(SendPartsBody::new("T").color(color())).send().await.unwrap();
    let content_type = fake.header("content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    assert_eq!(
        fake.body(),
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nT\r\n--{boundary}\r\n\
             Content-Disposition: form-data; name=\"color\"\r\nContent-Type: application/color+json\r\n\r\n\
             {{\"G\":200,\"R\":100}}\r\n--{boundary}--\r\n"
        )
    );

    fake.client().send_bytes().body(&b"\x01\x02"[..]).send().await.unwrap();
    assert_eq!(fake.header("content-type").unwrap(), "application/octet-stream");
    assert_eq!(fake.body(), "\u{1}\u{2}");
    fake.client().send_bytes().send().await.unwrap();
    assert_eq!(fake.header("content-type"), None);
}

#[tokio::test]
async fn a_form_writes_each_property_by_its_encoding() {
    let fake = Fake::new(200, "");
    let body = SendFormBody::new().name("a&b c").tags(["x", "y"]).color(color()).deep(color());
    fake.client().send_form(body).send().await.unwrap();
    assert_eq!(fake.header("content-type").unwrap(), "application/x-www-form-urlencoded");
    assert_eq!(
        fake.body(),
        "color=%7B%22G%22%3A200%2C%22R%22%3A100%7D&deep%5BG%5D=200&deep%5BR%5D=100&name=a%26b%20c&tags=x&tags=y"
    );
}

#[tokio::test]
async fn a_redirect_is_a_success_where_it_is_what_is_described() {
    let fake = Fake::new(303, "<html>");
    fake.client().send_text("# Hi").send().await.unwrap();
    assert_eq!((fake.header("content-type").unwrap().as_str(), fake.body().as_str()), ("text/markdown", "# Hi"));
    let error = fake.client().send_json(color()).send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 303);
}

#[tokio::test]
async fn the_status_selects_how_a_response_is_read() {
    use operations::SeveralResponse as Response;
    let several = async |status, body| Fake::new(status, body).client().several().send().await;
    assert!(matches!(several(200, r#"{"R":1}"#).await.unwrap(), Response::Ok(color) if color.r == Some(1)));
    assert!(matches!(several(202, "soon").await.unwrap(), Response::Accepted(text) if text == "soon"));
    assert!(matches!(several(204, "").await.unwrap(), Response::NoContent));
    assert!(matches!(several(206, r#"["a"]"#).await.unwrap(), Response::Success(texts) if texts == ["a"]));
    let Response::Status207(download) = several(207, "%PDF").await.unwrap() else { panic!("no download") };
    assert_eq!(download.bytes().await.unwrap(), "%PDF");
    assert!(matches!(several(200, "5").await.unwrap_err(), Error::UnexpectedResponse(_)));

    let Error::Api(error) = several(404, r#"{"reason":"gone"}"#).await.unwrap_err() else { panic!("no API error") };
    assert_eq!(error.json::<api::NotFound>().unwrap().reason, "gone");

    let undescribed = Fake::new(201, "{}").client().either().send().await.unwrap_err();
    assert!(undescribed.to_string().contains("unexpected status"), "{undescribed}");
    Fake::new(204, "").client().either().send().await.unwrap();
    Fake::new(200, "x").client().peek().send().await.unwrap();
}

#[tokio::test]
async fn a_download_is_read_as_it_comes() {
    let fake = Fake::new(200, "content");
    let mut download = fake.client().get_files_by_id("a").send().await.unwrap();
    assert_eq!((download.status().as_u16(), &download.headers()["etag"]), (200, &"e".parse().unwrap()));
    assert_eq!(download.next().await.unwrap().unwrap(), "content");
    assert!(download.next().await.is_none());

    let core = fake.core().max_response_bytes(3).build().unwrap();
    let download = Client::with_core(core).get_files_by_id("a").send_with_response().await.unwrap();
    assert_eq!(download.headers()["etag"], "e");
    let error = download.into_body().bytes().await.unwrap_err();
    assert!(matches!(error, Error::ResponseTooLarge { limit: 3, .. }), "{error:?}");

    let fake = Fake::new(500, "oh");
    let error = fake.client().get_files_by_id("a").send().await.unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.body == "oh"), "{error:?}");
    assert_eq!((error.retries().attempts, fake.0.sent().len()), (3, 3));
}

#[tokio::test]
async fn an_operation_goes_to_its_own_server_or_to_what_replaces_it() {
    let fake = Fake::new(200, "");
    let _ = fake.client().get_files_by_id("a").send().await.unwrap();
    assert_eq!(fake.url(), "https://files.example.com/v2/files/a");
    let core = fake.core().replace_server("https://files.example.com/v2", "http://127.0.0.1:9/x").build().unwrap();
    let _ = Client::with_core(core).get_files_by_id("a").send().await.unwrap();
    assert_eq!(fake.url(), "http://127.0.0.1:9/x/files/a");
    let error = fake.core().replace_server("x", "http://example.com").build().unwrap_err();
    assert!(error.to_string().contains("`replace_server` must begin with `https://`"), "{error}");
}

#[tokio::test]
async fn a_credential_is_sent_on_the_operations_that_ask_for_it() {
    let fake = Fake::new(200, "{}");
    let all = || [security::token("t"), security::api_key("k"), security::session("s"), security::query_key("q")];
    fake.with(all()).send_json(color()).send().await.unwrap();
    assert_eq!(fake.header("authorization").unwrap(), "Bearer t");
    assert_eq!((fake.header("x-api-key"), fake.header("cookie")), (None, None));

    let _ = fake.with(all()).get_files_by_id("a").send().await.unwrap();
    assert_eq!(fake.header("authorization"), None);

    fake.with(all()).several2("a").send().await.unwrap();
    assert_eq!((fake.header("x-api-key").unwrap().as_str(), fake.header("cookie").unwrap().as_str()), ("k", "sid=s"));
    assert_eq!((fake.header("authorization"), fake.last().url.query()), (None, None));

    fake.with([security::api_key("k"), security::query_key("q&")]).several2("a").send().await.unwrap();
    assert_eq!((fake.header("x-api-key"), fake.last().url.query()), (None, Some("key=q%26")));

    let error = fake.with([security::token("canary\n")]).send_json(color()).send().await.unwrap_err();
    assert!(matches!(error, Error::NotSent { .. }) && !format!("{error:?}").contains("canary"), "{error:?}");
}

/// A credential that no scheme of the description is for.
struct Everywhere;

impl CredentialProvider for Everywhere {
    fn credential(&self, _now: SystemTime) -> CredentialFuture<'_> {
        CredentialFuture::ready(Ok(HeaderValue::from_static("canary").into()))
    }
}

#[tokio::test]
async fn a_credential_belongs_to_the_server_of_the_base_url() {
    let fake = Fake::new(200, "{}");
    for core in [fake.core().credentials(Everywhere), fake.core().credentials(security::query_key("canary"))] {
        let error = Client::with_core(core.build().unwrap()).several2("a").send().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "`several` was not sent: the URL is not usable: the operation's server gets no credential unless \
             `.trust_server(\"https://files.example.com\")` allows it"
        );
    }
    assert!(fake.0.sent().is_empty());

    // The caller names the server, directly or as a replacement.
    let core = || fake.core().credentials(Everywhere);
    let client = Client::with_core(core().trust_server("https://files.example.com").build().unwrap());
    client.several2("a").send().await.unwrap();
    assert_eq!(
        (fake.last().url.host(), fake.header("authorization").as_deref()),
        (Some("files.example.com"), Some("canary"))
    );
    let core = core().replace_server("https://files.example.com/v2", "http://127.0.0.1:9");
    Client::with_core(core.build().unwrap()).several2("a").send().await.unwrap();
    assert_eq!((fake.last().url.host(), fake.header("authorization").as_deref()), (Some("127.0.0.1"), Some("canary")));

    // An operation that is open to everyone needs no credential, and an operation at the base URL has no other server.
    let client = Client::with_core(fake.core().credentials(Everywhere).build().unwrap());
    let _ = client.get_files_by_id("a").send().await.unwrap();
    assert_eq!(fake.header("authorization"), None);
    client.send_json(color()).send().await.unwrap();
    assert_eq!(fake.header("authorization").as_deref(), Some("canary"));
}

#[tokio::test]
async fn a_post_is_repeated_after_429_only_where_that_is_described_as_having_no_effect() {
    let fake = Fake::new(429, "");
    let error = fake.client().send_json(color()).send().await.unwrap_err();
    assert_eq!((error.retries().attempts, error.is_outcome_unknown()), (3, false));

    let fake = Fake::new(429, "");
    let error = fake.client().send_form(SendFormBody::new()).send().await.unwrap_err();
    assert_eq!((error.retries().attempts, error.is_outcome_unknown()), (1, true));
}

#[test]
fn credentials_carry_the_name_of_their_scheme() {
    assert_eq!(security::open_id("t").scheme(), Some("open-id"));
}

#[test]
fn the_address_of_the_server_is_filled_in() {
    assert_eq!(api::server_url(&[("region", "eu")]).unwrap(), "https://eu.example.com/v1");
    let error = api::server_url(&[("region", "mars")]).unwrap_err();
    assert!(error.to_string().contains("cannot have `mars` for `region`, only `us`, `eu`"), "{error}");
}
