//! Circles of uncertainty: the radius within which events are known to lie.
//!
//! Only so many are drawn as can be read; what is left out is counted, for the legend to say.

use eframe::egui::{Color32, Pos2};

use crate::model::mercator::project;
use crate::store::Row;
use crate::ui::map::events::{Drawn, Layer};
use crate::ui::map::shapes;

/// Circles of uncertainty drawn at a time, and how many of them keep their full tint.
const HALOS_MAX: usize = 24;
const HALOS_FILLED: f32 = 6.0;
/// The part of the map that tinted circles may take together.
const HALOS_AREA: f32 = 0.5;

/// A circle within which events lie.
struct Halo {
    center: Pos2,
    radius: f32,
    color: Color32,
    /// Whether one of the events is certainly in the window.
    is_firm: bool,
    n_rows: usize,
    is_looked_at: bool,
    /// Of something that is drawn in another copy of the world already.
    is_repeated: bool,
}

impl Layer<'_> {
    pub(super) fn draw_halos(&self, drawn: &mut Drawn) {
        let mut halos = self.halos_in_sight(drawn);
        // None counts twice, however often the world repeats.
        let n_of = |halos: &[Halo]| halos.iter().filter(|halo| !halo.is_repeated).count();
        if halos.len() > HALOS_MAX {
            // More would lie over each other and say nothing: those of what one looks at, then of most events.
            let n_in_sight = n_of(&halos);
            halos.sort_by_key(|halo| {
                let n_rows = std::cmp::Reverse(halo.n_rows);
                (halo.is_repeated, !halo.is_looked_at, n_rows)
            });
            halos.truncate(HALOS_MAX);
            halos.sort_by(|a, b| b.radius.total_cmp(&a.radius));
            drawn.halos_left_out = n_in_sight - n_of(&halos);
        }
        // A tint over most of the map tells nothing, and costs a frame; small circles come first to it.
        let mut room = self.viewport.rect.area() * HALOS_AREA;
        let mut by_radius: Vec<usize> = (0..halos.len()).collect();
        by_radius.sort_by(|a, b| halos[*a].radius.total_cmp(&halos[*b].radius));
        let mut tinted = vec![false; halos.len()];
        for idx in by_radius {
            room -= std::f32::consts::PI * halos[idx].radius.powi(2);
            tinted[idx] = room >= 0.0 || halos[idx].is_looked_at;
        }
        let strength = 0.13 / (halos.len() as f32 / HALOS_FILLED).max(1.0);
        for (halo, tinted) in halos.into_iter().zip(tinted) {
            let fill = if tinted { strength } else { 0.0 };
            drawn.halo.get_or_insert(halo.color);
            let color = if halo.is_firm {
                halo.color
            } else {
                halo.color.gamma_multiply(0.6)
            };
            shapes::halo(self.painter, halo.center, halo.radius, color, fill);
        }
    }

    /// The circles that are wider than their symbols and reach into sight.
    fn halos_in_sight(&self, drawn: &mut Drawn) -> Vec<Halo> {
        let looked_at: Vec<Row> = [self.selected, self.hovered]
            .into_iter()
            .flatten()
            .collect();
        let rect = self.viewport.rect;
        let corners = [
            rect.left_top(),
            rect.right_top(),
            rect.left_bottom(),
            rect.right_bottom(),
        ];
        let mut halos = Vec::new();
        for mark in self.places {
            let unit = project(mark.at);
            for (radius_m, category) in &mark.halos {
                let radius = (radius_m * self.viewport.points_per_metre(mark.at)) as f32;
                if radius < mark.radius() + 5.0 {
                    continue;
                }
                let sight = self.viewport.rect.expand(radius);
                let mut is_repeated = false;
                for copy in self.viewport.sights([unit.x; 2], radius) {
                    let center = self.viewport.unit_in_copy(unit, copy);
                    if !sight.contains(center) {
                        continue;
                    }
                    let repeated = std::mem::replace(&mut is_repeated, true);
                    // All of the map lies within it: there is nothing to draw.
                    if corners
                        .iter()
                        .all(|corner| corner.distance(center) < radius)
                    {
                        drawn.halos_around += usize::from(!repeated);
                        continue;
                    }
                    halos.push(Halo {
                        center,
                        radius,
                        color: category.map_or(self.theme.map_label, |idx| self.color(idx)),
                        is_firm: mark.firm,
                        n_rows: mark.rows.len(),
                        is_looked_at: looked_at.iter().any(|row| mark.rows.contains(row)),
                        is_repeated: repeated,
                    });
                }
            }
        }
        halos
    }
}
