//! [`Windows`]: many short texts, looked for at once.

use std::collections::HashMap;
use std::fmt;

/// How many characters in a row are too many.
pub(super) const SHOWN: usize = 12;

/// Each piece of each secret that would be too much, in one spelling.
pub(super) struct Windows {
    /// All pieces have this length.
    length: usize,
    /// By the first two bytes: whether a piece begins so. Most places in a text are ruled out by it.
    begins: Vec<bool>,
    /// The piece, and whose it is.
    pieces: HashMap<Vec<u8>, usize>,
}

impl Windows {
    /// What `spell` makes of each piece of each secret: several texts of one length.
    pub(super) fn new(spell: fn(&[u8]) -> Vec<Vec<u8>>, secrets: &[&str]) -> Self {
        let mut pieces = HashMap::new();
        for (owner, secret) in secrets.iter().enumerate() {
            for piece in secret.as_bytes().windows(SHOWN) {
                pieces.extend(spell(piece).into_iter().map(|spelt| (spelt, owner)));
            }
        }
        let length = pieces.keys().map(Vec::len).min().unwrap_or(usize::MAX);
        assert!(pieces.keys().all(|piece| piece.len() == length), "pieces of several lengths");
        let mut begins = vec![false; 1 << 16];
        for piece in pieces.keys() {
            begins[begin(piece)] = true;
        }
        Self { length, begins, pieces }
    }

    /// The first place with a piece of a secret, and whose it is.
    pub(super) fn find(&self, text: &[u8]) -> Option<(usize, usize)> {
        text.windows(self.length).enumerate().find_map(|(at, window)| {
            let owner = if self.begins[begin(window)] { self.pieces.get(window) } else { None };
            owner.map(|owner| (at, *owner))
        })
    }
}

fn begin(piece: &[u8]) -> usize {
    usize::from(piece[0]) << 8 | usize::from(piece[1])
}

/// Does not show the secrets: a test that prints what it looks for would find it.
impl fmt::Debug for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Windows").field("pieces", &self.pieces.len()).finish_non_exhaustive()
    }
}
