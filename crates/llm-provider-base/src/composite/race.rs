//! [`Race`]: whoever answers first.

use std::sync::Arc;
use std::time::Duration;

use llm_types::Attempt;

use super::Member;
use super::group::{Group, Order};
use super::provider::composite;
use super::settings::Settings;

/// Several providers at once: the first content wins.
///
/// An error wins nothing. As soon as the first content of one is there, all others are dropped,
/// which closes their connections; what they may have cost stands in the attempts of the answer, as
/// [`Lost`](llm_types::AttemptOutcome::Lost), and is [told](Self::on_lost). Nothing is spawned: all
/// of them are polled in the future of the call, and dropping that drops them.
///
/// Every member that is asked may have to be paid. With a [stagger](Self::stagger) the next one is
/// asked only if the one before keeps its caller waiting, or fails:
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> llm_types::Result<()> {
/// use std::time::Duration;
/// use llm_provider_base::Race;
/// use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
/// use llm_types::{AttemptOutcome, ProviderExt};
///
/// # let slow = ScriptedProvider::new().with_name("slow").then(ScriptedAnswer::hang());
/// # let fast = ScriptedProvider::new().with_name("fast").then("Because of the air.");
/// let provider = Race::new([slow, fast]).stagger(Duration::from_millis(400));
/// let answer = provider.ask("Why is the sky blue?").await?;
/// assert_eq!(answer.attempts[0].outcome, AttemptOutcome::Lost);
/// assert_eq!(answer.attempts[1].provider.as_deref(), Some("fast"));
/// # Ok(()) }
/// ```
///
/// A whole answer is asked for as a stream as well, since it is content that wins. Otherwise it is
/// as in a [`Fallback`](crate::Fallback): which failures are the call's, rests, limits, errors.
#[derive(Debug)]
pub struct Race(Group);

impl Race {
    /// Asks these, all at once.
    pub fn new(members: impl IntoIterator<Item = impl Into<Member>>) -> Self {
        let at_once = Some(Duration::ZERO);
        Self(Group::new(Settings::new("race", at_once), Order::AsListed, members))
    }

    /// Waits this long for each before the next one is asked beside it.
    #[must_use]
    pub fn stagger(self, wait: Duration) -> Self {
        self.set(|settings| settings.stagger = Some(wait))
    }

    /// Tells `on_lost` of each attempt that lost, once it is dropped: whose it was, and by what
    /// name its provider knows it, if it had said one by then. What it cost can be asked for by
    /// these, later.
    ///
    /// It is called in the future of the call, with no lock held. If it panics, that is logged, and
    /// the call goes on.
    #[must_use]
    pub fn on_lost(self, on_lost: impl Fn(&Attempt) + Send + Sync + 'static) -> Self {
        self.set(|settings| settings.on_lost = Some(Arc::new(on_lost)))
    }
}

composite!(Race, "Asks several providers at once, and takes whoever is first");
