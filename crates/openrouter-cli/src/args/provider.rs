//! `--provider` and what goes with it: who is asked.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, shown as they are")]

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

/// Who is asked.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of chat, models, model, limits, health and sim")]
pub(crate) struct ProviderArgs {
    /// Who is asked: openrouter, openai, or a name that stands in --config
    ///
    /// "openai" is any server that speaks the API of OpenAI: llama.cpp, vLLM, Ollama, LM Studio. Its
    /// key is read from OPENAI_API_KEY, its address from --base-url or OPENAI_BASE_URL; with none of
    /// them a simulator inside this process answers, and says so. [default: openrouter, or what
    /// --config says]
    #[arg(long, global = true, value_name = "NAME", display_order = 990)]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) provider: Option<String>,

    /// Where the server is, such as http://127.0.0.1:11434/v1; for --provider openai
    ///
    /// OPENAI_API_KEY is sent there, if it is set.
    #[arg(long, global = true, value_name = "URL", display_order = 991)]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) base_url: Option<String>,

    /// A file of providers, in TOML or JSON, and which of them is the default
    ///
    /// LLM_MODEL, LLM_BASE_URL, LLM_API_KEY and LLM_TIMEOUT_SECONDS go before what it says of the
    /// default one, and LLM_PROVIDER names another default.
    #[arg(long, global = true, value_name = "FILE", env = "LLM_CONFIG", display_order = 992)]
    pub(crate) config: Option<PathBuf>,
}

impl ProviderArgs {
    /// What names another provider than OpenRouter, for commands that know no other.
    pub(crate) fn another(&self) -> Option<&str> {
        let named = self.provider.as_deref().filter(|name| *name != "openrouter");
        named.or_else(|| self.base_url.as_deref().map(|_| "--base-url"))
    }
}
