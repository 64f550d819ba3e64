//! Under which address paths lie.

use std::borrow::Cow;

/// Under which address the path of an operation lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Root {
    /// The base address, such as `https://openrouter.ai/api/v1`.
    V1,
    /// The address beside it where the service tries things out: `https://openrouter.ai/api/beta`.
    Beta,
}

impl Root {
    /// Returns its segment of the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::Beta => "beta",
        }
    }

    /// Returns the address, without a closing slash, where `base_url` is that of [`V1`](Self::V1).
    ///
    /// If the base address does not end in `v1`, because a proxy stands in front of the service,
    /// the others are under it and not beside it.
    pub fn address(self, base_url: &str) -> Cow<'_, str> {
        let base_url = base_url.trim_end_matches('/');
        match self {
            Self::V1 => base_url.into(),
            Self::Beta => {
                let above = base_url.strip_suffix(Self::V1.as_str());
                let above = above.and_then(|above| above.strip_suffix('/')).unwrap_or(base_url);
                format!("{above}/{}", self.as_str()).into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::BASE_URL;

    #[test]
    fn the_roots_stand_beside_each_other() {
        assert_eq!(Root::V1.address(BASE_URL), BASE_URL);
        for (base, beta) in [
            (BASE_URL, "https://openrouter.ai/api/beta"),
            ("http://127.0.0.1:4010/api/v1/", "http://127.0.0.1:4010/api/beta"),
            ("https://proxy.example", "https://proxy.example/beta"),
            ("https://proxy.example/llmv1", "https://proxy.example/llmv1/beta"),
        ] {
            assert_eq!(Root::Beta.address(base), beta);
        }
    }
}
