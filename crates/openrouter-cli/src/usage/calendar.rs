//! Dates as they stand below a chart.

use openrouter_provider::UtcDay;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The day and the month: `24 Oct`, `7 Nov`.
pub(super) fn day_and_month(day: UtcDay) -> String {
    let month = usize::from(day.month()).checked_sub(1).and_then(|month| MONTHS.get(month));
    format!("{} {}", day.day(), month.copied().unwrap_or_default())
}

/// Two days and what lies between them: `24 Oct to 22 Nov 2026`.
pub(super) fn range(first: UtcDay, last: UtcDay) -> String {
    let (from, to) = (day_and_month(first), day_and_month(last));
    if first == last {
        format!("{to} {}", last.year())
    } else if first.year() == last.year() {
        format!("{from} to {to} {}", last.year())
    } else {
        format!("{from} {} to {to} {}", first.year(), last.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_told_once_if_there_is_one() {
        let check = |first: &str, last: &str, text: &str| {
            assert_eq!(range(first.parse().unwrap(), last.parse().unwrap()), text);
        };
        check("2026-10-24", "2026-11-22", "24 Oct to 22 Nov 2026");
        check("2025-12-07", "2026-01-05", "7 Dec 2025 to 5 Jan 2026");
        check("2026-11-22", "2026-11-22", "22 Nov 2026");
    }
}
