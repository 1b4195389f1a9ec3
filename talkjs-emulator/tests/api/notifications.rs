//! Notifications asked for again.

use serde_json::json;

use crate::common::Talk;

const PATH: &str = "/conversations/order/notifications";

#[tokio::test]
async fn notifications_are_accepted_and_logged() {
    let talk = Talk::with_conversation().await;
    talk.done("POST", PATH, json!({"channels": ["email"]})).await;
    let body = json!({
        "channels": ["sms", "email"], "recipients": ["alice"], "smsSettings": {"smsTemplate": "{{messages}}"},
        "emailSettings": {"subject": "News", "inboxUrl": "https://example.com"},
    });
    talk.done("POST", PATH, body.clone()).await;
    assert_eq!(talk.emulator.requests().last().unwrap().json(), Some(body));
}

#[tokio::test]
async fn what_is_wrong_is_told() {
    let talk = Talk::with_conversation().await;
    for channels in [json!([]), json!(["fax"]), json!("email"), json!(null), json!([1])] {
        let response = talk.call("POST", PATH, json!({"channels": channels})).await;
        assert_eq!(response.reasons(), ["channels"], "{channels}");
    }
    let body = json!({"recipients": 1, "smsSettings": {"smsTemplate": 1}, "emailSettings": []});
    let expected = ["channels", "emailSettings", "recipients", "smsSettings.smsTemplate"];
    assert_eq!(talk.call("POST", PATH, body).await.reasons(), expected);
    let body =
        json!({"channels": ["sms"], "emailSettings": {"header": 1, "footer": null, "subject": [], "inboxUrl": {}}});
    let expected = ["footer", "header", "inboxUrl", "subject"].map(|name| format!("emailSettings.{name}"));
    assert_eq!(talk.call("POST", PATH, body).await.reasons(), expected);
    let strangers = json!({"channels": ["sms"], "recipients": ["alice", "nobody"]});
    assert_eq!(talk.call("POST", PATH, strangers).await.reasons(), ["recipients.1"]);
    let elsewhere = talk.call("POST", "/conversations/none/notifications", json!({"channels": ["sms"]})).await;
    assert_eq!(elsewhere.status, 404);
}
