//! What is wrong with a configuration is said with its place, and no value is repeated.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(toml: &str, expected: &str) {
    let error = Config::from_toml(toml).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.message(), format!("the configuration:{expected}"));
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
}

const KEYS: &str = "type, base_url, api_key, api_keys, model, models, model_strategy, free_only, \
                    site_url, site_name, timeout_seconds, oauth, model_overrides";

#[test]
fn c05_a_key_that_is_not_known_is_named_with_its_place_and_the_nearest_one() {
    check(
        "[providers.main]\ntype = \"openrouter\"\n  api_kye = \"canary\"",
        &format!("3:3: providers.main.api_kye: no such key; did you mean api_key; allowed: {KEYS}"),
    );
    check(
        "defualt = \"main\"",
        "1:1: defualt: no such key; did you mean default; allowed: default, providers",
    );
    check(
        "[providers.r]\ntype = \"race\"\nmembers = [\"a\"]\nstager = 5",
        "4:1: providers.r.stager: no such key; allowed: type, members, stagger_milliseconds",
    );
    check(
        "[providers.r]\ntype = \"falback\"\nmembers = [\"a\"]",
        "2:8: providers.r.type: no such kind of provider with members; did you mean fallback; \
         allowed: fallback, race, balance",
    );
}

#[test]
fn c05_a_value_of_the_wrong_type_is_told_by_what_was_expected() {
    let provider = |line: &str| format!("[providers.main]\ntype = \"openrouter\"\n{line}");
    for (line, expected) in [
        ("model = [\"canary\"]", "3:9: providers.main.model: expected a string, found a list"),
        ("base_url = 4224242", "3:12: providers.main.base_url: expected a string, found a number"),
        (
            "timeout_seconds = \"canary\"",
            "3:19: providers.main.timeout_seconds: expected a number of seconds",
        ),
        (
            "timeout_seconds = -1",
            "3:19: providers.main.timeout_seconds: expected a number of seconds",
        ),
        ("free_only = \"canary\"", "3:13: providers.main.free_only: expected true or false"),
        ("api_key = 2026-11-23", "3:11: providers.main.api_key: expected a string"),
        ("api_keys = \"canary\"", "3:12: providers.main.api_keys: expected a list of strings"),
    ] {
        check(&provider(line), expected);
    }
    check(
        "providers = \"canary\"",
        "1:13: providers: expected a table of providers by their names",
    );
    check("default = 5", "1:11: default: expected the name of a provider");
    check("[providers]\nmain = \"canary\"", "2:8: providers.main: expected a table");
    check("[providers.main]\ntype = 5", "2:8: providers.main.type: expected a string");
    check(
        "[providers.main]\nmodel = \"canary\"",
        "1:1: providers.main: type is missing: it says which provider, as in type = \"openrouter\"",
    );
    check(
        "[providers.b]\ntype = \"balance\"\nmembers = [\"a\"]\nstrategy = \"canary\"",
        "4:12: providers.b.strategy: no such value; allowed: round_robin, least_in_flight, \
         two_choices",
    );
    check(
        "[providers.b]\ntype = \"race\"\nmembers = [\"a\", {provider = \"b\", wieght = 2}]",
        "3:34: providers.b.members[1].wieght: no such key; did you mean weight; allowed: provider, \
         model, weight",
    );
    check(
        "[providers.b]\ntype = \"fallback\"\nmembers = []",
        "3:11: providers.b.members: expected at least one provider",
    );
    check("[providers.b]\ntype = \"fallback\"", "1:1: providers.b: members is missing");
}

