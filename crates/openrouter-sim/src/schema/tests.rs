//! Instances fit their schemas.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Makes an instance with a few words and numbers.
fn make(schema: &Value, seed: u64) -> Value {
    let words = vec!["glacier".to_owned(), "valley".to_owned()];
    instance(schema, Material::new(words, vec![17, -4]), Seed::of(&seed.to_string()))
}

/// Returns whether an instance fits a schema. An independent reading of the same keywords.
fn fits(value: &Value, schema: &Value, root: &Value) -> bool {
    let Some(schema) = schema.as_object() else { return *schema != Value::Bool(false) };
    schema.iter().all(|(keyword, expected)| match (keyword.as_str(), value) {
        ("$ref", _) => fits(value, root.pointer(&expected.as_str().unwrap()[1..]).unwrap(), root),
        ("const", _) => value == expected,
        ("enum", _) => expected.as_array().unwrap().contains(value),
        ("type", _) => match expected {
            Value::Array(types) => types.iter().any(|name| is_of_type(value, name)),
            name => is_of_type(value, name),
        },
        ("allOf", _) => expected.as_array().unwrap().iter().all(|part| fits(value, part, root)),
        ("anyOf" | "oneOf", _) => {
            expected.as_array().unwrap().iter().any(|part| fits(value, part, root))
        }
        ("minimum", Value::Number(n)) => n.as_f64() >= expected.as_f64(),
        ("maximum", Value::Number(n)) => n.as_f64() <= expected.as_f64(),
        ("exclusiveMinimum", Value::Number(n)) => n.as_f64() > expected.as_f64(),
        ("exclusiveMaximum", Value::Number(n)) => n.as_f64() < expected.as_f64(),
        ("multipleOf", Value::Number(n)) => n.as_i64().unwrap() % expected.as_i64().unwrap() == 0,
        ("minLength", Value::String(s)) => s.chars().count() >= number(expected),
        ("maxLength", Value::String(s)) => s.chars().count() <= number(expected),
        ("minItems", Value::Array(items)) => items.len() >= number(expected),
        ("maxItems", Value::Array(items)) => items.len() <= number(expected),
        ("items", Value::Array(items)) => items.iter().all(|item| fits(item, expected, root)),
        ("required", Value::Object(object)) => {
            expected.as_array().unwrap().iter().all(|n| object.contains_key(n.as_str().unwrap()))
        }
        ("properties", Value::Object(object)) => expected
            .as_object()
            .unwrap()
            .iter()
            .all(|(name, part)| object.get(name).is_none_or(|value| fits(value, part, root))),
        ("additionalProperties", Value::Object(object)) => object.iter().all(|(name, value)| {
            let named = schema.get("properties").is_some_and(|known| known.get(name).is_some());
            named || fits(value, expected, root)
        }),
        _ => true,
    })
}

fn number(value: &Value) -> usize {
    value.as_u64().unwrap().try_into().unwrap()
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        name => panic!("no such type: {name}"),
    }
}

/// Schemas that have instances.
fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        (0_u64..9, 0_u64..9).prop_map(|(least, more)| {
            json!({"type": "string", "minLength": least, "maxLength": least + more})
        }),
        (-50_i64..50, 0_i64..50).prop_map(|(least, more)| {
            json!({"type": "integer", "minimum": least, "maximum": least + more})
        }),
        (-50_i64..50, 2_i64..50).prop_map(|(least, more)| {
            json!({"type": "integer", "exclusiveMinimum": least, "exclusiveMaximum": least + more})
        }),
        (1_i64..9, -50_i64..50).prop_map(|(multiple, least)| {
            json!({"type": "integer", "multipleOf": multiple, "minimum": least})
        }),
        (-50_i64..50, 1_i64..50).prop_map(|(least, more)| {
            json!({"type": "number", "exclusiveMinimum": least, "maximum": least + more})
        }),
        Just(json!({"type": "boolean"})),
        Just(json!({"type": ["null", "string"]})),
        Just(json!({"enum": ["a", 1, null]})),
        Just(json!({"const": {"x": [1]}})),
        Just(json!({})),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            (inner.clone(), 0_u64..4, 0_u64..3).prop_map(|(items, least, more)| {
                json!({"type": "array", "items": items, "minItems": least, "maxItems": least + more})
            }),
            (inner.clone(), inner.clone(), any::<bool>()).prop_map(|(a, b, open)| {
                json!({
                    "type": "object",
                    "properties": {"a": a, "b": b},
                    "required": ["b"],
                    "additionalProperties": open,
                })
            }),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| {
                json!({"anyOf": [{"type": "null"}, a, b]})
            }),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| {
                json!({"allOf": [
                    {"type": "object", "properties": {"a": a}, "required": ["a"]},
                    {"properties": {"b": b}, "required": ["b"]},
                ]})
            }),
            inner.prop_map(|values| json!({"type": "object", "additionalProperties": values})),
        ]
    })
}

