//! Looking models up, near misses, lists that cannot be had, and what the application knows better.

use llm_types::{
    Error, ErrorKind, Freshness, Model, ModelCapabilityOverride, ModelFilter, ModelOrder,
    ModelProvider, ModelStatus, ProviderConfig,
};
use openrouter_wire::models::{Id, Variant};

use super::canned::{Canned, Reply};
use crate::{Catalog, FoundBy, ModelStrategy, OpenRouter};

const LIST: &str = r#"{"data":[
    {"id":"openrouter/auto","pricing":{"prompt":"-1","completion":"-1"}},
    {"id":"acme/quill-2","canonical_slug":"acme/quill-2-20260101","name":"Acme: Quill 2",
     "context_length":200000,"architecture":{"input_modalities":["text"],"output_modalities":["text"]},
     "top_provider":{"context_length":128000,"max_completion_tokens":8000},
     "pricing":{"prompt":"0.000001","completion":"0.000002"},"supported_parameters":["tools"]},
    {"id":"acme/quill-2:free","canonical_slug":"acme/quill-2-20260101",
     "pricing":{"prompt":"0","completion":"0"}},
    {"id":"acme/quill-2:batch","canonical_slug":"acme/quill-2-20260101",
     "pricing":{"prompt":"0.0000005","completion":"0.000001"}},
    {"id":"~acme/quill-latest","canonical_slug":"~acme/quill-latest",
     "alias_target":{"name":"Acme: Quill 2","slug":"acme/quill-2"},
     "pricing":{"prompt":"0.000001","completion":"0.000002"}},
    {"id":"","canonical_slug":"","name":"Nobody"},
    {"id":"bell/tern-mini","pricing":{"prompt":"0.0000001","completion":"0.0000002"}}
]}"#;

async fn catalog() -> Catalog {
    Canned::new([Reply::json(200, LIST)]).provider().catalog().await.unwrap()
}

#[tokio::test]
async fn a_model_is_found_by_each_of_its_names_and_the_answer_says_by_which() {
    let catalog = catalog().await;
    for (name, id, by, unlisted) in [
        ("acme/quill-2", "acme/quill-2", FoundBy::Id, vec![]),
        ("acme/quill-2:free", "acme/quill-2:free", FoundBy::Id, vec![]),
        ("acme/quill-2:nitro", "acme/quill-2", FoundBy::Id, vec![Variant::Nitro]),
        ("acme/quill-2:free:online", "acme/quill-2:free", FoundBy::Id, vec![Variant::Online]),
        ("acme/quill-2:online:free", "acme/quill-2:free", FoundBy::Id, vec![Variant::Online]),
        ("acme/quill-2:thinking", "acme/quill-2", FoundBy::Id, vec![Variant::Thinking]),
        ("acme/quill-2-20260101", "acme/quill-2", FoundBy::CanonicalSlug, vec![]),
        ("acme/quill-2-20260101:free", "acme/quill-2:free", FoundBy::CanonicalSlug, vec![]),
        (
            "acme/quill-2-20260101:floor",
            "acme/quill-2",
            FoundBy::CanonicalSlug,
            vec![Variant::Floor],
        ),
        ("~acme/quill-latest", "~acme/quill-latest", FoundBy::Alias, vec![]),
        ("~acme/quill-latest:nitro", "~acme/quill-latest", FoundBy::Alias, vec![Variant::Nitro]),
        ("openrouter/auto", "openrouter/auto", FoundBy::Id, vec![]),
    ] {
        let found = catalog.get(name).unwrap();
        assert_eq!((found.model.id.as_str(), found.by), (id, by), "{name}");
        assert_eq!(found.is_exact(), unlisted.is_empty(), "{name}");
        assert_eq!(found.unlisted, unlisted, "{name}");
    }
    let alias = catalog.get("~acme/quill-latest").unwrap();
    assert_eq!(alias.stands_for.unwrap().id, "acme/quill-2");
    let missing = catalog.get("bell/tern-mini:free:nitro").unwrap();
    assert_eq!(missing.missing_variant(), Some(&Variant::Free));
    let preset = catalog.get("acme/quill-2@preset/terse").unwrap();
    assert_eq!((preset.preset.as_deref(), preset.is_exact()), (Some("terse"), false));
}

#[tokio::test]
async fn a_name_that_is_not_listed_brings_those_that_are_much_like_it() {
    let catalog = catalog().await;
    for (name, similar) in [
        ("acme/quil-2", &["acme/quill-2", "acme/quill-2:free", "acme/quill-2:batch"][..]),
        ("Bell/Tern_Mini", &["bell/tern-mini"]),
        ("tern-mini", &["bell/tern-mini"]),
        ("acme/tern-mini", &["bell/tern-mini"]),
        ("something/else-entirely", &[]),
        ("@preset/terse", &[]),
        ("not a name", &[]),
        ("", &[]),
    ] {
        let unknown = catalog.get(name).unwrap_err();
        assert_eq!(unknown.similar, similar, "{name}");
        assert_eq!(unknown.id, *name);
    }
    let unknown = catalog.get("acme/quil-2").unwrap_err();
    let line = "no such model is listed: did you mean acme/quill-2, acme/quill-2:free or \
                acme/quill-2:batch?";
    assert_eq!(unknown.to_string(), format!("\"acme/quil-2\": {line}"));
    let error = Error::from(unknown);
    assert_eq!((error.kind(), error.message()), (ErrorKind::ModelNotFound, line));
}

