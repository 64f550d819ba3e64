//! [`Fallback`]: the next provider where one fails.

use super::Member;
use super::group::{Group, Order};
use super::provider::composite;
use super::settings::Settings;

/// Several providers in an order: where one fails, the next one is asked.
///
/// It is a provider itself, and whoever holds it need not know. [`Failover`](crate::Failover) says
/// which failures the next one is asked after; as long as no content was handed out it is, also of
/// a stream, and after that never. The [time](llm_types::StandardRequest::timeout) and the
/// [attempts](llm_types::StandardRequest::max_attempts) of a request are for all members together;
/// of the attempts each member leaves one for each of those after it, if there are enough.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> llm_types::Result<()> {
/// use llm_provider_base::{Fallback, Member};
/// use llm_types::mock::ScriptedProvider;
/// use llm_types::{Error, ErrorKind, ProviderExt};
///
/// # let openrouter = ScriptedProvider::new().with_name("openrouter").then(Error::new(ErrorKind::Unavailable, "overloaded"));
/// # let local = ScriptedProvider::new().with_name("local").then("Because of the air.");
/// let provider = Fallback::new([
///     Member::new(openrouter),
///     Member::new(local).with_model("llama3.2"),
/// ]);
/// let answer = provider.ask("Why is the sky blue?").await?;
/// for attempt in &answer.attempts {
///     println!("{:?}: {:?}", attempt.provider, attempt.outcome);
/// }
/// # assert_eq!(answer.attempts.len(), 2);
/// # assert_eq!(answer.to_string(), "Because of the air.");
/// # Ok(()) }
/// ```
///
/// A member that [failed lately](crate::BreakerPolicy) rests, and is asked only where all others
/// failed; after a while one call tries it. If all fail, the error is the one that the caller can do
/// most about, with the attempts of all and what each of them said.
///
/// One that hangs is waited for as long as the call may take. Where that is too long, a
/// [`Race`](crate::Race) with a [stagger](crate::Race::stagger) asks the next one beside it.
#[derive(Debug)]
pub struct Fallback(Group);

impl Fallback {
    /// Asks these, in this order.
    pub fn new(members: impl IntoIterator<Item = impl Into<Member>>) -> Self {
        Self(Group::new(Settings::new("fallback", None), Order::AsListed, members))
    }
}

composite!(Fallback, "Asks one provider after another");
