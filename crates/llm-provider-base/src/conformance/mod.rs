//! The contract of the provider traits, as a test suite for any implementation. Feature
//! `conformance`.
//!
//! Whoever implements [`Provider`](llm_types::Provider) depends on this crate in its tests, tells
//! the kit how to put the provider in front of a service that behaves as a [`Scenario`] says, and
//! has one test:
//!
//! ```
//! use std::sync::Arc;
//!
//! use async_trait::async_trait;
//! use llm_provider_base::conformance::{self, CannotStage, Ending, Scenario, Stage, Subject};
//! use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
//!
//! /// The provider under test, which here has no network: its service is a script.
//! struct Mine;
//!
//! #[async_trait]
//! impl Subject for Mine {
//!     fn name(&self) -> String {
//!         "mine".to_owned()
//!     }
//!
//!     async fn stage(&self, scenario: &Scenario) -> Result<Stage, CannotStage> {
//!         let mut provider = ScriptedProvider::new()
//!             .with_timer(tokio::time::sleep)
//!             .with_default_model(Scenario::MODEL);
//!         for reaction in &scenario.reactions {
//!             let said = ScriptedAnswer::events(reaction.deltas.iter().cloned());
//!             let pause = reaction.pause.unwrap_or_default();
//!             let answer = match reaction.ending {
//!                 Ending::Finished => ScriptedAnswer::events(reaction.events()),
//!                 Ending::CutOff | Ending::Failed(_) => said.broken_by(reaction.error()),
//!                 Ending::Silent => said.then_hang(),
//!                 _ => return Err(CannotStage::new("a script has no word for it")),
//!             };
//!             provider = provider.then(answer.after(pause).with_gaps(pause));
//!         }
//!         Ok(Stage::new(Arc::new(provider.repeat_last())))
//!     }
//!
//!     fn exemption(&self, clause: &str) -> Option<&str> {
//!         match clause {
//!             "retries-what-may-pass" => Some("each answer of the script is for one call"),
//!             "metrics-add-up" | "drop-is-no-failure" => Some("it counts nothing"),
//!             "health" | "log-in-and-out" => Some("what it says of itself is the script's"),
//!             _ => None,
//!         }
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() {
//! let report = conformance::check(&Mine).await;
//! println!("{report}");
//! report.assert_passed();
//! # }
//! ```
//!
//! What is asked of a provider is a list of [`clauses()`], each with a reason. A clause that
//! the subject cannot show is *skipped*, and the report says why; it never passes in silence.
//!
//! A provider without sockets is checked in no time under tokio's paused clock
//! (`#[tokio::test(start_paused = true)]`). With real connections the clock must run: paused time
//! leaps ahead while they are waited for. Nothing that a check waits for can hang the test, as
//! every check has a time limit.
//!
//! Two rules need no clause, because the compiler checks them: a provider can be held as
//! `Arc<dyn Provider>`, and its futures and streams can be sent to other threads.

mod bench;
mod clause;
mod clauses;
mod reaction;
mod report;
mod run;
mod scenario;
mod subject;

pub use self::clause::Clause;
pub use self::clauses::clauses;
pub use self::reaction::{Ending, Reaction, ServiceFailure};
pub use self::report::{CaseReport, Outcome, Report};
pub use self::run::check;
pub use self::scenario::Scenario;
pub use self::subject::{CannotStage, Service, Stage, Subject};
