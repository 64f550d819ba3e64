//! The simulator, asked over HTTP.

// The lints know a test helper by this attribute.
#[cfg(test)]
mod client;
mod complete;
mod endpoints;
mod stream;
