//! Cutting a text where it hurts least.

/// Pieces of at most so many bytes, if characters are not longer than that: cut after a paragraph,
/// a sentence or a word, whatever comes first in the second half of what fits.
pub(crate) fn split(text: &str, length: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while rest.len() > length {
        let fits = (0..=length).rev().find(|end| rest.is_char_boundary(*end)).unwrap_or_default();
        // One character at least, or there would be no end.
        let fits = fits.max(rest.chars().next().map_or(1, char::len_utf8));
        let (head, _) = rest.split_at(fits);
        let breaks = ["\n\n", ". ", " "].into_iter();
        let cut = breaks
            .filter_map(|mark| head.rfind(mark).map(|at| at + mark.len()))
            .find(|cut| *cut > head.len() / 2)
            .unwrap_or(fits);
        let (piece, left) = rest.split_at(cut);
        pieces.push(piece.trim_end());
        rest = left.trim_start();
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_text_is_cut_where_a_paragraph_a_sentence_or_a_word_ends() {
        assert_eq!(split("One. Two.\n\nThree. Four.", 14), ["One. Two.", "Three. Four."]);
        assert_eq!(split("One two. Three four.", 14), ["One two.", "Three four."]);
        assert_eq!(split("one two three", 9), ["one two", "three"]);
        assert_eq!(split("ééééé", 5), ["éé", "éé", "é"]);
        assert_eq!(split("éé", 1), ["é", "é"]);
        assert_eq!(split(" \n", 5), Vec::<&str>::new());
    }
}
