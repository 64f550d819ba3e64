//! What a preset keeps of a request, and puts into others.

use openrouter_wire::presets::Version;
use serde_json::{Map, Value, json};

/// The settings that a preset keeps. The rest of a request is passed over.
const SETTINGS: [&str; 29] = [
    "model",
    "models",
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "top_a",
    "frequency_penalty",
    "presence_penalty",
    "repetition_penalty",
    "max_tokens",
    "max_completion_tokens",
    "max_output_tokens",
    "stop",
    "stop_sequences",
    "seed",
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "response_format",
    "reasoning",
    "reasoning_effort",
    "verbosity",
    "provider",
    "plugins",
    "route",
];

/// What answers if neither the request nor its preset names a model.
const DEFAULT_MODEL: &str = "openrouter/auto";

/// What a preset keeps of a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Config {
    pub(super) settings: Map<String, Value>,
    pub(super) system_prompt: Option<String>,
}

impl Config {
    /// Takes the settings out of a request for any kind of endpoint.
    pub(crate) fn read(body: &Map<String, Value>) -> Self {
        let kept = |name: &&str| Some((String::from(*name), body.get(*name)?.clone()));
        let settings = SETTINGS.iter().filter_map(kept).filter(|(_, value)| !value.is_null());
        Self { settings: settings.collect(), system_prompt: system_prompt(body) }
    }
}

fn system_prompt(body: &Map<String, Value>) -> Option<String> {
    let beside = ["system", "instructions"].iter().find_map(|name| body.get(*name)?.as_str());
    let message = || {
        let messages = body.get("messages")?.as_array()?;
        messages.iter().find(|message| message["role"] == "system")?["content"].as_str()
    };
    beside.or_else(message).map(str::to_owned)
}

/// Returns which preset a request names: as its model, behind its model, or beside it.
pub(super) fn named_in(body: &Map<String, Value>) -> Option<String> {
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    let beside = body.get("preset").and_then(Value::as_str);
    let beside = beside.map(|slug| slug.strip_prefix("@preset/").unwrap_or(slug));
    model.split_once("@preset/").map(|(_, slug)| slug).or(beside).map(str::to_owned)
}

/// Puts the settings of a version into a request. What the request says itself stays.
pub(super) fn apply(version: &Version, body: &mut Map<String, Value>) {
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    let model = model.split_once("@preset/").map_or(model, |(model, _)| model).to_owned();
    if model.is_empty() {
        body.remove("model");
    } else {
        body.insert("model".to_owned(), model.into());
    }
    for (name, value) in version.config.iter().flatten() {
        if body.get(name).is_none_or(Value::is_null) {
            body.insert(name.clone(), value.clone());
        }
    }
    // Where neither names a model, the service chooses.
    body.entry("model").or_insert_with(|| DEFAULT_MODEL.into());
    let says_one = system_prompt(body).is_some();
    if let (Some(prompt), false) = (&version.system_prompt, says_one) {
        if let Some(messages) = body.get_mut("messages").and_then(Value::as_array_mut) {
            messages.insert(0, json!({"role": "system", "content": prompt}));
        } else if body.contains_key("input") {
            body.insert("instructions".to_owned(), prompt.as_str().into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn system(text: &str) -> Value {
        json!([{"role": "system", "content": text}, {"role": "user", "content": "Hi"}])
    }

    #[test]
    fn settings_are_kept_and_the_rest_is_passed_over() {
        let settings = json!({"model": "a/b", "temperature": 0.5, "tools": []});
        let mut body = map(&settings);
        body.insert("messages".to_owned(), system("Be brief."));
        body.insert("stream".to_owned(), true.into());
        body.insert("seed".to_owned(), Value::Null);
        let config = Config::read(&body);
        assert_eq!(Value::Object(config.settings), settings);
        assert_eq!(config.system_prompt.as_deref(), Some("Be brief."));
        for beside in ["system", "instructions"] {
            let config = Config::read(&map(&json!({beside: "Be long."})));
            assert_eq!(config.system_prompt.as_deref(), Some("Be long."), "{beside}");
        }
    }

    #[test]
    fn a_request_names_a_preset_in_three_ways() {
        for (body, slug) in [
            (json!({"model": "@preset/short"}), Some("short")),
            (json!({"model": "a/b@preset/short"}), Some("short")),
            (json!({"model": "a/b", "preset": "short"}), Some("short")),
            (json!({"preset": "@preset/short"}), Some("short")),
            (json!({"model": "a/b"}), None),
        ] {
            assert_eq!(named_in(&map(&body)).as_deref(), slug, "{body}");
        }
    }

    #[test]
    fn what_a_request_says_itself_stays() {
        let config = map(&json!({"model": "a/b", "temperature": 0.5, "top_p": 0.9}));
        let version = Version {
            config: Some(config),
            system_prompt: Some("Be brief.".to_owned()),
            ..Version::default()
        };
        let applied = |body: Value| {
            let mut body = map(&body);
            apply(&version, &mut body);
            Value::Object(body)
        };
        assert_eq!(
            applied(
                json!({"model": "@preset/x", "top_p": 1, "messages": [{"role": "user", "content": "Hi"}]})
            ),
            json!({"top_p": 1, "messages": system("Be brief."), "model": "a/b", "temperature": 0.5})
        );
        assert_eq!(
            applied(
                json!({"model": "c/d@preset/x", "temperature": 0, "messages": system("Sing.")})
            ),
            json!({"model": "c/d", "temperature": 0, "messages": system("Sing."), "top_p": 0.9})
        );
        let input = json!({"model": "c/d", "input": "Hi", "preset": "x"});
        assert_eq!(applied(input)["instructions"], "Be brief.");
        let input = json!({"model": "c/d", "input": "Hi", "instructions": "Sing."});
        assert_eq!(applied(input)["instructions"], "Sing.");
    }

    #[test]
    fn the_service_chooses_a_model_where_nobody_names_one() {
        let mut body = map(&json!({"model": "@preset/x", "messages": []}));
        apply(&Version::default(), &mut body);
        assert_eq!(Value::Object(body), json!({"model": "openrouter/auto", "messages": []}));
    }
}
