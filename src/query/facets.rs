//! Facets: every value of a kind, with the number of matching events that have it.
//!
//! The counts of a facet follow the window and all other parts of the filter, but not the facet's own choice,
//! so that they say what a further click would give. Undated events count too, since the tray shows them.

use std::borrow::Cow;

use crate::model::filter::{CertaintyFilter, Filter};
use crate::model::place::PrecisionClass;
use crate::model::source::{Reliability, SourceId};
use crate::model::time::{Membership, Window};
use crate::query::passing::{Part, Passing};
use crate::query::window::{InWindow, in_window};
use crate::store::columns::Columns;
use crate::store::labels::Labels;
use crate::store::row_set::{Bits, RowSet, WORD_ROWS};
use crate::store::{Dataset, Row};

/// A value of a facet and how many events have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue<T> {
    pub value: T,
    pub count: usize,
}

/// All facets of the panel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By index into [`Dataset::categories`], in its order.
    pub categories: Vec<FacetValue<usize>>,
    /// Most frequent in the whole collection first, then by name.
    pub actors: Vec<FacetValue<String>>,
    pub sources: Vec<FacetValue<SourceId>>,
    pub tags: Vec<FacetValue<String>>,
    /// Classes that occur in the collection, from exact to vague.
    pub precisions: Vec<FacetValue<PrecisionClass>>,
    /// Grades of sources that occur in the collection, from A to F.
    pub reliabilities: Vec<FacetValue<Reliability>>,
}

/// Counts every facet of what matches.
pub fn facets(dataset: &Dataset, filter: &Filter, window: Window) -> Facets {
    let passing = Passing::new(dataset, filter);
    FacetTally::default().count(dataset, &passing, filter.certainty, window)
}

/// Counts of the facets, kept from one question to the next: only rows that come in or go out are looked at again.
#[derive(Debug, Default)]
pub struct FacetTally {
    categories: Tally,
    actors: Tally,
    sources: Tally,
    tags: Tally,
    precisions: Tally,
    reliabilities: Tally,
}

impl FacetTally {
    /// The counts for another question to the same snapshot.
    pub fn count(
        &mut self,
        dataset: &Dataset,
        passing: &Passing,
        certainty: CertaintyFilter,
        window: Window,
    ) -> Facets {
        let columns = dataset.columns();
        let in_time = in_time_or_undated(columns, certainty, window);
        let all = among(&in_time, passing.all_but(None).as_ref());
        // Most facets ask for nothing, and share one set.
        let but = |part| {
            if passing.asks(part) {
                Cow::Owned(among(&in_time, passing.all_but(Some(part)).as_ref()))
            } else {
                Cow::Borrowed(&all)
            }
        };
        let one = |idx: usize, add: &mut dyn FnMut(usize)| add(idx);
        let labels = |labels: &Labels, row: Row, add: &mut dyn FnMut(usize)| {
            for id in labels.of(row) {
                add(*id as usize);
            }
        };
        let Self {
            categories,
            actors,
            sources,
            tags,
            precisions,
            reliabilities,
        } = self;
        categories.move_to(
            &but(Part::Category),
            dataset.categories().len(),
            |row, add| {
                one(columns.category[row.0 as usize].into(), add);
            },
        );
        actors.move_to(&but(Part::Actor), columns.actors.n_names(), |row, add| {
            labels(&columns.actors, row, add);
        });
        sources.move_to(&but(Part::Source), columns.sources.n_names(), |row, add| {
            labels(&columns.sources, row, add);
        });
        tags.move_to(&but(Part::Tag), columns.tags.n_names(), |row, add| {
            labels(&columns.tags, row, add);
        });
        precisions.move_to(
            &but(Part::Precision),
            PrecisionClass::ALL.len(),
            |row, add| {
                one(columns.precision[row.0 as usize].into(), add);
            },
        );
        reliabilities.move_to(
            &but(Part::Reliability),
            Reliability::ALL.len(),
            |row, add| {
                for bit in Bits(columns.reliability[row.0 as usize].into()) {
                    add(bit as usize);
                }
            },
        );
        Facets {
            categories: categories.values(0..dataset.categories().len(), |idx| idx),
            actors: by_rank(actors, &columns.actors, str::to_owned),
            sources: by_rank(sources, &columns.sources, |id| SourceId(id.to_owned())),
            tags: by_rank(tags, &columns.tags, str::to_owned),
            precisions: precisions.values(
                (0..PrecisionClass::ALL.len()).filter(|idx| columns.has_precision[*idx]),
                |idx| PrecisionClass::ALL[idx],
            ),
            reliabilities: reliabilities.values(
                (0..Reliability::ALL.len()).filter(|idx| columns.has_reliability[*idx]),
                |idx| Reliability::ALL[idx],
            ),
        }
    }
}

