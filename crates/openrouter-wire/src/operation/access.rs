//! Who may ask for an operation.

/// Who may ask for an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Everybody. A key is sent where there is one.
    Public,
    /// Whoever has an API key.
    Key,
    /// Whoever has a management key. Such a key cannot be used for inference.
    Management,
}
