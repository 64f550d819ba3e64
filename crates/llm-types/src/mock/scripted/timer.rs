//! [`Timer`]: how a script waits, since there is no runtime here.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

pub(super) type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Makes a future that is over after so long.
#[derive(Clone)]
pub(super) struct Timer(Arc<dyn Fn(Duration) -> Wait + Send + Sync>);

impl Timer {
    pub(super) fn new<F>(sleep: impl Fn(Duration) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Arc::new(move |time| Box::pin(sleep(time))))
    }

    pub(super) fn start(&self, time: Duration) -> Wait {
        (self.0)(time)
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Timer(..)")
    }
}
