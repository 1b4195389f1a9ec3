//! The command.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::common::{Talk, request};

const PATIENCE: Duration = Duration::from_secs(30);

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_talkjs-emulator"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn refused(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = timeout(PATIENCE, command(arguments).output()).await.unwrap().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

async fn lines(child: &mut Child, count: usize) -> Vec<String> {
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut lines = Vec::new();
    for _ in 0..count {
        lines.push(timeout(PATIENCE, output.next_line()).await.unwrap().unwrap().unwrap());
    }
    lines
}

#[tokio::test]
async fn it_says_where_it_listens_and_serves() {
    let mut child = command(&["--port", "0", "--app-id=app1", "--secret-key", "sk_test_1"]).spawn().unwrap();
    let lines = lines(&mut child, 4).await;
    let address = lines[0].strip_prefix("listening on http://").unwrap();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    assert_eq!(
        lines[1..],
        [
            format!("TALKJS_BASE_URL=http://{address}"),
            "TALKJS_APP_ID=app1".to_owned(),
            "TALKJS_SECRET_KEY=sk_test_1".to_owned(),
        ]
    );
    let credential = "Authorization: Bearer sk_test_1\r\n";
    let response = request(address, "GET", "/v1/app1/users", credential, None).await;
    assert_eq!((response.status, response.body.as_str()), (200, r#"{"data":[]}"#));
}

#[tokio::test]
async fn it_holds_requests_against_the_description_when_asked_to_and_is_silent_when_they_fit() {
    let mut child = command(&["--port", "0", "--check"]).spawn().unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = lines(&mut child, 1).await.remove(0).replace("listening on http://", "");
    let credential = "Authorization: Bearer sk_test_emulator\r\n";
    for (body, status) in [(r#"{"name": "A"}"#, 200), (r#"{"name": 5}"#, 400)] {
        let body = Some(("application/json", body));
        assert_eq!(request(&address, "PUT", "/v1/emulated/users/a", credential, body).await.status, status);
    }
    child.kill().await.unwrap();
    assert_eq!(timeout(PATIENCE, errors.next_line()).await.unwrap().unwrap(), None);
}

#[tokio::test]
async fn what_does_not_fit_the_description_is_one_line_each() {
    // The first version took no order, so whatever was asked for passed; the description is that of the latest.
    let mut child = command(&["--port", "0", "--check", "--api-version", "2021-01-01"]).spawn().unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = lines(&mut child, 1).await.remove(0).replace("listening on http://", "");
    let credential = "Authorization: Bearer sk_test_emulator\r\n";
    for list in ["/conversations", "/users/a/conversations"] {
        let path = format!("/v1/emulated{list}?offsetTs=x");
        assert_eq!(request(&address, "GET", &path, credential, None).await.status, 200);
        let told = timeout(PATIENCE, errors.next_line()).await.unwrap().unwrap().unwrap();
        let list = list.replace("/a/", "/{userId}/");
        let expected = format!("GET {list} 200: parameter `offsetTs`: wrong type, expected integer, found string");
        assert_eq!(told, expected);
    }
    child.kill().await.unwrap();
    assert_eq!(timeout(PATIENCE, errors.next_line()).await.unwrap().unwrap(), None);
}

#[cfg(unix)]
#[tokio::test]
async fn it_stops_on_ctrl_c_and_when_its_container_is_stopped() {
    for signal in ["-INT", "-TERM"] {
        let mut child = command(&["--port", "0"]).spawn().unwrap();
        lines(&mut child, 1).await;
        let id = child.id().unwrap().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().await.unwrap();
        assert!(sent.success());
        let status = timeout(PATIENCE, child.wait()).await.unwrap().unwrap();
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn apps_names_and_versions_are_given_by_options() {
    let arguments = ["--port=0", "--app", "one=sk_test_1", "--app=two=sk_test_2", "--host-name", "talkjs.test"];
    let further = ["--api-version=2021-07-30", "--seed", "7", "--webhook", "http://127.0.0.1:9/", "--listen=127.0.0.1"];
    let mut child = command(&[arguments.as_slice(), &further].concat()).spawn().unwrap();
    let lines = lines(&mut child, 4).await;
    let port = lines[0].strip_prefix("listening on http://talkjs.test:").unwrap();
    assert_eq!(lines[2..], ["TALKJS_APP_ID=emulated", "TALKJS_SECRET_KEY=sk_test_emulator"]);
    let address = format!("127.0.0.1:{port}");
    for (app, key, status) in
        [("emulated", "sk_test_emulator", 200), ("one", "sk_test_1", 404), ("two", "sk_test_2", 404)]
    {
        let path = format!("/v1/{app}/users/nobody/conversations");
        let response = request(&address, "GET", &path, &format!("Authorization: Bearer {key}\r\n"), None).await;
        assert_eq!(response.status, status, "the version is that of the first app");
    }
}

#[tokio::test]
async fn decisions_are_given_by_the_environment_and_by_arguments_which_come_after_it() {
    let mut command = command(&["--port", "0", "--decide", "refuseLimits=false", "--decide=defaultLimit=7"]);
    let mut child = command.env("TALKJS_EMULATOR_DECIDE", "refuseLimits=true mostParticipants=2").spawn().unwrap();
    let address = lines(&mut child, 1).await.remove(0).replace("listening on http://", "");
    let decisions = request(&address, "GET", "/_control/decisions", "", None).await.json();
    for (name, value) in [("refuseLimits", json!(false)), ("defaultLimit", json!(7)), ("mostParticipants", json!(2))] {
        assert_eq!(decisions[name], value, "{name}");
    }
}

#[tokio::test]
async fn wrong_arguments_are_told_with_status_2() {
    for (arguments, message) in [
        (&["--verbose"] as &[&str], "unknown argument `--verbose`"),
        (&["serve"], "unknown argument `serve`"),
        (&["--port"], "`--port` needs a value"),
        (&["--listen", "here"], "`--listen` must be an address such as 0.0.0.0, not `here`"),
        (&["--app", "sk_live_abc"], "`--app` must be an id, `=` and a secret key"),
        (&["--api-version", "2020-01-01"], "`--api-version` must be one of 2021-01-01, "),
        (&["--decide", "refuseLimits"], "`--decide` must be a name, `=` and a value"),
        (
            &["--decide", "refuse=1"],
            "the switch `refuse` cannot be set: unknown field `refuse`, expected one of `bodyLimit`",
        ),
        (&["--seed", "-1"], "`--seed` must be a whole number, not `-1`"),
        (&["--port", "66000"], "`--port` must be a number from 0 to 65535, not `66000`"),
    ] {
        let (status, output, errors) = refused(arguments).await;
        assert_eq!((status, output.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(errors.starts_with(message) && errors.contains("Usage:"), "{errors}");
    }
}

#[tokio::test]
async fn a_live_key_is_refused_and_not_repeated() {
    let (status, output, errors) = refused(&["--port", "0", "--secret-key", "sk_live_abc"]).await;
    assert_eq!((status, output.as_str()), (Some(1), ""));
    assert!(errors.contains("`sk_live_`") && !errors.contains("abc"), "{errors}");
}

#[tokio::test]
async fn help_is_no_error_and_has_every_option_that_the_command_takes() {
    let (status, help, errors) = refused(&["--help"]).await;
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    let options: BTreeSet<&str> = help.lines().filter_map(|line| line.trim().split(' ').next()).collect();
    let options: Vec<&str> = options.into_iter().filter(|word| word.starts_with("--")).collect();
    let (_, source) = include_str!("../../src/main.rs").split_once("builder = match name {").unwrap();
    let (source, _) = source.split_once("unknown argument").unwrap();
    let mut taken: Vec<&str> = source.split('"').filter(|text| text.starts_with("--")).collect();
    taken.sort_unstable();
    assert_eq!(options, taken);
}

/// What an option says is its default is what runs without it.
#[tokio::test]
async fn the_defaults_that_help_and_the_readme_state_are_those_that_run() {
    let (_, help, _) = refused(&["--help"]).await;
    let mut child = command(&["--port=0"]).spawn().unwrap();
    let lines = lines(&mut child, 4).await;
    let readme = include_str!("../../../README.md");
    for (line, option) in [(&lines[2], "--app-id"), (&lines[3], "--secret-key")] {
        let (variable, value) = line.split_once('=').unwrap();
        let told = help.lines().find(|line| line.trim().starts_with(option)).unwrap();
        assert!(told.ends_with(&format!("(default: {value})")), "{told}");
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{variable}`"))).unwrap();
        assert!(row.contains(&format!("| `{value}` |")), "{row}");
    }
    assert!(help.contains("port; 0 is any free one (default: 4010)") && readme.contains("`http://127.0.0.1:4010`"));
}

/// Every path below `/_control` that the front page lists is there, and it lists all that are.
#[tokio::test]
async fn the_front_page_lists_what_can_be_asked_outside_of_the_api() {
    let talk = Talk::new().await;
    let page = include_str!("../../src/lib.md");
    let listed: Vec<(&str, &str)> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |")?.0.split_once(' '))
        .filter(|(_, path)| path.starts_with("/_"))
        .collect();
    for (method, path) in &listed {
        assert_ne!(request(talk.address(), method, path, "", None).await.status, 404, "{method} {path}");
    }
    let source = include_str!("../../src/control.rs");
    let arms = source.matches("(&Method::").count();
    assert_eq!(listed.len(), arms + 1, "{listed:?}, with `/_health`");
}
