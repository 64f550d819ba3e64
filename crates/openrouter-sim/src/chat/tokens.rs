//! Tokens, roughly as models have them.

/// The longest token, in characters.
const LONGEST: usize = 8;

/// Splits a text into tokens: a word with the space before it, a part of a long word, or a
/// single sign. Together they are the text.
pub(crate) fn split(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (token, after) = rest.split_at(first_token(rest));
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// Counts the tokens of a text.
pub(crate) fn count(text: &str) -> u64 {
    u64::try_from(split(text).len()).unwrap_or(u64::MAX)
}

/// Returns the length in bytes of the first token of a text that is not empty.
fn first_token(text: &str) -> usize {
    let space = usize::from(text.starts_with(' '));
    let word: usize = text
        .get(space..)
        .unwrap_or_default()
        .chars()
        .take(LONGEST)
        .take_while(|c| c.is_alphanumeric())
        .map(char::len_utf8)
        .sum();
    if word > 0 {
        return space + word;
    }
    text.chars().next().map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_tokens_with_their_space() {
        assert_eq!(split("Hi, you there!"), ["Hi", ",", " you", " there", "!"]);
        assert_eq!(split("  internationalization"), [" ", " internat", "ionaliza", "tion"]);
        assert!(split("").is_empty());
    }

    proptest! {
        #[test]
        fn the_tokens_of_a_text_are_the_text(text in ".{0,80}") {
            let tokens = split(&text);
            prop_assert!(tokens.iter().all(|token| !token.is_empty()));
            prop_assert_eq!(tokens.concat(), text.as_str());
        }
    }
}
