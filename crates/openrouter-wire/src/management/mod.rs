//! Managing an organisation: what no application needs to run, and whoever operates many does.
//!
//! All of it needs a management key, unless an operation says otherwise
//! ([`Operation::ACCESS`](crate::Operation::ACCESS)).

pub mod analytics;
pub mod benchmarks;
pub mod byok;
pub mod classifications;
pub mod datasets;
pub mod guardrails;
pub mod observability;
pub mod organization;
pub mod scim;
pub mod workspaces;
