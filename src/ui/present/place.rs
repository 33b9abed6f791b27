//! Where the caption and the legend lie: in the corner that covers least of what the scene is about.
//!
//! Decided once for a scene, by where its camera arrives and what its window holds in the end, so that nothing jumps
//! while one flies, plays or pans.

use std::sync::Arc;

use eframe::egui::{Align2, Pos2, Rect, Vec2};

use crate::model::annotation::{Annotation, Figure};
use crate::model::place::{Geometry, LatLon};
use crate::model::view::View;
use crate::query::matching::matching;
use crate::state::opening::enter_scene;
use crate::store::{Dataset, Row};
use crate::ui::Cx;
use crate::ui::map::camera::Viewport;

/// Something that is better not covered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kept {
    pub(super) at: Pos2,
    /// Of the symbol, in points.
    pub(super) radius: f32,
    pub(super) weight: f64,
}

impl Kept {
    /// What covering it with a rectangle costs: nothing out of reach, little at its rim, all of it at its middle.
    fn cost(&self, rect: Rect) -> f64 {
        let distance = rect.distance_to_pos(self.at);
        let depth = (self.radius - distance) / self.radius.max(1.0);
        self.weight * f64::from(depth.max(0.0))
    }
}

/// The corners that were chosen, and for what.
#[derive(Default)]
pub(super) struct Placing {
    of: Option<(Key, Corners)>,
}

/// One corner each for the caption and the legend; one is at the top, the other at the bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Corners {
    pub(super) caption: Align2,
    pub(super) legend: Align2,
}

#[derive(Clone, PartialEq)]
struct Key {
    dataset: usize,
    scene_idx: Option<usize>,
    size: Vec2,
}

/// Room for a usual legend, in points.
const LEGEND: Vec2 = Vec2::new(280.0, 130.0);

/// The corners for the scene that is shown.
pub(super) fn corners(cx: &mut Cx<'_>, room: Rect, caption: Vec2) -> Corners {
    let state = cx.state;
    let key = Key {
        dataset: Arc::as_ptr(&state.base) as usize,
        scene_idx: state.scene_idx,
        size: room.size(),
    };
    if let Some((of, corners)) = &cx.memory.present.placing.of
        && *of == key
    {
        return *corners;
    }
    let view = match state.scene() {
        Some(scene) => enter_scene(&state.base, scene, &state.view),
        None => state.view.clone(),
    };
    let dataset = state.base.on(view.clock);
    let mut kept = kept(&dataset, &view, room);
    let drawn = state.scene().map(|scene| scene.annotations.as_slice());
    kept.extend(annotated(drawn.unwrap_or_default(), &view, room));
    let corners = chosen(room, caption, &kept);
    cx.memory.present.placing.of = Some((key, corners));
    corners
}

/// Half a symbol, and the ring around it, in points.
const SYMBOL: f32 = 20.0;
/// A circle says where something may be; its middle says more, and so does the symbol of another event.
const HALO_WEIGHT: f64 = 0.3;
const SELECTED_HALO_WEIGHT: f64 = 5.0;
const SELECTED_WEIGHT: f64 = 1e6;
/// Another place that a source gives for the selected event.
const RIVAL_WEIGHT: f64 = 1e5;
/// What the selected event is linked to, and each piece of the line that joins them.
const LINK_WEIGHT: f64 = 20.0;
const LINE_WEIGHT: f64 = 1.0;
/// What somebody drew is what the scene is about; only the selected event weighs more.
const ANNOTATION_WEIGHT: f64 = 1_000.0;

/// What the view is about, on the screen: events, how exactly they are known, and the selected one above all.
fn kept(dataset: &Dataset, view: &View, room: Rect) -> Vec<Kept> {
    let mut sketch = Sketch {
        viewport: Viewport::new(room, view.camera),
        kept: Vec::new(),
    };
    let selected = view.selection.as_ref().and_then(|id| dataset.row(id));
    let found = matching(dataset, &view.filter, view.effective_window());
    for row in found.shown.rows().filter(|row| Some(*row) != selected) {
        if let Some(at) = dataset.anchor(row) {
            sketch.place(at, dataset.columns().precision_m(row), 1.0);
        }
    }
    if let Some(row) = selected {
        sketch.selected(dataset, row);
    }
    sketch.kept
}

