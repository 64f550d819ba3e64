//! What of a request a model can be known not to do.

use super::{Finding, Problem, RequestCheck, Severity};
use crate::cost::least_input;
use crate::{
    ContentPart, Message, Modality, Model, ModelStatus, ReasoningEffort, ResponseFormat,
    StandardRequest, Tool, ToolChoice,
};

/// What else a check goes by than the model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CheckRules {
    /// How much a conversation may be.
    pub room: Room,
    /// The provider reads documents for models that do not take them.
    pub reads_files: bool,
    /// The provider refuses what the model does not obey, in place of ignoring it.
    pub requires_parameters: bool,
    /// [`Model::max_output_tokens`] is that of one upstream of several.
    pub output_may_be_longer: bool,
}

/// How much a conversation may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Room {
    /// What [`Model::context_length`] says.
    #[default]
    Listed,
    /// So many tokens, and certainly no more.
    Tokens(u64),
    /// Anything: nobody knows, or the provider shortens what is too long.
    Any,
}

impl Model {
    /// Checks a request, as far as it is known what the model can do. What is not said of it is no
    /// finding, and of a [built-in guess](ModelStatus::Fallback) nothing is.
    ///
    /// ```
    /// use llm_types::{Model, StandardRequest, Tool};
    ///
    /// let mut model = Model::new("acme/quill");
    /// model.supported_parameters = vec!["temperature".to_owned()];
    /// let request = StandardRequest::prompt("Hi")
    ///     .with_tool(Tool::function("f", "does it", serde_json::json!({"type": "object"})));
    /// let error = model.check(&request).into_result().unwrap_err();
    /// assert_eq!(
    ///     error.message(),
    ///     "tools: the model does not obey `tools`; leave it out, or take one that does"
    /// );
    /// ```
    pub fn check(&self, request: &StandardRequest) -> RequestCheck {
        self.check_by(request, &CheckRules::default())
    }

    /// As [`check`](Self::check), with what is known of the provider.
    pub fn check_by(&self, request: &StandardRequest, rules: &CheckRules) -> RequestCheck {
        let mut check = RequestCheck::new(self.id.clone());
        if self.status == ModelStatus::Fallback {
            return check;
        }
        let found = &mut check.findings;
        if !self.output_modalities.is_empty() && !self.answers() {
            let words = "the model answers no chats; take one that gives text";
            found.push(Finding::error("model", Problem::Other(words)));
        }
        self.check_content(request, rules, found);
        self.check_length(request, rules, found);
        check_choice(request, found);
        if !self.supported_parameters.is_empty() {
            self.check_forms(request, found);
            self.check_sampling(request, rules, found);
        }
        check
    }

    fn answers(&self) -> bool {
        [Modality::Text, Modality::Image, Modality::Audio].iter().any(|one| self.makes(one))
    }

    /// Pictures, sounds and the like, in what the user and tools say.
    fn check_content(
        &self,
        request: &StandardRequest,
        rules: &CheckRules,
        found: &mut Vec<Finding>,
    ) {
        if self.input_modalities.is_empty() {
            return;
        }
        for (place, message) in request.messages.iter().enumerate() {
            // What the model said itself it need not take.
            if matches!(message, Message::Assistant(_)) {
                continue;
            }
            for (number, part) in message.content().iter().enumerate() {
                let modality = match part {
                    ContentPart::Text(_) => continue,
                    ContentPart::Image(_) => Modality::Image,
                    ContentPart::Audio(_) => Modality::Audio,
                    ContentPart::Video(_) => Modality::Video,
                    ContentPart::File(_) => Modality::File,
                };
                let is_read = modality == Modality::File && rules.reads_files;
                if !is_read && !self.input_modalities.contains(&modality) {
                    let field = format!("messages[{place}].content[{number}]");
                    found.push(Finding::error(field, Problem::Input(modality)));
                }
            }
        }
    }

    fn check_length(
        &self,
        request: &StandardRequest,
        rules: &CheckRules,
        found: &mut Vec<Finding>,
    ) {
        let answer = request.max_tokens.unwrap_or_default();
        let room = match rules.room {
            Room::Listed => self.context_length,
            Room::Tokens(tokens) => Some(tokens),
            Room::Any => None,
        };
        if let Some(room) = room {
            let prompt = least_input(request);
            if prompt.saturating_add(answer) > room {
                let field = if prompt > room { "messages" } else { "max_tokens" };
                found.push(Finding::error(field, Problem::NoRoom { prompt, answer, room }));
                return;
            }
        }
        if let Some(longest) = self.max_output_tokens.filter(|longest| answer > *longest) {
            let problem = Problem::AnswerTooLong { asked: answer, longest };
            found.push(if rules.output_may_be_longer {
                Finding::warning("max_tokens", problem)
            } else {
                Finding::error("max_tokens", problem)
            });
        }
    }

