//! Names beside symbols, towns and countries: set one after the other, the most important first, so that none
//! covers another, a symbol or the edge of the map.

pub mod ground;
pub mod voice;

use std::sync::Arc;

use eframe::egui::{Align2, Color32, Galley, Painter, Pos2, Rect, Vec2};

use crate::model::event::Event;
use crate::model::fold::fold;
use crate::query::claims::is_disputed;
use crate::query::known::Known;
use crate::ui::map::annotations::is_lit;
use crate::ui::map::events::{Layer, RING_GAP};
use crate::ui::map::labels::ground::{Placed, names_in_sight};
use crate::ui::map::labels::voice::Setting;
use crate::ui::map::marks::{Mark, SYMBOL, Spot, symbol_rect};
use crate::ui::map::rivals::RivalPlace;
use crate::ui::text::visual;
use crate::ui::theme::{medium, semibold, size};

/// Places of events that get a label; more would be a wall of words.
const EVENT_LABELS_MAX: usize = 60;

/// Symbols that labels keep clear of; beyond that the map is so full that labels no longer matter.
const OBSTACLES_MAX: usize = 3_000;

/// A town this near to a symbol, in points, is the place of the symbol.
const SAME_PLACE: f32 = 10.0;

/// A place this near on the ground, in metres, is it at any zoom.
const SAME_GROUND_M: f64 = 300.0;

/// A town of the same name as the claim may be this far from its symbol, in points.
const SAME_NAME: f32 = 60.0;

/// Letters of a title that stand on the map.
const HEADLINE_MAX: usize = 36;

/// Points that labels keep from the map's edge.
const EDGE: f32 = 6.0;

/// Sets and draws all labels, clear of what is `taken` beside the marks.
pub fn draw(
    layer: &Layer<'_>,
    selected: Option<&Event>,
    rivals: &[RivalPlace],
    known: &Known<'_>,
    taken: Vec<Rect>,
) {
    let mut taken = Taken {
        bounds: layer.viewport.rect.shrink(EDGE),
        rects: taken,
    };
    taken
        .rects
        .extend(layer.spots.iter().take(OBSTACLES_MAX).map(symbol_rect));
    if let Some(event) = selected {
        headline(layer, &mut taken, event, known);
        who_says(layer, &mut taken, rivals);
    }
    let near = names_in_sight(layer.viewport);
    let setting = Setting {
        painter: layer.painter,
        theme: layer.theme,
        style: layer.ground.style,
        labels: layer.ground.labels,
        zoom: layer.viewport.camera.zoom,
    };
    let promoted = event_places(layer, &setting, &mut taken, &near);
    if layer.ground.shows_embedded() {
        ground::draw(layer, &setting, &mut taken, &near, &promoted);
    }
}

/// Rectangles that are taken, inside which no further label may reach.
pub struct Taken {
    bounds: Rect,
    rects: Vec<Rect>,
}

impl Taken {
    /// The first of some rectangles that is free; it is taken from now on, with `margin` around it.
    fn place(&mut self, candidates: &[Rect], margin: Vec2) -> Option<Rect> {
        let free = candidates.iter().copied().find(|rect| {
            self.bounds.contains_rect(*rect)
                && !self.rects.iter().any(|taken| taken.intersects(*rect))
        })?;
        self.rects.push(free.expand2(margin));
        Some(free)
    }
}

/// The rectangles beside a symbol that a label may take, the best first.
fn beside(at: Pos2, radius: f32, text: Vec2) -> [Rect; 4] {
    let gap = radius + 4.0;
    [
        Align2::LEFT_CENTER.anchor_size(at + Vec2::new(gap + 1.0, 0.0), text),
        Align2::RIGHT_CENTER.anchor_size(at - Vec2::new(gap + 1.0, 0.0), text),
        Align2::CENTER_TOP.anchor_size(at + Vec2::new(0.0, gap - 1.0), text),
        Align2::CENTER_BOTTOM.anchor_size(at - Vec2::new(0.0, gap - 1.0), text),
    ]
}

