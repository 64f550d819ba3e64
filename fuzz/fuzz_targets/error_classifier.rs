//! Looks for bytes that break [`fuzz::error_classifier`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::error_classifier::check(input));
