//! The events on the map: shapes and halos below, then links and rival places, then the symbols.

use std::sync::Arc;

use eframe::egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use crate::model::event::{EventId, LinkKind};
use crate::model::place::{Geometry, LatLon};
use crate::query::origins::Origins;
use crate::store::{Dataset, Row};
use crate::ui::Cx;
use crate::ui::map::camera::Viewport;
use crate::ui::map::marks::{Mark, SYMBOL, Spot};
use crate::ui::map::points::layer::Shown;
use crate::ui::map::rivals::{self, RivalPlace};
use crate::ui::map::shapes::{self, LinkLine};
use crate::ui::symbols::Symbol;
use crate::ui::theme::{Theme, semibold, size};

/// Areas drawn at a time: more would cover each other and say nothing, and cost a frame each.
const SHAPES_MAX: usize = 300;

/// Circles of uncertainty drawn at a time, and how many of them keep their full tint.
const HALOS_MAX: usize = 24;
const HALOS_FILLED: f32 = 6.0;
/// The part of the map that tinted circles may take together.
const HALOS_AREA: f32 = 0.5;

/// Links drawn of one event; a hub of more is read in the detail panel.
const LINKS_MAX: usize = 60;

/// How faint a symbol is that is undated or only possibly in the window.
const FAINT: f32 = 0.5;

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
    /// Several events at one position.
    pub stack: bool,
    /// Several positions too close to be told apart.
    pub spread: bool,
    pub area: Option<Color32>,
    pub rival: Option<usize>,
    /// The places that rival claims name.
    pub rivals: Vec<RivalPlace>,
    pub linked_elsewhere: Option<usize>,
    /// Events drawn as discs or as density.
    pub points: Option<Shown>,
    /// What labels keep clear of, beside the marks.
    pub taken: Vec<Rect>,
}

/// A circle within which events lie.
struct Halo {
    center: Pos2,
    radius: f32,
    color: Color32,
    /// Whether one of the events is certainly in the window.
    is_firm: bool,
    n_rows: usize,
    is_looked_at: bool,
}

/// What the drawing of events needs to know.
pub struct Layer<'a> {
    pub painter: &'a Painter,
    pub viewport: &'a Viewport,
    pub theme: &'static Theme,
    pub dataset: &'a Dataset,
    /// The marks by position: halos and shapes stand where they belong.
    pub places: &'a [Mark],
    /// The marks as their symbols are drawn.
    pub marks: &'a [Mark],
    /// In drawing order; with those just out of sight.
    pub spots: &'a [Spot],
    pub selected: Option<Row>,
    pub hovered: Option<Row>,
}

