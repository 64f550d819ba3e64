//! Laws of growing, and what is no JSON.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Whether one value can become the other by growing.
fn can_become(now: &Value, later: &Value) -> bool {
    match (now, later) {
        (Value::String(now), Value::String(later)) => later.starts_with(now),
        (Value::Array(now), Value::Array(later)) => grows(now.iter(), later.iter()),
        (Value::Object(now), Value::Object(later)) => {
            now.keys().eq(later.keys().take(now.len())) && grows(now.values(), later.values())
        }
        (now, later) => now == later,
    }
}

/// All but the last are as they will stay.
fn grows<'a>(
    now: impl ExactSizeIterator<Item = &'a Value>,
    later: impl ExactSizeIterator<Item = &'a Value>,
) -> bool {
    let (count, longer) = (now.len(), later.len());
    count <= longer
        && now.zip(later).enumerate().all(|(place, (now, later))| {
            if place + 1 < count { now == later } else { can_become(now, later) }
        })
}

fn document() -> impl Strategy<Value = Value> {
    let text = || prop_oneof![".{0,4}", "[\"\\\\/\u{8}\n😀é\u{0}]{0,3}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("no JSON", |number| number.is_finite()).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// With every letter beyond ASCII as an escape.
fn escaped(json: &str) -> String {
    let mut units = [0; 2];
    json.chars().fold(String::new(), |mut text, letter| {
        if letter.is_ascii() {
            text.push(letter);
        } else {
            let units = letter.encode_utf16(&mut units);
            text.extend(units.iter().map(|unit| format!("\\u{unit:04X}")));
        }
        text
    })
}

proptest! {
    #[test]
    fn any_document_cut_anywhere_grows_to_the_whole(
        document in document(),
        style in 0..3,
        cuts in vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let json = match style {
            0 => document.to_string(),
            1 => serde_json::to_string_pretty(&document).unwrap(),
            _ => escaped(&document.to_string()),
        };
        let letters: Vec<char> = json.chars().collect();
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(letters.len() + 1)).collect();
        cuts.extend([0, letters.len()]);
        cuts.sort_unstable();
        let mut partial = PartialJson::new();
        let mut before: Option<Value> = None;
        for cut in cuts.windows(2) {
            let piece: String = letters[cut[0]..cut[1]].iter().collect();
            let grown = partial.push(&piece);
            prop_assert!(!partial.is_broken(), "{json}");
            if let (Some(before), Some(now)) = (&before, partial.value()) {
                prop_assert!(can_become(before, now), "{before} became {now}");
                prop_assert_eq!(grown, before != now);
            }
            before = partial.value().cloned();
        }
        partial.push(" ");
        prop_assert!(partial.is_complete(), "{json}");
        prop_assert_eq!(partial.into_value(), Some(document));
    }

    #[test]
    fn what_is_complete_is_json_and_what_is_json_is_complete(
        text in "[\\[\\]{}:,\"\\\\u0tn1 .\\-eD8aé]{0,12}",
    ) {
        let mut partial = PartialJson::new();
        for letter in text.chars() {
            partial.push(&letter.to_string());
        }
        partial.push(" ");
        // What follows a document is not looked at.
        let mut reader = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
        let first = reader.next();
        let is_container = matches!(first, Some(Ok(Value::Array(_) | Value::Object(_))));
        if is_container || serde_json::from_str::<Value>(&text).is_ok() {
            prop_assert!(partial.is_complete() || partial.is_broken());
            if partial.is_complete() {
                prop_assert_eq!(partial.into_value(), first.unwrap().ok());
            } else {
                prop_assert!(text.matches('"').count() >= 4, "only a second name may break {text}");
            }
        } else if partial.is_complete() {
            prop_assert!(matches!(first, Some(Ok(_))), "{text}");
        }
    }
}

#[test]
fn half_of_a_letter_is_not_shown() {
    let mut json = PartialJson::new();
    json.push(r#"["a\"#);
    assert_eq!(json.value(), Some(&json!(["a"])));
    assert!(json.push("n"));
    assert!(!json.push(r"\uD83"));
    assert!(!json.push(r"D\uDE0"));
    assert!(json.push("0"));
    assert_eq!(json.value(), Some(&json!(["a\n😀"])));
}

#[test]
fn what_is_no_json_ends_the_growth_and_keeps_what_was_there() {
    for text in [
        "[1}",
        "[1,,",
        "[1 2",
        "{\"a\" 1",
        "{1",
        "[tru,",
        "[01,",
        "[\"\n",
        r#"["\x"#,
        r#"["\uD83Dx1234"#,
        r#"{"a": 1, "a": ["#,
        "]",
        "No",
    ] {
        let mut json = PartialJson::new();
        json.push(text);
        assert!(json.is_broken(), "{text}");
        let before = json.value().cloned();
        assert!(!json.push("]}\"1,"), "{text}");
        assert_eq!(json.value().cloned(), before, "{text}");
    }
    let deep = "[".repeat(200);
    let mut json = PartialJson::new();
    json.push(&deep);
    assert!(json.is_broken());
}

#[test]
fn what_follows_a_document_is_passed_over() {
    let mut json = PartialJson::new();
    assert!(json.push("{\"a\": []} and so on {"));
    assert!(json.is_complete());
    assert!(!json.push("[1]"));
    assert_eq!(json.value(), Some(&json!({"a": []})));
}
