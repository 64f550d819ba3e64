//! `POST /chat/completions`: requests, replies and streams.
//!
//! A [`Request`] is answered with a [`Response`] or, if it asked for a stream, with [`Chunk`]s,
//! one in each SSE event; a [`ChunkDecoder`] reads them.

mod annotation;
mod cache;
mod chunk;
mod chunk_decoder;
mod content;
mod engine;
mod finish_reason;
mod logprobs;
mod media;
mod message;
mod options;
mod plugin;
mod prediction;
mod reasoning;
mod reasoning_detail;
mod request;
mod response;
mod response_format;
mod routing;
mod server_tool;
mod stage;
mod stop;
mod tool;
mod tool_call;
mod tool_choice;
mod upstream;
mod usage;
mod web_search;

pub use annotation::{Annotation, FileAnnotation, ParsedFile, UrlCitation, UrlCitationAnnotation};
pub use cache::{
    CacheControl, CacheControlKind, CacheTtl, PromptCacheBreakpoint, PromptCacheMode,
    PromptCacheOptions,
};
pub use chunk::{Chunk, ChunkChoice, DebugInfo, Delta};
pub use chunk_decoder::{ChunkDecoder, Payload};
pub use content::{
    AudioPart, Content, ContentPart, File, FilePart, ImageDetail, ImagePart, ImageUrl, InputAudio,
    TextPart, VideoPart, VideoUrl,
};
pub use engine::ToolEngine;
pub use finish_reason::{FinishReason, native_is_truncation};
pub use logprobs::{Logprobs, TokenLogprob, TopLogprob};
pub use media::{Audio, Image};
pub use message::{AssistantMessage, InputMessage, Message, ToolMessage};
pub use options::{
    AudioOptions, DebugOptions, Route, ServiceTier, Speed, StreamOptions, Trace, UsageOptions,
    Verbosity, XSearchFilter,
};
pub use plugin::{
    AutoRouterPlugin, ContextCompressionPlugin, CostTier, FileParserPlugin, FusionPlugin,
    ParetoRouterPlugin, PdfEngine, PdfOptions, Plugin, PriceSource, SwitchPlugin, WebFetchPlugin,
    WebPlugin,
};
pub use prediction::{Prediction, PredictionKind};
pub use reasoning::{
    Reasoning, ReasoningContext, ReasoningEffort, ReasoningMode, ReasoningSummary,
};
pub use reasoning_detail::{ReasoningDetail, ReasoningKind, ReasoningView};
pub use request::Request;
pub use response::{Choice, Response, ResponseMessage, Role};
pub use response_format::{JsonSchema, ResponseFormat};
pub use routing::{
    DataCollection, MaxPrice, Partition, Percentiles, ProviderPreferences, Quantization, Sort,
    SortConfig, SortKey, Threshold,
};
pub use server_tool::{
    AdvisorParameters, BashParameters, DatetimeParameters, FilesParameters, FusionParameters,
    ImageGenerationParameters, Sandbox, SearchModelsParameters, ServerTool, SubagentParameters,
    ThinkingBudget, WebFetchParameters,
};
pub use stop::{Stop, StopCondition};
pub use tool::{Function, FunctionTool, Tool};
pub use tool_call::{Arguments, FunctionCall, ToolCall, ToolCallKind};
pub use tool_choice::{FunctionName, NamedTool, ServerToolChoice, ToolChoice, ToolChoiceMode};
pub use upstream::Upstream;
pub use usage::{CompletionTokensDetails, CostDetails, PromptTokensDetails, ServerToolUse, Usage};
pub use web_search::{
    SearchContextSize, UserLocation, UserLocationKind, WebSearchMode, WebSearchOptions,
    WebSearchParameters, WebSearchShorthand,
};
