//! [`CallSize`]: how many tokens a call may have.

use serde::{Deserialize, Serialize};

use super::CostItem;
use crate::{ContentPart, Message, StandardRequest, Tool};

/// How many tokens, at the least and at the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TokenRange {
    /// At the least.
    pub least: u64,
    /// At the most, if there is a bound.
    pub most: Option<u64>,
}

impl TokenRange {
    /// Anything up to this.
    pub const fn up_to(most: u64) -> Self {
        Self { least: 0, most: Some(most) }
    }
}

/// What the template of a model adds to a prompt at the most, beyond what the syntax of its messages
/// is counted for: a system prompt of its own, say.
const TEMPLATE: u64 = 256;

/// What it adds where there are functions to call, before the first of them: some 350 tokens are
/// usual, 550 the most that a model is known for.
const FUNCTIONS: u64 = 1024;

/// How many tokens a call may have, told without the model's tokenizer: the words of a text are the
/// least, for no token spans two of them, and its bytes the most, for a token is a byte or more. To
/// these comes what the model's template may add.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CallSize {
    /// What is read.
    pub input: TokenRange,
    /// What is written, over all answers.
    pub output: TokenRange,
    /// How many answers are asked for: each may be as long as the model's longest.
    pub answers: u64,
    /// What is in it besides, and cannot be told: pictures, sounds, tools of the provider.
    pub unknown: Vec<CostItem>,
}

impl CallSize {
    /// A call with so much to read and to write, and nothing else.
    pub const fn new(input: TokenRange, output: TokenRange) -> Self {
        Self { input, output, answers: 1, unknown: Vec::new() }
    }

    /// The same, with what a template may add to what is read.
    #[must_use]
    pub fn with_template(mut self, has_functions: bool) -> Self {
        let added = TEMPLATE + if has_functions { FUNCTIONS } else { 0 };
        self.input.most = self.input.most.and_then(|most| most.checked_add(added));
        self
    }

    /// That of a request.
    pub fn of(request: &StandardRequest) -> Self {
        let item = |part: &ContentPart| match part {
            ContentPart::Text(_) => None,
            ContentPart::Image(_) => Some(CostItem::InputImage),
            ContentPart::Audio(_) => Some(CostItem::InputAudio),
            ContentPart::Video(_) => Some(CostItem::InputVideo),
            ContentPart::File(_) => Some(CostItem::InputFile),
        };
        let mut unknown: Vec<_> = parts(request).filter_map(item).collect();
        if request.tools.iter().any(|tool| matches!(tool, Tool::Server(_))) {
            unknown.push(CostItem::ServerTool);
        }
        unknown.sort_unstable();
        unknown.dedup();
        let answers = request.choices.unwrap_or(1).max(1);
        let most = request.max_tokens.map(|tokens| tokens.saturating_mul(answers));
        let read =
            [bytes(&request.messages), bytes(&request.tools), bytes(&request.response_format)];
        let input = TokenRange {
            least: least_input(request),
            most: read.into_iter().try_fold(0_u64, |sum, bytes| sum.checked_add(bytes?)),
        };
        let output = TokenRange { least: 0, most };
        let has_functions = request.tools.iter().any(|tool| matches!(tool, Tool::Function(_)));
        Self { input, output, answers, unknown }.with_template(has_functions)
    }
}

/// The fewest tokens that a prompt can have.
pub(crate) fn least_input(request: &StandardRequest) -> u64 {
    parts(request).filter_map(ContentPart::as_text).map(words).sum()
}

fn parts(request: &StandardRequest) -> impl Iterator<Item = &ContentPart> {
    request.messages.iter().flat_map(Message::content)
}

/// The words of a text.
fn words(text: &str) -> u64 {
    u64::try_from(text.split_whitespace().count()).unwrap_or(u64::MAX)
}

/// The bytes of something as JSON: what a template adds to a prompt is less than what the syntax
/// adds here.
fn bytes<T: Serialize>(value: &T) -> Option<u64> {
    serde_json::to_vec(value).ok().and_then(|json| u64::try_from(json.len()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ServerTool;

    #[test]
    fn words_and_bytes_bound_a_text_and_what_is_no_text_is_named() {
        let request = StandardRequest::prompt("Why is the sky blue?").with_max_tokens(100);
        let size = CallSize::of(&request);
        assert_eq!(size.input.least, 5);
        assert!(size.input.most.unwrap() >= 20, "{size:?}");
        assert_eq!((size.output, size.unknown.as_slice()), (TokenRange::up_to(100), &[][..]));

        let picture = ContentPart::image_url("https://a.test/b.png");
        let mut request = StandardRequest::new([Message::user_parts([picture.clone(), picture])])
            .with_tool(Tool::Server(ServerTool::new("web_search")));
        request.choices = Some(2);
        let size = CallSize::of(&request);
        assert_eq!(size.unknown, [CostItem::InputImage, CostItem::ServerTool]);
        assert_eq!((size.input.least, size.output.most), (0, None));
        request.max_tokens = Some(7);
        assert_eq!(CallSize::of(&request).output.most, Some(14));
    }

    #[test]
    fn what_a_template_adds_for_functions_is_within_the_bound() {
        // As it was counted once: 345 bytes of messages and of one function were 566 tokens.
        let request = StandardRequest::prompt("What is the weather in the city of Tern?");
        let plain = CallSize::of(&request).input.most.unwrap();
        assert!(plain >= 300, "{plain}");
        let parameters = serde_json::json!({"type": "object", "properties": {"city": {}}});
        let able = request.with_tool(Tool::function("weather", "tells it", parameters));
        let most = CallSize::of(&able).input.most.unwrap();
        assert!(most >= plain + 550, "{most}");
    }
}