    /// What the answer is to be, and how it is to be found: without these it is another answer.
    fn check_forms(&self, request: &StandardRequest, found: &mut Vec<Finding>) {
        let has_functions = request.tools.iter().any(|tool| matches!(tool, Tool::Function(_)));
        let can_call = self.supports("tools");
        if has_functions && !can_call {
            found.push(Finding::error("tools", parameter("tools")));
        }
        let must_call =
            matches!(request.tool_choice, Some(ToolChoice::Required | ToolChoice::Function(_)));
        if has_functions && can_call && must_call && !self.supports("tool_choice") {
            found.push(Finding::warning("tool_choice", parameter("tool_choice")));
        }
        let schemas = self.supports("structured_outputs");
        let json = schemas || self.supports("response_format");
        match &request.response_format {
            Some(ResponseFormat::JsonObject) if !json => {
                found.push(Finding::error("response_format", parameter("response_format")));
            }
            Some(ResponseFormat::JsonSchema(schema)) if !schemas => {
                let is_certain = !json || schema.strict == Some(true);
                let problem = parameter("structured_outputs");
                found.push(if is_certain {
                    Finding::error("response_format", problem)
                } else {
                    Finding::warning("response_format", problem)
                });
            }
            _ => {}
        }
    }

    /// What is ignored where the model does not obey it.
    fn check_sampling(
        &self,
        request: &StandardRequest,
        rules: &CheckRules,
        found: &mut Vec<Finding>,
    ) {
        let has_functions = request.tools.iter().any(|tool| matches!(tool, Tool::Function(_)));
        let severity = if rules.requires_parameters { Severity::Error } else { Severity::Warning };
        for (name, is_set) in [
            ("parallel_tool_calls", has_functions && request.parallel_tool_calls.is_some()),
            ("temperature", request.temperature.is_some()),
            ("top_p", request.top_p.is_some()),
            ("top_k", request.top_k.is_some()),
            ("frequency_penalty", request.frequency_penalty.is_some()),
            ("presence_penalty", request.presence_penalty.is_some()),
            ("seed", request.seed.is_some()),
            ("stop", !request.stop.is_empty()),
            ("logprobs", request.logprobs == Some(true)),
            ("top_logprobs", request.top_logprobs.is_some_and(|count| count > 0)),
        ] {
            if is_set && !self.supports(name) {
                let (field, problem) = (name.to_owned(), parameter(name));
                found.push(Finding { field, problem, severity });
            }
        }
        let Some(reasoning) = &request.reasoning else { return };
        let is_off =
            reasoning.effort == Some(ReasoningEffort::None) || reasoning.enabled == Some(false);
        let thinks = ["reasoning", "include_reasoning", "reasoning_effort"];
        if !is_off && !thinks.iter().any(|name| self.supports(name)) {
            let (field, problem) = ("reasoning".to_owned(), parameter("reasoning"));
            found.push(Finding { field, problem, severity });
        }
        let most = request.max_tokens.zip(reasoning.max_tokens);
        if most.is_some_and(|(answer, thoughts)| thoughts >= answer) {
            let words = "thoughts are part of max_tokens, and leave nothing to answer; raise that";
            found.push(Finding::warning("reasoning.max_tokens", Problem::Other(words)));
        }
    }
}

/// What contradicts itself, whatever the model.
fn check_choice(request: &StandardRequest, found: &mut Vec<Finding>) {
    let words = match &request.tool_choice {
        Some(ToolChoice::Required) if request.tools.is_empty() => {
            "a call is required, and there is nothing to call; add tools"
        }
        Some(ToolChoice::Function(name))
            if !request.tools.iter().any(|tool| tool.name() == name) =>
        {
            "the function is none of the tools; add it, or choose another"
        }
        _ => return,
    };
    found.push(Finding::error("tool_choice", Problem::Other(words)));
}

fn parameter(name: &str) -> Problem {
    Problem::Parameter(name.to_owned())
}