/// What was drawn for the scene: dots along its lines, and where it and its words stand.
fn annotated(annotations: &[Annotation], view: &View, room: Rect) -> Vec<Kept> {
    const STEP: usize = 6;
    let viewport = Viewport::new(room, view.camera);
    let mut kept = Vec::new();
    for annotation in annotations {
        let outline = annotation.figure.outline();
        let points: Vec<Pos2> = outline
            .points
            .iter()
            .map(|at| viewport.unit_to_screen(*at))
            .collect();
        let dots: Vec<Pos2> = match (&annotation.figure, points.as_slice()) {
            (Figure::Arrow { .. }, [from, to]) => (0..=STEP)
                .map(|dot| from.lerp(*to, dot as f32 / STEP as f32))
                .collect(),
            _ => points.iter().step_by(STEP).copied().collect(),
        };
        let n_dots = dots.len().max(1);
        let in_sight = dots.into_iter().filter(|dot| room.contains(*dot));
        kept.extend(in_sight.map(|at| Kept {
            at,
            radius: SYMBOL,
            weight: ANNOTATION_WEIGHT / n_dots as f64,
        }));
        // The middle of what a highlight shows, or where a text stands.
        let at = viewport.to_screen(annotation.figure.middle());
        kept.push(Kept {
            at,
            radius: 3.0 * SYMBOL,
            weight: ANNOTATION_WEIGHT,
        });
    }
    kept
}

/// What was found to be kept.
struct Sketch {
    viewport: Viewport,
    kept: Vec<Kept>,
}

impl Sketch {
    fn place(&mut self, at: LatLon, radius_m: Option<f64>, weight: f64) {
        let pos = self.viewport.to_screen(at);
        self.kept.push(Kept {
            at: pos,
            radius: SYMBOL,
            weight,
        });
        let per_metre = self.viewport.points_per_metre(at);
        let radius = radius_m.map(|metres| (metres * per_metre) as f32);
        // A circle around all of the map is covered wherever one writes.
        let in_sight = |radius: &f32| radius.is_finite() && *radius < self.viewport.rect.width();
        if let Some(radius) = radius.filter(in_sight) {
            self.kept.push(Kept {
                at: pos,
                radius,
                weight: if weight > 1.0 {
                    SELECTED_HALO_WEIGHT
                } else {
                    HALO_WEIGHT
                },
            });
        }
    }

    /// The selected event, where else it may have been, and what it is linked to.
    fn selected(&mut self, dataset: &Dataset, row: Row) {
        let event = dataset.event(row);
        let Some(at) = dataset.anchor(row) else {
            return;
        };
        self.place(at, dataset.columns().precision_m(row), SELECTED_WEIGHT);
        for claim in event.places.iter().skip(1) {
            let rival = claim.value.geometry.as_ref().and_then(Geometry::anchor);
            if let Some(rival) = rival.filter(|rival| *rival != at) {
                self.place(rival, claim.value.precision_m, RIVAL_WEIGHT);
                self.line(at, rival);
            }
        }
        let there = event.links.iter().filter_map(|link| dataset.row(&link.to));
        let here = dataset.rows_linking_to(&event.id).iter().copied();
        for other in there.chain(here).filter_map(|row| dataset.anchor(row)) {
            self.place(other, None, LINK_WEIGHT);
            self.line(at, other);
        }
    }

    /// Dots along a line, as far as it is in sight.
    fn line(&mut self, from: LatLon, to: LatLon) {
        const N_DOTS: usize = 24;
        let [from, to] = [from, to].map(|at| self.viewport.to_screen(at));
        let dots = (1..N_DOTS).map(|dot| from.lerp(to, dot as f32 / N_DOTS as f32));
        let in_sight = dots.filter(|dot| self.viewport.rect.contains(*dot));
        self.kept.extend(in_sight.map(|at| Kept {
            at,
            radius: 10.0,
            weight: LINE_WEIGHT,
        }));
    }
}

/// The corners that cover least; of equals the first: the caption at the top left, the legend at the bottom left.
pub(super) fn chosen(room: Rect, caption: Vec2, kept: &[Kept]) -> Corners {
    const TOP: [Align2; 2] = [Align2::LEFT_TOP, Align2::RIGHT_TOP];
    const BOTTOM: [Align2; 2] = [Align2::LEFT_BOTTOM, Align2::RIGHT_BOTTOM];
    let covered = |rect: Rect| -> f64 { kept.iter().map(|kept| kept.cost(rect)).sum() };
    let best = |corners: &[Align2], size: Vec2, other: Option<Rect>| {
        let rects = corners
            .iter()
            .map(|corner| (*corner, caption_rect(room, *corner, size)));
        let costs = rects.map(|(corner, rect)| {
            // A low caption under a high legend, or the other way round, may leave no room for both.
            let hits = other.is_some_and(|other| other.expand(8.0).intersects(rect));
            (corner, rect, covered(rect) + if hits { 1e12 } else { 0.0 })
        });
        costs.min_by(|a, b| a.2.total_cmp(&b.2))
    };
    let all = [TOP, BOTTOM].concat();
    let Some((at, rect, _)) = best(&all, caption, None) else {
        return Corners {
            caption: Align2::LEFT_TOP,
            legend: Align2::LEFT_BOTTOM,
        };
    };
    let across = if TOP.contains(&at) { BOTTOM } else { TOP };
    let legend = best(&across, LEGEND, Some(rect)).map_or(across[0], |(corner, ..)| corner);
    Corners {
        caption: at,
        legend,
    }
}

