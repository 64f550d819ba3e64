//! [`List`]: the models, and how they are known.

use std::io::Write;
use std::time::SystemTime;

use llm_types::{Error, Model, ModelStatus};
use openrouter_provider::openrouter_wire::models as wire;
use openrouter_provider::{ModelKind, OpenRouterModel};
use serde::Serialize;

use super::conditions::Conditions;
use crate::args::ModelsArgs;
use crate::connection::Connection;
use crate::dates::rfc3339;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::notes::Notes;

/// The models, and how they are known.
#[derive(Debug)]
pub(super) struct List {
    pub(super) models: Vec<Model>,
    status: ModelStatus,
    fetched_at: Option<SystemTime>,
    /// Why they are not what the service says now.
    error: Option<Error>,
}

impl List {
    /// Asks for the models that answer chats, or for all if others are wanted too.
    ///
    /// # Errors
    ///
    /// As every call. If the service cannot be asked, there is a built-in list, unless a simulator
    /// is to step in.
    pub(super) async fn ask(args: &ModelsArgs, connection: &Connection) -> Result<Self, Failure> {
        let provider = connection.provider();
        if Conditions::want_more_than_text(args) {
            return Ok(Self::of(provider.models_of(ModelKind::All).await?));
        }
        let catalog = provider.catalog().await?;
        if let (ModelStatus::Fallback, Some(error)) = (catalog.status(), catalog.error())
            && connection.is_unnamed()
        {
            return Err(error.clone().into());
        }
        Ok(Self {
            models: catalog.chat_models().cloned().collect(),
            status: catalog.status(),
            fetched_at: catalog.fetched_at(),
            error: catalog.error().cloned(),
        })
    }

    /// What a provider says now.
    pub(super) const fn of(models: Vec<Model>) -> Self {
        Self { models, status: ModelStatus::Current, fetched_at: None, error: None }
    }

    fn failure(&self) -> Option<Failure> {
        self.error.clone().map(Failure::from)
    }

    /// True if the service could not be asked, and only names are known.
    pub(super) fn is_built_in(&self) -> bool {
        self.status == ModelStatus::Fallback
    }

    /// Says that the service was not asked, and why.
    pub(super) fn warn(&self, notes: &mut Notes<impl Write>) {
        let why = self.failure().map(|failure| failure.line()).unwrap_or_default();
        match self.status {
            ModelStatus::Fallback => {
                notes.warning("fallback", &why);
                notes.dim("these names are built in; nothing else is known of them");
            }
            ModelStatus::Stale => notes.warning("stale", &why),
            _ => {}
        }
    }

    /// What a script does not see in the list.
    pub(super) fn exit_status(&self) -> ExitStatus {
        self.failure().map_or(ExitStatus::Success, |failure| failure.exit_status())
    }
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    /// The address that was asked.
    base_url: &'a str,
    status: ModelStatus,
    /// A simulator in this process answered.
    simulated: bool,
    /// When the service said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched_at: Option<String>,
    /// How many models there are.
    total: usize,
    /// How many of them fit.
    fitting: usize,
    /// Those that are shown, as the service says them.
    models: Vec<wire::Model>,
}

impl<'a> Document<'a> {
    pub(super) fn new(
        connection: &'a Connection,
        list: &List,
        fitting: usize,
        shown: &[&Model],
    ) -> Self {
        Self {
            base_url: connection.address(),
            status: list.status,
            simulated: connection.is_simulated(),
            fetched_at: list.fetched_at.and_then(rfc3339),
            total: list.models.len(),
            fitting,
            models: shown.iter().map(|model| as_said(model)).collect(),
        }
    }
}

/// As the service said it; of a built-in one only the name is known.
fn as_said(model: &Model) -> wire::Model {
    match model.extensions.get::<OpenRouterModel>() {
        Some(OpenRouterModel(said)) => said.clone(),
        None => wire::Model { id: model.id.to_string(), ..wire::Model::default() },
    }
}
