//! What a call consumed.

use serde_json::{Value, json};

/// In the neutral words; `null` if nothing was said.
pub(super) fn usage(usage: &Value) -> Value {
    if usage.is_null() {
        return Value::Null;
    }
    let (prompt, completion) =
        (&usage["prompt_tokens_details"], &usage["completion_tokens_details"]);
    let input = count(&usage["prompt_tokens"]).unwrap_or(0);
    let output = count(&usage["completion_tokens"]).unwrap_or(0);
    json!({
        "input_tokens": input,
        "output_tokens": output,
        "total_tokens": count(&usage["total_tokens"]).unwrap_or(input + output),
        "cache_read_tokens": count(&prompt["cached_tokens"]),
        "cache_creation_tokens": count(&prompt["cache_write_tokens"]),
        "reasoning_tokens": count(&completion["reasoning_tokens"]),
        "cost": usage["cost"].as_f64(),
    })
}

/// A count that makes no sense counts as unsaid.
fn count(value: &Value) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be whole, small and not negative"
    )]
    let whole =
        |float: f64| (float.fract() == 0.0 && (0.0..1e15).contains(&float)).then_some(float as u64);
    value.as_u64().or_else(|| value.as_f64().and_then(whole))
}
