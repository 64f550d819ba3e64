//! `GET /providers`: the upstreams.

use serde::{Deserialize, Serialize};

use crate::{Access, Data, Extra, Method, Operation};

/// Asks for the upstreams, all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {}

impl Operation for List {
    const ID: &'static str = "listProviders";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/providers";
    const ACCESS: Access = Access::Public;
    type Response = Data<Vec<Provider>>;
}

/// An upstream: a company that serves models.
///
/// Countries are two letters each, as ISO 3166-1 has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Its display name, which replies use.
    pub name: String,
    /// Its name in requests.
    pub slug: String,
    /// The address of what it says about privacy.
    pub privacy_policy_url: Option<String>,
    /// The address of its terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_of_service_url: Option<String>,
    /// The address at which it says whether it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_page_url: Option<String>,
    /// The country it has its seat in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headquarters: Option<String>,
    /// The countries its machines are in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datacenters: Option<Vec<String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, fixtures::check};

    const PROVIDERS: &str = include_str!("../fixtures/providers.json");

    #[test]
    fn each_upstream_is_read() {
        assert_eq!(List {}.path().unwrap(), "/providers");
        let reply: Data<Vec<Provider>> = decode(PROVIDERS.as_bytes()).unwrap();
        let [first, second] = reply.data.try_into().unwrap();
        assert_eq!((first.name.as_str(), first.slug.as_str()), ("Acme Cloud", "acme-cloud"));
        assert_eq!(first.datacenters, Some(vec!["SE".to_owned(), "US".to_owned()]));
        assert_eq!((second.privacy_policy_url, second.datacenters), (None, None));
    }

    #[test]
    fn every_field_has_a_place() {
        check::<Data<Vec<Provider>>>(PROVIDERS);
    }
}
