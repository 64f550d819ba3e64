//! Provider-neutral traits and types for talking to language models.
//!
//! An application depends on this crate, holds an `Arc<dyn `[`Provider`]`>`, sends a
//! [`StandardRequest`], reads a [`StandardStream`] of [`StreamEvent`]s, and never learns whose
//! model answered. What a single provider adds rides on typed [`Extensions`].
//!
//! Absent on purpose: a runtime, an HTTP client, and the name of any provider.
//!
//! Reading order: [`StandardRequest`], [`Message`], [`StandardResponse`], [`StreamEvent`],
//! [`ChatProvider`], [`Error`].

mod provider;
pub use provider::{
    AuthProvider, ChatProvider, Completion, ConfigurableProvider, EmbeddingProvider,
    HealthProvider, ModelProvider, Provider, ProviderExt, ProviderIdentity, RateLimitProvider,
};

mod request;
pub use request::StandardRequest;
mod message;
pub use message::{
    AssistantMessage, AudioOutput, Message, SystemMessage, ToolMessage, UserMessage,
};
mod content;
pub use content::{
    AudioPart, CacheControl, CacheTtl, ContentPart, FilePart, ImageDetail, ImagePart, MediaSource,
    TextPart, VideoPart,
};
mod tool;
pub use tool::{FunctionTool, ParametersError, ServerTool, Tool, ToolChoice, ToolFormat};
mod tool_call;
pub use tool_call::{PartialToolCall, ToolCall};
mod response_format;
pub use response_format::{JsonSchema, ResponseFormat};
mod reasoning;
pub use reasoning::{Reasoning, ReasoningEffort, ReasoningSummary};

mod response;
pub use response::{StandardChoice, StandardResponse};
mod reasoning_block;
pub use reasoning_block::{ReasoningBlock, ReasoningContent, ReasoningKind};
mod raw_json;
pub use raw_json::RawJson;
mod annotation;
pub use annotation::{Annotation, FileAnnotation, UrlCitation};
mod logprobs;
pub use logprobs::{Logprobs, TokenLogprob};
mod finish_reason;
pub use finish_reason::FinishReason;
mod usage;
pub use usage::Usage;
mod usd;
pub use usd::{ParseUsdError, Usd};
mod attempt;
pub use attempt::{Attempt, AttemptOutcome};
mod receipt;
pub use receipt::{AttemptReceipt, CallState, MemberReceipt, OpenReceipt, Receipt};

mod stream;
pub use stream::StandardStream;
mod stream_event;
pub use stream_event::{StreamEvent, ToolCallDelta};
mod accumulator;
pub use accumulator::Accumulator;

mod embedding;
pub use embedding::{EmbeddingInput, EmbeddingRequest, EmbeddingResponse};

mod model;
pub use model::{Modality, Model, ModelCapabilityOverride, ModelStatus};
mod model_filter;
pub use model_filter::ModelFilter;
mod model_order;
pub use model_order::{ModelOrder, UnknownModelOrder};
mod pricing;
pub use pricing::{Price, PriceOverride, Pricing};
mod cost;
pub use cost::{CallSize, Consumption, Cost, CostEstimate, CostItem, CostLine, TokenRange};
mod check;
pub use check::{CheckRules, Finding, Problem, RequestCheck, Room, Severity};
mod capability;
pub use capability::{Capabilities, Capability};

mod id;
pub use id::{CredentialId, ModelId, RateLimitHolder, ResponseId, ToolCallId};
mod extensions;
pub use extensions::{Extension, Extensions};
mod secret;
pub use secret::Secret;

mod config;
pub use config::{AuthConfig, AuthMethod, OAuthConfig, ProviderConfig, ProviderType};
mod token_storage;
pub use token_storage::{StoredCredential, TokenStorage};
mod health;
pub use health::{Freshness, HealthFinding, HealthState, HealthStatus, HealthSubject};
mod metrics;
pub use metrics::{
    CacheMetrics, CallEnd, CallMetrics, CallReport, DurationHistogram, ModelMetrics,
    OperationMetrics, ProviderMetrics,
};
mod rate_limit;
pub use rate_limit::{LimitWindow, RateLimitInfo, RateLimitScope, RateLimitSource};
mod allowance;
pub use allowance::{Allowance, AllowanceReset, Spent};
mod combined_rate_limits;
pub use combined_rate_limits::{
    CombinedAllowance, CombinedRateLimits, CombinedSpent, CombinedWindow, Figure, Reading,
};

mod conversion;
pub use conversion::Conversion;

mod invalid_fields;
pub use invalid_fields::{InvalidField, InvalidFields};

mod error;
pub use error::{Error, ErrorKind, Operation, Result, Retry, UpstreamError};

#[cfg(any(test, feature = "mock"))]
pub mod mock;
#[cfg(any(test, feature = "test-util"))]
pub mod strategies;
