//! Operations that cannot be sent.

/// An operation cannot be sent as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A value in the path is empty, or would lead to another path.
    #[error("`{name}` is empty, `.` or `..`, which cannot stand in a path")]
    Path {
        /// The name in the braces.
        name: String,
    },
    /// There are not as many values as braces.
    #[error("the path has other places than values")]
    PathShape,
    /// A field has no form in a query.
    #[error("a field has no form in a query")]
    Query,
    /// A field has no form in JSON.
    #[error("a field has no form in JSON")]
    Json,
    /// The name of a file or of its type cannot stand in a header.
    #[error("the name of the file holds a control character")]
    FileName,
}
