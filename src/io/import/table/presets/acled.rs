//! ACLED, the Armed Conflict Location and Event Data project: its exports of before and after March 2023.

use crate::io::import::table::layout::{
    ActorRole, ActorRule, CategoryRule, Labels, Layout, ListedSources, MeasureRule, Radii,
    RadiusRule, SourceRule, TagForm, TagRule, TimeRule, Title,
};
use crate::model::table::TableSpec;

pub(super) const SUMMARY: &str = "ACLED: political violence and protest, coded by hand from reports. The day, week or month of an event follows from time_precision, the radius of its place from geo_precision. Actor 1 and actor 2 do not say who attacked whom.";

pub(super) const NEEDED: &[&str] = &[
    "event_id_cnty",
    "event_date",
    "event_type",
    "latitude",
    "longitude",
    "time_precision",
    "geo_precision",
];

/// `geo_precision`.
const RADII: Radii = &[
    // The town itself.
    ("1", 5_000.0),
    // A small part of a region, or near a town.
    ("2", 25_000.0),
    // A larger region, coded to a natural place or the provincial capital.
    ("3", 100_000.0),
];

/// `inter1` and `inter2`; newer exports write the words.
const KINDS: Labels = &[
    ("1", "state forces"),
    ("2", "rebel group"),
    ("3", "political militia"),
    ("4", "identity militia"),
    ("5", "rioters"),
    ("6", "protesters"),
    ("7", "civilians"),
    ("8", "external or other forces"),
];

pub(super) fn layout(spec: &TableSpec) -> Layout {
    let col = |name: &str| spec.column_named(name);
    let tag = |name: &str, form| col(name).map(|col| TagRule { col, form });
    let actor = |name: &str, kind: &str| {
        col(name).map(|at| ActorRule {
            col: at,
            is_list: false,
            role: col(kind).map_or(ActorRole::Unsaid, |kind| ActorRole::Coded(kind, KINDS)),
        })
    };
    let associate = |name: &str, role| {
        col(name).map(|col| ActorRule {
            col,
            is_list: true,
            role: ActorRole::Fixed(role),
        })
    };
    let time = match (col("event_date"), col("time_precision")) {
        (Some(date), Some(code)) => TimeRule::DayWeekMonth(date, code),
        (Some(date), None) => TimeRule::At(date),
        _ => TimeRule::Undated,
    };
    let title = ["sub_event_type", "location"];
    Layout {
        id: col("event_id_cnty"),
        title: Title::Joined(title.into_iter().filter_map(col).collect()),
        summary: col("notes"),
        time,
        lat: col("latitude"),
        lon: col("longitude"),
        radius: col("geo_precision").map_or(RadiusRule::Unknown, |at| RadiusRule::Coded(at, RADII)),
        place: ["location", "admin3", "admin2", "admin1", "country"]
            .into_iter()
            .filter_map(col)
            .collect(),
        category: col("event_type").map_or(CategoryRule::None, CategoryRule::Column),
        actors: [
            actor("actor1", "inter1"),
            associate("assoc_actor_1", "associated with actor 1"),
            actor("actor2", "inter2"),
            associate("assoc_actor_2", "associated with actor 2"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        sources: SourceRule::Lists,
        listed: ListedSources {
            names: col("source").into_iter().collect(),
            quote: None,
        },
        tags: [
            tag("sub_event_type", TagForm::One),
            tag("disorder_type", TagForm::List),
            tag("civilian_targeting", TagForm::One),
            tag("tags", TagForm::List),
        ]
        .into_iter()
        .flatten()
        .collect(),
        measures: col("fatalities")
            .into_iter()
            .map(|value| MeasureRule {
                name: String::from("fatalities"),
                value,
                low: None,
                high: None,
            })
            .collect(),
        ..Layout::empty(spec)
    }
}
