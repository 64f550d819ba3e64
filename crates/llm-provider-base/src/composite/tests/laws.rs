//! What holds of any composite, whatever its members do.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use llm_types::{
    AttemptOutcome, CallState, ChatProvider, Error, ErrorKind, HealthProvider, Provider, Receipt,
    Result, StandardResponse, StreamEvent,
};
use proptest::prelude::{
    Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use tokio::time::sleep;

use super::{Act, Actor, question};
use crate::{Balance, Fallback, FixedRandom, Member, MemberStatus, Race, Strategy as Choice};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

/// What a member does: says its name in so many pieces, or fails before, or after the first.
#[derive(Debug, Clone, Copy)]
enum Does {
    Says(usize),
    Fails(ErrorKind),
    Breaks,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Fallback,
    Race(u64),
    Balance(Choice),
}

/// The composite, by the questions that are asked of it here.
struct Subject {
    provider: Arc<dyn Provider>,
    members: Box<dyn Fn() -> Vec<MemberStatus>>,
    actors: Vec<Arc<Actor>>,
}

fn does() -> impl Strategy<Value = Does> {
    let kinds = [ErrorKind::Unavailable, ErrorKind::RateLimited, ErrorKind::InvalidRequest];
    prop_oneof![
        3 => (1_usize..4).prop_map(Does::Says),
        2 => prop::sample::select(kinds.to_vec()).prop_map(Does::Fails),
        1 => Just(Does::Breaks),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    let choice = [Choice::RoundRobin, Choice::LeastInFlight, Choice::TwoChoices];
    prop_oneof![
        Just(Kind::Fallback),
        (0_u64..5).prop_map(Kind::Race),
        prop::sample::select(choice.to_vec()).prop_map(Kind::Balance),
    ]
}

/// Milliseconds, so that some things happen at the same moment.
fn member() -> impl Strategy<Value = (Does, u64, bool, bool)> {
    (does(), 0_u64..8, any::<bool>(), any::<bool>())
}

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn act(name: &str, does: Does, wait: u64, is_eager: bool) -> Act {
    let broken = Error::new(ErrorKind::Interrupted, "broken").with_maybe_billed(true);
    let act = match does {
        Does::Says(pieces) => Act::says(ms(wait), &vec![name; pieces]),
        Does::Fails(kind) => Act::fails(ms(wait), Error::new(kind, "it failed")),
        Does::Breaks => {
            let mut act = Act::says(ms(wait), &[name]);
            if let Some(end) = act.items.last_mut() {
                *end = (ms(1), Err(broken));
            }
            act
        }
    };
    if is_eager { act.eagerly() } else { act }
}

fn subject(kind: Kind, members: &[(Does, u64, bool, bool)]) -> Subject {
    let actors: Vec<_> = NAMES
        .iter()
        .zip(members)
        .map(|(name, &(does, wait, is_eager, keeps_receipt))| {
            let act = act(name, does, wait, is_eager);
            Actor::new(name, [if keeps_receipt { act.named("gen") } else { act }])
        })
        .collect();
    let of = actors.iter().map(|actor| Member::new(Arc::clone(actor)));
    /// Both as what it is and as what it can be used as.
    macro_rules! subject {
        ($composite:expr) => {{
            let composite = Arc::new($composite);
            let (provider, known) = (Arc::clone(&composite) as Arc<dyn Provider>, composite);
            Subject { provider, members: Box::new(move || known.members()), actors }
        }};
    }
    match kind {
        Kind::Fallback => subject!(Fallback::new(of)),
        Kind::Race(stagger) => subject!(Race::new(of).stagger(ms(stagger))),
        Kind::Balance(choice) => {
            let chance = Arc::new(FixedRandom(0.3));
            subject!(Balance::new(of).strategy(choice).random(chance))
        }
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap().block_on(future)
}

/// Reads everything, and what was handed out.
async fn read(
    provider: &dyn Provider,
    receipt: &Receipt,
) -> (Vec<String>, Result<StandardResponse>) {
    let mut texts = Vec::new();
    let mut stream = match provider.stream(question().with_receipt(receipt)).await {
        Ok(stream) => stream,
        Err(error) => return (texts, Err(error)),
    };
    loop {
        match stream.next_event().await {
            Ok(Some(StreamEvent::Finished(response))) => return (texts, Ok(*response)),
            Ok(Some(event)) => texts.push(event.as_text().unwrap_or_default().to_owned()),
            Ok(None) => panic!("a stream without an end"),
            Err(error) => return (texts, Err(error)),
        }
    }
}

/// Nothing is left at work, and everything is accounted for.
fn is_settled(subject: &Subject) -> bool {
    let members = (subject.members)();
    let parts = members.iter().all(|it| {
        it.in_flight == 0 && it.asked == it.answered + it.failed + it.lost + it.cancelled
    });
    let calls = subject.provider.metrics().total;
    parts
        && calls.in_flight == 0
        && calls.started == calls.succeeded + calls.failed + calls.cancelled
        && subject.actors.iter().all(|actor| actor.at_work() == 0)
}

proptest! {
    /// Every event is of one member; that one is the only one to have answered, and the last in the
    /// list of attempts; everybody else is gone.
    #[test]
    fn one_member_answers_and_nobody_else(
        kind in kind(),
        members in prop::collection::vec(member(), 1..=4),
    ) {
        let subject = subject(kind, &members);
        let receipt = Receipt::new();
        let (texts, result) = run(read(&*subject.provider, &receipt));
        prop_assert!(texts.windows(2).all(|two| two[0] == two[1]), "{:?}", texts);
        prop_assert!(is_settled(&subject));
        let attempts = match &result {
            Ok(response) => &response.attempts[..],
            Err(error) => error.attempts(),
        };
        let mut of_receipt = receipt.attempts();
        let mut of_result = attempts.to_vec();
        let key = |it: &llm_types::Attempt| it.provider.clone();
        of_receipt.sort_by_key(key);
        of_result.sort_by_key(key);
        prop_assert_eq!(of_receipt, of_result);
        prop_assert!(attempts.iter().all(|it| it.outcome.is_over() && it.provider.is_some()));
        let answered: Vec<_> = attempts.iter().filter(|it| it.outcome.is_success()).collect();
        match &result {
            Ok(response) => {
                prop_assert_eq!(response.joined_text(), texts.concat());
                prop_assert_eq!(answered.len(), 1);
                prop_assert_eq!(attempts.last(), answered.first().copied());
                prop_assert_eq!(answered[0].provider.as_ref(), texts.first());
                prop_assert_eq!(receipt.state(), CallState::Answered);
            }
            Err(error) => {
                prop_assert!(answered.is_empty());
                prop_assert_eq!(receipt.state(), CallState::Failed);
                // What was handed out was never asked for again.
                let broke = attempts.last().map(|it| it.outcome);
                let interrupted = AttemptOutcome::Failed(ErrorKind::Interrupted);
                prop_assert!(texts.is_empty() || broke == Some(interrupted), "{:?}", error);
            }
        }
    }

    /// A whole answer is the end of the stream, where none breaks off.
    #[test]
    fn a_whole_answer_is_the_end_of_the_stream(
        kind in kind(),
        members in prop::collection::vec(member(), 1..=4),
    ) {
        let members: Vec<_> = members
            .into_iter()
            .map(|(does, wait, is_eager, keeps)| match does {
                Does::Breaks => (Does::Says(2), wait, is_eager, keeps),
                does => (does, wait, is_eager, keeps),
            })
            .collect();
        let [streamed, whole] = [true, false].map(|is_streamed| {
            let subject = subject(kind, &members);
            let result = run(async {
                if is_streamed {
                    subject.provider.stream(question()).await?.collect().await
                } else {
                    subject.provider.complete(question()).await
                }
            });
            (is_settled(&subject), result.map_err(|error| error.to_string()))
        });
        prop_assert!(streamed.0 && whole.0);
        prop_assert_eq!(streamed.1, whole.1);
    }

    /// Dropped at any moment, a call leaves nothing behind.
    #[test]
    fn a_call_that_is_dropped_at_any_moment_leaves_nothing_behind(
        kind in kind(),
        members in prop::collection::vec(member(), 1..=4),
        patience in 0_u64..12,
    ) {
        let subject = subject(kind, &members);
        let receipt = Receipt::new();
        let is_over = run(async {
            let reading = pin!(read(&*subject.provider, &receipt).map(drop));
            tokio::select! {
                biased;
                () = sleep(ms(patience)) => false,
                () = reading => true,
            }
        });
        prop_assert!(is_settled(&subject));
        let calls = subject.provider.metrics().total;
        match receipt.state() {
            CallState::NotBegun => prop_assert_eq!(calls.started, 0),
            CallState::Dropped => prop_assert_eq!((is_over, calls.cancelled), (false, 1)),
            _ => prop_assert_eq!((is_over, calls.cancelled), (true, 0)),
        }
    }
}
