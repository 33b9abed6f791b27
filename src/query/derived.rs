//! The last answers, one of each kind, computed when asked for and kept until their question changes.

use std::sync::Arc;

use crate::model::filter::Filter;
use crate::model::time::{Timestamp, Window};
use crate::query::facets::{Facets, facets};
use crate::query::histogram::{Histogram, histogram};
use crate::query::matching::{Matching, Tester, matching};
use crate::store::{Dataset, Row};

/// Remembers the last answer to each question. A new snapshot forgets them all.
#[derive(Default)]
pub struct Derived {
    /// The snapshot that the answers are of.
    of: Option<Arc<Dataset>>,
    matching: Memo<(Filter, Window), Matching>,
    facets: Memo<(Filter, Window), Facets>,
    timed: Memo<Filter, Vec<Row>>,
    histogram: Memo<(Filter, Vec<Timestamp>), Histogram>,
}

impl Derived {
    /// What matches in the window.
    pub fn matching(
        &mut self,
        dataset: &Arc<Dataset>,
        filter: &Filter,
        window: Window,
    ) -> Arc<Matching> {
        self.forget_if_other(dataset);
        self.matching.get((filter.clone(), window), || {
            matching(dataset, filter, window)
        })
    }

    /// Facet values and their counts.
    pub fn facets(
        &mut self,
        dataset: &Arc<Dataset>,
        filter: &Filter,
        window: Window,
    ) -> Arc<Facets> {
        self.forget_if_other(dataset);
        self.facets
            .get((filter.clone(), window), || facets(dataset, filter, window))
    }

    /// Dated rows that pass everything but the window: what the timeline draws.
    pub fn timed(&mut self, dataset: &Arc<Dataset>, filter: &Filter) -> Arc<Vec<Row>> {
        self.forget_if_other(dataset);
        self.timed.get(filter.clone(), || {
            let tester = Tester::new(filter);
            dataset
                .rows()
                .filter(|row| dataset.time(*row).is_some() && tester.admits_but_time(dataset, *row))
                .collect()
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
        self.histogram.get((filter.clone(), edges.clone()), || {
            histogram(dataset, rows.iter().copied(), edges)
        })
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
