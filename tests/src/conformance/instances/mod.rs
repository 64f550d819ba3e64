//! Values that a schema allows: the smallest, a full one, one for each choice, and some by chance.

mod chance;
mod coverage;
mod maker;
mod text;

pub(super) use text::MADE_UP;

use chance::Chance;
use coverage::Coverage;
use maker::{Aim, Maker};
use serde_json::Value;

use crate::openapi::{ShapeId, Shapes};

/// How many instances there are at least.
const AT_LEAST: usize = 20;
/// How many values an instance has room for that shows as much as it can.
const ROOM: usize = 120;

/// What was made of a shape.
#[derive(Debug, Default)]
pub(super) struct Instances {
    /// What the schema allows.
    pub(super) valid: Vec<Value>,
    /// What it does not, though it was to.
    pub(super) invalid: Vec<Value>,
    /// How many choices there are, and how many of them no instance shows.
    pub(super) choices: usize,
    pub(super) unseen: usize,
}

/// Makes instances of a shape; `is_valid` has the last word.
pub(super) fn instances(
    shapes: &Shapes<'_>,
    root: ShapeId,
    seed: &str,
    is_valid: impl Fn(&Value) -> bool,
) -> Instances {
    let mut making = Making {
        shapes,
        root,
        is_valid,
        coverage: Coverage::new(shapes, root),
        chance: Chance::new(seed),
        made: Instances::default(),
    };
    making.all();
    let Making { coverage, made, .. } = making;
    let unseen = coverage.missing() + coverage.given_up();
    Instances { choices: coverage.total, unseen, ..made }
}

struct Making<'s, 'a, V> {
    shapes: &'s Shapes<'a>,
    root: ShapeId,
    is_valid: V,
    coverage: Coverage,
    chance: Chance,
    made: Instances,
}

impl<V: Fn(&Value) -> bool> Making<'_, '_, V> {
    fn all(&mut self) {
        self.make(Aim::Minimal, ROOM);
        self.make(Aim::Full, 4 * ROOM);
        let mut room = ROOM;
        while self.coverage.missing() > 0 {
            match self.make(Aim::New, room) {
                // What fails among much is looked for among less, and in the end alone.
                None => room /= 2,
                Some(0) => break,
                Some(_) => room = (2 * room).clamp(1, ROOM),
            }
        }
        for _ in 0..2 * AT_LEAST {
            if self.made.valid.len() < AT_LEAST {
                self.make(Aim::Chance, ROOM / 2);
            }
        }
    }

    /// Makes one more. Returns how many choices it added; nothing if it is not valid.
    fn make(&mut self, aim: Aim, room: usize) -> Option<usize> {
        let Self { shapes, coverage, chance, .. } = self;
        coverage.begin();
        let mut maker = Maker { shapes, coverage, chance, room, around: Vec::new() };
        let value = maker.make(self.root, aim);
        let added = self.coverage.added();
        if (self.is_valid)(&value) {
            self.coverage.keep();
            self.made.valid.push(value);
            Some(added)
        } else {
            self.coverage.take_back(room == 0);
            self.made.invalid.push(value);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::openapi::Description;

    fn made(schema: &Value) -> Instances {
        made_where(schema, |_| true)
    }

    /// Instances of a schema, held to it and to one more condition.
    fn made_where(schema: &Value, condition: impl Fn(&Value) -> bool) -> Instances {
        let document = json!({"paths": {}, "components": {"schemas": {"It": schema}}});
        let description = Description::parse(&document.to_string()).unwrap();
        let mut shapes = Shapes::new(&description);
        let root = shapes.of(&description.named_schemas().unwrap()["It"]);
        let mut standalone = schema.clone();
        standalone["components"] = document["components"].clone();
        let validator = jsonschema::draft202012::new(&standalone).unwrap();
        instances(&shapes, root, "seed", |value| validator.is_valid(value) && condition(value))
    }

    fn schema() -> Value {
        json!({
            "type": "object",
            "required": ["kind", "parts"],
            "properties": {
                "kind": {"type": "string", "enum": ["a", "b", "c"]},
                "parts": {
                    "type": "array",
                    "items": {
                        "oneOf": [
                            {"type": "object", "required": ["text"], "properties": {
                                "text": {"type": ["string", "null"], "example": "shown"}}},
                            {"type": "object", "required": ["again"], "properties": {
                                "again": {"$ref": "#/components/schemas/It"}}},
                        ],
                    },
                },
                "share": {"type": "number", "minimum": 0, "maximum": 1},
                "day": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"},
                "labels": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 3}},
            },
        })
    }

    #[test]
    fn every_choice_is_shown_by_what_the_schema_allows() {
        let made = made(&schema());
        assert_eq!((made.invalid.len(), made.unseen), (0, 0));
        assert!(made.valid.len() >= AT_LEAST && made.choices == 19, "{}", made.choices);
        assert_eq!(made.valid[0], json!({"kind": "a", "parts": []}));
        let all = json!(made.valid).to_string();
        for seen in
            ["\"b\"", "\"c\"", "\"text\":null", "shown", "again", "2026-01-31", "labels", "0.25"]
        {
            assert!(all.contains(seen), "{seen}: {all}");
        }
    }

    #[test]
    fn the_same_seed_makes_the_same() {
        assert_eq!(made(&schema()).valid, made(&schema()).valid);
    }

    #[test]
    fn a_choice_that_no_instance_can_show_is_said() {
        let shows = |value: &Value| value.to_string().contains("\"b\"");
        let made = made_where(&schema(), |value| !shows(value));
        assert_eq!(made.unseen, 1);
        assert!(!made.invalid.is_empty() && made.invalid.iter().all(shows));
        assert!(made.valid.len() >= AT_LEAST && !made.valid.iter().any(shows));
    }

    #[test]
    fn recursion_ends_where_each_value_must_hold_others() {
        let made = made(&json!({
            "type": "object",
            "required": ["left", "right"],
            "properties": {
                "left": {"anyOf": [{"$ref": "#/components/schemas/It"}, {"type": "null"}]},
                "right": {"anyOf": [{"$ref": "#/components/schemas/It"}, {"type": "null"}]},
            },
        }));
        assert_eq!((made.invalid.len(), made.unseen), (0, 0));
        let longest = made.valid.iter().map(|value| value.to_string().len()).max();
        assert!(longest < Some(20_000), "{longest:?}");
    }
}
