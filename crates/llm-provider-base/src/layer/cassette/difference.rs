//! [`differences`]: where two documents differ.

use serde_json::Value;

/// The paths at which two documents differ, such as `messages[0].content`. What stands there is not
/// repeated: it is what users write.
pub(super) fn differences(one: &Value, other: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(one, other, String::new(), &mut found);
    found
}

fn compare(one: &Value, other: &Value, path: String, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(left), Value::Object(right)) => {
            let added = right.keys().filter(|name| !left.contains_key(*name));
            for name in left.keys().chain(added) {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match (left.get(name), right.get(name)) {
                    (Some(one), Some(other)) => compare(one, other, path, found),
                    _ => found.push(path),
                }
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            let common = left.len().min(right.len());
            for (place, (one, other)) in left.iter().zip(right).enumerate() {
                compare(one, other, format!("{path}[{place}]"), found);
            }
            if left.len() != right.len() {
                found.push(format!("{path}[{common}]"));
            }
        }
        _ if one == other => {}
        _ => found.push(path),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_place_that_differs_is_named_and_none_else() {
        let one = json!({"a": 1, "b": {"c": [1, {"d": "x"}, 3]}, "e": null});
        let other = json!({"b": {"c": [1, {"d": "y"}]}, "e": null, "f": 2});
        assert_eq!(differences(&one, &other), ["a", "b.c[1].d", "b.c[2]", "f"]);
        assert!(differences(&one, &one).is_empty());
        assert_eq!(differences(&json!({"a": 1}), &json!({"a": "1"})), ["a"]);
    }

    proptest::proptest! {
        #[test]
        fn documents_are_equal_if_no_place_differs(
            one in llm_types::strategies::json(),
            other in llm_types::strategies::json(),
        ) {
            let (one, other) = (json!({ "x": one }), json!({ "x": other }));
            proptest::prop_assert_eq!(differences(&one, &other).is_empty(), one == other);
        }
    }
}
