//! Phoenix, which records what applications with language models do: `phoenix serve`.

use std::error::Error;
use std::process::ExitCode;

use report::Report;
use talkjs_runtime::http::Method;
use talkjs_runtime::serde_json::{self, Value};
use talkjs_runtime::types::Upload;
use talkjs_runtime::{IntoCall, RawRequest};

mod api {
    #![allow(dead_code)]
    talkjs_runtime::api! {
        spec = "../../../target/servers/descriptions/phoenix.json",
        types = jiff,
        derive = { SpanContext = [PartialOrd, Ord] },
        short_operation_ids = true,
        module = crate::api,
    }
}

use api::{
    ChatCompletionErrorResponse, Client, FreeformAnnotationConfigData, GetSpansOrder, Span, SpanContext,
    UploadDatasetMultipartBody, UploadDatasetMultipartBodyAction, payload,
};

const TABLE: &str = "question,answer\nWhat is 1 + 1?,2\nWhat is 2 + 2?,4\n";

#[tokio::main]
async fn main() -> ExitCode {
    let mut report = Report::new("phoenix");
    let result = calls(&mut report).await;
    report.finish(result)
}

async fn calls(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let client = Client::with_core(report.core().build()?);
    projects_and_spans(&client).await?;
    let dataset = dataset(&client, report).await?;
    experiment(&client, &dataset).await?;
    prompts_and_labels(&client).await?;
    client.delete_dataset_by_id(dataset).send().await?;

    let chat = payload!(CreateChatCompletionRequestBody {
        "model": "nobody/nothing",
        "messages": [{ "role": "user", "content": "Hello" }],
    });
    let error = client.create_chat_completion(chat).send().await.expect_err("there is no such model");
    let talkjs_runtime::Error::Api(error) = error else { return Err(error.into()) };
    let declared: &ChatCompletionErrorResponse = &error.json()?;
    assert!(!declared.error.message.is_empty());
    Ok(())
}

