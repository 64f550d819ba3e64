//! [`ProviderConfig`]: how a provider is set up.

use std::fmt;
use std::time::Duration;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{ModelCapabilityOverride, ModelId, Secret};

/// How a provider is set up: from code, or from a file. It reads secrets and never writes them.
///
/// Unknown fields are errors, so that a misspelt one is noticed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ProviderConfig {
    /// Which provider.
    #[serde(rename = "type")]
    pub provider: ProviderType,
    /// Where it is, if not at its usual address.
    pub base_url: Option<String>,
    /// The API key.
    pub api_key: Option<Secret>,
    /// More API keys.
    #[serde(deserialize_with = "secrets")]
    pub api_keys: Vec<Secret>,
    /// The model to ask where a request names none.
    pub model: Option<ModelId>,
    /// Models to choose from, the preferred one first.
    #[serde(deserialize_with = "models")]
    pub models: Vec<ModelId>,
    /// How to choose among `models`, in the provider's word: `failover`, `round_robin`, ….
    pub model_strategy: Option<String>,
    /// Takes free variants only.
    #[serde(deserialize_with = "flag")]
    pub free_only: bool,
    /// The application's address, for attribution.
    pub site_url: Option<String>,
    /// The application's name, for attribution.
    pub site_name: Option<String>,
    /// How long a whole call may take, in seconds.
    #[serde(deserialize_with = "seconds")]
    pub timeout_seconds: Option<u64>,
    /// OAuth, where the provider has it.
    #[serde(deserialize_with = "table")]
    pub oauth: Option<OAuthConfig>,
    /// What the application knows better about models.
    #[serde(deserialize_with = "tables")]
    pub model_overrides: Vec<ModelCapabilityOverride>,
}

impl ProviderConfig {
    /// Set up for this provider, with nothing else said.
    pub fn new(provider: impl Into<ProviderType>) -> Self {
        Self { provider: provider.into(), ..Self::default() }
    }

    /// With an API key.
    #[must_use]
    pub fn with_api_key(mut self, key: impl Into<Secret>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// With a default model.
    #[must_use]
    pub fn with_model(mut self, model: impl Into<ModelId>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// At another address.
    #[must_use]
    pub fn with_base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// True if it has an API key.
    pub const fn has_keys(&self) -> bool {
        self.api_key.is_some() || !self.api_keys.is_empty()
    }

    /// The same, and where it says nothing, what the other one says. Keys are one thing in that, and
    /// so are models: whoever names some names all. What is only ever switched on is on if either
    /// says so.
    ///
    /// ```
    /// use llm_types::ProviderConfig;
    ///
    /// let file = ProviderConfig::new("openrouter").with_model("a/model").with_api_key("sk-…");
    /// let config = ProviderConfig::default().with_model("another/model").or(file);
    /// assert_eq!(config.model, Some("another/model".into()));
    /// assert_eq!(config.provider.as_str(), "openrouter");
    /// ```
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let (has_keys, has_models) =
            (self.has_keys(), self.model.is_some() || !self.models.is_empty());
        let Self {
            provider,
            base_url,
            api_key,
            api_keys,
            model,
            models,
            model_strategy,
            free_only,
            site_url,
            site_name,
            timeout_seconds,
            oauth,
            model_overrides,
        } = self;
        Self {
            provider: if provider.0.is_empty() { other.provider } else { provider },
            base_url: base_url.or(other.base_url),
            api_key: if has_keys { api_key } else { other.api_key },
            api_keys: if has_keys { api_keys } else { other.api_keys },
            model: if has_models { model } else { other.model },
            models: if has_models { models } else { other.models },
            model_strategy: model_strategy.or(other.model_strategy),
            free_only: free_only || other.free_only,
            site_url: site_url.or(other.site_url),
            site_name: site_name.or(other.site_name),
            timeout_seconds: timeout_seconds.or(other.timeout_seconds),
            oauth: oauth.or(other.oauth),
            model_overrides: if model_overrides.is_empty() {
                other.model_overrides
            } else {
                model_overrides
            },
        }
    }

    /// How long a whole call may take.
    pub const fn timeout(&self) -> Option<Duration> {
        match self.timeout_seconds {
            Some(seconds) => Some(Duration::from_secs(seconds)),
            None => None,
        }
    }
}

/// Names a kind of provider, such as `openrouter`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProviderType(String);

impl ProviderType {
    /// Takes any name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ProviderType {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<String> for ProviderType {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl fmt::Display for ProviderType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a caller proves who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AuthMethod {
    /// By an API key.
    ApiKey,
    /// By logging in through a browser.
    #[serde(rename = "oauth")]
    OAuth,
}

/// Credentials to take on at run time. It reads secrets and never writes them.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
#[non_exhaustive]
pub enum AuthConfig {
    /// API keys.
    ApiKeys {
        /// The keys.
        #[serde(deserialize_with = "secrets")]
        keys: Vec<Secret>,
    },
    /// The code that an OAuth login gave, and the verifier it was asked for with.
    #[serde(rename = "oauth_code")]
    OAuthCode {
        /// The code.
        code: Secret,
        /// The PKCE verifier.
        verifier: Secret,
    },
}

/// OAuth settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct OAuthConfig {
    /// Where the browser is sent back to.
    pub callback_url: Option<String>,
    /// What the key that is made shall be called.
    pub key_label: Option<String>,
}

