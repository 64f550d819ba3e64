//! `/analytics`: figures about the account's requests, grouped and filtered as asked for.

mod classifier;
mod filter;
mod meta;
mod query;
mod reply;

pub use classifier::{ClassifierDimensions, ClassifierFilters, TagFilter};
pub use filter::{Filter, FilterValue, Operand};
pub use meta::{
    Dimension, DisplayFormat, Granularity, GranularityName, Meta, MetaData, Metric, Operator,
    OperatorName, ValueType,
};
pub use query::{Direction, OrderBy, Query, TimeRange};
pub use reply::{Metadata, Rows};
