//! Holds the wire types against the API description, by reading the sources of both.
//!
//! For each operation the types behind it are taken apart as serde would, and compared with the
//! schemas of the description: which fields and which values one side has and the other has not.
//! A type may stand in several places, and have more than some of them need: what is described in
//! one of them is told, and is no fault.

mod compare;
mod described;
mod difference;
mod reasons;
mod report;
mod shape;
mod source;

pub use report::Drift;

use std::path::Path;

use crate::openapi::Description;
use reasons::Reasons;
use source::Sources;

/// Compares a description with the crate whose `lib.rs` is in a folder.
///
/// # Errors
///
/// A sentence, if one of them cannot be read.
pub fn wire_drift(description: &Path, sources: &Path) -> Result<Drift, String> {
    let description = Description::read(description)?;
    let sources = Sources::read(sources)?;
    drift(&description, &sources, Reasons::of_the_project())
}

fn drift(description: &Description, sources: &Sources, reasons: Reasons) -> Result<Drift, String> {
    let found = compare::differences(description, sources)?;
    let operations = description.operations();
    let names = operations.iter().map(|operation| operation.id.to_owned()).collect();
    Ok(Drift::new(names, found, reasons))
}

#[cfg(test)]
mod tests;
