//! The inbox page, as it is without its script: what it shows, its forms, and who may not post them.

use serde_json::{Value, json};
use talkjs_emulator::{App, Emulator};

use crate::common::{Response, Talk, request};

const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) async fn page(talk: &Talk, target: &str) -> String {
    let response = request(talk.address(), "GET", target, "", None).await;
    assert_eq!(response.status, 200, "{target}: {}", response.body);
    response.body
}

pub(crate) async fn post(talk: &Talk, path: &str, headers: &str, form: &str) -> Response {
    request(talk.address(), "POST", path, headers, Some((FORM, form))).await
}

/// The text between two others.
pub(crate) fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, after) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    after.split_once(end).unwrap_or_else(|| panic!("no {end} in {after}")).0
}

/// The section of an element's id.
fn section<'t>(page: &'t str, id: &str) -> &'t str {
    between(page, &format!("<section id=\"{id}\""), "</section>")
}

#[tokio::test]
async fn a_conversation_moves_from_hidden_into_the_inboxes_with_its_first_message() {
    let talk = Talk::with_conversation().await;
    let before = page(&talk, "/").await;
    let hidden = section(&before, "hidden");
    assert!(hidden.contains("<code>order</code>") && hidden.contains("no message yet"), "{hidden}");
    assert!(hidden.contains("only conversations with at least one message"), "{hidden}");
    for user in ["alice", "sebastian"] {
        assert!(section(&before, &format!("inbox:{user}")).contains("No conversations to see yet."));
    }

    talk.say("sebastian", "Hello Alice!").await;
    let after = page(&talk, "/").await;
    assert!(!after.contains("id=\"hidden\""), "{after}");
    assert!(section(&after, "inbox:alice").contains("sebastian: Hello Alice!"), "{after}");
    assert!(section(&after, "inbox:alice").contains("class=\"unread\""), "{after}");
    assert!(section(&after, "inbox:sebastian").contains("You: Hello Alice!"), "{after}");
    assert!(section(&after, "inbox:sebastian").contains("class=\"read\""), "{after}");
}

#[tokio::test]
async fn of_many_hidden_conversations_the_latest_are_shown_and_all_are_counted() {
    let talk = Talk::new().await;
    for number in 0..32 {
        talk.done("PUT", &format!("/conversations/c{number}"), json!({})).await;
    }
    let page = page(&talk, "/").await;
    let hidden = section(&page, "hidden");
    assert!(hidden.contains("<code>c31</code>") && hidden.contains("<code>c2</code>"), "{hidden}");
    assert!(!hidden.contains("<code>c1</code>") && hidden.contains("And 2 more."), "{hidden}");
}

#[tokio::test]
async fn a_conversation_without_participants_is_hidden_too() {
    let talk = Talk::with_conversation().await;
    talk.say("alice", "hi").await;
    for user in ["alice", "sebastian"] {
        talk.done("DELETE", &format!("/conversations/order/participants/{user}"), Value::Null).await;
    }
    assert!(section(&page(&talk, "/").await, "hidden").contains("nobody takes part"));
}

#[tokio::test]
async fn a_conversation_shows_all_that_is_known_of_its_messages() {
    let talk = Talk::with_conversation().await;
    talk.done("PUT", "/conversations/order", json!({"subject": "Shoes", "custom": {"color": "red"}})).await;
    let first = talk.say("alice", "*bold* one").await;
    talk.send(json!([
        {"type": "SystemMessage", "text": "shipped"},
        {"type": "UserMessage", "sender": "sebastian", "location": [51.5, -3.25]},
        {"type": "UserMessage", "sender": "sebastian", "attachmentToken": "unknown"},
        {"type": "UserMessage", "sender": "sebastian", "text": "reply", "referencedMessageId": first, "custom": {"k": "v"}},
    ]))
    .await;
    talk.done("PUT", &format!("/conversations/order/messages/{first}/reactions/%F0%9F%91%8D/sebastian"), json!({}))
        .await;
    talk.done("PUT", &format!("/conversations/order/messages/{first}"), json!({"text": "*bold* two"})).await;
    let page = page(&talk, "/?user=alice&conversation=order").await;
    let conversation = section(&page, "conversation");
    for shown in [
        ">Shoes</h2>",
        "<dt>color</dt><dd dir=\"auto\">red</dd>",
        "<strong>bold</strong> two",
        "edited <time",
        "read by sebastian",
        "title=\"sebastian\">👍 1",
        "System message",
        "shipped",
        "51.5, -3.25",
        "was never uploaded here",
        "Reply to </span>alice: *bold* two",
        "<dt>k</dt><dd dir=\"auto\">v</dd>",
        "Message as <span dir=\"auto\">alice</span>",
    ] {
        assert!(conversation.contains(shown), "{shown} in {conversation}");
    }
}

