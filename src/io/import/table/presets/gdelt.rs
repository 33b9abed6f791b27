//! GDELT events, version 1 (57 or 58 columns) and 2 (61 columns): tabs, no header, no quoting.
//!
//! A machine codes what news say; the counts are mentions. That is said wherever the data is shown.

use crate::io::import::table::layout::{
    ActorRole, ActorRule, CategoryRule, Codes, Layout, MeasureRule, Radii, RadiusRule, SourceRule,
    TagForm, TagRule, TimeRule, Title,
};
use crate::model::table::TableSpec;

pub(super) const NOTE: &str = "GDELT counts mentions in news, not verified events: a machine read what happened, who did it and where from the texts";

pub(super) const SUMMARY: &str = "GDELT counts mentions in news, not verified events: a machine read what happened, who did it and where from the texts. The radius of a place follows from ActionGeo_Type.";

pub(super) const NEEDED: &[&str] = &[
    "GLOBALEVENTID",
    "SQLDATE",
    "EventRootCode",
    "ActionGeo_Type",
    "ActionGeo_Lat",
    "ActionGeo_Long",
];

/// `ActionGeo_Type`. 1, 2 and 5 are the middle of a unit.
const RADII: Radii = &[
    // The middle of a country.
    ("1", 500_000.0),
    // The middle of a state of the USA.
    ("2", 300_000.0),
    // A city or landmark, in the USA and elsewhere, as a machine matched its name.
    ("3", 15_000.0),
    ("4", 15_000.0),
    // The middle of a province.
    ("5", 150_000.0),
];

/// CAMEO root codes.
pub(super) const ROOTS: Codes = &[
    ("01", "01", "Make public statement"),
    ("02", "02", "Appeal"),
    ("03", "03", "Express intent to cooperate"),
    ("04", "04", "Consult"),
    ("05", "05", "Engage in diplomatic cooperation"),
    ("06", "06", "Engage in material cooperation"),
    ("07", "07", "Provide aid"),
    ("08", "08", "Yield"),
    ("09", "09", "Investigate"),
    ("10", "10", "Demand"),
    ("11", "11", "Disapprove"),
    ("12", "12", "Reject"),
    ("13", "13", "Threaten"),
    ("14", "14", "Protest"),
    ("15", "15", "Exhibit force posture"),
    ("16", "16", "Reduce relations"),
    ("17", "17", "Coerce"),
    ("18", "18", "Assault"),
    ("19", "19", "Fight"),
    ("20", "20", "Use unconventional mass violence"),
];

const QUAD_CLASSES: &[(&str, &str)] = &[
    ("1", "verbal cooperation"),
    ("2", "material cooperation"),
    ("3", "verbal conflict"),
    ("4", "material conflict"),
];

const HEAD: [&str; 5] = [
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
];

const ACTOR_1: [&str; 10] = [
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
];

const ACTOR_2: [&str; 10] = [
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
];

const ACTION: [&str; 10] = [
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
];

/// Of each of the three places; the second version has the fifth as well.
const PLACES: [[&str; 8]; 3] = [
    [
        "Actor1Geo_Type",
        "Actor1Geo_FullName",
        "Actor1Geo_CountryCode",
        "Actor1Geo_ADM1Code",
        "Actor1Geo_ADM2Code",
        "Actor1Geo_Lat",
        "Actor1Geo_Long",
        "Actor1Geo_FeatureID",
    ],
    [
        "Actor2Geo_Type",
        "Actor2Geo_FullName",
        "Actor2Geo_CountryCode",
        "Actor2Geo_ADM1Code",
        "Actor2Geo_ADM2Code",
        "Actor2Geo_Lat",
        "Actor2Geo_Long",
        "Actor2Geo_FeatureID",
    ],
    [
        "ActionGeo_Type",
        "ActionGeo_FullName",
        "ActionGeo_CountryCode",
        "ActionGeo_ADM1Code",
        "ActionGeo_ADM2Code",
        "ActionGeo_Lat",
        "ActionGeo_Long",
        "ActionGeo_FeatureID",
    ],
];
const ADM2_IDX: usize = 4;

/// The columns of a file by their number; `None`: it is not GDELT.
pub(super) fn columns(n_columns: usize) -> Option<Vec<&'static str>> {
    let (has_adm2, has_url) = match n_columns {
        57 => (false, false),
        58 => (false, true),
        61 => (true, true),
        _ => return None,
    };
    let places = PLACES.iter().flat_map(|place| {
        let names = place.iter().enumerate();
        names.filter_map(move |(idx, name)| (has_adm2 || idx != ADM2_IDX).then_some(*name))
    });
    let mut columns: Vec<&str> = [&HEAD[..], &ACTOR_1, &ACTOR_2, &ACTION].concat();
    columns.extend(places);
    columns.push("DATEADDED");
    columns.extend(has_url.then_some("SOURCEURL"));
    Some(columns)
}

/// A record without a header is GDELT's if the number of cells is right, the first is a number and the second a day.
pub(super) fn is_record(cells: &[&str]) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    columns(cells.len()).is_some()
        && is_digits(cells[0])
        && cells[1].len() == 8
        && is_digits(cells[1])
        && cells[2].len() == 6
        && is_digits(cells[2])
}

pub(super) fn layout(spec: &TableSpec) -> Layout {
    let col = |name: &str| spec.column_named(name);
    let actor = |name: &str, role| {
        col(name).map(|col| ActorRule {
            col,
            is_list: false,
            role: ActorRole::Fixed(role),
        })
    };
    let measure = |name: &str, column: &str| {
        col(column).map(|value| MeasureRule {
            name: name.to_owned(),
            value,
            low: None,
            high: None,
        })
    };
    let verb = [
        col("Actor1Name"),
        col("EventRootCode"),
        col("Actor2Name"),
        col("ActionGeo_FullName"),
    ];
    let title = match verb {
        [Some(actor), Some(code), Some(other), Some(place)] => Title::Verb {
            actor,
            code,
            other,
            place,
        },
        _ => Title::Column(None),
    };
    Layout {
        id: col("GLOBALEVENTID"),
        has_number_ids: true,
        title,
        time: col("SQLDATE").map_or(TimeRule::Undated, TimeRule::At),
        lat: col("ActionGeo_Lat"),
        lon: col("ActionGeo_Long"),
        radius: col("ActionGeo_Type")
            .map_or(RadiusRule::Unknown, |at| RadiusRule::Coded(at, RADII)),
        place: col("ActionGeo_FullName").into_iter().collect(),
        category: col("EventRootCode")
            .map_or(CategoryRule::None, |at| CategoryRule::Coded(at, ROOTS)),
        actors: [
            actor("Actor1Name", "actor 1"),
            actor("Actor2Name", "actor 2"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        sources: col("SOURCEURL").map_or(SourceRule::None, SourceRule::Address),
        tags: col("QuadClass")
            .into_iter()
            .map(|col| TagRule {
                col,
                form: TagForm::Coded(QUAD_CLASSES),
            })
            .collect(),
        measures: [
            measure("mentions", "NumMentions"),
            measure("articles", "NumArticles"),
            measure("Goldstein scale", "GoldsteinScale"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Layout::empty(spec)
    }
}
