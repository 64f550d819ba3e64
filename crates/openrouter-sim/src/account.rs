//! Whose account the simulator keeps.

/// The user whom all keys belong to.
pub(crate) const USER_ID: &str = "user_simulated";

/// The workspace that things belong to unless a request says otherwise.
pub(crate) const WORKSPACE_ID: &str = "5e0f1a2b-0000-4000-8000-000000000001";
