//! End-to-end tests, one module a behaviour, one binary.
