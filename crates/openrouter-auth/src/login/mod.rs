//! Logging a person in: what a program at their side does between "log in" and the exchange.
//!
//! [`LoopbackLogin`] is for a machine with a browser: it listens on the loopback interface, and
//! the browser brings the code there. [`HeadlessLogin`] is for any other: the page shows the code,
//! and the user pastes it. Both give a [`TokenExchange`](crate::TokenExchange), which the crate
//! above sends. Nothing here opens a browser by itself; `open_browser` does when it is asked.

mod options;
pub use options::LoginOptions;
mod headless;
pub use headless::HeadlessLogin;

#[cfg(feature = "loopback")]
mod loopback;
#[cfg(feature = "loopback")]
pub use loopback::LoopbackLogin;

#[cfg(feature = "browser")]
mod browser;
#[cfg(feature = "browser")]
pub use browser::{BrowserError, open_browser};
