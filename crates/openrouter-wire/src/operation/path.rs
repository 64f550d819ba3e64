//! Paths with values in them.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::EncodeError;

/// What is not an unreserved character of RFC 3986, or a colon, which model ids have.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// Puts the values in the places of the names in braces.
pub(super) fn fill(template: &str, values: &[Cow<'_, str>]) -> Result<String, EncodeError> {
    let mut path = String::with_capacity(template.len() + 16);
    let mut values = values.iter();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(EncodeError::PathShape)?;
        let value = values.next().ok_or(EncodeError::PathShape)?;
        // Dots are segments that lead up, also where they are encoded.
        if matches!(value.as_ref(), "" | "." | "..") {
            return Err(EncodeError::Path { name: name.to_owned() });
        }
        path.push_str(before);
        path.extend(utf8_percent_encode(value, ENCODED));
        rest = after;
    }
    path.push_str(rest);
    if values.next().is_some() { Err(EncodeError::PathShape) } else { Ok(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, values: &[&str]) -> Result<String, EncodeError> {
        fill(template, &values.iter().map(|value| Cow::Borrowed(*value)).collect::<Vec<_>>())
    }

    #[test]
    fn values_stand_where_their_names_were() {
        assert_eq!(filled("/keys", &[]).unwrap(), "/keys");
        assert_eq!(filled("/a/{b}/c/{d}", &["1", "x:free"]).unwrap(), "/a/1/c/x:free");
    }

    #[test]
    fn no_value_leads_elsewhere() {
        assert_eq!(
            filled("/a/{b}/c", &["../x?y#z%2f é"]).unwrap(),
            "/a/..%2Fx%3Fy%23z%252f%20%C3%A9/c"
        );
        for value in ["", ".", ".."] {
            let error = filled("/a/{b}", &[value]).unwrap_err();
            assert_eq!(error, EncodeError::Path { name: "b".to_owned() });
        }
    }

    #[test]
    fn there_are_as_many_values_as_places() {
        for (template, values) in [("/a/{b}", &[][..]), ("/a", &["1"]), ("/{a", &["1"])] {
            assert_eq!(filled(template, values).unwrap_err(), EncodeError::PathShape);
        }
    }
}
