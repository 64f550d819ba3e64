//! `GET /models`: the catalogue.

mod benchmarks;
mod list;
mod model;
mod pricing;

pub use benchmarks::{ArtificialAnalysis, Benchmarks, DesignArena};
pub use list::{Entry, Links, List, ListResponse};
pub use model::{
    AliasTarget, Architecture, DefaultParameters, Model, ModelLinks, PerRequestLimits, Reasoning,
    TopProvider,
};
pub use pricing::{Pricing, PricingOverride};
