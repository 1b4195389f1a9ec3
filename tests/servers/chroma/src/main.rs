//! Chroma, a database of vectors: `chroma run`.

use std::error::Error;
use std::process::ExitCode;

use report::Report;
use talkjs_runtime::IntoCall;
use talkjs_runtime::flow::json;
use talkjs_runtime::serde_json::Value;

mod api {
    #![allow(dead_code)]
    talkjs_runtime::api! {
        spec = "../../../target/servers/descriptions/chroma.json",
        types = { "uuid" = uuid::Uuid },
        module = crate::api,
    }
}

use api::{
    Client, CreateCollectionPayload, Database, EmbeddingsPayload, ErrorResponse, GetRequestPayload, HashMapValue,
    Include, UpdateCollectionPayload, payload,
};

#[tokio::main]
async fn main() -> ExitCode {
    let mut report = Report::new("chroma");
    let result = calls(&mut report).await;
    report.finish(result)
}

async fn calls(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let client = Client::with_core(report.core().build()?);
    assert!(client.heartbeat().send().await?.nanosecond_heartbeat > 0);
    report.server_fault(
        client.healthcheck().send().await,
        "healthcheck: the response is an object, not a string; read it with `.reading(flow::json::<Value>)`",
    );
    assert_eq!(client.healthcheck().reading(json::<Value>).send().await?["is_executor_ready"], true);
    assert!(client.version().send().await?.contains('.'));
    assert!(client.pre_flight_checks().send().await?.max_batch_size > 0);
    client.get_user_identity().send().await?;

    client.create_tenant(payload!(CreateTenantPayload { "name": "tenant" })).send().await?;
    assert_eq!(client.get_tenant("tenant").send().await?.name, "tenant");
    client.create_database("tenant", payload!(CreateDatabasePayload { "name": "base" })).send().await?;
    let database = client.get_database("tenant", "base").send().await?;
    assert_eq!(database.name, "base");
    report.server_fault(
        client.list_databases("tenant").send().await,
        "list_databases: the response has databases, not collections; read it with `.reading(json::<Vec<Database>>)`",
    );
    let databases = client.list_databases("tenant").limit(10).reading(json::<Vec<Database>>).send().await?;
    assert!(databases.iter().any(|known| known.id == database.id));

    let animals = CreateCollectionPayload::new("animals").metadata([("legs".to_owned(), HashMapValue::Integer(4))]);
    let animals = client.create_collection("tenant", "base", animals).send().await?;
    let id = animals.id.to_string();
    let legs = animals.metadata.as_ref().and_then(|metadata| metadata.get("legs"));
    assert_eq!(legs, Some(&HashMapValue::Integer(4)));
    assert_eq!(client.list_collections("tenant", "base").send().await?.len(), 1);
    assert_eq!(client.count_collections("tenant", "base").send().await?.get(), 1);

    let records = payload!(AddCollectionRecordsPayload {
        "ids": ["cat", "dog"],
        "embeddings": [[0.5, 1.0], [1.0, 0.5]],
        "documents": ["A cat", null],
        "metadatas": [{ "sound": "miau", "ages": [1, 2] }, null],
    });
    client.collection_add("tenant", "base", &id, records).send().await?;
    let more = api::UpsertCollectionRecordsPayload::new(EmbeddingsPayload::from(vec![vec![0.0, 1.0]]), ["cow"]);
    client.collection_upsert("tenant", "base", &id, more).send().await?;
    let change = payload!(UpdateCollectionRecordsPayload { "ids": ["cow"], "documents": ["A cow"] });
    client.collection_update("tenant", "base", &id, change).send().await?;
    assert_eq!(client.collection_count("tenant", "base", &id).send().await?.get(), 3);

    let wanted = GetRequestPayload::new().ids(["cat", "dog"]).include([Include::Documents, Include::Metadatas]);
    let found = client.collection_get("tenant", "base", &id, wanted).send().await?;
    assert_eq!(found.documents, Some(vec![Some("A cat".to_owned()), None]));
    let metadata = found.metadatas.iter().flatten().flatten().next().expect("the metadata of the cat");
    assert_eq!(metadata["sound"], HashMapValue::from("miau"));
    assert_eq!(metadata["ages"], HashMapValue::Array2(vec![1, 2]));
    let near = payload!(QueryRequestPayload { "query_embeddings": [[0.5, 1.0]], "n_results": 1 });
    let near = client.collection_query("tenant", "base", &id, near).send().await?;
    assert_eq!(near.ids, [["cat"]]);

    let renamed = UpdateCollectionPayload::new().new_name("beasts");
    client.update_collection("tenant", "base", &id, renamed).send().await?;
    assert_eq!(client.get_collection("tenant", "base", "beasts").send().await?.id, animals.id);
    let removed = payload!(DeleteCollectionRecordsPayload { "ids": ["dog"] });
    client.collection_delete("tenant", "base", &id, removed).send().await?;
    client.delete_collection("tenant", "base", "beasts").send().await?;

    let error = client.get_collection("tenant", "base", "beasts").send().await.expect_err("it was deleted");
    let talkjs_runtime::Error::Api(error) = error else { return Err(error.into()) };
    assert_eq!(error.json::<ErrorResponse>()?.error, "NotFoundError");
    client.delete_database("tenant", "base").send().await?;
    Ok(())
}