/// What the selected event says most shortly: its first figure that is known by then and undisputed, else its title.
fn headline(layer: &Layer<'_>, taken: &mut Taken, event: &Event, known: &Known<'_>) {
    let Some(spot) = layer.selected.and_then(|row| {
        let mut spots = layer.spots.iter();
        spots.find(|spot| layer.marks[spot.idx].rows.contains(&row))
    }) else {
        return;
    };
    let mut figures = event.measures.iter();
    // A figure that another claim denies is no headline: no side is taken.
    let figure = figures
        .find(|claim| known.has_any(event, &claim.cites) && !is_disputed(event, &claim.value.name));
    let words = match figure {
        Some(claim) => format!("{} {}", claim.value.value_text(), claim.value.name),
        None => event.title.clone(),
    };
    let words = shortened(&words, HEADLINE_MAX);
    let galley = layer.painter.layout_no_wrap(
        visual(&words).into_owned(),
        semibold(size::BODY),
        layer.theme.text,
    );
    let reach = spot.radius + RING_GAP + 1.0;
    taken
        .rects
        .push(Rect::from_center_size(spot.pos, Vec2::splat(2.0 * reach)));
    let [right, left, below, above] = beside(spot.pos, reach, galley.size());
    if let Some(rect) = taken.place(&[above, below, right, left], Vec2::new(4.0, 2.0)) {
        set(layer, rect, &galley, layer.theme.land);
    }
}

/// Who names each rival place of the selected event.
fn who_says(layer: &Layer<'_>, taken: &mut Taken, rivals: &[RivalPlace]) {
    let selected = rivals
        .iter()
        .filter(|rival| Some(rival.row) == layer.selected);
    for rival in selected {
        let Some(words) = &rival.says else { continue };
        let words = shortened(words, HEADLINE_MAX);
        let galley = layer.painter.layout_no_wrap(
            visual(&words).into_owned(),
            medium(size::SMALL),
            layer.theme.text,
        );
        // The symbol itself is taken already.
        let [right, left, below, above] = beside(rival.pos, SYMBOL + 1.0, galley.size());
        if let Some(rect) = taken.place(&[right, left, below, above], Vec2::new(4.0, 2.0)) {
            set(layer, rect, &galley, layer.theme.land);
        }
    }
}

fn shortened(words: &str, letters_max: usize) -> String {
    if words.chars().count() <= letters_max {
        return words.to_owned();
    }
    let cut: String = words.chars().take(letters_max).collect();
    let whole = cut.rfind(' ').map_or(cut.as_str(), |end| &cut[..end]);
    format!("{whole}…")
}

/// Labels the places of events; returns the names on the ground that these stand for.
fn event_places(
    layer: &Layer<'_>,
    setting: &Setting<'_>,
    taken: &mut Taken,
    near: &[Placed],
) -> Vec<*const Placed> {
    let mut spots: Vec<&Spot> = layer
        .spots
        .iter()
        .filter(|spot| layer.viewport.rect.contains(spot.pos))
        .collect();
    let is_selected = |spot: &Spot| {
        layer
            .selected
            .is_some_and(|row| layer.marks[spot.idx].rows.contains(&row))
    };
    spots.sort_by_key(|spot| {
        let mark = &layer.marks[spot.idx];
        (
            !is_selected(spot),
            !mark.firm,
            std::cmp::Reverse(mark.rows.len()),
            spot.idx,
        )
    });
    spots.truncate(EVENT_LABELS_MAX);
    let mut promoted: Vec<*const Placed> = Vec::new();
    for spot in spots {
        let mark = &layer.marks[spot.idx];
        let claimed = mark.place_name(layer.dataset);
        let town = town_of(near, layer.viewport.camera.zoom, spot, mark, claimed);
        if let Some(town) = town {
            if promoted.contains(&std::ptr::from_ref(town)) {
                continue;
            }
            promoted.push(std::ptr::from_ref(town));
        }
        let town = town.map(|town| town.name);
        let Some(latin) = town.map(|town| town.latin.as_str()).or(claimed) else {
            continue;
        };
        let arabic = town.and_then(|town| town.arabic.as_deref());
        let latin = shortened(latin, HEADLINE_MAX);
        let galley = voice::event_place(setting, &latin, arabic, mark.firm);
        let ring = if is_selected(spot) { RING_GAP } else { 0.0 };
        let candidates = beside(spot.pos, spot.radius + ring, galley.size());
        if let Some(rect) = taken.place(&candidates, Vec2::new(4.0, 2.0)) {
            set(layer, rect, &galley, layer.theme.land);
        }
    }
    promoted
}

