//! Tests of the call path over a transport without a network.

mod canned;
mod configure;
mod faults;
mod same_answer;
mod timers;
