//! Vectors that are a function of a text: texts with words in common lie near each other.

use std::collections::BTreeSet;

use crate::seed::Seed;

/// How many words of a text count.
const MOST_WORDS: usize = 512;

/// Embeds a text: returns a vector of unit length.
///
/// Each word has a direction of its own, and a text has the sum of those of its words. The
/// beginning of a long vector, scaled, is the shorter vector of the same text.
pub(crate) fn embed(model: &str, text: &str, dimensions: usize) -> Vec<f32> {
    let mut vector = vec![0.0; dimensions];
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: BTreeSet<&str> = words.take(MOST_WORDS).collect();
    for word in words {
        add(&mut vector, &mut Seed::of(model).fork(word), 1.0);
    }
    // The text as it is tells apart those that have the same words.
    add(&mut vector, &mut Seed::of(model).fork(text), 0.25);
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in &mut vector {
            *value /= length;
        }
    }
    vector
}

fn add(vector: &mut [f32], seed: &mut Seed, weight: f32) {
    for value in vector {
        // Four numbers of 16 bits, so that the sum is near the middle more often.
        let sum: f32 = seed.next().to_be_bytes().chunks(2).map(half).sum();
        *value += weight * sum;
    }
}

/// Reads two bytes as a number from -1 to 1.
fn half(bytes: &[u8]) -> f32 {
    let number = bytes.iter().fold(0_u16, |number, byte| number << 8 | u16::from(*byte));
    f32::from(number) / 32_767.5 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &str, other: &str) -> f32 {
        let (one, other) = (embed("m", one, 256), embed("m", other, 256));
        one.iter().zip(&other).map(|(one, other)| one * other).sum()
    }

    #[test]
    fn texts_with_words_in_common_are_near_each_other() {
        let question = "How do glaciers shape valleys?";
        assert!(likeness(question, question) > 0.999);
        let (near, far) = ("Glaciers carve valleys.", "Sourdough needs patience.");
        assert!(likeness(question, near) > likeness(question, far) + 0.2);
        assert!(likeness("a b", "b a") < 0.999);
    }

    #[test]
    fn a_short_vector_is_the_beginning_of_a_long_one() {
        let (short, long) = (embed("m", "snow", 8), embed("m", "snow", 64));
        let ratio = short[0] / long[0];
        assert!(short.iter().zip(&long).all(|(s, l)| (s - l * ratio).abs() < 1e-5));
        assert_ne!(embed("m", "snow", 8), embed("other", "snow", 8));
    }
}
