//! What a provider says of itself, and how it is set up.

use std::collections::BTreeSet;

use llm_types::{
    AuthConfig, Capability, ContentPart, Error, ErrorKind, Freshness, HealthState, JsonSchema,
    MediaSource, Message, Model, ProviderConfig, Reasoning, ReasoningEffort, Receipt, Secret,
    StandardRequest, Tool,
};

use crate::conformance::bench::{Bench, answer};
use crate::conformance::clause::{Case, Finding, Verdict, ensure};
use crate::conformance::{Clause, Scenario};

/// Fewer letters of a key give nothing away.
const LEAK: usize = 12;

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        id: "name",
        rule: "The name is a short word in lower case; type and description say something.",
        reason: "It is a label of metrics and logs.",
        cases: || Case::each([Scenario::text()], name),
    },
    Clause {
        id: "capabilities",
        rule: "What a provider says it can do it does not refuse as unsupported.",
        reason: "Programs choose providers by what these say of themselves.",
        cases: || Case::each([Scenario::text()], capabilities),
    },
    Clause {
        id: "models-can-be-asked",
        rule: "Each listed model has an id of its own, by which it can be asked; so has the default.",
        reason: "Programs show the list and ask for what the user picks.",
        cases: || Case::each([Scenario::text()], models),
    },
    Clause {
        id: "last-model",
        rule: "After a call, `last_used_model` is the model that answered.",
        reason: "It is what user interfaces show.",
        cases: || Case::each([Scenario::text()], last_model),
    },
    Clause {
        id: "health",
        rule: "A service that works is not unhealthy, and one that is down is; verdict and \
               connectivity test agree, and no model is asked for them.",
        reason: "Load balancers go by it, and check often.",
        cases: || {
            let mut cases = Case::each([Scenario::text()], healthy);
            cases.extend(Case::each([Scenario::down()], unhealthy));
            cases
        },
    },
    Clause {
        id: "no-secrets",
        rule: "No key shows: not in `Debug`, not in errors, also where the service repeats it, not in \
               receipts, metrics and answers.",
        reason: "All of these end up in logs and bug reports.",
        cases: || {
            let mut cases = Case::each([Scenario::text()], no_secrets);
            let failing = [Scenario::leaking(), Scenario::down(), Scenario::cut_off()];
            cases.extend(Case::each(failing, no_secrets));
            cases
        },
    },
    Clause {
        id: "configure",
        rule: "`configure` takes on all or nothing: what is refused changes nothing, and the provider \
               goes on as before.",
        reason: "A typing error in a file that is read anew must not stop a program.",
        cases: || Case::each([Scenario::text()], configure),
    },
    Clause {
        id: "log-in-and-out",
        rule: "After `logout` there is no credential, and calls fail without a request; after \
               `authenticate` they work.",
        reason: "Who logs out expects that nothing is charged to them any more.",
        cases: || Case::each([Scenario::text()], log_in_and_out),
    },
];

async fn name(bench: Bench) -> Verdict {
    let provider = bench.provider();
    let name = provider.name();
    ensure!(!name.is_empty() && name.len() <= 64, "the name is {name:?}");
    ensure!(
        name == name.to_lowercase() && !name.contains(char::is_whitespace),
        "the name is {name:?}, which is no word in lower case"
    );
    drop(bench.play(bench.request()).await);
    ensure!(provider.name() == name, "after a call the name is {:?}", provider.name());
    ensure!(!provider.provider_type().as_str().is_empty(), "the type says nothing");
    let description = provider.description();
    ensure!(
        !description.is_empty() && !description.contains(char::is_control),
        "the description is {description:?}, and no line"
    );
    Ok(())
}

