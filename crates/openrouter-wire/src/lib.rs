//! OpenRouter's HTTP API as Rust types, both ways: no I/O, no async, no provider-neutral types.
