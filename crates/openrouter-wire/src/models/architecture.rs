//! What a model reads and writes.

use serde::{Deserialize, Serialize};

use crate::{Extra, Modality, open_enum::open_enum};

/// What a model reads and writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Architecture {
    /// Both in one word, such as `text+image->text`.
    pub modality: Option<String>,
    /// What it reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_modalities: Option<Vec<Modality>>,
    /// What it writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_modalities: Option<Vec<Modality>>,
    /// The family of its tokenizer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokenizer: Option<Tokenizer>,
    /// The template of its prompts.
    pub instruct_type: Option<InstructType>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// A family of models with one tokenizer.
    pub enum Tokenizer {
        /// None: a router, which picks a model of any family.
        Router = "Router",
        /// None: a model of images, sound or video.
        Media = "Media",
        /// A family of its own. The service writes `Other`.
        Unlisted = "Other",
        /// GPT.
        Gpt = "GPT",
        /// Claude.
        Claude = "Claude",
        /// Gemini.
        Gemini = "Gemini",
        /// Gemma.
        Gemma = "Gemma",
        /// Grok.
        Grok = "Grok",
        /// Cohere.
        Cohere = "Cohere",
        /// Nova.
        Nova = "Nova",
        /// Qwen.
        Qwen = "Qwen",
        /// Yi.
        Yi = "Yi",
        /// `DeepSeek`.
        DeepSeek = "DeepSeek",
        /// Mistral.
        Mistral = "Mistral",
        /// Llama 2.
        Llama2 = "Llama2",
        /// Llama 3.
        Llama3 = "Llama3",
        /// Llama 4.
        Llama4 = "Llama4",
        /// `PaLM`.
        Palm = "PaLM",
        /// RWKV.
        Rwkv = "RWKV",
        /// Qwen 3.
        Qwen3 = "Qwen3",
    }
}

open_enum! {
    /// A template of prompts, named for the model that brought it.
    pub enum InstructType {
        /// No template.
        None = "none",
        /// Airoboros.
        Airoboros = "airoboros",
        /// Alpaca.
        Alpaca = "alpaca",
        /// Alpaca, changed.
        AlpacaModif = "alpaca-modif",
        /// `ChatML`.
        ChatMl = "chatml",
        /// Claude.
        Claude = "claude",
        /// Code Llama.
        CodeLlama = "code-llama",
        /// Gemma.
        Gemma = "gemma",
        /// Llama 2.
        Llama2 = "llama2",
        /// Llama 3.
        Llama3 = "llama3",
        /// Mistral.
        Mistral = "mistral",
        /// Nemotron.
        Nemotron = "nemotron",
        /// Neural Chat.
        Neural = "neural",
        /// `OpenChat`.
        OpenChat = "openchat",
        /// Phi 3.
        Phi3 = "phi3",
        /// RWKV.
        Rwkv = "rwkv",
        /// Vicuna.
        Vicuna = "vicuna",
        /// Zephyr.
        Zephyr = "zephyr",
        /// `DeepSeek R1`.
        DeepSeekR1 = "deepseek-r1",
        /// `DeepSeek V3.1`.
        DeepSeekV31 = "deepseek-v3.1",
        /// `QwQ`.
        Qwq = "qwq",
        /// Qwen 3.
        Qwen3 = "qwen3",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_names_a_family_of_its_own_other() {
        assert_eq!(Tokenizer::from("Other"), Tokenizer::Unlisted);
        assert_eq!(Tokenizer::Unlisted.as_str(), "Other");
        assert_eq!(Tokenizer::from("other"), Tokenizer::Other("other".to_owned()));
    }
}
