//! Every provider of this repository keeps the contract of the traits, and the kit that says so
//! finds those that do not.

use std::collections::BTreeSet;

use integration_tests::{
    FlawedSubject, connected_subjects, flawed_subjects, provider_contract, subjects,
};
use llm_provider_base::conformance::{check, clauses};

#[tokio::test(start_paused = true)]
async fn every_provider_keeps_the_contract() {
    for subject in subjects() {
        check(&*subject).await.assert_passed();
    }
}

#[tokio::test]
async fn every_provider_keeps_the_contract_over_real_connections() {
    for subject in connected_subjects() {
        check(&*subject).await.assert_passed();
    }
}

#[tokio::test(start_paused = true)]
async fn every_flaw_is_found_by_its_clause_and_by_no_other() {
    for flawed in flawed_subjects() {
        let report = check(&flawed).await;
        let found: BTreeSet<_> = report.broken().into_iter().collect();
        let expected: BTreeSet<_> = flawed.expected().iter().copied().collect();
        assert_eq!(found, expected, "{report}");
    }
}

#[test]
fn every_clause_finds_a_flaw() {
    let found: BTreeSet<_> =
        flawed_subjects().iter().flat_map(FlawedSubject::expected).copied().collect();
    let all: BTreeSet<_> = clauses().map(|(_, clause)| clause.id).collect();
    assert_eq!(found, all);
}

#[test]
fn the_page_on_the_contract_is_true() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/provider-contract.md");
    let written = std::fs::read_to_string(page).unwrap();
    assert!(
        written == provider_contract(),
        "write it anew: cargo run -p integration-tests --bin provider-kit -- --contract"
    );
}
