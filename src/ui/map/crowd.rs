//! Which events are in sight, and whether they are so many that they are drawn as points.
//!
//! Below the limit every event stands in a symbol with its count; above it all of them are drawn as discs or density,
//! and only what is selected or hovered keeps its symbol. So no event is in both drawings' numbers, and none in neither.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::place::Bounds;
use crate::query::matching::Matching;
use crate::query::passing::keep_in_bounds;
use crate::store::columns::Columns;
use crate::store::row_set::RowSet;
use crate::store::{Dataset, Row};
use crate::ui::map::camera::Viewport;
use crate::ui::map::points::Points;
use crate::ui::map::points::layer::Version;

/// Events in sight that are drawn as symbols at most: the stacks of a country's towns are; a million places are not.
pub const SYMBOLS_MAX: usize = 20_000;

/// Positions in sight that are drawn as symbols at most: more would be joined with neighbours beyond recognition.
pub const PLACES_MAX: usize = 4_000;

/// What the last frames found.
#[derive(Default)]
pub struct Crowd {
    of: Option<(Arc<Dataset>, Arc<Matching>)>,
    sets: Arc<Sets>,
    version: Version,
    /// The rows of a part of the map, as long as the camera stays inside of it.
    near: Option<(Bounds, Arc<RowSet>)>,
    /// A part of the map, and whether the events in it are few enough for symbols.
    few_in: Option<(Bounds, bool)>,
}

/// The shown rows with a place on this map.
#[derive(Debug, Default)]
pub struct Sets {
    /// Certainly in the window.
    pub certain: RowSet,
    /// Only possibly in the window, or undated.
    pub possible: RowSet,
    n_rows: usize,
}

/// How the events in sight are drawn.
pub enum DrawnAs {
    /// Each in a symbol.
    Symbols(Arc<RowSet>),
    /// All as points.
    Points(Arc<Sets>, Version),
}

impl Crowd {
    /// How what matches is drawn in a viewport.
    pub fn drawn_as(
        &mut self,
        dataset: &Arc<Dataset>,
        matching: &Arc<Matching>,
        viewport: &Viewport,
    ) -> DrawnAs {
        self.follow(dataset, matching);
        if self.sets.n_rows <= PLACES_MAX {
            let (_, rows) = self.near.get_or_insert_with(|| {
                let mut rows = self.sets.certain.clone();
                rows.unite(&self.sets.possible);
                (EVERYWHERE, Arc::new(rows))
            });
            return DrawnAs::Symbols(Arc::clone(rows));
        }
        let sight = bounds_of(viewport, 1.0);
        let columns = dataset.columns();
        let rows = match &self.near {
            Some((bounds, rows)) if holds(bounds, &sight) => Arc::clone(rows),
            _ => {
                let area = bounds_of(viewport, 2.0);
                let mut rows = self.sets.certain.clone();
                rows.unite(&self.sets.possible);
                keep_in_bounds(columns, &mut rows, area);
                let rows = Arc::new(rows);
                self.near = Some((area, Arc::clone(&rows)));
                rows
            }
        };
        let are_few = match self.few_in {
            Some((of, are_few)) if of == sight => are_few,
            _ => {
                let mut in_sight = RowSet::clone(&rows);
                keep_in_bounds(columns, &mut in_sight, sight);
                in_sight.len() <= SYMBOLS_MAX && has_few_places(columns, &in_sight)
            }
        };
        self.few_in = Some((sight, are_few));
        if are_few {
            DrawnAs::Symbols(rows)
        } else {
            DrawnAs::Points(Arc::clone(&self.sets), self.version)
        }
    }

    fn follow(&mut self, dataset: &Arc<Dataset>, matching: &Arc<Matching>) {
        let last = self.of.as_ref();
        let same_data = last.is_some_and(|(of, _)| Arc::ptr_eq(of, dataset));
        if same_data && last.is_some_and(|(_, found)| Arc::ptr_eq(found, matching)) {
            return;
        }
        self.version.data += u64::from(!same_data);
        self.version.matching += 1;
        let mut sets = Sets {
            certain: matching.certain.clone(),
            possible: matching.possible.clone(),
            n_rows: 0,
        };
        sets.possible.unite(&matching.undated);
        let columns = dataset.columns();
        for set in [&mut sets.certain, &mut sets.possible] {
            set.subtract(&columns.unlocated);
            set.subtract(&columns.off_map);
        }
        sets.n_rows = sets.certain.len() + sets.possible.len();
        self.sets = Arc::new(sets);
        self.near = None;
        self.few_in = None;
        self.of = Some((Arc::clone(dataset), Arc::clone(matching)));
    }
}

