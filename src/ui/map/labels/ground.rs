//! The names on the ground: which are wanted at a zoom, and where each goes.

use eframe::egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use crate::model::ground::GroundStyle;
use crate::ui::map::camera::Viewport;
use crate::ui::map::events::Layer;
use crate::ui::map::gazetteer::{Kind, Name, names};
use crate::ui::map::labels::voice::Setting;
use crate::ui::map::labels::{SAME_NAME, Taken, beside, lit_painter, set};

/// Names on the ground that get a label: more would be a wall of words.
const LABELS_MAX: usize = 140;
/// The same in the presentation style.
const CALM_LABELS_MAX: usize = 60;

/// How much later than the table says a name appears: the events need the room more.
const CALM: f64 = 0.5;

/// A name on the ground, and where it is on the screen.
pub struct Placed {
    pub name: &'static Name,
    pub pos: Pos2,
}

/// The names in sight or just out of it, the most important first.
pub fn names_in_sight(viewport: &Viewport) -> Vec<Placed> {
    let sight = viewport.rect.expand(SAME_NAME);
    // Most names lie far to the north or south, and need no closer look.
    let half = f64::from(sight.height() / 2.0) / viewport.world();
    let rows = viewport.center().y - half..=viewport.center().y + half;
    names()
        .iter()
        .filter(|name| rows.contains(&name.unit.y))
        .flat_map(|name| {
            let copies = viewport.sights([name.unit.x; 2], SAME_NAME);
            copies.map(move |copy| Placed {
                name,
                pos: viewport.unit_in_copy(name.unit, copy),
            })
        })
        .filter(|placed| sight.contains(placed.pos))
        .collect()
}

/// Labels towns, countries and waters, as far as there is room.
pub fn draw(
    layer: &Layer<'_>,
    setting: &Setting<'_>,
    taken: &mut Taken,
    near: &[Placed],
    promoted: &[*const Placed],
) {
    let labels_max = match setting.style {
        GroundStyle::Standard => LABELS_MAX,
        GroundStyle::Presentation => CALM_LABELS_MAX,
    };
    let wanted = near.iter().filter(|placed| {
        is_wanted(placed.name, setting.zoom, setting.style)
            && !promoted.contains(&std::ptr::from_ref(*placed))
            && taken.bounds.contains(placed.pos)
    });
    let wanted: Vec<&Placed> = wanted.collect();
    let mut n_drawn = 0;
    for placed in wanted {
        if n_drawn == labels_max {
            break;
        }
        let drawn = if placed.name.kind.is_point() {
            beside_its_sign(layer, setting, taken, placed)
        } else {
            over_its_area(layer, setting, taken, placed)
        };
        n_drawn += usize::from(drawn);
    }
}

/// Whether a name is wanted at a zoom.
pub fn is_wanted(name: &Name, zoom: f64, style: GroundStyle) -> bool {
    /// Closer than this a country is all there is, and its name says nothing.
    const COUNTRY_ZOOM_MAX: f64 = 9.0;
    /// The same for a governorate.
    const ADMIN1_ZOOM_MAX: f64 = 11.0;
    let is_calm = style == GroundStyle::Presentation;
    let later = if is_calm { 0.8 } else { 0.0 };
    let from = name.zoom_min + later;
    match name.kind {
        Kind::Country => name.zoom_min <= zoom && zoom <= COUNTRY_ZOOM_MAX,
        Kind::Sea | Kind::Lake | Kind::River => from <= zoom,
        Kind::Admin1 => !is_calm && from + 0.6 <= zoom && zoom <= ADMIN1_ZOOM_MAX,
        Kind::Airfield => from + 0.6 <= zoom,
        Kind::Capital => name.zoom_min + CALM <= zoom,
        Kind::Town | Kind::Village => from + CALM <= zoom,
    }
}

/// A country, a governorate or a water: its name stands on it.
fn over_its_area(
    layer: &Layer<'_>,
    setting: &Setting<'_>,
    taken: &mut Taken,
    placed: &Placed,
) -> bool {
    /// Room around such a name, which has no sign that would tell whose it is.
    const MARGIN: Vec2 = Vec2::new(12.0, 10.0);
    let galley = setting.lay_out(placed.name);
    let rect = Align2::CENTER_CENTER.anchor_size(placed.pos, galley.size());
    let Some(rect) = taken.place(&[rect], MARGIN) else {
        return false;
    };
    set(layer, rect, &galley, setting.halo(placed.name.kind));
    true
}

/// Room around a sign, in points, so that another's name does not seem to belong to it.
const SIGN_MARGIN: f32 = 4.0;

