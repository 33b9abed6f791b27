//! `strabo bench`: measures this machine with made-up events.
//!
//! The events and the questions are those of other programs' measurements, number for number, so that the checks agree
//! and the times can be laid beside each other. `docs/performance.md` says how.

mod frames;
pub mod generate;
mod queries;
mod synthetic;

use std::time::Instant;

use clap::Args;
use serde::Serialize;

use crate::cli::Outcome;
use crate::cli::output::print;
use crate::store::Dataset;

const EXAMPLES: &str = "\
Examples:
  strabo bench --events 1000000
  strabo bench --events 10000000 > figures.jsonl";

/// Measure this machine with made-up events
///
/// Prints a line of JSON for each figure: loading, memory, 41 questions of each kind, and frames drawn off screen while
/// the map moves and while time is played (median, least, 95th percentile and most, in milliseconds).
#[derive(Args, Clone, Debug)]
#[command(
    after_help = crate::cli::EXIT_CODES,
    after_long_help = format!("{EXAMPLES}\n\n{}", crate::cli::EXIT_CODES),
)]
pub struct BenchArgs {
    /// Number of events
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=50_000_000))]
    pub events: u32,

    /// Seed of the made-up events
    #[arg(long, value_name = "S", default_value_t = generate::SEED)]
    pub seed: u32,
}

pub fn run(args: &BenchArgs) -> anyhow::Result<Outcome> {
    let n = args.events as usize;
    let made = generate::columns(n, args.seed);
    let start = Instant::now();
    let dataset = synthetic::dataset(made);
    Report::of(n, "load", &[elapsed_ms(start)]).print()?;
    memory(&dataset)?;
    queries::run(&dataset)?;
    frames::run(dataset)?;
    Ok(Outcome::Done)
}

/// What the columns take that every event has.
fn memory(dataset: &Dataset) -> anyhow::Result<()> {
    let bytes = dataset.columns().hot_bytes() as f64 / dataset.len() as f64;
    print_line(&serde_json::json!({
        "n": dataset.len(),
        "op": "hot_columns",
        "bytes_per_event": (bytes * 100.0).round() / 100.0,
    }))
}

fn elapsed_ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// One line of figures.
#[derive(Serialize)]
struct Report {
    n: usize,
    op: String,
    ms_med: f64,
    ms_min: f64,
    ms_p95: f64,
    ms_max: f64,
    reps: usize,
    /// The last answer, as a number that other programs give too.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<u64>,
}

impl Report {
    fn of(n: usize, op: &str, times_ms: &[f64]) -> Self {
        let mut sorted = times_ms.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let idx = (sorted.len() as f64 * share) as usize;
            let time = sorted.get(idx.min(sorted.len().saturating_sub(1)));
            (time.copied().unwrap_or_default() * 1e4).round() / 1e4
        };
        Self {
            n,
            op: op.to_owned(),
            ms_med: at(0.5),
            ms_min: at(0.0),
            ms_p95: at(0.95),
            ms_max: at(1.0),
            reps: times_ms.len(),
            check: None,
        }
    }

    fn print(&self) -> anyhow::Result<()> {
        print_line(self)
    }
}

fn print_line(value: &impl Serialize) -> anyhow::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    print(&line)
}
