//! Requests that do not fit their model, and what calls cost, before and after.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use llm_provider_base::Clock;
use llm_types::{
    ChatProvider, ContentPart, CostItem, Error, ErrorKind, Finding, MediaSource, Message,
    ModelCapabilityOverride, ModelStatus, ReasoningEffort, Severity, StandardRequest,
    StandardResponse, Tool, Usage,
};
use openrouter_wire::chat::{ContextCompressionPlugin, Plugin, ProviderPreferences};
use serde_json::json;
use tokio::time::Instant;

use super::canned::{Canned, Reply, finish, text};
use super::recorder::Recorder;
use crate::{Catalog, OpenRouterBuilder, OpenRouterOptions, OpenRouterOutcome, Preflight};

const LIST: &str = r#"{"data":[
    {"id":"acme/quill","canonical_slug":"acme/quill-1","context_length":20000,
     "architecture":{"input_modalities":["text"],"output_modalities":["text"]},
     "top_provider":{"context_length":10000,"max_completion_tokens":100},
     "pricing":{"prompt":"0.000001","completion":"0.000002","web_search":"0.01"},
     "supported_parameters":["stop"],"reasoning":{"mandatory":true}},
    {"id":"acme/quill:free","canonical_slug":"acme/quill-1",
     "pricing":{"prompt":"0","completion":"0"}},
    {"id":"acme/quill:batch","canonical_slug":"acme/quill-1"},
    {"id":"acme/able","supported_parameters":["tools","seed"],
     "architecture":{"input_modalities":["text","image"],"output_modalities":["text"]},
     "pricing":{"prompt":"0.000003","completion":"0.000004"}},
    {"id":"~acme/quill-latest","alias_target":{"slug":"acme/quill"},
     "pricing":{"prompt":"0.000001","completion":"0.000002"},
     "reasoning":{"mandatory":true}},
    {"id":"openrouter/pick"}
]}"#;

/// The list, and then an answer to each chat.
fn canned() -> Canned {
    Canned::answering(|asked| {
        if asked.path.ends_with("/models") {
            return Reply::json(200, LIST);
        }
        Reply::sse(text("hi") + &finish("stop") + "data: [DONE]\n\n")
    })
}

async fn catalog_of(set_up: impl FnOnce(OpenRouterBuilder) -> OpenRouterBuilder) -> Catalog {
    set_up(canned().builder()).build().unwrap().catalog().await.unwrap()
}

fn ask(model: &str) -> StandardRequest {
    StandardRequest::prompt("hi").with_model(model)
}

fn tool() -> Tool {
    Tool::function("f", "does it", json!({"type": "object"}))
}

#[track_caller]
fn check(catalog: &Catalog, request: &StandardRequest, expected: &[&str]) {
    let check = catalog.check(request).unwrap();
    let show = |finding: &Finding| {
        let mark = if finding.severity == Severity::Error { "!" } else { "" };
        format!("{mark}{}", finding.field)
    };
    let found: Vec<_> = check.findings.iter().map(show).collect();
    assert_eq!(found, expected, "{check:?}");
}