/// Requests that need a capability each.
fn needing(bench: &Bench) -> Vec<(Capability, StandardRequest)> {
    let schema = || serde_json::json!({"type": "object", "properties": {}});
    let with = |part| {
        let parts = [ContentPart::text("What is this?"), part];
        let mut request = bench.request();
        request.messages = vec![Message::user_parts(parts)];
        request
    };
    let document = MediaSource::base64("application/pdf", "AAAA");
    let thoughtful = Reasoning::effort(ReasoningEffort::Low);
    vec![
        (Capability::Tools, bench.request().with_tool(Tool::function("f", "Does it", schema()))),
        (
            Capability::StructuredOutputs,
            bench.request().with_response_format(JsonSchema::strict("answer", schema())),
        ),
        (Capability::Reasoning, bench.request().with_reasoning(thoughtful)),
        (Capability::ImageInput, with(ContentPart::image_base64("image/png", "AAAA"))),
        (Capability::AudioInput, with(ContentPart::audio_base64("wav", "AAAA"))),
        (Capability::VideoInput, with(ContentPart::video_url("https://kit.test/a.mp4"))),
        (Capability::FileInput, with(ContentPart::file("a.pdf", document))),
    ]
}

async fn capabilities(bench: Bench) -> Verdict {
    let claimed = bench.provider().capabilities();
    for (capability, request) in needing(&bench) {
        if !claimed.has(capability) {
            continue;
        }
        let end = bench.play(request).await.end;
        if let Err(error) = end {
            ensure!(
                error.kind() != ErrorKind::Unsupported,
                "it says that it can do {capability:?}, and then: {error}"
            );
        }
    }
    Ok(())
}

async fn models(bench: Bench) -> Verdict {
    let provider = bench.provider();
    let listed = provider.models().await;
    let listed = listed.map_err(|error| match error.kind() {
        ErrorKind::Unsupported => Finding::Unseen("it lists no models".to_owned()),
        _ => Finding::Broken(format!("expected a list of models, got: {error}")),
    })?;
    let ids: BTreeSet<_> = listed.iter().map(|model| model.id.as_str()).collect();
    ensure!(!ids.contains(""), "a listed model has no id");
    ensure!(ids.len() == listed.len(), "of {} models, some share an id: {ids:?}", listed.len());
    let default = provider.default_model();
    ensure!(
        default.as_ref().is_none_or(|id| !id.as_str().is_empty()),
        "the default model has no id"
    );
    let listed = listed.iter().map(|model: &Model| model.id.clone());
    for model in listed.take(3).chain(default) {
        let end = bench.complete(bench.request().with_model(model.clone())).await;
        ensure!(end.is_ok(), "{model} cannot be asked: {end:?}");
    }
    Ok(())
}

async fn last_model(bench: Bench) -> Verdict {
    for (way, end) in bench.ends().await {
        let model = answer(end)?.model;
        let last = bench.provider().last_used_model();
        ensure!(last == model, "`{way}` was answered by {model:?}, and the last model is {last:?}");
    }
    Ok(())
}

async fn healthy(bench: Bench) -> Verdict {
    let before = bench.requests().unwrap_or_default();
    let tested = bench.provider().test_connectivity(Freshness::Fresh).await;
    ensure!(tested.is_ok(), "expected a connection, got {tested:?}");
    let health = bench.provider().health_check().await;
    ensure!(
        health.state != HealthState::Unhealthy,
        "the service works, and the verdict is {health}"
    );
    ensure!(bench.requests().unwrap_or_default() == before, "a model was asked");
    Ok(())
}

async fn unhealthy(bench: Bench) -> Verdict {
    let before = bench.requests().unwrap_or_default();
    let tested = bench.provider().test_connectivity(Freshness::Fresh).await;
    ensure!(tested.is_err(), "the service is down, and the connection is there");
    let health = bench.provider().health_check().await;
    ensure!(
        health.state == HealthState::Unhealthy,
        "the service is down, and the verdict is {health}"
    );
    ensure!(health.error.is_some(), "the verdict does not say what failed: {health}");
    ensure!(bench.requests().unwrap_or_default() == before, "a model was asked");
    Ok(())
}

