//! Services that look at traces. `Debug` shows no settings: there are secrets among them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::hide_secrets::hide_secrets;
use crate::{Extra, open_enum::open_enum};

/// Traces go to Arize AX.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Arize {
    /// The space: a secret.
    pub space_key: String,
    /// The key: a secret.
    pub api_key: String,
    /// The project.
    pub model_id: String,
    /// The address; `https://otlp.arize.com` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to Braintrust.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Braintrust {
    /// The key: a secret.
    pub api_key: String,
    /// The project.
    pub project_id: String,
    /// The address; `https://api.braintrust.dev` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to Datadog.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Datadog {
    /// The key, with permissions for LLM Observability: a secret.
    pub api_key: String,
    /// What the application is called there.
    pub ml_app: String,
    /// The address of the region; `https://api.us5.datadoghq.com` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to Grafana.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grafana {
    /// The key: a secret.
    pub api_key: String,
    /// The instance.
    pub instance_id: String,
    /// The address; `https://otlp-gateway-prod-us-west-0.grafana.net` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to Langfuse.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Langfuse {
    /// The public key.
    pub public_key: String,
    /// The secret key.
    pub secret_key: String,
    /// The address; `https://us.cloud.langfuse.com` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to `LangSmith`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Langsmith {
    /// The key: a secret.
    pub api_key: String,
    /// The address; `https://api.smith.langchain.com` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The project; `main` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The workspace, which keys of an organisation need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to New Relic.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Newrelic {
    /// The key: a secret.
    pub license_key: String,
    /// Where the account is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<NewRelicRegion>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to Opik.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opik {
    /// The key: a secret.
    pub api_key: String,
    /// The workspace.
    pub workspace: String,
    /// The project.
    pub project_name: String,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to `PostHog`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Posthog {
    /// The key: a secret.
    pub api_key: String,
    /// The address; `https://us.i.posthog.com` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to Ramp.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ramp {
    /// The key: a secret.
    pub api_key: String,
    /// The address; that of Ramp's own service if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to Sentry.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sentry {
    /// The project's address, which holds its key: a secret.
    pub dsn: String,
    /// Where traces go.
    pub otlp_endpoint: String,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to Weave, of Weights & Biases.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Weave {
    /// The key: a secret.
    pub api_key: String,
    /// The user or team.
    pub entity: String,
    /// The project.
    pub project: String,
    /// The address; `https://trace.wandb.ai` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Where an account at New Relic is.
    pub enum NewRelicRegion {
        /// In the United States.
        Us = "us",
        /// In the European Union.
        Eu = "eu",
    }
}

hide_secrets!(
    Arize, Braintrust, Datadog, Grafana, Langfuse, Langsmith, Newrelic, Opik, Posthog, Ramp,
    Sentry, Weave
);
