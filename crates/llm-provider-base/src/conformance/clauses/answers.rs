//! What is in an answer.

use llm_types::{StandardChoice, StandardResponse, Usage};

use crate::conformance::bench::{Bench, End, answer};
use crate::conformance::clause::{Case, Finding, Verdict, ensure};
use crate::conformance::{Clause, Reaction, Scenario};

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        id: "answers",
        rule: "An answer that the service brings to its end is an `Ok`, whole or streamed.",
        reason: "It is what a provider is there for, however slow, long or odd the answer is.",
        cases: || Case::each(Scenario::answering(), answers),
    },
    Clause {
        id: "whole-answer",
        rule: "Everything that the service says is in the answer, unchanged: text, thoughts with \
               their signatures, tool calls, refusals, all choices, and why the model stopped.",
        reason: "What is lost or mended here nobody can bring back; signed thoughts are refused in \
                 the next turn.",
        cases: || Case::each(Scenario::answering(), whole_answer),
    },
    Clause {
        id: "complete-is-stream",
        rule: "`complete` gives what the last event of `stream` holds, and fails where it fails.",
        reason: "Callers choose between them for how it looks, not for what they get.",
        cases: || {
            let mut scenarios = Scenario::answering();
            let others = [Scenario::empty(), Scenario::silent_usage()];
            scenarios.extend(others);
            Case::each(scenarios, complete_is_stream)
        },
    },
    Clause {
        id: "answer-names",
        rule: "The answer says which model made it, and by what name the service knows it.",
        reason: "Aliases and fallbacks answer under other names than those that were asked for, and \
                 support wants the name of the answer.",
        cases: || Case::each([Scenario::text()], answer_names),
    },
    Clause {
        id: "usage-as-told",
        rule: "Usage and cost are those that the service tells.",
        reason: "Bills are paid by them.",
        cases: || Case::each([Scenario::text(), Scenario::priced()], usage_as_told),
    },
    Clause {
        id: "usage-not-invented",
        rule: "Where the service tells no usage or no cost, there is none.",
        reason: "A made-up zero is taken for a free call.",
        cases: || {
            let cases = Case::each([Scenario::silent_usage()], no_usage);
            cases.into_iter().chain(Case::each([Scenario::text()], no_cost)).collect()
        },
    },
];

async fn answers(bench: Bench) -> Verdict {
    for (way, end) in bench.ends().await {
        ensure!(end.is_ok(), "expected an answer of `{way}`, got {end:?}");
    }
    Ok(())
}

async fn whole_answer(bench: Bench) -> Verdict {
    let expected = bench.scenario.reaction(0).answer();
    for (way, end) in bench.ends().await {
        let got = answer(end)?;
        let (got_choices, choices) = (&got.choices, &expected.choices);
        ensure!(
            got_choices.len() == choices.len(),
            "`{way}` gives {} choices of {}",
            got_choices.len(),
            choices.len()
        );
        for (got, expected) in got_choices.iter().zip(choices) {
            same_choice(way, got, expected)?;
        }
    }
    Ok(())
}

/// What the service said is there; what else there is, such as annotations, is its own affair.
fn same_choice(way: &str, got: &StandardChoice, expected: &StandardChoice) -> Verdict {
    let (message, said) = (&got.message, &expected.message);
    let (text, all) = (message.joined_text(), said.joined_text());
    ensure!(
        text == all,
        "`{way}` gives the text {:?}, and the service says {:?}",
        shortened(&text),
        shortened(&all)
    );
    let thoughts = [message, said].map(|it| it.reasoning.as_ref().map(|it| it.text.as_str()));
    ensure!(thoughts[0] == thoughts[1], "`{way}` gives, of the second, the thoughts {thoughts:?}");
    let blocks = |of: &llm_types::AssistantMessage| {
        let blocks = of.reasoning.as_ref().and_then(|it| it.blocks.clone()).unwrap_or_default();
        blocks.iter().map(|it| it.json().as_str().to_owned()).collect::<Vec<_>>()
    };
    let (got_blocks, said_blocks) = (blocks(message), blocks(said));
    ensure!(
        said_blocks.is_empty() || got_blocks == said_blocks,
        "`{way}` gives the blocks {got_blocks:?}, and the service says {said_blocks:?}"
    );
    ensure!(
        message.refusal == said.refusal,
        "`{way}` gives the refusal {:?}, and the service says {:?}",
        message.refusal,
        said.refusal
    );
    ensure!(
        message.tool_calls == said.tool_calls,
        "`{way}` gives the calls {:?}, and the service says {:?}",
        message.tool_calls,
        said.tool_calls
    );
    ensure!(
        got.finish_reason == expected.finish_reason,
        "`{way}` says that the model stopped for {:?}, and the service for {:?}",
        got.finish_reason,
        expected.finish_reason
    );
    Ok(())
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let beginning: String = text.chars().take(LONGEST).collect();
    if beginning.len() == text.len() {
        beginning
    } else {
        format!("{beginning}… ({})", text.len())
    }
}

