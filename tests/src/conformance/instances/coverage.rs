//! [`Coverage`]: which of the choices in a shape were seen.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::openapi::{Shape, ShapeId, Shapes};

/// One way in which a value of a shape may come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Choice {
    /// One of its examples.
    Example(usize),
    /// One of its values.
    Value(usize),
    /// One of its branches.
    Branch(usize),
    /// One of its fields is there.
    Field(usize),
    /// A field that has no name is there.
    OtherField,
    /// The list is empty.
    Empty,
    /// The list has items.
    Items,
}

type Place = (ShapeId, Choice);

/// Which of the choices in a shape were seen, and how far it is to one that was not.
#[derive(Debug)]
pub(super) struct Coverage {
    /// All shapes, and what each of them stands in.
    parents: BTreeMap<ShapeId, Vec<ShapeId>>,
    missing: BTreeSet<Place>,
    /// How often a choice was tried without success.
    failed: BTreeMap<Place, usize>,
    distances: BTreeMap<ShapeId, usize>,
    /// What the value that is being made shows, as far as it matters, and how much of it is new.
    touched: Vec<Place>,
    added: usize,
    pub(super) total: usize,
}

/// After so many tries a choice is given up.
const TRIES: usize = 2;

impl Coverage {
    pub(super) fn new(shapes: &Shapes<'_>, root: ShapeId) -> Self {
        let mut parents: BTreeMap<ShapeId, Vec<ShapeId>> = BTreeMap::new();
        let mut missing = BTreeSet::new();
        for id in shapes.reachable(root) {
            parents.entry(id).or_default();
            for child in shapes.children(id) {
                parents.entry(child).or_default().push(id);
            }
            missing.extend(choices(shapes, id).into_iter().map(|choice| (id, choice)));
        }
        let total = missing.len();
        let (distances, failed) = (BTreeMap::new(), BTreeMap::new());
        Self { parents, missing, failed, distances, touched: Vec::new(), added: 0, total }
    }

    /// How many choices are still to be seen.
    pub(super) fn missing(&self) -> usize {
        self.missing.len()
    }

    /// How many choices were given up.
    pub(super) fn given_up(&self) -> usize {
        self.failed.values().filter(|tries| **tries >= TRIES).count()
    }

    /// True if a choice is still to be seen.
    pub(super) fn wants(&self, id: ShapeId, choice: Choice) -> bool {
        self.missing.contains(&(id, choice))
    }

    /// The first choice of a shape, among some, that is still to be seen.
    pub(super) fn first(
        &self,
        id: ShapeId,
        choices: impl Iterator<Item = Choice>,
    ) -> Option<Choice> {
        let mut choices = choices;
        choices.find(|choice| self.wants(id, *choice))
    }

    /// Says that a choice is being made.
    pub(super) fn see(&mut self, id: ShapeId, choice: Choice) {
        let place = (id, choice);
        let new = self.missing.remove(&place);
        if new || self.failed.contains_key(&place) {
            self.touched.push(place);
        }
        self.added += usize::from(new);
    }

    /// How far it was to a choice that was still to be seen when the value was begun.
    pub(super) fn distance(&self, id: ShapeId) -> Option<usize> {
        self.distances.get(&id).copied()
    }

    /// Begins a value.
    pub(super) fn begin(&mut self) {
        self.touched.clear();
        self.added = 0;
        self.distances = self.missing.iter().map(|(id, _)| (*id, 0)).collect();
        let mut open: VecDeque<_> = self.distances.keys().copied().collect();
        while let Some(id) = open.pop_front() {
            let distance = self.distances.get(&id).map_or(0, |distance| distance + 1);
            for parent in self.parents.get(&id).into_iter().flatten() {
                if !self.distances.contains_key(parent) {
                    self.distances.insert(*parent, distance);
                    open.push_back(*parent);
                }
            }
        }
    }

    /// How many choices the value has added so far.
    pub(super) fn added(&self) -> usize {
        self.added
    }

    /// The value is one: what it shows need not be tried again.
    pub(super) fn keep(&mut self) {
        for place in std::mem::take(&mut self.touched) {
            self.failed.remove(&place);
        }
    }

    /// The value is none after all: what it was to show is still to be seen. What was tried alone
    /// is given up after some tries.
    pub(super) fn take_back(&mut self, alone: bool) {
        for place in std::mem::take(&mut self.touched) {
            let tries = self.failed.entry(place).or_default();
            *tries += usize::from(alone);
            if *tries < TRIES {
                self.missing.insert(place);
            }
        }
    }
}

fn choices(shapes: &Shapes<'_>, id: ShapeId) -> Vec<Choice> {
    let has_values = |id: ShapeId| shapes.cost(id).is_some();
    let own: Vec<_> = match shapes.get(id) {
        // Each of them is made anyway, and an example is one of them.
        Shape::Values(values) => return (0..values.len()).map(Choice::Value).collect(),
        Shape::Any | Shape::Number(_) | Shape::Text(_) => Vec::new(),
        Shape::List { items, min, max } => {
            let empty = (*min == 0).then_some(Choice::Empty);
            let filled = (has_values(*items) && *max != Some(0)).then_some(Choice::Items);
            empty.into_iter().chain(filled).collect()
        }
        Shape::Object { fields, others } => {
            let fields = fields.iter().enumerate().filter(|(_, field)| has_values(field.shape));
            let others = others.filter(|others| has_values(*others)).map(|_| Choice::OtherField);
            fields.map(|(index, _)| Choice::Field(index)).chain(others).collect()
        }
        Shape::Union(branches) => {
            let branches = branches.iter().enumerate().filter(|(_, branch)| has_values(**branch));
            branches.map(|(index, _)| Choice::Branch(index)).collect()
        }
    };
    let examples = (0..shapes.examples(id).len()).map(Choice::Example);
    examples.chain(own).collect()
}
