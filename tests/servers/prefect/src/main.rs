//! Prefect, which runs flows of tasks: `prefect server start`.

use std::error::Error;
use std::process::ExitCode;

use jiff::Timestamp;
use report::Report;
use talkjs_runtime::IntoCall;
use uuid::Uuid;

mod api {
    #![allow(dead_code)]
    talkjs_runtime::api! {
        spec = "../../../target/servers/descriptions/prefect.json",
        types = { jiff, "uuid" = uuid::Uuid },
        derive = { StateType = [PartialOrd, Ord] },
        short_operation_ids = true,
        module = crate::api,
    }
}

use api::{
    Client, HttpValidationError, LogCreate, SetStateStatus, StateType, VariableCreateValue, VariableValue, payload,
};

#[tokio::main]
async fn main() -> ExitCode {
    let mut report = Report::new("prefect");
    let result = calls(&mut report).await;
    report.finish(result)
}

async fn calls(report: &mut Report) -> Result<(), Box<dyn Error>> {
    // The paths of the description begin below `/api`.
    let url = format!("{}/api", Report::url());
    let client = Client::with_core(report.core().base_url(url).build()?);
    assert!(client.health_check().send().await?);
    assert!(client.server_version().send().await?.contains('.'));
    client.read_settings().send().await?;

    let flow = client.create_flow(payload!(FlowCreate { "name": "trial", "tags": ["a", "b"] })).send().await?;
    assert_eq!(client.read_flow(flow.id).send().await?, flow);
    assert_eq!(client.read_flow_by_name("trial").send().await?.id, flow.id);
    let wanted = payload!(BodyReadFlows { "flows": { "name": { "any_": ["trial"] } } });
    assert_eq!(client.read_flows().body(wanted).send().await?.len(), 1);
    assert_eq!(client.count_flows().send().await?, 1);
    client.update_flow(flow.id, payload!(FlowUpdate { "tags": ["c"] })).send().await?;
    assert_eq!(client.paginate_flows().send().await?.results[0].tags, Some(vec!["c".to_owned()]));

    let run = flow_run(&client, flow.id).await?;
    logs(report, &client, run).await?;
    variables(&client).await?;

    let error = client.read_flow(Uuid::nil()).send().await.expect_err("there is no such flow");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    let error = client.read_flows().header("X-Trial", "1").body(api::BodyReadFlows::new().limit(-1)).send();
    let talkjs_runtime::Error::Api(error) = error.await.expect_err("the limit is negative") else {
        return Err("not refused".into());
    };
    report.server_fault(
        error.json::<HttpValidationError>(),
        "422 of read_flows: `detail` is a text, not a list; the message has it, and `error.json::<Value>()`",
    );
    assert!(error.to_string().contains("limit"), "{error}");
    client.delete_flow_run(run).send().await?;
    client.delete_flow(flow.id).send().await?;
    Ok(())
}

async fn flow_run(client: &Client, flow: Uuid) -> Result<Uuid, Box<dyn Error>> {
    let start: Timestamp = "2024-01-31T12:00:00.25Z".parse()?;
    let run = payload!(FlowRunCreate {
        "flow_id": flow, "name": "first", "parameters": { "n": 1 },
        "state": { "type": "SCHEDULED", "state_details": { "scheduled_time": start } },
    });
    let run = client.create_flow_run(run).send().await?;
    assert_eq!(run.expected_start_time, Some(start));
    assert!(run.created.is_some_and(|created| created > start));
    assert_eq!(run.state_type, Some(StateType::Scheduled));
    for (state, reached) in [
        (payload!(StateCreate { "type": "RUNNING" }), StateType::Running),
        (payload!(StateCreate { "type": "COMPLETED", "data": { "n": 2 } }), StateType::Completed),
    ] {
        let body = payload!(BodySetFlowRunState { state, "force": true });
        let result = client.set_flow_run_state(run.id, body).send().await?;
        assert_eq!(result.status, SetStateStatus::Accept);
        assert_eq!(result.state.map(|state| state.type_), Some(reached));
    }
    let states = client.read_flow_run_states(run.id).send().await?;
    assert!(states.iter().all(|state| state.timestamp.is_some()));
    assert_eq!(client.read_flow_run(run.id).send().await?.state_type, Some(StateType::Completed));
    let task = payload!(TaskRunCreate { "flow_run_id": run.id, "task_key": "t", "dynamic_key": "0" });
    let task = client.create_task_run(task).send().await?;
    assert_eq!(task.flow_run_id, Some(run.id));
    client.read_flow_run_graph_v2(run.id).since(start).send().await?;
    let history = payload!(BodyFlowRunHistory {
        "history_start": start, "history_end": "2024-01-31T13:00:00Z", "history_interval_seconds": 1800.0,
    });
    let history = client.flow_run_history(history).send().await?;
    assert_eq!(history.first().map(|interval| interval.interval_start), Some(start));
    client.average_flow_run_lateness().send().await?;
    let input = payload!(BodyCreateFlowRunInputJson { "key": "answer", "value": "\"yes\"" });
    client.create_flow_run_input(run.id, input).send().await?;
    client.read_flow_run_input(run.id, "answer").send().await?;
    Ok(run.id)
}

async fn logs(report: &mut Report, client: &Client, run: Uuid) -> Result<(), Box<dyn Error>> {
    let time: Timestamp = "2024-01-31T12:00:01Z".parse()?;
    let lines = ["one", "two"].map(|text| LogCreate::new("logger", 20, text, time).flow_run_id(run));
    client.create_logs(lines).send().await?;
    let wanted =
        payload!(BodyReadLogs { "logs": { "flow_run_id": { "any_": [run] }, "timestamp": { "after_": time } } });
    let found = client.read_logs().body(wanted).send().await?;
    assert_eq!(found.iter().map(|log| log.timestamp).collect::<Vec<_>>(), [time, time]);
    report.server_fault(
        client.download_logs(run).send().await,
        "download_logs: the response is a CSV file, not JSON; read it with `.accept_bytes(\"text/csv\")`",
    );
    let table = client.download_logs(run).accept_bytes("text/csv").send().await?.bytes().await?;
    assert_eq!(table.split(|byte| *byte == b'\n').filter(|line| line.ends_with(b"one\r")).count(), 1, "{table:?}");
    report.file();
    Ok(())
}

async fn variables(client: &Client) -> Result<(), Box<dyn Error>> {
    let variable = payload!(VariableCreate { "name": "size", "value": VariableCreateValue::Integer(3) });
    let variable = client.create_variable(variable).send().await?;
    assert_eq!(variable.value, Some(VariableValue::Integer(3)));
    client.update_variable(variable.id, payload!(VariableUpdate { "value": "large" })).send().await?;
    assert_eq!(
        client.read_variable_by_name("size").send().await?.value,
        Some(VariableValue::String("large".to_owned()))
    );
    client.delete_variable(variable.id).send().await?;

    let artifact =
        payload!(ArtifactCreate { "key": "table", "type": "markdown", "data": "# Title", "metadata_": { "a": "b" } });
    let artifact = client.create_artifact(artifact).send().await?;
    assert_eq!(client.read_latest_artifact("table").send().await?.data, artifact.data);
    let pool = payload!(WorkPoolCreate { "name": "pool", "type": "process" });
    client.create_work_pool(pool).send().await?;
    assert_eq!(client.read_work_pools().send().await?.len(), 1);
    client.delete_work_pool("pool").send().await?;
    Ok(())
}
