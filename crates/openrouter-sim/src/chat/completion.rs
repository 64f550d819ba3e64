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