#[tokio::test]
async fn each_app_has_its_own_page() {
    let apps = Emulator::builder().app(App::new("shop", "sk_test_shop")).app(App::new("forum", "sk_test_forum"));
    let talk = Talk::with(apps).await;
    talk.start_conversation().await;
    let (first, shop) = (page(&talk, "/").await, page(&talk, "/?app=shop").await);
    for shown in ["<a href=\"/?app=forum\" aria-current=page>forum</a>", "<a href=\"/?app=shop\">shop</a>"] {
        assert!(first.contains(shown), "{shown} in {first}");
    }
    assert!(first.contains("Nobody here yet") && shop.contains("<code>order</code>"), "{first}{shop}");

    let form = "app=shop&conversation=order&sender=alice&text=hi";
    assert_eq!(post(&talk, "/_page/send", "", form).await.status, 303);
    assert!(section(&page(&talk, "/?app=shop").await, "inbox:sebastian").contains("alice: hi"));
}

#[tokio::test]
async fn long_conversations_have_pages() {
    let talk = Talk::with_conversation().await;
    for start in [0, 10, 20, 30, 40, 50] {
        let message = |number| json!({"type": "UserMessage", "sender": "alice", "text": format!("number {number}.")});
        talk.send((start..start + 10).map(message).collect()).await;
    }
    let newest = page(&talk, "/?conversation=order").await;
    let newest = section(&newest, "conversation");
    assert!(newest.contains("number 59.") && newest.contains("number 10.") && !newest.contains("number 9."));
    let earlier = between(newest, "id=\"earlier\" class=\"note\"><a href=\"", "#").replace("&amp;", "&");
    let earlier = page(&talk, &earlier).await;
    let earlier = section(&earlier, "conversation");
    assert!(earlier.contains("number 9.") && earlier.contains("number 0.") && !earlier.contains("number 10."));
    assert!(earlier.contains("Newest messages") && !earlier.contains("Earlier messages"));
}

