//! The rows of the faults that a login by loopback must bear, named in each test: real sockets,
//! written to byte by byte.

mod bind;
mod callback;
mod ends;
mod happy;
mod limits;
mod secrets;
mod strangers;
mod support;
