//! What dropping does.

use std::task::Poll;

use futures::FutureExt as _;
use futures::future::poll_fn;

use crate::conformance::bench::{Bench, answer};
use crate::conformance::clause::{Case, Finding, Verdict, ensure};
use crate::conformance::{Clause, Reaction, Scenario};

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        id: "drop-cancels",
        rule: "Dropping the future or the stream gives up the request at once, and nothing more is \
               sent.",
        reason: "A model that goes on writing is paid for by somebody who has left.",
        cases: || {
            let mut cases = Case::each([Scenario::silent()], drop_future);
            cases.extend(Case::each([Scenario::silent_late()], drop_stream));
            cases
        },
    },
    Clause {
        id: "drop-is-no-failure",
        rule: "A call that is dropped is counted as cancelled, and as nothing else.",
        reason: "Impatient users would look like an outage.",
        cases: || Case::each([Scenario::silent_late()], drop_is_no_failure),
    },
    Clause {
        id: "usable-after-drop",
        rule: "A provider answers after a call was dropped.",
        reason: "What the dropped call held, a key, a permit, a connection, is for the next one.",
        cases: || {
            let reaction = |scenario: Scenario| scenario.reaction(0);
            let then_text = |scenario: Scenario, name| Scenario {
                name,
                ..scenario.then(reaction(Scenario::text()))
            };
            let before = then_text(Scenario::silent(), "silence, then a text");
            let middle = then_text(Scenario::silent_late(), "a text and silence, then a text");
            let mut cases = Case::each([before], usable_after_future);
            cases.extend(Case::each([middle], usable_after_stream));
            cases
        },
    },
];

/// Lets a call get as far as it can without the service saying anything.
async fn under_way(bench: &Bench) -> Verdict {
    let before = bench.requests()?;
    let mut call = bench.provider().stream(bench.request());
    // A call that has begun is polled until the service has it: real connections take a while.
    let ended = poll_fn(|cx| {
        if bench.requests().is_ok_and(|now| now > before) {
            return Poll::Ready(None);
        }
        match call.poll_unpin(cx) {
            Poll::Ready(end) => Poll::Ready(Some(end.map(drop))),
            Poll::Pending => {
                // The service tells nobody when it has the request.
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    });
    let ended = ended.await;
    drop(call);
    match ended {
        None => Ok(()),
        Some(Ok(())) => {
            let reason = "there is a stream without content: see `first-content`";
            Err(Finding::Unseen(reason.to_owned()))
        }
        Some(Err(error)) => {
            Err(Finding::Broken(format!("expected the call to wait, got: {error}")))
        }
    }
}

async fn drop_future(bench: Bench) -> Verdict {
    under_way(&bench).await?;
    bench.idle("the future is dropped").await
}

async fn drop_stream(bench: Bench) -> Verdict {
    bench.requests()?;
    drop(bench.half_read(bench.request()).await?);
    bench.idle("the stream is dropped").await
}

async fn drop_is_no_failure(bench: Bench) -> Verdict {
    let before = bench.provider().metrics();
    drop(bench.half_read(bench.request()).await?);
    let total = bench.provider().metrics().since(&before).total;
    let counts = [total.succeeded, total.failed, total.cancelled];
    ensure!(counts == [0, 0, 1], "of succeeded, failed and cancelled calls, it counts {counts:?}");
    Ok(())
}

async fn usable_after_future(bench: Bench) -> Verdict {
    under_way(&bench).await?;
    answers_now(&bench).await
}

async fn usable_after_stream(bench: Bench) -> Verdict {
    drop(bench.half_read(bench.request()).await?);
    answers_now(&bench).await
}

async fn answers_now(bench: &Bench) -> Verdict {
    let expected: Reaction = bench.scenario.reaction(1);
    let end = bench.complete(bench.request()).await;
    ensure!(end.is_ok(), "expected an answer after the call that was dropped, got {end:?}");
    let (said, expected) = (answer(end)?.joined_text(), expected.answer().joined_text());
    ensure!(said == expected, "after the call that was dropped comes {said:?}, not {expected:?}");
    Ok(())
}