/// A town or an airfield: its name stands beside its sign.
fn beside_its_sign(
    layer: &Layer<'_>,
    setting: &Setting<'_>,
    taken: &mut Taken,
    Placed { name, pos }: &Placed,
) -> bool {
    let radius = sign_radius(name);
    let sign = Rect::from_center_size(*pos, Vec2::splat(2.0 * radius + 1.0));
    if taken.rects.iter().any(|taken| taken.intersects(sign)) {
        return false;
    }
    let galley = setting.lay_out(name);
    let candidates = beside(*pos, radius - 0.5, galley.size());
    let Some(rect) = taken.place(&candidates, Vec2::new(8.0, 5.0)) else {
        return false;
    };
    let halo = setting.halo(name.kind);
    draw_sign(
        &lit_painter(layer, &[*pos]),
        *pos,
        name,
        setting.sign(),
        halo,
    );
    set(layer, rect, &galley, halo);
    taken.rects.push(sign.expand(SIGN_MARGIN));
    true
}

/// How far a place's sign reaches, in points: by its rank.
fn sign_radius(name: &Name) -> f32 {
    match name.kind {
        Kind::Airfield => 5.0,
        Kind::Capital => 3.2,
        Kind::Village => 1.5,
        _ if name.population >= 1_000_000 => 2.6,
        _ => 2.0,
    }
}

fn draw_sign(painter: &Painter, at: Pos2, name: &Name, color: Color32, halo: Color32) {
    let radius = sign_radius(name);
    match name.kind {
        Kind::Airfield => draw_plane(painter, at, radius, color, halo),
        Kind::Capital => {
            painter.circle_filled(at, radius + 1.4, halo);
            painter.circle_stroke(at, radius, Stroke::new(1.1, color));
            painter.circle_filled(at, 1.3, color);
        }
        _ => {
            painter.circle_filled(at, radius + 1.2, halo);
            painter.circle_filled(at, radius, color);
        }
    }
}

/// A small aircraft seen from above, its nose to the north.
fn draw_plane(painter: &Painter, at: Pos2, radius: f32, color: Color32, halo: Color32) {
    let place = |x: f32, y: f32| at + radius * Vec2::new(x, y);
    let parts = [
        vec![
            place(0.0, -1.0),
            place(0.17, -0.6),
            place(0.13, 0.9),
            place(-0.13, 0.9),
            place(-0.17, -0.6),
        ],
        vec![
            place(0.0, -0.35),
            place(1.0, 0.25),
            place(1.0, 0.42),
            place(0.0, 0.15),
        ],
        vec![
            place(0.0, -0.35),
            place(0.0, 0.15),
            place(-1.0, 0.42),
            place(-1.0, 0.25),
        ],
        vec![
            place(0.0, 0.55),
            place(0.42, 0.85),
            place(0.42, 1.0),
            place(-0.42, 1.0),
            place(-0.42, 0.85),
        ],
    ];
    painter.circle_filled(at, radius * 0.8, halo);
    for part in parts {
        painter.add(Shape::convex_polygon(part, color, Stroke::NONE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::LatLon;
    use crate::ui::map::gazetteer::Name;

    #[test]
    fn towns_of_the_sample_are_named_at_the_zoom_where_one_looks_for_them() {
        let looked_for = [
            ("Damascus", 5.0),
            ("Aleppo", 5.5),
            ("Mosul", 5.5),
            ("Homs", 6.0),
            ("Raqqa", 6.0),
            ("Deir ez-Zor", 6.0),
            ("Palmyra", 6.0),
            ("Manbij", 7.0),
            ("Tiyas (T4)", 8.5),
        ];
        for (latin, zoom) in looked_for {
            // Maryland has a Damascus too.
            let is_here =
                |at: LatLon| (29.0..38.0).contains(&at.lat) && (35.0..49.0).contains(&at.lon);
            let named = names().iter().filter(|name| name.latin == latin);
            let named: Vec<&Name> = named.filter(|name| is_here(name.at)).collect();
            let [name] = named[..] else {
                panic!("{latin} is there {} times", named.len());
            };
            assert!(is_wanted(name, zoom, GroundStyle::Standard), "{latin}");
            assert!(
                is_wanted(name, zoom + 1.0, GroundStyle::Presentation),
                "{latin}"
            );
        }
    }

    #[test]
    fn the_presentation_style_has_fewer_names_at_every_zoom() {
        for zoom in [4.0, 6.0, 8.0, 10.0] {
            let count = |style| {
                let wanted = names().iter().filter(|name| is_wanted(name, zoom, style));
                wanted.count()
            };
            assert!(count(GroundStyle::Presentation) < count(GroundStyle::Standard));
        }
    }
}
