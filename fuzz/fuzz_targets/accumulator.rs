//! Looks for bytes that break [`fuzz::accumulator`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::accumulator::check(input));
