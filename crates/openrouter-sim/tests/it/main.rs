//! The simulator, asked over HTTP.

// The lints know code of tests, which may panic, by the attribute.
#[cfg(test)]
mod account;
#[cfg(test)]
mod answer_cache;
mod audio;
#[cfg(test)]
mod batches;
#[cfg(test)]
mod cancel;
#[cfg(test)]
mod client;
#[cfg(test)]
mod complete;
#[cfg(test)]
mod embeddings;
#[cfg(test)]
mod endpoints;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fidelity;
#[cfg(test)]
mod images;
#[cfg(test)]
mod logprobs;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod models;
#[cfg(test)]
mod reasoning;
mod rerank;
#[cfg(test)]
mod responses;
#[cfg(test)]
mod routing;
#[cfg(test)]
mod script;
#[cfg(test)]
mod stream;
#[cfg(test)]
mod structured;
#[cfg(test)]
mod tools;
#[cfg(test)]
mod videos;
#[cfg(test)]
mod wire;
