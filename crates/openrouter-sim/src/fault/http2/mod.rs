//! HTTP/2, as far as it is needed to break it: scripts of connections and of streams.

mod connection;
mod named;
mod script;
mod stream;
mod stream_script;
mod tap;
#[cfg(test)]
mod tests;

pub(super) use connection::serve;
pub use named::Http2Fault;
pub use script::Http2Script;
pub use stream_script::{Http2Reason, StreamScript};
