//! What an application gets that may have a key.

use std::fmt;

use url::Url;

/// What an application gets when the user allows it to have a key: a code, and the user back.
#[derive(Clone, PartialEq, Eq)]
pub struct Consent {
    pub(crate) code: String,
    pub(crate) callback: Option<Url>,
}

impl Consent {
    /// Returns the code, which `POST /auth/keys` exchanges for a key.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the address that the user's browser goes to, with the code in its query. Without a
    /// callback there is none: the page shows the code.
    pub fn callback(&self) -> Option<&str> {
        self.callback.as_ref().map(Url::as_str)
    }
}

/// The code is left out.
impl fmt::Debug for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consent").finish_non_exhaustive()
    }
}

/// The page does not ask the user anything.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConsentError {
    /// It is not the address of the simulator's page.
    #[error("the address is not that of the simulator's page")]
    Address,
    /// There is no such account.
    #[error("the simulator has no account of this name")]
    Account,
    /// The page would refuse the parameters.
    #[error("the page refuses what it is asked: {message}")]
    Refused {
        /// What the page says.
        message: String,
    },
}
