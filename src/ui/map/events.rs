//! The events on the map: shapes and halos below, then links and rival places, then the symbols.

mod halos;
mod links;

use eframe::egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use crate::model::ground::Ground;
use crate::model::place::{Geometry, LatLon};
use crate::model::time::Zones;
use crate::query::known::Known;
use crate::query::origins::Origins;
use crate::store::{Dataset, Row};
use crate::ui::map::annotations::Light;
use crate::ui::map::camera::Viewport;
use crate::ui::map::marks::{Fix, Mark, SYMBOL, Spot};
use crate::ui::map::points::layer::Shown;
use crate::ui::map::rivals::{self, RivalPlace};
use crate::ui::map::shapes;
use crate::ui::symbols::Symbol;
use crate::ui::theme::{Theme, semibold, size};

pub use crate::ui::map::events::links::{LinkedRow, Links};

/// Areas drawn at a time: more would cover each other and say nothing, and cost a frame each.
const SHAPES_MAX: usize = 300;

/// How faint a symbol is that is undated or only possibly in the window.
pub const FAINT: f32 = 0.6;

/// Kinds of drawing that were needed, for the legend to explain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// The colour and opacity of the first halo.
    pub halo: Option<Color32>,
    /// Circles in sight that are not drawn, since there are too many.
    pub halos_left_out: usize,
    /// Circles within which all of the map lies.
    pub halos_around: usize,
    /// The category of the first faint symbol.
    pub faint: Option<usize>,
    pub unknown: Option<usize>,
    /// The category of the first symbol of an exact fix.
    pub exact: Option<usize>,
    /// Several events at one position.
    pub stack: bool,
    /// Several positions too close to be told apart.
    pub spread: bool,
    pub area: Option<Color32>,
    pub rival: Option<usize>,
    /// The places that rival claims name.
    pub rivals: Vec<RivalPlace>,
    pub linked_elsewhere: Option<usize>,
    /// Lines from the selected event to those that it is linked to.
    pub links: bool,
    /// The colour of the first annotation.
    pub annotated: Option<Color32>,
    /// Where texts of the scene's author stand.
    pub texts: Vec<Rect>,
    /// Events drawn as discs or as density.
    pub points: Option<Shown>,
    /// What labels keep clear of, beside the marks.
    pub taken: Vec<Rect>,
}

/// What the drawing of events needs to know.
pub struct Layer<'a> {
    pub painter: &'a Painter,
    pub viewport: &'a Viewport,
    pub theme: &'static Theme,
    /// How the ground is labelled, and which style it is in.
    pub ground: &'a Ground,
    pub dataset: &'a Dataset,
    pub zones: Zones,
    /// The marks by position: halos and shapes stand where they belong.
    pub places: &'a [Mark],
    /// The marks as their symbols are drawn.
    pub marks: &'a [Mark],
    /// In drawing order; with those just out of sight.
    pub spots: &'a [Spot],
    pub selected: Option<Row>,
    pub hovered: Option<Row>,
    /// Where highlights leave the map as it is; empty: everywhere.
    pub lights: &'a [Light],
}

