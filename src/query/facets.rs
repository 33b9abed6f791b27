//! Facets: every value of a kind, with the number of matching events that have it.
//!
//! The counts of a facet follow the window and all other parts of the filter, but not the facet's own choice,
//! so that they say what a further click would give. Undated events count too, since the tray shows them.

use std::collections::BTreeMap;

use crate::model::filter::Filter;
use crate::model::place::PrecisionClass;
use crate::model::source::SourceId;
use crate::model::time::Window;
use crate::query::matching::{Facet, Tester};
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
}

/// Counts every facet of what matches.
pub fn facets(dataset: &Dataset, filter: &Filter, window: Window) -> Facets {
    let tester = Tester::new(filter);
    let counts = |row: Row, facet: Facet| {
        let in_time = dataset
            .time(row)
            .is_none_or(|time| filter.certainty.admits(time.membership(window)));
        in_time && tester.admits_but(dataset, row, facet)
    };
    let mut categories: Vec<FacetValue<usize>> = (0..dataset.categories().len())
        .map(|value| FacetValue { value, count: 0 })
        .collect();
    let mut actors = Tally::default();
    let mut sources = Tally::default();
    let mut tags = Tally::default();
    let mut precisions = Tally::default();
    for row in dataset.rows() {
        let event = dataset.event(row);
        if counts(row, Facet::Category) {
            categories[dataset.category_idx(row)].count += 1;
        }
        let hit = counts(row, Facet::Actor);
        actors.add_each(
            event.actors.iter().map(|claim| claim.value.name.clone()),
            hit,
        );
        let hit = counts(row, Facet::Source);
        sources.add_each(event.quotes.iter().map(|quote| quote.source.clone()), hit);
        let hit = counts(row, Facet::Tag);
        tags.add_each(event.tags.iter().cloned(), hit);
        let hit = counts(row, Facet::Precision);
        precisions.add_each([event.precision_class()], hit);
    }
    let mut precisions = precisions.into_values();
    precisions.sort_by_key(|entry| entry.value);
    Facets {
        categories,
        actors: actors.into_values(),
        sources: sources.into_values(),
        tags: tags.into_values(),
        precisions,
    }
}

/// Counts values: how often each occurs at all, and how often among what matches.
struct Tally<T> {
    counts: BTreeMap<T, (usize, usize)>,
}

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Self {
            counts: BTreeMap::new(),
        }
    }
}

impl<T: Ord> Tally<T> {
    /// Adds the values of one event, each once.
    fn add_each(&mut self, values: impl IntoIterator<Item = T>, hit: bool) {
        let values: std::collections::BTreeSet<T> = values.into_iter().collect();
        for value in values {
            let (all, matching) = self.counts.entry(value).or_default();
            *all += 1;
            *matching += usize::from(hit);
        }
    }

    fn into_values(self) -> Vec<FacetValue<T>> {
        let mut entries: Vec<_> = self.counts.into_iter().collect();
        // Stable: equal counts stay in the order of their values.
        entries.sort_by_key(|(_, (all, _))| std::cmp::Reverse(*all));
        entries
            .into_iter()
            .map(|(value, (_, count))| FacetValue { value, count })
            .collect()
    }
}
