//! The thinking of a whole answer, for endpoints that do not send it as details.

use super::{family::Family, reasoning};

/// The thinking of a whole answer, part by part. Each family has some of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Thought {
    /// The upstream's name of it.
    pub(crate) id: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) text: Option<String>,
    /// Goes with the text, also where that is not told.
    pub(crate) signature: Option<String>,
    pub(crate) encrypted: Option<String>,
    /// Whose form it has.
    pub(crate) format: String,
}

impl Thought {
    /// Gives what a model thinks the form of its upstream.
    pub(crate) fn new(text: &str, family: Family) -> Self {
        let mut thought = Self::default();
        for detail in reasoning::join(&reasoning::pieces(text, family)).1 {
            let field = |name: &str| detail[name].as_str().map(str::to_owned);
            let known = [
                (&mut thought.id, "id"),
                (&mut thought.summary, "summary"),
                (&mut thought.text, "text"),
                (&mut thought.signature, "signature"),
                (&mut thought.encrypted, "data"),
            ];
            for (place, name) in known {
                *place = place.take().or_else(|| field(name));
            }
            thought.format = detail["format"].as_str().map_or(thought.format, str::to_owned);
        }
        thought
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_tells_other_parts() {
        let parts = |family| {
            let Thought { id, summary, text, signature, encrypted, format } =
                Thought::new("Hm, so.", family);
            let told = [&summary, &text].map(|part| part.as_deref() == Some("Hm, so."));
            (told, [id, signature, encrypted].map(|part| part.is_some()), format)
        };
        let said = |told, known, format: &str| (told, known, format.to_owned());
        assert_eq!(
            parts(Family::OpenAiResponses),
            said([true, false], [true, false, true], "openai-responses-v1")
        );
        assert_eq!(
            parts(Family::Anthropic),
            said([false, true], [false, true, false], "anthropic-claude-v1")
        );
        assert_eq!(
            parts(Family::Google),
            said([false, false], [false, true, false], "google-gemini-v1")
        );
        assert_eq!(parts(Family::Open), said([false, true], [false, false, false], "unknown"));
    }
}
