//! The document of a reply, most of which repeats the request.

use openrouter_wire::{
    Extra,
    chat::{Reasoning, ReasoningEffort, ReasoningSummary, ServiceTier, ToolChoiceMode},
    error::{ApiError, ErrorCode},
    responses::{
        Bare, CostDetails, ErrorEvent, Failure, FailureCode, FailureName, IncompleteDetails,
        IncompleteReason, InputTokensDetails, Instructions, NamedTool, OutputItem,
        OutputTokensDetails, Request, Response, ResponseObject, ResponseStatus, TextConfig,
        TextFormat, Tool, ToolChoice, Truncation, Usage,
    },
};
use serde_json::{Number, Value};

use crate::{
    chat::{Answered, Ending, Family},
    endpoints::error_type::error_type,
    money::number,
};

/// The document of a reply, most of which repeats the request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Echo<'a> {
    pub(super) request: &'a Request,
    pub(super) answered: &'a Answered,
}

impl Echo<'_> {
    /// Makes the document of an answer that is under way.
    pub(super) fn begun(&self) -> Response {
        let tier = ServiceTier::Auto;
        self.document(ResponseStatus::InProgress, tier, self.request.reasoning.clone())
    }

    /// Makes the document of an answer that has ended.
    pub(super) fn ended(&self, output: Vec<OutputItem>, ending: &Ending) -> Response {
        let reason = match ending {
            Ending::CutOff => Some(IncompleteReason::MaxOutputTokens),
            Ending::Filtered => Some(IncompleteReason::ContentFilter),
            _ => None,
        };
        let status = match reason {
            Some(_) => ResponseStatus::Incomplete,
            None => ResponseStatus::Completed,
        };
        let tier = self.answered.envelope.family.service_tier();
        let tier = tier.unwrap_or(ServiceTier::Auto);
        let document = self.document(status, tier, self.reasoning());
        let usage = Some(self.usage());
        let reason =
            reason.map(|reason| IncompleteDetails { reason: Some(reason), ..Default::default() });
        Response { output: Some(output), incomplete_details: reason, usage, ..document }
    }

    /// Makes the document of an answer that failed.
    pub(super) fn failed(&self, error: &ApiError) -> Response {
        let tier = ServiceTier::Auto;
        let document = self.document(ResponseStatus::Failed, tier, self.request.reasoning.clone());
        let failure = Failure {
            code: Some(FailureCode::Name(name_of(error))),
            message: error.message.clone(),
            ..Failure::default()
        };
        let error_type = error_type(error);
        Response { error: Some(failure), error_type, usage: Some(self.usage()), ..document }
    }

    fn document(
        &self,
        status: ResponseStatus,
        service_tier: ServiceTier,
        reasoning: Option<Reasoning>,
    ) -> Response {
        let Self { request, answered } = *self;
        let envelope = &answered.envelope;
        let is_over = status != ResponseStatus::InProgress;
        let or_number =
            |said: &Option<Number>, usual: u64| Some(said.clone().unwrap_or_else(|| usual.into()));
        let instructions = request.instructions.clone();
        Response {
            id: Some(envelope.id.clone()),
            object: Some(ResponseObject::Response),
            created_at: Some(envelope.created.into()),
            completed_at: is_over.then(|| envelope.created.into()),
            model: Some(envelope.model.clone()),
            status: Some(status),
            output: Some(Vec::new()),
            instructions: instructions.map(Instructions::Text),
            metadata: Some(request.metadata.clone().unwrap_or_default()),
            temperature: or_number(&request.temperature, 1),
            top_p: or_number(&request.top_p, 1),
            presence_penalty: or_number(&request.presence_penalty, 0),
            frequency_penalty: or_number(&request.frequency_penalty, 0),
            top_logprobs: Some(request.top_logprobs.unwrap_or(0).into()),
            max_output_tokens: request.max_output_tokens.map(Into::into),
            max_tool_calls: request.max_tool_calls.map(Into::into),
            tools: Some(request.tools.iter().flatten().filter_map(tool).collect()),
            tool_choice: Some(tool_choice(request)),
            parallel_tool_calls: Some(request.parallel_tool_calls.unwrap_or(true)),
            text: Some(text(request)),
            reasoning,
            truncation: Some(request.truncation.clone().unwrap_or(Truncation::Disabled)),
            service_tier: Some(service_tier),
            background: Some(false),
            store: Some(false),
            prompt: request.prompt.clone(),
            prompt_cache_key: request.prompt_cache_key.clone(),
            prompt_cache_options: request.prompt_cache_options.clone(),
            safety_identifier: request.safety_identifier.clone(),
            // The type writes null for most of what is empty, but not for this.
            extra: if request.prompt_cache_options.is_none() {
                Extra::from_iter([("prompt_cache_options".to_owned(), Value::Null)])
            } else {
                Extra::default()
            },
            ..Response::default()
        }
    }

    /// Returns how the model thought. OpenAI's tell it in three words, also where there are none.
    fn reasoning(&self) -> Option<Reasoning> {
        let asked = self.request.reasoning.clone();
        if self.answered.envelope.family != Family::OpenAiResponses {
            return asked;
        }
        let mut reasoning = asked.unwrap_or_default();
        if self.answered.completion.reasoning.is_some() {
            reasoning.effort.get_or_insert(ReasoningEffort::Medium);
            reasoning.summary.get_or_insert(ReasoningSummary::Detailed);
        }
        let missing = [
            ("context", reasoning.context.is_none()),
            ("effort", reasoning.effort.is_none()),
            ("summary", reasoning.summary.is_none()),
        ];
        add_nulls(&mut reasoning.extra, &missing);
        Some(reasoning)
    }

    fn usage(&self) -> Usage {
        let usage = self.answered.usage;
        let (prompt, answer) = (usage.prompt_tokens(), usage.completion_tokens());
        Usage {
            input_tokens: Some(prompt.into()),
            input_tokens_details: Some(InputTokensDetails {
                cached_tokens: Some(0.into()),
                ..InputTokensDetails::default()
            }),
            output_tokens: Some(answer.into()),
            output_tokens_details: Some(OutputTokensDetails {
                reasoning_tokens: Some(usage.reasoning_tokens().into()),
                ..OutputTokensDetails::default()
            }),
            total_tokens: Some((prompt + answer).into()),
            cost: Some(number(usage.cost())),
            cost_details: Some(CostDetails {
                upstream_inference_cost: Some(number(usage.cost())),
                upstream_inference_input_cost: Some(number(usage.prompt_cost())),
                upstream_inference_output_cost: Some(number(usage.completion_cost())),
                ..CostDetails::default()
            }),
            is_byok: Some(false),
            ..Usage::default()
        }
    }
}

