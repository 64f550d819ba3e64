//! What calls cost, by the catalogue.

use std::time::{Duration, SystemTime};

use llm_types::{
    CallSize, Consumption, Cost, CostEstimate, CostItem, Error, ErrorKind, Model, ModelId,
    ModelStatus, Result, StandardRequest, StandardResponse,
};
use openrouter_wire::Count;
use openrouter_wire::chat::{DataCollection, ProviderPreferences};
use openrouter_wire::models::Variant;

use super::{Catalog, FoundModel};
use crate::{OpenRouterOptions, OpenRouterOutcome};

impl Catalog {
    /// What a request may cost: a range, by the listed prices of the model that it names, and of
    /// those that it falls back to. What keeps it from having a bound is named: pictures, say, a
    /// variant that is not listed, or preferences that choose another upstream than the listed one.
    ///
    /// ```
    /// use openrouter_provider::Catalog;
    /// use openrouter_provider::llm_types::StandardRequest;
    ///
    /// # fn example(catalog: Catalog) -> openrouter_provider::llm_types::Result<()> {
    /// let request = StandardRequest::prompt("Why is the sky blue?")
    ///     .with_model("openai/gpt-4o-mini")
    ///     .with_max_tokens(500);
    /// let estimate = catalog.estimate(&request)?;
    /// match estimate.most {
    ///     Some(most) => println!("{} to {most} US dollars", estimate.least),
    ///     None => println!("nobody can tell, for {:?}", estimate.unknown),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check).
    pub fn estimate(&self, request: &StandardRequest) -> Result<CostEstimate> {
        let model = request.model.as_ref().ok_or_else(|| {
            Error::new(ErrorKind::InvalidRequest, "the request names no model whose price to take")
        })?;
        let mut size = CallSize::of(request);
        let options = request.extension::<OpenRouterOptions>();
        if let Some(options) = options {
            add_options(options, &mut size);
        }
        let mut estimate = self.estimate_named(model, &size)?;
        for fallback in options.iter().flat_map(|options| &options.models) {
            estimate = estimate.or(self.estimate_named(fallback, &size)?);
        }
        Ok(estimate)
    }

    fn estimate_named(&self, model: &ModelId, size: &CallSize) -> Result<CostEstimate> {
        match self.get(model) {
            Ok(found) => Ok(estimate_found(&found, size)),
            // Nothing is known of it, and not that it is not there.
            Err(_) if self.status() == ModelStatus::Fallback => {
                Ok(Model::new(model.clone()).estimate(size))
            }
            Err(unknown) => Err(unknown.into()),
        }
    }

    /// What an answer cost by the listed prices of the model that was `asked`, or of another that
    /// answered in its place, line by line. Nothing if neither is listed, or the answer says
    /// nothing of tokens.
    ///
    /// What the account is charged is [`Usage::cost`](llm_types::Usage::cost), if the service says
    /// it. The two differ where another upstream answered than the one whose prices are listed, and
    /// where the account brings its own key.
    ///
    /// ```
    /// use openrouter_provider::Catalog;
    /// use openrouter_provider::llm_types::StandardResponse;
    ///
    /// # fn example(catalog: Catalog, answer: StandardResponse) {
    /// if let Some(cost) = catalog.cost(&"openai/gpt-4o-mini".into(), &answer) {
    ///     for line in &cost.lines {
    ///         println!("{} × {} at {}: {}", line.count, line.item, line.price, line.amount);
    ///     }
    ///     println!("{} in all", cost.total);
    /// }
    /// # }
    /// ```
    pub fn cost(&self, asked: &ModelId, answer: &StandardResponse) -> Option<Cost> {
        let usage = answer.usage.clone()?;
        let found = self.find(asked).filter(|found| answers_as(found, answer.model.as_ref()));
        let found = found.or_else(|| self.find(answer.model.as_ref()?))?;
        let mut consumption = Consumption::from(usage);
        let outcome = answer.extensions.get::<OpenRouterOutcome>();
        let used = outcome.as_ref().and_then(|it| it.usage.as_ref());
        let used =
            used.and_then(|it| it.server_tool_use_details.as_ref().or(it.server_tool_use.as_ref()));
        if let Some(used) = used {
            consumption.server_tools = count(used.tool_calls_executed.as_ref());
            // Those that a tool of the service makes are counted here too, at a price of its own.
            if consumption.server_tools == 0 {
                consumption.web_searches = count(used.web_search_requests.as_ref());
            }
        }
        let created = answer.created.map(Duration::from_secs);
        consumption.at = created.and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since));
        let is_searched = consumption.server_tools > 0 || consumption.web_searches > 0;
        let mut cost = found.model.pricing.as_ref()?.cost(&consumption);
        if found.unlisted.contains(&Variant::Online) && !is_searched {
            // A search was made that the answer does not count.
            cost.unknown.push(CostItem::ServerTool);
        }
        Some(cost)
    }
}

