//! Reading what may not be as it should: an error is not lost for one field of a strange shape.

use serde::Deserialize;
use serde_json::Value;

use crate::Extra;

/// Takes a field out of those that are there, if it has the shape that is expected. One that has
/// not stays among the unknown ones.
pub(super) fn take<T: for<'de> Deserialize<'de>>(fields: &mut Extra, name: &str) -> Option<T> {
    let value = fields.get(name)?;
    let taken = T::deserialize(value).ok();
    if taken.is_some() || *value == Value::Null {
        fields.remove(name);
    }
    taken
}

/// Decodes a struct field by field, each of which may have a strange shape.
macro_rules! decode_each {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut extra = crate::Extra::deserialize(deserializer)?;
                Ok(Self {
                    $($field: super::lenient::take(&mut extra, stringify!($field)),)*
                    extra,
                })
            }
        }
    };
}
pub(super) use decode_each;

#[cfg(test)]
mod tests {
    use crate::decode;
    use crate::error::{ApiError, Body, ErrorType};

    #[track_caller]
    fn check(json: &str) -> ApiError {
        let error: ApiError = decode(json.as_bytes()).unwrap();
        let encoded: serde_json::Value = serde_json::to_value(&error).unwrap();
        assert_eq!(encoded, serde_json::from_str::<serde_json::Value>(json).unwrap());
        error
    }

    #[test]
    fn a_field_of_a_strange_shape_hides_no_other() {
        let error = check(r#"{"code":{"a":1},"message":"m","metadata":{"error_type":"timeout"}}"#);
        assert_eq!((error.status(), error.message.as_deref()), (None, Some("m")));
        assert_eq!(error.error_type(), Some(&ErrorType::Timeout));

        let error = check(r#"{"code":429,"message":["m"],"metadata":"none","availability":7}"#);
        assert_eq!((error.status(), error.message), (Some(429), None));
        assert!(error.metadata.is_none() && error.extra.get("message").is_some());

        let error = check(
            r#"{"code":1,"metadata":{"provider_name":7,"reasons":"one","raw":"r"},
                "availability":{"retryable":"no","retry_after":3,"code":1}}"#,
        );
        assert!(error.is_from_upstream(), "it repeats what one said");
        assert_eq!(error.availability.unwrap().wait().unwrap().as_secs(), 3);
    }

    #[test]
    fn what_is_null_is_not_said() {
        let error: ApiError = decode(br#"{"code":null,"message":null,"x":null}"#).unwrap();
        assert_eq!((error.code, error.message, error.extra.len()), (None, None, 1));
        assert!(decode::<Body>(br#"{"error":null}"#).is_err());
    }
}
