//! What goes wrong between here and a model, and what becomes of a call: one test a fault.
//!
//! The code at the start of a test's name is its row in the list of faults. Each trial is a call of
//! the real provider, over real HTTP, against a server that fails by script; whatever the fault,
//! [`Trial`] holds the outcome to what must be true of every call.

mod any_error;
mod body;
mod call_loop;
mod cancelling;
mod chunks;
mod compression;
mod concurrency;
mod configuration;
mod error_bodies;
mod error_places;
mod headers;
mod hedging;
mod hedging_limits;
mod http2;
mod json;
mod json_texts;
mod kept_connections;
mod memory;
mod model_failover;
mod models;
mod money;
mod network;
mod proxies;
mod rate_limits;
mod receipts;
mod refusal;
mod request_limits;
mod shutdown;
mod spending;
mod status;
mod stream;
mod stream_bytes;
mod stream_chunks;
mod stream_failures;
mod stream_timers;
mod time;
mod tls;
mod tool_call_ends;
mod tool_calls;
mod trial;
mod two_models;

use trial::{A1, A2, B1, PROMPT, Trial, Watched};
