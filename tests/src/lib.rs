//! Support code for the end-to-end tests and the conformance runner.
