//! [`Report`]: a key, and what the service says of it.

use llm_types::Error;
use openrouter_provider::openrouter_wire::key;

use super::ask_each::ask_each;
use super::known::KnownKey;
use super::standing::Standing;
use crate::failure::Failure;
use crate::key_info::key_info;
use crate::notes::Notes;
use crate::service::Service;

/// A key, and what the service says of it.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) known: KnownKey,
    pub(crate) standing: Standing,
    /// What it may spend and has spent, if the service said so.
    pub(crate) info: Option<key::Key>,
    /// Why it is not ok, on one line.
    pub(crate) why: Option<String>,
}

impl Report {
    /// Of a key about which nobody is asked.
    pub(crate) const fn unasked(known: KnownKey) -> Self {
        let standing =
            if known.elsewhere.is_some() { Standing::Elsewhere } else { Standing::Unknown };
        Self { known, standing, info: None, why: None }
    }

    /// Of a key about which the service said something.
    pub(crate) const fn told(known: KnownKey, standing: Standing) -> Self {
        Self { known, standing, info: None, why: None }
    }

    /// Of a key about which it said nothing.
    pub(crate) fn failed(known: KnownKey, error: Error) -> Self {
        let standing = Standing::of_error(&error);
        Self { known, standing, info: None, why: Some(Failure::from(error).line()) }
    }

    /// Asks about a key, unless it belongs to another address: it is not sent to this one then.
    pub(crate) async fn ask(known: KnownKey, service: &Service) -> Self {
        if known.elsewhere.is_some() {
            return Self::unasked(known);
        }
        match key_info(&known.key, service).await {
            Ok(info) => {
                let standing = Standing::of(&info);
                Self { info: Some(info), ..Self::told(known, standing) }
            }
            Err(error) => Self::failed(known, error),
        }
    }

    /// Asks about keys, a few at a time, and says so if that takes long.
    pub(crate) async fn ask_all(
        keys: Vec<KnownKey>,
        service: &Service,
        notes: &mut Notes<impl std::io::Write>,
    ) -> Vec<Self> {
        ask_each(keys, service, notes, |known| Self::ask(known, service)).await
    }
}
