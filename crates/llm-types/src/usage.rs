//! [`Usage`]: what a call consumed.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::Usd;

/// What one call, or several added up, consumed.
///
/// Follows `OpenTelemetry`'s GenAI conventions: cached tokens are part of `input_tokens`, reasoning
/// tokens are part of `output_tokens`. The parts may overlap each other, and providers have been
/// seen to report parts larger than the whole: never subtract one from another without saturating.
/// `None` means that the provider did not say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Usage {
    /// All tokens read, cached ones included.
    pub input_tokens: u64,
    /// All tokens written, reasoning included.
    pub output_tokens: u64,
    /// The provider's own total.
    pub total_tokens: u64,
    /// Input that was read from a prompt cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_read_tokens: Option<u64>,
    /// Input that was written to a prompt cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_creation_tokens: Option<u64>,
    /// Output spent on thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_tokens: Option<u64>,
    /// Input that was audio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_audio_tokens: Option<u64>,
    /// Input that was video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_video_tokens: Option<u64>,
    /// Output that was audio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_audio_tokens: Option<u64>,
    /// Output that was images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_image_tokens: Option<u64>,
    /// Predicted output that was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_prediction_tokens: Option<u64>,
    /// Predicted output that was thrown away, and billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected_prediction_tokens: Option<u64>,
    /// What the account is charged for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Usd>,
}

impl Usage {
    /// The three main counts; the rest is not said.
    pub fn new(input_tokens: u64, output_tokens: u64) -> Self {
        Self {
            input_tokens,
            output_tokens,
            total_tokens: input_tokens.saturating_add(output_tokens),
            ..Self::default()
        }
    }

    /// What was added after `earlier`, an older state of the same sum. What has become less counts
    /// as nothing.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let less = |now: Option<u64>, then: Option<u64>| {
            now.map(|now| now.saturating_sub(then.unwrap_or_default()))
        };
        let cost = |now: Usd| (now - earlier.cost.unwrap_or_default()).max(Usd::ZERO);
        Self {
            input_tokens: self.input_tokens.saturating_sub(earlier.input_tokens),
            output_tokens: self.output_tokens.saturating_sub(earlier.output_tokens),
            total_tokens: self.total_tokens.saturating_sub(earlier.total_tokens),
            cache_read_tokens: less(self.cache_read_tokens, earlier.cache_read_tokens),
            cache_creation_tokens: less(self.cache_creation_tokens, earlier.cache_creation_tokens),
            reasoning_tokens: less(self.reasoning_tokens, earlier.reasoning_tokens),
            input_audio_tokens: less(self.input_audio_tokens, earlier.input_audio_tokens),
            input_video_tokens: less(self.input_video_tokens, earlier.input_video_tokens),
            output_audio_tokens: less(self.output_audio_tokens, earlier.output_audio_tokens),
            output_image_tokens: less(self.output_image_tokens, earlier.output_image_tokens),
            accepted_prediction_tokens: less(
                self.accepted_prediction_tokens,
                earlier.accepted_prediction_tokens,
            ),
            rejected_prediction_tokens: less(
                self.rejected_prediction_tokens,
                earlier.rejected_prediction_tokens,
            ),
            cost: self.cost.map(cost),
        }
    }
}

/// Adds what is known on either side.
fn add(sum: &mut Option<u64>, more: Option<u64>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or_default().saturating_add(more));
    }
}

impl AddAssign<&Self> for Usage {
    fn add_assign(&mut self, more: &Self) {
        let Self {
            input_tokens,
            output_tokens,
            total_tokens,
            cache_read_tokens,
            cache_creation_tokens,
            reasoning_tokens,
            input_audio_tokens,
            input_video_tokens,
            output_audio_tokens,
            output_image_tokens,
            accepted_prediction_tokens,
            rejected_prediction_tokens,
            cost,
        } = more;
        self.input_tokens = self.input_tokens.saturating_add(*input_tokens);
        self.output_tokens = self.output_tokens.saturating_add(*output_tokens);
        self.total_tokens = self.total_tokens.saturating_add(*total_tokens);
        add(&mut self.cache_read_tokens, *cache_read_tokens);
        add(&mut self.cache_creation_tokens, *cache_creation_tokens);
        add(&mut self.reasoning_tokens, *reasoning_tokens);
        add(&mut self.input_audio_tokens, *input_audio_tokens);
        add(&mut self.input_video_tokens, *input_video_tokens);
        add(&mut self.output_audio_tokens, *output_audio_tokens);
        add(&mut self.output_image_tokens, *output_image_tokens);
        add(&mut self.accepted_prediction_tokens, *accepted_prediction_tokens);
        add(&mut self.rejected_prediction_tokens, *rejected_prediction_tokens);
        if let Some(cost) = cost {
            self.cost = Some(self.cost.unwrap_or_default() + *cost);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adding_keeps_unknown_apart_from_zero() {
        let mut sum = Usage::new(10, 5);
        let mut more = Usage::new(1, u64::MAX);
        more.reasoning_tokens = Some(0);
        more.cost = Some("0.25".parse().unwrap());
        sum += &more;
        assert_eq!(sum.input_tokens, 11);
        assert_eq!(sum.output_tokens, u64::MAX);
        assert_eq!(sum.reasoning_tokens, Some(0));
        assert_eq!(sum.cache_read_tokens, None);
        assert_eq!(sum.cost.unwrap().to_string(), "0.25");
    }

    #[test]
    fn what_was_added_can_be_taken_off() {
        let mut more = Usage::new(1, 2);
        more.input_audio_tokens = Some(3);
        more.cost = Some("0.25".parse().unwrap());
        let earlier = Usage::new(10, 5);
        let mut sum = earlier.clone();
        sum += &more;
        assert_eq!(sum.since(&earlier), more);
        let nothing = earlier.since(&sum);
        assert_eq!((nothing.input_tokens, nothing.cost), (0, None));
    }
}
