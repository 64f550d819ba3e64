//! The thinking of a model, in the form of its upstream.

use openrouter_wire::chat::{ReasoningDetail, ReasoningEffort, Request};
use serde_json::{Value, json};

use super::{family::Family, tokens};
use crate::{catalogue::Served, seed::Seed};

/// Whether a model thinks before it answers, and tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thinking {
    /// It does not.
    Off,
    /// It does, and does not tell.
    Hidden,
    /// It does.
    Shown,
}

impl Thinking {
    /// Reads what the request asks for, as far as the model can.
    pub(crate) fn read(request: &Request, model: &Served) -> Self {
        let reasoning = request.reasoning.as_ref();
        let effort =
            reasoning.and_then(|r| r.effort.as_ref()).or(request.reasoning_effort.as_ref());
        let asked =
            reasoning.is_some() || effort.is_some() || request.include_reasoning == Some(true);
        let declined = effort == Some(&ReasoningEffort::None)
            || reasoning.is_some_and(|reasoning| reasoning.enabled == Some(false));
        let hidden = reasoning.is_some_and(|reasoning| reasoning.exclude == Some(true))
            || request.include_reasoning == Some(false);
        if !model.must_reason && (!model.can_reason || !asked || declined) {
            Self::Off
        } else if hidden {
            Self::Hidden
        } else {
            Self::Shown
        }
    }
}

/// One piece of the thinking, as a stream sends it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    /// The text. A piece without one is sent as `null`, or not at all beside a signature of
    /// Anthropic's.
    pub(crate) text: Option<String>,
    pub(crate) details: Vec<Value>,
    /// Whether `reasoning` is `null` and not absent where there is no text.
    pub(crate) says_null: bool,
}

/// Cuts the thinking into the pieces of a stream.
///
/// OpenAI sends a summary and then the encrypted text; Anthropic sends the text and then its
/// signature; Gemini sends only a signature; others send plain text.
pub(crate) fn pieces(text: &str, family: Family) -> Vec<Piece> {
    let mut seed = Seed::of(text);
    let texts = |detail: fn(&str) -> Value| {
        tokens::split(text).into_iter().map(move |token| Piece {
            text: Some(token.to_owned()),
            details: vec![detail(token)],
            says_null: false,
        })
    };
    let last = |detail, says_null| Piece { text: None, details: vec![detail], says_null };
    match family {
        Family::OpenAiChat | Family::OpenAiResponses => {
            let encrypted = json!({
                "type": "reasoning.encrypted",
                "data": format!("gAAAA{}", seed.alphanumeric(120)),
                "format": "openai-responses-v1",
                "id": format!("rs_{:050x}", seed.next()),
                "index": 1,
            });
            texts(summary).chain([last(encrypted, true)]).collect()
        }
        Family::Anthropic => {
            let signature = json!({
                "type": "reasoning.text",
                "signature": format!("Et0B{}==", seed.alphanumeric(120)),
                "format": "anthropic-claude-v1",
                "index": 0,
            });
            texts(claude_text).chain([last(signature, false)]).collect()
        }
        Family::Google => {
            let signature = json!({
                "type": "reasoning.text",
                "signature": format!("CiQB{}==", seed.alphanumeric(120)),
                "format": "google-gemini-v1",
                "index": 0,
            });
            vec![last(signature, true)]
        }
        Family::Open => texts(open_text).collect(),
    }
}

fn summary(text: &str) -> Value {
    json!({"type": "reasoning.summary", "summary": text, "format": "openai-responses-v1", "index": 0})
}

fn claude_text(text: &str) -> Value {
    json!({"type": "reasoning.text", "text": text, "format": "anthropic-claude-v1", "index": 0})
}

fn open_text(text: &str) -> Value {
    json!({"type": "reasoning.text", "text": text, "format": "unknown", "index": 0})
}