#[tokio::test]
async fn whatever_is_stored_is_shown_as_text() {
    const EVIL: &str = "<script>alert(1)</script>'\"><img src=x onerror=alert(1)>&amp;";
    let talk = Talk::new().await;
    let segment = "%3Cscript%3E%22'%26";
    let user = json!({"name": EVIL, "role": EVIL, "email": [EVIL], "custom": {EVIL: EVIL}});
    talk.done("PUT", &format!("/users/{segment}"), user).await;
    let conversation = format!("/conversations/{segment}");
    let body = json!({"participants": ["<script>\"'&"], "subject": EVIL, "photoUrl": EVIL, "welcomeMessages": [EVIL], "custom": {EVIL: EVIL}});
    talk.done("PUT", &conversation, body).await;
    talk.done("PUT", "/conversations/empty", json!({"subject": EVIL, "custom": {EVIL: EVIL}})).await;
    let sender = "<script>\"'&";
    let sent = talk
        .call(
            "POST",
            &format!("{conversation}/messages"),
            json!([
                {"type": "UserMessage", "sender": sender, "text": EVIL, "custom": {EVIL: EVIL}},
                {"type": "UserMessage", "sender": sender, "attachmentToken": EVIL},
                {"type": "UserMessage", "sender": sender, "text": "<javascript:alert(1)|x> <https://a/\"onclick=\"b|y>"},
                {"type": "UserMessage", "sender": sender, "content": [{"type": "text", "children": [
                    {"type": "link", "url": "javascript:alert(1)", "children": [EVIL]},
                    {"type": "actionButton", "action": EVIL, "params": {}, "children": [EVIL]},
                ]}]},
            ]),
        )
        .await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    talk.call("PUT", "/conversations/x", json!({"participants": [EVIL], "subject": 1})).await;
    for target in [
        "/".to_owned(),
        format!("/?user={segment}&conversation={segment}&requests=refused"),
        format!("/?app={segment}&user={segment}%3Cscript%3E&conversation=%22%3E%3Cscript%3Enone"),
        format!("/_page/reset?app={segment}"),
    ] {
        let page = page(&talk, &target).await;
        assert_eq!(page.matches("<script").count(), 1, "{target}: {page}");
        assert!(page.contains("<script src=\"/_page/script.js\" defer>"));
        for markup in ["<img", "\"javascript:", "onclick=\"", "'onerror", "&amp;amp;amp;"] {
            assert!(!page.contains(markup), "{markup} in {target}: {page}");
        }
    }
    assert!(page(&talk, "/").await.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[tokio::test]
async fn styles_are_elements_and_only_addresses_that_open_something_are_links() {
    let talk = Talk::with_conversation().await;
    let link = |url: &str| json!({"type": "link", "url": url, "children": [url]});
    talk.send(json!([{"type": "UserMessage", "sender": "alice", "content": [{"type": "text", "children": [
        "<b>", {"type": "bold", "children": ["a", {"type": "italic", "children": ["<"]}]},
        {"type": "codeSpan", "text": "&"}, {"type": "bulletList", "children": [{"type": "bulletPoint", "children": ["p"]}]},
        {"type": "mention", "id": "1", "text": "Al"}, {"type": "customEmoji", "text": ":cat:"},
        {"type": "actionButton", "action": "go", "params": {}, "children": ["Go"]},
        link("https://a/?b=\"&c"), link("JAVASCRIPT:alert(1)"), link(" https://a"), link("data:text/html,x"), link("//a"),
    ]}]}]))
    .await;
    let page = page(&talk, "/?conversation=order").await;
    let says = between(&page, "<div class=\"says\" dir=\"auto\">", "</div>");
    let expected = "&lt;b&gt;<strong>a<em>&lt;</em></strong><code>&amp;</code><ul><li>p</li></ul>\
        <span class=\"mention\">@Al</span>:cat:<span class=\"action\" title=\"action go\">Go</span>\
        <a href=\"https://a/?b=&quot;&amp;c\" target=\"_blank\" rel=\"noreferrer\">https://a/?b=&quot;&amp;c</a>\
        JAVASCRIPT:alert(1) https://adata:text/html,x//a";
    assert_eq!(says, expected);
}

#[tokio::test]
async fn everything_is_served_here_and_nothing_from_elsewhere_may_run() {
    let talk = Talk::with_conversation().await;
    for (path, content_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/_page/reset", "text/html; charset=utf-8"),
        ("/_page/style.css", "text/css; charset=utf-8"),
        ("/_page/script.js", "text/javascript; charset=utf-8"),
        ("/_page/icon.svg", "image/svg+xml"),
        ("/favicon.ico", "image/svg+xml"),
    ] {
        let response = request(talk.address(), "GET", path, "", None).await;
        assert_eq!((response.status, response.header("content-type")), (200, Some(content_type)), "{path}");
        let policy = response.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
        for elsewhere in ["https://", "http://", " style=\"", "@import"] {
            let is_name = path.ends_with("icon.svg") || path.ends_with(".ico");
            assert!(is_name || !response.body.contains(elsewhere), "{elsewhere} in {path}");
        }
    }
}

#[tokio::test]
async fn the_secret_key_and_addresses_to_write_to_are_not_shown() {
    let talk = Talk::with(Emulator::builder().secret_key("sk_test_never_shown")).await;
    let empty = page(&talk, "/").await;
    assert!(empty.contains("TALKJS_APP_ID=emulated") && empty.contains(talk.emulator.base_url()), "{empty}");
    talk.start_conversation().await;
    let path = "/conversations/order/participants/alice/email";
    let address = talk.get(path).await["emailAddress"].as_str().unwrap().to_owned();
    talk.call("POST", "/batch", json!([[1, "GET", path]])).await;
    let shown = page(&talk, "/?conversation=order").await;
    for secret in ["sk_test_never_shown", &address] {
        assert!(!empty.contains(secret) && !shown.contains(secret), "{secret} in {shown}");
    }
    assert!(shown.contains("&quot;emailAddress&quot;: &quot;***&quot;"), "{shown}");
    for request in talk.emulator.requests() {
        assert!(!format!("{request:?}").contains(&address), "{request:?}");
    }
}

#[tokio::test]
async fn the_latest_requests_tell_why_they_were_refused() {
    let talk = Talk::with_conversation().await;
    talk.call("PUT", "/conversations/order", json!({"participants": ["nobody"]})).await;
    let all = page(&talk, "/").await;
    let all = section(&all, "requests");
    assert!(all.contains("/v1/emulated/users/alice"), "{all}");
    let refused = page(&talk, "/?requests=refused").await;
    let refused = section(&refused, "requests");
    assert!(!refused.contains("/users/alice"), "{refused}");
    for shown in [
        "<span class=\"status\">400</span> <span class=\"method\">PUT</span>",
        "participants.0 the user `nobody` does not exist",
        "&quot;participants&quot;: [\n    &quot;nobody&quot;",
        "Response 400 Bad Request",
        "&quot;reasons&quot;",
    ] {
        assert!(refused.contains(shown), "{shown} in {refused}");
    }
    let recorded = talk.emulator.requests();
    let response: Value = serde_json::from_slice(recorded.last().unwrap().response_body()).unwrap();
    assert_eq!(response, json!({"reasons": {"participants.0": ["the user `nobody` does not exist"]}}));
    assert!(recorded.iter().all(|request| request.target.starts_with("/v1/")), "the page is not recorded");
}

#[tokio::test]
async fn a_long_response_is_shown_in_part() {
    let talk = Talk::new().await;
    talk.done("PUT", "/users/a", json!({"name": "x".repeat(100_000)})).await;
    assert!(talk.ask("/users/a").await.body.len() > 100_000);
    let shown = page(&talk, "/").await;
    assert!(shown.contains("The first 4000 of "), "{}", shown.len());
}

#[tokio::test]
async fn a_message_sent_by_the_form_is_one_of_the_api() {
    let talk = Talk::with_conversation().await;
    let form = "app=emulated&user=alice&conversation=order&sender=alice&text=Hello+%26+%C3%A9";
    let response = post(&talk, "/_page/send", "", form).await;
    assert_eq!(response.status, 303, "{}", response.body);
    assert_eq!(response.header("location"), Some("/?app=emulated&user=alice&conversation=order#conversation"));
    let messages = talk.get("/conversations/order/messages").await;
    let message = &messages["data"][0];
    assert_eq!((&message["senderId"], &message["text"]), (&json!("alice"), &json!("Hello & é")));

    for (form, reason) in [
        ("app=emulated&conversation=order&sender=alice&text=+", "text: must not be empty"),
        ("app=emulated&conversation=order&sender=x&text=a", "the user `x` is not a participant"),
        ("app=emulated&conversation=none&sender=alice&text=a", "the conversation `none` does not exist"),
        ("app=none&conversation=order&sender=alice&text=a", "the app does not exist"),
    ] {
        let response = post(&talk, "/_page/send", "", form).await;
        assert_eq!(response.status, 400, "{form}");
        assert!(response.body.contains(reason), "{form}: {}", response.body);
    }
    assert_eq!(talk.get("/conversations/order/messages").await["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_button_reads_up_to_the_newest_message() {
    let talk = Talk::with_conversation().await;
    talk.say("sebastian", "one").await;
    talk.say("sebastian", "two").await;
    let unread = page(&talk, "/?user=alice&conversation=order").await;
    assert!(
        unread.contains("Mark as read") && section(&unread, "inbox:alice").contains("2<span class=\"unseen\"> unread")
    );
    let form = "app=emulated&user=alice&conversation=order&reader=alice";
    assert_eq!(post(&talk, "/_page/read", "", form).await.status, 303);
    assert_eq!(talk.get("/conversations/order").await["participants"]["alice"]["isUnread"], json!(false));
    assert!(!page(&talk, "/?user=alice&conversation=order").await.contains("Mark as read"));
}

#[tokio::test]
async fn a_reset_is_asked_for_and_removes_everything_but_the_app() {
    let talk = Talk::with_conversation().await;
    talk.say("alice", "hi").await;
    let question = page(&talk, "/_page/reset?app=emulated").await;
    assert!(question.contains("Reset everything?") && question.contains("<code>emulated</code>: 1"), "{question}");
    assert!(question.contains("<form method=\"post\" action=\"/_page/reset\">"), "{question}");
    assert_eq!(talk.ask("/users/alice").await.status, 200, "asking removes nothing");

    let response = post(&talk, "/_page/reset", "", "app=emulated").await;
    assert_eq!((response.status, response.header("location")), (303, Some("/?app=emulated")));
    assert!(talk.emulator.requests().is_empty());
    assert_eq!(talk.ask("/users/alice").await.status, 404);
    assert_eq!(talk.ask("/conversations/order").await.status, 404);
    assert!(page(&talk, "/").await.contains("Nobody here yet"));
    talk.start_conversation().await;
}

#[tokio::test]
async fn other_sites_cannot_post_the_forms() {
    let talk = Talk::with_conversation().await;
    talk.say("sebastian", "hi").await;
    let forms = [
        ("/_page/send", "app=emulated&conversation=order&sender=alice&text=x"),
        ("/_page/read", "app=emulated&conversation=order&reader=alice"),
        ("/_page/reset", ""),
    ];
    for (path, form) in forms {
        for header in ["Origin: https://example.com\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
            assert_eq!(post(&talk, path, header, form).await.status, 403, "{path} {header}");
        }
    }
    let conversation = talk.get("/conversations/order").await;
    assert_eq!(conversation["lastMessage"]["text"], json!("hi"));
    assert_eq!(conversation["participants"]["alice"]["isUnread"], json!(true));
    let own = format!("Origin: {}\r\nSec-Fetch-Site: same-origin\r\n", talk.emulator.base_url());
    for (path, form) in forms {
        assert_eq!(post(&talk, path, &own, form).await.status, 303, "{path}");
    }
}

#[tokio::test]
async fn other_paths_and_methods_are_the_apis() {
    let talk = Talk::new().await;
    for (method, path) in
        [("POST", "/"), ("PUT", "/_page/send"), ("GET", "/_page/send"), ("GET", "/_page/"), ("GET", "/page")]
    {
        let response = request(talk.address(), method, path, "", None).await;
        assert_eq!((response.status, response.body.as_str()), (404, "\"Not found\""), "{method} {path}");
    }
}

#[tokio::test]
async fn an_uploaded_document_cannot_act_as_the_page() {
    let talk = Talk::new().await;
    let body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\nContent-Type: text/html\r\n\r\n<script></script>\r\n--b--\r\n";
    let uploaded =
        talk.raw("POST", "/files", &talk.credential(), Some(("multipart/form-data; boundary=b", body))).await;
    let file = format!("/files/{}", uploaded.json()["fileToken"].as_str().unwrap());
    let response = request(talk.address(), "GET", &file, "", None).await;
    assert_eq!(response.header("content-security-policy"), Some("sandbox"));
    assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
}
