//! The 41 questions that every program is asked: a window on time at random, and a box of 4 by 3 degrees.

use std::time::Instant;

use crate::cli::bench::generate::{SPAN_S, draw};
use crate::cli::bench::synthetic::instant;
use crate::cli::bench::{Report, elapsed_ms};
use crate::model::filter::Filter;
use crate::model::place::Bounds;
use crate::model::time::{Timestamp, Window};
use crate::query::facets::FacetTally;
use crate::query::grid::{CellSize, clusters, density};
use crate::query::histogram::histogram;
use crate::query::matching::matching;
use crate::query::passing::{Passing, in_bounds, keep_in_bounds};
use crate::query::window::in_window;
use crate::store::Dataset;
use crate::store::row_set::RowSet;

const N_QUESTIONS: u32 = 41;
/// The seed of the questions.
const SEED: u32 = 99;
const DAY_S: i32 = 86_400;
const N_BINS: i32 = 200;
/// Zoom 6 of tiles that are 512 points wide is zoom 7 of ours; cells of 60 points.
const GRID_ZOOM: f64 = 7.0;
const GRID_CELL: f64 = 60.0;

/// A window and a box.
struct Question {
    window: Window,
    bounds: Bounds,
}

fn questions(length_s: i32) -> Vec<Question> {
    (0..N_QUESTIONS)
        .map(|idx| {
            let draw = |k: u32| draw(SEED, idx * 4 + k);
            let from = (draw(0) * f64::from(SPAN_S - length_s)) as i32;
            let west = f64::from((35.5 + draw(1) * 8.0) as f32);
            let south = f64::from((31.0 + draw(2) * 4.0) as f32);
            // The others leave out the eastern and northern edge itself.
            let below = |edge: f64| edge - 1e-7;
            Question {
                window: Window {
                    from: instant(from),
                    to: instant(from + length_s),
                },
                bounds: Bounds {
                    west,
                    south,
                    east: below(west + 4.0),
                    north: below(south + 3.0),
                },
            }
        })
        .collect()
}

pub(super) fn run(dataset: &Dataset) -> anyhow::Result<()> {
    let month = questions(30 * DAY_S);
    let year = questions(365 * DAY_S);
    let columns = dataset.columns();
    let n_categories = dataset.categories().len();
    let all = RowSet::full(dataset.len());
    let edges: Vec<Timestamp> = (0..=N_BINS)
        .map(|bin| instant((i64::from(SPAN_S) * i64::from(bin) / i64::from(N_BINS)) as i32))
        .collect();
    let cells = CellSize::new(GRID_ZOOM, GRID_CELL);
    let inside = |question: &Question| {
        let mut rows = in_window(columns, question.window).certain;
        keep_in_bounds(columns, &mut rows, question.bounds);
        rows
    };
    let window = |question: &Question| in_window(columns, question.window).certain;
    let n_groups = |rows: &RowSet| {
        let counted = histogram(dataset, rows, edges.clone());
        counted.solid.iter().filter(|count| **count > 0.0).count() as u64
    };
    let timed = |op: &str, questions: &[Question], ask: &mut dyn FnMut(&Question) -> u64| {
        time(dataset, op, questions, ask)
    };
    timed("count_30d", &month, &mut |question| {
        inside(question).len() as u64
    })?;
    timed("count_1y", &year, &mut |question| {
        inside(question).len() as u64
    })?;
    timed("ids_1y", &year, &mut |question| {
        let ids: Vec<u32> = inside(question).rows().map(|row| row.0).collect();
        ids.len() as u64
    })?;
    timed("hist_all", &year, &mut |_| n_groups(&all))?;
    timed("hist_bbox", &year, &mut |question| {
        n_groups(&in_bounds(columns, question.bounds))
    })?;
    timed("grid_z6_1y", &year, &mut |question| {
        density(columns, &window(question), cells).len() as u64
    })?;
    timed("grid_z6_all", &year, &mut |_| {
        density(columns, &all, cells).len() as u64
    })?;
    for (op, questions) in [("cluster_30d", &month), ("cluster_1y", &year)] {
        timed(op, questions, &mut |question| {
            clusters(columns, n_categories, &window(question), cells).len() as u64
        })?;
    }
    timed("cluster_all", &year, &mut |_| {
        clusters(columns, n_categories, &all, cells).len() as u64
    })?;
    for (op, questions) in [("matching_30d", &month), ("matching_1y", &year)] {
        timed(op, questions, &mut |question| {
            matching(dataset, &Filter::default(), question.window)
                .counts
                .matching as u64
        })?;
    }
    let filter = Filter::default();
    let passing = Passing::new(dataset, &filter);
    let mut tally = FacetTally::default();
    timed("facets_1y", &year, &mut |question| {
        let counted = tally.count(dataset, &passing, filter.certainty, question.window);
        counted
            .categories
            .iter()
            .map(|entry| entry.count as u64)
            .sum()
    })
}

/// Asks each question once, after asking the first for warmth.
fn time(
    dataset: &Dataset,
    op: &str,
    questions: &[Question],
    ask: &mut dyn FnMut(&Question) -> u64,
) -> anyhow::Result<()> {
    if let Some(first) = questions.first() {
        ask(first);
    }
    let mut times_ms = Vec::with_capacity(questions.len());
    let mut check = None;
    for question in questions {
        let start = Instant::now();
        check = Some(std::hint::black_box(ask(question)));
        times_ms.push(elapsed_ms(start));
    }
    let report = Report {
        check,
        ..Report::of(dataset.len(), op, &times_ms)
    };
    report.print()
}
