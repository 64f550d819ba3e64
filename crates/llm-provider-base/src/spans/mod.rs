//! Spans: what tracing hears of a call and of its attempts.
//!
//! A call is a span, each request that is sent for it one under that, and a span lives as long as
//! what it tells of: that of a stream until the stream ends or is dropped. Names are those of
//! [`gen_ai`](crate::gen_ai), or ours ([`span_fields`]). Where nobody listens, a span is a
//! check of one atomic, and nothing of what it would tell is computed.

mod attempt_span;
mod call_span;
mod content_recording;
mod messages;
mod request;
mod said;
pub mod span_fields;

pub(crate) use attempt_span::AttemptSpan;
pub use call_span::CallSpan;
pub use content_recording::ContentRecording;
