//! The list of models.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Model;
use crate::{Count, Extra};

/// The reply: all models, or one page of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListResponse {
    /// The models.
    pub data: Vec<Entry>,
    /// How many there are on all pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<Count>,
    /// Where the next page is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ListResponse {
    /// Visits the models that could be read.
    pub fn models(&self) -> impl Iterator<Item = &Model> {
        self.data.iter().filter_map(Entry::model)
    }

    /// Returns the models that could be read and drops the rest.
    pub fn into_models(self) -> impl Iterator<Item = Model> {
        self.data.into_iter().filter_map(|entry| match entry {
            Entry::Model(model) => Some(*model),
            Entry::Unreadable(_) => None,
        })
    }

    /// Returns the offset of the page after this one, which began at `offset`; nothing if this is
    /// the last. The link says so, which older replies do not have; there the number of models.
    pub(crate) fn next_offset(&self, offset: Option<u64>) -> Option<u64> {
        if self.data.is_empty() {
            return None;
        }
        let here = offset.unwrap_or(0);
        let seen = u64::try_from(self.data.len()).unwrap_or(u64::MAX);
        let counted = here.saturating_add(seen);
        let next = if let Some(links) = &self.links {
            let next = links.next.as_deref()?;
            offset_of(next).unwrap_or(counted)
        } else {
            let total = self.total_count.as_ref().and_then(Count::get)?;
            if counted >= total {
                return None;
            }
            counted
        };
        // A link that leads back would never end.
        (next > here).then_some(next)
    }
}

/// One row of the list.
///
/// A row that does not have the shape of a model does not cost the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    /// A model.
    Model(Box<Model>),
    /// Something else.
    Unreadable(Value),
}

impl Entry {
    /// Returns the model, if the row could be read.
    pub fn model(&self) -> Option<&Model> {
        match self {
            Self::Model(model) => Some(model),
            Self::Unreadable(_) => None,
        }
    }
}

/// Where the next page is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The address of the next page, relative; none on the last one.
    pub next: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Returns the offset in the query of an address.
fn offset_of(address: &str) -> Option<u64> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("offset=")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Modality, decode, fixtures};

    fn list() -> ListResponse {
        decode(fixtures::MODELS.as_bytes()).unwrap()
    }

    #[test]
    fn a_row_that_is_no_model_does_not_cost_the_others() {
        let ids: Vec<_> = list().into_models().map(|model| model.id).collect();
        assert_eq!(ids, ["acme/quill-2:free", "openrouter/auto"]);
        assert_eq!((list().data.len(), list().models().count()), (3, 2));
    }

    #[test]
    fn a_model_is_read() {
        let list = list();
        let model = list.models().next().unwrap();
        let architecture = model.architecture.as_ref().unwrap();
        assert_eq!(architecture.input_modalities, Some(vec![Modality::Text, Modality::Image]));
        let prompt = model.pricing.as_ref().unwrap().prompt.as_ref().unwrap();
        assert_eq!(prompt.to_string(), "0.0000000833333333333333");
        assert_eq!(model.context_length.as_ref().unwrap().get(), Some(131_072));
        assert_eq!(list.links.unwrap().next.as_deref(), Some("/api/v1/models?offset=3"));
    }

    #[test]
    fn pages_follow_each_other_until_the_last() {
        let next = |total: Option<u64>, links: Option<Option<&str>>| {
            let next = |next: Option<&str>| next.map(str::to_owned);
            let links = links.map(|link| Links { next: next(link), ..Links::default() });
            ListResponse { total_count: total.map(Count::from), links, ..list() }
                .next_offset(Some(2))
        };
        assert_eq!(next(Some(9), Some(Some("/api/v1/models?limit=3&offset=5"))), Some(5));
        assert_eq!(next(Some(9), Some(Some("/api/v1/models?cursor=x"))), Some(5));
        assert_eq!(next(Some(9), Some(Some("/api/v1/models?offset=2"))), None);
        assert_eq!(next(Some(9), Some(None)), None);
        assert_eq!(next(Some(9), None), Some(5));
        assert_eq!(next(Some(5), None), None);
        assert_eq!(next(None, None), None);
        assert_eq!(ListResponse::default().next_offset(None), None);
    }
}
