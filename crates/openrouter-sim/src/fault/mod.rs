//! A server that fails as it is told, byte for byte.
//!
//! The [simulator](crate::Simulator) knows the API; a [`FaultServer`] knows only enough HTTP/1.1 to
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

mod connection;
mod gate;
mod log;
mod named;
mod request;
mod script;
mod server;
#[cfg(test)]
mod tests;

pub use gate::Gate;
pub use log::Happened;
pub use named::Fault;
pub use request::ReceivedRequest;
pub use script::Script;
pub use server::FaultServer;
