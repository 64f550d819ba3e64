//! What telemetry calls things: the names of OpenTelemetry's semantic conventions for generative
//! AI. They stand in this file, and those of tools, which know no provider, with the spans of
//! `llm-toolkit`.
//!
//! These are the names of version 1.41.0 (<https://github.com/open-telemetry/semantic-conventions/tree/v1.41.0/docs/gen-ai>),
//! the last release of the common conventions that holds those for generative AI: it is what tools
//! read. Conventions of their own go on from there, in which some metrics are called otherwise.
//!
//! Calls and attempts of every provider have spans with these names; what the conventions know
//! nothing of is in [`span_fields`](crate::span_fields), or gets a prefix of the provider's own:
//!
//! ```
//! use llm_provider_base::gen_ai;
//!
//! let span = tracing::info_span!(
//!     "call",
//!     { gen_ai::PROVIDER_NAME } = "acme",
//!     { gen_ai::OPERATION_NAME } = gen_ai::CHAT,
//!     { gen_ai::REQUEST_MODEL } = "acme/large",
//!     { gen_ai::USAGE_INPUT_TOKENS } = tracing::field::Empty,
//! );
//! span.record(gen_ai::USAGE_INPUT_TOKENS, 12_i64);
//! ```
//!
//! Attributes are strings, if nothing else is said. What is an integer should be recorded as `i64`:
//! exporters make text of a `u64`, since OpenTelemetry has no unsigned numbers. Lists are JSON, as
//! fields of `tracing` hold none.

/// What is asked for: [`CHAT`], [`EMBEDDINGS`], or a name of the provider's own.
pub const OPERATION_NAME: &str = "gen_ai.operation.name";
/// Who is asked: the service, not the company whose model it is.
pub const PROVIDER_NAME: &str = "gen_ai.provider.name";
/// The conversation that a call belongs to.
pub const CONVERSATION_ID: &str = "gen_ai.conversation.id";
/// What kind of answer is asked for: `text`, `json`, `image`, `speech`.
pub const OUTPUT_TYPE: &str = "gen_ai.output.type";

/// The [`OPERATION_NAME`] of asking a model for an answer.
pub const CHAT: &str = "chat";
/// The [`OPERATION_NAME`] of making vectors.
pub const EMBEDDINGS: &str = "embeddings";

/// The model that is asked.
pub const REQUEST_MODEL: &str = "gen_ai.request.model";
/// The longest answer, in tokens: an integer.
pub const REQUEST_MAX_TOKENS: &str = "gen_ai.request.max_tokens";
/// A number.
pub const REQUEST_TEMPERATURE: &str = "gen_ai.request.temperature";
/// A number.
pub const REQUEST_TOP_P: &str = "gen_ai.request.top_p";
/// A number.
pub const REQUEST_TOP_K: &str = "gen_ai.request.top_k";
/// A number.
pub const REQUEST_FREQUENCY_PENALTY: &str = "gen_ai.request.frequency_penalty";
/// A number.
pub const REQUEST_PRESENCE_PENALTY: &str = "gen_ai.request.presence_penalty";
/// An integer.
pub const REQUEST_SEED: &str = "gen_ai.request.seed";
/// A list of texts.
pub const REQUEST_STOP_SEQUENCES: &str = "gen_ai.request.stop_sequences";
/// How many answers are asked for, if it is not one: an integer.
pub const REQUEST_CHOICE_COUNT: &str = "gen_ai.request.choice.count";
/// Whether the answer is asked for as a stream: true or false.
pub const REQUEST_STREAM: &str = "gen_ai.request.stream";
/// How many numbers a vector is to have: an integer.
pub const EMBEDDINGS_DIMENSION_COUNT: &str = "gen_ai.embeddings.dimension.count";

/// The provider's name for the answer.
pub const RESPONSE_ID: &str = "gen_ai.response.id";
/// The model that answered.
pub const RESPONSE_MODEL: &str = "gen_ai.response.model";
/// Why each of the answers ended: a list.
pub const RESPONSE_FINISH_REASONS: &str = "gen_ai.response.finish_reasons";
/// From the call to the first content of a stream, in seconds: a number.
pub const RESPONSE_TIME_TO_FIRST_CHUNK: &str = "gen_ai.response.time_to_first_chunk";

