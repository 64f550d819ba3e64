//! Tests of the call path over a transport without a network.

mod canned;
mod configure;
mod context;
mod faults;
mod forms;
mod identity;
mod management;
mod operations;
mod same_answer;
mod secrets;
mod streams;
mod timers;
