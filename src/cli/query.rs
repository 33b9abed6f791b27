//! `strabo query`: the events that match.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::cli::Outcome;
use crate::cli::filter::FilterArgs;
use crate::cli::input::Input;
use crate::cli::output::{print, print_json, say};
use crate::cli::selection::Selection;
use crate::io::export::csv::write_csv;
use crate::io::export::geojson::write_geojson;
use crate::model::claim::adopted;
use crate::model::clock::Clock;
use crate::model::event::Event;
use crate::model::time::{EventTime, Membership, Timestamp};
use crate::query::matching::Counts;
use crate::query::sentence::filter_sentence;
use crate::store::{Dataset, Row};

const EXAMPLES: &str = "\
Examples:
  strabo query events.geojson --from 2016-12-11 --to 2016-12-15
  strabo query events.geojson --category airstrike --text tank --format count
  strabo query events.geojson --bbox 37.5,34.2,39,35 --format csv > near-palmyra.csv";

/// Print the events that match
///
/// Without a filter that is all of them. Certain is what lies in the window by everything that is known of its time;
/// possible is what may lie in it. Undated events are in no window; they are counted, and JSON lists them apart.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = crate::cli::EXIT_CODES,
    after_long_help = format!("{EXAMPLES}\n\n{}", crate::cli::EXIT_CODES),
)]
pub struct QueryArgs {
    /// Collection or table to ask (GeoJSON, CSV, TSV); several are asked as one
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// How to print the answer
    #[arg(long, value_enum, default_value_t)]
    pub format: QueryFormat,

    #[command(flatten)]
    pub filter: FilterArgs,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum QueryFormat {
    /// Counts, the filter in words, and a line of facts for each event
    #[default]
    Json,
    /// The events whole, as a collection
    Geojson,
    /// The events as a table
    Csv,
    /// The counts alone
    Count,
}

pub fn run(args: &QueryArgs) -> anyhow::Result<Outcome> {
    let input = Input::read(&args.files)?;
    let outcome = input.outcome();
    if args.format == QueryFormat::Geojson {
        input.check_zone()?;
    }
    let dataset = args.filter.on_clock(&Arc::new(input.into_one()?))?;
    let selection = Selection::of(&dataset, &args.filter)?;
    let collection = dataset.collection();
    match args.format {
        QueryFormat::Json => {
            let answer = Answer::of(&dataset, &selection);
            dataset.all_readable()?;
            print_json(&answer)?;
        }
        QueryFormat::Count => print_json(&CountsTwin::from(selection.matching.counts))?,
        QueryFormat::Geojson => {
            let events = selection.events(&dataset)?;
            let events: Vec<&Event> = events.iter().map(AsRef::as_ref).collect();
            print(write_geojson(collection, &events).as_bytes())?;
            say(format_args!("{}", selection.remark()));
        }
        QueryFormat::Csv => {
            let events = selection.events(&dataset)?;
            let events: Vec<&Event> = events.iter().map(AsRef::as_ref).collect();
            let table = write_csv(collection, &events);
            print(table.context("could not write the table")?.as_bytes())?;
            say(format_args!("{}", selection.remark()));
        }
    }
    Ok(outcome)
}

/// The answer as a document, in the shape that `docs/cli.md` states.
#[derive(Serialize)]
struct Answer {
    counts: CountsTwin,
    filter: String,
    events: Vec<Entry>,
    undated: Vec<Entry>,
}

impl Answer {
    fn of(dataset: &Dataset, selection: &Selection) -> Self {
        let matching = &selection.matching;
        Self {
            counts: matching.counts.into(),
            filter: filter_sentence(dataset, &selection.filter, selection.window, selection.zone),
            events: matching
                .rows()
                .map(|(row, membership)| Entry::of(dataset, row, Some(membership)))
                .collect(),
            undated: matching
                .undated
                .rows()
                .map(|row| Entry::of(dataset, row, None))
                .collect(),
        }
    }
}

/// [`Counts`] as they are printed.
#[derive(Serialize)]
struct CountsTwin {
    total: usize,
    matching: usize,
    certain: usize,
    possible: usize,
    undated: usize,
    unlocated: usize,
    /// Only by the clocks of report and capture: after the window, so not known then.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_yet: Option<usize>,
}

impl From<Counts> for CountsTwin {
    fn from(counts: Counts) -> Self {
        let Counts {
            clock,
            total,
            matching,
            certain,
            possible,
            undated,
            unlocated,
            not_yet,
            // Of pictures alone: no answer leaves out what is near a pole.
            off_map: _,
        } = counts;
        Self {
            total,
            matching,
            certain,
            possible,
            undated,
            unlocated,
            not_yet: (clock != Clock::Happened).then_some(not_yet),
        }
    }
}

/// What is printed of an event.
#[derive(Serialize)]
struct Entry {
    id: String,
    title: String,
    category: Option<String>,
    membership: Option<&'static str>,
    /// EDTF as written.
    when: Option<String>,
    start_min: Option<String>,
    start_max: Option<String>,
    end_min: Option<String>,
    end_max: Option<String>,
    /// By the clock of report: the bounds of the first report, earliest and latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    reported: Option<[Option<String>; 2]>,
    /// Likewise, by the clock of capture.
    #[serde(skip_serializing_if = "Option::is_none")]
    captured: Option<[Option<String>; 2]>,
    place: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    precision_m: Option<f64>,
    quotes: usize,
    /// The ids of the quoted sources, each once, in the order of the quotes.
    sources: Vec<String>,
}

impl Entry {
    fn of(dataset: &Dataset, row: Row, membership: Option<Membership>) -> Self {
        let event = dataset.event(row);
        let time = match dataset.clock() {
            Clock::Happened => dataset.time(row),
            Clock::Reported | Clock::Captured => event.time(),
        };
        let known = |clock: Clock| {
            let time = dataset.time(row).filter(|_| clock == dataset.clock())?;
            Some([time.start_min, time.end_max].map(Timestamp::to_rfc3339))
        };
        let bound = |of: fn(EventTime) -> Timestamp| time.map(of).and_then(Timestamp::to_rfc3339);
        let anchor = dataset.anchor(row);
        let mut sources: Vec<String> = Vec::new();
        for quote in &event.quotes {
            let id = &quote.source.0;
            if !id.is_empty() && !sources.contains(id) {
                sources.push(id.clone());
            }
        }
        Self {
            id: event.id.0.clone(),
            title: event.title.clone(),
            category: event.category.as_ref().map(|id| id.0.clone()),
            membership: membership.map(|membership| match membership {
                Membership::Certain => "certain",
                Membership::PossibleOnly => "possible",
                Membership::Outside => "outside",
            }),
            when: adopted(&event.when).and_then(|claim| claim.value.edtf.clone()),
            start_min: bound(|time| time.start_min),
            start_max: bound(|time| time.start_max),
            end_min: bound(|time| time.end_min),
            end_max: bound(|time| time.end_max),
            reported: known(Clock::Reported),
            captured: known(Clock::Captured),
            place: event.place().and_then(|claim| claim.value.name.clone()),
            lat: anchor.map(|at| at.lat),
            lon: anchor.map(|at| at.lon),
            precision_m: event.precision_m(),
            quotes: event.quotes.len(),
            sources,
        }
    }
}
