//! The last answers, one of each kind, computed when asked for and kept until their question changes.

use std::sync::Arc;

use crate::model::filter::{CertaintyFilter, Filter};
use crate::model::time::{Timestamp, Window};
use crate::query::claims::{Contradiction, contradictions};
use crate::query::coverage::Coverage;
use crate::query::facets::{FacetTally, Facets};
use crate::query::histogram::{Histogram, histogram};
use crate::query::matching::{Matching, matching_among};
use crate::query::origins::Origins;
use crate::query::passing::Passing;
use crate::store::Dataset;
use crate::store::row_set::RowSet;

/// Remembers the last answer to each question. A new snapshot forgets them all.
#[derive(Default)]
pub struct Derived {
    /// The snapshot that the answers are of.
    of: Option<Arc<Dataset>>,
    passing: Memo<Filter, Passing>,
    matching: Memo<(Filter, Window), Matching>,
    facets: Memo<(Filter, Window), Facets>,
    tally: FacetTally,
    timed: Memo<Filter, RowSet>,
    histogram: Memo<(Filter, Vec<Timestamp>), Histogram>,
    origins: Memo<(), Origins>,
    contradictions: Memo<(), Vec<Contradiction>>,
    coverage: Memo<(), Coverage>,
}

impl Derived {
    /// What matches in the window.
    pub fn matching(
        &mut self,
        dataset: &Arc<Dataset>,
        filter: &Filter,
        window: Window,
    ) -> Arc<Matching> {
        let passing = self.passing(dataset, filter);
        self.matching.get((filter.clone(), window), || {
            matching_among(dataset, &passing, filter.certainty, window)
        })
    }

    /// Facet values and their counts.
    pub fn facets(
        &mut self,
        dataset: &Arc<Dataset>,
        filter: &Filter,
        window: Window,
    ) -> Arc<Facets> {
        let passing = self.passing(dataset, filter);
        let tally = &mut self.tally;
        self.facets.get((filter.clone(), window), || {
            tally.count(dataset, &passing, filter.certainty, window)
        })
    }

    /// Dated rows that pass everything but the window: what the timeline draws.
    pub fn timed(&mut self, dataset: &Arc<Dataset>, filter: &Filter) -> Arc<RowSet> {
        let passing = self.passing(dataset, filter);
        self.timed.get(without_certainty(filter), || {
            let columns = dataset.columns();
            let mut dated = RowSet::empty(columns.len());
            dated.insert_range(0..columns.n_dated);
            if let Some(passing) = passing.all_but(None) {
                dated.intersect(&passing);
            }
            dated
        })
    }

    /// The histogram of [`Self::timed`] over the given edges.
    pub fn histogram(
        &mut self,
        dataset: &Arc<Dataset>,
        filter: &Filter,
        edges: Vec<Timestamp>,
    ) -> Arc<Histogram> {
        let rows = self.timed(dataset, filter);
        let key = (without_certainty(filter), edges.clone());
        self.histogram.get(key, || histogram(dataset, &rows, edges))
    }

    /// Which sources repeat which.
    pub fn origins(&mut self, dataset: &Arc<Dataset>) -> Arc<Origins> {
        self.forget_if_other(dataset);
        self.origins
            .get((), || Origins::of(&dataset.collection().sources))
    }

    /// All contradictions of the collection, in time order.
    pub fn contradictions(&mut self, dataset: &Arc<Dataset>) -> Arc<Vec<Contradiction>> {
        let origins = self.origins(dataset);
        self.contradictions
            .get((), || contradictions(dataset, &origins))
    }

    /// How many sources report on each day.
    pub fn coverage(&mut self, dataset: &Arc<Dataset>) -> Arc<Coverage> {
        self.forget_if_other(dataset);
        self.coverage.get((), || Coverage::of(dataset))
    }

    fn passing(&mut self, dataset: &Arc<Dataset>, filter: &Filter) -> Arc<Passing> {
        self.forget_if_other(dataset);
        let key = without_certainty(filter);
        self.passing.get(key, || Passing::new(dataset, filter))
    }

    fn forget_if_other(&mut self, dataset: &Arc<Dataset>) {
        if !self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, dataset)) {
            *self = Self {
                of: Some(Arc::clone(dataset)),
                ..Self::default()
            };
        }
    }
}

/// What passes does not depend on the certainty that is asked for.
fn without_certainty(filter: &Filter) -> Filter {
    Filter {
        certainty: CertaintyFilter::default(),
        ..filter.clone()
    }
}

/// One remembered answer and its question.
struct Memo<K, V> {
    last: Option<(K, Arc<V>)>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { last: None }
    }
}

impl<K: PartialEq, V> Memo<K, V> {
    fn get(&mut self, key: K, compute: impl FnOnce() -> V) -> Arc<V> {
        match &self.last {
            Some((last_key, value)) if *last_key == key => Arc::clone(value),
            _ => {
                let value = Arc::new(compute());
                self.last = Some((key, Arc::clone(&value)));
                value
            }
        }
    }
}
