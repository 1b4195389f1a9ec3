//! Several operations in one request.

use serde_json::{Value, json};

use crate::common::{NOW, Response, Talk};

async fn run(talk: &Talk, operations: Value) -> Response {
    talk.call("POST", "/batch", operations).await
}

#[tokio::test]
async fn each_operation_returns_what_it_would_alone() {
    let talk = Talk::with_conversation().await;
    let response = run(
        &talk,
        json!([
            [7, "PUT", "/users/carol%2Fc", {"name": "Carol"}, {"api_version": "2021-02-09"}],
            [1, "GET", "/users/carol%2Fc"],
            [2, "GET", "/users", {"limit": "1", "startingAfter": "alice"}],
            [3, "GET", "/users?limit=1", null],
            [4, "POST", "/conversations/order/messages", [{"type": "SystemMessage", "text": "hi"}]],
            [4, "PATCH", "/conversations/order/participants/alice", {"access": "Owner"}],
            [5, "DELETE", "/conversations/none"],
            [6, "GET", "/nowhere"],
        ]),
    )
    .await;
    assert_eq!(response.status, 200);
    let rows = response.json();
    let rows: Vec<_> = rows.as_array().unwrap().iter().map(|row| (&row[0], &row[1], &row[2])).collect();
    let numbers: Vec<_> = rows.iter().map(|row| row.0.as_i64().unwrap()).collect();
    let statuses: Vec<_> = rows.iter().map(|row| row.1.as_i64().unwrap()).collect();
    assert_eq!(numbers, [7, 1, 2, 3, 4, 4, 5, 6]);
    assert_eq!(statuses, [200, 200, 200, 200, 200, 400, 404, 404]);
    assert_eq!(*rows[0].2, json!({}));
    assert_eq!((&rows[1].2["name"], &rows[1].2["createdAt"]), (&json!("Carol"), &json!(NOW)));
    assert_eq!(rows[2].2["data"][0]["id"], "sebastian");
    assert_eq!(rows[3].2["data"][0]["id"], "alice");
    assert_eq!(rows[4].2[0]["id"], talk.ask("/conversations/order/messages").await.ids()[0]);
    assert_eq!(*rows[5].2, json!({"reasons": {"access": ["must be `ReadWrite`, `Read` or `None`"]}}));
    assert_eq!(*rows[7].2, json!("Not found"));
}

#[tokio::test]
async fn the_order_can_be_turned_round() {
    for (backwards, expected) in [(false, json!([[1, 200], [2, 200]])), (true, json!([[2, 404], [1, 200]]))] {
        let talk = Talk::deciding(|decisions| decisions.batches_run_backwards = backwards).await;
        let response = run(&talk, json!([[1, "PUT", "/users/a", {"name": "A"}], [2, "GET", "/users/a"]])).await.json();
        let rows: Value = response.as_array().unwrap().iter().map(|row| json!([row[0], row[1]])).collect();
        assert_eq!(rows, expected);
    }
}

#[tokio::test]
async fn a_batch_has_from_1_to_10_operations() {
    let talk = Talk::new().await;
    let many = |count: usize| -> Value { (0..count).map(|number| json!([number, "GET", "/users"])).collect() };
    assert_eq!(run(&talk, many(10)).await.json().as_array().unwrap().len(), 10);
    for count in [0, 11] {
        assert_eq!(run(&talk, many(count)).await.reasons(), ["body"], "{count}");
    }
}

#[tokio::test]
async fn one_malformed_operation_stops_all() {
    let talk = Talk::new().await;
    let response = run(
        &talk,
        json!([
            [0, "PUT", "/users/a", {"name": "A"}],
            {},
            [1, "GET"],
            ["2", "GET", "/users"],
            [3, "HEAD", "/users"],
            [4, "GET", "users"],
            [5, "GET", "/users", null, "2021-02-09"],
            [6, "GET", "/users", null, {"api_version": 1}],
            [7, "GET", "/users", null, {}, null],
        ]),
    )
    .await;
    assert_eq!(response.reasons(), ["1", "2", "3", "4", "5", "6", "7", "8"]);
    assert_eq!(talk.get("/users").await, json!({"data": []}));
}

#[tokio::test]
async fn what_makes_no_sense_within_a_batch_fails_alone() {
    let talk = Talk::new().await;
    let operations = json!([
        [1, "POST", "/batch", []], [2, "POST", "/files"], [3, "GET", "/users", {"limit": 1}], [4, "GET", "/users", []],
        [5, "PUT", "/users/%ff", {}], [6, "PUT", "/users/a", "text"], [7, "GET", "/"],
    ]);
    let response = run(&talk, operations).await.json();
    let statuses: Vec<_> = response.as_array().unwrap().iter().map(|row| row[1].as_i64().unwrap()).collect();
    assert_eq!(statuses, [400, 400, 400, 400, 400, 400, 200]);
    assert_eq!(response[2][2], json!({"reasons": {"payload.limit": ["must be a string"]}}));
}
