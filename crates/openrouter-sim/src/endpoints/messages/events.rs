//! An answer in events, each with its name.

use openrouter_wire::{
    Count, Extra,
    error::ApiError,
    messages::{
        ContentBlock, ContentBlockDelta, ContentBlockStart, ContentBlockStop, Delta, DeltaUsage,
        ErrorEvent, Event, InputJsonDelta, MessageDelta, MessageStart, MessageStop, Ping,
        ResponseKind, ResponseRole, ServiceTier, SignatureDelta, StartMessage, StartUsage,
        TextBlock, TextDelta, ThinkingBlock, ThinkingDelta, ToolUseBlock,
    },
};
use serde_json::json;

use super::{
    refuse::detail,
    response::{end, thinking},
};
use crate::chat::{Answered, split_tokens};

/// How many events come after those of the blocks.
pub(super) const LAST: usize = 2;

/// An event and its name.
pub(super) type Named = (&'static str, Event);

/// Makes the events of a stream.
pub(super) fn of(answered: &Answered, blocks: &[ContentBlock]) -> Vec<Named> {
    let mut events = vec![
        ("message_start", Event::MessageStart(Box::new(start(answered)))),
        ("ping", Event::Ping(Ping::default())),
    ];
    for (block, index) in blocks.iter().zip(0_u64..) {
        let (empty, deltas) = pieces(block, answered);
        events.push(("content_block_start", begin(index, empty)));
        let deltas = deltas.into_iter().map(|delta| ("content_block_delta", add(index, delta)));
        events.extend(deltas);
        let stop = ContentBlockStop { index: index.into(), extra: Extra::default() };
        events.push(("content_block_stop", Event::ContentBlockStop(stop)));
    }
    events.push(("message_delta", Event::MessageDelta(Box::new(change(answered)))));
    let stop =
        MessageStop { openrouter_metadata: answered.routing.clone(), ..MessageStop::default() };
    events.push(("message_stop", Event::MessageStop(Box::new(stop))));
    events
}

/// Makes the event of an error that ends a stream.
pub(super) fn failed(error: &ApiError) -> Named {
    let error = detail(error);
    let event = ErrorEvent { error, openrouter_metadata: None, extra: Extra::default() };
    ("error", Event::Error(Box::new(event)))
}

fn start(answered: &Answered) -> MessageStart {
    let envelope = &answered.envelope;
    let message = StartMessage {
        id: Some(envelope.id.clone()),
        kind: Some(ResponseKind::Message),
        role: Some(ResponseRole::Assistant),
        content: Some(Vec::new()),
        model: Some(envelope.model.clone()),
        provider: Some(envelope.family.upstream().to_owned()),
        usage: Some(StartUsage {
            input_tokens: Some(answered.usage.prompt_tokens().into()),
            output_tokens: Some(0.into()),
            cache_creation_input_tokens: Some(0.into()),
            cache_read_input_tokens: Some(0.into()),
            service_tier: Some(ServiceTier::Standard),
            ..StartUsage::default()
        }),
        ..StartMessage::default()
    };
    MessageStart { message, ..MessageStart::default() }
}

fn change(answered: &Answered) -> MessageDelta {
    let usage = DeltaUsage {
        input_tokens: Some(answered.usage.prompt_tokens().into()),
        output_tokens: Some(answered.usage.completion_tokens().into()),
        output_tokens_details: thinking(answered),
        cache_creation_input_tokens: Some(0.into()),
        cache_read_input_tokens: Some(0.into()),
        ..DeltaUsage::default()
    };
    MessageDelta { delta: end(answered), usage: Some(usage), ..MessageDelta::default() }
}

fn begin(index: u64, content_block: ContentBlock) -> Event {
    let extra = Extra::default();
    Event::ContentBlockStart(ContentBlockStart { index: Count::from(index), content_block, extra })
}

fn add(index: u64, delta: Delta) -> Event {
    let extra = Extra::default();
    Event::ContentBlockDelta(ContentBlockDelta { index: Count::from(index), delta, extra })
}

/// Takes a block apart: what it begins as, and what is added to that.
fn pieces(block: &ContentBlock, answered: &Answered) -> (ContentBlock, Vec<Delta>) {
    match block {
        ContentBlock::Text(text) => {
            let deltas = tokens(&text.text, |text| {
                Delta::TextDelta(TextDelta { text, ..TextDelta::default() })
            });
            (ContentBlock::Text(TextBlock::default()), deltas)
        }
        ContentBlock::Thinking(thought) => {
            let mut deltas = tokens(&thought.thinking, |thinking| {
                Delta::ThinkingDelta(ThinkingDelta { thinking, ..ThinkingDelta::default() })
            });
            if !thought.signature.is_empty() {
                let signature = thought.signature.clone();
                let delta = SignatureDelta { signature, ..SignatureDelta::default() };
                deltas.push(Delta::SignatureDelta(delta));
            }
            (ContentBlock::Thinking(ThinkingBlock::default()), deltas)
        }
        ContentBlock::ToolUse(call) => {
            let calls = &answered.completion.calls;
            let arguments = calls.iter().find(|other| other.id == call.id);
            // As the model wrote them, also where they were cut off. The first piece is empty.
            let arguments = arguments.map_or("", |call| &call.arguments);
            let piece = |partial_json| {
                Delta::InputJsonDelta(InputJsonDelta { partial_json, ..InputJsonDelta::default() })
            };
            let mut deltas = vec![piece(String::new())];
            deltas.extend(tokens(arguments, piece));
            (ContentBlock::ToolUse(ToolUseBlock { input: json!({}), ..call.clone() }), deltas)
        }
        whole => (whole.clone(), Vec::new()),
    }
}

fn tokens(text: &str, delta: impl Fn(String) -> Delta) -> Vec<Delta> {
    split_tokens(text).into_iter().map(|token| delta(token.to_owned())).collect()
}
