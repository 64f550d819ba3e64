//! The faults as scripted answers of the simulator.

use openrouter_sim::{Answer, RecordedRequest, StreamError};

use super::dealer::Dealer;
use super::fault::Fault;
use super::prompt::{ANSWERS, Asked, SAID, WORDS, text};
use super::scripts;

/// What is said to every request: each answer is for those to which its fault was dealt.
pub(super) fn all(dealer: &Dealer) -> Vec<Answer> {
    // Looked at first, and for nobody: it deals, once for each request.
    let deals = dealer.clone();
    let first = Answer::text("").when(move |request| {
        if let Some(asked) = asked(request) {
            // The simulator shows no keys: those to blame are asked by the raw server.
            deals.deal(asked, None);
        }
        false
    });
    let mut answers = vec![first.always()];
    for fault in Fault::ALL {
        for is_stream in [false, true] {
            // What says nothing is the same for all.
            let variants = if fault.says_something() { ANSWERS } else { 1 };
            for variant in 0..variants {
                let Some(answer) = answer(fault, is_stream, variant) else { continue };
                let dealer = dealer.clone();
                let is_meant = move |asked: Asked| {
                    asked.is_stream == is_stream
                        && asked.call % variants == variant
                        && dealer.last(asked.call) == Some(fault)
                };
                let answer = answer.when(move |request| asked(request).is_some_and(&is_meant));
                answers.push(answer.always());
            }
        }
    }
    answers
}

fn asked(request: &RecordedRequest) -> Option<Asked> {
    Asked::read(&request.body)
}

/// One of the sixteen answers, with this fault.
fn answer(fault: Fault, is_stream: bool, variant: u32) -> Option<Answer> {
    let text = || Answer::text(text(variant, WORDS));
    // A stream begins with an event that says nothing.
    let (cut, failed) = (SAID + 1, || StreamError::recorded(502, "Provider returned error"));
    // In a document it is counted in bytes.
    let cut = if is_stream { cut } else { 200 };
    Some(match fault {
        Fault::Healthy => text(),
        Fault::TooFastUntil => {
            Answer::error(429, "Rate limit exceeded").header("retry-after-ms", "30")
        }
        Fault::TooFast => Answer::error(429, "Rate limit exceeded"),
        Fault::Overloaded => Answer::error(503, "No provider available"),
        Fault::GatewayPage => {
            Answer::body(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>")
        }
        Fault::ErrorInSuccess => Answer::json(200, &scripts::error(502, "Provider returned error")),
        Fault::ErrorBeforeContent if is_stream => text().fail_after(0, failed()),
        Fault::ErrorAfterContent if is_stream => text().fail_after(cut, failed()),
        Fault::CutBeforeContent if is_stream => text().cut_after(0),
        Fault::ResetAfterContent if is_stream => text().cut_after(cut),
        Fault::CutAfterContent => text().cut_after(cut),
        Fault::Truncated => text().end_after(cut),
        Fault::Reset => Answer::disconnect(),
        Fault::Silence => Answer::hang(),
        Fault::Stall => text().hang_after(cut),
        Fault::BrokenEvent if is_stream => {
            let event = serde_json::json!({ "id": "gen-soak", "choices": [{ "index": 0,
                "delta": { "role": "assistant", "content": super::prompt::text(variant, SAID) } }] });
            Answer::sse(&format!("data: {event}\n\ndata: {{bad\n\ndata: [DONE]\n\n"))
        }
        Fault::BrokenDocument if !is_stream => Answer::body(200, "application/json", "{bad"),
        Fault::CutToolCall => {
            Answer::tool_call("save", "{\"text\":\"half").finish("tool_calls", "length")
        }
        Fault::Empty => Answer::text(""),
        _ => return None,
    })
}
