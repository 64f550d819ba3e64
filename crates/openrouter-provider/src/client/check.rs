//! Checks of keys: what only a question about the key can settle.

use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use llm_provider_base::{gen_ai, span_fields};
use llm_types::{Allowance, Error, ErrorKind, Result};
use openrouter_auth::{ApiKey, KeyCheck, KeyId, KeyLimits};
use openrouter_wire::key;

use super::Called;
use super::Client;
use super::call::Caller;
use crate::convert::{allowance, free_quota};
use crate::operations::{CallOptions, Form, ReadDocument, plan};

/// How long a check may take. It is asked beside other things, and again if it comes to nothing.
const CHECK_TIME: Duration = Duration::from_secs(10);

impl Client {
    /// Learns what other processes know of the keys, and makes a check that is due, while something
    /// else goes on. Dropping the future leaves the rest to the next call.
    ///
    /// One for each call: a pool full of refused keys is looked through in the course of many.
    pub(super) async fn check_beside(&self) {
        self.pool.synchronise(&*self.path.clock).await;
        if let Some(check) = self.pool.claim_check(&*self.path.clock).await {
            self.check(check).await;
        }
    }

    /// Asks about a key, in its own name.
    pub(crate) async fn ask_about(&self, key: ApiKey) -> Result<KeyLimits> {
        let options = CallOptions::default().with_timeout(CHECK_TIME).without_retries();
        let mut call = plan(self, &key::Get {}, Form::Document, &options)?;
        let id = key.id();
        call.caller = Caller::Key(key);
        let read = ReadDocument::<key::Response>::new(self, &call);
        let Called { value, account, started: _ } = self.call_apart(&call, &read).await?;
        account.finished(None, None);
        Ok(self.note_allowance(&value.value.data, Some(id)).0)
    }

    /// Notes what a key says of itself, for whoever asks for limits.
    pub(crate) fn note_allowance(
        &self,
        key: &key::Key,
        id: Option<KeyId>,
    ) -> (KeyLimits, Allowance) {
        let seen_at = self.path.clock.wall();
        let allowance = allowance(key, id, seen_at);
        self.remembered.rate_limits.observe_allowance(allowance.clone());
        if let Some(quota) = free_quota(key, id, seen_at) {
            self.remembered.rate_limits.observe(quota);
        }
        (KeyLimits::new(key, seen_at), allowance)
    }

    /// Makes a check: asks about the key, with the key. What fails for another reason than the key
    /// leaves it as it is, to be checked again.
    ///
    /// Boxed, because it is a call within a call.
    pub(super) fn check(&self, check: KeyCheck) -> BoxFuture<'_, ()> {
        async move {
            let asked = self.ask_about(check.key().clone()).await;
            let (now, wall) = (self.path.clock.now(), self.path.clock.wall());
            match asked {
                Ok(limits) => check.works(limits, now, wall),
                Err(error) if is_refusal(&error) => check.rejected(now),
                Err(error) => {
                    tracing::debug!(
                        { span_fields::KEY_ID } = %check.id(),
                        { gen_ai::ERROR_TYPE } = error.kind().as_str(),
                        "no check"
                    );
                    check.unanswered(now);
                }
            }
        }
        .boxed()
    }
}

/// The service does not take the key. That it is asked from the wrong place says nothing of it.
fn is_refusal(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Authentication | ErrorKind::PermissionDenied)
}
