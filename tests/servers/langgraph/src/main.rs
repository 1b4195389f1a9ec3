//! LangGraph's development server, with the graph of the folder `graph`: `langgraph dev`.

use std::error::Error;
use std::process::ExitCode;

use report::Report;
use talkjs_runtime::flow::json as read_json;
use talkjs_runtime::http::Method;
use talkjs_runtime::serde_json::{self, Value, json};
use talkjs_runtime::{EventStream, IntoCall, RawRequest};

mod api {
    #![allow(dead_code)]
    talkjs_runtime::api! {
        spec = "../../../target/servers/descriptions/langgraph.json",
        types = { jiff, "uuid" = uuid::Uuid },
        short_operation_ids = true,
        names = {
            "get_assistant_versions_assistants__assistant_id__versions_get" = "list_assistant_versions",
            "set_latest_assistant_version_assistants__assistant_id__versions_post" = "set_latest_assistant_version",
        },
        module = crate::api,
    }
}

use api::{Client, ErrorResponse, RunStatus, ThreadStateValues, payload};

#[tokio::main]
async fn main() -> ExitCode {
    let mut report = Report::new("langgraph");
    let result = calls(&mut report).await;
    report.finish(result)
}

async fn calls(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let core = report.core().build()?;
    let client = Client::with_core(core.clone());
    assert!(client.health_check().send().await?.ok);
    report.server_fault(
        client.server_info().send().await,
        "server_info: the required `metadata` is missing; read the response with `.reading(flow::json::<Value>)`",
    );
    assert!(client.server_info().reading(read_json::<Value>).send().await?["version"].is_string());

    let assistant = payload!(AssistantCreate { "name": "mine", "metadata": { "owner": "me" } });
    let assistant = client.create_assistant(assistant).send().await?;
    let id = assistant.assistant_id;
    assert_eq!(client.get_assistant(id).send().await?.created_at, assistant.created_at);
    let found =
        client.search_assistants(payload!(AssistantSearchRequest { "metadata": { "owner": "me" } })).send().await?;
    assert_eq!(found.len(), 1);
    assert!(client.count_assistants(payload!(AssistantCountRequest {})).send().await? >= 2);
    client.patch_assistant(id, payload!(AssistantPatch { "name": "yours" })).send().await?;
    report.server_fault(
        client.set_latest_assistant_version(id, 1).send().await,
        "set_latest_assistant_version: the version must be in a body, not in the query; send it by `RawRequest`",
    );
    let latest =
        RawRequest::new(&core, Method::POST, &format!("/assistants/{id}/latest")).json(&json!({ "version": 1 }));
    assert_eq!(latest.send_json::<api::Assistant>().await?.assistant_id, id);
    assert!(!client.get_assistant_graph(id.to_string()).send().await?["nodes"].is_empty());
    assert!(!client.get_assistant_schemas(id).send().await?.state_schema.is_empty());

    let thread = client.create_thread(payload!(ThreadCreate { "metadata": { "kind": "trial" } })).send().await?;
    let thread = thread.thread_id;
    streams(report, &client, id, thread).await?;

    let run = payload!(RunCreateStreamingStateful { "assistant_id": "echo", "input": { "words": ["again"] } });
    let words = client.wait_run(thread, run).send().await?["words"].as_array().map(Vec::len);
    assert_eq!(words, Some(6));
    let state = client.get_latest_thread_state(thread).send().await?;
    let ThreadStateValues::Object(values) = &state.values else { return Err("a list of values".into()) };
    assert_eq!(values["words"].as_array().map(Vec::len), Some(6));
    client.update_thread_state(thread, payload!(ThreadStateUpdate { "values": { "words": ["own"] } })).send().await?;
    assert!(client.get_thread_history(thread).limit(3).send().await?.len() == 3);
    let runs = client.list_runs_http(thread).send().await?;
    assert!(runs.iter().all(|run| run.status == RunStatus::Success));
    assert_eq!(client.get_run_http(thread, runs[0].run_id).send().await?.created_at, runs[0].created_at);
    client.join_run_http(thread, runs[0].run_id).send().await?;
    client.delete_run(thread, runs[0].run_id).send().await?;
    client.copy_thread_post(thread).send().await?;
    assert_eq!(client.search_threads(payload!(ThreadSearchRequest { "ids": [thread] })).send().await?.len(), 1);
    client.delete_thread(thread).send().await?;
    let error = client.get_thread(thread).send().await.expect_err("it was deleted");
    let talkjs_runtime::Error::Api(error) = error else { return Err(error.into()) };
    assert!(error.json::<ErrorResponse>()?.detail.contains("not found"));

    let item = payload!(StorePutRequest { "namespace": ["a", "b"], "key": "k", "value": { "n": 1 } });
    client.put_item(item).send().await?;
    report.server_fault(
        client.get_item("k").namespace(["a", "b"]).send().await,
        "get_item: a list in the query is one text with dots, and `null` comes where there is no item; give `[\"a.b\"]`",
    );
    assert_eq!(client.get_item("k").namespace(["a.b"]).send().await?.value["n"], 1);
    assert_eq!(
        client.search_items(payload!(StoreSearchRequest { "namespace_prefix": ["a"] })).send().await?.items.len(),
        1
    );
    let namespaces = || client.list_namespaces(payload!(StoreListNamespacesRequest {}));
    report.server_fault(
        namespaces().send().await,
        "list_namespaces: the list is in an object; read the response with `.reading(flow::json::<Value>)`",
    );
    assert_eq!(namespaces().reading(read_json::<Value>).send().await?["namespaces"][0], json!(["a", "b"]));
    client.delete_item(payload!(StoreDeleteRequest { "namespace": ["a", "b"], "key": "k" })).send().await?;
    let metrics = client.system_metrics().accept_text("text/plain").send().await?;
    assert!(metrics.contains("lg_api"), "{metrics}");
    client.delete_assistant(id).send().await?;
    Ok(())
}

