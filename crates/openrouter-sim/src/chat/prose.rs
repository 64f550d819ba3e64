//! Text that reads like an answer and says that it is none.

use super::prompt::Prompt;
use crate::seed::Seed;

const OPENINGS: &[&str] = &[
    "This is a simulated answer: no model was called.",
    "This answer is simulated; no model has read your message.",
    "No model is behind this answer: the simulator made it up.",
];

/// `{a}`, `{b}` and `{c}` are words of the question.
const SENTENCES: &[&str] = &[
    "You ask about {a}, and {b} is a good place to begin.",
    "The short version is that {a} depends on {b} more than it seems at first.",
    "Where {a} meets {b}, the details matter more than the rule.",
    "Look at {a} on its own, then at what {b} changes about it.",
    "In practice, {b} decides how far {a} can go.",
    "Keep {c} in mind as well, because it is easy to overlook.",
    "Most questions about {a} turn out to be questions about {c}.",
    "If {b} changes, {a} follows, and {c} rarely stays the same.",
    "A small example with {a} shows more than a long description of {c}.",
    "It helps to write down what {a} means to you before you compare it with {b}.",
];

const THOUGHTS: &[&str] = &[
    "The question is about {a}.",
    "I should say how {a} and {b} belong together.",
    "Maybe {c} matters too.",
    "A short answer about {a} will do.",
    "I must say that this is simulated.",
];

/// Writes an answer to a question.
pub(crate) fn answer(prompt: &Prompt, seed: &mut Seed) -> String {
    let opening = seed.pick(OPENINGS).copied().unwrap_or_default();
    let count = 3 + usize::try_from(seed.below(3)).unwrap_or(0);
    format!("{opening} {}", fill(SENTENCES, count, prompt, seed))
}

/// Writes an answer to what tools have answered.
pub(crate) fn answer_from_tools(prompt: &Prompt, seed: &mut Seed) -> String {
    let opening = seed.pick(OPENINGS).copied().unwrap_or_default();
    let results: Vec<_> = prompt.tool_results.iter().map(|result| excerpt(result)).collect();
    format!("{opening} The tools answered: {}.", results.join("; "))
}

/// Writes what a model might think before it answers.
pub(crate) fn thought(prompt: &Prompt, seed: &mut Seed) -> String {
    fill(THOUGHTS, 3, prompt, seed)
}

/// Joins `count` different sentences, with words of the question in their gaps.
fn fill(sentences: &[&str], count: usize, prompt: &Prompt, seed: &mut Seed) -> String {
    let mut left = sentences.to_vec();
    let topics = prompt.topics();
    let mut text = Vec::new();
    for _ in 0..count.min(left.len()) {
        let bound = u64::try_from(left.len()).unwrap_or(u64::MAX);
        let sentence = left.remove(usize::try_from(seed.below(bound)).unwrap_or(0));
        text.push(fill_gaps(sentence, &topics, seed));
    }
    text.join(" ")
}

/// Fills the gaps with different words, as far as there are any.
fn fill_gaps(sentence: &str, topics: &[String], seed: &mut Seed) -> String {
    let start = usize::try_from(seed.below(topics.len().try_into().unwrap_or(1))).unwrap_or(0);
    let mut words = topics.iter().cycle().skip(start).take(topics.len()).map(String::as_str);
    let mut sentence = sentence.to_owned();
    for (gap, default) in [("{a}", "your question"), ("{b}", "the context"), ("{c}", "the rest")] {
        if sentence.contains(gap) {
            sentence = sentence.replace(gap, words.next().unwrap_or(default));
        }
    }
    sentence
}

/// Shortens a text to one line of at most 80 characters.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(question: &str) -> Prompt {
        Prompt { question: question.to_owned(), ..Prompt::default() }
    }

    #[test]
    fn an_answer_mentions_the_question_and_says_that_it_is_simulated() {
        let prompt = prompt("How do glaciers shape valleys?");
        let text = answer(&prompt, &mut Seed::of("1"));
        assert!(text.contains("simulat"), "{text}");
        assert!(text.contains("glaciers") || text.contains("valleys"), "{text}");
        assert!(!text.contains('{'), "{text}");
        assert_eq!(text, answer(&prompt, &mut Seed::of("1")));
        assert_ne!(text, answer(&prompt, &mut Seed::of("2")));
    }

    #[test]
    fn a_question_without_topics_has_an_answer_too() {
        let text = answer(&prompt(""), &mut Seed::of("1"));
        assert!(text.ends_with('.') && !text.contains('{'), "{text}");
    }

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt(" a\n b "), "a b");
        assert_eq!(excerpt(&"ä".repeat(100)).chars().count(), 81);
    }
}