fn count(count: Option<&Count>) -> u64 {
    count.and_then(Count::get).unwrap_or_default()
}

/// Whether an answer under this name can be one of the model that was found.
fn answers_as(found: &FoundModel<'_>, answered: Option<&ModelId>) -> bool {
    let Some(answered) = answered else { return true };
    let is_called =
        |model: &Model| model.id == *answered || model.canonical_id.as_ref() == Some(answered);
    is_called(found.model) || found.stands_for.is_some_and(is_called)
}

fn estimate_found(found: &FoundModel<'_>, size: &CallSize) -> CostEstimate {
    let mut size = size.clone();
    // Another tier, a preset, a search: what they cost is listed nowhere.
    if !found.is_exact() {
        size.unknown.push(CostItem::Input);
    }
    found.model.estimate(&size)
}

/// Whether preferences lead to another upstream than the first: one whose prices are not those of
/// the list, and may be a multiple of them.
pub(crate) fn chooses_upstream(preferences: &ProviderPreferences) -> bool {
    let ProviderPreferences {
        order,
        only,
        ignore,
        allow_fallbacks: _,
        require_parameters,
        data_collection,
        zdr,
        enforce_distillable_text,
        quantizations,
        sort,
        preferred_min_throughput,
        preferred_max_latency,
        max_price: _,
        options: _,
        extra,
    } = preferences;
    let is_named = |names: &Option<Vec<String>>| names.as_ref().is_some_and(|it| !it.is_empty());
    [order, only, ignore].into_iter().any(is_named)
        || [require_parameters, zdr, enforce_distillable_text].contains(&&Some(true))
        || *data_collection == Some(DataCollection::Deny)
        || quantizations.as_ref().is_some_and(|it| !it.is_empty())
        || sort.is_some()
        || preferred_min_throughput.is_some()
        || preferred_max_latency.is_some()
        || !extra.is_empty()
}

/// What the options of a request add to it.
fn add_options(options: &OpenRouterOptions, size: &mut CallSize) {
    if let Some(most) = options.max_completion_tokens {
        // Either may be the one that the upstream goes by.
        size.output.most = size.output.most.max(Some(most));
    }
    let items = [
        (CostItem::ServerTool, !options.plugins.is_empty() || options.preset.is_some()),
        (CostItem::WebSearch, options.web_search_options.is_some()),
        (CostItem::OutputImage, !options.modalities.is_empty()),
        (CostItem::Output, options.service_tier.is_some() || options.speed.is_some()),
        // The prices are those of the upstream that is first: not of one that is chosen.
        (CostItem::Input, options.provider.as_ref().is_some_and(chooses_upstream)),
        // What this version does not know may cost anything.
        (CostItem::Request, !options.extra.is_empty()),
    ];
    size.unknown.extend(items.into_iter().filter(|(_, is_there)| *is_there).map(|(item, _)| item));
}
