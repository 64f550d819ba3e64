//! Lists of models that the service chooses from.

use llm_types::{ChatProvider, StandardRequest};
use serde_json::{Value, json};

use super::canned::{Canned, DONE, Reply, finish, text};
use crate::{ModelStrategy, OpenRouterOptions};

/// What a provider with a list of its own sends of models.
async fn sent(request: StandardRequest) -> Value {
    let canned = Canned::new([Reply::sse(text("ok") + &finish("stop") + DONE)]);
    let builder = canned.builder().models(["a/1", "a/2"]).model_strategy(ModelStrategy::Service);
    builder.build().unwrap().complete(request).await.unwrap();
    let sent: Value = serde_json::from_slice(&canned.bodies()[0]).unwrap();
    json!([sent["model"], sent["models"]])
}

#[tokio::test]
async fn a_list_of_the_request_stands_in_place_of_the_providers() {
    let request = || StandardRequest::prompt("hi");
    let listed = || {
        let options = OpenRouterOptions::default();
        request().with_extension(options.with_fallback_model("b/1").with_fallback_model("b/2"))
    };
    assert_eq!(sent(request()).await, json!(["a/1", ["a/2"]]));
    assert_eq!(sent(listed()).await, json!([null, ["b/1", "b/2"]]));
    assert_eq!(sent(listed().with_model("b/0")).await, json!(["b/0", ["b/1", "b/2"]]));
}
