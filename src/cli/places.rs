//! `strabo places`: the gazetteer, and positions in every form.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::cli::output::{print, print_json, say};
use crate::cli::{Outcome, ReportFormat, values};
use crate::io;
use crate::model::coordinate::{self, Form, Reading};
use crate::model::place::LatLon;
use crate::query::places::{Answer, Found, Question, places};
use crate::query::words::distance_words;
use crate::store::gazetteer::Gazetteer;

/// Find a place by any of its names, or write a position in every form
///
/// WORDS are the name of a place in any spelling, in Latin or Arabic letters, with or without its country; or a
/// position as decimal degrees, degrees with minutes and seconds, UTM or MGRS. The best answer comes first.
/// Needs no network: the table of 244 thousand places is part of the program.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  strabo places Palmyra
  strabo places ar-Raqqah --format json
  strabo places tripoli lebanon
  strabo places التيفور
  strabo places 34.56N 38.27E
  strabo places 37S DU 16307 25036
  strabo places tripoli --near 34.5,36

Exit codes:
  0  done, also where no place is called so
  2  could not be done: wrong usage, or words that look like a position and are none")]
pub struct PlacesArgs {
    /// The name of a place, or a position
    #[arg(value_name = "WORDS", required = true, num_args = 1.., allow_negative_numbers = true)]
    pub words: Vec<String>,

    /// Prefer places near here
    #[arg(long, value_name = "LAT,LON", value_parser = values::position, allow_hyphen_values = true)]
    pub near: Option<LatLon>,

    /// How many places at most
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub limit: u16,

    /// How the answer is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
}

/// A place as it is printed.
#[derive(Debug, Serialize)]
struct Line {
    name: String,
    name_ar: Option<String>,
    kind: &'static str,
    country: Option<String>,
    lat: f64,
    lon: f64,
    dms: String,
    utm: String,
    mgrs: String,
}

pub fn run(args: &PlacesArgs) -> anyhow::Result<Outcome> {
    let text = args.words.join(" ");
    if let (Some(Ok(reading)), ReportFormat::Json) = (coordinate::read(&text), args.format) {
        // Needs no table.
        print_json(&lines(&Answer::Position(reading)))?;
        return Ok(Outcome::Done);
    }
    let gazetteer = io::gazetteer::read().map_err(anyhow::Error::msg)?;
    let question = Question {
        text: &text,
        near: args.near,
        own: &[],
        n_max: usize::from(args.limit),
    };
    let answer = places(&gazetteer, &question);
    if let Answer::NotQuite(error, found) = &answer
        && found.is_empty()
    {
        anyhow::bail!("{error}");
    }
    match args.format {
        ReportFormat::Json => print_json(&lines(&answer))?,
        ReportFormat::Text => print(to_text(&gazetteer, &answer, args.near).as_bytes())?,
    }
    if lines(&answer).is_empty() {
        say(format_args!("no place is called “{}”", text.trim()));
    }
    Ok(Outcome::Done)
}

fn lines(answer: &Answer) -> Vec<Line> {
    match answer {
        Answer::Position(Reading { at, .. }) => vec![Line {
            name: coordinate::written(*at, Form::Decimal),
            name_ar: None,
            kind: "coordinate",
            country: None,
            ..Line::at(*at)
        }],
        Answer::Places(found) | Answer::NotQuite(_, found) => found.iter().map(Line::of).collect(),
    }
}

impl Line {
    fn at(at: LatLon) -> Self {
        Self {
            name: String::new(),
            name_ar: None,
            kind: "",
            country: None,
            lat: at.lat,
            lon: at.lon,
            dms: coordinate::written(at, Form::Dms),
            utm: coordinate::written(at, Form::Utm),
            mgrs: coordinate::mgrs(at, coordinate::MGRS_DIGITS_MAX),
        }
    }

    fn of(found: &Found) -> Self {
        Self {
            name: found.name.clone(),
            name_ar: found.name_ar.clone(),
            kind: found.kind.id(),
            country: (!found.country.is_empty()).then(|| found.country.clone()),
            ..Self::at(found.at)
        }
    }
}

fn to_text(gazetteer: &Gazetteer, answer: &Answer, near: Option<LatLon>) -> String {
    match answer {
        Answer::Position(reading) => position_text(gazetteer, reading),
        Answer::Places(found) | Answer::NotQuite(_, found) => table(found, near),
    }
}

/// The position in every form, and what lies nearest.
fn position_text(gazetteer: &Gazetteer, reading: &Reading) -> String {
    let mut text = String::new();
    for form in Form::ALL {
        let name = form.short_label();
        writeln!(text, "{name:<9} {}", coordinate::written(reading.at, form)).unwrap_or_default();
    }
    if let Some(side) = reading.square_m.filter(|side| *side > 1.0) {
        writeln!(
            text,
            "{:<9} the middle of a square of {}",
            "read as",
            distance_words(side)
        )
        .unwrap_or_default();
    }
    if let Some(remark) = &reading.remark {
        writeln!(text, "{:<9} {remark}", "note").unwrap_or_default();
    }
    if let Some((entry, off)) = gazetteer.nearest(reading.at) {
        let country = gazetteer
            .country(entry.country)
            .map_or(entry.country, |country| country.name);
        let off = distance_words(off);
        writeln!(
            text,
            "{:<9} {}, {country}, {off} away",
            "nearest", entry.name
        )
        .unwrap_or_default();
    }
    text
}

/// One line for each place, in columns.
fn table(found: &[Found], near: Option<LatLon>) -> String {
    /// Longer names are cut; the JSON has them whole.
    const WIDTH_MAX: usize = 34;
    let rows: Vec<[String; 5]> = found
        .iter()
        .map(|place| {
            let also = place
                .also
                .as_ref()
                .map_or_else(String::new, |also| format!(" ({also})"));
            let away = near.map_or_else(String::new, |near| {
                format!(", {} away", distance_words(near.distance_m(place.at)))
            });
            [
                format!("{}{also}", place.name),
                place.kind.id().to_owned(),
                format!("{}{away}", place.whereabouts()),
                coordinate::written(place.at, Form::Decimal),
                coordinate::written(place.at, Form::Mgrs),
            ]
        })
        .collect();
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or(0).min(WIDTH_MAX)
    };
    let widths: [usize; 4] = std::array::from_fn(width);
    let mut text = String::new();
    for (row, place) in rows.iter().zip(found) {
        for (cell, width) in row.iter().zip(widths) {
            let cut: String = if cell.chars().count() > width {
                cell.chars().take(width - 1).chain(['…']).collect()
            } else {
                cell.clone()
            };
            write!(text, "{cut:<width$}  ").unwrap_or_default();
        }
        text.push_str(&row[4]);
        // Last, since a terminal that turns the line round then turns nothing else.
        if let Some(arabic) = &place.name_ar {
            write!(text, "  {arabic}").unwrap_or_default();
        }
        text.push('\n');
    }
    text
}
