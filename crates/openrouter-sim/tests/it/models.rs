//! The catalogue, and everything that looks into it.

use std::time::{Duration, SystemTime};

use openrouter_sim::Simulator;
use openrouter_wire::{Data, endpoints, images, models, providers, videos};
use serde_json::Value;

use crate::client::{KEY, ask, chat, decoded, get, json_of};

/// Lists the ids of the models that a query finds.
async fn ids(simulator: &Simulator, query: &str) -> Vec<String> {
    let page = json_of(get(simulator, &format!("/models{query}")), 200).await;
    let rows: models::ListResponse = decoded(&page);
    assert_eq!(rows.models().count(), rows.data.len(), "every row is a model");
    rows.into_models().map(|model| model.id).collect()
}

/// Checks that a query finds some models and not all, and that what they have is as it says.
async fn check(simulator: &Simulator, query: &str, has: impl Fn(&Value) -> bool) {
    let all = json_of(get(simulator, "/models"), 200).await;
    let found = json_of(get(simulator, &format!("/models?{query}")), 200).await;
    let is_found = |row: &&Value| found["data"].as_array().unwrap().contains(row);
    let (inside, outside): (Vec<_>, Vec<_>) =
        all["data"].as_array().unwrap().iter().partition(is_found);
    assert!(!inside.is_empty() && !outside.is_empty(), "{query}");
    assert!(inside.into_iter().all(&has), "{query}");
    assert!(!outside.into_iter().any(has), "{query}");
}

fn price(row: &Value, kind: &str) -> f64 {
    row["pricing"][kind].as_str().unwrap().parse::<f64>().unwrap() * 1e6
}

#[tokio::test]
async fn models_are_found_by_what_they_are() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_780_000_000);
    let simulator = Simulator::builder().now(now).start().await.unwrap();
    let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
    let has = |row: &Value, list: &str, item: &str| {
        row.pointer(list).unwrap().as_array().unwrap().iter().any(|found| found == item)
    };
    let age = |row: &Value| (1_780_000_000 - row["created"].as_u64().unwrap()) / 86_400;
    let index = |row: &Value, name: &str| {
        let path = format!("/benchmarks/artificial_analysis/{name}_index");
        row.pointer(&path).and_then(Value::as_f64)
    };
    let simulator = &simulator;
    check(simulator, "q=CLAUDE", |row| id(row).contains("claude")).await;
    check(simulator, "model_authors=openai,google", |row| {
        id(row).starts_with("openai/") || id(row).starts_with("google/")
    })
    .await;
    check(simulator, "supported_parameters=logprobs,tools", |row| {
        has(row, "/supported_parameters", "logprobs") && has(row, "/supported_parameters", "tools")
    })
    .await;
    check(simulator, "input_modalities=image,audio", |row| {
        ["image", "audio"].iter().all(|kind| has(row, "/architecture/input_modalities", kind))
    })
    .await;
    check(simulator, "context=400000", |row| row["context_length"].as_u64() >= Some(400_000)).await;
    check(simulator, "arch=claude", |row| row["architecture"]["tokenizer"] == "Claude").await;
    check(simulator, "min_price=0.21&max_price=3", |row| {
        (0.21..=3.0).contains(&price(row, "prompt"))
    })
    .await;
    check(simulator, "min_output_price=1.1&max_output_price=5.5", |row| {
        (1.1..=5.5).contains(&price(row, "completion"))
    })
    .await;
    check(simulator, "min_age_days=100&max_age_days=400", |row| (100..=400).contains(&age(row)))
        .await;
    check(simulator, "min_intelligence_index=40", |row| index(row, "intelligence") >= Some(40.0))
        .await;
    check(simulator, "max_coding_index=40", |row| {
        index(row, "coding").is_some_and(|index| index <= 40.0)
    })
    .await;
    check(simulator, "min_agentic_index=50", |row| index(row, "agentic") >= Some(50.0)).await;
    check(simulator, "distillable=true", |row| {
        id(row).starts_with("deepseek/") || id(row).starts_with("meta-llama/")
    })
    .await;
    let is_direct = |row: &Value| !id(row).starts_with('~') && !id(row).starts_with("openrouter/");
    check(simulator, "providers=Together,nobody", |row| {
        let own = ["openai/", "anthropic/", "google/"];
        is_direct(row) && !own.iter().any(|author| id(row).starts_with(author))
    })
    .await;
    check(simulator, "zdr=true", is_direct).await;
    check(simulator, "region=eu", |row| {
        ["openai/", "anthropic/", "google/"].iter().any(|author| id(row).starts_with(author))
    })
    .await;

    let all = ids(simulator, "").await.len();
    for query in ["category=programming", "min_tool_success_rate=0.94"] {
        let found = ids(simulator, &format!("?{query}")).await.len();
        assert!((1..all).contains(&found), "{query}: {found}");
    }
    let wrong = ["sort=best", "category=x", "region=mars", "limit=0", "limit=1001", "min_price=x"];
    for query in wrong {
        json_of(get(simulator, &format!("/models?{query}")), 400).await;
    }
}

