//! A provider set up anew while it is in use.

use llm_types::{
    AuthConfig, AuthProvider, ChatProvider, ConfigurableProvider, ErrorKind, Freshness,
    HealthProvider, ModelProvider, ProviderConfig, StandardRequest,
};

use super::canned::{Canned, DONE, Piece, Reply, bytes, finish, text};

fn request() -> StandardRequest {
    StandardRequest::prompt("hi")
}

fn config() -> ProviderConfig {
    ProviderConfig::new("openrouter").with_api_key("sk-or-v1-canary-new").with_model("b/n")
}

fn whole() -> Reply {
    Reply::sse(text("ok") + &finish("stop") + DONE)
}

#[tokio::test(start_paused = true)]
async fn keys_are_replaced_and_everything_else_goes_on() {
    let slow = Reply::pieces([
        bytes(text("a")),
        Piece::Waits(9),
        bytes(text("b") + &finish("stop") + DONE),
    ]);
    let canned = Canned::new([slow, whole()]);
    let provider = canned.provider();
    let under_way = provider.stream(request()).await.unwrap();
    provider.configure(config()).unwrap();
    assert_eq!(provider.key_pool().len(), 1);

    provider.complete(request()).await.unwrap();
    assert_eq!(canned.keys(), ["sk-or-v1-canary-one", "sk-or-v1-canary-new"]);
    assert!(String::from_utf8_lossy(&canned.bodies()[1]).contains("b/n"), "the new default");
    assert_eq!(under_way.collect().await.unwrap().joined_text(), "ab");
    let total = provider.metrics().total;
    assert_eq!((total.started, total.succeeded, total.in_flight), (2, 2, 0), "one book for both");
}

#[tokio::test]
async fn a_wrong_setup_changes_nothing() {
    let canned = Canned::new([whole()]);
    let provider = canned.provider();
    let mut nothing = config();
    nothing.timeout_seconds = Some(0);
    let mut models = config();
    models.models = vec!["a b".into()];
    let mut strategy = config();
    strategy.models = vec!["a/b".into()];
    strategy.model_strategy = Some("best".to_owned());
    let mut no_models = config();
    no_models.model_strategy = Some("random".to_owned());
    let mut free = config();
    free.models = vec!["openrouter/auto".into()];
    free.free_only = true;
    let mut oauth = config();
    let mut callback = llm_types::OAuthConfig::default();
    callback.callback_url = Some("http://app.test/cb".to_owned());
    oauth.oauth = Some(callback);
    for (config, field) in [
        (config().with_base_url("http://openrouter.ai"), "base_url"),
        (config().with_api_key("sk or"), "API key #1"),
        (nothing, "timeout_seconds"),
        (models, "models"),
        (strategy, "model_strategy"),
        (no_models, "models is empty"),
        (free, "free_only"),
        (oauth, "oauth.callback_url"),
        (ProviderConfig::new("other"), "type"),
    ] {
        let error = provider.configure(config).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{field}");
        assert!(error.to_string().contains(field), "{error}");
    }
    provider.complete(request()).await.unwrap();
    assert_eq!(canned.keys(), ["sk-or-v1-canary-one"]);
}

