//! [`Maker`]: makes one value of a shape.

use serde_json::{Map, Number, Value, json};

use super::chance::Chance;
use super::coverage::{Choice, Coverage};
use super::text::{MADE_UP, text};
use crate::openapi::{Field, NumberRules, Shape, ShapeId, Shapes};

/// What a value is to be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// As little as is allowed.
    Minimal,
    /// All fields, as far down as there is room.
    Full,
    /// Choices that were not seen yet.
    New,
    /// By chance.
    Chance,
}

/// How many items a list gets at most that is made to show them all.
const ITEMS: usize = 12;

/// Makes one value of a shape.
#[derive(Debug)]
pub(super) struct Maker<'s, 'a> {
    pub(super) shapes: &'s Shapes<'a>,
    pub(super) coverage: &'s mut Coverage,
    pub(super) chance: &'s mut Chance,
    /// How many more values there is room for.
    pub(super) room: usize,
    /// The objects around the value that is being made.
    pub(super) around: Vec<ShapeId>,
}

impl Maker<'_, '_> {
    pub(super) fn make(&mut self, id: ShapeId, aim: Aim) -> Value {
        self.room = self.room.saturating_sub(1);
        let aim = self.aim(id, aim);
        if let Some(example) = self.example(id, aim) {
            return example;
        }
        match self.shapes.get(id) {
            Shape::Any => anything(self.chance),
            Shape::Values(values) => {
                let value = self.value(id, values.len(), aim);
                values.get(value).cloned().unwrap_or_default()
            }
            Shape::Number(rules) => number(*rules, self.chance),
            Shape::Text(rules) => text(*rules, self.chance).into(),
            Shape::List { items, min, max } => self.list(id, *items, (*min, *max), aim),
            Shape::Object { fields, others } => {
                self.around.push(id);
                let object = self.object(id, fields, *others, aim);
                self.around.pop();
                object
            }
            Shape::Union(branches) => match self.branch(id, branches, aim) {
                Some(branch) => {
                    self.coverage.see(id, Choice::Branch(branch));
                    self.make(branches[branch], aim)
                }
                None => Value::Null,
            },
        }
    }

    /// The aim for a value: a small one where there is no room, or nothing to look for.
    fn aim(&self, id: ShapeId, aim: Aim) -> Aim {
        let small = match aim {
            Aim::Minimal => true,
            // Without room one new thing is enough. Up to it, each step leads nearer.
            Aim::New => {
                self.coverage.distance(id).is_none()
                    || (self.room == 0 && self.coverage.added() > 0)
            }
            // Not a second time within itself.
            Aim::Full => self.room == 0 || self.around.contains(&id),
            Aim::Chance => self.room == 0,
        };
        if small { Aim::Minimal } else { aim }
    }

    fn example(&mut self, id: ShapeId, aim: Aim) -> Option<Value> {
        let examples = self.shapes.examples(id);
        let index = match aim {
            Aim::New => {
                let choices = (0..examples.len()).map(Choice::Example);
                match self.coverage.first(id, choices)? {
                    Choice::Example(index) => index,
                    _ => return None,
                }
            }
            _ => return None,
        };
        self.coverage.see(id, Choice::Example(index));
        examples.get(index).map(|example| (*example).clone())
    }

    fn value(&mut self, id: ShapeId, count: usize, aim: Aim) -> usize {
        let new = self.coverage.first(id, (0..count).map(Choice::Value));
        let value = match (aim, new) {
            (Aim::New, Some(Choice::Value(value))) => value,
            (Aim::Chance | Aim::New, _) => self.chance.below(count),
            _ => 0,
        };
        self.coverage.see(id, Choice::Value(value));
        value
    }

    fn branch(&mut self, id: ShapeId, branches: &[ShapeId], aim: Aim) -> Option<usize> {
        let possible =
            || (0..branches.len()).filter(|at| self.shapes.cost(branches[*at]).is_some());
        let smallest = || possible().min_by_key(|at| self.shapes.cost(branches[*at]));
        match aim {
            Aim::New => match self.coverage.first(id, possible().map(Choice::Branch)) {
                Some(Choice::Branch(branch)) => Some(branch),
                _ => possible()
                    .filter(|at| self.coverage.distance(branches[*at]).is_some())
                    .min_by_key(|at| self.coverage.distance(branches[*at]))
                    .or_else(smallest),
            },
            Aim::Full => possible().max_by_key(|at| {
                let around = self.around.contains(&branches[*at]);
                (!around, self.shapes.cost(branches[*at]))
            }),
            Aim::Chance => {
                let possible: Vec<_> = possible().collect();
                self.chance.pick(&possible).copied()
            }
            Aim::Minimal => smallest(),
        }
    }

