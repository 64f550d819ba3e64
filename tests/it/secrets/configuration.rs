//! Secrets in configuration: in their places, and in those of others.

use std::ffi::OsString;

use llm_types::{AuthConfig, ProviderConfig};
use openrouter_auth::{
    ApiKey, AuthorizationCode, CallbackUrl, CodeVerifier, Environment, OAuthFlow,
};
use openrouter_provider::{BaseUrl, OpenRouter};
use serde_json::{Value, json};

use super::planted::{CODE, KEYS, PASSWORD, VERIFIER, assert_hidden};
use super::shown::{shown, shown_error};

/// Texts that hold a key and are none.
fn spoilt(key: &str) -> Vec<String> {
    vec![
        format!("{key}\n{key}"),
        format!("Bearer {key}"),
        format!("{key},{key}"),
        format!("\"{key}\" \"{key}\""),
        format!("{key}\u{e9}"),
        format!("{key}\0"),
        key.repeat(40),
    ]
}

#[test]
fn a_key_that_cannot_be_one_is_not_repeated() {
    for text in KEYS.iter().flat_map(|key| spoilt(key)) {
        if let Err(error) = ApiKey::new(text.clone()) {
            assert_hidden("the error of a key", shown!(error));
        }
        for builder in [
            OpenRouter::builder().api_key(text.clone()),
            OpenRouter::builder().api_key("sk-or-v1-0").management_key(text.clone()),
        ] {
            assert_hidden("the builder", shown!(builder));
            if let Err(error) = builder.build() {
                assert_hidden("the error of the builder", shown_error(&error));
            }
        }
        for variable in [Environment::API_KEY, Environment::API_KEYS, Environment::MANAGEMENT_KEY] {
            let found = Environment::from_lookup(|name| {
                (name == variable).then(|| OsString::from(text.clone()))
            });
            match found {
                Ok(environment) => assert_hidden(variable, shown!(environment)),
                Err(error) => assert_hidden(variable, shown!(error)),
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_not_repeated() {
    use std::os::unix::ffi::OsStringExt as _;

    let bytes = [KEYS[0].as_bytes(), &[0xff]].concat();
    let error = Environment::from_lookup(|_| Some(OsString::from_vec(bytes.clone()))).unwrap_err();
    assert_hidden("the error", shown!(error));
}

#[test]
fn a_secret_in_an_address_is_not_repeated() {
    for address in [
        format!("https://user:{PASSWORD}@gateway.test/api"),
        format!("https://{PASSWORD}@gateway.test/"),
        format!("https://gateway.test/?key={}", KEYS[0]),
        format!("https://gateway.test/#{}", KEYS[0]),
        format!("http://{}@127.0.0.1:1/\n", KEYS[0]),
        KEYS[0].to_owned(),
        format!("{}:", KEYS[0]),
        format!("{}://gateway.test", KEYS[2]),
        format!("https://[{}]/", KEYS[0]),
        format!("https://gateway.test:{}/", KEYS[0]),
        format!("https://{} {}/", KEYS[0], KEYS[1]),
    ] {
        let error = BaseUrl::parse(&address).unwrap_err();
        assert_hidden(&format!("the error of {address}"), shown_error(&error));
        let builder = OpenRouter::builder().api_key(KEYS[0]).base_url(&address);
        let error = builder.build().unwrap_err();
        assert_hidden(&format!("the error of {address}"), shown_error(&error));
        if let Err(error) = CallbackUrl::new(&address) {
            assert_hidden("the error of the callback", shown!(error));
        }
    }
}

/// Configurations with the secret in this place. The name of a setting is none: it is shown, so that
/// a misspelt one can be found.
fn misplaced(place: &str, secret: &str) -> Vec<Value> {
    [json!(secret), json!([secret]), json!({"key": secret})]
        .into_iter()
        .map(|value| {
            let mut config = json!({"type": "openrouter"});
            config[place] = value;
            config
        })
        .collect()
}

#[test]
fn a_key_in_the_place_of_another_setting_is_not_repeated() {
    for place in [
        "api_key",
        "api_keys",
        "free_only",
        "timeout_seconds",
        "oauth",
        "model_overrides",
        "models",
        "type",
    ] {
        for config in misplaced(place, KEYS[0]) {
            let text = config.to_string();
            match serde_json::from_str::<ProviderConfig>(&text) {
                Err(error) => assert_hidden(&text, shown!(error)),
                // What a model, or a provider, is called is shown: it is no secret's place.
                Ok(_) if matches!(place, "models" | "type") => {}
                Ok(config) => {
                    assert_hidden(&text, shown!(config));
                    match OpenRouter::from_config(config) {
                        Ok(provider) => assert_hidden(&text, shown!(provider)),
                        Err(error) => assert_hidden(&text, shown_error(&error)),
                    }
                }
            }
        }
    }
    for auth in [
        json!({"method": "api_keys", "keys": KEYS[0]}),
        json!({"method": "api_keys", "keys": [[KEYS[0]]]}),
        json!({"method": "oauth_code", "code": [CODE], "verifier": VERIFIER}),
        json!({"method": "oauth_code", "code": CODE}),
    ] {
        let error = serde_json::from_value::<AuthConfig>(auth).unwrap_err();
        assert_hidden("the error of credentials", shown!(error));
    }
}

#[test]
fn a_code_and_a_verifier_that_cannot_be_right_are_not_repeated() {
    for text in [format!("{CODE} {CODE}"), CODE.repeat(20), format!("/cb?code={CODE}&code={CODE}")]
    {
        assert_hidden("the error of a code", shown!(AuthorizationCode::new(&text).unwrap_err()));
        let error = AuthorizationCode::from_pasted(&text).unwrap_err();
        assert_hidden("the error of what is pasted", shown!(error));
    }
    for text in
        [format!("/cb?error={CODE}"), format!("/cb?Code={CODE}"), format!("/cb#code={CODE}")]
    {
        let error = AuthorizationCode::from_callback(&text).unwrap_err();
        assert_hidden("the error of a callback", shown!(error));
    }
    let error = CodeVerifier::from_secret(VERIFIER.repeat(5)).unwrap_err();
    assert_hidden("the error of a verifier", shown!(error));
    for json in [
        json!({"verifier": VERIFIER.repeat(5), "callback_url": null, "created_at_ms": 0}),
        json!({"verifier": VERIFIER, "callback_url": CODE, "created_at_ms": 0}),
        json!({"verifier": [VERIFIER], "callback_url": null, "created_at_ms": 0}),
        json!({"verifier": VERIFIER, "callback_url": null, "created_at_ms": VERIFIER}),
        json!({ VERIFIER: 1 }),
    ] {
        let error = OAuthFlow::from_json(&json.to_string()).unwrap_err();
        assert_hidden("the error of a flow", shown!(error));
    }
}
