//! Getting the catalogue, and telling those who go by it.

use std::sync::Arc;

use llm_types::{Freshness, Model, ModelStatus, Result};
use openrouter_wire::models;

use super::latest::News;
use super::{Catalog, apply_overrides};
use crate::OpenRouter;
use crate::client::Client;
use crate::convert;
use crate::model_price::typical_price;

impl OpenRouter {
    /// The models that answer chats: what they cost, what they take, what they obey. A snapshot,
    /// remembered for five minutes, and asked for by one caller for all. No key is needed.
    ///
    /// If the service cannot be asked anew, what it said before is given; if it could never be
    /// asked, a short built-in list, unless the set-up [does without](crate::OpenRouterBuilder::without_fallback_models).
    /// [`Catalog::status`] tells, and so does each model; [`Catalog::error`] is the reason.
    ///
    /// # Errors
    ///
    /// As any call, if no list could ever be had and there is no built-in one.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the request; callers that wait for it too are not harmed.
    pub async fn catalog(&self) -> Result<Catalog> {
        self.catalog_with(Freshness::Cached).await
    }

    /// As [`catalog`](Self::catalog); with [`Freshness::Fresh`] the service is asked in any case.
    ///
    /// # Errors
    ///
    /// As [`catalog`](Self::catalog).
    ///
    /// # Cancel safety
    ///
    /// As [`catalog`](Self::catalog).
    pub async fn catalog_with(&self, freshness: Freshness) -> Result<Catalog> {
        let client = self.client();
        let list = self.model_cache().get(freshness, || self.fetch_models(&client)).await?;
        let (catalog, news) = client.catalog.note(list, &client.overrides);
        if news == News::Other && catalog.status() == ModelStatus::Current {
            tell_selectors(&client, &catalog);
        }
        Ok(catalog)
    }

    /// The catalogue that was last seen. Asks nobody.
    pub fn latest_catalog(&self) -> Option<Catalog> {
        self.client().catalog.get()
    }

    async fn fetch_models(&self, client: &Client) -> Result<Arc<[Model]>> {
        let list = self.call(&models::List::default()).await?;
        Ok(apply_overrides(&client.overrides, convert::models(list)).into())
    }
}

/// What is listed is not missing, and the cheapest is found by what is listed of the very name.
fn tell_selectors(client: &Client, catalog: &Catalog) {
    for selector in client.models.selectors() {
        selector.read_catalogue(|id| {
            catalog.find(id).is_some_and(|found| found.missing_variant().is_none())
        });
        selector.set_prices(|id| {
            let found = catalog.find(id)?;
            found.is_exact().then(|| typical_price(found.model)).flatten()
        });
    }
}