/// Joins pieces to the thinking of a whole reply: its text, and its details.
pub(crate) fn join(pieces: &[Piece]) -> (Option<String>, Vec<Value>) {
    let texts: Vec<&str> = pieces.iter().filter_map(|piece| piece.text.as_deref()).collect();
    let mut details: Vec<Value> = Vec::new();
    for detail in pieces.iter().flat_map(|piece| &piece.details) {
        let same = |other: &&mut Value| {
            other["type"] == detail["type"] && other["index"] == detail["index"]
        };
        match details.iter_mut().find(same) {
            Some(whole) => merge(whole, detail),
            None => details.push(detail.clone()),
        }
    }
    ((!texts.is_empty()).then(|| texts.concat()), details)
}

/// Appends the texts of a piece, and adds the fields that are new.
fn merge(whole: &mut Value, piece: &Value) {
    for (name, value) in piece.as_object().into_iter().flatten() {
        match (&mut whole[name.as_str()], value) {
            (Value::String(text), Value::String(more)) if name == "text" || name == "summary" => {
                text.push_str(more);
            }
            (field @ Value::Null, value) => *field = value.clone(),
            _ => {}
        }
    }
}

/// Makes the details of the wire.
pub(crate) fn to_wire(details: &[Value]) -> Vec<ReasoningDetail> {
    // The text of a JSON value is JSON.
    details
        .iter()
        .filter_map(|detail| ReasoningDetail::from_json(detail.to_string()).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use openrouter_wire::chat::{Reasoning, ReasoningKind};

    use super::*;

    const TEXT: &str = "First this, then that.";

    #[track_caller]
    fn check(family: Family, text: Option<&str>, kinds: &[ReasoningKind]) {
        let (joined, details) = join(&pieces(TEXT, family));
        assert_eq!(joined.as_deref(), text);
        let wire = to_wire(&details);
        let views: Vec<_> = wire.iter().map(|detail| detail.view().unwrap()).collect();
        assert_eq!(views.iter().map(|view| view.kind.clone()).collect::<Vec<_>>(), kinds);
        let told = views[0].text.as_ref().or(views[0].summary.as_ref());
        assert_eq!(told.map(AsRef::as_ref), text);
    }

    #[test]
    fn each_family_thinks_in_its_own_form() {
        use ReasoningKind::{Encrypted, Summary, Text};
        check(Family::OpenAiResponses, Some(TEXT), &[Summary, Encrypted]);
        check(Family::Anthropic, Some(TEXT), &[Text]);
        check(Family::Google, None, &[Text]);
        check(Family::Open, Some(TEXT), &[Text]);
    }

    #[test]
    fn the_text_and_the_signature_of_a_thought_are_one_detail() {
        let (_, details) = join(&pieces(TEXT, Family::Anthropic));
        assert!(details[0]["signature"].as_str().unwrap().starts_with("Et0B"));
    }

    #[test]
    fn details_of_different_types_stay_apart_even_with_the_same_index() {
        let piece = |kind, text| Piece {
            text: None,
            details: vec![json!({"type": kind, "index": 0, "text": text})],
            says_null: false,
        };
        let pieces = [piece("a", "1"), piece("b", "2"), piece("a", "3")];
        let texts: Vec<_> = join(&pieces).1.iter().map(|detail| detail["text"].clone()).collect();
        assert_eq!(texts, ["13", "2"]);
    }

    #[test]
    fn a_model_thinks_if_it_can_and_is_asked_or_if_it_must() {
        let can = Served::unlisted("m");
        let cannot = Served { can_reason: false, ..can.clone() };
        let must = Served { must_reason: true, ..can.clone() };
        let reasoning = |reasoning| Request { reasoning: Some(reasoning), ..Request::default() };
        let asked = reasoning(Reasoning::default());
        let declined =
            reasoning(Reasoning { effort: Some(ReasoningEffort::None), ..Reasoning::default() });
        let hidden = reasoning(Reasoning { exclude: Some(true), ..Reasoning::default() });
        assert_eq!(Thinking::read(&asked, &can), Thinking::Shown);
        assert_eq!(Thinking::read(&hidden, &can), Thinking::Hidden);
        assert_eq!(Thinking::read(&declined, &can), Thinking::Off);
        assert_eq!(Thinking::read(&asked, &cannot), Thinking::Off);
        assert_eq!(Thinking::read(&Request::default(), &can), Thinking::Off);
        assert_eq!(Thinking::read(&Request::default(), &must), Thinking::Shown);
    }
}
