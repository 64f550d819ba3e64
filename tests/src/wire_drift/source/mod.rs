//! The sources of the wire crate, read and not compiled.

mod attributes;
mod module;
mod operation;
mod ty;
mod type_shapes;

pub(crate) use module::Sources;
pub(crate) use operation::{Sent, operations, texts};
pub(crate) use ty::Ty;
pub(crate) use type_shapes::{TypeAt, Types};
