//! What a provider makes of requests.

use std::collections::BTreeSet;

use futures::future::join_all;
use llm_types::Extension;
use serde::{Deserialize, Serialize};

use crate::conformance::bench::Bench;
use crate::conformance::clause::{Case, Finding, Verdict, ensure};
use crate::conformance::{Clause, Scenario};

/// How many calls are made at once.
const AT_ONCE: usize = 8;

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        id: "concurrent-calls",
        rule: "Calls that are made at once do not mix: each has one answer, whole and its own.",
        reason: "One provider serves all users of a program.",
        cases: || {
            let mut cases = Case::each([Scenario::numbered(AT_ONCE)], concurrent_streams);
            cases.extend(Case::each([Scenario::numbered(AT_ONCE)], concurrent_answers));
            cases
        },
    },
    Clause {
        id: "foreign-extension",
        rule: "What only another provider understands is no obstacle.",
        reason: "A program sets the options of all its providers, and one of them answers.",
        cases: || Case::each([Scenario::text()], foreign_extension),
    },
];

async fn concurrent_streams(bench: Bench) -> Verdict {
    let calls = (0..AT_ONCE).map(|_| async { bench.play(bench.request()).await });
    let played = join_all(calls).await;
    let mut texts = Vec::new();
    for played in played {
        let said: String = played.deltas.iter().filter_map(|delta| delta.as_text()).collect();
        texts.push(text(played.end)?);
        ensure!(texts.last() == Some(&said), "{said:?} was handed out, and the end is {texts:?}");
    }
    distinct(&bench, texts)
}

async fn concurrent_answers(bench: Bench) -> Verdict {
    let calls = (0..AT_ONCE).map(|_| bench.complete(bench.request()));
    let answers: Verdict<Vec<String>> = join_all(calls).await.into_iter().map(text).collect();
    distinct(&bench, answers?)
}

fn text(end: crate::conformance::bench::End) -> Verdict<String> {
    match end {
        Ok(answer) => Ok(answer.joined_text()),
        Err(error) => Err(Finding::Broken(format!("of {AT_ONCE} calls, one failed: {error}"))),
    }
}

/// Whose answer is whose depends on who was first; each is somebody's.
fn distinct(bench: &Bench, texts: Vec<String>) -> Verdict {
    let expected = bench.scenario.reactions.iter().map(|it| it.answer().joined_text());
    let (expected, texts): (BTreeSet<_>, BTreeSet<_>) =
        (expected.collect(), texts.into_iter().collect());
    ensure!(texts == expected, "expected the answers {expected:?}, got {texts:?}");
    Ok(())
}

/// Something that no provider knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Foreign {
    colour: String,
}

impl Extension for Foreign {
    const NAMESPACE: &'static str = "conformance.foreign";
}

async fn foreign_extension(bench: Bench) -> Verdict {
    let request = || bench.request().with_extension(Foreign { colour: "teal".to_owned() });
    for end in [bench.complete(request()).await, bench.play(request()).await.end] {
        ensure!(end.is_ok(), "expected an answer, got {end:?}");
    }
    Ok(())
}
