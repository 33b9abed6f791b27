//! What stands on the map: one mark for each position that has events, and where it is on the screen now.
//!
//! Marks are made anew only when what matches changes. Those that would cover each other at a zoom are drawn as one,
//! with the count of all: a symbol hidden below another would be an event left out silently.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use eframe::egui::{Pos2, Rect};
use rustc_hash::FxHashMap;

use crate::model::event::EventId;
use crate::model::mercator::{Unit, project, world_size};
use crate::model::place::{LatLon, PrecisionClass};
use crate::query::matching::Matching;
use crate::query::stacks::{Stack, stacks};
use crate::store::row_set::RowSet;
use crate::store::{Dataset, Row};
use crate::ui::map::camera::Viewport;

/// Half the size of the symbol of a single event, in points.
pub const SYMBOL: f32 = 8.0;

/// How exactly the place of a mark is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Every event here is fixed as exactly as matters on a map.
    Exact,
    /// Within a radius or an area, or some so and some otherwise.
    Within,
    /// No event here says.
    Unknown,
}

impl Fix {
    fn of(classes: impl Iterator<Item = PrecisionClass>) -> Self {
        let mut fixes = classes.map(|class| match class {
            PrecisionClass::Exact => Self::Exact,
            PrecisionClass::Unknown => Self::Unknown,
            _ => Self::Within,
        });
        let first = fixes.next().unwrap_or(Self::Within);
        if fixes.all(|fix| fix == first) {
            first
        } else {
            Self::Within
        }
    }
}

/// The events at one position, or at several that are too close to be told apart.
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
    /// Radii in metres within which events lie, the widest first, with their category's number;
    /// `None` where events of several categories share one.
    pub halos: Vec<(f64, Option<usize>)>,
    /// Those that are more than a point: an area, a line, several points.
    pub shaped: Vec<Row>,
    pub fix: Fix,
    /// Whether it stands for several positions.
    pub spread: bool,
    /// The name of the place, once somebody has asked for it: that reads events.
    name: OnceLock<Option<String>>,
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

    /// Takes in the events of a mark that it covers.
    fn join(&mut self, other: &Self) {
        self.rows.extend(&other.rows);
        self.firm |= other.firm;
        if self.fix != other.fix {
            self.fix = Fix::Within;
        }
        self.spread = true;
        self.name = OnceLock::new();
        for (category, count) in &other.tally {
            match self.tally.iter_mut().find(|(idx, _)| idx == category) {
                Some((_, sum)) => *sum += count,
                None => self.tally.push((*category, *count)),
            }
        }
    }

    /// Puts rows and tally in order after others have joined.
    fn settle(&mut self) {
        if self.spread {
            self.rows.sort_unstable();
            sort_tally(&mut self.tally);
        }
    }

    pub fn holds(&self, dataset: &Dataset, id: &EventId) -> bool {
        dataset.row(id).is_some_and(|row| self.rows.contains(&row))
    }

    /// The name that most of its events give the place.
    pub fn place_name(&self, dataset: &Dataset) -> Option<&str> {
        let name = self.name.get_or_init(|| self.most_given_name(dataset));
        name.as_deref()
    }

    fn most_given_name(&self, dataset: &Dataset) -> Option<String> {
        /// Of a large stack the first ones tell.
        const ASKED_MAX: usize = 50;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for row in self.rows.iter().take(ASKED_MAX) {
            let event = dataset.event(*row);
            if let Some(name) = event.place().and_then(|claim| claim.value.name.clone()) {
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
            [row] => dataset.event(*row).into_owned().title,
            rows => {
                let place = self.place_name(dataset).map(str::to_owned);
                let place = place.unwrap_or_else(|| self.at.to_decimal_text());
                let at = if self.spread { "around" } else { "at" };
                format!("{} events {at} {place}", rows.len())
            }
        }
    }
}

/// A mark that is in sight.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// Index into the marks.
    pub idx: usize,
    /// In which copy of the world; it repeats.
    pub copy: i32,
    pub pos: Pos2,
    pub radius: f32,
}

/// The marks of the last answer.
#[derive(Default)]
pub struct Marks {
    of: Option<(Arc<Dataset>, Arc<Matching>, Arc<RowSet>)>,
    by_position: Arc<Vec<Mark>>,
    /// The marks as they are drawn at a zoom.
    grouped: Option<(f64, Arc<Vec<Mark>>)>,
}