#[tokio::test]
async fn a_configuration_names_models_and_how_one_is_chosen() {
    let canned = Canned::new(std::iter::repeat_with(whole).take(4));
    let provider = canned.provider();
    let mut several = config().with_model("b/n");
    several.models = vec!["a/m".into(), "b/n:online".into()];
    several.model_strategy = Some("Round-Robin".to_owned());
    several.free_only = true;
    provider.configure(several.clone()).unwrap();
    assert_eq!(provider.default_model(), Some("b/n:free".into()), "it is the first of them");
    for _ in 0..2 {
        provider.complete(request()).await.unwrap();
    }
    // The same models again: whose turn it is, and how they are, is known still.
    provider.configure(several).unwrap();
    provider.complete(request()).await.unwrap();
    provider.complete(request().with_model("c/o")).await.unwrap();
    let asked: Vec<_> = canned
        .bodies()
        .iter()
        .map(|body| serde_json::from_slice::<serde_json::Value>(body).unwrap()["model"].to_string())
        .collect();
    let expected = ["b/n:free", "a/m:free", "b/n:free:online", "c/o:free"];
    assert_eq!(asked, expected.map(|name| format!("\"{name}\"")));
    assert_eq!(provider.model_status().len(), 3);
    provider.configure(config()).unwrap();
    assert!(provider.model_status().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_total_time_holds_for_both_ways_until_the_next_setup() {
    let canned = Canned::new([Reply::Hangs]);
    let provider = canned.provider();
    let mut short = config();
    short.timeout_seconds = Some(7);
    for (config, seconds) in [(short, 7), (config(), 300)] {
        provider.configure(config).unwrap();
        let begun = tokio::time::Instant::now();
        provider.complete(request()).await.unwrap_err();
        assert_eq!(begun.elapsed().as_secs(), seconds);
    }
}

#[tokio::test]
async fn what_was_learnt_with_other_keys_is_forgotten() {
    let refused = || Reply::json(401, "{}");
    let good = || Reply::json(200, r#"{"data":{"label":"l"}}"#);
    let canned = Canned::new([refused(), refused(), good()]);
    let provider = canned.provider();
    let check = || provider.test_connectivity(Freshness::Cached);
    assert_eq!(check().await.unwrap_err().kind(), ErrorKind::Authentication);
    assert!(!provider.is_authenticated());

    let keys = AuthConfig::ApiKeys { keys: vec!["sk-or-v1-canary-three".into()] };
    provider.authenticate(keys).await.unwrap();
    assert!(provider.is_authenticated());
    check().await.unwrap();

    provider.logout().await.unwrap();
    assert_eq!(check().await.unwrap_err().kind(), ErrorKind::Configuration);
    let none = provider.authenticate(AuthConfig::ApiKeys { keys: Vec::new() }).await;
    assert_eq!(none.unwrap_err().kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn what_a_new_set_up_leaves_out_is_gone() {
    let canned = Canned::new([whole()]);
    let provider = canned.provider();
    let mut full = config();
    full.models = vec!["a/m".into()];
    full.site_url = Some("https://app.test".to_owned());
    full.site_name = Some("App".to_owned());
    full.free_only = true;
    provider.configure(full).unwrap();
    provider.configure(config()).unwrap();
    provider.complete(request()).await.unwrap();
    let headers = canned.headers().remove(0);
    assert!(!headers.contains_key("http-referer") && !headers.contains_key("x-openrouter-title"));
    let body: serde_json::Value = serde_json::from_slice(&canned.bodies()[0]).unwrap();
    assert_eq!(body["model"], "b/n", "neither the list nor its free variants");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_request_is_made_of_one_set_up() {
    let canned = Canned::answering(|_| whole());
    let provider = canned.provider();
    let set_up = |name: &str| {
        let mut config =
            ProviderConfig::new("openrouter").with_api_key(format!("sk-or-v1-canary-{name}"));
        config.site_url = Some(format!("https://{name}.test"));
        config.with_model(format!("a/{name}"))
    };
    provider.configure(set_up("0")).unwrap();
    let workers = (0..8).map(|worker| {
        let (provider, config) = (provider.clone(), set_up(&worker.to_string()));
        tokio::spawn(async move {
            for _ in 0..50 {
                provider.configure(config.clone()).unwrap();
                provider.complete(request()).await.unwrap();
            }
        })
    });
    for worker in futures::future::join_all(workers).await {
        worker.unwrap();
    }
    let sent = canned.keys().into_iter().zip(canned.headers()).zip(canned.bodies());
    let sent: Vec<_> = sent.collect();
    assert_eq!(sent.len(), 400);
    for ((key, headers), body) in sent {
        let name = key.trim_start_matches("sk-or-v1-canary-");
        assert_eq!(headers["http-referer"], format!("https://{name}.test"));
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["model"], format!("a/{name}"));
    }
}

#[tokio::test]
async fn asking_whether_there_is_a_key_takes_no_turn() {
    let canned = Canned::new([whole()]);
    let provider = canned.provider();
    for _ in 0..2 {
        assert!(provider.is_authenticated());
        provider.complete(request()).await.unwrap();
    }
    assert_eq!(canned.keys(), ["sk-or-v1-canary-one", "sk-or-v1-canary-two"]);
}
