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
    remark_on(reports.into_iter(), service.address(), &kept.location(), notes);
}

fn remark_on<'a>(
    mut reports: impl Iterator<Item = &'a Report> + Clone,
    address: &str,
    location: &str,
    notes: &mut Notes<impl Write>,
) {
    let are_kept = reports.clone().any(|report| report.known.origin != Origin::Environment);
    let is_explained = |report: &Report| report.why.is_some() || report.known.elsewhere.is_some();
    if are_kept || reports.clone().any(is_explained) {
        notes.gap();
    }
    for report in &mut reports {
        let id = report.known.key.id();
        if let Some(why) = &report.why {
            notes.warning(report.standing.name(), &format!("{id}: {why}"));
        }
        if let Some(home) = report.known.elsewhere.as_deref().map(one_line) {
            let home = home.trim_end_matches('/');
            let line = format!("{id} belongs to {home}, not to {address}");
            notes.warning(report.standing.name(), &line);
        }
    }
    if are_kept {
        notes.dim(&format!("kept in {location}"));
    }
}

#[cfg(test)]
mod tests {
    use openrouter_auth::ApiKey;

    use super::super::known::KnownKey;
    use super::*;
    use crate::page::Page;

    #[test]
    fn what_needs_no_remark_leaves_no_empty_line() {
        let remarks = |origin| {
            let key = ApiKey::new("sk-or-v1-any").unwrap();
            let [label, account, elsewhere] = [const { None }; 3];
            let known = KnownKey { key, label, account, origin, elsewhere, added_at: None };
            let mut out = Vec::new();
            let page = Page { width: Some(80), is_unicode: true };
            let mut notes = Notes::new(&mut out, true, page);
            remark_on([Report::unasked(known)].iter(), "there", "a file", &mut notes);
            anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
        };
        assert_eq!(remarks(Origin::Environment), "");
        assert_eq!(remarks(Origin::Kept), "\nkept in a file\n");
    }
}
