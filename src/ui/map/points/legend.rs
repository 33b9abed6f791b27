//! What the legend says about points: what a disc or a colour means, in numbers, and how many are in sight.

use eframe::egui::{Color32, Mesh, Painter, Pos2, Rect, Stroke, Vec2};

use crate::model::number::grouped;
use crate::query::legend::Mark;
use crate::ui::map::points::density::share_of;
use crate::ui::map::points::layer::{DENSITY_ALPHA, Look, Shown};
use crate::ui::map::points::stamp::{ALPHA, RADIUS, RING_INSIDE, RING_WIDTH};
use crate::ui::theme::{Theme, regular, size};

/// Length and height of the ramp in points.
const RAMP: Vec2 = Vec2::new(200.0, 8.0);
/// Between two numbers below it.
const GAP: f32 = 4.0;

/// The small drawing that a line explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    Disc,
    Ring,
    Faded,
    /// The colours from one event to so many.
    Ramp {
        top: u32,
    },
}

/// The legend's lines: a drawing or none, and words.
pub fn notes(shown: &Shown) -> Vec<(Option<Sample>, String)> {
    let Shown {
        look,
        in_sight,
        has_possible,
        has_vague,
    } = shown;
    let in_sight = grouped(*in_sight);
    match look {
        Look::Discs => {
            let mut notes = vec![(
                Some(Sample::Disc),
                format!("one event, {in_sight} in sight"),
            )];
            if *has_possible {
                let words = Mark::Faint.words().to_owned();
                notes.push((Some(Sample::Ring), words));
            }
            if *has_vague {
                let words = String::from("place vague (20 km and more) or precision unknown");
                notes.push((Some(Sample::Faded), words));
            }
            notes
        }
        Look::Density { cell, top } => {
            let alike = if *has_possible {
                ", certain and possible alike"
            } else {
                ""
            };
            vec![
                (None, format!("events in each square of {cell} pixels")),
                (Some(Sample::Ramp { top: *top }), String::new()),
                (None, format!("{in_sight} in sight{alike}")),
            ]
        }
    }
}

impl Sample {
    /// Its width, where it is wider than other samples.
    pub fn width(&self) -> Option<f32> {
        matches!(self, Self::Ramp { .. }).then_some(RAMP.x)
    }

    /// Its height, where it is higher than a line.
    pub fn height(&self) -> Option<f32> {
        matches!(self, Self::Ramp { .. }).then_some(RAMP.y + size::SMALL + 12.0)
    }

    /// Draws it around the middle of a usual sample, 9 points from the line's start.
    pub fn paint(&self, painter: &Painter, at: Pos2, theme: &Theme) {
        let color = theme.secondary;
        match self {
            Self::Disc => {
                painter.circle_filled(at, RADIUS, color.gamma_multiply(ALPHA));
            }
            Self::Ring => {
                let ring = Stroke::new(RING_WIDTH, color.gamma_multiply(ALPHA));
                let inside = color.gamma_multiply(RING_INSIDE);
                painter.circle(at, RADIUS - RING_WIDTH / 2.0, inside, ring);
            }
            Self::Faded => {
                painter.add(faded_disc(at, color));
            }
            Self::Ramp { top } => paint_ramp(painter, at - Vec2::new(9.0, 0.0), theme, *top),
        }
    }
}

fn faded_disc(at: Pos2, color: Color32) -> Mesh {
    const N_CORNERS: u32 = 24;
    let mut mesh = Mesh::default();
    mesh.colored_vertex(at, color);
    for corner in 0..N_CORNERS {
        let turn = std::f32::consts::TAU * corner as f32 / N_CORNERS as f32;
        mesh.colored_vertex(at + RADIUS * Vec2::angled(turn), Color32::TRANSPARENT);
        mesh.add_triangle(0, 1 + corner, 1 + (corner + 1) % N_CORNERS);
    }
    mesh
}

/// The bar of colours, and numbers below it; `at` is the middle of its left edge.
fn paint_ramp(painter: &Painter, at: Pos2, theme: &Theme, top: u32) {
    let min = at - Vec2::new(0.0, (RAMP.y + size::SMALL + 4.0) / 2.0);
    let bar = Rect::from_min_size(min, RAMP);
    let colors = theme
        .density
        .map(|color| color.gamma_multiply(DENSITY_ALPHA));
    painter.rect_filled(bar, 0.0, theme.land);
    painter.add(gradient(bar, &colors));
    let font = regular(size::SMALL - 1.0);
    let mut taken: Vec<Rect> = Vec::new();
    for number in ticks(top) {
        let x = bar.left() + share_of(number, top) * bar.width();
        let words = painter.layout_no_wrap(grouped(number.into()), font.clone(), theme.secondary);
        let left = (x - words.size().x / 2.0).clamp(bar.left(), bar.right() - words.size().x);
        let rect = Rect::from_min_size(Pos2::new(left, bar.bottom() + 4.0), words.size());
        if taken
            .iter()
            .all(|other| !other.expand(GAP).intersects(rect))
        {
            painter.vline(
                x.clamp(bar.left() + 0.5, bar.right() - 0.5),
                bar.bottom()..=bar.bottom() + 3.0,
                Stroke::new(1.0, theme.faint),
            );
            painter.galley(rect.min, words, theme.secondary);
            taken.push(rect);
        }
    }
}

/// One, the top, then the powers of ten between: the ends are said before what lies between them.
fn ticks(top: u32) -> Vec<u32> {
    let powers = (1..10).map(|power| 10u32.pow(power));
    let between = powers.take_while(|power| *power < top);
    [1, top].into_iter().chain(between).collect()
}

fn gradient(rect: Rect, colors: &[Color32]) -> Mesh {
    let mut mesh = Mesh::default();
    let n_steps = colors.len().saturating_sub(1).max(1);
    for (idx, color) in (0u32..).zip(colors) {
        let x = rect.left() + rect.width() * idx as f32 / n_steps as f32;
        mesh.colored_vertex(Pos2::new(x, rect.top()), *color);
        mesh.colored_vertex(Pos2::new(x, rect.bottom()), *color);
        if idx > 0 {
            let last = 2 * idx;
            mesh.add_triangle(last - 2, last - 1, last);
            mesh.add_triangle(last - 1, last, last + 1);
        }
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legend_says_what_a_color_means_in_numbers() {
        let shown = Shown {
            look: Look::Density { cell: 3, top: 2000 },
            in_sight: 1_234_567,
            has_possible: true,
            has_vague: true,
        };
        let words: Vec<String> = notes(&shown).into_iter().map(|(_, words)| words).collect();
        assert_eq!(
            words,
            [
                "events in each square of 3 pixels",
                "",
                "1,234,567 in sight, certain and possible alike"
            ]
        );
        assert_eq!(ticks(2000), [1, 2000, 10, 100, 1000]);
        assert_eq!(ticks(10), [1, 10]);
        assert_eq!(ticks(u32::MAX).last(), Some(&1_000_000_000));
    }

    #[test]
    fn rings_and_faded_discs_are_explained_where_there_are_any() {
        let shown = |has_possible, has_vague| Shown {
            look: Look::Discs,
            in_sight: 12,
            has_possible,
            has_vague,
        };
        assert_eq!(notes(&shown(false, false)).len(), 1);
        assert_eq!(notes(&shown(true, false))[1].0, Some(Sample::Ring));
        assert_eq!(notes(&shown(false, true))[1].0, Some(Sample::Faded));
    }
}
