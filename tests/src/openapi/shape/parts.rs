//! [`Parts`]: schemas that one value must keep to at once.

use std::hash::{Hash, Hasher};

use serde_json::Value;

use super::Description;

/// The types of JSON, by the names that schemas have for them.
pub(super) const TYPES: [&str; 7] =
    ["null", "boolean", "integer", "number", "string", "array", "object"];

/// The keywords for a choice among schemas.
const CHOICES: [&str; 2] = ["oneOf", "anyOf"];

/// A schema, and which of its choices was made already.
#[derive(Debug, Clone, Copy)]
struct Part<'a> {
    schema: &'a Value,
    made: [bool; CHOICES.len()],
}

/// Schemas that one value must keep to at once, and its type where that is settled.
///
/// Two of them are equal if they are made of the same schemas at the same places of the document:
/// that is what ends recursion.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts<'a> {
    parts: Vec<Part<'a>>,
    kind: Option<&'static str>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(schema: &'a Value) -> Self {
        Self::all([schema])
    }

    pub(super) fn all(schemas: impl IntoIterator<Item = &'a Value>) -> Self {
        let parts = schemas.into_iter().map(|schema| Part { schema, made: [false; 2] }).collect();
        Self { parts, kind: None }
    }

    /// Follows references and takes `allOf` apart.
    pub(super) fn flat(self, description: &'a Description) -> Self {
        let mut flat: Vec<Part<'a>> = Vec::new();
        let add = |flat: &mut Vec<Part<'a>>, part: Part<'a>| {
            let schema = description.resolve(part.schema);
            if !flat.iter().any(|known| std::ptr::eq(known.schema, schema)) {
                flat.push(Part { schema, ..part });
            }
        };
        // Those that are there already come first: they know which choices were made.
        for part in self.parts {
            add(&mut flat, part);
        }
        let mut next = 0;
        while let Some(Part { schema, .. }) = flat.get(next) {
            next += 1;
            for schema in schema["allOf"].as_array().into_iter().flatten() {
                add(&mut flat, Part { schema, made: [false; 2] });
            }
        }
        Self { parts: flat, kind: self.kind }
    }

    pub(super) fn schemas(&self) -> impl Iterator<Item = &'a Value> {
        self.parts.iter().map(|part| part.schema)
    }

    /// The schemas that are about the whole value: not about a type or a branch of it.
    pub(super) fn whole(&self) -> impl Iterator<Item = &'a Value> {
        let parts = self.parts.iter().filter(|part| self.kind.is_none() && part.made == [false; 2]);
        parts.map(|part| part.schema)
    }

    /// The first choice that is still to be made: what is left with each branch.
    pub(super) fn branches(&self) -> Option<Vec<Self>> {
        let (place, choice) = self.parts.iter().enumerate().find_map(|(place, part)| {
            let open =
                |choice: &usize| !part.made[*choice] && part.schema.get(CHOICES[*choice]).is_some();
            Some((place, (0..CHOICES.len()).find(open)?))
        })?;
        let branches = self.parts[place].schema[CHOICES[choice]].as_array().into_iter().flatten();
        Some(branches.map(|branch| self.with(place, choice, branch)).collect())
    }

    fn with(&self, place: usize, choice: usize, branch: &'a Value) -> Self {
        let mut chosen = self.clone();
        chosen.parts[place].made[choice] = true;
        chosen.parts.push(Part { schema: branch, made: [false; 2] });
        chosen
    }

    /// The types that all schemas allow.
    pub(super) fn types(&self) -> Vec<&'static str> {
        if let Some(kind) = self.kind {
            return vec![kind];
        }
        let allowed = |schema: &Value, kind: &str| match &schema["type"] {
            Value::String(name) => name == kind || (name == "number" && kind == "integer"),
            Value::Array(names) => names.iter().any(|name| name == kind),
            _ => true,
        };
        let types =
            TYPES.into_iter().filter(|kind| self.schemas().all(|schema| allowed(schema, kind)));
        let mut types: Vec<_> = types.collect();
        // A whole number is a number: only one of the two is needed.
        if types.contains(&"number") {
            types.retain(|kind| *kind != "integer");
        }
        types
    }

    /// The same for one type.
    pub(super) fn of_type(&self, kind: &'static str) -> Self {
        Self { kind: Some(kind), ..self.clone() }
    }

    /// What identifies them.
    fn key(&self) -> (Vec<(usize, [bool; 2])>, Option<&'static str>) {
        let address = |part: &Part<'a>| (std::ptr::from_ref(part.schema).addr(), part.made);
        let mut parts: Vec<_> = self.parts.iter().map(address).collect();
        parts.sort_unstable();
        parts.dedup();
        (parts, self.kind)
    }
}

impl PartialEq for Parts<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Parts<'_> {}

impl Hash for Parts<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}
