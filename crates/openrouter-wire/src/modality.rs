//! Kinds of input and output.

use crate::open_enum::open_enum;

open_enum! {
    /// A kind of input that a model reads or of output that it makes.
    pub enum Modality {
        /// Text.
        Text = "text",
        /// Images.
        Image = "image",
        /// Files, PDFs above all.
        File = "file",
        /// Sound.
        Audio = "audio",
        /// Video.
        Video = "video",
        /// Embedding vectors.
        Embeddings = "embeddings",
        /// Rankings of documents.
        Rerank = "rerank",
        /// Spoken text.
        Speech = "speech",
        /// Transcripts of speech.
        Transcription = "transcription",
    }
}
