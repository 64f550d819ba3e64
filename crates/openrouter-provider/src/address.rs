//! Where the service is.

use llm_provider_base::BaseUrl;
use llm_types::Result;
use openrouter_wire::Root;
use url::Url;

/// The service's usual address.
pub const DEFAULT_BASE_URL: &str = "https://openrouter.ai/api/v1";

/// The address of another part of the API, beside or under this one.
///
/// # Errors
///
/// As [`BaseUrl::parse`].
pub(crate) fn root(base_url: &BaseUrl, root: Root) -> Result<BaseUrl> {
    BaseUrl::parse(&root.address(base_url.as_str()))
}

/// The page on which users allow keys, where it is this machine that plays the service. The
/// service's own page is at its own address, whatever stands between it and the API.
pub(crate) fn authorize_page(base_url: &BaseUrl) -> Option<Url> {
    let page = base_url.is_loopback().then(|| base_url.as_url().join("/auth").ok());
    page.flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_out_lies_beside_the_rest() {
        let base = BaseUrl::parse(DEFAULT_BASE_URL).unwrap();
        let url = root(&base, Root::Beta).unwrap().endpoint("/batches").unwrap();
        assert_eq!(url.as_str(), "https://openrouter.ai/api/beta/batches");
        assert_eq!(root(&base, Root::V1).unwrap(), base);
    }
}
