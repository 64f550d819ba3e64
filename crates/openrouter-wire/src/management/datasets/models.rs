//! Which models are used most.

use serde::{Deserialize, Serialize};

use crate::{Extra, Method, Operation, models::Category, open_enum::open_enum};

/// `GET /datasets/rankings-daily`: the 50 models that were used most on each day, and the rest
/// together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyRankings {
    /// The first day, as `YYYY-MM-DD` in UTC; 30 days before the last if left out. Nothing
    /// is older than 2025-01-01.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// The last day; the last whole one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// The steps of time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Only requests of a modality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modality: Option<Modality>,
    /// Only requests of a length; not together with the next two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_bucket: Option<ContextBucket>,
    /// Only requests for a use. Estimated from a sample, by week or month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Only requests in a kind of language. Estimated likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_type: Option<LanguageType>,
}

impl Operation for DailyRankings {
    const ID: &'static str = "getRankingsDaily";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/datasets/rankings-daily";
    type Response = ModelsResponse;
}

open_enum! {
    /// The steps of time.
    pub enum Period {
        /// Days.
        Day = "day",
        /// Weeks, from Monday.
        Week = "week",
        /// Months.
        Month = "month",
    }
}

open_enum! {
    /// What goes into requests, or comes out.
    pub enum Modality {
        /// Text comes out.
        Text = "text",
        /// Images go in.
        Image = "image",
        /// Images come out.
        ImageOutput = "image_output",
        /// Sound goes in.
        Audio = "audio",
        /// Tools are called.
        ToolCalling = "tool_calling",
    }
}

open_enum! {
    /// How long requests are, in tokens at most.
    pub enum ContextBucket {
        /// A thousand.
        OneThousand = "1K",
        /// Ten thousand.
        TenThousand = "10K",
        /// A hundred thousand.
        HundredThousand = "100K",
        /// A million.
        OneMillion = "1M",
        /// Ten million.
        TenMillion = "10M",
    }
}

open_enum! {
    /// Kinds of language.
    pub enum LanguageType {
        /// Of people.
        Natural = "natural",
        /// Of programs.
        Programming = "programming",
    }
}

/// The reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelsResponse {
    /// At most 51 rows a day.
    pub data: Vec<ModelDay>,
    /// About the figures.
    pub meta: WindowMeta,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The use of a model on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelDay {
    /// The day, as `YYYY-MM-DD` in UTC, or the first of the week or month.
    pub date: String,
    /// The model with its variant; `other` is all the rest.
    pub model_permaslug: String,
    /// Its tokens, as decimal text: they may need 64 bits.
    pub total_tokens: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// About figures of a window of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowMeta {
    /// The first day that is counted.
    pub start_date: String,
    /// The last day that is counted.
    pub end_date: String,
    /// When the figures were made, as an ISO 8601 time.
    pub as_of: String,
    /// The version of the dataset: `v1`.
    pub version: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
