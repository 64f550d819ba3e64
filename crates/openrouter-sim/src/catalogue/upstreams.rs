//! The upstreams that serve the models.

use openrouter_wire::models::Model;

/// An upstream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Upstream {
    /// Its display name.
    pub(crate) name: &'static str,
    /// What requests call it.
    pub(crate) slug: &'static str,
    /// The country of its seat, by its two letters.
    pub(crate) headquarters: &'static str,
    pub(crate) datacenters: &'static [&'static str],
    /// The regions that data can be kept in.
    pub(crate) regions: &'static [&'static str],
    /// In which form it computes, where it says so.
    pub(crate) quantization: Option<&'static str>,
}

/// All upstreams. What is said of them is made up.
pub(crate) const UPSTREAMS: &[Upstream] = &[
    Upstream {
        name: "OpenAI",
        slug: "openai",
        headquarters: "US",
        datacenters: &["US"],
        regions: &["us"],
        quantization: None,
    },
    Upstream {
        name: "Azure",
        slug: "azure",
        headquarters: "US",
        datacenters: &["US", "SE"],
        regions: &["eu", "us"],
        quantization: None,
    },
    Upstream {
        name: "Anthropic",
        slug: "anthropic",
        headquarters: "US",
        datacenters: &["US"],
        regions: &["us"],
        quantization: None,
    },
    Upstream {
        name: "Amazon Bedrock",
        slug: "amazon-bedrock",
        headquarters: "US",
        datacenters: &["US", "DE"],
        regions: &["eu", "us"],
        quantization: None,
    },
    Upstream {
        name: "Google",
        slug: "google-vertex",
        headquarters: "US",
        datacenters: &["US", "BE"],
        regions: &["eu", "us"],
        quantization: None,
    },
    Upstream {
        name: "Google AI Studio",
        slug: "google-ai-studio",
        headquarters: "US",
        datacenters: &["US"],
        regions: &[],
        quantization: None,
    },
    Upstream {
        name: "DeepInfra",
        slug: "deepinfra",
        headquarters: "US",
        datacenters: &["US"],
        regions: &["us"],
        quantization: Some("fp8"),
    },
    Upstream {
        name: "Together",
        slug: "together",
        headquarters: "US",
        datacenters: &["US"],
        regions: &["us"],
        quantization: Some("bf16"),
    },
    Upstream {
        name: "Fireworks",
        slug: "fireworks",
        headquarters: "US",
        datacenters: &["US"],
        regions: &["us"],
        quantization: None,
    },
    Upstream {
        name: "Groq",
        slug: "groq",
        headquarters: "US",
        datacenters: &["US", "FI"],
        regions: &["us"],
        quantization: None,
    },
    Upstream {
        name: "Cohere",
        slug: "cohere",
        headquarters: "CA",
        datacenters: &["CA", "US"],
        regions: &[],
        quantization: None,
    },
    Upstream {
        name: "Black Forest Labs",
        slug: "black-forest-labs",
        headquarters: "DE",
        datacenters: &["DE"],
        regions: &["eu"],
        quantization: None,
    },
];

/// Who runs the models that anybody may run.
const OPEN: [&str; 4] = ["DeepInfra", "Together", "Fireworks", "Groq"];

impl Upstream {
    /// Returns whether it runs models of others.
    pub(crate) fn runs_open_models(&self) -> bool {
        OPEN.contains(&self.name)
    }

    /// Returns whether it keeps nothing of what it is sent.
    pub(crate) fn keeps_nothing(&self) -> bool {
        matches!(self.slug, "azure" | "amazon-bedrock" | "google-vertex" | "deepinfra")
    }
}

/// Returns the upstreams of a model, the one that answers first. Routers and aliases have none.
pub(crate) fn upstreams(model: &Model) -> Vec<&'static Upstream> {
    let names: &[&str] = match model.id.split_once('/').map_or("", |(author, _)| author) {
        "openrouter" => &[],
        author if author.starts_with('~') => &[],
        "openai" => &["OpenAI", "Azure"],
        "anthropic" => &["Anthropic", "Amazon Bedrock", "Google"],
        "google" => &["Google", "Google AI Studio"],
        "cohere" => &["Cohere"],
        "black-forest-labs" => &["Black Forest Labs"],
        _ => &OPEN,
    };
    let find = |name: &&str| UPSTREAMS.iter().find(|upstream| upstream.name == *name);
    names.iter().filter_map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_upstream_that_is_named_exists() {
        let of = |id: &str| upstreams(&Model { id: id.to_owned(), ..Model::default() }).len();
        let counts = ["openai/a", "anthropic/a", "google/a", "cohere/a", "black-forest-labs/a"];
        assert_eq!(counts.map(of), [2, 3, 2, 1, 1]);
        let counts = ["meta-llama/a", "openrouter/auto", "~openai/a", "a"];
        assert_eq!(counts.map(of), [4, 0, 0, 4]);
    }
}
