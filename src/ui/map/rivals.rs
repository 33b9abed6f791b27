//! The places that rival claims of the selected or hovered event name: hollow symbols, joined to the adopted place.
//!
//! Claims of the same place are one symbol. Each says by whom: on the map for the selection, on hover for any.

use eframe::egui::{Pos2, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo};

use crate::model::place::Geometry;
use crate::query::claims::{Field, disputes, who_says};
use crate::query::known::Known;
use crate::query::origins::Origins;
use crate::store::Row;
use crate::ui::map::camera::Viewport;
use crate::ui::map::events::{Drawn, Layer};
use crate::ui::map::marks::SYMBOL;
use crate::ui::map::shapes;

/// A place that was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct RivalPlace {
    pub pos: Pos2,
    pub row: Row,
    /// Which of the event's places, in their order.
    idx: usize,
    /// `says The Daily`; `None`: no quote is cited.
    pub says: Option<String>,
    /// All of it, for the pointer and for screen readers.
    words: String,
}

/// Draws the places and what joins them; what it drew goes into `drawn`.
pub fn draw(layer: &Layer<'_>, origins: &Origins, known: &Known<'_>, drawn: &mut Drawn) {
    let mut rows: Vec<Row> = [layer.selected, layer.hovered]
        .into_iter()
        .flatten()
        .collect();
    rows.dedup();
    for row in rows {
        draw_of(layer, origins, known, row, drawn);
    }
}

fn draw_of(layer: &Layer<'_>, origins: &Origins, known: &Known<'_>, row: Row, drawn: &mut Drawn) {
    let event = layer.dataset.event(row);
    let Some(at) = event.anchor() else { return };
    let about_place = disputes(layer.dataset, &event, origins)
        .into_iter()
        .find(|dispute| dispute.field == Field::Where);
    let Some(dispute) = about_place else { return };
    let category = layer.dataset.category_idx(row);
    let color = layer.color(category);
    let sides = dispute.sides.iter().filter(|side| !side.adopted);
    for side in sides.filter(|side| known.has_any(&event, &side.cites)) {
        let Some(claim) = side.claims.first().map(|idx| &event.places[*idx]) else {
            continue;
        };
        let shape = claim.value.geometry.as_ref();
        let Some(rival) = shape
            .and_then(Geometry::anchor)
            .filter(|rival| *rival != at)
        else {
            continue;
        };
        let pairs = layer.viewport.pairs(at, rival);
        let Some([_, to]) = pairs.first().copied() else {
            continue;
        };
        if let Some(shape) = shape.filter(|shape| shape.has_extent()) {
            let color = color.gamma_multiply(0.7);
            shapes::geometry(layer.painter, layer.viewport, shape, color);
        }
        let sight = layer.viewport.rect.expand(SYMBOL);
        for [from, to] in pairs {
            if sight.intersects(Rect::from_two_pos(from, to)) {
                // What is out of sight needs no words in the legend.
                drawn.rival = Some(category);
            }
            if let Some(radius_m) = claim.value.precision_m {
                let radius = (radius_m * layer.viewport.points_per_metre(rival)) as f32;
                shapes::halo(layer.painter, to, radius, color.gamma_multiply(0.7), 0.0);
            }
            let line = Stroke::new(1.5, color.gamma_multiply(0.8));
            layer
                .painter
                .extend(Shape::dashed_line(&[from, to], line, 5.0, 4.0));
            layer.painter.add(layer.hollow(category, to, SYMBOL * 0.85));
        }
        drawn
            .taken
            .push(Rect::from_center_size(to, Vec2::splat(2.0 * SYMBOL)));
        let says = who_says(layer.dataset, &event, &side.cites).map(|who| format!("says {who}"));
        let place = side.value_words(&dispute.field, &event, layer.zones);
        let voice = says.clone().unwrap_or_else(|| String::from("no quote"));
        drawn.rivals.push(RivalPlace {
            pos: to,
            row,
            idx: side.claims[0],
            says,
            words: format!(
                "Another place for “{}”: {place}, {voice}, {}",
                event.title,
                side.backing.words()
            ),
        });
    }
}

/// Lets the pointer and screen readers ask what a place is.
pub fn interact(ui: &Ui, viewport: &Viewport, rivals: &[RivalPlace]) {
    for rival in rivals {
        if !viewport.rect.contains(rival.pos) {
            continue;
        }
        let rect = Rect::from_center_size(rival.pos, Vec2::splat(2.0 * SYMBOL));
        let id = ui.scope_id().with(("rival place", rival.row, rival.idx));
        let response = ui.interact(rect, id, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &rival.words));
        response.on_hover_text(crate::ui::text::visual(&rival.words));
    }
}
