//! References and combinations.

use serde_json::{Map, Value};

/// How many references and combinations are followed from one part.
const HOPS: usize = 32;

/// Resolves the references and combinations of a schema: `$ref`, `allOf`, and the first branch
/// of `anyOf` and `oneOf` that is more than `null`.
pub(super) fn resolve(schema: &Value, root: &Value) -> Option<Map<String, Value>> {
    let mut hops = HOPS;
    resolve_within(schema, root, &mut hops)
}

fn resolve_within(schema: &Value, root: &Value, hops: &mut usize) -> Option<Map<String, Value>> {
    *hops = hops.checked_sub(1)?;
    let mut resolved = schema.as_object()?.clone();
    if let Some(Value::String(reference)) = resolved.remove("$ref") {
        let target = resolve_within(root.pointer(reference.strip_prefix('#')?)?, root, hops)?;
        merge(&mut resolved, target);
    }
    if let Some(Value::Array(parts)) = resolved.remove("allOf") {
        for part in &parts {
            merge(&mut resolved, resolve_within(part, root, hops)?);
        }
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = resolved.remove(keyword) {
            let branches = branches.iter().filter_map(|branch| resolve_within(branch, root, hops));
            let branches: Vec<_> = branches.collect();
            let more_than_null = branches.iter().find(|branch| !is_null(branch));
            if let Some(branch) = more_than_null.or_else(|| branches.first()) {
                merge(&mut resolved, branch.clone());
            }
        }
    }
    Some(resolved)
}

/// Whether a schema says itself that it allows `null` beside something else.
pub(super) fn allows_null(schema: &Value) -> bool {
    let is_listed = |keyword: &str, test: fn(&Value) -> bool| {
        schema.get(keyword).and_then(Value::as_array).is_some_and(|all| all.iter().any(test))
    };
    let is_null = |branch: &Value| branch.as_object().is_some_and(is_null);
    is_listed("type", |name| name == "null")
        || is_listed("anyOf", is_null)
        || is_listed("oneOf", is_null)
}

fn is_null(schema: &Map<String, Value>) -> bool {
    schema.get("type").is_some_and(|name| name == "null")
        || schema.get("const") == Some(&Value::Null)
}

/// Adds the keywords of another schema; properties and required names are joined.
fn merge(schema: &mut Map<String, Value>, other: Map<String, Value>) {
    for (keyword, value) in other {
        match (keyword.as_str(), schema.get_mut(&keyword), value) {
            ("properties" | "$defs", Some(Value::Object(ours)), Value::Object(theirs)) => {
                for (name, part) in theirs {
                    ours.entry(name).or_insert(part);
                }
            }
            ("required", Some(Value::Array(ours)), Value::Array(theirs)) => {
                let new: Vec<_> = theirs.into_iter().filter(|name| !ours.contains(name)).collect();
                ours.extend(new);
            }
            (_, Some(_), _) => {}
            (_, None, value) => {
                schema.insert(keyword, value);
            }
        }
    }
}
