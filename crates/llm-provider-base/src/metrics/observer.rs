//! [`Observer`]: foreign code that is told of each call.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use llm_types::CallReport;

/// Foreign code that is told of each call that is over.
#[derive(Clone)]
pub(super) struct Observer(Arc<dyn Fn(&CallReport) + Send + Sync>);

impl Observer {
    pub(super) fn new(observer: impl Fn(&CallReport) + Send + Sync + 'static) -> Self {
        Self(Arc::new(observer))
    }

    /// Tells it of a call. A panic goes no further: the call is none of its business.
    pub(super) fn tell(&self, report: &CallReport) {
        apart("an observer of calls", || self.0(report));
    }
}

/// Runs foreign code, whose panics go no further.
pub(crate) fn apart(what: &'static str, foreign: impl FnOnce()) {
    // What it leaves half done is its own, and seen by nobody else.
    if catch_unwind(AssertUnwindSafe(foreign)).is_err() {
        tracing::error!("{what} panicked");
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}
