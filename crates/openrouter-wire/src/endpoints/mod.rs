//! `/models/{author}/{slug}/endpoints` and `/endpoints/zdr`: which upstreams serve a model, how
//! well, and at what price.
//!
//! Addresses of the service are in [`address`](crate::address).

mod list;
mod offer;
mod status;

pub use list::{Architecture, List, ListZdr, Model};
pub use offer::{Endpoint, Percentiles};
pub use status::Status;
