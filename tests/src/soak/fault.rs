//! [`Fault`]: what a request of the soak meets, and what may come of it.

use llm_types::ErrorKind;

/// What a request meets. `Healthy` is among them, so that an answer is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Fault {
    Healthy,
    /// 429, and when to come back.
    TooFastUntil,
    /// 429, and nothing else.
    TooFast,
    /// 503.
    Overloaded,
    /// 502 with a page for people.
    GatewayPage,
    /// 200 with an error in place of the answer.
    ErrorInSuccess,
    /// An error in the stream before its first word.
    ErrorBeforeContent,
    /// An error in the stream after some words.
    ErrorAfterContent,
    /// The connection ends before the first word.
    CutBeforeContent,
    /// The connection ends after some words, or within a document.
    CutAfterContent,
    /// The body ends as if it were whole, after some words or within a document.
    Truncated,
    /// The connection is reset once the request is read.
    Reset,
    /// The connection is reset after some words.
    ResetAfterContent,
    /// Nothing comes.
    Silence,
    /// Nothing more comes.
    Stall,
    /// An event after some words that is no JSON.
    BrokenEvent,
    /// A document that is no JSON.
    BrokenDocument,
    /// A call of a tool that is cut off at the limit of tokens.
    CutToolCall,
    /// An answer without content.
    Empty,
    /// 401, because of the key.
    RefusedKey,
    /// 402, because of the account.
    NoCredit,
}

/// Whether a request may be sent again after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replay {
    /// It has an answer, of whatever kind.
    Never,
    /// It was certainly not carried out, or failed by what was said.
    Free,
    /// It may have been carried out.
    Risk,
}

impl Fault {
    pub(super) const ALL: [Self; 21] = [
        Self::Healthy,
        Self::TooFastUntil,
        Self::TooFast,
        Self::Overloaded,
        Self::GatewayPage,
        Self::ErrorInSuccess,
        Self::ErrorBeforeContent,
        Self::ErrorAfterContent,
        Self::CutBeforeContent,
        Self::CutAfterContent,
        Self::Truncated,
        Self::Reset,
        Self::ResetAfterContent,
        Self::Silence,
        Self::Stall,
        Self::BrokenEvent,
        Self::BrokenDocument,
        Self::CutToolCall,
        Self::Empty,
        Self::RefusedKey,
        Self::NoCredit,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::TooFastUntil => "429 with a time",
            Self::TooFast => "429",
            Self::Overloaded => "503",
            Self::GatewayPage => "502 page",
            Self::ErrorInSuccess => "error in 200",
            Self::ErrorBeforeContent => "error chunk before content",
            Self::ErrorAfterContent => "error chunk after content",
            Self::CutBeforeContent => "cut before content",
            Self::CutAfterContent => "cut after content",
            Self::Truncated => "truncated",
            Self::Reset => "reset",
            Self::ResetAfterContent => "reset after content",
            Self::Silence => "silence",
            Self::Stall => "stall",
            Self::BrokenEvent => "malformed chunk",
            Self::BrokenDocument => "malformed document",
            Self::CutToolCall => "cut tool call",
            Self::Empty => "empty answer",
            Self::RefusedKey => "401 of a key",
            Self::NoCredit => "402 of an account",
        }
    }

    /// How many of the drawn faults are this one, and whether it is one of a stream, of a document.
    /// What takes long is rarer, and what belongs to a key is not drawn.
    pub(super) const fn share(self, is_stream: bool) -> u32 {
        match self {
            Self::Healthy | Self::RefusedKey | Self::NoCredit => 0,
            Self::TooFastUntil | Self::TooFast | Self::Silence | Self::Stall => 1,
            Self::ErrorBeforeContent
            | Self::ErrorAfterContent
            | Self::CutBeforeContent
            | Self::ResetAfterContent
            | Self::BrokenEvent
                if !is_stream =>
            {
                0
            }
            Self::BrokenDocument if is_stream => 0,
            _ => 4,
        }
    }

    /// Whether the request may be sent again.
    pub(super) const fn replay(self, is_stream: bool) -> Replay {
        match self {
            Self::Healthy
            | Self::CutToolCall
            | Self::ErrorAfterContent
            | Self::CutAfterContent
            | Self::ResetAfterContent
            | Self::Truncated
            | Self::Stall
            | Self::BrokenEvent => Replay::Never,
            // The model may be at work still.
            Self::Silence if !is_stream => Replay::Never,
            Self::Reset | Self::Silence | Self::BrokenDocument => Replay::Risk,
            _ => Replay::Free,
        }
    }

    /// What the call may fail with if this was its last answer. None: it must not fail.
    pub(super) const fn kinds(self) -> &'static [ErrorKind] {
        match self {
            Self::Healthy | Self::CutToolCall => &[],
            Self::TooFastUntil | Self::TooFast => &[ErrorKind::RateLimited],
            Self::Overloaded
            | Self::GatewayPage
            | Self::ErrorInSuccess
            | Self::ErrorBeforeContent
            | Self::Empty => &[ErrorKind::Unavailable],
            Self::ErrorAfterContent => &[ErrorKind::Unavailable, ErrorKind::Interrupted],
            Self::CutBeforeContent
            | Self::CutAfterContent
            | Self::Truncated
            | Self::ResetAfterContent => &[ErrorKind::Interrupted],
            Self::Reset => &[ErrorKind::Network],
            Self::Silence | Self::Stall => &[ErrorKind::Timeout],
            Self::BrokenEvent | Self::BrokenDocument => &[ErrorKind::Decode],
            Self::RefusedKey => &[ErrorKind::Authentication],
            Self::NoCredit => &[ErrorKind::InsufficientCredits],
        }
    }

    /// Whether words of the answer come, all of them or the first.
    pub(super) const fn says_something(self) -> bool {
        matches!(
            self,
            Self::Healthy
                | Self::ErrorAfterContent
                | Self::CutAfterContent
                | Self::ResetAfterContent
                | Self::Truncated
                | Self::Stall
                | Self::BrokenEvent
        )
    }

    /// In one letter, for the account that the servers give.
    pub(super) fn letter(self) -> char {
        let place = Self::ALL.iter().position(|fault| *fault == self).unwrap_or_default();
        char::from(b'a' + u8::try_from(place).unwrap_or_default())
    }

    pub(super) fn from_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.letter() == letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_have_letters_and_names_of_their_own() {
        let names: std::collections::BTreeSet<_> = Fault::ALL.map(Fault::name).into();
        assert_eq!(names.len(), Fault::ALL.len());
        for fault in Fault::ALL {
            assert_eq!(Fault::from_letter(fault.letter()), Some(fault));
        }
        assert_eq!(Fault::from_letter('z'), None);
    }

    #[test]
    fn what_was_said_is_never_asked_for_again() {
        for is_stream in [false, true] {
            for fault in [Fault::Stall, Fault::CutAfterContent, Fault::Truncated, Fault::Healthy] {
                assert_eq!(fault.replay(is_stream), Replay::Never);
            }
        }
    }
}
