//! Files, the environment and code, and who wins.

use super::*;

const TOML: &str = r#"
    default = "local"

    [providers.main]
    type = "openrouter"
    api_keys = ["plain:k1", "plain:k2"]
    model = "a/model"
    timeout_seconds = 30

    [providers.local]
    type = "openai"
    base_url = "http://127.0.0.1:11434/v1"
"#;

const JSON: &str = r#"{
    "default": "local",
    "providers": {
        "main": {
            "type": "openrouter", "api_keys": ["plain:k1", "plain:k2"], "model": "a/model",
            "timeout_seconds": 30, "api_key": null
        },
        "local": {"type": "openai", "base_url": "http://127.0.0.1:11434/v1"}
    }
}"#;

#[test]
fn a_file_names_providers_in_either_format() {
    for (name, text) in [("llm.toml", TOML), ("llm.JSON", JSON)] {
        // With the mark that some editors put first, and their ends of lines.
        for text in [text.to_owned(), format!("\u{feff}{}", text.replace('\n', "\r\n"))] {
            let (_folder, path) = folder_with(name, text);
            let config = Config::load(path).unwrap();
            assert_eq!(config.provider_names().collect::<Vec<_>>(), ["local", "main"]);
            assert_eq!(config.default_name(), Some("local"));
            assert_eq!(made(&config, "main"), r#"openrouter a/model - ["k1", "k2"] Some(30)"#);
            assert_eq!(made(&config, "local"), "openai - http://127.0.0.1:11434/v1 [] None");
            assert!(config.warnings().is_empty(), "{:?}", config.warnings());
        }
    }
}

#[test]
fn code_wins_over_the_environment_which_wins_over_the_file() {
    let all = &[("LLM_PROVIDER", "main"), ("LLM_MODEL", " env/model\n"), ("LLM_API_KEY", "'k3'")];
    let code = ProviderConfig::default().with_model("code/model");
    let file = || Config::from_toml(TOML).unwrap();
    let environment = |config: Config| config.with_env_from(variables(all)).unwrap();
    let config = environment(file());
    assert_eq!(made(&config, "main"), r#"openrouter env/model - ["k3"] Some(30)"#);
    assert_eq!(config.default_name(), Some("main"));
    for config in [
        environment(file().with_provider("main", code.clone())),
        environment(file()).with_provider("main", code),
    ] {
        assert_eq!(made(&config, "main"), r#"openrouter code/model - ["k3"] Some(30)"#);
        assert_eq!(made(&config, "local"), "openai - http://127.0.0.1:11434/v1 [] None");
    }
}

#[test]
fn the_variables_are_about_the_default_provider_whoever_says_which_it_is() {
    let all = &[("LLM_BASE_URL", "https://gateway.test"), ("LLM_TIMEOUT_SECONDS", "5")];
    let config = Config::from_toml(TOML).unwrap().with_env_from(variables(all)).unwrap();
    assert_eq!(made(&config, "local"), "openai - https://gateway.test [] Some(5)");
    assert!(made(&config, "main").ends_with("Some(30)"));
    let config = config.with_default("main");
    assert!(made(&config, "main").ends_with("Some(5)"));
}

#[test]
fn the_environment_is_enough_and_so_is_code() {
    let all = &[("LLM_PROVIDER", "openrouter"), ("LLM_MODEL", "a/m"), ("LLM_TIMEOUT_SECONDS", " ")];
    let config = Config::new().with_env_from(variables(all)).unwrap();
    let provider = registry().default_provider(&config).unwrap();
    assert_eq!(provider.name(), "openrouter a/m - [] None");

    let mine = ProviderConfig::new("openai").with_api_key("env:not-looked-up");
    let config = Config::new().with_provider("mine", mine);
    assert_eq!(made(&config, "mine"), r#"openai - - ["env:not-looked-up"] None"#);
    let config = config.with_provider("mine", ProviderConfig::default().with_model("m"));
    assert_eq!(made(&config, "mine"), r#"openai m - ["env:not-looked-up"] None"#);
}

#[test]
fn who_is_the_default_is_said_by_the_one_that_there_is_or_asked_for() {
    let registry = registry();
    let error = registry.default_provider(&Config::new()).unwrap_err();
    assert_eq!(error.message(), "no provider is set up");
    let one = Config::from_toml("[providers.a]\ntype = \"openai\"").unwrap();
    assert_eq!(registry.default_provider(&one).unwrap().name(), "openai - - [] None");
    let two = one.with_provider("b", ProviderConfig::new("openai"));
    let error = registry.default_provider(&two).unwrap_err();
    let expected = "which provider is to be asked is not said: set default, or LLM_PROVIDER, to \
                    one of a, b";
    assert_eq!(error.message(), expected);
}

#[test]
fn a_variable_that_is_no_number_is_named_and_not_repeated() {
    let config = Config::new().with_env_from(variables(&[("LLM_TIMEOUT_SECONDS", "canary")]));
    let error = config.unwrap_err();
    assert_eq!(error.message(), "LLM_TIMEOUT_SECONDS: expected a number of seconds");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_unicode_is_named() {
    use std::os::unix::ffi::OsStringExt as _;
    let config = Config::new().with_env_from(|_| Some(OsString::from_vec(vec![0x6b, 0xff])));
    assert_eq!(config.unwrap_err().message(), "the variable LLM_PROVIDER is not Unicode");
}
