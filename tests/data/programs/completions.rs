mod llm {
    #![allow(dead_code)]
    talkjs_runtime::api! { spec = "spec.yaml", module = crate::llm }
}

use llm::payload;

#[tokio::main]
async fn main() -> Result<(), talkjs_runtime::Error> {
    let url = std::env::var("SERVER_URL").unwrap();
    let core = talkjs_runtime::ClientCore::builder(url).without_proxies().build()?;
    let client = llm::Client::with_core(core);

    let prompt = payload!(Prompt { "model": "m", "messages": [{ "role": "system", "content": "Be short." }] });
    println!("{}", client.create_completion(prompt).send().await?.text);

    let prompt = payload!(Prompt { "model": "m", "stream": true, "messages": [{ "role": "user", "content": "Hello" }] });
    let mut chunks = client.create_completion_stream(prompt).send().await?.sentinel("[DONE]");
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?.data;
        println!("{}", chunk.delta);
        // The server sends the rest only after this.
        if chunk.delta == "Hel" {
            client.rate_completion(chunk.id, payload!(RateCompletionBody { "good": true })).send().await?;
        }
    }
    Ok(())
}
