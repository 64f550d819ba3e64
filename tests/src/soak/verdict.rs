//! What a call may come to, given what it met.

use super::call::{End, Ended};
use super::fault::{Fault, Replay};

/// The most requests of one call.
const MOST: usize = 3;

/// Compares how a call ended with what the servers dealt to it.
pub(super) fn judge(call: u32, is_stream: bool, ended: Ended, met: &[Fault]) -> Result<(), String> {
    let wrong = |what: &str| {
        let met: Vec<_> = met.iter().map(|fault| fault.name()).collect();
        Err(format!("call {call}: {what}: {ended:?} after {met:?}"))
    };
    let Some((last, before)) = met.split_last() else { return wrong("nothing was sent") };
    if usize::from(ended.attempts) != met.len() {
        return wrong("the attempts told are not the requests sent");
    }
    if met.len() > MOST {
        return wrong("too many requests");
    }
    let replays = before.iter().map(|fault| fault.replay(is_stream));
    if replays.clone().any(|replay| replay == Replay::Never) {
        return wrong("sent again after an answer");
    }
    let risked = replays.filter(|replay| *replay == Replay::Risk).count();
    if risked > 1 {
        return wrong("risked more than once");
    }
    if risked == 1 && !ended.maybe_billed {
        return wrong("risked, and not said to be");
    }
    match ended.end {
        End::Right if *last != Fault::Healthy => wrong("an answer that was not given"),
        End::CutToolCall if *last != Fault::CutToolCall => wrong("cut off, and it was not"),
        End::Failed(kind) if !last.kinds().contains(&kind) => wrong("an error that does not fit"),
        _ => Ok(()),
    }
}

/// True if the call gave up although it could have been sent again: the budget of retries was spent.
pub(super) fn gave_up_early(is_stream: bool, ended: Ended, met: &[Fault]) -> bool {
    let risked = met.iter().filter(|fault| fault.replay(is_stream) == Replay::Risk).count();
    matches!(ended.end, End::Failed(_))
        && met.len() < MOST
        && risked <= 1
        && met.iter().all(|fault| fault.replay(is_stream) != Replay::Never)
}

#[cfg(test)]
mod tests {
    use llm_types::ErrorKind;

    use super::*;

    fn ended(end: End, attempts: u8, maybe_billed: bool) -> Ended {
        Ended { end, attempts, maybe_billed }
    }

    #[test]
    fn what_must_never_be_is_told() {
        let says = |end, attempts, billed, met: &[Fault]| {
            judge(7, true, ended(end, attempts, billed), met).err().unwrap_or_default()
        };
        let right = End::Right;
        assert_eq!(says(right, 1, false, &[Fault::Healthy]), "");
        assert_eq!(says(right, 2, true, &[Fault::Reset, Fault::Healthy]), "");
        let replayed = says(right, 2, true, &[Fault::Truncated, Fault::Healthy]);
        assert!(replayed.contains("sent again after an answer"), "{replayed}");
        let unsaid = says(right, 2, false, &[Fault::Reset, Fault::Healthy]);
        assert!(unsaid.contains("not said to be"), "{unsaid}");
        let twice = says(right, 3, true, &[Fault::Reset, Fault::Reset, Fault::Healthy]);
        assert!(twice.contains("risked more than once"), "{twice}");
        assert!(says(right, 0, false, &[]).contains("nothing was sent"));
        assert!(says(right, 1, false, &[Fault::TooFast]).contains("was not given"));
        assert!(says(right, 1, false, &[Fault::TooFast, Fault::Healthy]).contains("attempts told"));
        let kind = End::Failed(ErrorKind::Decode);
        assert!(says(kind, 1, false, &[Fault::Stall]).contains("does not fit"));
        assert!(says(kind, 1, false, &[Fault::Healthy]).contains("does not fit"));
        let four = [Fault::TooFast, Fault::TooFast, Fault::TooFast, Fault::Healthy];
        assert!(says(right, 4, false, &four).contains("too many"));
    }

    #[test]
    fn who_could_have_gone_on_gave_up_early() {
        let early = |met: &[Fault]| {
            gave_up_early(true, ended(End::Failed(ErrorKind::Unavailable), 1, false), met)
        };
        assert!(early(&[Fault::Overloaded]));
        assert!(!early(&[Fault::Stall]));
        assert!(!early(&[Fault::Reset, Fault::Reset]));
        assert!(!early(&[Fault::Overloaded, Fault::Overloaded, Fault::Overloaded]));
    }
}
