//! The active filter as one sentence in plain words: on screen, in every picture and in every export.

use crate::model::filter::{CertaintyFilter, Filter};
use crate::model::time::Window;
use crate::query::matching::Counts;
use crate::query::words::window_words;
use crate::store::Dataset;

/// `Air strike or Withdrawal, 11–15 Dec 2016 (Damascus time), certain only, containing “tank”`.
pub fn filter_sentence(dataset: &Dataset, filter: &Filter, window: Window) -> String {
    let zone = dataset.zone();
    let mut parts = vec![what(dataset, filter)];
    // A collection without any date is looked at through no window.
    if dataset.extent().is_some() {
        parts.push(format!(
            "{} ({})",
            window_words(window, zone),
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
        parts.push(String::from("within a box on the map"));
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
    words
}

/// A source's publisher, else its title, else its id.
pub fn source_name(dataset: &Dataset, id: &crate::model::source::SourceId) -> String {
    dataset.collection().source(id).map_or_else(
        || id.0.clone(),
        |source| {
            source
                .publisher
                .clone()
                .unwrap_or_else(|| source.title.clone())
        },
    )
}

/// `37 of 412 shown: 30 certain, 7 possible; 5 undated, 3 unlocated`.
pub fn counts_sentence(counts: Counts) -> String {
    let Counts {
        total,
        matching,
        certain,
        possible,
        undated,
        unlocated,
        off_map,
    } = counts;
    let off_map = match off_map {
        0 => String::new(),
        n => format!(", {n} beyond the map's edge"),
    };
    format!(
        "{matching} of {total} shown: {certain} certain, {possible} possible; {undated} undated, {unlocated} unlocated{off_map}"
    )
}