#[test]
fn c05_what_is_no_toml_is_told_by_line_and_column_without_the_line() {
    for (toml, place) in [
        ("a = 1\n[providers.main]\n[providers.main]", "3:12"),
        ("api_key = canary", "1:11"),
        ("api_key = \"canary\n", "1:18"),
        ("api_key = \"can\0ary\"", "1:15"),
        ("canary", "1:7"),
    ] {
        let error = Config::from_toml(toml).unwrap_err();
        let begins = format!("the configuration:{place}: is no TOML: ");
        assert!(error.message().starts_with(&begins), "{error}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}

#[test]
fn c05_what_is_no_json_is_told_by_line_and_column_without_the_line() {
    for (json, expected) in [
        ("{\"providers\": {\n  \"a\": canary", "2:8: is no JSON: expected value"),
        ("{\"default\": \"canary\", \"default\": \"b\"}", "1:37: is no JSON: duplicate key"),
        ("{} {}", "1:4: is no JSON: trailing characters"),
    ] {
        let error = Config::from_json(json).unwrap_err();
        assert_eq!(error.message(), format!("the configuration:{expected}"));
    }
    let json = r#"{"providers": {"main": {"type": "openai", "modle": "canary"}}}"#;
    let error = Config::from_json(json).unwrap_err();
    let expected = format!(
        "the configuration: providers.main.modle: no such key; did you mean model; allowed: {KEYS}"
    );
    assert_eq!(error.message(), expected);
}

#[test]
fn c05_a_file_beyond_all_measure_is_not_read() {
    let (_folder, path) = folder_with("llm.toml", vec![b'\n'; 10 * 1024 * 1024]);
    let error = Config::load(&path).unwrap_err();
    assert!(error.message().ends_with("llm.toml is larger than 1024 KiB"), "{error}");
    let error = Config::load(path.with_file_name("none.toml")).unwrap_err();
    assert!(error.message().ends_with("none.toml"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_provider_that_is_not_there_is_told_which_there_are() {
    let toml = "default = \"mian\"\n[providers.main]\ntype = \"opnai\"\n";
    check(toml, "1:11: default: no such provider; did you mean main; allowed: main");
    let config = Config::from_toml(&toml[17..]).unwrap();
    let expected = "the configuration: no such provider; did you mean main; allowed: main";
    assert_eq!(refused(&config, "mian"), expected);
    let expected = "the configuration:2:8: providers.main.type: no such kind of provider; did you \
                    mean openai; allowed: openai, openrouter, fallback, race, balance";
    assert_eq!(refused(&config, "main"), expected);
}

#[test]
fn what_a_constructor_refuses_is_told_of_its_provider() {
    let toml = "[providers.main]\ntype = \"openai\"\ntimeout_seconds = 0";
    let text = refused(&Config::from_toml(toml).unwrap(), "main");
    let expected = "the configuration: providers.main: timeout_seconds is 0, which leaves no time \
                    for any call";
    assert_eq!(text, expected);
}

/// Configurations as people write them, and parts of such.
fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("[providers.main]"),
        Just("[providers.both]"),
        Just("type = \"openrouter\""),
        Just("type = \"fallback\""),
        Just("members = [\"canary\", {provider = \"canary\"}]"),
        Just("api_key = \"canary\""),
        Just("api_key = canary"),
        Just("api_keys = [\"canary\", [\"canary\"], {a = \"canary\"}]"),
        Just("oauth = {key_label = [\"canary\"]}"),
        Just("model_overrides = [{model = \"m\", context_length = \"canary\"}]"),
        Just("model = \"\"\"canary\ncanary"),
        Just("default = \"canary\""),
        Just("timeout_seconds = 0xcanary"),
        Just("# canary"),
    ];
    let cut = any::<prop::sample::Index>();
    (proptest::collection::vec(line, 0..8), cut, any::<bool>()).prop_map(|(lines, cut, is_cut)| {
        let mut text = lines.join("\n");
        if is_cut && !text.is_empty() {
            text.truncate(cut.index(text.len()));
        }
        text
    })
}

proptest! {
    #[test]
    fn no_error_and_no_warning_repeats_a_value(text in lines()) {
        let shown = match Config::from_toml(&text) {
            Ok(config) => {
                let config = config.with_env_from(|_| None).unwrap();
                let made = registry().provider(&config, "both");
                format!("{:?} {:?}", config.warnings(), made.map_err(|error| error.to_string()).err())
            }
            Err(error) => format!("{error} {error:?}"),
        };
        prop_assert!(!shown.contains("canary"), "{}", shown);
    }
}
