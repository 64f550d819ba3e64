//! [`CostItem`]: what a price is for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CostItem {
    /// Text read.
    Input,
    /// Input read from the prompt cache.
    CacheRead,
    /// Input written to the prompt cache.
    CacheWrite,
    /// Pictures read.
    InputImage,
    /// Sound heard.
    InputAudio,
    /// Videos watched.
    InputVideo,
    /// Documents read.
    InputFile,
    /// Text written.
    Output,
    /// Thoughts.
    Reasoning,
    /// Pictures made.
    OutputImage,
    /// Sound made.
    OutputAudio,
    /// The call itself.
    Request,
    /// Searches of the web.
    WebSearch,
    /// Tools that the provider runs.
    ServerTool,
}

impl CostItem {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::CacheRead => "cache_read",
            Self::CacheWrite => "cache_write",
            Self::InputImage => "input_image",
            Self::InputAudio => "input_audio",
            Self::InputVideo => "input_video",
            Self::InputFile => "input_file",
            Self::Output => "output",
            Self::Reasoning => "reasoning",
            Self::OutputImage => "output_image",
            Self::OutputAudio => "output_audio",
            Self::Request => "request",
            Self::WebSearch => "web_search",
            Self::ServerTool => "server_tool",
        }
    }
}

impl fmt::Display for CostItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_and_the_json_agree() {
        for item in [CostItem::Input, CostItem::CacheRead, CostItem::WebSearch] {
            assert_eq!(serde_json::to_value(item).unwrap(), item.to_string());
        }
    }
}
