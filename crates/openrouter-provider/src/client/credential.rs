//! [`Credential`]: whose name a request is sent in.

use futures::FutureExt;
use futures::future::BoxFuture;
use http::Method;
use llm_types::{Error, ErrorKind};
use openrouter_auth::{AccountId, ApiKey, KeyId, KeyLease, LeaseRequest, PoolExhausted};
use openrouter_wire::Access;
use tokio::time::Instant;

use super::Client;
use super::call::{Call, Caller};
use super::tried::Turn;
use crate::error::Failure;

/// Whose name a request is sent in.
#[derive(Debug)]
pub(super) enum Credential {
    /// A key of the pool's.
    Leased(KeyLease),
    /// One that is in no pool, such as the management key: there is no other to step in for it.
    Own(ApiKey),
    /// Nobody's: the service answers everybody.
    None,
}

impl Credential {
    pub(super) const fn key(&self) -> Option<&ApiKey> {
        match self {
            Self::Leased(lease) => Some(lease.key()),
            Self::Own(key) => Some(key),
            Self::None => None,
        }
    }

    /// The account of a key of the pool's.
    pub(super) const fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Leased(lease) => Some(lease.account()),
            Self::Own(_) | Self::None => None,
        }
    }

    /// The lease, which goes with the reply.
    pub(super) fn into_lease(self) -> Option<KeyLease> {
        match self {
            Self::Leased(lease) => Some(lease),
            Self::Own(_) | Self::None => None,
        }
    }
}

/// How many checks of keys a call makes before it says that there is no key.
const CHECKS: usize = 3;

impl Client {
    pub(super) async fn credential(
        &self,
        call: &Call,
        turn: Turn<'_, '_>,
    ) -> Result<Credential, Failure> {
        let Turn { leased, tried, rotation } = turn;
        let deadline = tried.deadline();
        if let Some(lease) = leased {
            return Ok(Credential::Leased(lease));
        }
        match &call.caller {
            Caller::Key(key) => return Ok(Credential::Own(key.clone())),
            Caller::Nobody => return Ok(Credential::None),
            Caller::Anyone | Caller::Maker(_) => {}
        }
        if let (Access::Management, Some(key)) = (call.access, &self.management_key) {
            return Ok(Credential::Own(key.clone()));
        }
        let request = tried.request(rotation.model());
        if call.access == Access::Public {
            // What is public and makes something is about nobody's account: a login, before there
            // is one. Everything else is answered to everybody as well.
            let lease = || self.lease_at_once(request);
            let lease = (call.http.method != Method::POST).then(lease).flatten();
            return Ok(lease.map_or(Credential::None, Credential::Leased));
        }
        let leased = match call.caller {
            Caller::Maker(key) => self.lease_for(key, request, deadline).await,
            _ => match tried.same().and_then(|key| self.lease_at_once(request.only(key))) {
                Some(lease) => Ok(lease),
                None => self.lease(request, self.patience(&request, deadline)).await,
            },
        };
        match leased {
            Ok(lease) => Ok(Credential::Leased(lease)),
            Err(_) if self.pool.is_empty() => {
                let missing = match call.access {
                    Access::Management => {
                        "no management key: set OPENROUTER_MANAGEMENT_KEY, or give one to the builder"
                    }
                    Access::Key | Access::Public => {
                        "no API key: set OPENROUTER_API_KEY, log in, or give one to the builder"
                    }
                };
                Err(Error::new(ErrorKind::Configuration, missing).into())
            }
            Err(exhausted) => Err(Error::from(exhausted).into()),
        }
    }

    fn lease_at_once(&self, request: LeaseRequest<'_>) -> Option<KeyLease> {
        self.pool.lease(&request, self.path.clock.now()).ok()
    }

    /// Waits for a key as the pool allows. Where that says no at once, keys whose checks are due
    /// are asked about first: the one that was mended may be among them.
    ///
    /// Boxed, because it waits seldom, and would make every call larger.
    fn lease<'a>(
        &'a self,
        request: LeaseRequest<'a>,
        deadline: Option<Instant>,
    ) -> BoxFuture<'a, Result<KeyLease, PoolExhausted>> {
        async move {
            let mut checks = 0..CHECKS;
            let mut deadline = deadline;
            loop {
                let leased = self.pool.acquire(&request, &*self.path.clock, deadline).await;
                // The pool's patience is for the call, not for each look.
                deadline = Some(self.path.clock.now());
                let Err(exhausted) = leased else { return leased };
                if checks.next().is_none() {
                    return Err(exhausted);
                }
                match self.pool.claim_check(&*self.path.clock).await {
                    Some(check) => self.check(check).await,
                    None => return Err(exhausted),
                }
            }
        }
        .boxed()
    }

    /// As [`lease`](Self::lease), but this key, or else one of its account: to another account
    /// what it made is unknown.
    async fn lease_for(
        &self,
        key: KeyId,
        request: LeaseRequest<'_>,
        deadline: Option<Instant>,
    ) -> Result<KeyLease, PoolExhausted> {
        let now = self.path.clock.now();
        if let Ok(lease) = self.pool.lease(&request.only(key), now) {
            return Ok(lease);
        }
        let keys = self.pool.status(now).keys;
        match keys.into_iter().find(|known| known.id == key) {
            Some(known) => self.lease(request.in_account(&known.account), deadline).await,
            // It was removed, and nobody knows whose it was.
            None => self.lease(request, deadline).await,
        }
    }
}
