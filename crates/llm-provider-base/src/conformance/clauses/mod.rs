//! The clauses of the contract, by what they are about.

mod accounts;
mod answers;
mod cancelling;
mod failures;
mod identity;
mod requests;
mod retries;
mod streams;
mod time;
mod truncation;

use super::Clause;

/// Every clause of the contract, under the headings of `docs/provider-contract.md`.
const ALL: [(&str, &[Clause]); 10] = [
    ("Streams", streams::CLAUSES),
    ("Answers", answers::CLAUSES),
    ("Answers that break off", truncation::CLAUSES),
    ("Failures", failures::CLAUSES),
    ("Attempts", retries::CLAUSES),
    ("Time", time::CLAUSES),
    ("Cancelling", cancelling::CLAUSES),
    ("Accounts", accounts::CLAUSES),
    ("Requests", requests::CLAUSES),
    ("The provider itself", identity::CLAUSES),
];

/// The clauses of the contract, each with its heading, in the order of the report.
///
/// ```
/// use llm_provider_base::conformance::clauses;
///
/// let (heading, clause) = clauses().next().unwrap();
/// assert_eq!((heading, clause.id), ("Streams", "one-end"));
/// ```
pub fn clauses() -> impl Iterator<Item = (&'static str, &'static Clause)> {
    ALL.iter().flat_map(|(heading, clauses)| clauses.iter().map(|clause| (*heading, clause)))
}
