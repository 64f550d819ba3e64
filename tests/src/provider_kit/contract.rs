//! The contract as a page of the documentation.

use llm_provider_base::conformance::clauses;

/// What stands before the clauses.
const OPENING: &str = "\
# The contract of a provider

What every implementation of `Provider` must keep, so that an application never learns whose model
answered. The signatures say half of it; the rest is here, clause by clause, each with its reason.

Anybody can hold a provider to it: `llm_provider_base::conformance` (feature `conformance`) takes a
provider and a description of how to put it in front of a service, and checks each clause.
`cargo run -p integration-tests --bin provider-kit` does so with every provider of this repository,
and with others that are broken on purpose, each of which must be found.

Two rules need no clause, because the compiler checks them: a provider can be held as
`Arc<dyn Provider>`, and its futures and streams can be sent to other threads.

This page is written by that program (`-- --contract`) from the clauses themselves.
";

/// `docs/provider-contract.md`, as it is to be.
pub fn provider_contract() -> String {
    let mut page = OPENING.to_owned();
    let mut last = "";
    for (heading, clause) in clauses() {
        if heading != last {
            page.extend(["\n## ", heading, "\n\n| Clause | Rule | Reason |\n|---|---|---|\n"]);
            last = heading;
        }
        page.extend(["| `", clause.id, "` | ", clause.rule, " | ", clause.reason, " |\n"]);
    }
    page
}