/// Says what was expected, and no more: the usual message quotes what it found instead, and that may
/// be a secret that got into the wrong place.
macro_rules! read_unquoted {
    ($($name:ident: $type:ty = $expected:literal;)+) => {
        $(fn $name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
            Deserialize::deserialize(deserializer).map_err(|_| D::Error::custom($expected))
        })+
    };
}

read_unquoted! {
    secrets: Vec<Secret> = "expected a list of strings";
    models: Vec<ModelId> = "expected a list of strings";
    flag: bool = "expected true or false";
    seconds: Option<u64> = "expected a number of seconds";
}

/// As above, but a field of the table that is not known is named.
fn table<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        value @ Value::Object(_) => read_table(value).map(Some),
        _ => Err(D::Error::custom("expected a table")),
    }
}

fn tables<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let values = match Value::deserialize(deserializer)? {
        Value::Array(values) if values.iter().all(Value::is_object) => values,
        _ => return Err(D::Error::custom("expected a list of tables")),
    };
    values.into_iter().map(read_table).collect()
}

fn read_table<T: DeserializeOwned, E: serde::de::Error>(value: Value) -> Result<T, E> {
    T::deserialize(value).map_err(|error| {
        let message = error.to_string();
        // What is said of a value of the wrong type quotes it.
        let is_of_keys =
            ["unknown field", "missing field"].iter().any(|it| message.starts_with(it));
        E::custom(if is_of_keys { &message } else { "a setting in it is of the wrong type" })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_of_a_configuration_is_read() {
        let json = r#"{
            "type": "openrouter", "base_url": "https://x.test", "api_key": "a", "api_keys": ["b"],
            "model": "m", "models": ["m", "n"], "model_strategy": "failover", "free_only": true,
            "site_url": "https://app.test", "site_name": "App", "timeout_seconds": 90,
            "oauth": {"callback_url": "https://app.test/cb", "key_label": "My key"},
            "model_overrides": [{"model": "m", "context_length": 8}]
        }"#;
        let ProviderConfig {
            provider,
            base_url,
            api_key,
            api_keys,
            model,
            models,
            model_strategy,
            free_only,
            site_url,
            site_name,
            timeout_seconds,
            oauth,
            model_overrides,
        } = serde_json::from_str(json).unwrap();
        assert_eq!((provider, free_only), ("openrouter".into(), true));
        assert_eq!(base_url.as_deref(), Some("https://x.test"));
        let keys: Vec<_> = api_key.iter().chain(&api_keys).map(Secret::expose).collect();
        assert_eq!(keys, ["a", "b"]);
        assert_eq!((model, models), (Some("m".into()), vec!["m".into(), "n".into()]));
        assert_eq!(model_strategy.as_deref(), Some("failover"));
        assert_eq!(site_url.as_deref(), Some("https://app.test"));
        assert_eq!((site_name.as_deref(), timeout_seconds), (Some("App"), Some(90)));
        let oauth = oauth.unwrap();
        assert_eq!(oauth.callback_url.as_deref(), Some("https://app.test/cb"));
        assert_eq!(oauth.key_label.as_deref(), Some("My key"));
        assert_eq!(model_overrides[0].context_length, Some(8));
    }

    #[test]
    fn a_config_does_not_show_its_keys() {
        let config: ProviderConfig = serde_json::from_str(
            r#"{"type":"openrouter","api_key":"canary-1","api_keys":["canary-2"],"model":"m"}"#,
        )
        .unwrap();
        assert_eq!(config.provider.as_str(), "openrouter");
        assert_eq!(config.api_keys[0].expose(), "canary-2");
        assert!(!format!("{config:?}").contains("canary"));
        let auth = AuthConfig::ApiKeys { keys: vec!["canary-3".into()] };
        assert!(!format!("{auth:?}").contains("canary"));
    }

    #[test]
    fn a_secret_in_the_wrong_place_is_not_quoted_back() {
        for json in [
            r#"{"api_keys":"canary"}"#,
            r#"{"api_keys":["a","b",{"key":"canary"}]}"#,
            r#"{"api_keys":{"canary":1}}"#,
            r#"{"api_key":["canary"]}"#,
            r#"{"api_key":4224242}"#,
            r#"{"api_keys":[4224242]}"#,
            r#"{"models":"canary"}"#,
            r#"{"free_only":"canary"}"#,
            r#"{"timeout_seconds":"canary"}"#,
            r#"{"oauth":"canary"}"#,
            r#"{"model_overrides":"canary"}"#,
            r#"{"model_overrides":["canary"]}"#,
            r#"{"oauth":{"key_label":4224242}}"#,
            r#"{"model_overrides":[{"model":"m","context_length":"canary, expected"}]}"#,
        ] {
            let error = serde_json::from_str::<ProviderConfig>(json).unwrap_err().to_string();
            assert!(!error.contains("canary") && !error.contains("4224242"), "{error}");
            let says = ["expected", "wrong type"].iter().any(|words| error.contains(words));
            assert!(says && error.contains("at line 1"), "{error}");
        }
        let json = r#"{"method":"api_keys","keys":"canary"}"#;
        let error = serde_json::from_str::<AuthConfig>(json).unwrap_err().to_string();
        assert!(!error.contains("canary"), "{error}");
    }

    #[test]
    fn one_configuration_over_another_says_only_what_it_wants_to_change() {
        let file: ProviderConfig = serde_json::from_str(
            r#"{"type":"a","base_url":"u","api_keys":["k1","k2"],"model":"m","models":["m","n"],
                "model_strategy":"s","free_only":true,"site_url":"su","site_name":"sn",
                "timeout_seconds":9,"oauth":{"key_label":"l"},"model_overrides":[{"model":"m"}]}"#,
        )
        .unwrap();
        // Debug shows all but the keys.
        let untouched = ProviderConfig::default().or(file.clone());
        assert_eq!(format!("{untouched:?}"), format!("{file:?}"));
        assert_eq!(untouched.api_keys[1].expose(), "k2");

        let above = ProviderConfig::default().with_api_key("k3").with_model("o");
        let config = above.or(file.clone());
        assert_eq!(config.api_key.unwrap().expose(), "k3");
        assert!(config.api_keys.is_empty() && config.models.is_empty());
        assert_eq!((config.model, config.timeout_seconds), (Some("o".into()), Some(9)));

        let all = format!("{file:?}");
        let other = ProviderConfig::new("b").with_base_url("v").with_model("p");
        assert_eq!(format!("{:?}", file.or(other)), all);
    }

    #[test]
    fn oauth_is_one_word_in_json() {
        assert_eq!(serde_json::to_value(AuthMethod::OAuth).unwrap(), "oauth");
        let code: AuthConfig =
            serde_json::from_str(r#"{"method":"oauth_code","code":"c","verifier":"v"}"#).unwrap();
        assert!(matches!(code, AuthConfig::OAuthCode { .. }));
    }

    #[test]
    fn a_misspelt_field_is_named() {
        let json = r#"{"model_overrides":[{"model":"m","context_lenght":8}]}"#;
        let error = serde_json::from_str::<ProviderConfig>(json).unwrap_err();
        assert!(error.to_string().contains("context_lenght"), "{error}");
        let error = serde_json::from_str::<ProviderConfig>(r#"{"api_kye":"x"}"#).unwrap_err();
        assert!(error.to_string().contains("api_kye"), "{error}");
    }
}
