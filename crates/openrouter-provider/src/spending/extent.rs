//! [`Extent`]: how far the cost of a chat can go.

use llm_types::ModelId;
use openrouter_wire::chat::{Request, Tool};

use crate::catalog::chooses_upstream;

/// How far the cost of a chat can go, where that can be said before it is asked: nothing but a
/// model is put to work for it, and which one is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Extent {
    /// How long the answer may be, in tokens, if that is said.
    pub(crate) max_tokens: Option<u64>,
    /// Whether there are functions to call, for which a model is told more than is sent.
    pub(crate) has_functions: bool,
    /// Models that may answer in place of the one that is asked.
    pub(crate) fallbacks: Vec<ModelId>,
}

impl Extent {
    /// That of a request, if it has one.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let only_functions =
            |tools: &Vec<Tool>| tools.iter().all(|tool| matches!(tool, Tool::Function(_)));
        let is_plain = request.tools.as_ref().is_none_or(only_functions)
            && request.plugins.is_none()
            && request.web_search_options.is_none()
            && request.x_search_filter.is_none()
            && request.modalities.is_none()
            // These have prices of their own, or settings that nobody here sees.
            && request.service_tier.is_none()
            && request.speed.is_none()
            && request.preset.is_none()
            // The listed prices are not those of an upstream that is chosen.
            && !request.provider.as_ref().is_some_and(chooses_upstream)
            && request.n.is_none_or(|answers| answers <= 1)
            && request.extra.is_empty();
        is_plain.then(|| Self {
            // Either may be the one that the upstream goes by.
            max_tokens: request.max_tokens.max(request.max_completion_tokens),
            has_functions: request.tools.as_ref().is_some_and(|tools| !tools.is_empty()),
            fallbacks: request.models.iter().flatten().map(|model| model.as_str().into()).collect(),
        })
    }

    /// That of the same request with an answer of no more than so many tokens.
    pub(crate) fn shortened_to(&self, tokens: Option<u64>) -> Self {
        let mut shorter = self.clone();
        if let Some(tokens) = tokens {
            shorter.max_tokens = Some(self.max_tokens.map_or(tokens, |most| most.min(tokens)));
        }
        shorter
    }
}

/// True if there is nothing but text in a request: of what is shown or heard, the bytes say nothing
/// of the tokens.
pub(super) fn is_text(sent: &[u8]) -> bool {
    // In the text of a prompt the quotes are escaped.
    ["image_url", "input_audio", "file", "video_url", "input_video"].iter().all(|kind| {
        let part = format!("\"type\":\"{kind}\"");
        memchr::memmem::find(sent, part.as_bytes()).is_none()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn extent(more: &serde_json::Value) -> Option<Extent> {
        let mut request = json!({ "model": "a/m", "messages": [], "max_tokens": 10 });
        for (name, value) in more.as_object().unwrap() {
            request[name] = value.clone();
        }
        Extent::of(&serde_json::from_value(request).unwrap())
    }

    #[test]
    fn what_is_more_than_a_model_at_work_has_no_extent() {
        let plain = extent(&json!({ "max_completion_tokens": 20, "models": ["b/m"] })).unwrap();
        let expected =
            Extent { max_tokens: Some(20), has_functions: false, fallbacks: vec!["b/m".into()] };
        assert_eq!(plain, expected);
        let function = json!({ "type": "function", "function": { "name": "f" } });
        assert!(extent(&json!({ "tools": [function] })).unwrap().has_functions);
        assert!(extent(&json!({ "provider": { "allow_fallbacks": false } })).is_some());
        for more in [
            json!({ "tools": [{ "type": "openrouter:web_search" }] }),
            json!({ "plugins": [{ "id": "web" }] }),
            json!({ "modalities": ["image", "text"] }),
            json!({ "preset": "p" }),
            json!({ "service_tier": "priority" }),
            json!({ "n": 2 }),
            json!({ "provider": { "only": ["dear"] } }),
            json!({ "provider": { "sort": "throughput" } }),
            json!({ "invented": 1 }),
        ] {
            assert_eq!(extent(&more), None, "{more}");
        }
    }

    #[test]
    fn what_is_shortened_reaches_less_far() {
        let plain = extent(&json!({})).unwrap();
        let of = |tokens| plain.shortened_to(tokens).max_tokens;
        assert_eq!([of(None), of(Some(7)), of(Some(70))], [Some(10), Some(7), Some(10)]);
        let endless = Extent { max_tokens: None, ..plain.clone() };
        assert_eq!(endless.shortened_to(Some(7)).max_tokens, Some(7));
    }

    #[test]
    fn a_picture_is_no_text_and_text_about_one_is() {
        let body = |content: serde_json::Value| {
            let messages = json!([{ "role": "user", "content": content }]);
            serde_json::to_vec(&json!({ "messages": messages })).unwrap()
        };
        assert!(is_text(&body(json!(r#"{"type":"image_url"}"#))));
        let picture = json!([{ "type": "image_url", "image_url": { "url": "https://a/b" } }]);
        assert!(!is_text(&body(picture)));
    }
}
