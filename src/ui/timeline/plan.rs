//! What the lanes hold: bars, each in its row; or, of more events than bars could tell apart, a strip of shade.

use std::sync::Arc;

use crate::model::time::{Timestamp, Window};
use crate::query::histogram::{Histogram, histogram};
use crate::query::window::in_window;
use crate::store::row_set::RowSet;
use crate::store::{Dataset, Row};
use crate::ui::timeline::axis::Axis;
use crate::ui::timeline::bar::{extent_x, pack};

/// Rows are between these heights, in points; a lane is at least as high as its label.
const ROW_HEIGHTS: (f32, f32) = (6.0, 14.0);
const LANE_HEIGHT_MIN: f32 = 12.0;
pub const LANE_GAP: f32 = 1.0;
/// The distance kept between two bars of a row.
const BAR_GAP: f64 = 2.0;
/// More rows than this in one lane say no more than "many"; the bars beyond share the last one.
const ROWS_MAX: usize = 48;
/// Bars that can be told apart, and drawn in a frame; of more, lanes show how many there are when.
const BARS_MAX: usize = 4_000;
/// Width of a piece of a strip, in points.
const STRIP_PIECE: f32 = 3.0;

/// What lies in which lane.
#[derive(Default)]
pub struct Plan {
    pub lanes: Vec<Lane>,
    /// Rows with a bar, in time order; none where there are strips.
    pub rows: Vec<Row>,
    /// By index into `rows`: the lane, and the row in it.
    pub spots: Vec<(u16, u16)>,
    /// Numbers of events by piece and category, where there are too many for bars.
    pub strips: Option<Histogram>,
    /// Dated rows that pass the filter.
    timed: Arc<RowSet>,
    ms_per_pt: f64,
    /// The stretch of time that it is made for; `None`: all of it.
    part: Option<Window>,
}

/// A category that occurs.
pub struct Lane {
    pub category_idx: usize,
    pub n_rows: usize,
}

impl Plan {
    /// Whether it still holds: the same events at the same scale.
    pub fn holds_for(&self, timed: &Arc<RowSet>, axis: &Axis) -> bool {
        Arc::ptr_eq(&self.timed, timed)
            && self.ms_per_pt.to_bits() == axis.ms_per_pt().to_bits()
            && self.part.is_none_or(|part| part == axis.window)
    }

    pub fn new(dataset: &Dataset, timed: Arc<RowSet>, axis: &Axis) -> Self {
        let plan = Self {
            ms_per_pt: axis.ms_per_pt(),
            ..Self::default()
        };
        if timed.len() <= BARS_MAX {
            let rows = timed.rows().collect();
            return Self {
                timed,
                ..plan.with_bars(dataset, rows, axis)
            };
        }
        let part = Some(axis.window);
        let mut in_sight = in_window(dataset.columns(), axis.window);
        in_sight.certain.unite(&in_sight.possible);
        let mut rows = in_sight.certain;
        rows.intersect(&timed);
        if rows.len() <= BARS_MAX {
            return Self {
                timed,
                part,
                ..plan.with_bars(dataset, rows.rows().collect(), axis)
            };
        }
        let strips = histogram(dataset, &timed, pieces(axis));
        let lanes = (0..dataset.categories().len())
            .filter(|idx| strips.of_category(*idx) > 0.0)
            .map(|category_idx| Lane {
                category_idx,
                n_rows: 1,
            })
            .collect();
        Self {
            lanes,
            strips: Some(strips),
            timed,
            part,
            ..plan
        }
    }

    fn with_bars(self, dataset: &Dataset, rows: Vec<Row>, axis: &Axis) -> Self {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); dataset.categories().len()];
        for (idx, row) in rows.iter().enumerate() {
            members[dataset.category_idx(*row)].push(idx);
        }
        let mut lanes = Vec::new();
        let mut spots = vec![(0, 0); rows.len()];
        for (category_idx, members) in members.into_iter().enumerate() {
            if members.is_empty() {
                continue;
            }
            let extents: Vec<(f64, f64)> = members
                .iter()
                .map(|idx| {
                    dataset
                        .time(rows[*idx])
                        .map_or((0.0, 0.0), |time| extent_x(&time, axis))
                })
                .collect();
            let (packed, n_rows) = pack(&extents, BAR_GAP, ROWS_MAX);
            for (idx, row) in members.into_iter().zip(packed) {
                spots[idx] = (lanes.len() as u16, row);
            }
            lanes.push(Lane {
                category_idx,
                n_rows,
            });
        }
        Self {
            lanes,
            rows,
            spots,
            ..self
        }
    }

    /// The height in points of all lanes, with rows of a height.
    pub fn height(&self, row_height: f32) -> f32 {
        self.lanes
            .iter()
            .map(|lane| lane.height(row_height) + LANE_GAP)
            .sum()
    }

    /// The greatest height of rows with which all lanes fit, or the least height there is.
    pub fn row_height_for(&self, room: f32) -> f32 {
        const STEP: f32 = 0.5;
        let (least, most) = ROW_HEIGHTS;
        let mut height = most;
        while height > least && self.height(height) > room {
            height -= STEP;
        }
        height.max(least)
    }
}

impl Lane {
    fn height(&self, row_height: f32) -> f32 {
        (self.n_rows as f32 * row_height).max(LANE_HEIGHT_MIN)
    }
}

/// The plan with its heights: where lanes and bars are on the screen.
pub struct Layout {
    pub row_height: f32,
    /// Top and bottom of each lane.
    pub lanes: Vec<(f32, f32)>,
}

impl Layout {
    /// Lays the lanes out from `top` on.
    pub fn new(plan: &Plan, top: f32, row_height: f32) -> Self {
        let mut y = top;
        let lanes = plan
            .lanes
            .iter()
            .map(|lane| {
                let height = lane.height(row_height);
                let span = (y, y + height);
                y += height + LANE_GAP;
                span
            })
            .collect();
        Self { row_height, lanes }
    }

    /// Top and bottom of the bars in a row of a lane.
    pub fn bar_y(&self, plan: &Plan, (lane, row): (u16, u16)) -> (f32, f32) {
        let (top, bottom) = self.lanes[usize::from(lane)];
        let n_rows = plan.lanes[usize::from(lane)].n_rows as f32;
        // A lane that is higher than its rows, for its label's sake, gives the room to its bars.
        let row_height = ((bottom - top) / n_rows).min(ROW_HEIGHTS.1);
        let first = f32::midpoint(top, bottom) - n_rows * row_height / 2.0;
        let middle = first + (f32::from(row) + 0.5) * row_height;
        let half = ((row_height - 1.5) / 2.0).clamp(2.25, 4.5);
        ((middle - half).round(), (middle + half).round())
    }
}

/// The edges of a strip's pieces, over the whole axis.
fn pieces(axis: &Axis) -> Vec<Timestamp> {
    let n_pieces = (axis.width() / STRIP_PIECE).ceil().max(1.0) as usize;
    let mut edges: Vec<Timestamp> = (0..=n_pieces)
        .map(|idx| axis.time_at(axis.left + idx as f32 * STRIP_PIECE))
        .collect();
    edges.dedup();
    edges
}
