//! [`BudgetExceeded`]: a call that was not made for its price.

use llm_types::{Error, ErrorKind, Usd};

/// A call that was not made, because it could have cost more than is left.
///
/// It is the source of an [`Error`] of the kind [`ErrorKind::BudgetExceeded`].
///
/// ```
/// use llm_provider_base::{BudgetExceeded, SpendingBudget};
/// use llm_types::Error;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let budget = SpendingBudget::total("1".parse()?, "0.50".parse()?);
/// let Err(exceeded) = budget.reserve("1.01".parse()?) else { unreachable!() };
/// let error = Error::from(exceeded);
/// assert_eq!(BudgetExceeded::of(&error).map(|exceeded| exceeded.limit), Some("1".parse()?));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the call may cost {asked} USD, and of the limit of {limit} USD {spent} are spent and \
     {reserved} reserved"
)]
#[non_exhaustive]
pub struct BudgetExceeded {
    /// What may be spent.
    pub limit: Usd,
    /// What calls have cost, or may have.
    pub spent: Usd,
    /// What is set aside for calls that are under way.
    pub reserved: Usd,
    /// What was asked for.
    pub asked: Usd,
}

impl BudgetExceeded {
    /// The cause of an error, if it is one of these.
    pub fn of(error: &Error) -> Option<&Self> {
        std::error::Error::source(error)?.downcast_ref()
    }
}

impl From<BudgetExceeded> for Error {
    fn from(exceeded: BudgetExceeded) -> Self {
        let message = "the call may cost more than the spending budget has left";
        Self::new(ErrorKind::BudgetExceeded, message).with_source(exceeded)
    }
}
