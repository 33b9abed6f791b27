//! The active filter as one sentence in plain words: on screen, in every picture and in every export.

use std::collections::HashMap;

use crate::model::filter::{CertaintyFilter, Filter, NumberRange};
use crate::model::number::grouped;
use crate::model::source::{Source, SourceId};
use crate::model::time::{Window, Zone};
use crate::query::known::{known_words, not_yet_words};
use crate::query::matching::Counts;
use crate::store::Dataset;

/// `Air strike or Withdrawal, 11–15 Dec 2016 (Damascus time), certain only, containing “tank”`;
/// by the wall clock of `zone`.
pub fn filter_sentence(dataset: &Dataset, filter: &Filter, window: Window, zone: Zone) -> String {
    let mut parts = vec![what(dataset, filter)];
    // A collection without any date is looked at through no window.
    if dataset.extent().is_some() {
        parts.push(format!(
            "{} ({})",
            known_words(dataset, window, zone),
            zone.spoken_name()
        ));
    }
    if filter.certainty != CertaintyFilter::Both {
        parts.push(filter.certainty.label().to_owned());
    }
    let text = filter.text.trim();
    if !text.is_empty() {
        parts.push(format!("containing “{text}”"));
    }
    if filter.bounds.is_some() {
        parts.push(String::from("inside the box"));
    }
    if filter.lasso.is_some() {
        parts.push(String::from("inside the lasso"));
    }
    parts.join(", ")
}

/// The facets in words, without time: `Air strike or Withdrawal, with ISIS`.
fn what(dataset: &Dataset, filter: &Filter) -> String {
    let list = |values: Vec<String>| values.join(" or ");
    let mut words = if filter.categories.is_empty() {
        String::from("All events")
    } else {
        list(
            filter
                .categories
                .iter()
                .map(|id| {
                    dataset
                        .collection()
                        .category(id)
                        .map_or_else(|| id.0.clone(), |category| category.label.clone())
                })
                .collect(),
        )
    };
    let mut add = |before: &str, values: Vec<String>| {
        if !values.is_empty() {
            words.push_str(before);
            words.push_str(&list(values));
        }
    };
    add(" with ", filter.actors.iter().cloned().collect());
    add(
        " from ",
        filter
            .sources
            .iter()
            .map(|id| source_name(dataset, id))
            .collect(),
    );
    add(" tagged ", filter.tags.iter().cloned().collect());
    add(
        ", place known as ",
        filter
            .precisions
            .iter()
            .map(|class| class.label().to_lowercase())
            .collect(),
    );
    add(
        ", from sources graded ",
        filter
            .reliabilities
            .iter()
            .map(|grade| grade.letter().to_owned())
            .collect(),
    );
    let ranges = filter.measures.iter();
    let ranges = ranges.map(|(name, range)| format!(", {name} {}", range_words(*range)));
    words + &ranges.collect::<String>()
}

/// `at least 5`, `5 to 20`, `at most 20`; `known` where any number will do.
pub fn range_words(range: NumberRange) -> String {
    let NumberRange { min, max } = range;
    match (min.is_finite(), max.is_finite()) {
        (true, true) if min == max => format!("{min}"),
        (true, true) => format!("{min} to {max}"),
        (true, false) => format!("at least {min}"),
        (false, true) => format!("at most {max}"),
        (false, false) => String::from("known"),
    }
}

/// A source's publisher, else its title, else its id.
pub fn source_name(dataset: &Dataset, id: &SourceId) -> String {
    name_of(dataset.collection().source(id), id)
}

fn name_of(source: Option<&Source>, id: &SourceId) -> String {
    source.map_or_else(
        || id.0.clone(),
        |source| {
            source
                .publisher
                .clone()
                .unwrap_or_else(|| source.title.clone())
        },
    )
}

/// The sources by their ids, for whoever wants the names of many.
pub struct SourceNames<'a>(HashMap<&'a SourceId, &'a Source>);

impl<'a> SourceNames<'a> {
    pub fn of(dataset: &'a Dataset) -> Self {
        let sources = dataset.collection().sources.iter();
        Self(sources.map(|source| (&source.id, source)).collect())
    }

    /// As [`source_name`] gives it.
    pub fn name(&self, id: &SourceId) -> String {
        name_of(self.0.get(id).copied(), id)
    }
}

/// What is shown and what is not, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountsWords {
    /// `37 of 412 shown`
    pub shown: String,
    /// `2 not yet reported`, where time means another thing than when events happened.
    pub not_yet: Option<String>,
    /// `30 certain, 7 possible`
    pub membership: String,
    /// `5 undated`
    pub undated: String,
    /// `3`
    pub unlocated: String,
    /// `, 1 beyond the map's edge`, where there are such.
    pub off_map: String,
}

/// The counts that every surface says.
pub fn counts_words(counts: Counts) -> CountsWords {
    let Counts {
        clock,
        total,
        matching,
        certain,
        possible,
        undated,
        not_yet,
        unlocated,
        off_map,
    } = counts;
    let off_map = match off_map {
        0 => String::new(),
        n => format!(", {} beyond the map's edge", grouped(n as u64)),
    };
    let [total, matching, certain, possible, undated, unlocated] =
        [total, matching, certain, possible, undated, unlocated].map(|n| grouped(n as u64));
    CountsWords {
        shown: format!("{matching} of {total} shown"),
        not_yet: not_yet_words(clock, not_yet),
        membership: format!("{certain} certain, {possible} possible"),
        undated: format!("{undated} {}", clock.undated()),
        unlocated,
        off_map,
    }
}

/// `37 of 412 shown: 30 certain, 7 possible; 5 undated, 3 unlocated`.
pub fn counts_sentence(counts: Counts) -> String {
    let CountsWords {
        shown,
        not_yet,
        membership,
        undated,
        unlocated,
        off_map,
    } = counts_words(counts);
    let not_yet = not_yet.map_or_else(String::new, |words| format!("; {words}"));
    format!("{shown}: {membership}; {undated}, {unlocated} unlocated{off_map}{not_yet}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::{Bounds, LatLon, Ring};
    use crate::model::source::Reliability;

    #[test]
    fn every_part_of_a_filter_is_said() {
        let at = LatLon { lat: 1.0, lon: 2.0 };
        let range = |min, max| NumberRange { min, max };
        let filter = Filter {
            reliabilities: [Reliability::A, Reliability::B].into(),
            measures: [
                (String::from("killed"), range(5.0, 20.0)),
                (String::from("tanks"), range(0.5, f64::INFINITY)),
            ]
            .into(),
            bounds: Some(Bounds::of_point(at)),
            lasso: Ring::new(vec![at; 3]),
            text: String::from("tank"),
            ..Filter::default()
        };
        let empty = Dataset::new(
            crate::model::collection::Collection::default(),
            crate::store::Origin::default(),
        );
        assert_eq!(
            filter_sentence(&empty, &filter, Window::ALL, Zone::default()),
            "All events, from sources graded A or B, killed 5 to 20, tanks at least 0.5, containing “tank”, \
             inside the box, inside the lasso"
        );
        assert_eq!(range_words(range(f64::NEG_INFINITY, 3.0)), "at most 3");
        assert_eq!(range_words(range(3.0, 3.0)), "3");
    }
}
