//! An application that knows no provider.