impl Layer<'_> {
    /// Draws everything, from the ground up.
    pub fn draw(&self, links: &[LinkedRow], origins: &Origins) -> Drawn {
        let mut drawn = Drawn::default();
        self.draw_areas(&mut drawn);
        self.draw_halos(&mut drawn);
        rivals::draw(self, origins, &mut drawn);
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
        let center = self.viewport.to_screen(mark.at);
        for at in points.iter().take(SHAPES_MAX) {
            let pos = self.viewport.to_screen(*at);
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

    fn draw_halos(&self, drawn: &mut Drawn) {
        let mut halos = self.halos_in_sight(drawn);
        let n_in_sight = halos.len();
        if n_in_sight > HALOS_MAX {
            // More would lie over each other and say nothing: those of what one looks at, then of most events.
            halos.sort_by_key(|halo| (!halo.is_looked_at, std::cmp::Reverse(halo.n_rows)));
            halos.truncate(HALOS_MAX);
            halos.sort_by(|a, b| b.radius.total_cmp(&a.radius));
            drawn.halos_left_out = n_in_sight - HALOS_MAX;
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
        let mut halos = Vec::new();
        for mark in self.places {
            let center = self.viewport.to_screen(mark.at);
            for (radius_m, category) in &mark.halos {
                let radius = (radius_m * self.viewport.points_per_metre(mark.at)) as f32;
                let sight = self.viewport.rect.expand(radius);
                if radius < mark.radius() + 5.0 || !sight.contains(center) {
                    continue;
                }
                // All of the map lies within it: there is nothing to draw.
                let corners = [
                    self.viewport.rect.left_top(),
                    self.viewport.rect.right_top(),
                    self.viewport.rect.left_bottom(),
                    self.viewport.rect.right_bottom(),
                ];
                if corners
                    .iter()
                    .all(|corner| corner.distance(center) < radius)
                {
                    drawn.halos_around += 1;
                    continue;
                }
                halos.push(Halo {
                    center,
                    radius,
                    color: category.map_or(self.theme.map_label, |idx| self.color(idx)),
                    is_firm: mark.firm,
                    n_rows: mark.rows.len(),
                    is_looked_at: looked_at.iter().any(|row| mark.rows.contains(row)),
                });
            }
        }
        halos
    }

    fn draw_links(&self, links: &[LinkedRow], drawn: &mut Drawn) {
        let Some(selected) = self.selected else {
            return;
        };
        let shown = |row: Row| self.spots.iter().find(|spot| self.holds(spot, row));
        let reach = |row: Row| shown(row).map_or(SYMBOL, |spot| spot.radius) + 5.0;
        let Some(here) = self.dataset.anchor(selected) else {
            return;
        };
        let here_gap = reach(selected) + RING_GAP;
        for LinkedRow { row, line, comes } in links {
            let Some(there) = self.dataset.anchor(*row).filter(|there| *there != here) else {
                continue;
            };
            let pos = |row: Row, at: LatLon| {
                shown(row).map_or_else(|| self.viewport.to_screen(at), |spot| spot.pos)
            };
            let (near, far) = (pos(selected, here), pos(*row, there));
            if shown(*row).is_none() && self.viewport.rect.contains(far) {
                let category = self.dataset.category_idx(*row);
                drawn.linked_elsewhere = Some(category);
                drawn.taken.push(around(far));
                self.painter.add(self.symbol(category).shape(
                    far,
                    SYMBOL * 0.7,
                    self.faint(self.color(category), 0.65),
                    self.outline(),
                ));
            }
            let (ends, gaps) = if *comes {
                ([far, near], [reach(*row), here_gap])
            } else {
                ([near, far], [here_gap, reach(*row)])
            };
            let along = shapes::link(self.painter, ends, gaps, *line, self.theme.accent);
            drawn.taken.extend(along);
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
        if mark.precision_unknown && drawn.unknown.is_none() {
            drawn.unknown = first;
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
        if mark.precision_unknown {
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
            self.painter.add(
                self.symbol(category)
                    .shape(pos, radius, color, self.outline()),
            );
        }
        if count > 1 {
            let text = if mark.precision_unknown {
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

/// An event that the selected one is linked to, or that is linked to it.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedRow {
    pub row: Row,
    pub line: LinkLine,
    /// Whether the arrow comes from there.
    pub comes: bool,
}

/// The links of the last selection; finding those that point to it asks every event.
#[derive(Default)]
pub struct Links {
    of: Option<(Arc<Dataset>, EventId)>,
    links: Vec<LinkedRow>,
}

impl Links {
    pub fn of(&mut self, cx: &Cx<'_>) -> &[LinkedRow] {
        let Some(selection) = &cx.state.view.selection else {
            return &[];
        };
        let dataset = &cx.state.dataset;
        let same = self
            .of
            .as_ref()
            .is_some_and(|(of, id)| Arc::ptr_eq(of, dataset) && id == selection);
        if !same {
            self.links = links_of(dataset, selection);
            self.of = Some((Arc::clone(dataset), selection.clone()));
        }
        &self.links
    }
}

fn links_of(dataset: &Dataset, id: &EventId) -> Vec<LinkedRow> {
    let Some(event) = dataset.event_by_id(id) else {
        return Vec::new();
    };
    // "A follows B" is drawn as time runs: from B to A. Other kinds run as they are written.
    let linked = |row: Row, kind: &LinkKind, written_here: bool| LinkedRow {
        row,
        line: match kind {
            LinkKind::SameIncident | LinkKind::Duplicate => LinkLine::Plain,
            _ => LinkLine::Arrow,
        },
        comes: (*kind == LinkKind::Follows) == written_here,
    };
    let outgoing = event
        .links
        .iter()
        .filter_map(|link| Some(linked(dataset.row(&link.to)?, &link.kind, true)));
    let incoming = dataset.rows_linking_to(id).iter().flat_map(|row| {
        let links = dataset.event(*row).into_owned().links;
        let links = links.into_iter().filter(|link| link.to == *id);
        links.map(|link| linked(*row, &link.kind, false))
    });
    let mut links: Vec<LinkedRow> = outgoing.chain(incoming).take(LINKS_MAX).collect();
    links.dedup();
    links
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
