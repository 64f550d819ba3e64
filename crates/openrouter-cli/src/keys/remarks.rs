//! What is said below the table of keys.

use std::io::Write;

use super::known::Origin;
use super::report::Report;
use crate::kept::Kept;
use crate::notes::Notes;
use crate::printable::one_line;
use crate::service::Service;

/// Says why keys are not ok, and where the kept ones are.
pub(crate) fn remark<'a>(
    reports: impl IntoIterator<Item = &'a Report, IntoIter: Clone>,
    service: &Service,
    kept: &Kept,
    notes: &mut Notes<impl Write>,
) {
    let reports = reports.into_iter();
    notes.gap();
    for report in reports.clone() {
        let id = report.known.key.id();
        if let Some(why) = &report.why {
            notes.warning(report.standing.name(), &format!("{id}: {why}"));
        }
        if let Some(home) = report.known.elsewhere.as_deref().map(one_line) {
            let line = format!(
                "{id} belongs to {}, not to {}",
                home.trim_end_matches('/'),
                service.address()
            );
            notes.warning(report.standing.name(), &line);
        }
    }
    let mut reports = reports;
    if reports.any(|report| report.known.origin != Origin::Environment) {
        notes.dim(&format!("kept in {}", kept.location()));
    }
}
