//! `/models` and `/model`: the catalogue.

mod architecture;
mod benchmarks;
mod get;
mod id;
mod list;
mod model;
mod parameter;
mod pricing;
mod query;
mod response;
mod variant;

pub use architecture::{Architecture, InstructType, Tokenizer};
pub use benchmarks::{ArtificialAnalysis, Benchmarks, DesignArena};
pub use get::{Get, GetCount, Total};
pub use id::{Id, InvalidId, Kind};
pub use list::{Feed, List, ListUser};
pub use model::{
    AliasTarget, DefaultParameters, Model, ModelLinks, PerRequestLimits, Reasoning, TopProvider,
};
pub use parameter::Parameter;
pub use pricing::{Pricing, PricingOverride};
pub use query::{AllModalities, Category, OutputModalities, Region, Sort};
pub use response::{Entry, Links, ListResponse};
pub use variant::{Router, Variant};
