//! Which applications use the service most.

use serde::{Deserialize, Serialize};

use super::WindowMeta;
use crate::{Count, Extra, Method, Operation, attribution, open_enum::open_enum};

/// `GET /datasets/app-rankings`: the public applications that use most tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRankings {
    /// The first day, as `YYYY-MM-DD` in UTC; 30 days before the last if left out. Nothing
    /// is older than 2025-01-01.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// The last day; the last whole one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// Only those of a category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Only those of a subcategory: what applications say of themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<attribution::Category>,
    /// What they are ranked by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<AppSort>,
    /// How many come, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// How many are passed over, up to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
}

impl Operation for AppRankings {
    const ID: &'static str = "getAppRankings";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/datasets/app-rankings";
    type Response = AppsResponse;
}

open_enum! {
    /// What applications are for.
    pub enum Category {
        /// Writing programs.
        Coding = "coding",
        /// Making something.
        Creative = "creative",
        /// Getting work done.
        Productivity = "productivity",
        /// Fun.
        Entertainment = "entertainment",
    }
}

open_enum! {
    /// What applications are ranked by.
    pub enum AppSort {
        /// Tokens in the window.
        Popular = "popular",
        /// Growth against the three windows before.
        Trending = "trending",
    }
}

/// The reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppsResponse {
    /// The applications, by rank.
    pub data: Vec<App>,
    /// About the figures.
    pub meta: WindowMeta,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// Its id.
    pub app_id: Count,
    /// Its name.
    pub app_name: String,
    /// Its place, from 1.
    pub rank: Count,
    /// Its requests in the window.
    pub total_requests: Count,
    /// Its tokens in the window, as decimal text: they may need 64 bits.
    pub total_tokens: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
