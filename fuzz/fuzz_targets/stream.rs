//! Looks for bytes that break [`fuzz::stream`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::stream::check(input));
