//! Jupyter Server, which keeps files and runs kernels: `jupyter-server`.

use std::error::Error;
use std::process::ExitCode;

use report::Report;
use talkjs_runtime::auth::SchemeCredential;
use talkjs_runtime::flow::json;
use talkjs_runtime::http::Method;
use talkjs_runtime::serde_json::{self, Value};
use talkjs_runtime::{ClientCore, IntoCall, RawRequest};

mod api {
    #![allow(dead_code)]
    talkjs_runtime::api! {
        spec = "../../../target/servers/descriptions/jupyter.yaml",
        types = { "uuid" = uuid::Uuid },
        lenient_responses = ["Contents"],
        names = {
            "GET /api/" = "version",
            "GET /api/status" = "status",
            "GET /api/me" = "me",
            "GET /api/contents/{path}" = "contents",
            "PUT /api/contents/{path}" = "save",
            "POST /api/contents/{path}" = "create",
            "PATCH /api/contents/{path}" = "rename",
            "DELETE /api/contents/{path}" = "delete",
            "GET /api/contents/{path}/checkpoints" = "checkpoints",
            "POST /api/contents/{path}/checkpoints" = "create_checkpoint",
            "POST /api/contents/{path}/checkpoints/{checkpoint_id}" = "restore_checkpoint",
            "DELETE /api/contents/{path}/checkpoints/{checkpoint_id}" = "delete_checkpoint",
        },
        module = crate::api,
    }
}

use api::{Client, ContentsType, payload};

#[tokio::main]
async fn main() -> ExitCode {
    let mut report = Report::new("jupyter");
    let result = calls(&mut report).await;
    report.finish(result)
}

async fn calls(report: &mut Report) -> Result<(), Box<dyn Error>> {
    // The description does not say that a token is needed.
    let token = SchemeCredential::authorization_header("token", "token secret");
    let core = report.core().credentials(token).force_credentials().build()?;
    let client = Client::with_core(core.clone());
    report.server_fault(
        client.version().send().await,
        "version: the path is `/api`, not `/api/`; get it by `RawRequest`, or change the description",
    );
    let version: api::VersionResponse = RawRequest::new(&core, Method::GET, "/api").send_json().await?;
    assert!(version.version.is_some());
    assert!(client.status().send().await?.started.is_some());
    client.me().permissions(r#"{"contents":["read"]}"#).send().await?;
    files(report, &core, &client).await?;

    client.get_api_kernelspecs().send().await?;
    assert!(client.get_api_kernels().send().await?.is_empty());
    assert!(client.get_api_sessions().send().await?.is_empty());
    client.get_api_spec_yaml().send().await?;
    client.patch_api_config_by_section_name("trial").body([("a", serde_json::json!({ "b": 1 }))]).send().await?;
    assert_eq!(client.get_api_config_by_section_name("trial").send().await?["a"]["b"], 1);
    let terminal = client.post_api_terminals().send().await?;
    assert_eq!(client.get_api_terminals().send().await?.len(), 1);
    assert_eq!(client.get_api_terminals_by_terminal_id(&terminal.name).send().await?.name, terminal.name);
    client.delete_api_terminals_by_terminal_id(&terminal.name).send().await?;

    let error = client.get_api_kernels_by_kernel_id(uuid::Uuid::nil()).send().await.expect_err("there is no kernel");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    let error = Client::with_core(report.core().build()?).status().send().await.expect_err("there is no token");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    Ok(())
}

async fn files(report: &mut Report, core: &ClientCore, client: &Client) -> Result<(), Box<dyn Error>> {
    client.save("folder").body(payload!(SaveBody { "type": "directory" })).send().await?;
    let text = payload!(SaveBody { "type": "file", "format": "text", "content": "Hello" });
    let saved = client.save("folder/a b.txt").body(text).send().await?;
    report.remedy("contents: properties that are required are null; `lenient_responses = [\"Contents\"]`");
    assert_eq!((saved.path.as_deref(), saved.type_), (Some("folder/a b.txt"), Some(ContentsType::File)));
    assert_eq!(saved.content, None);
    let found = client.contents("folder/a b.txt").content(1).hash(1).send().await?;
    assert_eq!(found.content.as_deref(), Some("Hello"));
    assert_eq!(found.hash_algorithm.as_deref(), Some("sha256"));
    report.file();

    let bytes = payload!(SaveBody { "type": "file", "format": "base64", "content": "AAEC/w==" });
    client.save("folder/b.bin").body(bytes).send().await?;
    let bytes = RawRequest::new(core, Method::GET, "/files/folder/b.bin").send_download().await?.bytes().await?;
    assert_eq!(bytes[..], [0, 1, 2, 255]);
    report.file();

    report.server_fault(
        client.contents("folder").send().await,
        "contents of a directory are a list and not a text; read them with `.reading(flow::json::<Value>)`",
    );
    let folder = client.contents("folder").reading(json::<Value>).send().await?;
    assert_eq!(folder["content"].as_array().map(Vec::len), Some(2));

    let copy = client.create("folder").body(payload!(CreateBody { "copy_from": "folder/b.bin" }));
    let copy = copy.send().await?.path.ok_or("no path")?;
    client.rename(&copy, payload!(RenameBody { "path": "folder/c.bin" })).send().await?;
    let checkpoint = client.create_checkpoint("folder/a b.txt").send().await?.id;
    assert_eq!(client.checkpoints("folder/a b.txt").send().await?.len(), 1);
    client.restore_checkpoint("folder/a b.txt", &checkpoint).send().await?;
    client.delete_checkpoint("folder/a b.txt", checkpoint).send().await?;
    client.delete("folder/c.bin").send().await?;
    Ok(())
}
