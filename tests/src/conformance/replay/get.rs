//! Endpoints that are asked without a body.

use llm_provider_base::RetryPolicy;
use llm_types::{Error, ModelProvider};
use openrouter_wire::{Operation as _, key, models};
use serde_json::{Value, json};

use super::super::expected::{Expected, expected};
use super::super::json_diff::same;
use super::super::nullable;
use super::super::report::{Check, Report};
use super::Replay;

pub(super) async fn check_models(replay: &Replay, report: &mut Report) {
    let result = async {
        let (_server, provider) = replay.start(models::List::PATH, RetryPolicy::never()).await?;
        let models = match provider.models().await {
            Ok(models) => models,
            Err(error) => return failed(replay, &error),
        };
        let rows = &replay.exchange.json()?["data"];
        // A row that is no model is left out.
        let ids: Value =
            rows.as_array().into_iter().flatten().filter_map(|row| row["id"].as_str()).collect();
        same(&ids, &models.iter().map(|model| model.id.as_str()).collect(), &[])
    };
    let result = result.await;
    report.record(Check::ModelsServed, &replay.exchange.name, result);
}

pub(super) async fn check_key(replay: &Replay, report: &mut Report) {
    let result = async {
        let (_server, provider) = replay.start(key::Get::PATH, RetryPolicy::never()).await?;
        let key = match provider.key_info().await {
            Ok(key) => key,
            Err(error) => return failed(replay, &error),
        };
        let expected = json!({"data": replay.exchange.json()?["data"]});
        same(&expected, &json!({"data": key}), nullable::KEY)
    };
    let result = result.await;
    report.record(Check::KeyServed, &replay.exchange.name, result);
}

/// A call that failed where it had to is as it should be.
fn failed(replay: &Replay, error: &Error) -> Result<(), String> {
    match expected(&replay.exchange) {
        Ok(Expected::Failure(expected)) if !replay.exchange.is_success() => {
            same(&json!(expected.kind), &json!(error.kind()), &[])
        }
        _ => Err(error.to_string()),
    }
}