impl Marks {
    /// The marks of some rows of what matches.
    pub fn of(
        &mut self,
        dataset: &Arc<Dataset>,
        matching: &Arc<Matching>,
        rows: &Arc<RowSet>,
    ) -> Arc<Vec<Mark>> {
        let same = self.of.as_ref().is_some_and(|(of, found, among)| {
            Arc::ptr_eq(of, dataset) && Arc::ptr_eq(found, matching) && among == rows
        });
        if !same {
            self.by_position = Arc::new(make(dataset, matching, rows));
            self.of = Some((Arc::clone(dataset), Arc::clone(matching), Arc::clone(rows)));
            self.grouped = None;
        }
        Arc::clone(&self.by_position)
    }

    /// The same, with those drawn as one that would cover each other at a zoom.
    pub fn grouped(&mut self, zoom: f64) -> Arc<Vec<Mark>> {
        match &self.grouped {
            Some((of, marks)) if of.to_bits() == zoom.to_bits() => Arc::clone(marks),
            _ => {
                let marks = Arc::new(group(&self.by_position, zoom));
                self.grouped = Some((zoom, Arc::clone(&marks)));
                marks
            }
        }
    }
}

fn make(dataset: &Dataset, matching: &Matching, rows: &RowSet) -> Vec<Mark> {
    stacks(dataset, rows.rows())
        .into_iter()
        .map(|stack| mark(dataset, stack, &matching.certain))
        .collect()
}

fn mark(dataset: &Dataset, stack: Stack, certain: &RowSet) -> Mark {
    let Stack { at, rows } = stack;
    let columns = dataset.columns();
    let mut tally: Vec<(usize, usize)> = Vec::new();
    let mut halos: Vec<(f64, Option<usize>)> = Vec::new();
    for row in &rows {
        let category = dataset.category_idx(*row);
        match tally.iter_mut().find(|(idx, _)| *idx == category) {
            Some((_, count)) => *count += 1,
            None => tally.push((category, 1)),
        }
        if let Some(radius_m) = columns.precision_m(*row)
            && radius_m.is_finite()
        {
            let same = |halo: &&mut (f64, Option<usize>)| halo.0.to_bits() == radius_m.to_bits();
            match halos.iter_mut().find(same) {
                None => halos.push((radius_m, Some(category))),
                Some((_, shared)) if *shared != Some(category) => *shared = None,
                Some(_) => {}
            }
        }
    }
    sort_tally(&mut tally);
    halos.sort_by(|a, b| b.0.total_cmp(&a.0));
    Mark {
        at,
        unit: project(at),
        firm: rows.iter().any(|row| certain.contains(*row)),
        fix: Fix::of(rows.iter().map(|row| columns.precision(*row))),
        shaped: rows
            .iter()
            .copied()
            .filter(|row| dataset.has_shape(*row))
            .collect(),
        rows,
        tally,
        halos,
        spread: false,
        name: OnceLock::new(),
    }
}

/// The most frequent category first; of equally frequent ones that with the lower number.
fn sort_tally(tally: &mut [(usize, usize)]) {
    tally.sort_unstable_by_key(|(idx, count)| (std::cmp::Reverse(*count), *idx));
}

/// How near marks come to each other before they are drawn as one, in shares of their radii together:
/// at first they may touch and overlap by a little; where that leaves a crowd, they are kept apart.
const SPACINGS: [f64; 4] = [0.72, 1.3, 2.0, 3.0];
/// More symbols than this in a square of [`CROWD_SIDE`] points are a crowd: nobody reads them, and each costs.
const CROWD: usize = 110;
const CROWD_SIDE: f64 = 640.0;

/// Joins marks into the largest one that they would cover; each joined mark stands at a position of its own.
///
/// Depends on the zoom alone, so that panning changes nothing.
fn group(marks: &[Mark], zoom: f64) -> Vec<Mark> {
    let world = world_size(zoom);
    let mut groups = Vec::new();
    for spacing in SPACINGS {
        groups = group_spaced(marks, world, spacing);
        if busiest(&groups, world) <= CROWD {
            break;
        }
    }
    groups
}

/// Most groups in any square of a lattice.
fn busiest(groups: &[Mark], world: f64) -> usize {
    let mut counts: FxHashMap<(i64, i64), usize> = FxHashMap::default();
    for group in groups {
        let square = |share: f64| (share * world / CROWD_SIDE) as i64;
        let square = (square(group.unit.x), square(group.unit.y));
        *counts.entry(square).or_default() += 1;
    }
    counts.into_values().max().unwrap_or_default()
}

