//! A server that fails as it is told, byte for byte.
//!
//! The [simulator](crate::Simulator) knows the API; a [`FaultServer`] knows only enough HTTP to
//! break it. What it does with a connection is a [`Script`]: read a request, write these bytes, be
//! silent, wait for a [`Gate`], reset the connection. [`Fault`] names the scripts of what goes wrong
//! in the wild. It takes down what came, so that a test can count what was really sent.
//!
//! Nothing in it sleeps but [`Script::wait`], which waits in tokio's time: tests pause that.
//!
//! ```
//! use openrouter_sim::fault::{FaultServer, Script};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! // Three words, and the connection breaks; then all is well.
//! let broken = Script::new().read().events().words(3).reset();
//! let healthy = Script::new().read().events().words(3).finish("stop").done().end();
//! let server = FaultServer::start([broken, healthy]).await?;
//! println!("point a client at {}", server.base_url());
//! # assert_eq!(server.requests().len(), 0);
//! # Ok(())
//! # }
//! ```
//!
//! # HTTP/2 and TLS
//!
//! With the feature `http2` a connection may speak HTTP/2: `Http2Script` has a `StreamScript` for
//! each stream that the client opens, which answers, breaks the stream off for a reason, says that
//! the connection takes no more, or lets the other end vanish. `Http2Fault` names the usual ones.
//!
//! With the feature `tls` a script may begin with a handshake (`Script::tls`), for which an
//! `Authority` makes certificates on the spot: good ones, expired ones, those of another host. The
//! client is to trust the authority's `pem`, and to be given the `secure_base_url`. Most clients
//! speak HTTP/2 only over TLS.
//!
#![cfg_attr(all(feature = "http2", feature = "tls"), doc = "```")]
#![cfg_attr(not(all(feature = "http2", feature = "tls")), doc = "```ignore")]
//! use openrouter_sim::fault::{Authority, FaultServer, Http2Fault, Http2Script, Script, StreamScript};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! // The first request is refused, the second is answered, both on one connection.
//! let streams = [Http2Fault::RefusedStream.script(), StreamScript::healthy(3)];
//! let authority = Authority::new()?;
//! let script = Script::new().tls(&authority.certificate()?).http2(Http2Script::new(streams));
//! let server = FaultServer::start([script]).await?;
//! println!("point a client at {}, and have it trust {}", server.secure_base_url(), authority.pem());
//! # assert_eq!(server.requests().len(), 0);
//! # Ok(())
//! # }
//! ```

mod connection;
mod content;
mod gate;
#[cfg(feature = "http2")]
mod http2;
mod log;
mod named;
mod request;
mod script;
mod server;
#[cfg(test)]
mod tests;
#[cfg(feature = "tls")]
mod tls;
mod wire;

pub use gate::Gate;
#[cfg(feature = "http2")]
pub use http2::{Http2Fault, Http2Reason, Http2Script, StreamScript};
pub use log::Happened;
pub use named::Fault;
pub use request::ReceivedRequest;
pub use script::Script;
pub use server::FaultServer;
#[cfg(feature = "tls")]
pub use tls::{Authority, Certificate};