impl Layer<'_> {
    /// Draws everything, from the ground up.
    pub fn draw(&self, links: &[LinkedRow], origins: &Origins, known: &Known<'_>) -> Drawn {
        let mut drawn = Drawn::default();
        self.draw_areas(&mut drawn);
        self.draw_halos(&mut drawn);
        rivals::draw(self, origins, known, &mut drawn);
        self.draw_links(links, &mut drawn);
        for spot in self.spots {
            if self.emphasis(spot) == Emphasis::None {
                self.draw_mark(spot, &mut drawn);
            }
        }
        for emphasis in [Emphasis::Hovered, Emphasis::Selected] {
            for spot in self.spots {
                if self.emphasis(spot) == emphasis {
                    self.draw_mark(spot, &mut drawn);
                }
            }
        }
        drawn
    }

    pub(super) fn color(&self, category: usize) -> Color32 {
        self.theme.category(self.dataset.categories(), category)
    }

    fn symbol(&self, category: usize) -> Symbol {
        Symbol::of(self.dataset.categories(), category)
    }

    fn emphasis(&self, spot: &Spot) -> Emphasis {
        let rows = &self.marks[spot.idx].rows;
        let holds = |row: Option<Row>| row.is_some_and(|row| rows.contains(&row));
        if holds(self.selected) {
            Emphasis::Selected
        } else if holds(self.hovered) {
            Emphasis::Hovered
        } else {
            Emphasis::None
        }
    }

    fn draw_areas(&self, drawn: &mut Drawn) {
        let mut n_drawn = 0;
        for mark in self.places {
            for row in &mark.shaped {
                let event = self.dataset.event(*row);
                let Some(shape) = event.shape() else {
                    continue;
                };
                if n_drawn == SHAPES_MAX {
                    return;
                }
                let color = self.color(self.dataset.category_idx(*row));
                if shape.has_extent() {
                    n_drawn += 1;
                    drawn.area.get_or_insert(color);
                    shapes::geometry(self.painter, self.viewport, shape, color);
                }
                self.draw_scattered(shape, mark, *row, drawn);
            }
        }
    }

    /// The points of an event that has several, tied to its symbol.
    fn draw_scattered(&self, shape: &Geometry, mark: &Mark, row: Row, drawn: &mut Drawn) {
        let Geometry::Points(points) = shape else {
            return;
        };
        let category = self.dataset.category_idx(row);
        for at in points.iter().take(SHAPES_MAX) {
            for [center, pos] in self.viewport.pairs(mark.at, *at) {
                drawn.taken.push(around(pos));
                let tie = Stroke::new(1.0, self.color(category).gamma_multiply(0.5));
                self.painter.line_segment([center, pos], tie);
                self.painter.add(self.symbol(category).shape(
                    pos,
                    SYMBOL * 0.7,
                    self.color(category),
                    self.outline(),
                ));
            }
        }
    }

    fn holds(&self, spot: &Spot, row: Row) -> bool {
        self.marks[spot.idx].rows.contains(&row)
    }

    fn draw_mark(&self, spot: &Spot, drawn: &mut Drawn) {
        let mark = &self.marks[spot.idx];
        let emphasis = self.emphasis(spot);
        let radius = if emphasis == Emphasis::Hovered {
            spot.radius * 1.12
        } else {
            spot.radius
        };
        match mark.tally.as_slice() {
            [(category, count)] => self.draw_symbol(mark, spot.pos, radius, *category, *count),
            _ => self.draw_disc(mark, spot.pos, radius),
        }
        let first = mark.tally.first().map(|(category, _)| *category);
        if !mark.firm && drawn.faint.is_none() {
            drawn.faint = first;
        }
        if mark.fix == Fix::Unknown && drawn.unknown.is_none() {
            drawn.unknown = first;
        }
        if mark.fix == Fix::Exact && !mark.is_stack() && drawn.exact.is_none() {
            drawn.exact = first;
        }
        drawn.stack |= mark.is_stack() && !mark.spread;
        drawn.spread |= mark.spread;
        match emphasis {
            Emphasis::Selected => {
                let ring = Stroke::new(2.5, self.theme.accent);
                self.painter
                    .circle_stroke(spot.pos, spot.radius + RING_GAP, ring);
            }
            Emphasis::Hovered => {
                let ring = Stroke::new(1.5, self.theme.text);
                self.painter.circle_stroke(spot.pos, radius + 4.5, ring);
            }
            Emphasis::None => {}
        }
    }

    /// The symbol of one category, with a count if it stands for several events.
    fn draw_symbol(&self, mark: &Mark, pos: Pos2, radius: f32, category: usize, count: usize) {
        let color = self.shade(mark, category);
        let radius = if count > 1 {
            radius * self.symbol(category).roominess()
        } else {
            radius
        };
        if mark.fix == Fix::Unknown {
            self.painter.add(self.symbol(category).shape(
                pos,
                radius + 1.0,
                self.theme.land,
                Stroke::new(1.5, self.theme.land),
            ));
            let inside = Stroke::new(2.2, color);
            self.painter.add(self.symbol(category).shape(
                pos,
                radius - 1.0,
                self.theme.land,
                inside,
            ));
        } else {
            // As in the histogram: solid is certain, light and outlined only possible.
            let outline = if mark.firm {
                self.outline()
            } else {
                Stroke::new(1.5, self.color(category))
            };
            self.painter
                .add(self.symbol(category).shape(pos, radius, color, outline));
            if mark.fix == Fix::Exact && count == 1 {
                self.symbol(category)
                    .paint_fix(self.painter, pos, radius, self.theme.land);
            }
        }
        if count > 1 {
            let text = if mark.fix == Fix::Unknown {
                self.theme.text
            } else {
                Theme::text_on(color)
            };
            self.draw_count(pos + self.symbol(category).middle(radius), count, text);
        }
    }

    /// A stack of several categories: a disc with a ring in their shares.
    fn draw_disc(&self, mark: &Mark, pos: Pos2, radius: f32) {
        self.painter.circle(
            pos,
            radius + 1.5,
            self.theme.card,
            Stroke::new(1.5, self.theme.land),
        );
        let total: usize = mark.tally.iter().map(|(_, count)| count).sum();
        let mut turn = -0.25;
        for (category, count) in &mark.tally {
            let share = *count as f32 / total.max(1) as f32;
            let n_steps = (share * 48.0).ceil().max(2.0);
            let gap = if mark.tally.len() > 1 { 0.012 } else { 0.0 };
            let points: Vec<Pos2> = (0..=n_steps as usize)
                .map(|step| {
                    let along = (step as f32 / n_steps).clamp(0.0, 1.0);
                    let at = turn + gap + (share - 2.0 * gap) * along;
                    pos + (radius - 0.5) * Vec2::angled(std::f32::consts::TAU * at)
                })
                .collect();
            let ring = Stroke::new(3.5, self.shade(mark, *category));
            self.painter.line(points, ring);
            turn += share;
        }
        self.draw_count(pos, total, self.theme.text);
    }

    fn draw_count(&self, center: Pos2, count: usize, color: Color32) {
        self.painter.text(
            center,
            Align2::CENTER_CENTER,
            count_text(count),
            semibold(size::SMALL),
            color,
        );
    }

    fn shade(&self, mark: &Mark, category: usize) -> Color32 {
        let color = self.color(category);
        if mark.firm {
            color
        } else {
            self.faint(color, FAINT)
        }
    }

    /// A colour as it looks half transparent on land. Mixed rather than transparent: what lies below would show.
    fn faint(&self, color: Color32, by: f32) -> Color32 {
        color.lerp_to_gamma(self.theme.land, by)
    }

    fn outline(&self) -> Stroke {
        Stroke::new(1.5, self.theme.land)
    }

    pub(super) fn hollow(&self, category: usize, pos: Pos2, radius: f32) -> Shape {
        let color = self.faint(self.color(category), 0.2);
        self.symbol(category)
            .shape(pos, radius, self.theme.land, Stroke::new(1.5, color))
    }
}

/// What a small symbol takes.
fn around(pos: Pos2) -> Rect {
    Rect::from_center_size(pos, Vec2::splat(2.0 * SYMBOL))
}

/// From a symbol's edge to the ring around the selected one, in points.
pub const RING_GAP: f32 = 8.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Emphasis {
    None,
    Hovered,
    Selected,
}

/// `7`, `840`, `12k`: what fits into a symbol.
pub fn count_text(count: usize) -> String {
    match count {
        0..=999 => count.to_string(),
        1_000..=9_999 => format!("{}.{}k", count / 1_000, count % 1_000 / 100),
        _ => format!("{}k", count / 1_000),
    }
}

/// Where a position is drawn for its mark, if it has one in sight.
pub fn spot_at(marks: &[Mark], spots: &[Spot], at: LatLon) -> Option<Spot> {
    spots.iter().find(|spot| marks[spot.idx].at == at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_fit_into_a_symbol() {
        for (count, text) in [(7, "7"), (841, "841"), (1_250, "1.2k"), (31_400, "31k")] {
            assert_eq!(count_text(count), text);
        }
    }
}
