//! Which rows lie in a window on time, certainly or only possibly.

use crate::model::time::{Membership, Window};
use crate::store::columns::Columns;
use crate::store::row_set::{RowSet, WORD_ROWS, for_each_word};

/// Dated rows of a window. The two sets have no row in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InWindow {
    pub certain: RowSet,
    /// Possible, and not certain.
    pub possible: RowSet,
}

/// The rows of a window: whole blocks at once, where all of a block is in or out.
pub fn in_window(columns: &Columns, window: Window) -> InWindow {
    let mut found = InWindow {
        certain: RowSet::empty(columns.len()),
        possible: RowSet::empty(columns.len()),
    };
    for (idx, block) in columns.blocks.iter().enumerate() {
        let rows = columns.block_rows(idx);
        match columns.block_membership(block, window) {
            Some(Membership::Outside) => {}
            Some(Membership::Certain) => found.certain.insert_range(rows),
            Some(Membership::PossibleOnly) => found.possible.insert_range(rows),
            None => scan(columns, rows, window, &mut found),
        }
    }
    found
}

/// Looks at each row of a block.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches the comparisons run side by side"
)]
fn scan(columns: &Columns, rows: std::ops::Range<usize>, window: Window, found: &mut InWindow) {
    let (a, b) = (window.from.0, window.to.0);
    for_each_word(rows.clone(), |word, _| {
        let first = word * WORD_ROWS;
        let last = (first + WORD_ROWS).min(rows.end);
        let bounds = columns.from[first..last]
            .iter()
            .zip(&columns.to[first..last]);
        let (mut certain, mut possible) = (0u64, 0u64);
        for (bit, (from, to)) in bounds.enumerate() {
            possible |= u64::from((*from < b) & (*to > a)) << bit;
            certain |= u64::from((*to <= b) & (*from >= a)) << bit;
        }
        found.certain.set_word(word, certain & possible);
        found.possible.set_word(word, possible & !certain);
    });
    for (row, time) in columns.special_times_in(rows) {
        let membership = time.membership(window);
        found.certain.set(*row, membership == Membership::Certain);
        found
            .possible
            .set(*row, membership == Membership::PossibleOnly);
    }
}