/// Repeats a tool, unless the service runs it: then the upstream, whose reply this is, does not
/// know it. A function says whether it is strict, also if the request did not.
fn tool(tool: &Tool) -> Option<Tool> {
    let mut tool = tool.clone();
    let kind = serde_json::to_value(&tool).ok()?;
    if kind["type"].as_str()?.starts_with("openrouter:") {
        return None;
    }
    if let Tool::Function(function) = &mut tool
        && function.strict.is_none()
    {
        function.extra.insert("strict", Value::Null);
    }
    Some(tool)
}

/// Repeats the choice of a tool, unless the service runs it.
fn tool_choice(request: &Request) -> ToolChoice {
    match &request.tool_choice {
        None | Some(ToolChoice::Named(NamedTool::Server(_))) => {
            ToolChoice::Mode(ToolChoiceMode::Auto)
        }
        Some(choice) => choice.clone(),
    }
}

fn text(request: &Request) -> TextConfig {
    let mut text = request.text.clone().unwrap_or_default();
    text.format.get_or_insert(TextFormat::Text(Bare::default()));
    text
}

/// Adds fields that the service writes also where they are empty.
fn add_nulls(extra: &mut Extra, fields: &[(&str, bool)]) {
    for (name, _) in fields.iter().filter(|(_, is_missing)| *is_missing) {
        extra.insert(*name, Value::Null);
    }
}

/// Makes the event of an error that ends a stream.
pub(super) fn error_event(
    error: &ApiError,
    sequence_number: Option<openrouter_wire::Count>,
) -> ErrorEvent {
    ErrorEvent {
        code: Some(ErrorCode::Text(name_of(error).as_str().to_owned())),
        message: Some(error.message.clone().unwrap_or_default()),
        error_type: error.error_type().cloned(),
        sequence_number,
        ..ErrorEvent::default()
    }
}

/// Returns what went wrong, in the words of this endpoint, which has few.
fn name_of(error: &ApiError) -> FailureName {
    match &error.code {
        Some(ErrorCode::Text(name)) => name.as_str().into(),
        _ if error.status() == Some(429) => FailureName::RateLimitExceeded,
        _ if error.status() == Some(400) => FailureName::InvalidPrompt,
        _ => FailureName::ServerError,
    }
}
