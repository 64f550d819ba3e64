//! What a provider writes down.

use llm_types::{CallMetrics, CallState, ErrorKind, Receipt};

use crate::conformance::bench::{Bench, answer};
use crate::conformance::clause::{Case, Finding, Verdict, ensure};
use crate::conformance::{Clause, Scenario};

pub(super) const CLAUSES: &[Clause] = &[
    Clause {
        id: "receipt",
        rule: "The request's receipt says how the call ended, and lists the attempts that the answer \
               or the error lists.",
        reason: "Who drops a call has nothing else to ask what it cost.",
        cases: || {
            let mut cases = Case::each([Scenario::text()], answered_receipt);
            cases
                .extend(Case::each([Scenario::failing(ErrorKind::Authentication)], failed_receipt));
            cases.extend(Case::each([Scenario::silent_late()], dropped_receipt));
            cases
        },
    },
    Clause {
        id: "metrics-add-up",
        rule: "Each call is counted once: it succeeded, failed or was cancelled, and none is in \
               flight that is over.",
        reason: "Alerts go by these figures.",
        cases: || {
            let mut cases = Case::each([Scenario::text()], counted_success);
            let failing = [Scenario::failing(ErrorKind::PermissionDenied), Scenario::cut_off()];
            cases.extend(Case::each(failing, counted_failure));
            cases
        },
    },
];

async fn answered_receipt(bench: Bench) -> Verdict {
    let receipts = [Receipt::new(), Receipt::new()];
    let [whole, streamed] = &receipts;
    let ends = [
        bench.complete(bench.request().with_receipt(whole)).await,
        bench.play(bench.request().with_receipt(streamed)).await.end,
    ];
    for ((way, end), receipt) in ["complete", "stream"].into_iter().zip(ends).zip(&receipts) {
        let listed = answer(end)?.attempts;
        state(way, receipt, CallState::Answered)?;
        let (written, listed) = (receipt.attempts().len(), listed.len());
        ensure!(written == listed, "`{way}`: {written} attempts in the receipt, {listed} listed");
    }
    Ok(())
}

async fn failed_receipt(bench: Bench) -> Verdict {
    let receipt = Receipt::new();
    let end = bench.complete(bench.request().with_receipt(&receipt)).await;
    let Err(error) = end else {
        return Err(Finding::Unseen("the call gave an answer: see `error-kinds`".to_owned()));
    };
    state("complete", &receipt, CallState::Failed)?;
    let (written, listed) = (receipt.attempts().len(), error.attempts().len());
    ensure!(written == listed, "{written} attempts in the receipt, {listed} in the error");
    Ok(())
}

async fn dropped_receipt(bench: Bench) -> Verdict {
    let receipt = Receipt::new();
    let stream = bench.half_read(bench.request().with_receipt(&receipt)).await?;
    let given = stream.receipt();
    ensure!(given == receipt, "the stream has another receipt than the request");
    state("stream", &receipt, CallState::UnderWay)?;
    drop(stream);
    state("stream", &receipt, CallState::Dropped)?;
    ensure!(!receipt.attempts().is_empty(), "the receipt lists no attempt of a call that was sent");
    Ok(())
}

fn state(way: &str, receipt: &Receipt, expected: CallState) -> Verdict {
    let state = receipt.state();
    ensure!(state == expected, "`{way}`: expected {expected:?} in the receipt, got {state:?}");
    Ok(())
}

async fn counted_success(bench: Bench) -> Verdict {
    let before = bench.provider().metrics();
    for (_, end) in bench.ends().await {
        answer(end)?;
    }
    counted(&bench.provider().metrics().since(&before).total, [2, 0, 0])
}

async fn counted_failure(bench: Bench) -> Verdict {
    let before = bench.provider().metrics();
    let ends = bench.ends().await;
    let total = bench.provider().metrics().since(&before).total;
    for (_, end) in &ends {
        let Err(error) = end else {
            return Err(Finding::Unseen("a call gave an answer".to_owned()));
        };
        let kind = error.kind();
        ensure!(total.errors.contains_key(&kind), "{kind} is not among {:?}", total.errors);
    }
    counted(&total, [0, 2, 0])
}

fn counted(total: &CallMetrics, expected: [u64; 3]) -> Verdict {
    let counts = [total.succeeded, total.failed, total.cancelled];
    ensure!(
        counts == expected,
        "of succeeded, failed and cancelled calls, expected {expected:?}, it counts {counts:?}"
    );
    let CallMetrics { started, in_flight, .. } = total;
    ensure!(*in_flight == 0, "{in_flight} calls are in flight, after all are over");
    ensure!(*started == counts.iter().sum::<u64>(), "{started} calls began, {counts:?} ended");
    Ok(())
}
