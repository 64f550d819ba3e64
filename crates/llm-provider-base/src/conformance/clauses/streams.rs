//! What a stream is made of.

use std::pin::Pin;

use futures::StreamExt as _;
use futures::future::poll_fn;
use llm_types::{Capability, ErrorKind, StreamEvent};

use crate::conformance::bench::{Bench, answer};
use crate::conformance::clause::{Case, Finding, Verdict, ensure};
use crate::conformance::{Clause, Scenario};

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        id: "one-end",
        rule: "A stream gives everything that is said, then one end, and after it nothing for ever.",
        reason: "A reader stops at the end: what comes after it is lost, and what has no end hangs.",
        cases: || {
            let scenarios = [Scenario::text(), Scenario::tool_call(), Scenario::failing_late()];
            Case::each(scenarios, one_end)
        },
    },
    Clause {
        id: "no-empty-text",
        rule: "No piece of text is empty.",
        reason: "Programs take the first piece for the moment when the answer begins.",
        cases: || Case::each([Scenario::text(), Scenario::tool_call()], no_empty_text),
    },
    Clause {
        id: "as-it-comes",
        rule: "A provider that says it streams hands out each piece while the next one is waited for.",
        reason: "An answer that is collected first keeps its reader waiting for the whole of it.",
        cases: || Case::each([Scenario::silent_late()], as_it_comes),
    },
    Clause {
        id: "first-content",
        rule: "What fails before the first content is the error of `stream`, and not of the stream.",
        reason: "Until then a caller can ask elsewhere without having shown anything.",
        cases: || {
            let kinds = [ErrorKind::Unavailable, ErrorKind::Authentication];
            let failing = kinds.map(Scenario::failing);
            Case::each(failing.into_iter().chain([Scenario::cut_off_at_once()]), first_content)
        },
    },
    Clause {
        id: "deltas-add-up",
        rule: "What the pieces add up to is the answer at the end.",
        reason: "A program that shows the pieces and stores the answer stores something else.",
        cases: || Case::each(Scenario::answering(), deltas_add_up),
    },
];

async fn one_end(bench: Bench) -> Verdict {
    let opened = bench.provider().stream(bench.request()).await;
    let mut stream =
        opened.map_err(|error| Finding::Unseen(format!("there is no stream ({error})")))?;
    let (mut said, mut ended) = (Vec::new(), false);
    while let Some(item) = stream.next().await {
        ensure!(!ended, "after the end comes {item:?}");
        match item {
            Ok(StreamEvent::Finished(_)) | Err(_) => ended = true,
            Ok(delta) => said.push(delta),
        }
    }
    ensure!(ended, "the stream has no end");
    for _ in 0..3 {
        let more = poll_fn(|cx| Pin::new(&mut stream).poll_next_unpin(cx)).await;
        ensure!(more.is_none(), "after the end comes {more:?}");
    }
    // How it is cut into pieces is the service's affair, or the provider's.
    let reaction = bench.scenario.reaction(0);
    let (said, expected) = (pieces(&said), pieces(&reaction.deltas));
    ensure!(
        expected.starts_with(&said) && (said.len() == expected.len() || !reaction.is_finished()),
        "the service says {expected:?}, and up to the end comes {said:?}"
    );
    Ok(())
}

/// All text and all arguments, in their order.
fn pieces(deltas: &[StreamEvent]) -> String {
    let said = deltas.iter().map(|delta| match delta {
        StreamEvent::Text { text, .. } => text.as_str(),
        StreamEvent::ToolCall { delta, .. } => delta.arguments.as_str(),
        _ => "",
    });
    said.collect()
}

async fn no_empty_text(bench: Bench) -> Verdict {
    let deltas = bench.play(bench.request()).await.deltas;
    let empty = deltas.iter().position(|delta| delta.as_text() == Some(""));
    ensure!(empty.is_none(), "piece {empty:?} is an empty text");
    Ok(())
}

async fn as_it_comes(bench: Bench) -> Verdict {
    if !bench.provider().capabilities().has(Capability::Streaming) {
        return Err(Finding::Unseen("it does not say that it streams".to_owned()));
    }
    let opened = bench.provider().stream(bench.request()).await;
    let mut stream =
        opened.map_err(|error| Finding::Broken(format!("expected a stream, got: {error}")))?;
    let mut said = String::new();
    // Beyond these pieces there is silence, which the check does not wait for.
    while said != "Once upon " {
        let event = stream.next_event().await;
        let text = event.as_ref().ok().and_then(Option::as_ref).and_then(StreamEvent::as_text);
        let Some(text) = text else {
            return Err(Finding::Broken(format!("expected a text after {said:?}, got {event:?}")));
        };
        said.push_str(text);
    }
    Ok(())
}

async fn first_content(bench: Bench) -> Verdict {
    let played = bench.play(bench.request()).await;
    let (has_begun, deltas) = (played.has_begun, played.deltas);
    ensure!(
        !has_begun,
        "expected an error of `stream`; got a stream of {} pieces, and then {:?}",
        deltas.len(),
        played.end.map(|_| "an answer")
    );
    Ok(())
}

async fn deltas_add_up(bench: Bench) -> Verdict {
    let played = bench.play(bench.request()).await;
    let end = answer(played.end)?;
    let mut sum = llm_types::Accumulator::new();
    for delta in &played.deltas {
        let added = sum.push(delta);
        ensure!(added.is_ok(), "the pieces do not add up: {added:?}");
    }
    // Reasons to stop are said at the end only.
    for choice in &end.choices {
        if let Some(reason) = choice.finish_reason.clone() {
            let finished = sum.finish_choice(choice.index, reason);
            ensure!(finished.is_ok(), "the pieces do not add up: {finished:?}");
        }
    }
    sum.head().id.clone_from(&end.id);
    let (sum, end) = (sum.finish().choices, end.choices);
    ensure!(sum == end, "the pieces come to {sum:?}; the end is {end:?}");
    Ok(())
}