#[tokio::test]
async fn chats_are_chosen_from_what_answers_chats() {
    let catalog = catalog().await;
    assert_eq!(catalog.models().len(), 6);
    let cheap = catalog.select(&ModelFilter::default(), ModelOrder::Price);
    let ids: Vec<_> = cheap.iter().map(|model| model.id.as_str()).collect();
    let expected = [
        "acme/quill-2:free",
        "bell/tern-mini",
        "acme/quill-2",
        "~acme/quill-latest",
        "openrouter/auto",
    ];
    assert_eq!(ids, expected, "no batches, and what varies last");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_current_says_so_and_why() {
    let canned = Canned::new([
        Reply::json(200, LIST),
        Reply::json(400, r#"{"error":{"code":400,"message":"closed"}}"#),
    ]);
    let provider = canned.provider();
    assert!(provider.latest_catalog().is_none());
    let first = provider.catalog().await.unwrap();
    assert_eq!((first.status(), first.error().is_none()), (ModelStatus::Current, true));
    let fetched_at = first.fetched_at().unwrap();
    let stale = provider.catalog_with(Freshness::Fresh).await.unwrap();
    assert_eq!((stale.status(), stale.fetched_at()), (ModelStatus::Stale, Some(fetched_at)));
    assert_eq!(stale.error().unwrap().kind(), ErrorKind::InvalidRequest);
    assert!(stale.models().iter().all(|model| model.status == ModelStatus::Stale));
    assert_eq!(first.status(), ModelStatus::Current, "a snapshot does not change");
    assert_eq!(provider.latest_catalog().unwrap().status(), ModelStatus::Stale);
    assert_eq!(canned.sends(), 2);
}

#[tokio::test]
async fn where_nothing_could_ever_be_had_a_guess_stands_in_and_is_no_price() {
    let refusal = || Reply::json(400, r#"{"error":{"code":400,"message":"closed"}}"#);
    let guess = Canned::new([refusal()]).provider().catalog().await.unwrap();
    assert_eq!((guess.status(), guess.fetched_at()), (ModelStatus::Fallback, None));
    assert_eq!(guess.error().unwrap().kind(), ErrorKind::InvalidRequest);
    assert!(guess.get("openrouter/auto").is_ok());
    for model in guess.models() {
        let mut bare = Model::new(model.id.clone());
        bare.status = ModelStatus::Fallback;
        assert_eq!(*model, bare, "nothing but a name, and what it is worth");
        assert!(Id::new(model.id.as_str()).is_ok());
    }
    let canned = Canned::new([refusal()]);
    let error = canned.provider().models().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "a failure is not hidden behind a guess");
    let strict = Canned::new([refusal()]).builder().without_fallback_models().build().unwrap();
    assert_eq!(strict.catalog().await.unwrap_err().kind(), ErrorKind::InvalidRequest);
}

fn config(overrides: &str) -> ProviderConfig {
    let json = format!(r#"{{"type":"openrouter","model_overrides":{overrides}}}"#);
    serde_json::from_str(&json).unwrap()
}

#[tokio::test]
async fn what_the_application_knows_better_wins_and_lasts_until_it_is_set_up_anew() {
    use llm_types::ConfigurableProvider;

    let overrides = r#"[
        {"model":"acme/quill-2","context_length":1000,"parameters":["seed"]},
        {"model":"acme/quill-2","max_output_tokens":7},
        {"model":"not/listed","context_length":1}
    ]"#;
    let canned = Canned::new([Reply::json(200, LIST)]);
    let provider = canned.builder().config(config(overrides)).unwrap().build().unwrap();
    let catalog = provider.catalog().await.unwrap();
    let model = catalog.get("acme/quill-2").unwrap().model;
    assert_eq!((model.context_length, model.max_output_tokens), (Some(1000), Some(7)));
    assert!(model.supports("seed") && !model.supports("tools"));
    assert!(catalog.get("not/listed").is_err(), "it is no list of models");
    provider.configure(config("[]")).unwrap();
    let catalog = provider.catalog().await.unwrap();
    assert!(catalog.get("acme/quill-2").unwrap().model.supports("tools"));

    let better = ModelCapabilityOverride {
        model: "openrouter/auto".into(),
        context_length: Some(9),
        ..ModelCapabilityOverride::default()
    };
    let closed = Canned::new([Reply::json(400, "{}")]);
    let guess = closed.builder().model_override(better).build().unwrap();
    let catalog = guess.catalog().await.unwrap();
    assert_eq!(catalog.get("openrouter/auto").unwrap().model.context_length, Some(9));
}

#[test]
fn what_cannot_be_known_of_a_model_is_refused_by_name() {
    for (json, why) in [
        (r#"[{"context_length":1}]"#, "model is not the name"),
        (r#"[{"model":"a/b","context_length":0}]"#, "context_length is 0"),
        (r#"[{"model":"a/b","max_output_tokens":0}]"#, "max_output_tokens is 0"),
    ] {
        let error = OpenRouter::from_config(config(json)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().starts_with("model_overrides: ") && error.message().contains(why));
    }
}

#[tokio::test]
async fn the_cheapest_is_what_the_catalogue_says_and_not_what_once_was_cheap() {
    let asks_first = async |list: String| {
        let canned = Canned::new([Reply::json(200, list)]);
        let provider = canned
            .builder()
            .models(["acme/quill-2", "bell/tern-mini"])
            .model_strategy(ModelStrategy::Cheapest)
            .build()
            .unwrap();
        provider.catalog().await.unwrap();
        let now = tokio::time::Instant::now();
        let client = provider.client();
        let selector = client.models.selectors().next().unwrap();
        selector.select(&[], now, 0.5).unwrap().model().to_string()
    };
    assert_eq!(asks_first(LIST.to_owned()).await, "bell/tern-mini");
    let dearer = LIST.replace("0.0000001", "0.1");
    assert_eq!(asks_first(dearer).await, "acme/quill-2");
}