async fn complete_is_stream(bench: Bench) -> Verdict {
    let [(_, whole), (_, streamed)] = bench.ends().await;
    match (whole, streamed) {
        (Ok(whole), Ok(streamed)) => {
            let (whole, streamed) = (comparable(whole), comparable(streamed));
            ensure!(whole == streamed, "`complete` gives {whole:?}; `stream` gives {streamed:?}");
        }
        (Err(whole), Err(streamed)) => ensure!(
            whole.kind() == streamed.kind(),
            "`complete` fails with {whole}; `stream` with {streamed}"
        ),
        (whole, streamed) => ensure!(
            false,
            "`complete` gives {:?}; `stream` gives {:?}",
            whole.map(|_| "an answer"),
            streamed.map(|_| "an answer")
        ),
    }
    Ok(())
}

/// Two calls differ in how long they took, and in what was made when.
fn comparable(mut response: StandardResponse) -> StandardResponse {
    response.attempts.clear();
    response.created = None;
    response.extensions = llm_types::Extensions::default();
    response
}

async fn answer_names(bench: Bench) -> Verdict {
    for (way, end) in bench.ends().await {
        let got = answer(end)?;
        let (model, id) = (got.model.as_ref(), got.id.as_ref());
        ensure!(
            model.is_some_and(|it| it.as_str() == Scenario::MODEL),
            "`{way}` says that {model:?} answered; the service says {}",
            Scenario::MODEL
        );
        ensure!(
            id.is_some_and(|it| it.as_str() == Reaction::RESPONSE_ID),
            "`{way}` calls the answer {id:?}; the service calls it {}",
            Reaction::RESPONSE_ID
        );
    }
    Ok(())
}

/// The usage of both ways of asking.
async fn usages(bench: &Bench) -> Verdict<Vec<(&'static str, Option<Usage>)>> {
    let usage = |(way, end): (&'static str, End)| Ok((way, answer(end)?.usage));
    bench.ends().await.into_iter().map(usage).collect()
}

async fn usage_as_told(bench: Bench) -> Verdict {
    let told = bench.scenario.reaction(0).usage.unwrap_or_default();
    for (way, usage) in usages(&bench).await? {
        let Some(usage) = usage else {
            return Err(Finding::Broken(format!("`{way}` gives no usage; the service tells some")));
        };
        let main = |usage: &Usage| (usage.input_tokens, usage.output_tokens, usage.total_tokens);
        ensure!(
            main(&usage) == main(&told),
            "`{way}` gives, read, written and in all, {:?} tokens; the service tells {:?}",
            main(&usage),
            main(&told)
        );
        ensure!(
            told.cost.is_none() || usage.cost == told.cost,
            "`{way}` gives the cost {:?}; the service tells {:?}",
            usage.cost,
            told.cost
        );
    }
    Ok(())
}

async fn no_usage(bench: Bench) -> Verdict {
    for (way, usage) in usages(&bench).await? {
        ensure!(usage.is_none(), "`{way}` gives {usage:?}; the service tells none");
    }
    Ok(())
}

async fn no_cost(bench: Bench) -> Verdict {
    for (way, usage) in usages(&bench).await? {
        let cost = usage.and_then(|usage| usage.cost);
        ensure!(cost.is_none(), "`{way}` gives the cost {cost:?}; the service tells none");
    }
    Ok(())
}
