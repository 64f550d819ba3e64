//! Provider-neutral traits and types for talking to language models: no HTTP client, no runtime, no provider.