impl Sets {
    /// As the layer of points takes them.
    pub fn points<'a>(&'a self, dataset: &'a Dataset) -> Points<'a> {
        let columns = dataset.columns();
        Points {
            lon: &columns.lon,
            y: &columns.y,
            category: &columns.category,
            certain: &self.certain,
            possible: &self.possible,
            vague: &columns.vague,
        }
    }

    /// Those of some rows that are drawn, as a set.
    pub fn only(&self, rows: impl IntoIterator<Item = Row>) -> RowSet {
        let mut only = RowSet::empty(self.certain.n_rows());
        for row in rows {
            if self.certain.contains(row) || self.possible.contains(row) {
                only.insert(row);
            }
        }
        only
    }
}

fn has_few_places(columns: &Columns, rows: &RowSet) -> bool {
    let mut places = FxHashSet::default();
    rows.rows().all(|row| {
        let idx = row.0 as usize;
        places.insert((columns.lon[idx], columns.y[idx]));
        places.len() <= PLACES_MAX
    })
}

const EVERYWHERE: Bounds = Bounds {
    west: -180.0,
    south: -90.0,
    east: 180.0,
    north: 90.0,
};

/// The part of the world in a viewport, or in one so many times as wide and high.
fn bounds_of(viewport: &Viewport, times: f32) -> Bounds {
    let size = viewport.rect.size() * times;
    viewport.camera.sight(size.x.into(), size.y.into())
}

fn holds(outer: &Bounds, inner: &Bounds) -> bool {
    // One that is much wider holds far more than is in sight.
    outer.holds(inner) && outer.width() <= 4.0 * inner.width()
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Rect, pos2};

    use super::*;
    use crate::model::filter::Filter;
    use crate::model::place::LatLon;
    use crate::model::time::{EventTime, Timestamp, Window};
    use crate::model::view::Camera;
    use crate::query::matching::matching;
    use crate::store::builder::{Builder, Facts};
    use crate::ui::fixture;

    fn viewport(zoom: f64) -> Viewport {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(800.0, 600.0));
        let center = LatLon {
            lat: 35.0,
            lon: 38.0,
        };
        Viewport::new(rect, Camera { center, zoom })
    }

    /// Events at so many places of a lattice of some 200 by 200 kilometres; one of them undated.
    fn crowd_of(n: usize, n_places: usize) -> Arc<Dataset> {
        let mut builder = Builder::default();
        for idx in 0..n {
            let place = idx % n_places;
            let share = |part: usize| (part % 200) as f64 / 100.0;
            builder.push(&Facts {
                time: (idx > 0).then(|| EventTime::within(Timestamp(0), Timestamp(1))),
                anchor: LatLon::new(34.0 + share(place), 37.0 + share(place / 200)),
                ..Facts::default()
            });
        }
        Arc::new(fixture::of_facts(builder))
    }

    #[test]
    fn every_event_on_the_map_is_drawn_by_exactly_one_of_the_two() {
        for (n, n_places) in [
            (300, 300),
            (SYMBOLS_MAX, PLACES_MAX),
            (SYMBOLS_MAX + 1, PLACES_MAX),
            (PLACES_MAX + 1, PLACES_MAX + 1),
            (40_000, 40_000),
        ] {
            let dataset = crowd_of(n, n_places);
            let few = n <= SYMBOLS_MAX && n_places <= PLACES_MAX;
            let found = Arc::new(matching(&dataset, &Filter::default(), Window::ALL));
            let located = found.counts.matching + found.counts.undated - found.counts.unlocated;
            match Crowd::default().drawn_as(&dataset, &found, &viewport(6.0)) {
                DrawnAs::Symbols(rows) => {
                    assert!(few, "{n} at {n_places}");
                    assert_eq!(rows.len(), located);
                }
                DrawnAs::Points(sets, _) => {
                    assert!(!few, "{n} at {n_places}");
                    assert_eq!(sets.certain.len() + sets.possible.len(), located);
                    assert_eq!(sets.possible.len(), 1, "the undated one");
                }
            }
        }
    }

    #[test]
    fn zooming_in_brings_the_symbols_back() {
        let dataset = crowd_of(40_000, 40_000);
        let found = Arc::new(matching(&dataset, &Filter::default(), Window::ALL));
        let mut crowd = Crowd::default();
        let DrawnAs::Points(_, first) = crowd.drawn_as(&dataset, &found, &viewport(6.0)) else {
            panic!("too many for symbols");
        };
        let DrawnAs::Symbols(rows) = crowd.drawn_as(&dataset, &found, &viewport(11.0)) else {
            panic!("few enough for symbols");
        };
        assert!(!rows.is_empty() && rows.len() < SYMBOLS_MAX);
        let DrawnAs::Points(_, again) = crowd.drawn_as(&dataset, &found, &viewport(6.0)) else {
            panic!("too many for symbols");
        };
        assert_eq!(first, again, "nothing has changed but the camera");
    }
}
