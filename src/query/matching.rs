//! Which events match: the one definition that window, command line and exports share.

use crate::model::clock::Clock;
use crate::model::filter::{CertaintyFilter, Filter};
use crate::model::time::{Membership, Window};
use crate::query::passing::{Part, Passing};
use crate::query::window::in_window;
use crate::store::columns::Columns;
use crate::store::row_set::RowSet;
use crate::store::{Dataset, Row};

/// The answer: the rows that match, and a count of everything else, so that nothing is left out silently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// Rows that match and are certainly in the window.
    pub certain: RowSet,
    /// Rows that match and are only possibly in the window.
    pub possible: RowSet,
    /// Undated rows that pass everything but the window.
    pub undated: RowSet,
    /// All of these; undated rows come last.
    pub shown: RowSet,
    pub counts: Counts,
}

/// How many events are what. An undated event is in no window, so it is never among `matching`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The clock by which the window is meant.
    pub clock: Clock,
    /// All events of the collection.
    pub total: usize,
    /// Those that match: certain plus possible, or one of them if the filter says so.
    pub matching: usize,
    /// Certainly in the window.
    pub certain: usize,
    /// Only possibly in the window.
    pub possible: usize,
    /// Without a date, and passing all but the window.
    pub undated: usize,
    /// By another clock than that of what happened: passing all but the window, and after it, so not known then.
    pub not_yet: usize,
    /// Without a place, and passing all but the box; in the window, or undated.
    pub unlocated: usize,
    /// Shown, and too near a pole for this map.
    pub off_map: usize,
}

impl Matching {
    /// The rows that match, in time order; the undated ones are not among them.
    pub fn rows(&self) -> impl Iterator<Item = (Row, Membership)> + '_ {
        self.shown
            .rows()
            .take(self.counts.matching)
            .map(|row| (row, self.membership(row)))
    }

    /// How a row that is shown lies in the window; undated ones lie outside of it.
    pub fn membership(&self, row: Row) -> Membership {
        if self.certain.contains(row) {
            Membership::Certain
        } else if self.possible.contains(row) {
            Membership::PossibleOnly
        } else {
            Membership::Outside
        }
    }
}

/// Everything that matches `filter` in `window`.
pub fn matching(dataset: &Dataset, filter: &Filter, window: Window) -> Matching {
    let passing = Passing::new(dataset, filter);
    matching_among(dataset, &passing, filter.certainty, window)
}

/// Likewise, with what passes the filter known.
pub fn matching_among(
    dataset: &Dataset,
    passing: &Passing,
    certainty: CertaintyFilter,
    window: Window,
) -> Matching {
    let columns = dataset.columns();
    let found = in_window(columns, window);
    let (mut certain, mut possible) = (found.certain, found.possible);
    let mut undated = undated_rows(columns);

    let elsewhere = passing
        .asks(Part::Place)
        .then(|| passing.all_but(Some(Part::Place)));
    let mut without_place = columns.unlocated.clone();
    let mut in_time = undated.clone();
    for (set, membership) in [
        (&certain, Membership::Certain),
        (&possible, Membership::PossibleOnly),
    ] {
        if certainty.admits(membership) {
            in_time.unite(set);
        }
    }
    without_place.intersect(&in_time);
    let passes = passing.all_but(None);
    if let Some(passes) = elsewhere.as_ref().map_or(passes.as_ref(), Option::as_ref) {
        without_place.intersect(passes);
    }
    if let Some(passes) = &passes {
        for set in [&mut certain, &mut possible, &mut undated] {
            set.intersect(passes);
        }
    }
    let mut counts = Counts {
        clock: dataset.clock(),
        total: dataset.len(),
        not_yet: not_yet(dataset, passes.as_ref(), window),
        certain: certain.len(),
        possible: possible.len(),
        undated: undated.len(),
        unlocated: without_place.len(),
        ..Counts::default()
    };
    if !certainty.admits(Membership::Certain) {
        certain = RowSet::empty(columns.len());
    }
    if !certainty.admits(Membership::PossibleOnly) {
        possible = RowSet::empty(columns.len());
    }
    let mut shown = certain.clone();
    shown.unite(&possible);
    counts.matching = shown.len();
    shown.unite(&undated);
    let mut off_map = columns.off_map.clone();
    off_map.intersect(&shown);
    counts.off_map = off_map.len();
    Matching {
        certain,
        possible,
        undated,
        shown,
        counts,
    }
}

/// How many rows that pass came after the window for certain; by the clock of what happened nobody asks.
fn not_yet(dataset: &Dataset, passes: Option<&RowSet>, window: Window) -> usize {
    if dataset.clock() == Clock::Happened {
        return 0;
    }
    let columns = dataset.columns();
    let froms = columns.from[..columns.n_dated].iter().enumerate();
    froms
        .filter(|(_, from)| **from >= window.to.0)
        .filter(|(idx, _)| passes.is_none_or(|passes| passes.contains(Row(*idx as u32))))
        .count()
}

fn undated_rows(columns: &Columns) -> RowSet {
    let mut undated = RowSet::empty(columns.len());
    undated.insert_range(columns.n_dated..columns.len());
    undated
}
