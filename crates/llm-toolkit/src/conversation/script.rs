//! How many tokens a text has, told from its letters.

/// Hundredths of a token.
const TOKEN: u64 = 100;

/// A rule of thumb for texts, in hundredths of a token.
///
/// A word of Latin letters is a token, and a quarter more for each letter beyond the seventh;
/// digits and signs are a token for each three in a row, an indent or a line break half of one. For
/// other scripts each letter counts, by how well the tokenizers of these years know the script.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Latin,
    Digit,
    Sign,
    Space,
    Line,
    /// Letters that each cost so much; no word of them costs less than a token.
    Letter(u64),
    /// What stands for itself.
    Symbol(u64),
}

/// About how many tokens a text has. Never fewer than it has words, nor more than it has bytes.
pub(super) fn tokens(text: &str) -> u64 {
    let mut hundredths = 0_u64;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let class = Class::of(letter);
        let mut run = Run::default();
        run.add(class);
        while let Some(next) = letters.next_if(|next| class.goes_on_with(Class::of(*next))) {
            run.add(Class::of(next));
        }
        hundredths = hundredths.saturating_add(run.cost(class));
    }
    hundredths.div_ceil(TOKEN)
}

/// Letters of one class, or those of a word, which may be of several scripts.
#[derive(Default)]
struct Run {
    length: u64,
    is_latin: bool,
    /// What its letters cost by themselves.
    letters: u64,
}

impl Run {
    const fn add(&mut self, class: Class) {
        self.length += 1;
        match class {
            Class::Latin => self.is_latin = true,
            Class::Letter(cost) => self.letters += cost,
            _ => {}
        }
    }

    const fn cost(&self, class: Class) -> u64 {
        match class {
            Class::Latin | Class::Letter(_) if self.is_latin => {
                TOKEN + self.letters + self.length.saturating_sub(7) * TOKEN / 4
            }
            Class::Latin | Class::Letter(_) if self.letters < TOKEN => TOKEN,
            Class::Latin | Class::Letter(_) => self.letters,
            Class::Digit | Class::Sign => self.length.div_ceil(3) * TOKEN,
            // One space belongs to the word behind it.
            Class::Space if self.length == 1 => 0,
            Class::Space | Class::Line => TOKEN / 2,
            Class::Symbol(cost) => cost,
        }
    }
}

impl Class {
    const fn of(letter: char) -> Self {
        match letter {
            'a'..='z' | 'A'..='Z' => Self::Latin,
            '0'..='9' => Self::Digit,
            '\n' | '\r' => Self::Line,
            ' ' | '\t' => Self::Space,
            '\0'..='\x7f' => Self::Sign,
            // Latin letters with marks, and what stands between words.
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::Letter(25),
            '\u{370}'..='\u{52f}' => Self::Letter(40),
            '\u{530}'..='\u{8ff}' => Self::Letter(50),
            // The scripts of India and of South-East Asia.
            '\u{900}'..='\u{109f}' => Self::Letter(70),
            // Chinese and Japanese have no spaces.
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => {
                Self::Symbol(100)
            }
            '\u{ac00}'..='\u{d7a3}' => Self::Letter(80),
            '\u{80}'..='\u{ffff}' => Self::Symbol(100),
            _ => Self::Symbol(200),
        }
    }

    /// Whether a letter belongs to the same run.
    fn goes_on_with(self, next: Self) -> bool {
        let is_word = |class| matches!(class, Self::Latin | Self::Letter(_));
        match self {
            Self::Symbol(_) => false,
            Self::Latin | Self::Letter(_) => is_word(next),
            other => other == next,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::tokens;

    #[test]
    fn the_rule_of_thumb_in_examples() {
        for (text, expected) in [
            ("", 0),
            ("Why is the sky blue?", 6),
            // Eleven letters.
            ("consequence", 2),
            ("In 2026, 1234567 people.", 9),
            ("a\n\n    b", 3),
            ("Привет, мир", 5),
            ("日本語", 3),
            ("नमस्ते", 5),
            ("😀", 2),
            ("Größe", 2),
        ] {
            assert_eq!(tokens(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_stays_between_the_words_and_the_bytes(text in "([a-z]{1,9}|\\PC|[ \n\t]){0,12}") {
            let words = text.split_whitespace().count() as u64;
            let (count, bytes) = (tokens(&text), text.len() as u64);
            prop_assert!((words..=bytes).contains(&count), "{count} of {text:?}");
        }

        #[test]
        fn a_longer_text_has_no_fewer(one in "\\PC{0,8}", other in "\\PC{0,8}") {
            let both = format!("{one}{other}");
            prop_assert!(tokens(&both) >= tokens(&one), "{both}");
        }
    }
}
