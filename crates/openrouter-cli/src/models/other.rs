//! The models of any provider.

use std::io::Write;

use llm_types::Model;
use serde::Serialize;

use super::list::List;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::other::Other;
use crate::progress::shown;

/// Asks a provider for its models.
///
/// # Errors
///
/// As every call.
pub(super) async fn ask(other: &Other, notes: &mut Notes<impl Write>) -> Result<List, Failure> {
    let ellipsis = notes.page().ellipsis();
    let asking = || format!("asking {} about the models {ellipsis}", other.name());
    let models = shown(notes, asking, other.provider().models()).await;
    let models = models.map_err(|error| Failure::from(error).elsewhere())?;
    Ok(List::of(models.to_vec()))
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    /// Who was asked, as the user calls it.
    provider: &'a str,
    /// A simulator in this process answered.
    simulated: bool,
    /// How many models there are.
    total: usize,
    /// How many of them fit.
    fitting: usize,
    /// Those that are shown.
    models: &'a [&'a Model],
}

impl<'a> Document<'a> {
    pub(super) fn new(
        other: &'a Other,
        list: &List,
        fitting: usize,
        models: &'a [&'a Model],
    ) -> Self {
        let (provider, simulated) = (other.name(), other.is_simulated());
        Self { provider, simulated, total: list.models.len(), fitting, models }
    }
}
