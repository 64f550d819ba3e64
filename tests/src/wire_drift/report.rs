//! What was found, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde_json::{Value, json};

use super::difference::{Difference, Differences, Met};
use super::reasons::{Explanation, Reasons, SHARED};

/// How many names stand in a line before the rest is only counted.
const SOME: usize = 3;

/// How the wire types differ from the description.
#[derive(Debug)]
pub struct Drift {
    /// The operations of the description, in its order.
    operations: Vec<String>,
    rows: Vec<Row>,
    stale: Vec<String>,
}

#[derive(Debug)]
struct Row {
    difference: Difference,
    met: Met,
    why: Option<&'static Explanation>,
}

impl Drift {
    pub(crate) fn new(operations: Vec<String>, found: Differences, mut reasons: Reasons) -> Self {
        let row = |(difference, met): (Difference, Met)| {
            let why = if met.is_shared { Some(&SHARED) } else { reasons.explain(&difference) };
            Row { difference, met, why }
        };
        let rows = found.into_iter().map(row).collect();
        Self { operations, rows, stale: reasons.stale() }
    }

    /// Whether every difference has a reason, and every reason a difference.
    pub fn is_explained(&self) -> bool {
        self.unexplained() == 0 && self.stale.is_empty()
    }

    /// As programs read it.
    pub fn to_json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let Difference { what, ours, theirs, name } = &row.difference;
            json!({
                "difference": what.code(),
                "name": name,
                "type": ours,
                "schema": theirs,
                "schemas": row.met.schemas,
                "operations": row.met.operations,
                "reason": row.why.map(|why| why.reason.name()),
                "because": row.why.map(|why| why.because),
                "text": row.difference.to_string(),
            })
        });
        json!({
            "operations": self.operations.len(),
            "unexplained": self.unexplained(),
            "explained": self.rows.len() - self.unexplained(),
            "stale": self.stale,
            "differences": rows.collect::<Vec<_>>(),
        })
    }

    fn unexplained(&self) -> usize {
        self.rows.iter().filter(|row| row.why.is_none()).count()
    }

    /// The rows by the first operation that each was met in, in the order of the description.
    fn by_operation(&self) -> Vec<(&str, Vec<&Row>)> {
        let place = |name: &str| self.operations.iter().position(|known| known == name);
        let mut groups: BTreeMap<(usize, &str), Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            let names = row.met.operations.iter().map(String::as_str);
            let first = names.map(|name| (place(name).unwrap_or(usize::MAX), name)).min();
            groups.entry(first.unwrap_or((usize::MAX, "everywhere"))).or_default().push(row);
        }
        groups.into_iter().map(|((_, name), rows)| (name, rows)).collect()
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (operation, rows) in self.by_operation() {
            writeln!(f, "{operation}")?;
            for row in rows {
                row.write(f, operation)?;
            }
        }
        for stale in &self.stale {
            writeln!(f, "! the reason for {stale} explains nothing any more: take it out")?;
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for why in self.rows.iter().filter_map(|row| row.why) {
            *counts.entry(why.reason.name()).or_default() += 1;
        }
        let counts: Vec<String> =
            counts.into_iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        let explained = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
        writeln!(
            f,
            "{} operations; differences without a reason: {}; with one: {explained}; stale reasons: {}",
            self.operations.len(),
            self.unexplained(),
            self.stale.len(),
        )
    }
}

impl Row {
    /// One line: the difference, where else it was met, and why.
    fn write(&self, f: &mut fmt::Formatter<'_>, operation: &str) -> fmt::Result {
        let mark = if self.why.is_some() { '=' } else { '!' };
        write!(f, "  {mark} {}", self.difference)?;
        if let Some(schemas) = some(self.met.schemas.iter().map(String::as_str)) {
            write!(f, " by {schemas}")?;
        }
        let others = self.met.operations.iter().map(String::as_str);
        if let Some(others) = some(others.filter(|name| *name != operation)) {
            write!(f, "; also in {others}")?;
        }
        match self.why {
            Some(why) => writeln!(f, "\n      {}: {}", why.reason.name(), why.because),
            None => writeln!(f),
        }
    }
}

/// A few names, and how many there are beside them.
fn some<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    let (first, rest) = names.split_at(names.len().min(SOME));
    if first.is_empty() {
        return None;
    }
    let mut text = first.join(", ");
    if !rest.is_empty() {
        // Writing into a string does not fail.
        write!(text, " and {} more", rest.len()).ok()?;
    }
    Some(text)
}