async fn streams(
    report: &mut Report,
    client: &Client,
    assistant: uuid::Uuid,
    thread: uuid::Uuid,
) -> Result<(), Box<dyn Error>> {
    let run = payload!(RunCreateStreamingStateful {
        "assistant_id": assistant.to_string(), "input": { "words": ["zero"] }, "stream_mode": ["values", "updates"],
        "stream_resumable": true,
    });
    let (kinds, last) = read(client.stream_run(thread, run).send().await?).await?;
    assert_eq!(kinds, ["metadata", "values", "updates", "values", "updates", "values"]);
    assert_eq!(last["words"], json!(["zero", "first", "second"]));
    report.stream();

    let run = payload!(RunCreateStreamingStateless { "assistant_id": "echo", "input": { "words": [] } });
    let (kinds, _) = read(client.stream_run_stateless(run).send().await?).await?;
    assert_eq!(kinds[0], "metadata");
    report.stream();

    let finished = client.list_runs_http(thread).send().await?.remove(0).run_id;
    let again = client.stream_run_http_threads_thread_id_runs_run_id_join_get(thread, finished).last_event_id("-1");
    let (kinds, _) = read(again.send().await?).await?;
    assert!(kinds.contains(&"values".to_owned()), "{kinds:?}");
    report.stream();

    // As JSON, where the description has texts.
    let run = json!({ "assistant_id": "echo", "input": { "words": [] }, "stream_mode": "updates" });
    let mut events =
        RawRequest::new(client.core(), Method::POST, "/runs/stream").json(&run).send_events::<Value>().await?;
    let mut nodes = Vec::new();
    while let Some(event) = events.next().await {
        let event = event?;
        nodes.extend(
            event
                .data
                .as_object()
                .filter(|_| event.event == "updates")
                .and_then(|update| update.keys().next().cloned()),
        );
    }
    assert_eq!(nodes, ["first", "second"]);
    report.stream();
    Ok(())
}

/// The types of all events, and the data of the last.
async fn read(mut events: EventStream<String>) -> Result<(Vec<String>, Value), Box<dyn Error>> {
    let (mut kinds, mut last) = (Vec::new(), Value::Null);
    while let Some(event) = events.next().await {
        let event = event?;
        kinds.push(event.event);
        last = serde_json::from_str(&event.data)?;
    }
    Ok((kinds, last))
}
