//! What a service that refuses sends, for the rows whose fault is in the head of a reply.

use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::{A1, Trial};

/// An error in the service's form.
pub(super) fn error(code: u16, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message } })
}

/// A reply that is an error.
pub(super) fn refusal(code: u16, message: &str) -> Script {
    Script::replies(code, &error(code, message))
}

/// A reply that is an error, with these headers besides.
pub(super) fn refusal_with(code: u16, headers: &[(&str, &str)], body: &Value) -> Script {
    let headers = [&[("content-type", "application/json")], headers].concat();
    Script::new().read().reply_with(code, &headers, body.to_string())
}

/// This, and then a healthy answer of one word: each on a connection of its own.
pub(super) fn then_healthy(script: Script) -> Trial {
    Trial::of([script.close(), Script::healthy(1)]).words(1)
}

/// These keys get this refusal, all others a healthy answer of one word.
pub(super) fn for_keys<const N: usize>(keys: [&str; N], code: u16, body: &Value) -> Trial {
    let refused = Script::new().json(code, body).close();
    let healthy = Script::new().events().words(1).finish("stop").usage(1).done().end().close();
    let script = Script::new().read().by_key(keys.map(|key| (key, refused.clone())), healthy);
    Trial::of([script]).words(1)
}

/// The pool has this key only.
pub(super) fn with_one_key(trial: Trial) -> Trial {
    use openrouter_auth::{ApiKey, KeyPool, PoolKey};
    trial.with(|builder| {
        builder.key_pool(KeyPool::builder().keys([PoolKey::new(ApiKey::new(A1).unwrap())]))
    })
}
