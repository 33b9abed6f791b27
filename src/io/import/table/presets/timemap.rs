//! `TimeMap` of Forensic Architecture: the events sheet of its spreadsheets, as datasheet-server reads it.
//!
//! A column whose name ends in a number is one of a family: `source1`, `source2`, `association1`. Sources and associations
//! stand there by their ids; the sheets that say more of them are other files.

use crate::io::import::table::layout::{
    CategoryRule, Col, Layout, ListedSources, SourceRule, TagForm, TagRule, TimeRule, Title,
};
use crate::model::table::TableSpec;

pub(super) const SUMMARY: &str = "TimeMap: events of an investigation, one moment and one place each. How exact they are is not said. Sources and associations stand by their ids, since their sheets are not part of this table.";

/// Older sheets say `desc`, `lat` and `long`.
pub(super) const NEEDED: &[&str] = &["date", "description", "latitude", "longitude"];

/// What tells an events sheet from any table with a date and a place: columns that nothing else has.
const TELLING: [&str; 6] = [
    "associations",
    "association1",
    "category_full",
    "time_display",
    "narrative___stepstyles",
    "narrative1",
];

/// Columns whose values are labels, one or several.
const LABELS: [&str; 4] = ["association", "filter", "tag", "narrative"];

/// Whether the columns are those of an events sheet beyond doubt.
pub(super) fn is_told_by(names: &[String]) -> bool {
    let has = |telling: &&str| {
        names
            .iter()
            .any(|name| name.trim().eq_ignore_ascii_case(telling))
    };
    TELLING.iter().any(has)
}

pub(super) fn layout(spec: &TableSpec) -> Layout {
    let col = |name: &str| spec.column_named(name);
    let first = |names: &[&str]| names.iter().find_map(|name| spec.column_named(name));
    let time = match (col("date"), col("time")) {
        (Some(date), Some(clock)) => TimeRule::AtClock(date, clock),
        (Some(date), None) => TimeRule::At(date),
        _ => TimeRule::Undated,
    };
    let sources = family(spec, "source");
    let label = |col| TagRule {
        col,
        form: TagForm::List,
    };
    Layout {
        id: col("id"),
        title: Title::Column(col("title")),
        summary: first(&["description", "desc"]),
        time,
        lat: first(&["latitude", "lat"]),
        lon: first(&["longitude", "long", "lng"]),
        place: col("location").into_iter().collect(),
        category: first(&["category", "category_full", "type"])
            .map_or(CategoryRule::None, CategoryRule::Column),
        sources: if sources.is_empty() {
            SourceRule::None
        } else {
            SourceRule::Lists
        },
        listed: ListedSources {
            names: sources,
            quote: None,
        },
        tags: LABELS
            .into_iter()
            .flat_map(|name| family(spec, name))
            .map(label)
            .collect(),
        ..Layout::empty(spec)
    }
}

/// The columns of a family: `source`, `sources`, `source1`, `source 2`.
fn family(spec: &TableSpec, name: &str) -> Vec<Col> {
    let is_of = |column: &str| {
        let column = column.trim().to_ascii_lowercase();
        let rest = column
            .strip_prefix(name)
            .map(|rest| rest.trim_matches([' ', '_']));
        rest.is_some_and(|rest| rest == "s" || rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let columns = spec.columns.iter().enumerate();
    columns
        .filter(|(_, column)| is_of(&column.name))
        .map(|(col, _)| col)
        .collect()
}
