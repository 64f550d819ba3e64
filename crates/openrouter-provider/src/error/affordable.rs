//! How long an answer the account can afford.

/// The words before the number.
const BEFORE: &str = "can only afford ";

/// The longest answer, in tokens, that a refusal says the account can afford. There is no field for
/// it: it stands in the text, and nothing stands there where the text is another one.
pub(super) fn affordable_tokens(message: &str) -> Option<u64> {
    let (_, after) = message.split_once(BEFORE)?;
    let end = after.find(|letter: char| !letter.is_ascii_digit() && letter != ',');
    let number = after.get(..end.unwrap_or(after.len()))?;
    number.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_read_out_of_the_text() {
        for (message, tokens) in [
            ("You requested up to 65536 tokens, but can only afford 3395. Add credits", Some(3395)),
            ("fewer max_tokens: can only afford 30104", Some(30_104)),
            ("can only afford 30,104, not more", Some(30_104)),
            ("can only afford 0.", Some(0)),
            ("can only afford -3.", None),
            ("can only afford so much", None),
            ("can only afford 99999999999999999999999", None),
            ("This request requires more credits", None),
            ("can only afford ", None),
        ] {
            assert_eq!(affordable_tokens(message), tokens, "{message}");
        }
    }
}
