//! How long a call may take.

use std::time::Duration;

use llm_types::{ErrorKind, StandardRequest};
use tokio::time::Instant;

use crate::conformance::bench::{Bench, End, MOMENT};
use crate::conformance::clause::{Case, Verdict, ensure};
use crate::conformance::{Clause, Ending, Scenario};

/// Short, because the clock may be a real one.
const LIMIT: Duration = Duration::from_millis(200);

/// What a timer may be early by, for rounding.
const EARLY: Duration = Duration::from_millis(5);

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        id: "timeout",
        rule: "A call is over when its `timeout` is: before the first content, in the middle of an \
               answer, and between attempts. What was under way then ends as `Timeout`.",
        reason: "Services fall silent without closing the connection, and callers with them.",
        cases: || {
            let scenarios =
                [Scenario::silent(), Scenario::silent_late(), Scenario::busy_for_long()];
            Case::each(scenarios, timeout)
        },
    },
    Clause {
        id: "timeout-zero",
        rule: "With no time at all nothing is sent, and the error is `Timeout`.",
        reason: "A deadline that is passed leaves no time; what is sent then is paid for.",
        cases: || Case::each([Scenario::text()], timeout_zero),
    },
];

async fn timeout(bench: Bench) -> Verdict {
    let request = || bench.request().with_timeout(LIMIT);
    let is_busy = matches!(bench.scenario.reaction(0).ending, Ending::Failed(_));
    for way in ["complete", "stream"] {
        let begun = Instant::now();
        let end = asked(&bench, way, request()).await;
        let took = begun.elapsed();
        let Err(error) = end else {
            ensure!(false, "expected an error of `{way}`, got an answer");
            continue;
        };
        ensure!(took <= LIMIT + MOMENT, "`{way}` with {LIMIT:?} took {took:?}");
        // A provider that knows that the wait is too long need not wait.
        if !is_busy {
            ensure!(
                took + EARLY >= LIMIT,
                "`{way}` with {LIMIT:?} gave up after {took:?}: {error}"
            );
            ensure!(
                error.kind() == ErrorKind::Timeout,
                "expected `timeout` of `{way}`, got {}: {error}",
                error.kind()
            );
        }
    }
    Ok(())
}

async fn asked(bench: &Bench, way: &str, request: StandardRequest) -> End {
    match way {
        "complete" => bench.complete(request).await,
        _ => bench.play(request).await.end,
    }
}

async fn timeout_zero(bench: Bench) -> Verdict {
    let before = bench.requests().unwrap_or_default();
    for way in ["complete", "stream"] {
        match asked(&bench, way, bench.request().with_timeout(Duration::ZERO)).await {
            Ok(_) => ensure!(false, "expected an error of `{way}`, got an answer"),
            Err(error) => ensure!(
                error.kind() == ErrorKind::Timeout,
                "expected `timeout` of `{way}`, got {}: {error}",
                error.kind()
            ),
        }
    }
    let sent = bench.requests().unwrap_or_default() - before;
    ensure!(sent == 0, "expected no request, the service saw {sent}");
    Ok(())
}
