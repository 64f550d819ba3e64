//! End-to-end tests: the real provider over real HTTP, one module a behaviour.

// The lints know a test helper by this attribute.
#[cfg(test)]
mod account;
mod allocations;
mod answers;
mod cancelling;
#[cfg(test)]
mod capabilities;
#[cfg(test)]
mod captured_log;
mod catalogue;
#[cfg(test)]
mod composites;
mod conformance;
#[cfg(test)]
mod connectivity;
#[cfg(test)]
mod conversations;
mod dynamic;
mod failures;
#[cfg(test)]
mod faults;
mod keys;
mod layers;
mod media;
// The lints know a test helper by this attribute.
#[cfg(test)]
mod metrics_export;
#[cfg(test)]
mod openai;
// The lints know a test helper by this attribute.
#[cfg(test)]
mod operations;
#[cfg(test)]
mod provider_kit;
#[cfg(test)]
mod rate_limits;
#[cfg(test)]
mod recorded_shapes;
mod response_cache;
mod retries;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod set_up;
mod skins;
#[cfg(test)]
mod spans;
mod summarizer;
mod tool_calls;
mod tool_loop;
mod truncation;
#[cfg(test)]
mod typed_answers;