#[tokio::test]
async fn models_are_sorted_as_asked() {
    let simulator = Simulator::start().await.unwrap();
    let all = ids(&simulator, "").await;
    let firsts = [
        ("newest", "~anthropic/claude-sonnet-latest"),
        ("pricing-high-to-low", "openai/gpt-5.2-pro"),
        ("context-high-to-low", "openrouter/auto"),
        ("intelligence-high-to-low", "anthropic/claude-opus-4.6"),
        ("coding-high-to-low", "anthropic/claude-sonnet-4.6"),
        ("agentic-high-to-low", "deepseek/deepseek-v3.2"),
        ("design-arena-elo-high-to-low", "anthropic/claude-sonnet-4.6"),
    ];
    for (sort, first) in firsts {
        let sorted = ids(&simulator, &format!("?sort={sort}")).await;
        assert_eq!((sorted.len(), sorted[0].as_str()), (all.len(), first), "{sort}");
    }
    let cheapest = ids(&simulator, "?sort=pricing-low-to-high").await;
    assert!(cheapest[0].ends_with(":free") && cheapest[1].ends_with(":free"));
    assert_eq!(cheapest.last().unwrap(), "openrouter/auto", "what varies comes last");
    for sort in ["most-popular", "top-weekly", "throughput-high-to-low", "latency-low-to-high"] {
        let mut sorted = ids(&simulator, &format!("?sort={sort}")).await;
        assert_ne!(sorted, all, "{sort}");
        sorted.sort();
        let mut all = all.clone();
        all.sort();
        assert_eq!(sorted, all, "{sort}");
    }
}

#[tokio::test]
async fn models_are_listed_by_what_they_make() {
    let simulator = Simulator::start().await.unwrap();
    let text = ids(&simulator, "").await;
    assert!(text.iter().all(|id| !id.contains("embedding")));
    let all = ids(&simulator, "?output_modalities=all").await;
    let mut counted = text.len();
    for kind in ["embeddings", "image", "video", "speech", "transcription", "rerank"] {
        let found = ids(&simulator, &format!("?output_modalities={kind}")).await;
        assert!(!found.is_empty(), "{kind}");
        counted += found.iter().filter(|id| !text.contains(id)).count();
        let path = format!("/models/count?output_modalities={kind}");
        let count = json_of(get(&simulator, &path), 200).await;
        assert_eq!(count["data"]["count"], found.len(), "{kind}");
    }
    assert_eq!(counted, all.len());
    let count = json_of(get(&simulator, "/models/count"), 200).await;
    assert_eq!(count["data"]["count"], text.len());

    let embeddings = json_of(get(&simulator, "/embeddings/models?limit=2"), 200).await;
    assert_eq!(embeddings["data"].as_array().unwrap().len(), 2);
    assert_eq!(embeddings["links"]["next"], "/api/v1/embeddings/models?offset=2&limit=2");
    let body = ask("openai/text-embedding-3-small", "Hello");
    json_of(chat(&simulator, &body), 400).await;
}

#[tokio::test]
async fn a_page_leads_to_the_next_of_the_same_list() {
    let simulator = Simulator::start().await.unwrap();
    let query = "?limit=2&model_authors=openai&sort=newest";
    let page = json_of(get(&simulator, &format!("/models{query}")), 200).await;
    let next = page["links"]["next"].as_str().unwrap().strip_prefix("/api/v1/models").unwrap();
    let (one, two) = (ids(&simulator, query).await, ids(&simulator, next).await);
    let all = ids(&simulator, &query.replace("limit=2&", "")).await;
    assert_eq!((one.len(), page["total_count"].as_u64()), (2, u64::try_from(all.len()).ok()));
    assert_eq!([one, two].concat(), all[..4]);
    json_of(get(&simulator, "/models/user"), 401).await;
    let user = json_of(get(&simulator, "/models/user?limit=1").bearer_auth(KEY), 200).await;
    assert_eq!(user["links"]["next"], "/api/v1/models/user?offset=1&limit=1");
}

