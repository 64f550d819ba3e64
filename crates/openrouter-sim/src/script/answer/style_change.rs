//! What a scripted answer changes about how streams are sent.

use std::time::Duration;

use crate::{
    script::StreamError,
    stream_style::{FinishStyle, StreamStyle},
};

/// What a scripted answer changes about how streams are sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct StyleChange {
    pub(super) token_delay: Option<Duration>,
    pub(super) comments: Option<usize>,
    pub(super) finish: Option<FinishStyle>,
    pub(super) error: Option<(usize, StreamError)>,
}

impl StyleChange {
    pub(crate) fn apply(&self, style: StreamStyle) -> StreamStyle {
        StreamStyle {
            token_delay: self.token_delay.unwrap_or(style.token_delay),
            comments: self.comments.unwrap_or(style.comments),
            finish: self.finish.unwrap_or(style.finish),
            error: self.error.clone().or(style.error),
        }
    }
}