#[tokio::test]
async fn what_a_model_does_not_obey_comes_from_its_parameters_and_not_from_hope() {
    let catalog = catalog_of(|builder| builder).await;
    check(&catalog, &ask("acme/quill").with_tool(tool()), &["!tools"]);
    check(&catalog, &ask("acme/able").with_tool(tool()), &[]);
    check(&catalog, &ask("acme/quill").with_seed(1), &["seed"]);
    let options = OpenRouterOptions { min_p: Some(0.1), ..OpenRouterOptions::default() };
    check(&catalog, &ask("acme/quill").with_extension(options.clone()), &["min_p"]);
    let strict = ProviderPreferences { require_parameters: Some(true), ..Default::default() };
    let strict = options.with_provider(strict);
    check(&catalog, &ask("acme/quill").with_seed(1).with_extension(strict), &["!seed", "!min_p"]);
    let modalities = vec!["image".into(), "text".into()];
    let picture = OpenRouterOptions { modalities, ..OpenRouterOptions::default() };
    check(&catalog, &ask("acme/quill").with_extension(picture), &["!modalities"]);
    let error = catalog.check(&ask("acme/quil")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ModelNotFound);
    assert!(error.message().contains("did you mean acme/quill"), "{error}");
    let nameless = catalog.check(&StandardRequest::prompt("hi")).unwrap_err();
    assert_eq!(nameless.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn variants_that_are_not_there_and_batches_are_refused_and_routing_is_not() {
    let catalog = catalog_of(|builder| builder).await;
    for (model, expected) in [
        ("acme/quill", &[][..]),
        ("acme/quill:free", &[]),
        ("acme/quill:nitro", &[]),
        ("acme/quill:gold", &[]),
        ("acme/able:free", &["!model"]),
        ("acme/able:thinking:nitro", &["!model"]),
        ("acme/quill:batch", &["!model"]),
        // The model that it stands for is listed so, and only the service knows what it makes of it.
        ("~acme/quill-latest:free", &[]),
        ("openrouter/pick:free", &[]),
    ] {
        check(&catalog, &ask(model), expected);
    }
}

#[tokio::test]
async fn the_service_reads_documents_and_maps_efforts_of_aliases_and_may_shorten() {
    let catalog = catalog_of(|builder| builder).await;
    let file = ContentPart::file("a.pdf", MediaSource::FileId("f".to_owned()));
    check(&catalog, &ask("acme/quill").with_message(Message::user_parts([file])), &[]);
    let picture = ContentPart::image_url("https://a.test/b.png");
    let picture = ask("acme/quill").with_message(Message::user_parts([picture]));
    check(&catalog, &picture, &["!messages[1].content[0]"]);
    let thoughtless = |model| ask(model).with_reasoning_effort(ReasoningEffort::None);
    check(&catalog, &thoughtless("acme/quill"), &["!reasoning.effort"]);
    check(&catalog, &thoughtless("~acme/quill-latest"), &[]);

    // Another upstream than the first may have the room that the model has.
    let long = |words: usize| StandardRequest::prompt("word ".repeat(words));
    check(&catalog, &long(15_000).with_model("acme/quill"), &[]);
    let too_long = long(20_001).with_model("acme/quill");
    check(&catalog, &too_long, &["!messages"]);
    let plugin = |enabled| {
        let plugin = ContextCompressionPlugin { enabled, ..ContextCompressionPlugin::default() };
        OpenRouterOptions::default().with_plugin(Plugin::ContextCompression(plugin))
    };
    check(&catalog, &too_long.clone().with_extension(plugin(None)), &[]);
    check(&catalog, &too_long.with_extension(plugin(Some(false))), &["!messages"]);
    check(&catalog, &long(20_001).with_model("acme/quill@preset/p"), &[]);
    check(&catalog, &ask("acme/quill").with_max_tokens(101), &["max_tokens"]);
}

#[tokio::test]
async fn checks_go_by_what_the_application_knows_better() {
    let better = ModelCapabilityOverride {
        model: "acme/quill".into(),
        context_length: Some(9_000),
        max_output_tokens: Some(50),
        parameters: Some(vec!["tools".to_owned()]),
    };
    let catalog = catalog_of(|builder| builder.model_override(better)).await;
    check(&catalog, &ask("acme/quill").with_tool(tool()), &[]);
    check(&catalog, &ask("acme/quill").with_max_tokens(51), &["!max_tokens"]);
    let long = StandardRequest::prompt("word ".repeat(9_001)).with_model("acme/quill");
    check(&catalog, &long, &["!messages"]);
}

/// Streams a request of a provider that is set up so, after its catalogue was seen or not.
async fn stream(
    set_up: impl FnOnce(OpenRouterBuilder) -> OpenRouterBuilder,
    request: StandardRequest,
    is_seen: impl FnOnce() -> bool,
) -> (Result<(), Error>, usize) {
    let canned = canned();
    let provider = set_up(canned.builder()).build().unwrap();
    if is_seen() {
        provider.catalog().await.unwrap();
    }
    let before = canned.sends();
    let result = provider.stream(request).await.map(drop);
    (result, canned.sends() - before)
}

#[tokio::test]
async fn a_request_that_cannot_be_of_use_is_not_sent_if_that_is_wanted() {
    let useless = || ask("acme/quill").with_tool(tool());
    let refuse = |builder: OpenRouterBuilder| builder.preflight(Preflight::Refuse);
    let (result, sends) = stream(refuse, useless(), || true).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), sends), (ErrorKind::InvalidRequest, 0));
    assert!(error.message().starts_with("tools: "), "{error}");
    // Nothing is known before somebody looked, and nobody looks for this.
    for (request, is_seen) in [
        (useless(), false),
        (ask("acme/quill"), true),
        (ask("acme/hidden").with_tool(tool()), true),
    ] {
        let (result, sends) = stream(refuse, request, || is_seen).await;
        assert_eq!((result.is_ok(), sends), (true, 1));
    }
    let (result, sends) = stream(|builder| builder, useless(), || true).await;
    assert_eq!((result.is_ok(), sends), (true, 1), "off unless it is asked for");

    let recorder = Recorder::default();
    let listening = recorder.listen();
    let (result, sends) =
        stream(|builder| builder.preflight(Preflight::Warn), useless(), || true).await;
    drop(listening);
    assert_eq!((result.is_ok(), sends), (true, 1));
    assert!(recorder.text().contains("does not fit"), "{}", recorder.text());
}

