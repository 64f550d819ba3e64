//! What an answer used and cost.

use openrouter_wire::chat::{
    CompletionTokensDetails, CostDetails, PromptTokensDetails, Usage as WireUsage,
};
use rust_decimal::Decimal;

use super::completion::Completion;
use crate::{catalogue::Served, money::number};

/// What an answer used and cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    prompt_tokens: u64,
    completion_tokens: u64,
    reasoning_tokens: u64,
    prompt_cost: Decimal,
    completion_cost: Decimal,
}

impl Usage {
    pub(crate) fn new(model: &Served, prompt_tokens: u64, completion: &Completion) -> Self {
        let completion_tokens = completion.tokens();
        Self {
            prompt_tokens,
            completion_tokens,
            reasoning_tokens: completion.reasoning_tokens(),
            prompt_cost: model.prompt_price * Decimal::from(prompt_tokens),
            completion_cost: model.completion_price * Decimal::from(completion_tokens),
        }
    }

    /// Returns the same at no cost: an answer that fails is not charged.
    pub(crate) fn uncharged(self) -> Self {
        Self { prompt_cost: Decimal::ZERO, completion_cost: Decimal::ZERO, ..self }
    }

    /// Returns that of an answer that is given again: nothing.
    pub(crate) fn none() -> Self {
        Self {
            prompt_tokens: 0,
            completion_tokens: 0,
            reasoning_tokens: 0,
            prompt_cost: Decimal::ZERO,
            completion_cost: Decimal::ZERO,
        }
    }

    /// Returns the cost in US dollars.
    pub(crate) fn cost(&self) -> Decimal {
        self.prompt_cost + self.completion_cost
    }

    /// Returns what the prompt costs.
    pub(crate) fn prompt_cost(&self) -> Decimal {
        self.prompt_cost
    }

    /// Returns what the answer costs.
    pub(crate) fn completion_cost(&self) -> Decimal {
        self.completion_cost
    }

    pub(crate) fn prompt_tokens(&self) -> u64 {
        self.prompt_tokens
    }

    pub(crate) fn reasoning_tokens(&self) -> u64 {
        self.reasoning_tokens
    }

    pub(crate) fn completion_tokens(&self) -> u64 {
        self.completion_tokens
    }

    /// Returns it as the service reports it. Nothing is cached, and no key of the user's is used.
    pub(crate) fn to_wire(self) -> WireUsage {
        let zero = || Some(0.into());
        WireUsage {
            prompt_tokens: Some(self.prompt_tokens.into()),
            completion_tokens: Some(self.completion_tokens.into()),
            total_tokens: Some((self.prompt_tokens + self.completion_tokens).into()),
            cost: Some(number(self.cost())),
            is_byok: Some(false),
            cost_details: Some(CostDetails {
                upstream_inference_cost: Some(number(self.cost())),
                upstream_inference_prompt_cost: Some(number(self.prompt_cost)),
                upstream_inference_completions_cost: Some(number(self.completion_cost)),
                ..CostDetails::default()
            }),
            prompt_tokens_details: Some(PromptTokensDetails {
                cached_tokens: zero(),
                cache_write_tokens: zero(),
                audio_tokens: zero(),
                video_tokens: zero(),
                ..PromptTokensDetails::default()
            }),
            completion_tokens_details: Some(CompletionTokensDetails {
                reasoning_tokens: Some(self.reasoning_tokens.into()),
                image_tokens: zero(),
                audio_tokens: zero(),
                ..CompletionTokensDetails::default()
            }),
            ..WireUsage::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_is_exact() {
        let model = Served {
            prompt_price: "0.000003".parse().unwrap(),
            completion_price: "0.000015".parse().unwrap(),
            ..Served::unlisted("m")
        };
        let completion = Completion { text: Some("a b c d".to_owned()), ..Completion::default() };
        let usage = Usage::new(&model, 12, &completion);
        assert_eq!(usage.cost().to_string(), "0.000096");
        let wire = serde_json::to_value(usage.to_wire()).unwrap();
        assert_eq!(wire["cost"], serde_json::json!(0.000_096));
        assert_eq!(wire["total_tokens"], 16);
    }

    #[test]
    fn a_free_answer_costs_the_integer_zero() {
        let usage = Usage::new(&Served::unlisted("m"), 12, &Completion::default());
        assert_eq!(serde_json::to_value(usage.to_wire()).unwrap()["cost"].to_string(), "0");
    }
}
