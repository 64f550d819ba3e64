//! [`Canaries`]: secrets that are planted, and looked for in everything that comes out.
//!
//! A canary counts as shown if twelve characters of it in a row can be read, in plain text or in a
//! spelling that anybody can undo: escaped, percent-encoded, as a list of bytes, in hexadecimal
//! digits, in base64. Twelve is more than the service itself shows of a key in its label (`0e6...1c96`)
//! and far fewer than would have to be guessed. What cannot be undone, a hash, is no leak; nor is
//! what `sk-or-v1-` says, which all keys have in common.
//!
//! What it cannot see: a compressed or encrypted text, and fewer than twelve characters at each of
//! several places.

mod spelling;
#[cfg(test)]
mod tests;
mod windows;

use std::fmt;

use spelling::SPELLINGS;
use windows::Windows;

/// The start that all keys of the service have in common.
const COMMON: &str = "sk-or-v1-";

/// Secrets that were planted.
#[derive(Debug)]
pub struct Canaries {
    names: Vec<&'static str>,
    /// What to look for in the text as each of [`SPELLINGS`] reads it.
    windows: Vec<Windows>,
}

/// A canary that came out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Leak {
    /// Which one.
    pub canary: &'static str,
    /// How it was spelt.
    pub spelling: &'static str,
    /// Where: the text around it, as it reads in that spelling.
    pub around: String,
}

impl Canaries {
    /// Names and texts.
    ///
    /// # Panics
    ///
    /// If a text, without the start that all keys have in common, is too short to be looked for or
    /// not ASCII.
    pub fn new<'a>(planted: impl IntoIterator<Item = (&'static str, &'a str)>) -> Self {
        let (names, secrets): (Vec<_>, Vec<_>) = planted
            .into_iter()
            .map(|(name, text)| (name, text.strip_prefix(COMMON).unwrap_or(text)))
            .unzip();
        for (name, secret) in names.iter().zip(&secrets) {
            let is_long = secret.len() >= windows::SHOWN && secret.is_ascii();
            assert!(is_long, "the canary {name} cannot be looked for");
        }
        let windows =
            SPELLINGS.iter().map(|spelling| Windows::new(spelling.of, &secrets)).collect();
        Self { names, windows }
    }

    /// The first canary that can be read.
    pub fn find(&self, text: &[u8]) -> Option<Leak> {
        SPELLINGS.iter().zip(&self.windows).find_map(|(spelling, windows)| {
            let read = (spelling.read)(text);
            let (at, canary) = windows.find(&read)?;
            let around = &read[at.saturating_sub(60)..(at + 60).min(read.len())];
            let around = String::from_utf8_lossy(around).into_owned();
            Some(Leak { canary: self.names[canary], spelling: spelling.name, around })
        })
    }

    /// Checks that no canary can be read.
    ///
    /// # Panics
    ///
    /// If one can, saying what shows it and how.
    #[track_caller]
    pub fn assert_hidden(&self, what: &str, text: impl AsRef<[u8]>) {
        let leak = self.find(text.as_ref());
        assert!(
            leak.is_none(),
            "{what} shows {}",
            leak.map_or_else(String::new, |it| it.to_string())
        );
    }
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { canary, spelling, around } = self;
        write!(f, "the canary {canary} ({spelling}): …{around}…")
    }
}
