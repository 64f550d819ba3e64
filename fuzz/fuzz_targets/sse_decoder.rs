//! Looks for bytes that break [`fuzz::sse_decoder`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::sse_decoder::check(input));
