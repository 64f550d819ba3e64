//! Machinery that every HTTP provider needs: transport, SSE framing, retry, rate limits, metrics, caches.
//!
//! Knows no provider: what a status, a header or a payload means is decided above.
//! Spawns no task and reads no clock of its own accord: state machines take `now`.

mod transport;

pub use self::transport::{
    Body, Delivery, DrainLot, HttpRequest, HttpResponse, Transport, TransportError,
    TransportErrorKind,
};
