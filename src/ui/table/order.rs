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

/// The rows of the table, undated ones last.
#[derive(Debug, Default)]
pub struct Order {
    of: Option<(Arc<Matching>, Sorting)>,
    rows: Vec<Row>,
    keys: Keys,
}

impl Order {
    /// The rows of an answer in the order that is asked for.
    pub fn rows(&mut self, dataset: &Arc<Dataset>, found: &Arc<Matching>, by: Sorting) -> &[Row] {
        let is_same = self
            .of
            .as_ref()
            .is_some_and(|(of, sorting)| Arc::ptr_eq(of, found) && *sorting == by);
        if !is_same {
            self.keys.forget_others(dataset);
            let (dated, undated) = rows_in_time(found);
            self.rows = if by.column == Column::Time {
                in_time(dated, undated, by.descending)
            } else {
                let mut rows = [dated, undated].concat();
                self.keys.sort(dataset, &mut rows, by);
                rows
            };
            self.of = Some((Arc::clone(found), by));
        }
        &self.rows
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

/// Dated and undated rows of an answer, each in time order.
fn rows_in_time(found: &Matching) -> (Vec<Row>, Vec<Row>) {
    let dated = found.rows.iter().map(|(row, _)| *row).collect();
    (dated, found.undated.clone())
}

fn in_time(mut dated: Vec<Row>, undated: Vec<Row>, descending: bool) -> Vec<Row> {
    if descending {
        dated.reverse();
    }
    dated.extend(undated);
    dated
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
        rows.iter()
            .map(|row| dataset.event(*row).id.0.clone())
            .collect()
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
