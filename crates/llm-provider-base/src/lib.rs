//! Machinery that every HTTP provider needs: transport, the whole way of a call with its one retry
//! loop, streams, spans, rate limits, metrics, caches.
//!
//! A provider of a service with one key begins at [`Service`], whose example is one in miniature;
//! one that chooses between keys or models implements [`Exchange`]. Nothing here knows a provider:
//! what the payloads of one service mean is decided above.
//! Spawns no task and reads no clock of its own accord: state machines take `now`.

mod append;
mod transport;

pub use self::transport::{
    Body, Delivery, DrainLot, HttpRequest, HttpResponse, Transport, TransportError,
    TransportErrorKind, default_transport,
};
#[cfg(feature = "reqwest")]
pub use self::transport::{ReqwestTransport, ReqwestTransportBuilder};
#[cfg(any(test, feature = "test-util"))]
pub use self::transport::{ScriptedReply, ScriptedTransport};

mod sse;
pub use self::sse::{SseDecoder, SseError, SseEvent, SseFrame, SseLimits};
mod retry;
pub use self::retry::{
    FailureClass, GiveUp, Retries, RetryBudget, RetryDecision, RetryPolicy, reset_delay,
    retry_after,
};
mod spending;
pub use self::spending::{
    BudgetExceeded, EstimatedCharge, Reservation, SpendingBudget, SpendingStatus, SpendingWindow,
};
mod breaker;
pub use self::breaker::{Admission, BreakerPolicy, BreakerState, CircuitBreaker};
mod timers;
pub use self::timers::{StreamTimeouts, StreamTimer, StreamTimers};
mod clock;
pub use self::clock::{Clock, SystemClock};
mod random;
#[cfg(any(test, feature = "test-util"))]
pub use self::random::FixedRandom;
pub use self::random::{Random, ThreadRandom};
pub mod gen_ai;
mod metrics;
pub use self::metrics::{CallGuard, Metrics};
mod cache;
pub use self::cache::{Cached, SingleFlightCache};
mod layer;
pub use self::layer::{
    CacheOutcome, CachePolicy, Cassette, ConcurrencyLimit, ConcurrencyStatus, Layer, LayerExt,
    Layered, Recorder, ReplayProvider, ResponseCache,
};
mod connectivity;
pub use self::connectivity::ConnectivityCache;
mod model_cache;
pub use self::model_cache::{ModelCache, ModelList};
mod composite;
pub use self::composite::{
    Balance, Failover, Fallback, Member, MemberStatus, OfferedBy, Race, Strategy,
};
#[cfg(feature = "config")]
mod config;
#[cfg(feature = "config")]
pub use self::config::Config;
#[cfg(feature = "keyring")]
mod keyring;
#[cfg(feature = "keyring")]
pub use self::keyring::session_keyring;
#[cfg(feature = "conformance")]
pub mod conformance;
mod registry;
mod shared_error;
pub use self::registry::ProviderRegistry;
mod rate_limit;
pub use self::rate_limit::{AllowanceCache, RateLimits, rate_limit_info};
mod base_url;
pub use self::base_url::BaseUrl;
mod scrub;
pub use self::scrub::{Echo, is_page, plain_text, scrub};
mod failure;
pub use self::failure::{Failure, Fault};
mod spans;
pub use self::spans::{CallSpan, ContentRecording, span_fields};
mod call;
pub use self::call::{
    Account, Beside, Call, CallPath, Called, ChatDocument, ChatReply, ERROR_BODY_LIMIT, Endpoint,
    Exchange, ExchangeFailure, Limits, Naming, Next, Parcel, Replay, Reply, Service, Shape, Stake,
    Timeouts, Trace, Turn, error_body, is_compressed, json_body, media_type, shape_of, without_bom,
};
mod streaming;
pub use self::streaming::{Alarm, ReadFailure, Reader, Step, Streaming, Terminator};

/// The example of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
