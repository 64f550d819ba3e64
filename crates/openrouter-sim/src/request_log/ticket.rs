//! Whether an answer was taken.

use super::RequestLog;

/// Belongs to the answer of one recorded request.
///
/// Dropped before [`finish`](Self::finish), it marks the request as cancelled.
#[derive(Debug)]
pub(crate) struct Ticket {
    log: RequestLog,
    index: usize,
    finished: bool,
}

impl Ticket {
    pub(super) fn new(log: RequestLog, index: usize) -> Self {
        Self { log, index, finished: false }
    }

    /// Returns which entry of the log the request is.
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    /// Says that the whole answer was handed over.
    pub(crate) fn finish(&mut self) {
        if !self.finished {
            self.finished = true;
            self.log.end(self.index, false);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.finished {
            self.log.end(self.index, true);
        }
    }
}
