//! UCDP GED, the Georeferenced Event Dataset of the Uppsala Conflict Data Program, from version 5 on.
//!
//! `date_start` and `date_end` are bounds: the event happened at some time within them.

use crate::io::import::table::layout::{
    ActorRole, ActorRule, CategoryRule, Codes, Labels, Layout, MeasureRule, Radii, RadiusRule,
    SourceRule, TagForm, TagRule, TimeRule, Title,
};
use crate::model::table::TableSpec;

pub(super) const SUMMARY: &str = "UCDP GED: events of organized violence with at least one death, coded by hand from reports. Dates are bounds; the radius of a place follows from where_prec; deaths are best, low and high estimates.";

pub(super) const NEEDED: &[&str] = &[
    "id",
    "type_of_violence",
    "where_prec",
    "latitude",
    "longitude",
    "date_start",
    "date_end",
    "best",
];

/// `where_prec`. The codes name units, not distances; the radii are what such a unit takes as a rule.
const RADII: Radii = &[
    // The coordinates of the place itself, which is nearly always a named town or village.
    ("1", 5_000.0),
    // Near the place: up to some 25 km.
    ("2", 25_000.0),
    // The middle of a district.
    ("3", 50_000.0),
    // The middle of a province.
    ("4", 150_000.0),
    // A part of a country larger than a province, or a line such as a road or border.
    ("5", 250_000.0),
    // The middle of the country.
    ("6", 500_000.0),
    // Over water or in international airspace, estimated.
    ("7", 250_000.0),
];

const VIOLENCE: Codes = &[
    ("1", "state_based", "State-based conflict"),
    ("2", "non_state", "Non-state conflict"),
    ("3", "one_sided", "One-sided violence"),
];

/// Clarity 1 is the rule; 2 is said.
const CLARITY: Labels = &[("2", "lower event clarity")];

pub(super) fn layout(spec: &TableSpec) -> Layout {
    let col = |name: &str| spec.column_named(name);
    let tag = |name: &str, form| col(name).map(|col| TagRule { col, form });
    let side = |name: &str, role| {
        col(name).map(|col| ActorRule {
            col,
            is_list: false,
            role: ActorRole::Fixed(role),
        })
    };
    let measure = |name: &str, value: &str, low: Option<&str>, high: Option<&str>| {
        col(value).map(|value| MeasureRule {
            name: name.to_owned(),
            value,
            low: low.and_then(col),
            high: high.and_then(col),
        })
    };
    let time = match (col("date_start"), col("date_end")) {
        (Some(start), Some(end)) => TimeRule::Within(start, end),
        _ => TimeRule::Undated,
    };
    let title = ["dyad_name", "where_coordinates"];
    Layout {
        id: col("id"),
        has_number_ids: true,
        title: Title::Joined(title.into_iter().filter_map(col).collect()),
        time,
        lat: col("latitude"),
        lon: col("longitude"),
        radius: col("where_prec").map_or(RadiusRule::Unknown, |at| RadiusRule::Coded(at, RADII)),
        place: ["where_coordinates", "adm_2", "adm_1", "country"]
            .into_iter()
            .filter_map(col)
            .collect(),
        category: col("type_of_violence")
            .map_or(CategoryRule::None, |at| CategoryRule::Coded(at, VIOLENCE)),
        actors: [side("side_a", "side A"), side("side_b", "side B")]
            .into_iter()
            .flatten()
            .collect(),
        sources: SourceRule::Reports {
            office: col("source_office").or_else(|| col("source_original")),
            article: col("source_article"),
            date: col("source_date"),
            headline: col("source_headline"),
        },
        tags: [
            tag("conflict_name", TagForm::One),
            tag("dyad_name", TagForm::One),
            tag("event_clarity", TagForm::Coded(CLARITY)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        measures: [
            measure("deaths", "best", Some("low"), Some("high")),
            measure("civilian deaths", "deaths_civilians", None, None),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Layout::empty(spec)
    }
}