proptest! {
    #[test]
    fn an_instance_fits_its_schema(schema in schema(), seed in any::<u64>()) {
        let instance = make(&schema, seed);
        prop_assert!(fits(&instance, &schema, &schema), "{} is no {}", instance, schema);
        prop_assert_eq!(make(&schema, seed), instance);
    }
}

#[track_caller]
fn check(schema: &Value) -> Value {
    let instance = make(schema, 1);
    assert!(fits(&instance, schema, schema), "{instance} is no {schema}");
    instance
}

#[test]
fn references_are_followed() {
    let item = json!({"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}});
    let schema = json!({
        "$defs": {"item": item, "n": {"type": "integer", "minimum": 5}},
        "type": "array",
        "items": {"$ref": "#/$defs/item"},
        "minItems": 1,
    });
    assert_eq!(check(&schema)[0], json!({"n": 17}));
}

#[test]
fn a_schema_that_contains_itself_has_an_instance() {
    let tree = json!({
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#"}},
        },
        "required": ["name"],
    });
    assert!(check(&tree).to_string().len() < 100_000);
    // As strict schemas have it: required, and null at the end.
    for end in [
        json!({"anyOf": [{"$ref": "#"}, {"type": "null"}]}),
        json!({"type": ["array", "null"], "items": {"$ref": "#"}, "minItems": 1}),
    ] {
        let chain = json!({
            "type": "object",
            "properties": {"name": {"type": "string"}, "next": end},
            "required": ["name", "next"],
        });
        assert!(check(&chain).to_string().len() < 1_000);
    }
    let endless = json!({"type": "object", "properties": {"x": {"$ref": "#"}}, "required": ["x"]});
    assert!(make(&endless, 1).is_object());
    for nothing in [json!({"$ref": "#"}), json!({"$ref": "#/none"}), json!({"$ref": "other.json"})]
    {
        assert_eq!(make(&nothing, 1), Value::Null);
    }
}

#[test]
fn formats_have_their_form() {
    let text = |format: &str| {
        let text = check(&json!({"type": "string", "format": format}));
        text.as_str().unwrap().to_owned()
    };
    assert_eq!(text("date").len(), "2026-01-01".len());
    assert!(text("date-time").ends_with("T12:00:00Z"));
    assert!(text("email").contains('@'));
    assert!(text("uri").starts_with("https://"));
    let uuid = text("uuid");
    let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
    assert_eq!(uuid.as_bytes()[14], b'4', "{uuid}");
    assert_eq!(text("unheard-of"), "glacier");
}

#[test]
fn a_set_has_no_item_twice() {
    let schema =
        json!({"type": "array", "items": {"enum": [1, 2, 3]}, "minItems": 3, "uniqueItems": true});
    for seed in 0..20 {
        let instance = make(&schema, seed);
        let items = instance.as_array().unwrap();
        assert!((1..=3).all(|n| items.contains(&json!(n))), "{instance}");
    }
}

#[test]
fn a_tuple_has_its_items_in_order() {
    let schema = json!({
        "type": "array",
        "prefixItems": [{"const": 1}, {"const": 2}, {"const": 3}],
        "items": false,
    });
    assert_eq!(make(&schema, 1), json!([1, 2, 3]));
}

#[test]
fn hostile_schemas_do_no_harm() {
    let huge = json!({"type": "string", "minLength": u64::MAX, "maxLength": 3});
    assert!(make(&huge, 1).as_str().unwrap().len() < 100_000);
    let many =
        json!({"type": "array", "items": {"type": "array", "minItems": u64::MAX}, "maxItems": 1});
    assert!(make(&many, 1).as_array().unwrap().len() <= 1);
    let wide: Map<_, _> = (0..30).map(|n| (n.to_string(), json!({"$ref": "#"}))).collect();
    let wide = make(&json!({"type": "object", "properties": wide}), 1).to_string();
    assert!(wide.len() < 100_000, "{}", wide.len());
    let deep = json!({"type": "array", "items": {"$ref": "#"}, "minItems": 1_000});
    assert!(make(&deep, 1).to_string().len() < 1_000_000);
    for odd in [
        json!({"type": "integer", "minimum": 1e300, "maximum": -1e300, "multipleOf": 0}),
        json!({"type": "integer", "minimum": i64::MAX, "multipleOf": 7}),
        json!({"type": "number", "multipleOf": -0.5, "minimum": 1e308}),
        json!({"enum": []}),
        json!({"type": 7}),
        json!([]),
    ] {
        let _instance = make(&odd, 1);
    }
}
