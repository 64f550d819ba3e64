//! [`ProviderIdentity`].

use std::fmt::Debug;

use crate::{Capabilities, ProviderType, ToolFormat};

/// Who a provider is, and what it can do.
pub trait ProviderIdentity: Debug + Send + Sync + 'static {
    /// Its name, for logs and metrics: low cardinality, lower case.
    fn name(&self) -> &str;

    /// Its kind: what a registry made it from.
    fn provider_type(&self) -> ProviderType;

    /// A line for people.
    fn description(&self) -> &str;

    /// What it can do. What a single model can do is in its [`Model`](crate::Model).
    fn capabilities(&self) -> Capabilities;

    /// How it takes tools on the wire.
    fn tool_format(&self) -> ToolFormat;
}
