//! In which order the matching events stand: computed once for each answer and column, and kept until either changes.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use crate::model::fold::fold;
use crate::query::matching::Matching;
use crate::store::{Dataset, Row};
use crate::ui::table::columns::Column;

/// Rows that can be sorted by anything but time. Time is the order in which they are stored;
/// for any other column each event is read, which would make a million wait.
pub const SORTED_MAX: usize = 20_000;

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorting {
    pub column: Column,
    pub descending: bool,
}

impl Default for Sorting {
    fn default() -> Self {
        Self {
            column: Column::Time,
            descending: false,
        }
    }
}

/// Orders by anything but time, computed once for each answer and column.
#[derive(Debug, Default)]
pub struct Order {
    of: Option<(Arc<Matching>, Sorting)>,
    rows: Vec<Row>,
    keys: Keys,
}

/// The rows of the table, undated ones last.
#[derive(Clone, Copy, Debug)]
pub enum Rows<'a> {
    /// As they are stored, or from the latest to the earliest.
    InTime(&'a Matching, Sorting),
    Sorted(&'a [Row]),
}

impl Rows<'_> {
    pub fn n(self) -> usize {
        match self {
            Self::InTime(found, _) => n_rows(found),
            Self::Sorted(rows) => rows.len(),
        }
    }

    pub fn get(self, idx: usize) -> Option<Row> {
        match self {
            Self::InTime(found, by) => found.shown.nth(turned(found, by, idx)),
            Self::Sorted(rows) => rows.get(idx).copied(),
        }
    }

    /// Where a row stands; `None` if it is not shown.
    pub fn position(self, row: Row) -> Option<usize> {
        match self {
            Self::InTime(found, by) => found
                .shown
                .contains(row)
                .then(|| turned(found, by, found.shown.rank(row))),
            Self::Sorted(rows) => rows.iter().position(|other| *other == row),
        }
    }
}

/// The place of a row in time order by its place in the table, and the other way round:
/// dated rows are turned round, undated ones stay last.
fn turned(found: &Matching, by: Sorting, idx: usize) -> usize {
    let n_dated = found.counts.matching;
    if by.descending && idx < n_dated {
        n_dated - 1 - idx
    } else {
        idx
    }
}

impl Order {
    /// The rows of an answer in the order that is asked for.
    pub fn rows<'a>(
        &'a mut self,
        dataset: &Arc<Dataset>,
        found: &'a Arc<Matching>,
        by: Sorting,
    ) -> Rows<'a> {
        if by.column == Column::Time {
            return Rows::InTime(found, by);
        }
        let is_same = self
            .of
            .as_ref()
            .is_some_and(|(of, sorting)| Arc::ptr_eq(of, found) && *sorting == by);
        if !is_same {
            self.rows = found.shown.rows().collect();
            self.keys.forget_others(dataset);
            self.keys.sort(dataset, &mut self.rows, by);
            self.of = Some((Arc::clone(found), by));
        }
        Rows::Sorted(&self.rows)
    }
}

/// The number of rows of an answer.
pub fn n_rows(found: &Matching) -> usize {
    found.counts.matching + found.counts.undated
}

/// The sorting that an answer of this size can be given.
pub fn possible(wanted: Sorting, n_rows: usize) -> Sorting {
    if n_rows <= SORTED_MAX || wanted.column == Column::Time {
        wanted
    } else {
        Sorting::default()
    }
}

/// What a cell is sorted by; what is not known comes last, whichever way.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    Text(String),
    Number(f64),
    Missing,
}

impl Key {
    /// A text, without the difference of case and accents.
    pub fn text(text: &str) -> Self {
        if text.is_empty() {
            Self::Missing
        } else {
            Self::Text(fold(text))
        }
    }

    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let ordering = match (self, other) {
            (Self::Missing, Self::Missing) => return Ordering::Equal,
            (Self::Missing, _) => return Ordering::Greater,
            (_, Self::Missing) => return Ordering::Less,
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        };
        if descending {
            ordering.reverse()
        } else {
            ordering
        }
    }
}

/// The keys of one column, kept while the window on time moves over the same events.
#[derive(Debug, Default)]
struct Keys {
    of: Option<(Arc<Dataset>, Column)>,
    by_row: HashMap<Row, Key>,
}

impl Keys {
    /// Lets go of another collection.
    fn forget_others(&mut self, dataset: &Arc<Dataset>) {
        let of_other = |(of, _): &(Arc<Dataset>, Column)| !Arc::ptr_eq(of, dataset);
        if self.of.as_ref().is_some_and(of_other) {
            *self = Self::default();
        }
    }

    /// Sorts rows that are in time order; equal ones stay so.
    fn sort(&mut self, dataset: &Arc<Dataset>, rows: &mut [Row], by: Sorting) {
        let is_same = self
            .of
            .as_ref()
            .is_some_and(|(of, column)| Arc::ptr_eq(of, dataset) && *column == by.column);
        // Keys of rows that are no longer asked for are dropped with all others before they are too many.
        if !is_same || self.by_row.len() > 2 * SORTED_MAX {
            self.by_row.clear();
            self.of = Some((Arc::clone(dataset), by.column));
        }
        for row in rows.iter() {
            let key = || by.column.key(dataset, *row);
            self.by_row.entry(*row).or_insert_with(key);
        }
        let missing = Key::Missing;
        let key = |row: &Row| self.by_row.get(row).unwrap_or(&missing);
        rows.sort_by(|a, b| key(a).compare(key(b), by.descending));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::filter::Filter;
    use crate::model::time::Window;
    use crate::query::matching::matching;
    use crate::ui::fixture;

    fn titles(column: Column, descending: bool) -> Vec<String> {
        let dataset = fixture::dataset();
        let found = Arc::new(matching(&dataset, &Filter::default(), Window::ALL));
        let mut order = Order::default();
        let by = Sorting { column, descending };
        let rows = order.rows(&dataset, &found, by);
        let ids = (0..rows.n()).map(|idx| {
            let row = rows.get(idx).unwrap();
            assert_eq!(rows.position(row), Some(idx));
            dataset.id(row).0
        });
        ids.collect()
    }

    #[test]
    fn rows_stand_in_the_order_of_any_column_and_what_is_unknown_comes_last() {
        assert_eq!(titles(Column::Time, false), ["loss", "strike", "meeting"]);
        assert_eq!(titles(Column::Time, true), ["strike", "loss", "meeting"]);
        assert_eq!(titles(Column::Title, false), ["meeting", "strike", "loss"]);
        assert_eq!(titles(Column::Place, false), ["loss", "strike", "meeting"]);
        assert_eq!(titles(Column::Place, true), ["strike", "loss", "meeting"]);
        assert_eq!(titles(Column::Measure, true), ["strike", "loss", "meeting"]);
        assert_eq!(
            titles(Column::Sources, false),
            ["meeting", "loss", "strike"]
        );
    }

    #[test]
    fn too_many_rows_stay_in_time_order() {
        let wanted = Sorting {
            column: Column::Title,
            descending: true,
        };
        assert_eq!(possible(wanted, SORTED_MAX), wanted);
        assert_eq!(possible(wanted, SORTED_MAX + 1), Sorting::default());
        let latest_first = Sorting {
            column: Column::Time,
            descending: true,
        };
        assert_eq!(possible(latest_first, usize::MAX), latest_first);
    }
}
