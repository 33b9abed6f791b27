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
    let limit = u64::from(reach * STEPS).pow(2);
    let mut best: Option<(u64, Row)> = None;
    for_each_near(points, world, at, reach, |row, distance, _| {
        if distance <= limit && best.is_none_or(|(least, _)| distance <= least) {
            best = Some((distance, row));
        }
    });
    best.map(|(_, row)| row)
}

/// How many events lie in the square of `2 reach` pixels around a position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Near {
    pub certain: u64,
    pub possible: u64,
}

pub fn count_near(points: &Points<'_>, world: f64, at: Unit, reach: u32) -> Near {
    let mut near = Near::default();
    for_each_near(points, world, at, reach, |_, _, is_certain| {
        near.certain += u64::from(is_certain);
        near.possible += u64::from(!is_certain);
    });
    near
}

/// Visits the shown rows of the square, with the square of the distance in steps and whether each is certain.
fn for_each_near(
    points: &Points<'_>,
    world: f64,
    at: Unit,
    reach: u32,
    mut visit: impl FnMut(Row, u64, bool),
) {
    let frame = Frame::around(world, at, reach);
    if frame.is_empty() {
        return;
    }
    let middle = reach * STEPS;
    for idx in points.filled_words() {
        let (certain, possible) = points.word_in(idx, &frame);
        let rows = points.rows_of(idx);
        for bit in Bits(certain | possible) {
            let Some((lon, y, _)) = rows.get(bit) else {
                break;
            };
            let (x, y) = frame.steps(lon, y);
            let square = |steps: u32| u64::from(steps.abs_diff(middle)).pow(2);
            let row = Row((idx * WORD_ROWS) as u32 + bit);
            visit(row, square(x) + square(y), certain >> bit & 1 == 1);
        }
    }
}
