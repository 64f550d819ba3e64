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
    /// What the looks showed, each with the scenarios that showed it.
    fn notes(&self) -> Vec<(&Outcome, Vec<&'static str>)> {
        let mut notes: Vec<(&Outcome, Vec<&'static str>)> = Vec::new();
        for case in &self.cases {
            let known = notes.iter().position(|(outcome, _)| **outcome == case.outcome);
            let place = known.unwrap_or_else(|| {
                notes.push((&case.outcome, Vec::new()));
                notes.len() - 1
            });
            let scenarios = notes.get_mut(place).map(|(_, scenarios)| scenarios);
            let is_new =
                |all: &&mut Vec<_>| !case.scenario.is_empty() && !all.contains(&case.scenario);
            if let Some(scenarios) = scenarios.filter(is_new) {
                scenarios.push(case.scenario);
            }
        }
        notes
    }

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
            for (outcome, scenarios) in row.notes() {
                let (word, text) = match outcome {
                    Outcome::Kept => continue,
                    Outcome::Broken(text) => ("broken", text),
                    Outcome::Skipped(text) => ("skipped", text),
                };
                write!(f, "  {:<7}  {:<width$}  - {word}: {text}", "", "")?;
                match scenarios.as_slice() {
                    [] => writeln!(f)?,
                    scenarios => writeln!(f, " [{}]", scenarios.join("; "))?,
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(id: &'static str, rule: &'static str) -> Clause {
        Clause { id, rule, reason: "", cases: Vec::new }
    }

    fn cases<const N: usize>(cases: [(&'static str, Outcome); N]) -> Vec<CaseReport> {
        cases.map(|(scenario, outcome)| CaseReport::new(scenario, outcome)).to_vec()
    }

    #[test]
    fn a_report_reads_as_a_table_with_what_was_seen() {
        let skipped = |reason: &str| Outcome::Skipped(reason.to_owned());
        let broken = |seen: &str| Outcome::Broken(seen.to_owned());
        let mut report = Report::new("mine".to_owned());
        report.add(
            &clause("kept", "It holds."),
            cases([("a", Outcome::Kept), ("b", skipped("no b"))]),
        );
        let seen = [("a", broken("no 1")), ("b", Outcome::Kept), ("c", broken("no 1"))];
        report.add(&clause("broken-too", "It does not."), cases(seen));
        report.add(&clause("unseen", "Nobody knows."), cases([("", skipped("why not"))]));
        assert_eq!(report.kept(), ["kept"]);
        assert_eq!(report.broken(), ["broken-too"]);
        assert_eq!(report.skipped(), ["unseen"]);
        insta::assert_snapshot!(report.to_string(), @"
        mine: 1 kept, 1 broken, 1 skipped
          kept     kept        It holds.
                               - skipped: no b [b]
          BROKEN   broken-too  It does not.
                               - broken: no 1 [a; c]
          skipped  unseen      Nobody knows.
                               - skipped: why not
        ");
    }

    #[test]
    fn a_report_without_anything_seen_does_not_pass() {
        let mut report = Report::new("mine".to_owned());
        let nothing = Outcome::Skipped("no time".to_owned());
        report.add(&clause("unseen", "Nobody knows."), cases([("", nothing)]));
        let passed = std::panic::catch_unwind(|| report.assert_passed());
        assert!(passed.is_err());
    }
}
