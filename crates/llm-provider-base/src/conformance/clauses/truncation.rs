//! What becomes of an answer that breaks off.

use llm_types::{Accumulator, AssistantMessage, ErrorKind};

use crate::conformance::bench::{Bench, failure};
use crate::conformance::clause::{Case, Finding, Verdict, ensure};
use crate::conformance::{Clause, Scenario};

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        id: "truncation",
        rule: "An answer that breaks off is an error of the kind `Interrupted`, never a quiet end.",
        reason: "Half an answer that looks whole is stored, shown and acted on.",
        cases: || {
            let scenarios = [Scenario::cut_off(), Scenario::call_cut_by_connection()];
            Case::each(scenarios, truncation)
        },
    },
    Clause {
        id: "error-after-content",
        rule: "A failure that the service reports in the middle of an answer is an error, whole or \
               streamed, and the stream's last item.",
        reason: "It comes after a status of 200, and is easily taken for an end.",
        cases: || Case::each([Scenario::failing_late()], error_after_content),
    },
    Clause {
        id: "partial-answer",
        rule: "The error of a stream that breaks off holds what had come.",
        reason: "It was paid for, and may be shown or gone on with.",
        cases: || {
            let scenarios =
                [Scenario::cut_off(), Scenario::failing_late(), Scenario::call_cut_by_connection()];
            Case::each(scenarios, partial_answer)
        },
    },
    Clause {
        id: "cut-tool-calls",
        rule: "A tool call that was cut off, by length or with the stream, is no tool call of the \
               answer, also where it looks whole.",
        reason: "A program runs what it finds: half an argument may be another order.",
        cases: || {
            let scenarios = [
                Scenario::call_cut_by_length(),
                Scenario::whole_looking_call_cut_by_length(),
                Scenario::call_cut_by_connection(),
            ];
            Case::each(scenarios, cut_tool_calls)
        },
    },
];

async fn truncation(bench: Bench) -> Verdict {
    for (way, end) in bench.ends().await {
        match end {
            Ok(answer) => ensure!(false, "expected an error of `{way}`, got the answer {answer:?}"),
            Err(error) => ensure!(
                error.kind() == ErrorKind::Interrupted,
                "expected `interrupted` of `{way}`, got {}: {error}",
                error.kind()
            ),
        }
    }
    Ok(())
}

async fn error_after_content(bench: Bench) -> Verdict {
    for (way, end) in bench.ends().await {
        ensure!(end.is_err(), "expected an error of `{way}`, got {end:?}");
    }
    Ok(())
}

async fn partial_answer(bench: Bench) -> Verdict {
    let played = bench.play(bench.request()).await;
    let error = failure(played.end, "truncation")?;
    let mut sum = Accumulator::new();
    // What does not add up is for another clause.
    drop(played.deltas.iter().try_for_each(|delta| sum.push(delta)));
    let Some(partial) = error.partial() else {
        return Err(Finding::Broken(format!("the error holds nothing of what had come: {error}")));
    };
    sum.head().id.clone_from(&partial.id);
    let come = sum.into_partial();
    let texts = [come.joined_text(), partial.joined_text()];
    ensure!(texts[0] == texts[1], "there came, and the error holds, {texts:?}");
    let calls = |message: Option<&AssistantMessage>| {
        let calls = message.map(|message| message.partial_tool_calls.clone()).unwrap_or_default();
        calls.into_iter().map(|call| call.arguments).collect::<Vec<_>>()
    };
    let calls = [calls(come.message()), calls(partial.message())];
    ensure!(calls[0] == calls[1], "there came, and the error holds, the calls {calls:?}");
    Ok(())
}

async fn cut_tool_calls(bench: Bench) -> Verdict {
    for (way, end) in bench.ends().await {
        let answer = match &end {
            Ok(answer) => Some(answer),
            Err(error) => error.partial(),
        };
        let calls = answer.into_iter().flat_map(|answer| &answer.choices);
        let calls: Vec<_> = calls.flat_map(|choice| &choice.message.tool_calls).collect();
        ensure!(calls.is_empty(), "`{way}` offers what was cut off as whole: {calls:?}");
    }
    Ok(())
}
