//! A model of any provider.

use std::io::Write;

use llm_types::{Error, ErrorKind, Modality, Model, Price, Pricing};
use serde::Serialize;

use crate::args::ModelArgs;
use crate::dates::day;
use crate::details::Details;
use crate::ending::Ending;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::numbers::grouped;
use crate::other::Other;
use crate::page::Page;
use crate::prices::per_million;
use crate::progress::shown;
use crate::stdout;

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Document<'a> {
    /// Who was asked, as the user calls it.
    provider: &'a str,
    /// A simulator in this process answered.
    simulated: bool,
    model: &'a Model,
}

/// Shows what the provider lists of a model.
pub(super) async fn show(
    args: &ModelArgs,
    other: &Other,
    notes: &mut Notes<impl Write>,
) -> Result<(), Ending> {
    let ellipsis = notes.page().ellipsis();
    let asking = || format!("asking {} about the model {ellipsis}", other.name());
    let models = shown(notes, asking, other.provider().models()).await;
    let models = models.map_err(|error| Failure::from(error).elsewhere())?;
    let Some(model) = models.iter().find(|model| model.id.as_str() == args.id) else {
        let error = Error::new(ErrorKind::ModelNotFound, "it is not listed");
        return Err(Failure::from(error.with_model(args.id.as_str())).elsewhere().into());
    };
    if args.json {
        let (provider, simulated) = (other.name(), other.is_simulated());
        stdout::print_json(&Document { provider, simulated, model })?;
    } else {
        stdout::print(&about(model).render(Page::stdout()))?;
    }
    Ok(())
}

/// What is known of a model, the most important first. What is not known is left out.
fn about(model: &Model) -> Details {
    let mut details = Details::default();
    details.add("Model", model.id.as_str());
    details.add_known("Name", (model.name != model.id.as_str()).then_some(&model.name));
    details.add_known("Answers as", model.canonical_id.as_ref().map(llm_types::ModelId::as_str));
    let tokens = |count: Option<u64>| count.map(|count| format!("{} tokens", grouped(count)));
    details.add_known("Context", tokens(model.context_length));
    details.add_known("Output", tokens(model.max_output_tokens).map(|it| format!("up to {it}")));
    details.add_known("Reads", modalities(&model.input_modalities));
    details.add_known("Writes", modalities(&model.output_modalities));
    let price = |of: fn(&Pricing) -> Option<Price>| model.pricing.as_ref().and_then(of);
    details.add_known("In", price(|it| it.input).map(a_million));
    details.add_known("Out", price(|it| it.output).map(a_million));
    let parameters = model.supported_parameters.join(", ");
    details.add_known("Parameters", Some(parameters).filter(|names| !names.is_empty()));
    details.add_known("Added", model.created.and_then(day));
    details.add_known("About", model.description.as_deref());
    details
}

fn a_million(price: Price) -> String {
    format!("{} (a million tokens)", per_million(price))
}

fn modalities(list: &[Modality]) -> Option<String> {
    let words: Vec<_> = list.iter().map(ToString::to_string).collect();
    (!words.is_empty()).then(|| words.join(", "))
}
