//! Thoughts.

use crate::{Accumulator, RawJson, ReasoningBlock, ReasoningContent};

fn block(json: &str) -> ReasoningBlock {
    RawJson::parse(json.to_owned()).unwrap().into()
}

#[test]
fn thoughts_join_by_kind_and_index() {
    let mut sum = Accumulator::new();
    for (text, json) in [
        ("**Plan", r#"{"type":"reasoning.summary","summary":"**Plan","format":"f","index":0}"#),
        ("**", r#"{"type":"reasoning.summary","summary":"**","format":"f","index":0}"#),
        ("", r#"{"type":"reasoning.encrypted","data":"gAAA","format":"f","id":"rs_1","index":0}"#),
        ("a", r#"{"type":"reasoning.text","text":"a","index":1}"#),
        ("", r#"{"type":"reasoning.text","signature":"sig","index":1}"#),
    ] {
        sum.push_reasoning(0, text, Some(&[block(json)])).unwrap();
    }
    let reasoning = sum.finish().into_message().unwrap().reasoning.unwrap();
    assert_eq!(reasoning.text, "**Plan**a");
    let blocks: Vec<serde_json::Value> =
        reasoning.blocks.unwrap().iter().map(|block| block.json().decode().unwrap()).collect();
    assert_eq!(
        blocks,
        [
            serde_json::json!(
                {"type": "reasoning.summary", "summary": "**Plan**", "format": "f", "index": 0}
            ),
            serde_json::json!(
                {"type": "reasoning.encrypted", "data": "gAAA", "format": "f", "id": "rs_1", "index": 0}
            ),
            serde_json::json!(
                {"type": "reasoning.text", "text": "a", "signature": "sig", "index": 1}
            ),
        ]
    );
}

#[test]
fn thoughts_with_signatures_of_their_own_stay_apart() {
    // An upstream that thinks again after a tool call may count from zero again. Text added to a
    // signed block would break its signature; a second signature would be lost.
    let pieces = [
        r#"{"type":"reasoning.text","text":"a","index":0,"signature":""}"#,
        r#"{"type":"reasoning.text","text":"b","index":0}"#,
        r#"{"type":"reasoning.text","signature":"one","index":0}"#,
        r#"{"type":"reasoning.text","text":"","signature":"one","index":0}"#,
        r#"{"type":"reasoning.text","text":"c","index":0}"#,
        r#"{"type":"reasoning.text","signature":"two","index":0}"#,
        r#"{"type":"reasoning.text","signature":"three","index":0}"#,
        r#"{"type":"reasoning.summary","summary":"d","id":"rs_1","index":0}"#,
        r#"{"type":"reasoning.summary","summary":"e","id":"rs_2","index":0}"#,
        r#"{"type":"reasoning.summary","summary":"f","index":0}"#,
    ];
    let mut sum = Accumulator::new();
    for piece in pieces {
        sum.push_reasoning(0, "", Some(&[block(piece)])).unwrap();
    }
    let blocks = sum.finish().into_message().unwrap().reasoning.unwrap().blocks.unwrap();
    let seen: Vec<_> = blocks
        .iter()
        .map(|block| (block.text(), block.signature().or_else(|| block.id())))
        .collect();
    let expected = [("ab", "one"), ("c", "two"), ("", "three"), ("d", "rs_1"), ("ef", "rs_2")];
    let expected = expected
        .map(|(text, mark)| ((!text.is_empty()).then(|| text.to_owned()), Some(mark.to_owned())));
    assert_eq!(seen, expected);
}

#[test]
fn what_comes_after_a_signature_without_text_belongs_to_it() {
    let mut sum = Accumulator::new();
    for piece in [
        r#"{"type":"reasoning.text","text":"a","signature":"sig","index":0}"#,
        r#"{"type":"reasoning.text","id":"rs_1","format":"f","index":0}"#,
    ] {
        sum.push_reasoning(0, "", Some(&[block(piece)])).unwrap();
    }
    let blocks = sum.finish().into_message().unwrap().reasoning.unwrap().blocks.unwrap();
    let [block] = &blocks[..] else { panic!("{blocks:?}") };
    let said = [block.text(), block.signature(), block.id(), block.format()];
    assert_eq!(said, ["a", "sig", "rs_1", "f"].map(|text| Some(text.to_owned())));
}

#[test]
fn text_that_the_first_piece_lacks_is_written_under_the_name_of_its_kind() {
    for kind in ["text", "summary"] {
        let mut sum = Accumulator::new();
        let head = format!(r#"{{"type":"reasoning.{kind}","index":0}}"#);
        let text = format!(r#"{{"type":"reasoning.{kind}","{kind}":"a","index":0}}"#);
        for piece in [head, text.clone()] {
            sum.push_reasoning(0, "", Some(&[block(&piece)])).unwrap();
        }
        let blocks = sum.finish().into_message().unwrap().reasoning.unwrap().blocks.unwrap();
        let read = |json: &ReasoningBlock| json.json().decode::<serde_json::Value>().unwrap();
        assert_eq!(blocks.iter().map(read).collect::<Vec<_>>(), [read(&block(&text))]);
    }
}

#[test]
fn whole_thoughts_are_kept_byte_for_byte_even_with_equal_indices() {
    let blocks = vec![
        block(r#"{ "index":0, "type":"reasoning.text", "text":"a" }"#),
        block(r#"{"type":"reasoning.text","text":"b","index":0}"#),
    ];
    let reasoning = ReasoningContent::new("ab", Some(blocks));
    let mut sum = Accumulator::new();
    sum.push_whole_reasoning(0, &reasoning).unwrap();
    assert_eq!(sum.finish().into_message().unwrap().reasoning, Some(reasoning));
}

#[test]
fn an_empty_list_of_thoughts_is_not_no_list() {
    let mut sum = Accumulator::new();
    sum.push_reasoning(0, "", Some(&[])).unwrap();
    let reasoning = sum.finish().into_message().unwrap().reasoning.unwrap();
    assert_eq!(reasoning.blocks, Some(vec![]));
}

#[test]
fn an_empty_list_of_thoughts_is_kept_and_is_nothing_to_see() {
    let mut sum = Accumulator::new();
    sum.push_reasoning(0, "", Some(&[])).unwrap();
    assert!(sum.is_empty());
    let thoughts = sum.finish().into_message().unwrap().reasoning.unwrap();
    assert_eq!(thoughts.blocks, Some(Vec::new()));

    let mut sum = Accumulator::new();
    let encrypted = block(r#"{"type":"reasoning.encrypted","data":"x"}"#);
    sum.push_reasoning(0, "", Some(&[encrypted])).unwrap();
    assert!(!sum.is_empty());
}
