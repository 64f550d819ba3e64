//! Who does the work of a tool.

use crate::open_enum::open_enum;

open_enum! {
    /// Who does what a tool or plugin is for.
    pub enum ToolEngine {
        /// The service chooses.
        Auto = "auto",
        /// The upstream.
        Native = "native",
        /// OpenRouter itself; does not search.
        OpenRouter = "openrouter",
        /// Exa.
        Exa = "exa",
        /// Parallel.
        Parallel = "parallel",
        /// Firecrawl, on the user's own credits.
        Firecrawl = "firecrawl",
        /// Perplexity; only searches.
        Perplexity = "perplexity",
    }
}
