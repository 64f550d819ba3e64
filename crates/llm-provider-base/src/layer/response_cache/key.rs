//! [`Key`]: which requests are the same.

use std::io;

use llm_types::{Provider, StandardRequest};
use sha2::{Digest as _, Sha256};

/// What is asked of whom, hashed. Equal keys mean equal requests: two that differ in anything that
/// a model could answer differently to have different ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// Of a request, which is left as it is. `None` if it has no written form, because an extension
    /// has none.
    ///
    /// Left out is what decides how long and how often is asked, and where that is written down.
    /// The order of keys in a schema stays in: models keep to it.
    pub(super) fn of(provider: &dyn Provider, request: &mut StandardRequest) -> Option<Self> {
        let (timeout, attempts) = (request.timeout.take(), request.max_attempts.take());
        let named = request.model.take();
        request.model = named.clone().or_else(|| provider.default_model());

        let mut hash = Hash(Sha256::new());
        let who = (provider.provider_type(), provider.name());
        let written = serde_json::to_writer(&mut hash, &(who, &*request));

        (request.timeout, request.max_attempts, request.model) = (timeout, attempts, named);
        written.ok().map(|()| Self(hash.0.finalize().into()))
    }
}

/// Hashes what is written.
struct Hash(Sha256);

impl io::Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use llm_types::mock::{MockProvider, ScriptedProvider};
    use llm_types::{FunctionTool, ProviderType, Receipt, Tool, strategies};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn key(request: &StandardRequest) -> Key {
        let mut request = request.clone();
        let before = request.clone();
        let key = Key::of(&ScriptedProvider::new(), &mut request).unwrap();
        assert_eq!(request, before, "it is looked at, not changed");
        key
    }

    /// The same request with one field, at any depth, taken out or changed, wherever that gives
    /// another request.
    fn neighbours(request: &StandardRequest) -> Vec<StandardRequest> {
        fn variants(json: &Value) -> Vec<Value> {
            let mut all = vec![json!("another"), json!(12_345), json!(null)];
            match json {
                Value::Object(members) => {
                    for (name, value) in members {
                        let mut without = members.clone();
                        without.remove(name);
                        all.push(without.into());
                        for other in variants(value) {
                            let mut changed = members.clone();
                            changed.insert(name.clone(), other);
                            all.push(changed.into());
                        }
                    }
                }
                Value::Array(items) => {
                    for (place, value) in items.iter().enumerate() {
                        let mut without = items.clone();
                        without.remove(place);
                        all.push(without.into());
                        for other in variants(value) {
                            let mut changed = items.clone();
                            changed[place] = other;
                            all.push(changed.into());
                        }
                    }
                }
                Value::String(text) => all.push(json!(format!("{text}."))),
                _ => {}
            }
            all
        }
        let json = serde_json::to_value(request).unwrap();
        variants(&json).into_iter().filter_map(|json| serde_json::from_value(json).ok()).collect()
    }

    fn without_limits(request: &StandardRequest) -> StandardRequest {
        let mut request = request.clone();
        (request.timeout, request.max_attempts) = (None, None);
        request
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn requests_that_differ_in_one_place_have_different_keys(request in strategies::request()) {
            let of = key(&request);
            for neighbour in neighbours(&request) {
                let same = without_limits(&neighbour) == without_limits(&request);
                if !same {
                    prop_assert_ne!(key(&neighbour), of, "{:?} and {:?}", request, neighbour);
                }
            }
        }

        #[test]
        fn limits_and_receipts_are_no_part_of_what_is_asked(request in strategies::request()) {
            let other = without_limits(&request)
                .with_timeout(Duration::from_secs(7))
                .with_max_attempts(3)
                .with_receipt(&Receipt::new());
            prop_assert_eq!(key(&other), key(&request));
        }
    }

    #[test]
    fn the_order_of_a_schema_is_part_of_what_is_asked() {
        let request = |schema: &str| {
            let mut tool = FunctionTool::new("f");
            tool.parameters = Some(serde_json::from_str(schema).unwrap());
            StandardRequest::prompt("x").with_tool(Tool::Function(tool))
        };
        assert_ne!(key(&request(r#"{"a":1,"b":2}"#)), key(&request(r#"{"b":2,"a":1}"#)));
    }

    #[test]
    fn who_is_asked_and_by_default_which_model_is_part_of_it() {
        let provider = |name: &str| ScriptedProvider::new().with_name(name);
        let of = |provider: ScriptedProvider, model: Option<&str>| {
            let mut request = StandardRequest::prompt("x");
            request.model = model.map(Into::into);
            Key::of(&provider, &mut request).unwrap()
        };
        assert_ne!(of(provider("a"), None), of(provider("b"), None));
        let of_type = |provider_type: &'static str, name: &str| {
            let mut mock = MockProvider::new();
            mock.expect_name().return_const(name.to_owned());
            mock.expect_provider_type().returning(move || ProviderType::from(provider_type));
            mock.expect_default_model().returning(|| None);
            Key::of(&mock, &mut StandardRequest::prompt("x")).unwrap()
        };
        assert_ne!(of_type("t", "a"), of_type("t", "b"), "two of a kind are two");
        assert_ne!(of_type("t", "a"), of_type("u", "a"));
        let with_default = || provider("a").with_default_model("m");
        assert_ne!(of(provider("a"), None), of(with_default(), None));
        assert_eq!(of(provider("a"), Some("m")), of(with_default(), None));
    }
}
