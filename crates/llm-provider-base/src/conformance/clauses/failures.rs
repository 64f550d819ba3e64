//! What an error says.

use std::time::Duration;

use llm_types::{Error, ErrorKind, StandardRequest};

use crate::conformance::bench::{Bench, End};
use crate::conformance::clause::{Case, Finding, Verdict, ensure};
use crate::conformance::{Clause, Ending, Scenario};

/// Kinds that a service has a way to say.
const KINDS: [ErrorKind; 8] = [
    ErrorKind::InvalidRequest,
    ErrorKind::Authentication,
    ErrorKind::PermissionDenied,
    ErrorKind::InsufficientCredits,
    ErrorKind::ContextLength,
    ErrorKind::ModelNotFound,
    ErrorKind::RateLimited,
    ErrorKind::Unavailable,
];

/// Those of them that are the same, however often it is tried.
pub(super) const LASTING: [ErrorKind; 2] = [ErrorKind::InvalidRequest, ErrorKind::Authentication];

/// Longer errors are no line for a log.
const LONGEST: usize = 2000;

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        id: "error-kinds",
        rule: "An error's kind says what the caller can do about it, whole or streamed.",
        reason: "Callers wait, fall back, ask for another key or give up by the kind.",
        // A provider of its own for each: what is refused for going too fast makes the next call wait.
        cases: || {
            let mut cases = Case::each(KINDS.map(Scenario::failing), kind_of_whole);
            cases.extend(Case::each(KINDS.map(Scenario::failing), kind_of_stream));
            cases
        },
    },
    Clause {
        id: "error-reads",
        rule: "An error reads as one line, which repeats neither the prompt nor the answer.",
        reason: "It goes into logs, where line breaks forge entries and prompts are private.",
        cases: || {
            let scenarios = [Scenario::talkative(), Scenario::cut_off(), Scenario::failing_late()];
            Case::each(scenarios, error_reads)
        },
    },
    Clause {
        id: "advice",
        rule: "An error that comes again, however often one tries, does not advise to try.",
        reason: "A loop around the provider would send it for ever, and pay for it.",
        cases: || Case::each(LASTING.map(Scenario::failing), advice),
    },
    Clause {
        id: "empty-request",
        rule: "A request without messages is an error, which says so, and no panic.",
        reason: "Conversations are trimmed by programs, and some are trimmed away.",
        cases: || Case::each([Scenario::failing(ErrorKind::InvalidRequest)], empty_request),
    },
];

/// The errors of both ways of asking, in a scenario that has no answer.
async fn errors(bench: &Bench) -> Verdict<Vec<(&'static str, Error)>> {
    let error = |(way, end): (&'static str, End)| match end {
        Err(error) => Ok((way, error)),
        Ok(_) => Err(Finding::Unseen(format!("`{way}` gives an answer: see `error-kinds`"))),
    };
    bench.ends().await.into_iter().map(error).collect()
}

async fn kind_of_whole(bench: Bench) -> Verdict {
    let end = bench.complete(bench.request()).await;
    same_kind(&bench, "complete", end)
}

async fn kind_of_stream(bench: Bench) -> Verdict {
    let end = bench.play(bench.request()).await.end;
    same_kind(&bench, "stream", end)
}

fn same_kind(bench: &Bench, way: &str, end: End) -> Verdict {
    let Ending::Failed(failure) = bench.scenario.reaction(0).ending else {
        return Err(Finding::Unseen("the service does not fail".to_owned()));
    };
    let expected = failure.kind;
    match end {
        Ok(_) => ensure!(false, "expected {expected} of `{way}`, got an answer"),
        Err(error) => {
            let kind = error.kind();
            ensure!(kind == expected, "expected {expected} of `{way}`, got {kind}: {error}");
        }
    }
    Ok(())
}

async fn error_reads(bench: Bench) -> Verdict {
    let said = bench.scenario.reaction(0).answer().joined_text();
    for (way, error) in errors(&bench).await? {
        let line = error.to_string();
        ensure!(!line.trim().is_empty(), "the error of `{way}` says nothing");
        ensure!(!line.chars().any(char::is_control), "the error of `{way}` is no line: {line:?}");
        ensure!(line.len() <= LONGEST, "the error of `{way}` has {} letters", line.len());
        ensure!(!line.contains(Bench::PROMPT), "the error of `{way}` repeats the prompt: {line}");
        ensure!(
            said.is_empty() || !line.contains(said.trim()),
            "the error of `{way}` repeats the answer: {line}"
        );
    }
    Ok(())
}

async fn advice(bench: Bench) -> Verdict {
    for (way, error) in errors(&bench).await? {
        ensure!(!error.is_retryable(), "`{way}` advises to try again after: {error}");
        let wait: Option<Duration> = error.retry_after();
        ensure!(wait.is_none(), "`{way}` advises to wait {wait:?} after: {error}");
    }
    Ok(())
}

async fn empty_request(bench: Bench) -> Verdict {
    let request = || {
        let mut request = bench.request();
        request.messages.clear();
        request
    };
    let ends = [bench.complete(request()).await, bench.play(request()).await.end];
    let nothing = bench.complete(StandardRequest::default()).await;
    for end in ends.into_iter().chain([nothing]) {
        ensure!(end.is_err(), "expected an error, got {end:?}");
    }
    Ok(())
}