fn group_spaced(marks: &[Mark], world: f64, spacing: f64) -> Vec<Mark> {
    /// No two symbols are wider than this together, in points.
    const WIDEST: f64 = 40.0;
    let cell_side = WIDEST * spacing.max(1.0);
    let n_cells = (world / cell_side).ceil() as i64;
    let at = |mark: &Mark| (mark.unit.x * world, mark.unit.y * world);
    let mut order: Vec<&Mark> = marks.iter().collect();
    order.sort_by_key(|mark| (std::cmp::Reverse(mark.rows.len()), mark.rows.first()));
    let mut groups: Vec<(Mark, f32)> = Vec::new();
    let mut cells: FxHashMap<(i64, i64), Vec<usize>> = FxHashMap::default();
    for mark in order {
        let (x, y) = at(mark);
        let cell = ((x / cell_side) as i64, (y / cell_side) as i64);
        let radius = f64::from(mark.radius());
        // The world goes on beyond its edges; its last cell may be a narrow one.
        let beyond: &[i64] = match cell.0 {
            0 | 1 => &[n_cells - 2, n_cells - 1],
            column if column >= n_cells - 2 => &[0],
            _ => &[],
        };
        let columns = [cell.0 - 1, cell.0, cell.0 + 1];
        let columns = columns.into_iter().chain(beyond.iter().copied());
        let covered = columns
            .flat_map(|column| (-1..=1).map(move |dy| (column, cell.1 + dy)))
            .filter_map(|cell| cells.get(&cell))
            .flatten()
            .map(|idx| {
                let (group, group_radius) = &groups[*idx];
                let (group_x, group_y) = at(group);
                let dx = x - group_x;
                let dx = dx - (dx / world).round() * world;
                let distance = dx.hypot(y - group_y);
                (distance / (radius + f64::from(*group_radius)), *idx)
            })
            .filter(|(share, _)| *share < spacing)
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, idx)| idx);
        if let Some(idx) = covered {
            groups[idx].0.join(mark);
        } else {
            cells.entry(cell).or_default().push(groups.len());
            groups.push((mark.clone(), mark.radius()));
        }
    }
    let mut groups: Vec<Mark> = groups.into_iter().map(|(mark, _)| mark).collect();
    for group in &mut groups {
        group.settle();
    }
    groups
}

/// The marks in sight, the faint ones first, so that they are drawn below; `margin` in points around the map.
/// Where the world is narrower than the map, a mark stands in each copy of it.
pub fn spots(marks: &[Mark], viewport: &Viewport, margin: f32) -> Vec<Spot> {
    let sight = viewport.rect.expand(margin);
    let middle = viewport.rect.center().x;
    let mut spots: Vec<Spot> = Vec::with_capacity(marks.len());
    for (idx, mark) in marks.iter().enumerate() {
        let first = spots.len();
        for copy in viewport.sights([mark.unit.x; 2], margin) {
            let spot = Spot {
                idx,
                copy,
                pos: viewport.unit_in_copy(mark.unit, copy),
                radius: mark.radius(),
            };
            if sight.contains(spot.pos) {
                spots.push(spot);
            }
        }
        // Whoever looks for a mark finds the copy first that one looks at.
        spots[first..].sort_by(|a, b| {
            let far = |spot: &Spot| (spot.pos.x - middle).abs();
            far(a).total_cmp(&far(b))
        });
    }
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
            copy: 0,
            pos: Pos2::new(x, 0.0),
            radius,
        }
    }

    fn mark_at(lon: f64, rows: &[u32]) -> Mark {
        let at = LatLon { lat: 34.0, lon };
        Mark {
            at,
            unit: project(at),
            rows: rows.iter().copied().map(Row).collect(),
            firm: true,
            tally: vec![(0, rows.len())],
            halos: Vec::new(),
            shaped: Vec::new(),
            fix: Fix::Within,
            spread: false,
            name: OnceLock::new(),
        }
    }

    #[test]
    fn symbols_that_would_cover_each_other_are_drawn_as_one_with_the_count_of_all() {
        let marks = [
            mark_at(37.63, &[4]),
            mark_at(38.28, &[0, 1, 2]),
            mark_at(80.0, &[3]),
        ];
        let far = group(&marks, 2.5);
        let counts: Vec<usize> = far.iter().map(|mark| mark.rows.len()).collect();
        assert_eq!(counts, [4, 1]);
        assert!(far[0].spread && !far[1].spread);
        assert_eq!(far[0].at, marks[1].at, "it stands where most of them are");
        assert_eq!(far[0].tally, [(0, 4)]);
        assert_eq!(group(&marks, 9.0).len(), 3);
    }

    #[test]
    fn symbols_on_both_sides_of_the_antimeridian_are_drawn_as_one_too() {
        let marks = [mark_at(178.4, &[0, 1, 2]), mark_at(-179.0, &[3, 4])];
        assert_eq!(group(&marks, 2.0).len(), 1);
        assert_eq!(group(&marks, 9.0).len(), 2);
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
