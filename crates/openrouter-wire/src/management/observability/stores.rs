//! Stores and addresses of one's own. `Debug` shows no settings: there are secrets among them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::hide_secrets::hide_secrets;
use crate::{Extra, open_enum::open_enum};

/// Traces go to `ClickHouse`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clickhouse {
    /// The machine.
    pub host: String,
    /// The database.
    pub database: String,
    /// The user; `default` if none was set up.
    pub username: String,
    /// The password: a secret.
    pub password: String,
    /// The table; `OPENROUTER_TRACES` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to a collector of `OpenTelemetry`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OtelCollector {
    /// The address.
    pub endpoint: String,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to S3, or what speaks like it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct S3 {
    /// The bucket.
    pub bucket_name: String,
    /// The key's id.
    pub access_key_id: String,
    /// The key: a secret.
    pub secret_access_key: String,
    /// The token of a temporary key: a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_token: Option<String>,
    /// The region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The address of a service that speaks like S3; that of AWS if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// What paths begin with; `openrouter-traces` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// How paths are made, of `{prefix}`, `{date}`, `{year}`, `{month}`, `{day}` and
    /// `{apiKeyName}`; `{prefix}/{date}` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_template: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to Snowflake.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snowflake {
    /// The account.
    pub account: String,
    /// The token: a secret.
    pub token: String,
    /// The database; `SNOWFLAKE_LEARNING_DB` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// The schema; `PUBLIC` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The table; `OPENROUTER_TRACES` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The warehouse; `COMPUTE_WH` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warehouse: Option<String>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Traces go to an address of one's own.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// The address.
    pub url: String,
    /// How it is asked; by `POST` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<WebhookMethod>,
    /// Headers that are sent along; they may hold secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How an address is asked.
    pub enum WebhookMethod {
        /// By `POST`.
        Post = "POST",
        /// By `PUT`.
        Put = "PUT",
    }
}

hide_secrets!(Clickhouse, OtelCollector, S3, Snowflake, Webhook);
