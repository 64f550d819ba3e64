//! What the simulator reads of a conversation.

use std::ops::RangeInclusive;

use openrouter_wire::chat::{Content, ContentPart, Message, Request};

use super::tokens;

/// Words that say nothing about what a prompt is about.
const STOP_WORDS: &[&str] = &[
    "about", "above", "after", "again", "also", "answer", "because", "been", "before", "being",
    "between", "briefly", "call", "could", "describe", "does", "each", "explain", "from", "give",
    "have", "help", "here", "into", "just", "like", "list", "make", "more", "most", "much", "need",
    "only", "other", "please", "reply", "respond", "should", "show", "some", "such", "tell",
    "than", "that", "their", "them", "then", "there", "these", "they", "this", "those", "tool",
    "tools", "using", "very", "want", "what", "when", "where", "which", "while", "will", "with",
    "words", "would", "write", "your",
];

/// How many words a prompt is about at most.
const MOST_TOPICS: usize = 6;

/// How many characters a topic has: what is longer is no word, and an answer that repeats it is too
/// long for anyone.
const TOPIC_LENGTH: RangeInclusive<usize> = 4..=40;

/// What the simulator reads of a conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prompt {
    /// What the user said last.
    pub(crate) question: String,
    /// What tools answered since then.
    pub(crate) tool_results: Vec<String>,
    /// How many tokens the conversation and the tools have.
    pub(crate) tokens: u64,
}

impl Prompt {
    pub(crate) fn read(request: &Request) -> Self {
        let mut prompt = Self::default();
        for message in &request.messages {
            let text = match message {
                Message::User(message) => {
                    prompt.tool_results.clear();
                    prompt.question = plain_text(&message.content);
                    prompt.question.clone()
                }
                Message::Tool(message) => {
                    let result = plain_text(&message.content);
                    prompt.tool_results.push(result.clone());
                    result
                }
                Message::System(message) | Message::Developer(message) => {
                    plain_text(&message.content)
                }
                Message::Assistant(message) => {
                    message.content.as_ref().map(plain_text).unwrap_or_default()
                }
                Message::Other(_) => String::new(),
            };
            // Three tokens stand for the role and the ends of each message.
            prompt.tokens += tokens::count(&text) + 3;
        }
        if let Some(text) = &request.prompt {
            prompt.question.clone_from(text);
            prompt.tokens += tokens::count(text);
        }
        for tool in request.tools.iter().flatten() {
            // A token of JSON has about four characters.
            let json = serde_json::to_string(tool).unwrap_or_default();
            prompt.tokens += u64::try_from(json.len() / 4).unwrap_or(0);
        }
        prompt
    }

    /// Returns the words that the question is about, in their order, each once.
    pub(crate) fn topics(&self) -> Vec<String> {
        let mut topics: Vec<String> = Vec::new();
        for word in self.question.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'') {
            if topics.len() == MOST_TOPICS {
                break;
            }
            let word = word.trim_matches(['-', '\'']);
            let is_new = !topics.iter().any(|topic| topic.eq_ignore_ascii_case(word));
            let lower = word.to_lowercase();
            let length = word.chars().take(TOPIC_LENGTH.end() + 1).count();
            let says_something = TOPIC_LENGTH.contains(&length)
                && word.chars().any(char::is_alphabetic)
                && !STOP_WORDS.contains(&lower.as_str());
            if is_new && says_something {
                topics.push(word.to_owned());
            }
        }
        topics
    }

    /// Returns the whole numbers in the question, in their order.
    pub(crate) fn numbers(&self) -> Vec<i64> {
        self.question
            .split(|c: char| !c.is_ascii_digit() && c != '-')
            .filter_map(|digits| digits.trim_end_matches('-').parse().ok())
            .collect()
    }
}

fn plain_text(content: &Content) -> String {
    match content {
        Content::Text(text) => text.clone(),
        Content::Parts(parts) => {
            let texts = parts.iter().filter_map(|part| match part {
                ContentPart::Text(part) => Some(part.text.as_str()),
                _ => None,
            });
            texts.collect::<Vec<_>>().join("\n")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(question: &str) -> Prompt {
        Prompt::read(&Request::new("m", [Message::user(question)]))
    }

    #[test]
    fn topics_are_the_words_that_say_something() {
        let prompt = prompt("Please explain what Rust's ownership is; ownership, borrowing, 1234.");
        assert_eq!(prompt.topics(), ["Rust's", "ownership", "borrowing"]);
    }

    #[test]
    fn what_is_too_long_for_a_word_is_no_topic() {
        let question = format!("Explain {} and ownership", "a".repeat(100_000));
        assert_eq!(prompt(&question).topics(), ["ownership"]);
    }

    #[test]
    fn numbers_are_whole_numbers() {
        assert_eq!(prompt("Add 17 and -4 to x-2, not 3-").numbers(), [17, -4, -2, 3]);
        assert!(prompt("99999999999999999999").numbers().is_empty());
    }

    #[test]
    fn tool_results_are_those_since_the_last_question() {
        let messages = [
            Message::user("one"),
            Message::tool("call_1", "old"),
            Message::user("two"),
            Message::tool("call_2", "new"),
        ];
        let prompt = Prompt::read(&Request::new("m", messages));
        assert_eq!(
            (prompt.question.as_str(), prompt.tool_results),
            ("two", vec!["new".to_owned()])
        );
    }
}
