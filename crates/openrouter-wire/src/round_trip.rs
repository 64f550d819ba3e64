//! The law of this crate: decoding and encoding again changes nothing.

use std::fmt::Debug;

use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use crate::{decode, strategies};

/// Checks that a value survives JSON text, and a `serde_json::Value` in between.
fn survives<T>(value: &T) -> Result<(), TestCaseError>
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let text = serde_json::to_string(value).unwrap();
    let decoded: T = decode(text.as_bytes())
        .map_err(|error| TestCaseError::fail(format!("{error} of {text}")))?;
    prop_assert_eq!(&decoded, value, "through {}", &text);

    // `reasoning_details` are equal if their text is, which `Value` does not keep: compare JSON.
    let loose = serde_json::to_value(value).unwrap();
    let decoded: T = serde_json::from_value(loose.clone()).unwrap();
    prop_assert_eq!(serde_json::to_value(decoded).unwrap(), loose);
    Ok(())
}

proptest! {
    #[test]
    fn a_request_survives(request in strategies::request()) {
        survives(&request)?;
    }

    #[test]
    fn a_message_survives(message in strategies::message()) {
        survives(&message)?;
    }

    #[test]
    fn a_reply_survives(response in strategies::response()) {
        survives(&response)?;
    }

    #[test]
    fn a_chunk_survives(chunk in strategies::chunk()) {
        survives(&chunk)?;
    }

    #[test]
    fn an_error_survives(body in strategies::body()) {
        survives(&body)?;
    }
}
