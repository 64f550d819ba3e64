//! The first difference between two JSON documents.

use serde_json::Value;

/// How much of a value is shown.
const SHOWN: usize = 160;

/// The first place where `got` differs from `expected`; `None` if they are the same up to the order
/// of keys, and up to `null` standing for an absent field where `nullable` says so.
///
/// Numbers are compared as they are written: `0` is not `0.0`.
pub(crate) fn first_difference(expected: &Value, got: &Value, nullable: &[&str]) -> Option<String> {
    let listed = |path: &Path, _: &str| nullable.contains(&path.listed.as_str());
    difference(expected, got, &listed, &Path::default())
}

/// The same where `is_nullable` says of the path as listed and the name of a field whether `null`
/// stands for its absence.
pub(crate) fn difference_where(
    expected: &Value,
    got: &Value,
    is_nullable: &dyn Fn(&str, &str) -> bool,
) -> Option<String> {
    difference(expected, got, &|path, name| is_nullable(&path.listed, name), &Path::default())
}

/// `Ok` if they are the same.
pub(crate) fn same(expected: &Value, got: &Value, nullable: &[&str]) -> Result<(), String> {
    first_difference(expected, got, nullable).map_or(Ok(()), Err)
}

/// Where in a document: as shown (`choices[1].text`) and as listed (`choices[].text`).
#[derive(Debug, Clone, Default)]
struct Path {
    shown: String,
    listed: String,
}

impl Path {
    fn field(&self, name: &str) -> Self {
        let join = |path: &str| match path {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        Self { shown: join(&self.shown), listed: join(&self.listed) }
    }

    fn item(&self, index: usize) -> Self {
        Self { shown: format!("{}[{index}]", self.shown), listed: format!("{}[]", self.listed) }
    }

    fn differs(&self, expected: &str, got: &str) -> String {
        let place = if self.shown.is_empty() { "the document" } else { &self.shown };
        format!("{place}: expected {expected}, got {got}")
    }
}

/// Whether a field, by its path and its name, may be null as well as absent.
type IsNullable<'a> = &'a dyn Fn(&Path, &str) -> bool;

fn difference(
    expected: &Value,
    got: &Value,
    nullable: IsNullable<'_>,
    path: &Path,
) -> Option<String> {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            let added = got.keys().filter(|name| !expected.contains_key(*name));
            expected.keys().chain(added).find_map(|name| {
                let path = path.field(name);
                match (expected.get(name), got.get(name)) {
                    (Some(expected), Some(got)) => difference(expected, got, nullable, &path),
                    (Some(Value::Null), None) | (None, Some(Value::Null))
                        if nullable(&path, name) =>
                    {
                        None
                    }
                    (expected, got) => Some(path.differs(&shown(expected), &shown(got))),
                }
            })
        }
        (Value::Array(expected), Value::Array(got)) => {
            let mut items = expected.iter().zip(got).enumerate();
            let differing = items.find_map(|(index, (expected, got))| {
                difference(expected, got, nullable, &path.item(index))
            });
            differing.or_else(|| {
                (expected.len() != got.len()).then(|| {
                    let items = |list: &[Value]| format!("{} items", list.len());
                    path.differs(&items(expected), &items(got))
                })
            })
        }
        _ if expected == got => None,
        _ => Some(path.differs(&shown(Some(expected)), &shown(Some(got)))),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| cut(&value.to_string()))
}

/// As much of a text as is shown.
pub(crate) fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NULLABLE: &[&str] = &["a[].b"];

    #[test]
    fn the_first_difference_is_named_by_its_path() {
        let expected = json!({"a": [{"b": 1}, {"b": "x"}]});
        assert_eq!(first_difference(&expected, &expected, &[]), None);
        assert_eq!(
            first_difference(&expected, &json!({"a": [{"b": 1}, {"b": "y"}]}), &[]).unwrap(),
            r#"a[1].b: expected "x", got "y""#
        );
        assert_eq!(
            first_difference(&expected, &json!({"a": [{"b": 1}]}), &[]).unwrap(),
            "a: expected 2 items, got 1 items"
        );
        assert_eq!(
            first_difference(&json!({}), &json!({"c": []}), &[]).unwrap(),
            "c: expected nothing, got []"
        );
    }

    #[test]
    fn null_is_absent_only_where_it_is_listed() {
        let (null, absent) = (json!({"a": [{"b": null}]}), json!({"a": [{}]}));
        assert_eq!(first_difference(&null, &absent, NULLABLE), None);
        assert_eq!(first_difference(&absent, &null, NULLABLE), None);
        assert!(first_difference(&null, &absent, &[]).is_some());
        assert!(first_difference(&json!({"b": null}), &json!({}), NULLABLE).is_some());
        assert!(first_difference(&null, &json!({"a": [{"b": 0}]}), NULLABLE).is_some());
    }

    #[test]
    fn numbers_are_compared_as_written_and_the_order_of_keys_is_not() {
        assert!(first_difference(&json!({"n": 0}), &json!({"n": 0.0}), &[]).is_some());
        let (one, other): (Value, Value) = (
            serde_json::from_str(r#"{"a":1e-6,"b":2}"#).unwrap(),
            serde_json::from_str(r#"{"b":2,"a":0.000001}"#).unwrap(),
        );
        assert_eq!(first_difference(&one, &other, &[]), None);
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let text = "é".repeat(1000);
        let difference = first_difference(&json!(text), &json!(1), &[]).unwrap();
        assert!(difference.len() < 500 && difference.contains("bytes)"), "{difference}");
    }
}
