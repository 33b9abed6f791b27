//! What stands on the map: one mark for each position that has events, and where it is on the screen now.
//!
//! Marks are made anew only when what matches changes; panning and zooming merely project them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use eframe::egui::{Pos2, Rect};

use crate::model::event::EventId;
use crate::model::mercator::{Unit, project};
use crate::model::place::{LatLon, PrecisionClass};
use crate::model::time::Membership;
use crate::query::matching::Matching;
use crate::query::stacks::{Stack, stacks};
use crate::store::{Dataset, Row};
use crate::ui::map::camera::Viewport;

/// Half the size of the symbol of a single event, in points.
pub const SYMBOL: f32 = 8.0;

/// The events at one position.
#[derive(Clone, Debug)]
pub struct Mark {
    pub at: LatLon,
    unit: Unit,
    /// In time order, undated ones last.
    pub rows: Vec<Row>,
    /// Whether at least one of them is certainly in the window.
    pub firm: bool,
    /// Categories by their number, and how many events each has here; the most frequent first.
    pub tally: Vec<(usize, usize)>,
    /// Radii in metres within which events lie, with their category's number; the widest first.
    pub halos: Vec<(f64, usize)>,
    /// Whether no event here says how exactly its place is known.
    pub precision_unknown: bool,
}

impl Mark {
    pub fn is_stack(&self) -> bool {
        self.rows.len() > 1
    }

    /// Half the size of its symbol, in points: stacks have room for their count.
    pub fn radius(&self) -> f32 {
        match self.rows.len() {
            0 | 1 => SYMBOL,
            2..=9 => 11.0,
            10..=99 => 12.5,
            100..=999 => 15.0,
            _ => 18.0,
        }
    }

    pub fn holds(&self, dataset: &Dataset, id: &EventId) -> bool {
        dataset.row(id).is_some_and(|row| self.rows.contains(&row))
    }

    /// The name that most of its events give the place.
    pub fn place_name<'a>(&self, dataset: &'a Dataset) -> Option<&'a str> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &self.rows {
            let place = dataset.event(*row).place();
            if let Some(name) = place.and_then(|claim| claim.value.name.as_deref()) {
                *counts.entry(name).or_default() += 1;
            }
        }
        counts
            .into_iter()
            .max_by_key(|(name, count)| (*count, std::cmp::Reverse(name.len())))
            .map(|(name, _)| name)
    }

    /// What it is called where it cannot be seen: the event's title, or `3 events at Palmyra`.
    pub fn label(&self, dataset: &Dataset) -> String {
        match self.rows.as_slice() {
            [row] => dataset.event(*row).title.clone(),
            rows => match self.place_name(dataset) {
                Some(name) => format!("{} events at {name}", rows.len()),
                None => format!("{} events at {}", rows.len(), self.at.to_decimal_text()),
            },
        }
    }
}

/// A mark that is in sight.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// Index into the marks.
    pub idx: usize,
    pub pos: Pos2,
    pub radius: f32,
}

/// The marks of the last answer.
#[derive(Default)]
pub struct Marks {
    of: Option<(Arc<Dataset>, Arc<Matching>)>,
    marks: Arc<Vec<Mark>>,
}

impl Marks {
    /// The marks of what matches.
    pub fn of(&mut self, dataset: &Arc<Dataset>, matching: &Arc<Matching>) -> Arc<Vec<Mark>> {
        let same = self
            .of
            .as_ref()
            .is_some_and(|(of, found)| Arc::ptr_eq(of, dataset) && Arc::ptr_eq(found, matching));
        if !same {
            self.marks = Arc::new(make(dataset, matching));
            self.of = Some((Arc::clone(dataset), Arc::clone(matching)));
        }
        Arc::clone(&self.marks)
    }
}

fn make(dataset: &Dataset, matching: &Matching) -> Vec<Mark> {
    let certain: HashSet<Row> = matching
        .rows
        .iter()
        .filter(|(_, membership)| *membership == Membership::Certain)
        .map(|(row, _)| *row)
        .collect();
    let rows = matching.rows.iter().map(|(row, _)| *row);
    stacks(dataset, rows.chain(matching.undated.iter().copied()))
        .into_iter()
        .map(|stack| mark(dataset, stack, &certain))
        .collect()
}

fn mark(dataset: &Dataset, stack: Stack, certain: &HashSet<Row>) -> Mark {
    let Stack { at, rows } = stack;
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let mut halos: Vec<(f64, usize)> = Vec::new();
    for row in &rows {
        let category = dataset.category_idx(*row);
        *counts.entry(category).or_default() += 1;
        if let Some(radius_m) = dataset.event(*row).precision_m()
            && radius_m.is_finite()
            && !halos.contains(&(radius_m, category))
        {
            halos.push((radius_m, category));
        }
    }
    let mut tally: Vec<(usize, usize)> = counts.into_iter().collect();
    tally.sort_by_key(|(idx, count)| (std::cmp::Reverse(*count), *idx));
    halos.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    Mark {
        at,
        unit: project(at),
        firm: rows.iter().any(|row| certain.contains(row)),
        precision_unknown: rows
            .iter()
            .all(|row| dataset.event(*row).precision_class() == PrecisionClass::Unknown),
        rows,
        tally,
        halos,
    }
}

/// The marks in sight, the faint ones first, so that they are drawn below; `margin` in points around the map.
pub fn spots(marks: &[Mark], viewport: &Viewport, margin: f32) -> Vec<Spot> {
    let sight = viewport.rect.expand(margin);
    let mut spots: Vec<Spot> = marks
        .iter()
        .enumerate()
        .map(|(idx, mark)| Spot {
            idx,
            pos: viewport.unit_to_screen(mark.unit),
            radius: mark.radius(),
        })
        .filter(|spot| sight.contains(spot.pos))
        .collect();
    spots.sort_by_key(|spot| marks[spot.idx].firm);
    spots
}

/// The spot under the pointer: of those within reach, the nearest.
pub fn nearest(spots: &[Spot], at: Pos2) -> Option<Spot> {
    /// Beyond the symbol's edge, in points: a hand is not that steady.
    const REACH: f32 = 4.0;
    spots
        .iter()
        .map(|spot| (spot.pos.distance(at), spot))
        .filter(|(distance, spot)| *distance <= spot.radius + REACH)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, spot)| *spot)
}

/// The square that a symbol takes.
pub fn symbol_rect(spot: &Spot) -> Rect {
    Rect::from_center_size(spot.pos, eframe::egui::Vec2::splat(spot.radius * 2.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(idx: usize, x: f32, radius: f32) -> Spot {
        Spot {
            idx,
            pos: Pos2::new(x, 0.0),
            radius,
        }
    }

    #[test]
    fn the_nearest_of_two_close_symbols_is_picked() {
        let spots = [spot(0, 0.0, 8.0), spot(1, 10.0, 8.0)];
        let picked = |x| nearest(&spots, Pos2::new(x, 0.0)).map(|spot| spot.idx);
        assert_eq!(picked(4.0), Some(0));
        assert_eq!(picked(6.0), Some(1));
        assert_eq!(picked(21.0), Some(1));
        assert_eq!(picked(30.0), None);
    }
}
