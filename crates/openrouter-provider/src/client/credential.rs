//! [`Credential`]: whose name a request is sent in.

use http::Method;
use llm_types::{Error, ErrorKind};
use openrouter_auth::{ApiKey, KeyId, KeyLease, LeaseRequest};
use openrouter_wire::Access;

use super::Client;
use super::call::Call;
use crate::error::Failure;

/// Whose name a request is sent in.
#[derive(Debug)]
pub(super) enum Credential {
    /// A key of the pool's.
    Leased(KeyLease),
    /// The key that manages the account. It is in no pool: there is no other to step in for it.
    Management(ApiKey),
    /// Nobody's: the service answers everybody.
    None,
}

impl Credential {
    pub(super) const fn key(&self) -> Option<&ApiKey> {
        match self {
            Self::Leased(lease) => Some(lease.key()),
            Self::Management(key) => Some(key),
            Self::None => None,
        }
    }

    /// The lease, which goes with the reply.
    pub(super) fn into_lease(self) -> Option<KeyLease> {
        match self {
            Self::Leased(lease) => Some(lease),
            Self::Management(_) | Self::None => None,
        }
    }
}

impl Client {
    pub(super) fn credential(&self, call: &Call, tried: &[KeyId]) -> Result<Credential, Failure> {
        if let (Access::Management, Some(key)) = (call.access, &self.management_key) {
            return Ok(Credential::Management(key.clone()));
        }
        // What is public and makes something is about nobody's account: a login, before there is one.
        if call.access == Access::Public && call.method == Method::POST {
            return Ok(Credential::None);
        }
        let missing = match call.access {
            Access::Management => {
                "no management key: set OPENROUTER_MANAGEMENT_KEY, or give one to the builder"
            }
            Access::Key | Access::Public => {
                "no API key: set OPENROUTER_API_KEY, or give one to the builder"
            }
        };
        let mut request = LeaseRequest::new().except_keys(tried);
        if let Some(model) = &call.model {
            request = request.for_model(model);
        }
        match self.pool.lease(&request, self.clock.now()) {
            Ok(lease) => Ok(Credential::Leased(lease)),
            Err(_) if call.access == Access::Public => Ok(Credential::None),
            Err(_) if self.pool.is_empty() => {
                Err(Error::new(ErrorKind::Configuration, missing).into())
            }
            Err(exhausted) => Err(Error::from(exhausted).into()),
        }
    }
}
