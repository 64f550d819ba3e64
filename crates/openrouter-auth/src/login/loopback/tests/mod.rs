//! The rows of the faults that a login by loopback must bear, one test for each: real sockets,
//! written by hand, byte by byte.

mod happy;
mod support;
