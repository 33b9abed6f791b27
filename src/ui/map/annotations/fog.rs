//! What lies outside of every highlight steps back: a veil over the map with soft-edged openings.

use eframe::egui::{Mesh, Painter, Pos2, Rect, Shape, Vec2};

use crate::ui::theme::Theme;

/// How much of the map the veil takes away.
const STRENGTH: f32 = 0.68;
/// From the rim of a highlight to the full veil, in points.
const SOFT: f32 = 22.0;
/// The veil is laid in cells of this side, in points; finer ones cannot be told from it.
const CELL: f32 = 8.0;

/// An ellipse on the screen that the veil leaves free.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Light {
    center: Pos2,
    radii: Vec2,
}

impl Light {
    /// The ellipse that fills a box; `None` for one that nobody sees.
    pub fn within(rect: Rect) -> Option<Self> {
        let radii = rect.size() / 2.0;
        (radii.min_elem() > 0.5).then_some(Self {
            center: rect.center(),
            radii,
        })
    }

    /// About how far outside of it a point lies, in points; negative inside.
    fn distance(&self, at: Pos2) -> f32 {
        let offset = at - self.center;
        let near = (offset / self.radii).length();
        let slope = (offset / (self.radii * self.radii)).length();
        if slope > 0.0 {
            near * (near - 1.0) / slope
        } else {
            -self.radii.min_elem()
        }
    }
}

/// How much of the veil lies on a point, from 0 to 1.
fn veil(lights: &[Light], at: Pos2) -> f32 {
    let distances = lights.iter().map(|light| light.distance(at));
    let share = (distances.fold(f32::INFINITY, f32::min) / SOFT).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// Whether something at a point is seen as well as without highlights.
pub fn is_lit(lights: &[Light], at: Pos2) -> bool {
    lights.is_empty() || veil(lights, at) < 0.5
}

pub(super) fn draw(painter: &Painter, rect: Rect, lights: &[Light], theme: &Theme) {
    let n_cells = |length: f32| (length / CELL).ceil().max(1.0) as u32;
    let (n_x, n_y) = (n_cells(rect.width()), n_cells(rect.height()));
    let mut mesh = Mesh::default();
    for y in 0..=n_y {
        for x in 0..=n_x {
            let share = Vec2::new(x as f32 / n_x as f32, y as f32 / n_y as f32);
            let at = rect.min + share * rect.size();
            let color = theme.window.gamma_multiply(STRENGTH * veil(lights, at));
            mesh.colored_vertex(at, color);
        }
    }
    for y in 0..n_y {
        for x in 0..n_x {
            let corner = y * (n_x + 1) + x;
            let below = corner + n_x + 1;
            mesh.add_triangle(corner, corner + 1, below);
            mesh.add_triangle(corner + 1, below, below + 1);
        }
    }
    painter.add(Shape::mesh(mesh));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn light(x: f32, y: f32, width: f32, height: f32) -> Light {
        let rect = Rect::from_center_size(Pos2::new(x, y), Vec2::new(width, height));
        Light::within(rect).unwrap()
    }

    #[test]
    fn inside_all_is_clear_and_far_outside_all_is_veiled() {
        let lights = [
            light(200.0, 200.0, 200.0, 80.0),
            light(500.0, 200.0, 60.0, 60.0),
        ];
        for at in [
            (200.0, 200.0),
            (290.0, 200.0),
            (200.0, 230.0),
            (500.0, 225.0),
        ] {
            assert!(veil(&lights, at.into()) < 0.01, "{at:?}");
        }
        for at in [(200.0, 300.0), (400.0, 200.0), (500.0, 300.0), (0.0, 0.0)] {
            assert!(veil(&lights, at.into()) > 0.99, "{at:?}");
            assert!(!is_lit(&lights, at.into()));
        }
    }

    #[test]
    fn without_a_highlight_everything_is_lit() {
        assert!(is_lit(&[], Pos2::new(5.0, 5.0)));
        assert_eq!(
            Light::within(Rect::from_center_size(Pos2::ZERO, Vec2::ZERO)),
            None
        );
    }
}
