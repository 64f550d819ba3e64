//! The API's JSON, where secrets are plain text: what is sent and received shows them, `Debug` does
//! not.

use std::fmt::Debug;

use openrouter_wire::management::{byok, observability};
use openrouter_wire::{Part, Payload, Upload, keys, oauth, responses};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Table, enter};
use crate::secrets::planted::{CODE, KEYS, PASSWORD, VERIFIER};

fn enter_sent<T: Debug + Serialize + DeserializeOwned>(table: &mut Table, json: Value) {
    table.sent(&serde_json::from_value::<T>(json).unwrap());
}

/// Settings of any service, each with a secret in all of its fields, known or not.
macro_rules! settings {
    ($table:expr, $($name:ident),+ $(,)?) => {
        $(enter_sent::<observability::$name>($table, settings());)+
    };
}

fn settings() -> Value {
    const TEXTS: [&str; 36] = [
        "accessKeyId",
        "account",
        "apiKey",
        "baseUrl",
        "bucketName",
        "database",
        "dsn",
        "endpoint",
        "entity",
        "host",
        "instanceId",
        "licenseKey",
        "mlApp",
        "modelId",
        "otlpEndpoint",
        "password",
        "pathTemplate",
        "prefix",
        "project",
        "projectId",
        "projectName",
        "publicKey",
        "region",
        "schema",
        "secretAccessKey",
        "secretKey",
        "sessionToken",
        "spaceKey",
        "table",
        "token",
        "unknown",
        "url",
        "username",
        "warehouse",
        "workspace",
        "workspaceId",
    ];
    let texts = TEXTS.into_iter().map(|name| (name.to_owned(), Value::from(KEYS[0])));
    let headers = ("headers".to_owned(), json!({ "x-key": PASSWORD }));
    texts.chain([headers]).collect()
}

pub(super) fn enter_all(table: &mut Table) {
    settings!(
        table,
        Arize,
        Braintrust,
        Clickhouse,
        Datadog,
        Grafana,
        Langfuse,
        Langsmith,
        Newrelic,
        Opik,
        OtelCollector,
        Posthog,
        Ramp,
        S3,
        Sentry,
        Snowflake,
        Weave,
        Webhook,
    );
    let destination = json!({"name": "n", "type": "webhook", "config": settings(), "new": KEYS[1]});
    enter_sent::<observability::Create>(table, destination.clone());
    enter_sent::<observability::Update>(table, destination);
    enter_sent::<byok::Create>(table, json!({"provider": "p", "key": KEYS[0], "new": KEYS[1]}));
    enter_sent::<byok::Update>(table, json!({"key": KEYS[0], "new": KEYS[1]}));
    enter_sent::<keys::Created>(table, json!({"data": {}, "key": KEYS[0], "new": KEYS[1]}));
    enter_sent::<oauth::TokenRequest>(table, json!({"code": CODE, "code_verifier": VERIFIER}));
    enter_sent::<oauth::TokenResponse>(
        table,
        json!({"key": KEYS[0], "user_id": null, "n": KEYS[1]}),
    );
    // By the method `plain`, the challenge is the verifier.
    let plain = json!({"callback_url": "https://app.test/", "code_challenge": VERIFIER});
    enter_sent::<oauth::CodeRequest>(table, plain);
    enter_sent::<oauth::Code>(table, json!({"id": CODE, "new": CODE}));
    let server = json!({
        "server_label": "l",
        "server_url": format!("https://user:{PASSWORD}@mcp.test/"),
        "authorization": KEYS[0],
        "headers": {"x-key": KEYS[1]},
    });
    enter_sent::<responses::McpTool>(table, server);

    enter!(table, Payload::json(&json!({ "code": CODE })).unwrap(), Upload::new("f", KEYS[0]));
    enter!(table, Part::text("field", KEYS[0]));
}