async fn no_secrets(bench: Bench) -> Verdict {
    let provider = bench.provider();
    let receipt = Receipt::new();
    let mut shown = vec![("the provider", format!("{provider:?} {provider:#?}"))];
    if let Ok(stream) = provider.stream(bench.request()).await {
        shown.push(("the stream", format!("{stream:?}")));
        drop(stream.collect().await);
    }
    let whole = bench.complete(bench.request().with_receipt(&receipt)).await;
    let played = bench.play(bench.request()).await;
    for end in [whole, played.end] {
        match end {
            Ok(answer) => {
                shown.push(("the answer", format!("{answer:?}")));
                shown.push((
                    "the stored answer",
                    serde_json::to_string(&answer).unwrap_or_default(),
                ));
            }
            Err(error) => shown.push(("an error", causes(&error))),
        }
    }
    if let Err(error) = provider.models().await {
        shown.push(("an error of the list of models", causes(&error)));
    }
    if let Err(error) = provider.test_connectivity(Freshness::Fresh).await {
        shown.push(("an error of the connectivity test", causes(&error)));
    }
    let health = provider.health_check().await;
    shown.push(("the verdict on its health", format!("{health} {health:?}")));
    let metrics = provider.metrics();
    shown.push(("its metrics", format!("{metrics:?}")));
    shown.push(("its stored metrics", serde_json::to_string(&metrics).unwrap_or_default()));
    shown.push(("a receipt", format!("{receipt:?}")));
    shown.push(("the provider after calls", format!("{provider:?}")));
    shown.push(("its identity", format!("{} {}", provider.name(), provider.description())));
    for (place, text) in &shown {
        for secret in &bench.stage.secrets {
            ensure!(!leaks(text, secret), "{place} shows a key");
        }
    }
    Ok(())
}

/// All that an error shows to whoever asks.
fn causes(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?} {:?}", error.partial());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.extend([" ", &cause.to_string(), " ", &format!("{cause:?}")]);
        source = cause.source();
    }
    text
}

/// True if a piece of the secret is in the text that is long enough to be of use.
fn leaks(text: &str, secret: &Secret) -> bool {
    let letters: Vec<char> = secret.expose().chars().collect();
    let mut pieces = letters.windows(LEAK.min(letters.len().max(1)));
    pieces.any(|piece| text.contains(&piece.iter().collect::<String>()))
}

async fn configure(bench: Bench) -> Verdict {
    let provider = bench.provider();
    let (default, is_authenticated) = (provider.default_model(), provider.is_authenticated());
    // A model that is all right, and an address that is none.
    let wrong = ProviderConfig::new(provider.provider_type())
        .with_model("kit/configured")
        .with_base_url("no address");
    match provider.configure(wrong) {
        Ok(()) => return Err(Finding::Unseen("it has no address that could be wrong".to_owned())),
        Err(error) => {
            let kind = error.kind();
            let expected = [ErrorKind::Configuration, ErrorKind::Unsupported];
            ensure!(expected.contains(&kind), "expected `configuration`, got {kind}: {error}");
        }
    }
    let now = provider.default_model();
    ensure!(
        now == default,
        "a set-up that is refused changes the model from {default:?} to {now:?}"
    );
    ensure!(
        provider.is_authenticated() == is_authenticated,
        "a set-up that is refused changes who is logged in"
    );
    let end = bench.complete(bench.request()).await;
    ensure!(end.is_ok(), "after a set-up that is refused, calls fail: {end:?}");
    Ok(())
}

async fn log_in_and_out(bench: Bench) -> Verdict {
    let provider = bench.provider();
    if !provider.is_authenticated() {
        return Err(Finding::Unseen("it has no credential".to_owned()));
    }
    if let Err(error) = provider.logout().await {
        ensure!(error.kind() == ErrorKind::Unsupported, "nobody can log out: {error}");
        return Err(Finding::Unseen("it does not let anybody log out".to_owned()));
    }
    ensure!(!provider.is_authenticated(), "after `logout` there is still a credential");
    let before = bench.requests()?;
    let end = bench.complete(bench.request()).await;
    ensure!(end.is_err(), "after `logout` a call is answered");
    let sent = bench.requests()? - before;
    ensure!(sent == 0, "after `logout` the service saw {sent} requests");
    let keys = vec![Scenario::key()];
    let taken = provider.authenticate(AuthConfig::ApiKeys { keys }).await;
    ensure!(taken.is_ok(), "the key is not taken: {taken:?}");
    ensure!(provider.is_authenticated(), "after `authenticate` there is no credential");
    let end = bench.complete(bench.request()).await;
    ensure!(end.is_ok(), "after `authenticate` calls fail: {end:?}");
    Ok(())
}