#[tokio::test]
async fn a_model_is_found_by_every_name_that_it_has() {
    let simulator = Simulator::start().await.unwrap();
    for (path, id) in [
        ("openai/gpt-5.2", "openai/gpt-5.2"),
        ("openai/gpt-5.2-20251211", "openai/gpt-5.2"),
        ("openai/gpt-5.2:nitro", "openai/gpt-5.2"),
        ("deepseek/deepseek-r1:free", "deepseek/deepseek-r1:free"),
        ("~anthropic/claude-sonnet-latest", "~anthropic/claude-sonnet-latest"),
    ] {
        let model = json_of(get(&simulator, &format!("/model/{path}")), 200).await;
        let model: Data<models::Model> = decoded(&model);
        assert_eq!(model.data.id, id, "{path}");
        let offers = json_of(get(&simulator, &format!("/models/{path}/endpoints")), 200).await;
        let offers: Data<endpoints::Model> = decoded(&offers);
        let models = offers.data.endpoints.iter().map(|offer| offer.model_id.as_deref());
        assert!(models.into_iter().all(|model| model == Some(id)));
    }
    for path in ["/model/acme/none", "/models/acme/none/endpoints"] {
        json_of(get(&simulator, path), 404).await;
    }
}

#[tokio::test]
async fn an_open_model_is_had_elsewhere_for_more() {
    let simulator = Simulator::start().await.unwrap();
    let path = "/models/qwen/qwen3-coder/endpoints";
    let offers = json_of(get(&simulator, path), 200).await;
    let model = json_of(get(&simulator, "/model/qwen/qwen3-coder"), 200).await;
    let offers = offers["data"]["endpoints"].as_array().unwrap();
    let listed = price(&model["data"], "prompt");
    assert_eq!(price(&offers[0], "prompt").to_string(), listed.to_string());
    let others: Vec<_> = offers[1..].iter().map(|offer| price(offer, "prompt")).collect();
    assert!(others.iter().all(|price| (listed..=1.5 * listed).contains(price)), "{others:?}");
    assert!(others.iter().any(|price| *price > listed), "{others:?}");
    let heeded = |row: &Value| row["supported_parameters"].as_array().unwrap().len();
    assert_eq!(heeded(&offers[0]), heeded(&model["data"]));
    assert!(offers.iter().any(|offer| heeded(offer) < heeded(&model["data"])));
}

#[tokio::test]
async fn what_serves_the_models_is_public() {
    let simulator = Simulator::builder().api_key(KEY).start().await.unwrap();
    let of = async |path: &str| json_of(get(&simulator, path), 200).await;
    let names: Data<Vec<providers::Provider>> = decoded(&of("/providers").await);
    let zdr: Data<Vec<endpoints::Endpoint>> = decoded(&of("/endpoints/zdr").await);
    let known = |name: &str| names.data.iter().any(|provider| provider.name == name);
    assert!(zdr.data.len() > 5);
    assert!(zdr.data.iter().all(|offer| known(offer.provider_name.as_deref().unwrap())));

    let images: images::ModelsResponse = decoded(&of("/images/models").await);
    for model in &images.data {
        let path = model.endpoints.as_deref().unwrap().strip_prefix("/api/v1").unwrap();
        let offers: images::EndpointsResponse = decoded(&of(path).await);
        assert_eq!(offers.id.as_ref(), Some(&model.id));
        assert!(!offers.endpoints[0].pricing.as_ref().unwrap().is_empty());
    }
    json_of(get(&simulator, "/images/models/openai/gpt-5.2/endpoints"), 404).await;
    let videos: videos::ModelsResponse = decoded(&of("/videos/models").await);
    assert_eq!(videos.data.len(), 2);
}

#[tokio::test]
async fn the_list_can_be_a_feed() {
    let simulator = Simulator::start().await.unwrap();
    let response = get(&simulator, "/models?use_rss=true&q=haiku-4.5").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/rss+xml");
    let xml = response.text().await.unwrap();
    assert!(xml.contains("<link>https://openrouter.ai/anthropic/claude-haiku-4.5</link>"));
    assert_eq!(xml.matches("<item>").count(), 1);
}
