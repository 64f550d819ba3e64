//! Which columns of a table there is room for, and how wide each is.

use super::Column;

/// Blanks between two columns.
pub(super) const GAP: usize = 2;

/// The width of each column; none for those that are left out.
///
/// What may be shortened is shortened first, the widest most; if that does not do, the least
/// important column is left out. What may neither be shortened nor left out is kept, even if it
/// does not fit: a terminal breaks lines, and nothing is lost.
pub(super) fn layout<const N: usize>(
    columns: &[Column; N],
    content: [usize; N],
    width: Option<usize>,
) -> [Option<usize>; N] {
    let mut widths = content.map(Some);
    let Some(width) = width else { return widths };
    loop {
        let least = widths_at_least(columns, &widths);
        if total(&least) <= width {
            shorten(&mut widths, &least, width);
            return widths;
        }
        let ranked = (0..N).filter(|index| widths[*index].is_some() && columns[*index].rank > 0);
        match ranked.max_by_key(|index| columns[*index].rank) {
            Some(last) => widths[last] = None,
            None => return least,
        }
    }
}

/// Every column as short as it may be. No title is cut.
fn widths_at_least<const N: usize>(
    columns: &[Column; N],
    widths: &[Option<usize>; N],
) -> [Option<usize>; N] {
    std::array::from_fn(|index| {
        let (column, width) = (&columns[index], widths[index]?);
        let least = column.least.map_or(width, |least| least.max(column.title.len()));
        Some(width.min(least))
    })
}

/// Takes from the widest of those that may be shortened, until all of it fits.
fn shorten<const N: usize>(
    widths: &mut [Option<usize>; N],
    least: &[Option<usize>; N],
    width: usize,
) {
    while total(widths) > width {
        let can_give = (0..N).filter(|index| widths[*index] > least[*index]);
        let Some(widest) = can_give.max_by_key(|index| widths[*index]) else { return };
        widths[widest] = widths[widest].map(|width| width - 1);
    }
}

/// With the blanks between them.
fn total(widths: &[Option<usize>]) -> usize {
    let kept = widths.iter().flatten();
    let gaps = kept.clone().count().saturating_sub(1) * GAP;
    kept.sum::<usize>() + gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column::text("ID"),
        Column::text("NAME").rank(3).shortens_to(6),
        Column::number("PRICE").rank(1),
        Column::number("AGE").rank(2),
    ];

    fn widths(width: Option<usize>) -> [usize; 4] {
        layout(&COLUMNS, [10, 20, 7, 4], width).map(Option::unwrap_or_default)
    }

    #[test]
    fn a_file_has_room_for_everything() {
        assert_eq!(widths(None), [10, 20, 7, 4]);
    }

    #[test]
    fn text_is_shortened_before_a_column_is_left_out() {
        assert_eq!(widths(Some(47)), [10, 20, 7, 4]);
        assert_eq!(widths(Some(46)), [10, 19, 7, 4]);
        assert_eq!(widths(Some(33)), [10, 6, 7, 4]);
        assert_eq!(widths(Some(32)), [10, 0, 7, 4]);
    }

    #[test]
    fn the_least_important_columns_go_first_and_the_first_stays() {
        assert_eq!(widths(Some(25)), [10, 0, 7, 4]);
        assert_eq!(widths(Some(24)), [10, 0, 7, 0]);
        assert_eq!(widths(Some(18)), [10, 0, 0, 0]);
        assert_eq!(widths(Some(1)), [10, 0, 0, 0]);
    }

    #[test]
    fn the_widest_gives_most_and_a_title_is_not_cut() {
        let columns = [
            Column::text("A").shortens_to(1),
            Column::text("B").shortens_to(1),
            Column::text("LONG TITLE").shortens_to(1),
        ];
        let widths = layout(&columns, [30, 10, 10], Some(34)).map(Option::unwrap);
        assert_eq!(widths, [10, 10, 10]);
        let widths = layout(&columns, [30, 10, 10], Some(20)).map(Option::unwrap);
        assert_eq!(widths, [3, 3, 10]);
    }
}