    fn list(
        &mut self,
        id: ShapeId,
        items: ShapeId,
        (min, max): (usize, Option<usize>),
        aim: Aim,
    ) -> Value {
        let possible = self.shapes.cost(items).is_some();
        let max = if possible { max.unwrap_or(usize::MAX).max(min) } else { 0 };
        let wants_items =
            self.coverage.wants(id, Choice::Items) || self.coverage.distance(items).is_some();
        let count = match aim {
            Aim::Minimal => min,
            Aim::Full => min.max(1),
            Aim::Chance => min + self.chance.below(3),
            Aim::New if wants_items => min.max(ITEMS),
            Aim::New => min,
        };
        let mut list: Vec<Value> = Vec::new();
        while list.len() < count.min(max) {
            let before = self.coverage.added();
            list.push(self.make(items, aim));
            // One more only where this one showed something new, and there is room for it.
            let useful = self.room > 0 && self.coverage.added() > before;
            if aim == Aim::New && !useful && list.len() >= min {
                break;
            }
        }
        self.coverage.see(id, if list.is_empty() { Choice::Empty } else { Choice::Items });
        Value::Array(list)
    }

    fn object(
        &mut self,
        id: ShapeId,
        fields: &[Field<'_>],
        others: Option<ShapeId>,
        aim: Aim,
    ) -> Value {
        let nearest = self.nearest(id, fields);
        let mut object = Map::new();
        for (index, field) in fields.iter().enumerate() {
            let wanted = self.coverage.wants(id, Choice::Field(index))
                || self.coverage.distance(field.shape).is_some();
            let there = match aim {
                _ if field.required => true,
                _ if self.shapes.cost(field.shape).is_none() => false,
                Aim::Minimal => false,
                Aim::Full => self.room > 0 && !self.around.contains(&field.shape),
                Aim::New => wanted && (self.room > 0 || nearest == Some(index)),
                Aim::Chance => self.room > 0 && self.chance.one_in(2),
            };
            if there {
                self.coverage.see(id, Choice::Field(index));
                let aside = aim == Aim::New && self.room == 0 && nearest != Some(index);
                let aim = if aside { Aim::Minimal } else { aim };
                object.insert(field.name.to_owned(), self.make(field.shape, aim));
            }
        }
        self.other_fields(id, fields.is_empty(), others, aim, &mut object);
        Value::Object(object)
    }

    /// The field that leads to what was not seen yet by the shortest way: the one that is gone
    /// where there is no room for more.
    fn nearest(&self, id: ShapeId, fields: &[Field<'_>]) -> Option<usize> {
        let distance = |(index, field): &(usize, &Field<'_>)| {
            let wanted = self.coverage.wants(id, Choice::Field(*index));
            if wanted { Some(0) } else { Some(self.coverage.distance(field.shape)? + 1) }
        };
        let possible = fields.iter().enumerate().filter(|field| distance(field).is_some());
        possible.min_by_key(distance).map(|(index, _)| index)
    }

    /// Fields that no schema names: where a schema says what they are, and where it names none.
    fn other_fields(
        &mut self,
        id: ShapeId,
        is_map: bool,
        others: Option<ShapeId>,
        aim: Aim,
        object: &mut Map<String, Value>,
    ) {
        let others = others.filter(|others| self.shapes.cost(*others).is_some());
        match (others, aim) {
            (_, Aim::Minimal) => {}
            (None, _) if is_map => {
                object.insert(MADE_UP.to_owned(), anything(self.chance));
            }
            (None, _) => {}
            (Some(others), aim) => {
                let count = if aim == Aim::New { ITEMS } else { 2 };
                for index in 0..count {
                    let before = self.coverage.added();
                    self.coverage.see(id, Choice::OtherField);
                    object.insert(format!("{MADE_UP}-{index}"), self.make(others, aim));
                    if self.coverage.added() == before || self.room == 0 {
                        break;
                    }
                }
            }
        }
    }
}

fn anything(chance: &mut Chance) -> Value {
    match chance.below(5) {
        0 => json!("anything"),
        1 => json!({MADE_UP: [1, "two", null, {}], "made-up-none": null}),
        2 => json!(0.25),
        3 => json!({}),
        _ => json!({"type": "object", "properties": {}, "required": []}),
    }
}

fn number(rules: NumberRules, chance: &mut Chance) -> Value {
    let min = rules.min.unwrap_or(0.0);
    let max = rules.max.unwrap_or(min + 1_000_000.0);
    let whole = |number: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "the limits in use are small")]
        Value::from(number as i64)
    };
    match chance.below(4) {
        0 if min.fract() == 0.0 => whole(min),
        1 if max.fract() == 0.0 && max >= min => whole(max),
        2 if !rules.whole => {
            let between = min + (max - min) / 4.0;
            Number::from_f64(between).map_or(Value::Null, Value::Number)
        }
        _ => {
            let room = (max - min).floor().clamp(0.0, 1000.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "between 0 and 1000"
            )]
            let step = chance.below(room as usize + 1) as f64;
            whole(min.ceil() + step)
        }
    }
}
