//! What lies at the pointer, by looking at every event that is shown.
//!
//! Whole numbers are compared first, so that a million events take about a millisecond.

use crate::model::mercator::Unit;
use crate::store::Row;
use crate::store::row_set::{Bits, WORD_ROWS};
use crate::ui::map::points::Points;
use crate::ui::map::points::frame::{Frame, STEPS};

/// The event nearest to a position, at most `reach` pixels away; of several the one drawn on top.
/// `world` is the width of the world in pixels.
pub fn nearest(points: &Points<'_>, world: f64, at: Unit, reach: u32) -> Option<Row> {
    let frame = Frame::around(world, at, reach);
    if frame.is_empty() {
        return None;
    }
    let middle = reach * STEPS;
    let square = |steps: u32| u64::from(steps.abs_diff(middle)).pow(2);
    let limit = square(0);
    let mut best: Option<(u64, Row)> = None;
    for idx in points.filled_words() {
        let (certain, possible) = points.word_in(idx, &frame);
        let rows = points.rows_of(idx);
        for bit in Bits(certain | possible) {
            let Some((lon, y, _)) = rows.get(bit) else {
                break;
            };
            let (x, y) = frame.steps(lon, y);
            let distance = square(x) + square(y);
            if distance <= limit && best.is_none_or(|(least, _)| distance <= least) {
                best = Some((distance, Row((idx * WORD_ROWS) as u32 + bit)));
            }
        }
    }
    best.map(|(_, row)| row)
}