fn by_rank<T>(tally: &Tally, labels: &Labels, make: impl Fn(&str) -> T) -> Vec<FacetValue<T>> {
    let ranking = labels.ranking().iter().map(|idx| *idx as usize);
    tally.values(ranking, |idx| make(labels.name(idx as u32)))
}

fn in_time_or_undated(columns: &Columns, certainty: CertaintyFilter, window: Window) -> RowSet {
    let InWindow { certain, possible } = in_window(columns, window);
    let mut rows = RowSet::empty(columns.len());
    rows.insert_range(columns.n_dated..columns.len());
    if certainty.admits(Membership::Certain) {
        rows.unite(&certain);
    }
    if certainty.admits(Membership::PossibleOnly) {
        rows.unite(&possible);
    }
    rows
}

fn among(rows: &RowSet, passing: Option<&RowSet>) -> RowSet {
    let mut among = rows.clone();
    if let Some(passing) = passing {
        among.intersect(passing);
    }
    among
}

/// The words in which either of two sets may hold a row.
fn either_filled(a: &RowSet, b: &RowSet) -> std::ops::Range<usize> {
    let (a, b) = (a.filled(), b.filled());
    if a.is_empty() || b.is_empty() {
        return if a.is_empty() { b } else { a };
    }
    a.start.min(b.start)..a.end.max(b.end)
}

/// How many rows of a set have each value.
#[derive(Debug, Default)]
struct Tally {
    of: RowSet,
    counts: Vec<i64>,
}

impl Tally {
    /// Counts another set: by its difference from the last, or anew where that is less work.
    fn move_to(
        &mut self,
        rows: &RowSet,
        n_values: usize,
        mut values_of: impl FnMut(Row, &mut dyn FnMut(usize)),
    ) {
        let n_changed: usize = if self.of.n_rows() == rows.n_rows() {
            either_filled(&self.of, rows)
                .map(|idx| (self.of.words()[idx] ^ rows.words()[idx]).count_ones() as usize)
                .sum()
        } else {
            usize::MAX
        };
        if n_changed > rows.len() {
            self.of = RowSet::empty(rows.n_rows());
            self.counts = vec![0; n_values];
        }
        let counts = &mut self.counts;
        for idx in either_filled(&self.of, rows) {
            let (before, now) = (self.of.words()[idx], rows.words()[idx]);
            for bit in Bits(before ^ now) {
                let row = Row((idx * WORD_ROWS) as u32 + bit);
                let change = if now >> bit & 1 == 1 { 1 } else { -1 };
                values_of(row, &mut |value| counts[value] += change);
            }
        }
        self.of.clone_from(rows);
    }

    fn values<T>(
        &self,
        order: impl Iterator<Item = usize>,
        make: impl Fn(usize) -> T,
    ) -> Vec<FacetValue<T>> {
        order
            .map(|idx| FacetValue {
                value: make(idx),
                count: usize::try_from(self.counts[idx]).unwrap_or_default(),
            })
            .collect()
    }
}
