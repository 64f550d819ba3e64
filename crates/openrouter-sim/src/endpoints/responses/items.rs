//! The items of an answer.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use openrouter_wire::responses::{
    CustomToolCall, FunctionCall, ItemStatus, Message, OutputItem, OutputPart, OutputText, Phase,
    ReasoningItem, ReasoningPart, ReasoningText, Refusal, SummaryPart, SummaryText, TokenLogprob,
    TopLogprob,
};
use serde_json::{Value, json};

use super::tools::{Kind, Tools};
use crate::{
    chat::{Answered, Ending, Family, Thought, ToolCall, split_tokens},
    seed::Seed,
};

/// Makes the items of an answer, in the order of the upstream: Google's tell what the model
/// thought after what it said.
pub(super) fn items(answered: &Answered, tools: &Tools, names: &mut Seed) -> Vec<OutputItem> {
    let Answered { envelope, completion, .. } = answered;
    let mut items = Vec::new();
    items.extend(message(answered, names).map(OutputItem::Message));
    items.extend(completion.calls.iter().map(|call| called(call, tools, names)));
    if answered.ending() == Ending::CutOff
        && let Some(last) = items.last_mut()
    {
        mark_incomplete(last);
    }
    let thought = completion.shown_reasoning();
    let thought = thought.map(|text| Thought::new(text, envelope.family));
    if let Some(thought) = thought.map(|thought| reasoning(thought, envelope.family, names)) {
        let place = if envelope.family == Family::Google { items.len() } else { 0 };
        items.insert(place, OutputItem::Reasoning(thought));
    }
    items
}

/// Makes what the model said, if it said anything.
fn message(answered: &Answered, names: &mut Seed) -> Option<Message> {
    let Answered { envelope, completion, .. } = answered;
    let text = completion.text.as_ref().map(|text| {
        OutputPart::OutputText(OutputText {
            annotations: Some(Vec::new()),
            logprobs: Some(logprobs(answered, &split_tokens(text))),
            ..OutputText::new(text)
        })
    });
    let refusal = completion.refusal.clone();
    let refusal =
        refusal.map(|refusal| OutputPart::Refusal(Refusal { refusal, ..Refusal::default() }));
    let content: Vec<_> = text.into_iter().chain(refusal).collect();
    // Recorded of OpenAI's latest models.
    let has_phase = envelope.model.starts_with("openai/gpt-5");
    (!content.is_empty()).then(|| Message {
        id: id("msg", names),
        content,
        status: Some(ItemStatus::Completed),
        phase: has_phase.then_some(Phase::FinalAnswer),
        ..Message::default()
    })
}

/// Returns the log probabilities of some tokens; none if they were not asked for.
pub(super) fn logprobs(answered: &Answered, tokens: &[&str]) -> Vec<TokenLogprob> {
    let told = answered.completion.likelihood.map(|likelihood| likelihood.of(tokens.to_vec()));
    let told = told.and_then(|told| told.content).unwrap_or_default().into_iter();
    let bytes =
        |token: &str| Some(token.bytes().map(|byte| u64::from(byte).into()).collect::<Vec<_>>());
    let to_top = |top: openrouter_wire::chat::TopLogprob| TopLogprob {
        bytes: bytes(&top.token),
        token: Some(top.token),
        logprob: top.logprob,
        ..TopLogprob::default()
    };
    let to_wire = |told: openrouter_wire::chat::TokenLogprob| TokenLogprob {
        bytes: bytes(&told.token),
        token: told.token,
        logprob: told.logprob,
        top_logprobs: told.top_logprobs.map(|top| top.into_iter().map(to_top).collect()),
        ..TokenLogprob::default()
    };
    told.map(to_wire).collect()
}

fn called(call: &ToolCall, tools: &Tools, names: &mut Seed) -> OutputItem {
    let ToolCall { id: call_id, name, arguments } = call.clone();
    match tools.kind(&name) {
        Kind::Function { namespace } => OutputItem::FunctionCall(FunctionCall {
            call_id,
            name,
            arguments,
            id: Some(id("fc", names)),
            namespace,
            status: Some(ItemStatus::Completed),
            ..FunctionCall::default()
        }),
        Kind::Custom => {
            let json: Value = serde_json::from_str(&arguments).unwrap_or_default();
            let input = json["input"].as_str().map_or(arguments, str::to_owned);
            let id = Some(id("ctc", names));
            OutputItem::CustomToolCall(CustomToolCall {
                call_id,
                name,
                input,
                id,
                ..CustomToolCall::default()
            })
        }
    }
}

fn reasoning(thought: Thought, family: Family, names: &mut Seed) -> ReasoningItem {
    let Thought { id: upstream_id, summary, text, signature, encrypted, format } = thought;
    let summary =
        summary.map(|text| SummaryPart::SummaryText(SummaryText { text, ..Default::default() }));
    let content = text.map(|text| {
        vec![ReasoningPart::ReasoningText(ReasoningText { text, ..ReasoningText::default() })]
    });
    // Gemini's signature is over nothing that is told, so it stands where what is hidden does.
    let (signature, encrypted) = match family {
        Family::Google => (None, signature),
        _ => (signature, encrypted.as_deref().map(with_endpoint)),
    };
    ReasoningItem {
        id: upstream_id.unwrap_or_else(|| id("rs", names)),
        summary: Some(summary.into_iter().collect()),
        content,
        encrypted_content: encrypted,
        signature,
        format: (family != Family::Open).then(|| format.as_str().into()),
        // Recorded of some upstreams only.
        status: (family != Family::Open).then_some(ItemStatus::Completed),
        ..ReasoningItem::default()
    }
}

/// Adds what the service adds to what an upstream encrypted: who can read it.
fn with_endpoint(encrypted: &str) -> String {
    let endpoint = json!({"endpoint_slug": "openai"}).to_string();
    format!("{encrypted}.{}", URL_SAFE_NO_PAD.encode(endpoint))
}

fn mark_incomplete(item: &mut OutputItem) {
    let status = Some(ItemStatus::Incomplete);
    match item {
        OutputItem::Message(message) => message.status = status,
        OutputItem::FunctionCall(call) => call.status = status,
        _ => {}
    }
}

/// Invents the id of an item.
fn id(kind: &str, names: &mut Seed) -> String {
    format!("{kind}_tmp_{}", names.alphanumeric(11).to_lowercase())
}
