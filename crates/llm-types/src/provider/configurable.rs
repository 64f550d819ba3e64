//! [`ConfigurableProvider`].

use std::fmt::Debug;

use crate::{ProviderConfig, Result};

/// Can be set up anew at run time.
pub trait ConfigurableProvider: Debug + Send + Sync + 'static {
    /// Takes a new set-up on. All or nothing; calls in flight finish under the old one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the field.
    fn configure(&self, config: ProviderConfig) -> Result<()>;
}
