//! Streams that amount to no reply.

use crate::error::ApiError;

/// A stream amounts to no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AccumulateError {
    /// The service says that the answer failed.
    #[error("the answer failed")]
    Failed(Box<ApiError>),
    /// A part of the answer came before its start.
    #[error("a part of the answer came before its start")]
    BeforeStart,
    /// The answer began twice.
    #[error("the answer began twice")]
    SecondStart,
    /// A part of the answer came after its end.
    #[error("a part of the answer came after its end")]
    AfterEnd,
    /// A block began twice, did not end, or went on before its start or after its end.
    #[error("the events of a block are out of order")]
    Block,
    /// What was to be added to a block does not fit its type.
    #[error("a block of one type got content of another")]
    Delta,
    /// A part of the answer does not have the expected shape.
    #[error("a part of the answer has an unexpected shape")]
    Shape,
    /// The stream broke off.
    #[error("the stream ended before the answer did")]
    Truncated,
}
