//! `/datasets`: public figures about all of the service's traffic.
//!
//! Any API key may ask, 30 times a minute; an account may ask 500 times a day.

mod apps;
mod models;
mod sessions;

pub use apps::{App, AppRankings, AppSort, AppsResponse, Category};
pub use models::{
    ContextBucket, DailyRankings, LanguageType, Modality, ModelDay, ModelsResponse, Period,
    WindowMeta,
};
pub use sessions::{SessionCost, SessionCosts, SessionMeta, SessionsResponse, TurnRange};