/// All tokens of the input, those from a cache included: an integer.
pub const USAGE_INPUT_TOKENS: &str = "gen_ai.usage.input_tokens";
/// All tokens of the answer, those of its reasoning included: an integer.
pub const USAGE_OUTPUT_TOKENS: &str = "gen_ai.usage.output_tokens";
/// Those of the input that came from a cache of the provider: an integer.
pub const USAGE_CACHE_READ_INPUT_TOKENS: &str = "gen_ai.usage.cache_read.input_tokens";
/// Those of the input that were put into a cache of the provider: an integer.
pub const USAGE_CACHE_CREATION_INPUT_TOKENS: &str = "gen_ai.usage.cache_creation.input_tokens";
/// Those of the answer that its reasoning took: an integer.
pub const USAGE_REASONING_OUTPUT_TOKENS: &str = "gen_ai.usage.reasoning.output_tokens";

/// What was said so far, as JSON. Only where somebody asks for it: it is what users write.
pub const INPUT_MESSAGES: &str = "gen_ai.input.messages";
/// What the model says, as JSON. Only where somebody asks for it.
pub const OUTPUT_MESSAGES: &str = "gen_ai.output.messages";
/// What the model was told beforehand, as JSON. Only where somebody asks for it.
pub const SYSTEM_INSTRUCTIONS: &str = "gen_ai.system_instructions";

/// The host that is asked.
pub const SERVER_ADDRESS: &str = "server.address";
/// Its port: an integer.
pub const SERVER_PORT: &str = "server.port";
/// What kind of error something ended with. Absent where it did not.
pub const ERROR_TYPE: &str = "error.type";
/// The method of a request.
pub const HTTP_REQUEST_METHOD: &str = "http.request.method";
/// How many requests were sent before this one for the same call: an integer. Absent on the first.
pub const HTTP_REQUEST_RESEND_COUNT: &str = "http.request.resend_count";
/// The status of a reply: an integer.
pub const HTTP_RESPONSE_STATUS_CODE: &str = "http.response.status_code";

/// The name of a span, where that of `tracing`, which is fixed, is not enough.
pub const SPAN_NAME: &str = "otel.name";
/// The kind of a span: [`CLIENT`].
pub const SPAN_KIND: &str = "otel.kind";
/// `OK` or `ERROR`; absent where neither was said.
pub const SPAN_STATUS: &str = "otel.status_code";
/// The [`SPAN_KIND`] of asking somebody else.
pub const CLIENT: &str = "client";
/// The [`SPAN_STATUS`] of what failed.
pub const ERROR: &str = "ERROR";

/// What metrics are called, and how they are counted.
pub mod metric {
    /// How long calls take, all attempts together: a histogram, in seconds.
    pub const OPERATION_DURATION: &str = "gen_ai.client.operation.duration";
    /// From a call to the first content of a stream: a histogram, in seconds.
    pub const TIME_TO_FIRST_CHUNK: &str = "gen_ai.client.operation.time_to_first_chunk";
    /// From one piece of a stream to the next: a histogram, in seconds.
    pub const TIME_PER_OUTPUT_CHUNK: &str = "gen_ai.client.operation.time_per_output_chunk";
    /// Tokens of a call, those of each [`TOKEN_TYPE`] by themselves: a histogram.
    pub const TOKEN_USAGE: &str = "gen_ai.client.token.usage";

    /// Which tokens: [`INPUT`] or [`OUTPUT`].
    pub const TOKEN_TYPE: &str = "gen_ai.token.type";
    /// The [`TOKEN_TYPE`] of what a model is given.
    pub const INPUT: &str = "input";
    /// The [`TOKEN_TYPE`] of what it answers.
    pub const OUTPUT: &str = "output";

    /// Upper bounds of the buckets of what is counted in seconds.
    pub const SECONDS_BUCKETS: [f64; 14] =
        [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    /// Upper bounds of the buckets of [`TOKEN_USAGE`].
    pub const TOKEN_USAGE_BUCKETS: [f64; 14] = [
        1.0,
        4.0,
        16.0,
        64.0,
        256.0,
        1024.0,
        4096.0,
        16384.0,
        65536.0,
        262_144.0,
        1_048_576.0,
        4_194_304.0,
        16_777_216.0,
        67_108_864.0,
    ];
}
