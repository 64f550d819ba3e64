//! [`Balance`]: calls spread over providers.

use super::group::{Group, Order};
use super::provider::composite;
use super::settings::Settings;
use super::{Member, Strategy};

/// Several providers that share the calls.
///
/// Each call goes to one member, by [weights](Member::with_weight) and a [`Strategy`]; where that
/// one fails, to another one, as in a [`Fallback`](crate::Fallback). One that
/// [failed lately](crate::BreakerPolicy), or was found to be unhealthy by a check, gets no calls for
/// a while.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> llm_types::Result<()> {
/// use llm_provider_base::{Balance, Member, Strategy};
/// use llm_types::ProviderExt;
/// # use llm_types::mock::ScriptedProvider;
///
/// # let large = ScriptedProvider::new().with_name("large").then("Hi.").repeat_last();
/// # let small = ScriptedProvider::new().with_name("small").then("Hi.").repeat_last();
/// let provider = Balance::new([Member::new(large).with_weight(3), Member::new(small)])
///     .strategy(Strategy::RoundRobin);
/// for _ in 0..8 {
///     provider.ask("Hello").await?;
/// }
/// let answered: Vec<_> = provider.members().iter().map(|member| member.answered).collect();
/// assert_eq!(answered, [6, 2]);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Balance(Group);

impl Balance {
    /// Spreads calls over these.
    pub fn new(members: impl IntoIterator<Item = impl Into<Member>>) -> Self {
        let order = Order::Balanced(Strategy::default(), std::sync::Mutex::default());
        Self(Group::new(Settings::new("balance", None), order, members))
    }

    /// Chooses like this; without it, in turns.
    #[must_use]
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.0.order = Order::Balanced(strategy, std::sync::Mutex::default());
        self
    }
}

composite!(Balance, "Spreads calls over several providers");
