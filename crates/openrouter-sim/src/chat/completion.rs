//! What a model said, whatever form it is sent in.

use openrouter_wire::chat::FinishReason;

use super::{family::Family, logprobs::Likelihood, tokens};
use crate::{script::ScriptedCompletion, seed::Seed};

/// What a model said, whatever form it is sent in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Completion {
    pub(crate) reasoning: Option<String>,
    /// Whether the reply leaves the reasoning out.
    pub(crate) hides_reasoning: bool,
    pub(crate) text: Option<String>,
    pub(crate) refusal: Option<String>,
    pub(crate) calls: Vec<Call>,
    /// Which of the texts that end an answer ended it.
    pub(crate) stopped_by: Option<String>,
    /// Whether the tokens of the text come with their log probabilities.
    pub(crate) likelihood: Option<Likelihood>,
    /// Why it ended, if it did not end as it should.
    pub(crate) finish: Option<(FinishReason, String)>,
}

/// A call of a tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) arguments: String,
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The model was done.
    Done,
    /// The model waits for tools.
    Calls,
    /// The model wrote this text, which ends answers.
    Stopped(String),
    /// There were too many tokens.
    CutOff,
    /// A filter stopped it.
    Filtered,
    /// The upstream failed.
    Failed,
}

impl Completion {
    /// Creates the completion that a script asks for.
    pub(crate) fn scripted(script: &ScriptedCompletion, family: Family, seed: &mut Seed) -> Self {
        let calls = script.tool_calls.iter().enumerate().map(|(index, (name, arguments))| Call {
            id: family.call_id(index, name, seed),
            name: name.clone(),
            arguments: arguments.clone(),
        });
        Self {
            reasoning: script.reasoning.clone(),
            hides_reasoning: false,
            text: script.text.clone(),
            refusal: script.refusal.clone(),
            calls: calls.collect(),
            stopped_by: None,
            likelihood: None,
            finish: script.finish.clone(),
        }
    }

    /// Returns why it ended: the service's word, and the upstream's.
    pub(crate) fn finish(&self, family: Family) -> (FinishReason, String) {
        self.finish.clone().unwrap_or_else(|| {
            let reason =
                if self.calls.is_empty() { FinishReason::Stop } else { FinishReason::ToolCalls };
            let native = family.native_finish(&reason).to_owned();
            (reason, native)
        })
    }

    /// Returns how it ended, where an endpoint has words of its own for that.
    pub(crate) fn ending(&self, family: Family) -> Ending {
        let (reason, native) = self.finish(family);
        // Only the upstream tells of a call that was cut off.
        let is_cut_off = reason == FinishReason::Length || native == family.native_truncation();
        match (reason, &self.stopped_by) {
            (FinishReason::Error, _) => Ending::Failed,
            (FinishReason::ContentFilter, _) => Ending::Filtered,
            _ if is_cut_off => Ending::CutOff,
            (FinishReason::ToolCalls, _) => Ending::Calls,
            (_, Some(text)) => Ending::Stopped(text.clone()),
            _ => Ending::Done,
        }
    }

    /// Returns what the reply tells of the thinking.
    pub(crate) fn shown_reasoning(&self) -> Option<&str> {
        self.reasoning.as_deref().filter(|_| !self.hides_reasoning)
    }

    pub(crate) fn reasoning_tokens(&self) -> u64 {
        self.reasoning.as_deref().map_or(0, tokens::count)
    }

    /// Counts all tokens of the answer, those of the reasoning included.
    pub(crate) fn tokens(&self) -> u64 {
        let texts = [&self.reasoning, &self.text, &self.refusal];
        let calls = self.calls.iter().map(Call::tokens);
        texts.into_iter().flatten().map(|text| tokens::count(text)).chain(calls).sum()
    }
}

impl Call {
    /// Counts the tokens of the name and of the arguments.
    pub(crate) fn tokens(&self) -> u64 {
        tokens::count(&self.name) + tokens::count(&self.arguments)
    }
}
