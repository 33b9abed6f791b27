//! Events drawn as points, and what the pointer finds among them.

use eframe::egui::{Color32, CursorIcon, Painter, Pos2, Ui};

use crate::model::mercator::Unit;
use crate::model::number::grouped;
use crate::state::action::Action;
use crate::store::Row;
use crate::ui::Cx;
use crate::ui::map::camera::Viewport;
use crate::ui::map::crowd::Sets;
use crate::ui::map::furniture::pointer_card;
use crate::ui::map::points::layer::{Look, Shown, Version};
use crate::ui::map::points::pick;
use crate::ui::map::stack_list::date_words;

/// A disc this near to the pointer is meant, in points.
const REACH: f32 = 7.0;
/// Zoom steps that a click into the density goes nearer.
const STEP_IN: f64 = 2.0;

/// What is drawn as points, and what the pointer is at.
pub struct Cloud {
    pub shown: Shown,
    at: Option<(Pos2, Hit)>,
}

/// What lies at the pointer.
#[derive(Clone, Copy)]
enum Hit {
    Event(Row),
    /// So many events in the cell of the density.
    Cell(u32),
}

impl Cloud {
    /// Draws the points, and looks what lies at the pointer.
    pub fn draw(
        cx: &mut Cx<'_>,
        painter: &Painter,
        viewport: &Viewport,
        sets: &Sets,
        version: Version,
        pointer: Option<Pos2>,
    ) -> Self {
        let dataset = &cx.state.dataset;
        let colors: Vec<Color32> = (0..dataset.categories().len())
            .map(|idx| cx.theme.category(dataset.categories(), idx))
            .collect();
        let points = sets.points(dataset);
        let layer = &mut cx.memory.map.points;
        let shown = layer.draw(painter, viewport, &points, version, cx.theme, &colors);
        let hit = |at: Pos2| match shown.look {
            Look::Density { .. } => {
                let count = layer.count_at(viewport, at)?;
                (count > 0).then_some(Hit::Cell(count))
            }
            Look::Discs => {
                let scale = painter.pixels_per_point();
                let world = viewport.world() * f64::from(scale);
                let unit = viewport.screen_to_unit(at);
                let unit = Unit {
                    x: unit.x.rem_euclid(1.0),
                    ..unit
                };
                pick::nearest(&points, world, unit, (REACH * scale) as u32).map(Hit::Event)
            }
        };
        Self {
            shown,
            at: pointer.and_then(|at| Some((at, hit(at)?))),
        }
    }

    /// Whether something lies at the pointer.
    pub fn is_hit(&self) -> bool {
        self.at.is_some()
    }

    /// Selects the event at the pointer, or goes nearer to where there are many.
    pub fn press(&self, cx: &mut Cx<'_>, viewport: &Viewport) {
        match self.at {
            Some((_, Hit::Event(row))) => {
                let id = cx.state.dataset.id(row);
                cx.push(Action::Select(Some(id)));
            }
            Some((at, Hit::Cell(_))) => cx.push(Action::FlyTo(viewport.zoomed_at(at, STEP_IN))),
            None => {}
        }
    }

    /// Says what lies at the pointer.
    pub fn hover(&self, ui: &Ui, cx: &mut Cx<'_>, viewport: &Viewport) {
        let Some((at, hit)) = self.at else { return };
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        let (title, detail) = match hit {
            Hit::Event(row) => {
                let event = cx.state.dataset.event(row);
                let date = date_words(&cx.state.dataset, row, cx.state.zones());
                cx.hover(&event.id);
                (event.title.clone(), date)
            }
            Hit::Cell(count) => {
                let events = if count == 1 { "event" } else { "events" };
                (
                    format!("{} {events} here", grouped(count.into())),
                    String::from("Click to go nearer"),
                )
            }
        };
        if !cx.memory.still {
            pointer_card(ui, cx.theme, viewport, (at, 14.0), &title, &[detail]);
        }
    }
}
