//! Tests of the call path over a transport without a network.

mod canned;
mod configure;
mod connections;
mod context;
mod downloads;
mod embeddings;
mod event_ends;
mod events;
mod faults;
mod forms;
mod headers;
mod identity;
mod key_checks;
mod key_failover;
mod makers;
mod management;
mod operations;
mod pages;
mod recorder;
mod same_answer;
mod secrets;
mod streams;
mod timers;
mod videos;