async fn projects_and_spans(client: &Client) -> Result<(), Box<dyn Error>> {
    let project = payload!(CreateProjectRequestBody { "name": "trial", "description": null });
    let project = client.create_project(project).send().await?.data;
    let change = payload!(UpdateProjectRequestBody { "description": "A trial" });
    client.update_project(&project.id, change).send().await?;
    assert_eq!(client.get_project("trial").send().await?.data.description.as_deref(), Some("A trial"));
    assert!(client.get_projects().limit(10).send().await?.data.iter().any(|known| known.id == project.id));

    let start: jiff::Timestamp = "2024-01-31T12:00:00.25Z".parse()?;
    let end = start + jiff::Span::new().seconds(2);
    let context = SpanContext::new("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
    let span = Span::new("call", context, "LLM", start, end, "OK").attributes([("llm.model_name", "m")]);
    let sent = client.create_spans("trial", payload!(CreateSpansRequestBody { "data": [span] })).send().await?;
    assert_eq!((sent.total_received, sent.total_queued), (1, 1));
    // It is stored a little later.
    let spans = loop {
        let found = client.get_spans("trial").start_time(start).order(GetSpansOrder::Asc).name(["call"]).send().await?;
        if !found.data.is_empty() {
            break found.data;
        }
    };
    assert_eq!((spans[0].start_time, spans[0].end_time), (start, end));
    assert_eq!(client.span_search("trial").send().await?.data.len(), 1);
    assert_eq!(client.list_project_traces("trial").include_spans(true).send().await?.data.len(), 1);
    let note = payload!(CreateSpanNoteRequestBody { "data": { "span_id": "00f067aa0ba902b7", "note": "slow" } });
    client.create_span_note(note).send().await?;
    let score = payload!(AnnotateSpansRequestBody {
        "data": [{ "span_id": "00f067aa0ba902b7", "name": "good", "annotator_kind": "HUMAN", "result": { "score": 0.5 } }],
    });
    client.annotate_spans(score).sync(true).send().await?;
    let notes = client.list_span_annotations_by_span_ids("trial").span_ids(["00f067aa0ba902b7"]).send().await?;
    assert!(notes.data.iter().any(|annotation| annotation.name == "good"));
    Ok(())
}

async fn dataset(client: &Client, report: &mut Report) -> Result<String, Box<dyn Error>> {
    let path = std::env::temp_dir().join(format!("phoenix-{}.csv", std::process::id()));
    std::fs::write(&path, TABLE)?;
    let file = Upload::from_file(&path).await?.file_name("sums.csv").content_type("text/csv");
    let body = UploadDatasetMultipartBody::new("sums", ["question"], ["answer"], file)
        .action(UploadDatasetMultipartBodyAction::Create);
    let uploaded = client.upload_dataset_multipart(body).sync(true).send().await;
    std::fs::remove_file(&path)?;
    let uploaded = uploaded?.ok_or("no dataset")?.data;
    report.file();

    let more = payload!(UploadDatasetBody {
        "name": "sums", "action": "append",
        "inputs": [{ "question": "What is 3 + 3?" }], "outputs": [{ "answer": "6" }], "splits": ["hard"],
    });
    client.upload_dataset().body(more).sync(true).send().await?;
    let id = uploaded.dataset_id;
    assert_eq!(client.get_dataset(&id).send().await?.data.example_count, 3);
    assert_eq!(client.list_datasets().name("sums").send().await?.data.len(), 1);
    assert_eq!(client.list_dataset_versions_by_dataset_id(&id).send().await?.data.len(), 2);
    let table = client.get_dataset_csv(&id).send().await?;
    assert!(table.contains("What is 2 + 2?"), "{table}");
    report.file();
    let bytes = client.get_dataset_jsonl(&id).accept_bytes("text/plain").send().await?.bytes().await?;
    assert_eq!(bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count(), 3);
    report.file();

    // The description calls the lines `text/plain`.
    let mut lines =
        RawRequest::new(client.core(), Method::GET, &format!("/v1/datasets/{id}/jsonl")).send_lines::<Value>().await?;
    let mut answers = Vec::new();
    while let Some(line) = lines.next().await {
        answers.push(line?["output"]["answer"].as_str().map(str::to_owned));
    }
    answers.sort();
    assert_eq!(answers, ["2", "4", "6"].map(|answer| Some(answer.to_owned())));
    report.stream();
    Ok(id)
}

async fn experiment(client: &Client, dataset: &str) -> Result<(), Box<dyn Error>> {
    let examples = client.get_dataset_examples(dataset).send().await?.data.examples;
    let experiment = payload!(CreateExperimentRequestBody { "name": "first", "metadata": { "model": "m" } });
    let experiment = client.create_experiment(dataset, experiment).send().await?.data;
    let now: jiff::Timestamp = "2024-01-31T12:00:00Z".parse()?;
    let example = &examples.first().ok_or("no example")?.id;
    let run = payload!(CreateExperimentRunRequestBody {
        "dataset_example_id": example, "output": { "answer": 2 }, "repetition_number": 1, "start_time": now, "end_time": now,
    });
    let run = client.create_experiment_run(&experiment.id, run).send().await?.data;
    let evaluation = payload!(UpsertExperimentEvaluationRequestBody {
        "experiment_run_id": run.id, "name": "exact", "annotator_kind": "CODE", "start_time": now, "end_time": now,
        "result": { "score": 1.0 },
    });
    client.upsert_experiment_evaluation(evaluation).send().await?;
    let runs = client.list_experiment_runs(&experiment.id).send().await?.data;
    assert_eq!((runs.len(), runs[0].start_time), (1, now));
    assert_eq!(client.get_experiment(&experiment.id).send().await?.data.successful_run_count, 1);
    let text = client.get_experiment_json(&experiment.id).send().await?;
    assert_eq!(serde_json::from_str::<Value>(&text)?[0]["repetition_number"], 1);
    client.delete_experiment(&experiment.id).send().await?;
    Ok(())
}

async fn prompts_and_labels(client: &Client) -> Result<(), Box<dyn Error>> {
    let message = payload!(PromptMessage { "role": "user", "content": "Hello {{name}}" });
    let prompt = payload!(CreatePromptRequestBody {
        "prompt": { "name": "greeting" },
        "version": {
            "model_provider": "OPENAI", "model_name": "m", "template_type": "CHAT", "template_format": "MUSTACHE",
            "template": { "type": "chat", "messages": [message] },
            "invocation_parameters": { "type": "openai", "openai": { "temperature": 0.5 } },
        },
    });
    let version = client.post_prompt_version(prompt).send().await?.data;
    let latest = client.get_prompt_version_latest("greeting").send().await?.data;
    assert_eq!((latest.id, latest.template), (version.id, version.template));
    assert_eq!(client.get_prompts().send().await?.data.len(), 1);
    client.delete_prompt("greeting").send().await?;

    let label = payload!(CreateDatasetLabelRequestBody { "name": "red", "color": "#ff0000" });
    let label = client.create_dataset_label(label).send().await?.data;
    client.delete_dataset_label(label.id).send().await?;
    let config = FreeformAnnotationConfigData::new("remark");
    client.create_annotation_config(config).send().await?;
    assert!(!client.list_annotation_configs().send().await?.data.is_empty());
    assert!(!client.get_model_providers().send().await?.data.is_empty());
    Ok(())
}
