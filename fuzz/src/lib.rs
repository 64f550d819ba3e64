//! Laws that hold for any bytes: one module each, whose `check` panics where its law is broken.
//!
//! The fuzz targets look for such bytes. The seeds, and whatever once broke a law, are checked by
//! `cargo test`, which needs no nightly compiler.

pub mod accumulator;
pub mod callback;
pub mod error_classifier;
pub mod payload;
pub mod retry_after;
pub mod sse_decoder;
pub mod stream;

mod call;
mod cuts;

/// A law, and the name of its target and of the folder with its seeds.
pub type Law = (&'static str, fn(&[u8]));

/// Every law.
pub const LAWS: [Law; 7] = [
    ("accumulator", accumulator::check),
    ("callback", callback::check),
    ("error_classifier", error_classifier::check),
    ("payload", payload::check),
    ("retry_after", retry_after::check),
    ("sse_decoder", sse_decoder::check),
    ("stream", stream::check),
];

/// The rules of server-sent events word by word, the same that the decoder's own tests use.
#[path = "../../crates/llm-provider-base/src/sse/reference.rs"]
mod reference;
