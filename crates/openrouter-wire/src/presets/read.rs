//! To look at presets.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Preset, Version, WithVersion};
use crate::{Data, Method, Operation, Page, PagedOperation, operation::paged_by_offset};

/// `GET /presets`: the presets, those first that were changed last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Operation for List {
    const ID: &'static str = "listPresets";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/presets";
    type Response = Page<Preset>;
}

paged_by_offset!(List => Preset);

/// `GET /presets/{slug}`: one preset with the version that requests get.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Which preset.
    #[serde(skip)]
    pub slug: String,
}

impl Get {
    /// Creates a question about a preset.
    pub fn new(slug: impl Into<String>) -> Self {
        Self { slug: slug.into() }
    }
}

impl Operation for Get {
    const ID: &'static str = "getPreset";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/presets/{slug}";
    type Response = Data<WithVersion>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.slug.as_str().into()]
    }
}

/// `GET /presets/{slug}/versions`: the versions of a preset, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListVersions {
    /// Which preset.
    #[serde(skip)]
    pub slug: String,
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl ListVersions {
    /// Creates a question about a preset.
    pub fn new(slug: impl Into<String>) -> Self {
        Self { slug: slug.into(), ..Self::default() }
    }
}

/// The API description allows `null` for a version, which was never seen.
impl Operation for ListVersions {
    const ID: &'static str = "listPresetVersions";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/presets/{slug}/versions";
    type Response = Page<Option<Version>>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.slug.as_str().into()]
    }
}

impl PagedOperation for ListVersions {
    type Item = Version;

    fn next(&self, page: &Page<Option<Version>>) -> Option<Self> {
        Some(Self { offset: Some(page.next_offset(self.offset)?), ..self.clone() })
    }

    fn items(page: Page<Option<Version>>) -> Vec<Version> {
        page.data.into_iter().flatten().collect()
    }
}

/// `GET /presets/{slug}/versions/{version}`: one version of a preset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetVersion {
    /// Which preset.
    #[serde(skip)]
    pub slug: String,
    /// Which version, by its number.
    #[serde(skip)]
    pub version: String,
}

impl GetVersion {
    /// Creates a question about a version.
    pub fn new(slug: impl Into<String>, version: impl Into<String>) -> Self {
        Self { slug: slug.into(), version: version.into() }
    }
}

impl Operation for GetVersion {
    const ID: &'static str = "getPresetVersion";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/presets/{slug}/versions/{version}";
    type Response = Data<Option<Version>>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.slug.as_str().into(), self.version.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Count, Extra};

    #[test]
    fn presets_and_versions_are_named_in_the_path() {
        assert_eq!(Get::new("a b").path().unwrap(), "/presets/a%20b");
        let versions = ListVersions { limit: Some(2), ..ListVersions::new("a") };
        assert_eq!(versions.path().unwrap(), "/presets/a/versions");
        assert_eq!(versions.query().unwrap(), "limit=2");
        assert_eq!(GetVersion::new("a", "3").path().unwrap(), "/presets/a/versions/3");
    }

    #[test]
    fn pages_follow_each_other_until_all_is_seen() {
        let total_count = Some(Count::from(3));
        let page = Page { data: vec![Preset::default(); 2], total_count, extra: Extra::default() };
        let list = List { limit: Some(2), ..List::default() };
        let next = list.next(&page).unwrap();
        assert_eq!(next.query().unwrap(), "offset=2&limit=2");
        assert_eq!(next.next(&page), None);

        let total_count = Some(Count::from(4));
        let data = vec![None, Some(Version::default())];
        let page = Page { data, total_count, extra: Extra::default() };
        let next = ListVersions::new("a").next(&page).unwrap();
        assert_eq!((next.slug.as_str(), next.offset), ("a", Some(2)));
        assert_eq!(ListVersions::items(page).len(), 1);
    }
}