/// The town that a symbol stands at: one of the claimed name nearby, else the nearest one under it.
fn town_of<'a>(
    near: &'a [Placed],
    zoom: f64,
    spot: &Spot,
    mark: &Mark,
    claimed: Option<&str>,
) -> Option<&'a Placed> {
    let claimed = claimed.map(fold);
    let within = |placed: &&Placed, reach: f32| {
        placed.name.kind.is_point() && placed.pos.distance(spot.pos) <= reach
    };
    let named = claimed.and_then(|claimed| {
        near.iter()
            .find(|placed| placed.name.folded == claimed && within(placed, SAME_NAME))
    });
    // Names come in order of importance: of several under one symbol the best known is meant.
    named.or_else(|| {
        near.iter().find(|placed| {
            within(placed, SAME_PLACE)
                && (placed.name.zoom_min <= zoom
                    || placed.name.at.distance_m(mark.at) <= SAME_GROUND_M)
        })
    })
}

/// Draws a label; outside of the highlights it steps back with all the rest.
fn set(layer: &Layer<'_>, rect: Rect, galley: &Arc<Galley>, halo: Color32) {
    let ends = [rect.left_center(), rect.center(), rect.right_center()];
    paint(&lit_painter(layer, &ends), rect.min, galley, halo);
}

/// A painter for what stands at some points, of which one in a highlight is enough.
fn lit_painter(layer: &Layer<'_>, at: &[Pos2]) -> Painter {
    /// As faint as the veil makes what lies below it.
    const FAINT: f32 = 0.4;
    let mut painter = layer.painter.clone();
    if !at.iter().any(|at| is_lit(layer.lights, *at)) {
        painter.multiply_opacity(FAINT);
    }
    painter
}

/// Draws a text with a halo in the colour of the ground, so that lines do not cut through it.
pub fn paint(painter: &Painter, at: Pos2, galley: &Arc<Galley>, halo: Color32) {
    // Every copy is drawn pixel by pixel where there is no GPU: as few as leave no gap.
    const RADIUS: f32 = 1.9;
    const N_COPIES: usize = 8;
    // Centred lines are laid out around their middle.
    let at = at - galley.rect.min.to_vec2();
    for copy in 0..N_COPIES {
        let turn = std::f32::consts::TAU * copy as f32 / N_COPIES as f32;
        let offset = RADIUS * Vec2::angled(turn);
        painter.galley_with_override_text_color(at + offset, Arc::clone(galley), halo);
    }
    painter.galley(at, Arc::clone(galley), halo);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken() -> Taken {
        Taken {
            bounds: Rect::from_min_size(Pos2::ZERO, Vec2::new(200.0, 100.0)),
            rects: Vec::new(),
        }
    }

    #[test]
    fn a_label_that_collides_goes_to_the_next_side() {
        let mut taken = taken();
        let text = Vec2::new(40.0, 14.0);
        let first = beside(Pos2::new(100.0, 50.0), 8.0, text);
        assert_eq!(taken.place(&first, Vec2::ZERO), Some(first[0]));
        assert_eq!(taken.place(&first, Vec2::ZERO), Some(first[1]));
    }

    #[test]
    fn a_label_is_left_out_rather_than_cut_by_the_edge() {
        let mut taken = taken();
        let wide = beside(Pos2::new(100.0, 50.0), 8.0, Vec2::new(190.0, 90.0));
        assert_eq!(taken.place(&wide, Vec2::ZERO), None);
        let at_the_edge = beside(Pos2::new(195.0, 50.0), 4.0, Vec2::new(40.0, 14.0));
        assert_eq!(taken.place(&at_the_edge, Vec2::ZERO), Some(at_the_edge[1]));
    }

    #[test]
    fn long_titles_are_cut_between_words() {
        assert_eq!(shortened("14 tanks destroyed", 36), "14 tanks destroyed");
        assert_eq!(
            shortened("Coalition aircraft destroy captured equipment", 36),
            "Coalition aircraft destroy captured…"
        );
    }
}