/// From the edge of the screen to whatever lies on it, in points.
pub(super) const MARGIN: f32 = 24.0;

/// Where a card of some size lies in a corner of the map.
///
/// At the top right the ground is credited, at a free corner at the bottom stands the scale.
pub(super) fn caption_rect(map: Rect, corner: Align2, size: Vec2) -> Rect {
    const CREDIT: f32 = 14.0;
    let mut room = map.shrink(MARGIN.min(map.width() / 20.0));
    if corner == Align2::RIGHT_TOP {
        room.min.y += CREDIT;
    }
    corner.align_size_within_rect(size, room)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room() -> Rect {
        Rect::from_min_size(Pos2::ZERO, Vec2::new(1_066.0, 570.0))
    }

    fn event(x: f32, y: f32) -> Kept {
        Kept {
            at: Pos2::new(x, y),
            radius: 20.0,
            weight: 1.0,
        }
    }

    const CAPTION: Vec2 = Vec2::new(420.0, 200.0);

    #[test]
    fn an_empty_map_has_its_caption_at_the_top_left_and_the_legend_below() {
        let corners = chosen(room(), CAPTION, &[]);
        assert_eq!(corners.caption, Align2::LEFT_TOP);
        assert_eq!(corners.legend, Align2::LEFT_BOTTOM);
    }

    #[test]
    fn the_caption_leaves_the_corner_that_the_scene_is_about() {
        let kept = [event(200.0, 100.0)];
        assert_eq!(chosen(room(), CAPTION, &kept).caption, Align2::RIGHT_TOP);
        let kept = [event(200.0, 100.0), event(900.0, 100.0)];
        let corners = chosen(room(), CAPTION, &kept);
        assert_eq!(corners.caption, Align2::LEFT_BOTTOM);
        assert!([Align2::LEFT_TOP, Align2::RIGHT_TOP].contains(&corners.legend));
    }

    #[test]
    fn what_is_selected_weighs_more_than_all_others() {
        let selected = Kept {
            weight: 1e6,
            ..event(200.0, 500.0)
        };
        let crowd = |x, y| (0..50).map(move |_| event(x, y));
        let kept: Vec<Kept> = crowd(200.0, 100.0)
            .chain(crowd(900.0, 100.0))
            .chain(crowd(900.0, 500.0))
            .chain([selected])
            .collect();
        assert_ne!(chosen(room(), CAPTION, &kept).caption, Align2::LEFT_BOTTOM);
    }

    #[test]
    fn a_circle_that_reaches_under_the_caption_counts_too() {
        let halo = Kept {
            radius: 300.0,
            weight: 0.3,
            ..event(500.0, 300.0)
        };
        let near = event(300.0, 60.0);
        // All corners meet the circle alike; the event decides.
        assert_ne!(
            chosen(room(), CAPTION, &[halo, near]).caption,
            Align2::LEFT_TOP
        );
    }

    #[test]
    fn the_caption_leaves_what_was_drawn_for_the_scene() {
        let camera = crate::model::view::Camera::WORLD;
        let viewport = Viewport::new(room(), camera);
        let corner = viewport.to_nearest_ground(Pos2::new(230.0, 120.0));
        let view = |annotations: &[Annotation]| {
            let state = crate::ui::fixture::state();
            let view = View {
                camera,
                ..state.view
            };
            chosen(room(), CAPTION, &annotated(annotations, &view, room())).caption
        };
        assert_eq!(view(&[]), Align2::LEFT_TOP);
        let text = Annotation::new(Figure::Text(corner));
        assert_ne!(view(&[text]), Align2::LEFT_TOP);
    }

    #[test]
    fn caption_and_legend_never_meet() {
        for caption in [CAPTION, Vec2::new(420.0, 460.0), Vec2::new(700.0, 420.0)] {
            let corners = chosen(room(), caption, &[]);
            let caption = caption_rect(room(), corners.caption, caption);
            let legend = caption_rect(room(), corners.legend, LEGEND);
            assert!(!caption.intersects(legend), "{caption:?} {legend:?}");
        }
    }
}
