//! Looks for bytes that break [`fuzz::retry_after`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::retry_after::check(input));
