//! How often a provider tries, and what it says of that.

use std::time::Duration;

use llm_types::{AttemptOutcome, ErrorKind};

use super::failures::LASTING;
use crate::conformance::bench::Bench;
use crate::conformance::clause::{Case, Finding, Verdict, ensure};
use crate::conformance::{Clause, Scenario};

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        id: "no-retry-after-content",
        rule: "Once something was handed out, the call is never sent again.",
        reason: "The reader would get the beginning twice, and the bill too.",
        cases: || {
            let scenarios = [Scenario::cut_off(), Scenario::failing_late()];
            Case::each(scenarios, no_retry_after_content)
        },
    },
    Clause {
        id: "bounded-attempts",
        rule: "No more requests are sent than `max_attempts` says; `without_retries` is one.",
        reason: "A caller with a loop of its own multiplies the attempts.",
        cases: || {
            let kinds = [ErrorKind::Unavailable, ErrorKind::RateLimited];
            let mut cases = Case::each(kinds.map(Scenario::failing), one_whole);
            cases.extend(Case::each(kinds.map(Scenario::failing), one_stream));
            cases.extend(Case::each(kinds.map(Scenario::failing), two_streams));
            cases
        },
    },
    Clause {
        id: "no-useless-attempts",
        rule: "What comes again, however often one tries, is tried once.",
        reason: "A wrong request stays wrong, and a refused key is locked for trying.",
        cases: || Case::each(LASTING.map(Scenario::failing), no_useless_attempts),
    },
    Clause {
        id: "retries-what-may-pass",
        rule: "What may pass is tried again, where the caller allows for it.",
        reason: "Services are busy for a second every few minutes.",
        cases: || {
            let scenarios = [
                Scenario::passing(ErrorKind::RateLimited),
                Scenario::passing(ErrorKind::Unavailable),
            ];
            Case::each(scenarios, retries_what_may_pass)
        },
    },
    Clause {
        id: "attempts-listed",
        rule: "Answer and error list each request that was sent, and how it ended.",
        reason: "It is how a person finds out what a call did, and what it may have cost.",
        cases: || {
            let scenarios = [
                Scenario::text(),
                Scenario::passing(ErrorKind::RateLimited),
                Scenario::failing(ErrorKind::Unavailable),
                Scenario::cut_off(),
            ];
            Case::each(scenarios, attempts_listed)
        },
    },
];

async fn no_retry_after_content(bench: Bench) -> Verdict {
    let before = bench.requests()?;
    let played = bench.play(bench.request()).await;
    if played.deltas.is_empty() {
        return Err(Finding::Unseen("nothing was handed out: see `first-content`".to_owned()));
    }
    let sent = bench.requests()? - before;
    ensure!(sent == 1, "expected 1 request, the service saw {sent}");
    Ok(())
}

async fn one_whole(bench: Bench) -> Verdict {
    drop(bench.complete(bench.request().without_retries()).await);
    at_most(&bench, 1)
}

async fn one_stream(bench: Bench) -> Verdict {
    drop(bench.play(bench.request().without_retries()).await);
    at_most(&bench, 1)
}

async fn two_streams(bench: Bench) -> Verdict {
    drop(bench.play(bench.request().with_max_attempts(2)).await);
    at_most(&bench, 2)
}

/// The provider is new, and so is its service.
fn at_most(bench: &Bench, most: usize) -> Verdict {
    let sent = bench.requests()?;
    ensure!(sent <= most, "expected {most} at the most, the service saw {sent} requests");
    Ok(())
}

async fn no_useless_attempts(bench: Bench) -> Verdict {
    let before = bench.requests()?;
    drop(bench.play(bench.request()).await);
    let sent = bench.requests()? - before;
    ensure!(sent <= 1, "expected 1 request, the service saw {sent}");
    Ok(())
}

async fn retries_what_may_pass(bench: Bench) -> Verdict {
    let request = bench.request().with_max_attempts(3).with_timeout(Duration::from_secs(10));
    let end = bench.play(request).await.end;
    ensure!(end.is_ok(), "expected an answer in the second attempt, got {end:?}");
    if let Ok(sent) = bench.requests() {
        ensure!(sent == 2, "expected 2 requests, the service saw {sent}");
    }
    Ok(())
}

async fn attempts_listed(bench: Bench) -> Verdict {
    let before = bench.requests()?;
    let end = bench.play(bench.request().with_max_attempts(2)).await.end;
    let sent = bench.requests()? - before;
    let attempts = match &end {
        Ok(answer) => &answer.attempts,
        Err(error) => error.attempts(),
    };
    ensure!(
        attempts.len() == sent,
        "the service saw {sent} requests, and {} are listed: {attempts:?}",
        attempts.len()
    );
    let last = attempts.last().map(|attempt| attempt.outcome);
    match &end {
        Ok(_) => ensure!(
            last.is_some_and(AttemptOutcome::is_success),
            "there is an answer, and the last attempt is {last:?}"
        ),
        Err(error) => ensure!(
            last == Some(AttemptOutcome::Failed(error.kind())),
            "the error is {}, and the last attempt is {last:?}",
            error.kind()
        ),
    }
    Ok(())
}
