//! Replies that are no JSON.

/// The response of an operation whose reply is bytes of a media type: sound, a video, a file.
///
/// It has no values: whoever carries out the operation reads the bytes from the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {}
