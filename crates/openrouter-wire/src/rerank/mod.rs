//! `POST /rerank`: documents in the order of how well they answer a query.
//!
//! There is no stream. Refusals have the shape of all others, [`error::Body`](crate::error::Body).

mod request;
mod response;

pub use request::{Document, Request, StructuredDocument};
pub use response::{Ranked, Response, Usage};
