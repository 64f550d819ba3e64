//! [`Report`]: which clauses are kept, which are broken, and which could not be shown.

use std::fmt;

use super::Clause;

/// Which clauses are kept, which are broken, and which could not be shown. `Display` is a table for
/// people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    subject: String,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    clause: &'static str,
    rule: &'static str,
    cases: Vec<CaseReport>,
}

/// What one look at a provider showed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseReport {
    /// How the service behaved; empty for what holds for a whole clause.
    pub scenario: &'static str,
    /// What that showed.
    pub outcome: Outcome,
}

/// What a look at a provider showed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The clause is kept.
    Kept,
    /// It is broken: what was expected, and what was seen.
    Broken(String),
    /// It could not be shown, for this reason.
    Skipped(String),
}

impl CaseReport {
    pub(super) const fn new(scenario: &'static str, outcome: Outcome) -> Self {
        Self { scenario, outcome }
    }
}

impl Report {
    pub(super) const fn new(subject: String) -> Self {
        Self { subject, rows: Vec::new() }
    }

    pub(super) fn add(&mut self, clause: &Clause, cases: Vec<CaseReport>) {
        self.rows.push(Row { clause: clause.id, rule: clause.rule, cases });
    }

    /// What was checked.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The looks at a provider, each with the id of its clause, in their order.
    pub fn cases(&self) -> impl Iterator<Item = (&'static str, &CaseReport)> {
        self.rows.iter().flat_map(|row| row.cases.iter().map(|case| (row.clause, case)))
    }

    /// The ids of the clauses of which each look, and at least one, showed that they are kept, or
    /// could not be taken.
    pub fn kept(&self) -> Vec<&'static str> {
        self.of(Verdict::Kept)
    }

    /// The ids of the clauses that a look showed to be broken.
    pub fn broken(&self) -> Vec<&'static str> {
        self.of(Verdict::Broken)
    }

    /// The ids of the clauses that nothing was seen of.
    pub fn skipped(&self) -> Vec<&'static str> {
        self.of(Verdict::Skipped)
    }

    fn of(&self, verdict: Verdict) -> Vec<&'static str> {
        let rows = self.rows.iter().filter(|row| row.verdict() == verdict);
        rows.map(|row| row.clause).collect()
    }

    /// Fails the test unless the contract is kept: no clause is broken, and something was seen.
    ///
    /// # Panics
    ///
    /// With the report, if it is not.
    #[track_caller]
    pub fn assert_passed(&self) {
        let is_kept = self.broken().is_empty() && !self.kept().is_empty();
        assert!(is_kept, "the contract is not kept\n{self}");
    }
}

/// What becomes of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Kept,
    Broken,
    Skipped,
}

impl Row {
    fn verdict(&self) -> Verdict {
        let any = |it: fn(&Outcome) -> bool| self.cases.iter().any(|case| it(&case.outcome));
        if any(|it| matches!(it, Outcome::Broken(_))) {
            Verdict::Broken
        } else if any(|it| matches!(it, Outcome::Kept)) {
            Verdict::Kept
        } else {
            Verdict::Skipped
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [self.kept(), self.broken(), self.skipped()].map(|clauses| clauses.len());
        let [kept, broken, skipped] = counts;
        writeln!(f, "{}: {kept} kept, {broken} broken, {skipped} skipped", self.subject)?;
        let width = self.rows.iter().map(|row| row.clause.len()).max().unwrap_or_default();
        for row in &self.rows {
            let word = match row.verdict() {
                Verdict::Kept => "kept",
                Verdict::Broken => "BROKEN",
                Verdict::Skipped => "skipped",
            };
            writeln!(f, "  {word:<7}  {:<width$}  {}", row.clause, row.rule)?;
            for case in &row.cases {
                let (word, text) = match &case.outcome {
                    Outcome::Kept => continue,
                    Outcome::Broken(text) => ("broken", text),
                    Outcome::Skipped(text) => ("skipped", text),
                };
                let place = if case.scenario.is_empty() { "all" } else { case.scenario };
                writeln!(f, "  {:<7}  {:<width$}  - {word}, {place}: {text}", "", "")?;
            }
        }
        Ok(())
    }
}
