//! How many columns of a terminal a text takes, and what of it fits.

use std::borrow::Cow;

use textwrap::{Options, WordSplitter};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::page::Page;

/// How many columns a line takes: none for a mark that stands on the letter before it, two for a
/// wide letter.
pub(crate) fn width(line: &str) -> usize {
    line.width()
}

/// As much of a line as fits, with a mark where it was cut. No letter is parted from its marks.
pub(crate) fn shortened(line: &str, width: usize, page: Page) -> Cow<'_, str> {
    if line.width() <= width {
        return Cow::Borrowed(line);
    }
    let ellipsis = page.ellipsis();
    let Some(room) = width.checked_sub(ellipsis.width()) else {
        return Cow::Borrowed("");
    };
    let mut end = 0;
    let mut taken = 0;
    for (start, letter) in line.grapheme_indices(true) {
        taken += letter.width();
        if taken > room {
            break;
        }
        end = start + letter.len();
    }
    let kept = line.get(..end).unwrap_or_default().trim_end();
    Cow::Owned(format!("{kept}{ellipsis}"))
}

/// A text in lines of this width, the first of which begins after the indent already. Words stay
/// whole, hyphens in them included: most of them are names.
pub(crate) fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let options = Options::new(width)
        .initial_indent(indent)
        .subsequent_indent(indent)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNICODE: Page = Page { width: None, is_unicode: true };
    const ASCII: Page = Page { width: None, is_unicode: false };

    #[test]
    fn what_fits_stays_and_what_does_not_is_marked() {
        assert_eq!(shortened("seven", 5, UNICODE), "seven");
        assert_eq!(shortened("seven", 4, UNICODE), "sev…");
        assert_eq!(shortened("seven", 4, ASCII), "s...");
        assert_eq!(shortened("two words", 5, UNICODE), "two…");
        assert_eq!(shortened("seven", 1, UNICODE), "…");
        assert_eq!(shortened("seven", 2, ASCII), "");
    }

    #[test]
    fn wide_letters_count_twice_and_marks_do_not_count() {
        assert_eq!(width("天地"), 4);
        assert_eq!(shortened("天地玄黄", 6, UNICODE), "天地…");
        assert_eq!(shortened("天地玄黄", 5, UNICODE), "天地…");
        let marked = "e\u{301}e\u{301}e\u{301}";
        assert_eq!(width(marked), 3);
        assert_eq!(shortened(marked, 2, UNICODE), "e\u{301}…");
        // One picture of several signs.
        let family = "👩\u{200d}🚀👩\u{200d}🚀👩\u{200d}🚀";
        assert_eq!(shortened(family, 4, UNICODE), "👩\u{200d}🚀…");
    }

    #[test]
    fn words_stay_whole() {
        let text = "did you mean acme/quill-2 or acme/quill-3?";
        assert_eq!(wrapped(text, 24, ""), "did you mean\nacme/quill-2 or\nacme/quill-3?");
        assert_eq!(
            wrapped("a https://acme.test/very/long", 10, "  "),
            "a\n  https://acme.test/very/long"
        );
        assert_eq!(wrapped("天地 玄黄", 6, ""), "天地\n玄黄");
    }
}
