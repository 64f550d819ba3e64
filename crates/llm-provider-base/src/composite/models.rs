//! The models of all members.

use std::collections::HashMap;
use std::sync::Arc;

use futures::future::join_all;
use llm_types::{Extension, Model, ModelId, ModelProvider as _, Operation, Result};
use serde::{Deserialize, Serialize};

use super::group::Group;
use super::seat::Seat;

/// Which members offer a model, by their names, in their order. On each [`Model`] that a composite
/// lists.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> llm_types::Result<()> {
/// use llm_provider_base::{Fallback, OfferedBy};
/// use llm_types::mock::ScriptedProvider;
/// use llm_types::{Model, ModelProvider};
///
/// let one = ScriptedProvider::new().with_name("one").with_models([Model::new("a")]);
/// let other = ScriptedProvider::new().with_name("other").with_models(["a", "b"].map(Model::new));
/// let models = Fallback::new([one, other]).models().await?;
/// let offered = |at: usize| models[at].extensions.get::<OfferedBy>().map(|it| &it.members[..]);
/// assert_eq!(offered(0), Some(&["one".to_owned(), "other".to_owned()][..]));
/// assert_eq!(offered(1), Some(&["other".to_owned()][..]));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OfferedBy {
    /// The members.
    pub members: Vec<String>,
}

impl Extension for OfferedBy {
    const NAMESPACE: &'static str = "composite.offered_by";
}

impl Group {
    /// The models of all members, each once, as the first that offers it describes it. Fails only
    /// if no member gives its list.
    pub(super) async fn models(&self) -> Result<Arc<[Model]>> {
        let lists = join_all(self.seats.iter().map(offered)).await;
        let mut models = Vec::<(Model, OfferedBy)>::new();
        let mut places = HashMap::new();
        let mut failures = Vec::new();
        for (seat, list) in self.seats.iter().zip(lists) {
            let name = &seat.member.name;
            match list {
                Ok(list) => {
                    for model in &*list {
                        let place = *places.entry(model.id.clone()).or_insert(models.len());
                        if place == models.len() {
                            models.push((model.clone(), OfferedBy::default()));
                        }
                        models[place].1.members.push(name.clone());
                    }
                }
                Err(error) => failures.push((name, error)),
            }
        }
        if failures.len() == self.seats.len()
            && let Some((_, first)) = failures.first()
        {
            let told = failures.iter().map(|(name, error)| format!("{name}: {}", error.message()));
            return Err(first.clone().with_message(told.collect::<Vec<_>>().join("; ")));
        }
        if self.seats.is_empty() {
            return Err(self.settings.nobody().with_operation(Operation::Models));
        }
        for (name, error) in failures {
            tracing::warn!(member = name, %error, "no list of models");
        }
        let signed = models.into_iter().map(|(mut model, members)| {
            model.extensions.insert(members);
            model
        });
        Ok(signed.collect())
    }

    /// The model that the first member is asked for where a request names none.
    pub(super) fn default_model(&self) -> Option<ModelId> {
        let first = &self.seats.first()?.member;
        first.model.clone().or_else(|| first.provider.default_model())
    }
}

/// What a member can be asked for here: all that it has, or the one model that it is always asked
/// for.
async fn offered(seat: &Arc<Seat>) -> Result<Arc<[Model]>> {
    let Some(only) = &seat.member.model else { return seat.member.provider.models().await };
    // Without a list, as small servers have none, there is this model all the same.
    let known = seat.member.provider.models().await.unwrap_or_default();
    let known = known.iter().find(|model| model.id == *only).cloned();
    Ok(Arc::new([known.unwrap_or_else(|| Model::new(only.clone()))]))
}
