//! What an accumulator takes, and what it refuses.

mod cut;

use serde_json::{Value, json};

use super::{AccumulateError, Accumulator, block::Block};
use crate::{
    decode,
    messages::{ContentBlock, Delta, Event, Response, SignatureDelta},
};

fn read<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

fn accumulate(events: impl IntoIterator<Item = Event>) -> Result<Response, AccumulateError> {
    let mut accumulator = Accumulator::new();
    events.into_iter().try_for_each(|event| accumulator.push(event))?;
    accumulator.finish()
}

fn event(json: &str) -> Event {
    decode(json.as_bytes()).unwrap()
}

const START: &str = r#"{"type":"message_start","message":{"content":[]}}"#;
const TEXT: &str =
    r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#;
const MORE: &str =
    r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}"#;
const CLOSE: &str = r#"{"type":"content_block_stop","index":0}"#;
const STOP: &str = r#"{"type":"message_stop"}"#;

#[track_caller]
fn check(events: &[&str]) -> Result<Response, AccumulateError> {
    accumulate(events.iter().map(|json| event(json)))
}

#[test]
fn events_out_of_order_are_errors() {
    let call = r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{"}}"#;
    let far = r#"{"type":"content_block_stop","index":18446744073709551615}"#;
    let odd = r#"{"type":"content_block_stop","index":-1}"#;
    for (events, error) in [
        (&[TEXT][..], AccumulateError::BeforeStart),
        (&[STOP], AccumulateError::BeforeStart),
        (&[START, START], AccumulateError::SecondStart),
        (&[START, MORE], AccumulateError::Block),
        (&[START, TEXT, TEXT], AccumulateError::Block),
        (&[START, TEXT, CLOSE, MORE], AccumulateError::Block),
        (&[START, TEXT, CLOSE, CLOSE], AccumulateError::Block),
        (&[START, TEXT, STOP], AccumulateError::Block),
        (&[START, far], AccumulateError::Block),
        (&[START, odd], AccumulateError::Block),
        (&[START, TEXT, call], AccumulateError::Delta),
        (&[START, STOP, STOP], AccumulateError::AfterEnd),
        (&[START, STOP, TEXT], AccumulateError::AfterEnd),
        (&[START, r#"{"type":"content_block_stop"}"#], AccumulateError::Shape),
        (&[START, r#"{"type":"message_delta","delta":3}"#], AccumulateError::Shape),
    ] {
        assert_eq!(check(events), Err(error), "{events:?}");
    }
    assert_eq!(check(&[START, TEXT, MORE, MORE, CLOSE, STOP]).unwrap().text(), "aa");
}

#[test]
fn a_failure_keeps_what_came_before_it() {
    let failure = r#"{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}"#;
    let mut accumulator = Accumulator::new();
    for json in [START, TEXT, MORE] {
        accumulator.push(event(json)).unwrap();
    }
    let error = accumulator.push(event(failure)).unwrap_err();
    assert!(matches!(&error, AccumulateError::Failed(error) if error.status() == Some(529)));
    assert_eq!(error.to_string(), "the answer failed");
    assert_eq!(accumulator.into_partial().unwrap().text(), "a");
}

#[test]
fn what_is_new_is_left_out_and_counted() {
    let new_delta = r#"{"type":"content_block_delta","index":0,"delta":{"type":"x_delta","x":1}}"#;
    let mut accumulator = Accumulator::new();
    for json in [START, r#"{"type":"x_event"}"#, TEXT, new_delta, MORE, CLOSE, STOP] {
        accumulator.push(event(json)).unwrap();
    }
    assert_eq!((accumulator.skipped(), accumulator.is_finished()), (2, true));
    assert_eq!(accumulator.finish().unwrap().text(), "a");
}

#[test]
fn a_block_of_a_new_type_grows_like_the_known_ones() {
    let deltas = [
        json!({"type": "text_delta", "text": "b"}),
        json!({"type": "thinking_delta", "thinking": "hm"}),
        json!({"type": "signature_delta", "signature": "s"}),
        json!({"type": "citations_delta", "citation": {"type": "x", "at": 1}}),
        json!({"type": "input_json_delta", "partial_json": "{\"q\":"}),
        json!({"type": "input_json_delta", "partial_json": "1}"}),
    ];
    let start = json!({"type": "content_block_start", "index": 0,
                       "content_block": {"type": "mcp_tool_use", "text": "a", "input": {}}});
    let deltas =
        deltas.map(|delta| json!({"type": "content_block_delta", "index": 0, "delta": delta}));
    let events = [read(json!({"type": "message_start", "message": {}})), read(start)]
        .into_iter()
        .chain(deltas.map(read))
        .chain([event(CLOSE), event(STOP)]);
    let expected = json!({"type": "mcp_tool_use", "text": "ab", "input": {"q": 1},
                          "thinking": "hm", "signature": "s",
                          "citations": [{"type": "x", "at": 1}]});
    assert_eq!(accumulate(events).unwrap().content, Some(vec![ContentBlock::Other(expected)]));
}

#[test]
fn arguments_that_are_cut_off_stay_text() {
    let start = r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"1","name":"wear","input":{}}}"#;
    let piece = r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"layers\":"}}"#;
    let response = check(&[START, start, piece, CLOSE, STOP]).unwrap();
    let call = response.tool_uses().next().unwrap();
    assert_eq!(call.input, json!("{\"layers\":"));
    let response = check(&[START, start, CLOSE, STOP]).unwrap();
    assert_eq!(response.tool_uses().next().unwrap().input, json!({}));
}

#[test]
fn blocks_stand_by_their_index_and_later_totals_win() {
    let start = r#"{"type":"message_start","message":{"content":[{"type":"text","text":"0"}],"usage":{"input_tokens":5,"output_tokens":1}}}"#;
    let block = |index: u8, text: &str| {
        event(&format!(
            r#"{{"type":"content_block_start","index":{index},"content_block":{{"type":"text","text":"{text}"}}}}"#
        ))
    };
    let stop = |index: u8| event(&format!(r#"{{"type":"content_block_stop","index":{index}}}"#));
    let delta = |tokens: u8| {
        event(&format!(
            r#"{{"type":"message_delta","delta":{{"stop_reason":null}},"usage":{{"input_tokens":null,"output_tokens":{tokens}}}}}"#
        ))
    };
    let response = accumulate([
        event(start),
        block(2, "2"),
        block(1, "1"),
        delta(3),
        stop(1),
        stop(2),
        delta(7),
        event(STOP),
    ])
    .unwrap();
    assert_eq!(response.text(), "012");
    let usage = response.usage.unwrap();
    assert_eq!((usage.input_tokens, usage.output_tokens), (Some(5.into()), Some(7.into())));
}

#[test]
fn a_signature_that_comes_twice_is_not_doubled() {
    let signed = Delta::SignatureDelta(SignatureDelta {
        signature: "s".to_owned(),
        ..SignatureDelta::default()
    });
    let mut block = Block::open(read(json!({"type": "thinking", "thinking": "", "signature": ""})));
    for _ in 0..2 {
        assert_eq!(block.apply(signed.clone()), Ok(true));
    }
    let expected = json!({"type": "thinking", "thinking": "", "signature": "s"});
    assert_eq!(serde_json::to_value(block.into_content()).unwrap(), expected);
}
