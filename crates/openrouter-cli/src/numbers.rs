//! Counts as people read them.

/// Which letter stands for how much.
const LETTERS: [(u64, &str); 4] =
    [(1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")];

/// With a mark between thousands: `1,234,567`.
pub(crate) fn grouped(number: impl std::fmt::Display) -> String {
    let text = number.to_string();
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_str(), None),
    };
    let mut out = String::with_capacity(text.len() + text.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.extend([".", fraction]);
    }
    out
}

/// In three digits or four: `980`, `9.8k`, `71.2M`.
pub(crate) fn short(number: u64) -> String {
    let Some((unit, letter)) = LETTERS.into_iter().find(|(unit, _)| number >= *unit) else {
        return number.to_string();
    };
    let tenths = u128::from(number) * 10 / u128::from(unit);
    if tenths >= 1_000 {
        format!("{}{letter}", grouped(tenths / 10))
    } else {
        format!("{}.{}{letter}", tenths / 10, tenths % 10)
    }
}

/// A share in percent, which is neither nothing nor all unless it is.
pub(crate) fn percent(part: f64, whole: f64) -> String {
    let percent = if whole > 0.0 { part / whole * 100.0 } else { 0.0 };
    match percent {
        p if p > 0.0 && p < 1.0 => "<1 %".to_owned(),
        p if p > 99.0 && p < 100.0 => ">99 %".to_owned(),
        p => format!("{p:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_marked() {
        for (number, text) in
            [("0", "0"), ("999", "999"), ("1000", "1,000"), ("1234567.5", "1,234,567.5")]
        {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(grouped(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn large_numbers_are_short() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1.0k"),
            (9_876, "9.8k"),
            (123_456, "123k"),
            (71_249_000, "71.2M"),
            (u64::MAX, "18,446,744T"),
        ] {
            assert_eq!(short(number), text);
        }
    }

    #[test]
    fn a_share_is_all_or_nothing_only_if_it_is() {
        let shares = [0.0, 0.4, 12.5, 99.5, 100.0].map(|part| percent(part, 100.0));
        assert_eq!(shares, ["0 %", "<1 %", "12 %", ">99 %", "100 %"]);
        assert_eq!(percent(1.0, 0.0), "0 %");
    }
}
