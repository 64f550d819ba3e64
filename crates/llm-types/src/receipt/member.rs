//! [`MemberReceipt`]: the part of one provider in a call that asks several.

use super::Receipt;
use crate::{Attempt, AttemptOutcome};

/// The part of one provider in the receipt of a call that asks several. For providers that are made
/// of others.
///
/// What the provider writes into [`receipt`](Self::receipt) is seen in that of the call at once,
/// under the provider's name. As long as it writes nothing, one attempt stands for all that it
/// does.
#[derive(Debug)]
pub struct MemberReceipt {
    call: Receipt,
    place: usize,
    own: Receipt,
}

/// What is known of a provider's part.
#[derive(Debug)]
pub(super) enum Member {
    /// It is asked: what it writes down, and what stands for it until it does.
    Asked { own: Receipt, stand_in: Attempt },
    /// It is over.
    Closed(Vec<Attempt>),
}

impl Member {
    pub(super) fn attempts(&self) -> Vec<Attempt> {
        match self {
            Self::Asked { own, stand_in } => match own.attempts() {
                none if none.is_empty() => vec![stand_in.clone()],
                attempts => under_the_name_of(stand_in, attempts),
            },
            Self::Closed(attempts) => attempts.clone(),
        }
    }
}

impl MemberReceipt {
    pub(super) const fn new(call: Receipt, place: usize, own: Receipt) -> Self {
        Self { call, place, own }
    }

    /// What the provider is given to write in, with the request that it gets.
    pub fn receipt(&self) -> Receipt {
        self.own.clone()
    }

    /// What is known by now of what the provider sent; at least one attempt.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.call.member_at(self.place, |member| member.attempts())
    }

    /// The provider is done with. `said` is what its response or its error lists, which may be
    /// nothing, and `end` tells how it ended: it stands for the provider if that has told of no
    /// attempt, and says what became of those that it left unfinished. Gives what is known of all.
    pub fn close(&self, said: Vec<Attempt>, end: Attempt) -> Vec<Attempt> {
        let mut attempts = if said.is_empty() { self.own.attempts() } else { said };
        for attempt in &mut attempts {
            if attempt.outcome == AttemptOutcome::Unfinished {
                (attempt.outcome, attempt.duration) = (end.outcome, end.duration);
                attempt.maybe_billed &= end.maybe_billed;
            }
        }
        let attempts = match attempts {
            none if none.is_empty() => vec![end],
            attempts => under_the_name_of(&end, attempts),
        };
        self.call.member_at(self.place, |member| *member = Member::Closed(attempts.clone()));
        attempts
    }
}

/// What the provider does not know of its attempts: what it is called here, which model it was
/// asked for, and whether another one was under way.
fn under_the_name_of(stand_in: &Attempt, mut attempts: Vec<Attempt>) -> Vec<Attempt> {
    for attempt in &mut attempts {
        // One that is made of others itself has named them, which says more.
        attempt.provider = attempt.provider.take().or_else(|| stand_in.provider.clone());
        attempt.model = attempt.model.take().or_else(|| stand_in.model.clone());
    }
    if let Some(first) = attempts.first_mut() {
        first.is_hedge |= stand_in.is_hedge;
    }
    attempts
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{CallState, ErrorKind};

    fn attempt(outcome: AttemptOutcome) -> Attempt {
        Attempt::new(outcome, Duration::ZERO)
    }

    fn of(provider: &str, outcome: AttemptOutcome) -> Attempt {
        Attempt { provider: Some(provider.to_owned()), ..attempt(outcome) }
    }

    fn told(receipt: &Receipt) -> Vec<(Option<String>, AttemptOutcome)> {
        receipt.attempts().into_iter().map(|it| (it.provider, it.outcome)).collect()
    }

    #[test]
    fn what_a_member_sends_is_seen_at_once_under_its_name() {
        let call = Receipt::new();
        let member = call.member(of("one", AttemptOutcome::Unfinished));
        assert_eq!(told(&call), [(Some("one".to_owned()), AttemptOutcome::Unfinished)]);
        let own = member.receipt();
        let open = own.begin();
        let sent = own.attempt(attempt(AttemptOutcome::Unfinished));
        sent.update(|it| it.response_id = Some("gen-1".into()));
        assert_eq!(call.response_id(), Some("gen-1".into()));
        sent.update(|it| it.outcome = AttemptOutcome::Failed(ErrorKind::Timeout));
        own.attempt(attempt(AttemptOutcome::Unfinished));
        let failed = AttemptOutcome::Failed(ErrorKind::Timeout);
        let name = || Some("one".to_owned());
        assert_eq!(told(&call), [(name(), failed), (name(), AttemptOutcome::Unfinished)]);
        open.close(false);
        assert_eq!(call.state(), CallState::NotBegun, "a member that failed is not the call");
    }

    #[test]
    fn closing_says_what_became_of_what_was_left_unfinished() {
        let call = Receipt::new();
        let member = call.member(of("one", AttemptOutcome::Unfinished));
        member.receipt().attempt(attempt(AttemptOutcome::Failed(ErrorKind::Network)));
        member.receipt().attempt(attempt(AttemptOutcome::Unfinished));
        let lost = of("one", AttemptOutcome::Lost);
        let end = Attempt { duration: Duration::from_secs(2), maybe_billed: true, ..lost };
        let closed = member.close(Vec::new(), end);
        assert_eq!(closed, call.attempts());
        let outcomes: Vec<_> = closed.iter().map(|it| (it.outcome, it.duration)).collect();
        let failed = (AttemptOutcome::Failed(ErrorKind::Network), Duration::ZERO);
        assert_eq!(outcomes, [failed, (AttemptOutcome::Lost, Duration::from_secs(2))]);
    }

    #[test]
    fn one_attempt_stands_for_a_member_that_writes_none() {
        let call = Receipt::new();
        let silent = call.member(of("silent", AttemptOutcome::Unfinished));
        silent.close(Vec::new(), of("silent", AttemptOutcome::Succeeded));
        let lists = call.member(of("lists", AttemptOutcome::Unfinished));
        let listed = vec![attempt(AttemptOutcome::Succeeded), of("inner", AttemptOutcome::Lost)];
        let end = Attempt { is_hedge: true, ..of("lists", AttemptOutcome::Succeeded) };
        lists.close(listed, end);
        let names: Vec<_> =
            call.attempts().into_iter().map(|it| (it.provider, it.is_hedge)).collect();
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(names, [(name("silent"), false), (name("lists"), true), (name("inner"), false)]);
    }
}
