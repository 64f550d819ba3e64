//! Server-sent events: from bytes to events, by the rules of [WHATWG HTML §9.2].
//!
//! [`SseDecoder`] does no I/O: push what has arrived, take the frames out.
//! It differs from the rules where they are made for browsers:
//! sizes are [bounded](SseLimits), comments are reported because they show that the connection lives,
//! and nothing ever reconnects.
//! As the rules say, an event that the end of the stream cuts off is not an event;
//! [`SseDecoder::unfinished`] tells what it would have been.
//!
//! [WHATWG HTML §9.2]: https://html.spec.whatwg.org/multipage/server-sent-events.html

mod decoder;
mod error;
mod frame;
mod limits;
mod line;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod sizes;
#[cfg(test)]
mod tests;

pub use self::decoder::SseDecoder;
pub use self::error::SseError;
pub use self::frame::{SseEvent, SseFrame};
pub use self::limits::SseLimits;
