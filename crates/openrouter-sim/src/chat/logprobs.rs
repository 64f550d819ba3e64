//! Log probabilities of tokens.

use openrouter_wire::{
    Count,
    chat::{Logprobs, Request, TokenLogprob, TopLogprob},
};
use serde_json::Number;

use crate::{catalogue::Served, seed::Seed};

/// How many tokens in the place of each may be told.
const MOST: u64 = 20;

/// What a request wants to know about the likelihood of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Likelihood {
    /// How many tokens that could have been.
    top: u64,
}

impl Likelihood {
    /// Reads what the request wants to know, if the model can tell.
    pub(crate) fn read(request: &Request, model: &Served) -> Option<Self> {
        let asked = request.logprobs == Some(true) && model.has_logprobs;
        asked.then(|| Self { top: request.top_logprobs.unwrap_or(0).min(MOST) })
    }

    /// Invents the log probabilities of some tokens. They depend on the token alone.
    pub(crate) fn of<'a>(self, tokens: impl IntoIterator<Item = &'a str>) -> Logprobs {
        let content = tokens.into_iter().map(|token| self.of_token(token)).collect();
        Logprobs { content: Some(content), ..Logprobs::default() }
    }

    fn of_token(self, token: &str) -> TokenLogprob {
        // In thousandths; each token that could have been is less likely than the one before.
        let mut thousandths = Seed::of(token).below(700);
        let logprob = thousandths_below_zero(thousandths);
        let top = (0..self.top).map(|place| {
            let token = if place == 0 { token.to_owned() } else { format!("{token}{place}") };
            let logprob = thousandths_below_zero(thousandths);
            thousandths += 1_500;
            TopLogprob { bytes: Some(bytes(&token)), token, logprob, ..TopLogprob::default() }
        });
        TokenLogprob {
            token: token.to_owned(),
            logprob,
            bytes: Some(bytes(token)),
            top_logprobs: Some(top.collect()),
            ..TokenLogprob::default()
        }
    }
}

fn bytes(token: &str) -> Vec<Count> {
    token.bytes().map(|byte| u64::from(byte).into()).collect()
}

/// Makes the number: 0 if it is none, as recorded.
fn thousandths_below_zero(thousandths: u64) -> Option<Number> {
    if thousandths == 0 {
        return Some(0.into());
    }
    let thousandths = u32::try_from(thousandths).unwrap_or(u32::MAX);
    Number::from_f64(-f64::from(thousandths) / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_twenty_alternatives_are_told() {
        let request =
            Request { logprobs: Some(true), top_logprobs: Some(99), ..Request::default() };
        let likelihood = Likelihood::read(&request, &Served::unlisted("m")).unwrap();
        let told = likelihood.of(["a"]).content.unwrap();
        assert_eq!(told[0].top_logprobs.as_ref().unwrap().len(), 20);
    }
}
