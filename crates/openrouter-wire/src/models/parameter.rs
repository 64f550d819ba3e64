//! Names of request parameters.

use crate::open_enum::open_enum;

open_enum! {
    /// A parameter of a request that a model may heed or not.
    pub enum Parameter {
        /// [`chat::Request::temperature`](crate::chat::Request::temperature).
        Temperature = "temperature",
        /// [`chat::Request::top_p`](crate::chat::Request::top_p).
        TopP = "top_p",
        /// [`chat::Request::top_k`](crate::chat::Request::top_k).
        TopK = "top_k",
        /// [`chat::Request::min_p`](crate::chat::Request::min_p).
        MinP = "min_p",
        /// [`chat::Request::top_a`](crate::chat::Request::top_a).
        TopA = "top_a",
        /// [`chat::Request::frequency_penalty`](crate::chat::Request::frequency_penalty).
        FrequencyPenalty = "frequency_penalty",
        /// [`chat::Request::presence_penalty`](crate::chat::Request::presence_penalty).
        PresencePenalty = "presence_penalty",
        /// [`chat::Request::repetition_penalty`](crate::chat::Request::repetition_penalty).
        RepetitionPenalty = "repetition_penalty",
        /// [`chat::Request::max_tokens`](crate::chat::Request::max_tokens).
        MaxTokens = "max_tokens",
        /// [`chat::Request::max_completion_tokens`](crate::chat::Request::max_completion_tokens).
        MaxCompletionTokens = "max_completion_tokens",
        /// [`chat::Request::logit_bias`](crate::chat::Request::logit_bias).
        LogitBias = "logit_bias",
        /// [`chat::Request::logprobs`](crate::chat::Request::logprobs).
        Logprobs = "logprobs",
        /// [`chat::Request::top_logprobs`](crate::chat::Request::top_logprobs).
        TopLogprobs = "top_logprobs",
        /// [`chat::Request::prediction`](crate::chat::Request::prediction).
        Prediction = "prediction",
        /// [`chat::Request::seed`](crate::chat::Request::seed).
        Seed = "seed",
        /// [`chat::Request::response_format`](crate::chat::Request::response_format).
        ResponseFormat = "response_format",
        /// [`chat::Request::structured_outputs`](crate::chat::Request::structured_outputs).
        StructuredOutputs = "structured_outputs",
        /// [`chat::Request::stop`](crate::chat::Request::stop).
        Stop = "stop",
        /// [`chat::Request::tools`](crate::chat::Request::tools).
        Tools = "tools",
        /// [`chat::Request::tool_choice`](crate::chat::Request::tool_choice).
        ToolChoice = "tool_choice",
        /// [`chat::Request::parallel_tool_calls`](crate::chat::Request::parallel_tool_calls).
        ParallelToolCalls = "parallel_tool_calls",
        /// [`chat::Request::include_reasoning`](crate::chat::Request::include_reasoning).
        IncludeReasoning = "include_reasoning",
        /// [`chat::Request::reasoning`](crate::chat::Request::reasoning).
        Reasoning = "reasoning",
        /// [`chat::Request::reasoning_effort`](crate::chat::Request::reasoning_effort).
        ReasoningEffort = "reasoning_effort",
        /// [`chat::Request::web_search_options`](crate::chat::Request::web_search_options).
        WebSearchOptions = "web_search_options",
        /// [`chat::Request::verbosity`](crate::chat::Request::verbosity).
        Verbosity = "verbosity",
    }
}
