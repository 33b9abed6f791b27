//! Which events match: the one definition that window, command line and exports share.

use crate::model::event::Event;
use crate::model::filter::Filter;
use crate::model::fold::fold;
use crate::model::time::{Membership, Window};
use crate::store::{Dataset, Row};

/// The answer: the rows that match, and a count of everything else, so that nothing is left out silently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// Certain and possible rows that the filter admits, in time order.
    pub rows: Vec<(Row, Membership)>,
    /// Undated rows that pass everything but the window.
    pub undated: Vec<Row>,
    pub counts: Counts,
}

/// How many events are what. An undated event is in no window, so it is never among `matching`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
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
    /// Without a place, and passing all but the box; in the window, or undated.
    pub unlocated: usize,
}

/// Everything that matches `filter` in `window`.
pub fn matching(dataset: &Dataset, filter: &Filter, window: Window) -> Matching {
    let tester = Tester::new(filter);
    let mut answer = Matching::default();
    answer.counts.total = dataset.len();
    for row in dataset.rows() {
        if !tester.admits_but_time_and_place(dataset, row) {
            continue;
        }
        let membership = dataset.time(row).map(|time| time.membership(window));
        let in_time = membership.is_none_or(|membership| filter.certainty.admits(membership));
        if dataset.anchor(row).is_none() && in_time {
            answer.counts.unlocated += 1;
        }
        if !tester.admits_place(dataset, row) {
            continue;
        }
        match membership {
            None => answer.undated.push(row),
            Some(Membership::Outside) => {}
            Some(membership) => {
                match membership {
                    Membership::Certain => answer.counts.certain += 1,
                    _ => answer.counts.possible += 1,
                }
                if in_time {
                    answer.rows.push((row, membership));
                }
            }
        }
    }
    answer.counts.matching = answer.rows.len();
    answer.counts.undated = answer.undated.len();
    answer
}

/// A filter prepared for many rows.
pub struct Tester<'a> {
    filter: &'a Filter,
    words: Vec<String>,
}

/// A part of a filter that one facet owns, and that is left out when that facet counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    Category,
    Actor,
    Source,
    Tag,
    Precision,
}

impl<'a> Tester<'a> {
    pub fn new(filter: &'a Filter) -> Self {
        Self {
            filter,
            words: fold(&filter.text)
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Whether the row passes everything but the window.
    pub fn admits_but_time(&self, dataset: &Dataset, row: Row) -> bool {
        self.admits_but_time_and_place(dataset, row) && self.admits_place(dataset, row)
    }

    fn admits_but_time_and_place(&self, dataset: &Dataset, row: Row) -> bool {
        self.admits_facets(dataset, row, None) && self.admits_text(dataset, row)
    }

    /// Whether the row passes everything but the window and one facet.
    pub fn admits_but(&self, dataset: &Dataset, row: Row, left_out: Facet) -> bool {
        self.admits_facets(dataset, row, Some(left_out))
            && self.admits_text(dataset, row)
            && self.admits_place(dataset, row)
    }

    fn admits_facets(&self, dataset: &Dataset, row: Row, left_out: Option<Facet>) -> bool {
        let event = dataset.event(row);
        let asks = |facet, is_empty: bool| !is_empty && left_out != Some(facet);
        let Filter {
            categories,
            actors,
            sources,
            tags,
            precisions,
            ..
        } = self.filter;
        (!asks(Facet::Category, categories.is_empty())
            || event
                .category
                .as_ref()
                .is_some_and(|id| categories.contains(id)))
            && (!asks(Facet::Actor, actors.is_empty())
                || event
                    .actors
                    .iter()
                    .any(|claim| actors.contains(&claim.value.name)))
            && (!asks(Facet::Source, sources.is_empty())
                || event
                    .quotes
                    .iter()
                    .any(|quote| sources.contains(&quote.source)))
            && (!asks(Facet::Tag, tags.is_empty())
                || event.tags.iter().any(|tag| tags.contains(tag)))
            && (!asks(Facet::Precision, precisions.is_empty())
                || precisions.contains(&Event::precision_class(event)))
    }

    fn admits_text(&self, dataset: &Dataset, row: Row) -> bool {
        self.words
            .iter()
            .all(|word| dataset.text(row).contains(word.as_str()))
    }

    fn admits_place(&self, dataset: &Dataset, row: Row) -> bool {
        self.filter
            .bounds
            .is_none_or(|bounds| dataset.anchor(row).is_some_and(|at| bounds.contains(at)))
    }
}
