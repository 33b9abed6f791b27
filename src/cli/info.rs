//! `strabo info`: what is in a collection.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::input::Input;
use crate::cli::output::{print, print_json};
use crate::cli::{Outcome, ReportFormat};
use crate::io::import::Loaded;
use crate::model::time::Timestamp;
use crate::query::claims::contradictions;
use crate::query::origins::Origins;
use crate::query::words::instant_words;
use crate::store::{Dataset, Row};

/// Say what is in a collection: how many events, where and when, with which sources
#[derive(Args, Clone, Debug)]
#[command(after_help = crate::cli::EXIT_CODES)]
pub struct InfoArgs {
    /// Collection or table to describe (GeoJSON, CSV, TSV)
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// How to print it; JSON is one object, or a list of them for several files
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
}

pub fn run(args: &InfoArgs) -> anyhow::Result<Outcome> {
    let input = Input::read(&args.files)?;
    let outcome = input.outcome();
    let n_quotes: Vec<usize> = input.files().iter().map(Loaded::n_quotes).collect();
    let datasets = input.into_datasets();
    let described = datasets.iter().zip(n_quotes);
    let infos: Vec<Info> = described
        .map(|(dataset, n_quotes)| Info::of(dataset, n_quotes))
        .collect();
    match (args.format, infos.as_slice()) {
        (ReportFormat::Json, [info]) => print_json(info)?,
        (ReportFormat::Json, infos) => print_json(&infos)?,
        (ReportFormat::Text, infos) => {
            let texts = datasets
                .iter()
                .zip(infos)
                .map(|(dataset, info)| info.to_text(dataset));
            print(texts.collect::<Vec<_>>().join("\n").as_bytes())?;
        }
    }
    Ok(outcome)
}

/// What is in a collection, in the shape that `docs/cli.md` states.
#[derive(Debug, Serialize)]
struct Info {
    title: String,
    events: usize,
    located: usize,
    unlocated: usize,
    dated: usize,
    undated: usize,
    sources: usize,
    quotes: usize,
    scenes: usize,
    /// Fields on which the claims of an event differ, and pairs of events that contradict each other.
    contradictions: usize,
    /// West, south, east, north, in degrees.
    bounds: Option<[f64; 4]>,
    /// Earliest and latest finite bound of anything dated, RFC 3339.
    from: Option<String>,
    to: Option<String>,
    /// By id, with those that no event has.
    categories: BTreeMap<String, usize>,
    #[serde(skip)]
    uncategorized: usize,
    #[serde(skip)]
    first: Option<Timestamp>,
    #[serde(skip)]
    last: Option<Timestamp>,
}

impl Info {
    fn of(dataset: &Dataset, n_quotes: usize) -> Self {
        let count = |test: &dyn Fn(Row) -> bool| dataset.rows().filter(|row| test(*row)).count();
        let located = count(&|row| dataset.anchor(row).is_some());
        let dated = count(&|row| dataset.time(row).is_some());
        let mut per_category = vec![0; dataset.categories().len()];
        for row in dataset.rows() {
            per_category[dataset.category_idx(row)] += 1;
        }
        let mut categories = BTreeMap::new();
        let mut uncategorized = 0;
        for (info, n) in dataset.categories().iter().zip(per_category) {
            match &info.id {
                Some(id) => *categories.entry(id.0.clone()).or_default() += n,
                None => uncategorized += n,
            }
        }
        let times = || dataset.rows().filter_map(|row| dataset.time(row));
        let bounds = || {
            times()
                .flat_map(|time| [time.start_min, time.start_max, time.end_min, time.end_max])
                .filter(|bound| bound.is_finite())
        };
        let (first, last) = (bounds().min(), bounds().max());
        let collection = dataset.collection();
        Self {
            title: dataset.title().to_owned(),
            events: dataset.len(),
            located,
            unlocated: dataset.len() - located,
            dated,
            undated: dataset.len() - dated,
            sources: collection.sources.len(),
            quotes: n_quotes,
            scenes: collection.scenes.len(),
            contradictions: contradictions(dataset, &Origins::of(&collection.sources)).len(),
            bounds: dataset.bounds().map(|b| [b.west, b.south, b.east, b.north]),
            from: first.and_then(Timestamp::to_rfc3339),
            to: last.and_then(Timestamp::to_rfc3339),
            categories,
            uncategorized,
            first,
            last,
        }
    }

    fn to_text(&self, dataset: &Dataset) -> String {
        let zone = dataset.zone();
        let mut text = format!("{}\n", self.title);
        let mut line = |name: &str, value: String| {
            writeln!(text, "  {name:<11} {value}").unwrap_or_default();
        };
        if let Some(summary) = &dataset.collection().summary {
            line("summary", summary.replace('\n', " "));
        }
        line("file", dataset.origin().file_name.clone());
        line("sha256", dataset.origin().sha256.clone());
        line("events", self.events.to_string());
        line(
            "place",
            format!("{} located, {} unlocated", self.located, self.unlocated),
        );
        line(
            "time",
            format!("{} dated, {} undated", self.dated, self.undated),
        );
        if let (Some(from), Some(to)) = (self.first, self.last) {
            line("from", instant_words(from, zone));
            line("to", instant_words(to, zone));
        }
        line("zone", zone.name().to_owned());
        if let Some([west, south, east, north]) = self.bounds {
            line(
                "bounds",
                format!("{west}, {south}, {east}, {north} (W, S, E, N)"),
            );
        }
        line("sources", self.sources.to_string());
        line("quotes", self.quotes.to_string());
        line("scenes", self.scenes.to_string());
        line(
            "disputed",
            match self.contradictions {
                1 => String::from("1 contradiction"),
                n => format!("{n} contradictions"),
            },
        );
        let mut categories: Vec<String> = self
            .categories
            .iter()
            .map(|(id, n)| format!("{id} {n}"))
            .collect();
        if self.uncategorized > 0 {
            categories.push(format!("without one {}", self.uncategorized));
        }
        if !categories.is_empty() {
            line("categories", categories.join(", "));
        }
        text
    }
}
