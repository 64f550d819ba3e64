//! To look at destinations.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::FilterRules;
use super::{
    Arize, Braintrust, Clickhouse, Datadog, Grafana, Langfuse, Langsmith, Newrelic, Opik,
    OtelCollector, Posthog, Ramp, S3, Sentry, Snowflake, Weave, Webhook,
};
use crate::{
    Access, Data, Extra, Method, Operation, Page, open_enum::open_enum, operation::paged_by_offset,
};

/// `GET /observability/destinations`: the destinations of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Which workspace; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
}

impl Operation for List {
    const ID: &'static str = "listObservabilityDestinations";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/observability/destinations";
    const ACCESS: Access = Access::Management;
    type Response = Page<Destination>;
}

paged_by_offset!(List => Destination);

/// `GET /observability/destinations/{id}`: one destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Which one.
    #[serde(skip)]
    pub id: String,
}

impl Get {
    /// Creates a question about a destination.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Get {
    const ID: &'static str = "getObservabilityDestination";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/observability/destinations/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Data<Destination>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

open_enum! {
    /// Where traces go.
    pub enum DestinationType {
        /// Arize AX.
        Arize = "arize",
        /// Braintrust.
        Braintrust = "braintrust",
        /// `ClickHouse`.
        Clickhouse = "clickhouse",
        /// Datadog.
        Datadog = "datadog",
        /// Grafana.
        Grafana = "grafana",
        /// Langfuse.
        Langfuse = "langfuse",
        /// `LangSmith`.
        Langsmith = "langsmith",
        /// New Relic.
        Newrelic = "newrelic",
        /// Opik.
        Opik = "opik",
        /// A collector of `OpenTelemetry`.
        OtelCollector = "otel-collector",
        /// `PostHog`.
        Posthog = "posthog",
        /// Ramp.
        Ramp = "ramp",
        /// S3, or what speaks like it.
        S3 = "s3",
        /// Sentry.
        Sentry = "sentry",
        /// Snowflake.
        Snowflake = "snowflake",
        /// Weave, of Weights & Biases.
        Weave = "weave",
        /// An address of one's own.
        Webhook = "webhook",
    }
}

/// A destination, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Destination {
    /// Arize AX.
    #[serde(rename = "arize")]
    Arize(Box<Configured<Arize>>),
    /// Braintrust.
    #[serde(rename = "braintrust")]
    Braintrust(Box<Configured<Braintrust>>),
    /// `ClickHouse`.
    #[serde(rename = "clickhouse")]
    Clickhouse(Box<Configured<Clickhouse>>),
    /// Datadog.
    #[serde(rename = "datadog")]
    Datadog(Box<Configured<Datadog>>),
    /// Grafana.
    #[serde(rename = "grafana")]
    Grafana(Box<Configured<Grafana>>),
    /// Langfuse.
    #[serde(rename = "langfuse")]
    Langfuse(Box<Configured<Langfuse>>),
    /// `LangSmith`.
    #[serde(rename = "langsmith")]
    Langsmith(Box<Configured<Langsmith>>),
    /// New Relic.
    #[serde(rename = "newrelic")]
    Newrelic(Box<Configured<Newrelic>>),
    /// Opik.
    #[serde(rename = "opik")]
    Opik(Box<Configured<Opik>>),
    /// A collector of `OpenTelemetry`.
    #[serde(rename = "otel-collector")]
    OtelCollector(Box<Configured<OtelCollector>>),
    /// `PostHog`.
    #[serde(rename = "posthog")]
    Posthog(Box<Configured<Posthog>>),
    /// Ramp.
    #[serde(rename = "ramp")]
    Ramp(Box<Configured<Ramp>>),
    /// S3, or what speaks like it.
    #[serde(rename = "s3")]
    S3(Box<Configured<S3>>),
    /// Sentry.
    #[serde(rename = "sentry")]
    Sentry(Box<Configured<Sentry>>),
    /// Snowflake.
    #[serde(rename = "snowflake")]
    Snowflake(Box<Configured<Snowflake>>),
    /// Weave, of Weights & Biases.
    #[serde(rename = "weave")]
    Weave(Box<Configured<Weave>>),
    /// An address of one's own.
    #[serde(rename = "webhook")]
    Webhook(Box<Configured<Webhook>>),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A destination with the settings of its type. The service masks what is secret in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the API has them so")]
pub struct Configured<C> {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The workspace whose requests it gets.
    pub workspace_id: String,
    /// Whether it is switched on.
    pub enabled: bool,
    /// The settings.
    pub config: C,
    /// Only requests with these API keys, by hash; none is all.
    pub api_key_hashes: Option<Vec<String>>,
    /// Only requests that these rules let through; none is all.
    pub filter_rules: Option<FilterRules>,
    /// The share of requests that it gets, 0.0001 to 1.
    pub sampling_rate: Number,
    /// Whether prompts and answers are left out.
    pub privacy_mode: bool,
    /// Whether it is told what requests cost.
    pub broadcast_generation_cost: bool,
    /// Whether it is told whose they are.
    pub broadcast_generation_identity: bool,
    /// Whether it is told where they came from.
    pub broadcast_generation_request_context: bool,
    /// When it was made, as an ISO 8601 time.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn destination(kind: &str, config: &Value) -> Value {
        json!({
            "id": "d", "name": null, "workspace_id": "w", "enabled": true, "type": kind,
            "config": config, "api_key_hashes": ["h"], "sampling_rate": 0.5,
            "filter_rules": {"enabled": true, "groups": [{"logic": "or", "rules": [
                {"field": "total_cost", "operator": "gt", "value": 0.5},
            ]}]},
            "privacy_mode": false, "broadcast_generation_cost": true,
            "broadcast_generation_identity": false, "broadcast_generation_request_context": false,
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
        })
    }

    #[test]
    fn a_destination_has_the_settings_of_its_type() {
        let config = json!({
            "bucketName": "b", "accessKeyId": "i", "secretAccessKey": "canary",
            "pathTemplate": "{date}", "headers": {"x-key": "canary"},
        });
        let json = destination("s3", &config);
        let decoded: Destination = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&decoded).unwrap(), json);
        let debug = format!("{decoded:?}");
        assert!(debug.contains("S3") && !debug.contains("canary"), "{debug}");
        let Destination::S3(s3) = decoded else { panic!("{debug}") };
        assert_eq!(s3.config.path_template.as_deref(), Some("{date}"));
        assert!(s3.extra.is_empty() && s3.config.extra.is_empty());
    }

    #[test]
    fn a_destination_of_a_new_type_is_kept() {
        let json = destination("carrier-pigeon", &json!({"loft": 3}));
        let decoded: Destination = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(decoded, Destination::Other(json));
    }
}
