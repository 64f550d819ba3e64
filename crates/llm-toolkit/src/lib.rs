//! What applications build on any provider: typed tools and the loop that runs them, typed answers, conversations that fit.

mod schema;
pub use schema::{Misfit, MisfitKind, NotStrict, TypeSchema};
