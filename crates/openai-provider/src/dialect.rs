//! [`Dialect`]: what a server takes that another refuses.

use serde::{Deserialize, Serialize};

/// What a server takes that another refuses. Unless it is [set](crate::OpenAiBuilder::dialect), the
/// address tells: OpenAI's own hosts speak theirs, every other server the common one.
///
/// | Of a request | `OpenAi` | `Compatible` |
/// |---|---|---|
/// | `max_tokens` | sent as `max_completion_tokens`: newer models refuse the old name | sent as `max_tokens`: Ollama and others know no other name |
/// | `top_k` | refused | sent |
/// | developer messages | sent as such | sent as `system`: templates of open models know no other role |
/// | thoughts of earlier answers | left out, since none are given | sent back under both names in use, `reasoning` and `reasoning_content` |
/// | videos | refused | sent as `video_url` |
/// | no model | refused | left to the server, which may hold only one |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dialect {
    /// That of OpenAI itself, and of Azure.
    #[serde(rename = "openai")]
    OpenAi,
    /// That of llama.cpp, vLLM, Ollama, LM Studio and other servers of open models.
    Compatible,
}

impl Dialect {
    /// The dialect that a host is likely to speak.
    pub fn of_host(host: &str) -> Self {
        let is_openai = ["openai.com", "openai.azure.com"].iter().any(|domain| {
            host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
        if is_openai { Self::OpenAi } else { Self::Compatible }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hosts_of_openai_speak_its_dialect() {
        for host in ["api.openai.com", "eu.api.openai.com", "mine.openai.azure.com"] {
            assert_eq!(Dialect::of_host(host), Dialect::OpenAi, "{host}");
        }
        for host in ["127.0.0.1", "localhost", "notopenai.com", "openai.com.test", "api.test"] {
            assert_eq!(Dialect::of_host(host), Dialect::Compatible, "{host}");
        }
    }
}