/// A machine on which a day has passed since the list was read, and a second, if so wished.
#[derive(Debug, Clone, Default)]
struct NextDay(Arc<AtomicBool>);

#[async_trait]
impl Clock for NextDay {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> SystemTime {
        let day = if self.0.load(Ordering::Relaxed) { 86_401 } else { 0 };
        SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000 + day)
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

#[tokio::test]
async fn by_a_list_of_yesterday_nothing_is_refused() {
    let useless = || ask("acme/quill").with_tool(tool());
    let (canned, clock) = (canned(), NextDay::default());
    let builder = canned.builder().preflight(Preflight::Refuse).clock(clock.clone());
    let provider = builder.build().unwrap();
    provider.catalog().await.unwrap();
    assert!(provider.stream(useless()).await.is_err());
    clock.0.store(true, Ordering::Relaxed);
    assert!(provider.stream(useless()).await.is_ok());
}

#[tokio::test]
async fn by_a_guess_no_model_is_missing() {
    let provider = Canned::new([Reply::json(503, "{}")]).provider();
    let catalog = provider.catalog().await.unwrap();
    assert_eq!(catalog.status(), ModelStatus::Fallback);
    check(&catalog, &ask("acme/quill").with_tool(tool()), &[]);
    let estimate = catalog.estimate(&ask("acme/quill").with_max_tokens(1)).unwrap();
    assert_eq!((estimate.most, estimate.unknown.len()), (None, 2));
}

#[tokio::test]
async fn where_several_models_may_answer_one_that_can_is_enough() {
    let refuse = |builder: OpenRouterBuilder| builder.preflight(Preflight::Refuse);
    let two = OpenRouterOptions::default().with_fallback_model("acme/able");
    let request = ask("acme/quill").with_tool(tool()).with_extension(two);
    assert!(stream(refuse, request, || true).await.0.is_ok());
    let unnamed = StandardRequest::prompt("hi").with_tool(tool());
    let models = |models: [&'static str; 2]| {
        move |builder: OpenRouterBuilder| builder.preflight(Preflight::Refuse).models(models)
    };
    let able = models(["acme/quill", "acme/able"]);
    assert!(stream(able, unnamed.clone(), || true).await.0.is_ok());
    let unable = models(["acme/quill", "acme/quill:batch"]);
    assert_eq!(stream(unable, unnamed, || true).await.1, 0);
}

#[tokio::test]
async fn an_estimate_is_a_range_or_names_what_nobody_can_tell() {
    let catalog = catalog_of(|builder| builder).await;
    let request = ask("acme/quill").with_max_tokens(10);
    let estimate = catalog.estimate(&request).unwrap();
    assert_eq!(estimate.least.to_string(), "0.000001");
    let most = estimate.most.unwrap();
    assert!(most > "0.00002".parse().unwrap() && most < "0.0004".parse().unwrap(), "{most}");
    let two = OpenRouterOptions::default().with_fallback_model("acme/able");
    let either = catalog.estimate(&request.with_extension(two)).unwrap();
    assert!(either.most.unwrap() > most, "whichever answers");
    let free = catalog.estimate(&ask("acme/quill:free").with_max_tokens(10)).unwrap();
    assert_eq!(free.most.unwrap().to_string(), "0");
    for unbound in [
        ask("acme/quill:nitro"),
        ask("acme/quill@preset/p"),
        ask("acme/quill:batch"),
        ask("acme/quill").with_message(Message::user_parts([ContentPart::image_url("x")])),
    ] {
        let estimate = catalog.estimate(&unbound).unwrap();
        assert!(estimate.most.is_none() && !estimate.unknown.is_empty(), "{estimate:?}");
    }
    // Another upstream has other prices than the one that is listed.
    let chosen = |preferences| {
        let options = OpenRouterOptions::default().with_provider(preferences);
        catalog.estimate(&ask("acme/quill").with_extension(options)).unwrap().most
    };
    let only = Some(vec!["Dear".to_owned()]);
    assert_eq!(chosen(ProviderPreferences { only, ..Default::default() }), None);
    assert_eq!(chosen(ProviderPreferences { zdr: Some(true), ..Default::default() }), None);
    assert!(chosen(ProviderPreferences { zdr: Some(false), ..Default::default() }).is_some());
    let mut thrice = ask("acme/quill").with_max_tokens(90);
    thrice.choices = Some(3);
    let most = catalog.estimate(&thrice).unwrap().most.unwrap();
    assert!(most > "0.00054".parse().unwrap(), "three answers of 90 tokens: {most}");
    assert_eq!(catalog.estimate(&ask("no/such")).unwrap_err().kind(), ErrorKind::ModelNotFound);
}

fn answer(model: &str, usage: Usage) -> StandardResponse {
    let mut answer = StandardResponse::default();
    answer.model = Some(model.into());
    answer.usage = Some(usage);
    answer
}

#[tokio::test]
async fn an_answer_costs_what_its_model_costs_by_whatever_name_it_answers() {
    let catalog = catalog_of(|builder| builder).await;
    let cost = |asked: &str, answered: &str| {
        let cost = catalog.cost(&asked.into(), &answer(answered, Usage::new(100, 10)));
        cost.map(|cost| cost.total.to_string())
    };
    let paid = Some("0.00012".to_owned());
    assert_eq!(cost("acme/quill", "acme/quill-1"), paid);
    assert_eq!(cost("acme/quill:nitro", "acme/quill-1"), paid);
    assert_eq!(cost("~acme/quill-latest", "acme/quill-1"), paid);
    assert_eq!(cost("acme/quill:free", "acme/quill-1"), Some("0".to_owned()));
    assert_eq!(cost("acme/quill", "acme/able"), Some("0.00034".to_owned()), "a fallback");
    assert_eq!(cost("acme/quill", "no/such"), None);
    let online = answer("acme/quill-1", Usage::new(100, 10));
    let online = catalog.cost(&"acme/quill:online".into(), &online).unwrap();
    assert_eq!(online.unknown, [CostItem::ServerTool], "a search is charged for");
    let mut silent = answer("acme/quill", Usage::new(1, 1));
    silent.usage = None;
    assert_eq!(catalog.cost(&"acme/quill".into(), &silent), None);

    let used = |details: &str| {
        let mut answer = answer("acme/quill", Usage::new(100, 10));
        let usage = format!("{{\"server_tool_use_details\":{details}}}");
        let usage = Some(serde_json::from_str(&usage).unwrap());
        let outcome = OpenRouterOutcome { usage, ..OpenRouterOutcome::default() };
        answer.extensions.insert(outcome);
        catalog.cost(&"acme/quill".into(), &answer).unwrap()
    };
    let searched = used(r#"{"web_search_requests":1}"#);
    assert_eq!((searched.total.to_string().as_str(), searched.is_complete()), ("0.01012", true));
    let tool = used(r#"{"web_search_requests":1,"tool_calls_executed":1}"#);
    assert_eq!((tool.total.to_string().as_str(), tool.is_complete()), ("0.00012", false));
}
