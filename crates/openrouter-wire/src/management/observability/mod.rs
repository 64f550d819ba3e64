//! `/observability`: where the service sends the traces of requests.

mod change;
mod destination;
mod hide_secrets;
mod rules;
mod services;
mod stores;

pub use change::{Create, Delete, Update};
pub use destination::{Configured, Destination, DestinationType, Get, List};
pub use rules::{FilterRules, Logic, Rule, RuleField, RuleGroup, RuleOperator, RuleValue};
pub use services::{
    Arize, Braintrust, Datadog, Grafana, Langfuse, Langsmith, NewRelicRegion, Newrelic, Opik,
    Posthog, Ramp, Sentry, Weave,
};
pub use stores::{Clickhouse, OtelCollector, S3, Snowflake, Webhook, WebhookMethod};
