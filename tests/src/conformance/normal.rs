//! The differences between two requests that make no difference to the service.
//!
//! The one place where the body that the provider sends may differ from the recorded one.

use serde_json::{Map, Number, Value};

/// The request in a form in which requests that mean the same are the same.
pub(crate) fn normal(request: &Value) -> Value {
    let Value::Object(fields) = request else { return request.clone() };
    let mut fields = fields.clone();
    // Null stands for "not said", and an empty list too: the neutral types have one word for both.
    fields.retain(|_, value| !value.is_null() && *value != Value::Array(Vec::new()));
    // The provider always says which it wants; without a word the service does not stream.
    if fields.get("stream") == Some(&Value::Bool(false)) {
        fields.remove("stream");
    }
    // So does an empty map of these; of others, such as `reasoning`, it says something.
    for name in ["image_config", "logit_bias", "metadata"] {
        if fields.get(name).and_then(Value::as_object).is_some_and(Map::is_empty) {
            fields.remove(name);
        }
    }
    // The short form of an effort.
    if let Some(effort) = fields.remove("reasoning_effort") {
        let reasoning = fields.entry("reasoning").or_insert_with(|| Map::new().into());
        if let Value::Object(reasoning) = reasoning {
            reasoning.entry("effort").or_insert(effort);
        }
    }
    // One text to stop at may stand without its list.
    if let Some(stop @ Value::String(_)) = fields.get_mut("stop") {
        *stop = Value::Array(vec![stop.take()]);
    }
    // Numbers are floats in the neutral types, and whole ones are written without a fraction.
    for value in fields.values_mut() {
        whole(value);
    }
    for message in list(&mut fields, "messages") {
        if let Value::Object(message) = message {
            self::message(message);
        }
    }
    Value::Object(fields)
}

fn message(message: &mut Map<String, Value>) {
    // As above.
    message.retain(|name, value| {
        let may_be_empty = !matches!(name.as_str(), "annotations" | "images" | "tool_calls");
        !value.is_null() && (may_be_empty || *value != Value::Array(Vec::new()))
    });
    // Another name of the same field.
    if let Some(reasoning) = message.remove("reasoning_content") {
        message.entry("reasoning").or_insert(reasoning);
    }
    // Where a call stood in its answer; the order of the list says it.
    for call in list(message, "tool_calls") {
        if let Value::Object(call) = call {
            call.remove("index");
        }
    }
    // Images are always of this kind.
    for image in list(message, "images") {
        if let Value::Object(image) = image {
            image.entry("type").or_insert_with(|| "image_url".into());
        }
    }
    for part in list(message, "content") {
        if let Value::Object(part) = part {
            part.retain(|_, value| !value.is_null());
        }
        // An old name.
        if let Some(kind) = part.get_mut("type").filter(|kind| *kind == "input_video") {
            *kind = "video_url".into();
        }
    }
    // Thoughts that are there byte for byte are not sent a second time as text.
    if message.contains_key("reasoning_details") {
        message.remove("reasoning");
    }
    // A single part that is nothing but text may stand without its list.
    if let Some(Value::Array(parts)) = message.get("content")
        && let [Value::Object(part)] = parts.as_slice()
        && part.len() == 2
        && part.get("type").is_some_and(|kind| kind == "text")
        && let Some(text @ Value::String(_)) = part.get("text").cloned()
    {
        message.insert("content".to_owned(), text);
    }
}

fn list<'a>(fields: &'a mut Map<String, Value>, name: &str) -> &'a mut [Value] {
    match fields.get_mut(name) {
        Some(Value::Array(items)) => items,
        _ => &mut [],
    }
}

fn whole(value: &mut Value) {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    if let Value::Number(number) = value
        && let Some(float) = number.as_f64()
        && number.is_f64()
        && float.fract() == 0.0
        && float.abs() < 1e15
    {
        *number = Number::from(float as i64);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn requests_that_mean_the_same_are_the_same() {
        let one = json!({
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "a"}]},
                {"role": "assistant", "content": null, "tool_calls": []},
            ],
            "stop": "x", "temperature": 0.0, "seed": null, "tools": [], "stream": false,
        });
        let other = json!({
            "messages": [{"role": "user", "content": "a"}, {"role": "assistant"}],
            "stop": ["x"], "temperature": 0,
        });
        assert_eq!(normal(&one), other);
        assert_eq!(normal(&other), other);
    }

    #[test]
    fn other_names_and_short_forms_mean_the_same() {
        let one = json!({
            "messages": [
                {"role": "user", "content": [{"type": "input_video", "video_url": {"url": "u"}}, {"type": "text", "text": "a"}]},
                {"role": "assistant", "reasoning_content": "r", "images": [{"image_url": {"url": "i"}}], "tool_calls": [{"index": 0, "id": "c"}], "annotations": []},
            ],
            "reasoning_effort": "low", "logit_bias": {}, "metadata": {}, "image_config": {},
        });
        let other = json!({
            "messages": [
                {"role": "user", "content": [{"type": "video_url", "video_url": {"url": "u"}}, {"type": "text", "text": "a"}]},
                {"role": "assistant", "reasoning": "r", "images": [{"type": "image_url", "image_url": {"url": "i"}}], "tool_calls": [{"id": "c"}]},
            ],
            "reasoning": {"effort": "low"},
        });
        assert_eq!(normal(&one), other);
        assert_eq!(normal(&other), other);
    }

    #[test]
    fn requests_that_mean_something_else_are_not() {
        let cached = json!({"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}});
        for request in [
            json!({"messages": [{"role": "user", "content": [cached]}]}),
            json!({"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}]}),
            json!({"messages": [{"role": "tool", "content": ""}]}),
            json!({"stream": true, "temperature": 0.5, "provider": {"only": []}}),
            json!({"reasoning": {}, "web_search_options": {}}),
            json!({"messages": [{"role": "assistant", "reasoning_details": []}]}),
        ] {
            assert_eq!(normal(&request), request);
        }
    }
}
