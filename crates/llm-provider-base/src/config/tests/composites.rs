//! Providers that are made of others.

use llm_types::ProviderExt as _;

use super::*;

const FAMILY: &str = r#"
    default = "all"
    [providers.main]
    type = "openrouter"
    model = "a/model"
    [providers.local]
    type = "openai"
    [providers.pair]
    type = "race"
    stagger_milliseconds = 400
    members = ["local", "main"]
    [providers.spread]
    type = "balance"
    strategy = "least_in_flight"
    members = [{ provider = "main", weight = 3 }, "pair"]
    [providers.all]
    type = "fallback"
    members = ["spread", { provider = "local", model = "llama3.2" }]
"#;

#[tokio::test]
async fn providers_are_made_of_others_and_of_those_that_are_made_of_others() {
    let config = Config::from_toml(FAMILY).unwrap();
    let provider = registry().default_provider(&config).unwrap();
    let answer = provider.ask("Hello").await.unwrap();
    assert_eq!(answer.to_string(), "a/model");
    assert_eq!((provider.name(), provider.provider_type().as_str()), ("all", "fallback"));
}

#[test]
fn each_provider_is_made_once_however_often_it_is_a_member() {
    let made = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let mut registry = ProviderRegistry::new();
    for kind in ["openrouter", "openai"] {
        let made = Arc::clone(&made);
        registry.register(kind, move |_| {
            made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok(Arc::new(ScriptedProvider::new()))
        });
    }
    let config = Config::from_toml(FAMILY).unwrap();
    let provider: Arc<dyn Provider> = registry.provider(&config, "all").unwrap();
    drop(provider);
    assert_eq!(made.load(std::sync::atomic::Ordering::Relaxed), 2);
}

#[test]
fn a_member_that_is_not_there_and_a_circle_are_told_by_their_place() {
    let toml = "[providers.a]\ntype = \"fallback\"\nmembers = [\"b\"]\n\
                [providers.b]\ntype = \"race\"\nmembers = [\"main\",\n \"a\"]\n\
                [providers.main]\ntype = \"openai\"\n\
                [providers.c]\ntype = \"balance\"\nmembers = [\"mian\"]\n";
    let config = Config::from_toml(toml).unwrap();
    let expected = "the configuration:7:2: providers.b.members[1]: this provider is made of itself";
    assert_eq!(refused(&config, "a"), expected);
    let expected = "the configuration:12:12: providers.c.members[0]: no such provider; did you \
                    mean main; allowed: a, b, c, main";
    assert_eq!(refused(&config, "c"), expected);
}

#[test]
fn nothing_is_set_of_a_provider_that_is_made_of_others() {
    let toml = "[providers.a]\ntype = \"openai\"\n\
                [providers.both]\ntype = \"fallback\"\nmembers = [\"a\"]\n";
    let file = || Config::from_toml(toml).unwrap().with_default("both");
    let set = &[("LLM_MODEL", "m")];
    let code = ProviderConfig::default().with_model("m");
    for (config, what) in [
        (file().with_env_from(variables(set)).unwrap(), "LLM_MODEL"),
        (file().with_provider("both", code), "code"),
    ] {
        let expected = format!(
            "the configuration:4:8: providers.both: it is made of others, so {what} can set \
             nothing of it: set one of its members"
        );
        assert_eq!(refused(&config, "both"), expected);
    }
}
