//! The conversions, as documents and without a connection.

mod answers;
mod requests;
