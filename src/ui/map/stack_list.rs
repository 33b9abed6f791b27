//! The open stack: a list of the events at one position, beside its symbol.
//!
//! Rows are drawn only as far as they are in sight, so a thousand events at one coordinate cost no more than ten.

use eframe::egui::{
    self, Align2, Id, Key, Pos2, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2,
    WidgetInfo,
};

use crate::model::claim::adopted;
use crate::model::number::grouped;
use crate::model::place::Geometry;
use crate::model::time::Zones;
use crate::query::words::{place_words, when_words};
use crate::state::action::Action;
use crate::store::{Dataset, Row};
use crate::ui::Cx;
use crate::ui::map::camera::Viewport;
use crate::ui::map::furniture::{MARGIN, card, pointer_card};
use crate::ui::map::marks::{Mark, Spot};
use crate::ui::symbols::Symbol;
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{list_keys, widgets};

/// Width of the list in points, where the map has the room.
const WIDTH: f32 = 430.0;
/// Rows in sight at most; the rest is scrolled to.
const ROWS_MAX: usize = 9;
const HEADER: f32 = 34.0;

/// Where the list of a stack goes: beside its symbol, inside the map.
pub fn placed(viewport: &Viewport, spot: &Spot, n_rows: usize) -> Rect {
    let room = viewport.rect.shrink(MARGIN);
    let rows = n_rows.clamp(1, ROWS_MAX) as f32;
    let size = Vec2::new(
        WIDTH.min(room.width()),
        (HEADER + rows * space::ROW + 8.0).min(room.height()),
    );
    let gap = spot.radius + 12.0;
    let x = if spot.pos.x + gap + size.x <= room.right() {
        spot.pos.x + gap
    } else {
        spot.pos.x - gap - size.x
    };
    // `min` before `max`: in a map smaller than the list its top left corner stays in sight.
    let corner = Pos2::new(x, spot.pos.y - size.y / 2.0)
        .min(room.max - size)
        .max(room.min);
    Rect::from_min_size(corner, size)
}

/// Draws the list into `rect`.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, mark: &Mark, rect: Rect) {
    let theme = cx.theme;
    card(ui.painter(), rect, theme);
    // Nothing below the list is clicked or scrolled through it.
    ui.interact(rect, ui.scope_id().with("stack ground"), Sense::hover());
    header(ui, cx, mark, rect);
    let inner = Rect::from_min_max(
        rect.min + Vec2::new(4.0, HEADER),
        rect.max - Vec2::splat(4.0),
    );
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("stack rows"));
    ui.set_clip_rect(inner.intersect(ui.clip_rect()));
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    let at = (mark.at.lat.to_bits(), mark.at.lon.to_bits());
    let mut area = ScrollArea::vertical()
        .id_salt(at)
        .auto_shrink([false, false]);
    if let Some(to) = move_focus(&ui, mark, inner) {
        // The row may be out of sight, and is not there to scroll to itself.
        let middle = (to as f32 + 0.5) * space::ROW - inner.height() / 2.0;
        area = area.vertical_scroll_offset(middle.max(0.0));
    }
    area.show_rows(&mut ui, space::ROW, mark.rows.len(), |ui, range| {
        for idx in range {
            row_ui(ui, cx, mark.rows[idx]);
        }
    });
}

/// Takes the focus from one row to another by keys; the number of the row, if there is another.
fn move_focus(ui: &Ui, mark: &Mark, inner: Rect) -> Option<usize> {
    let focused = ui.memory(egui::Memory::focused)?;
    let from = mark.rows.iter().position(|row| row_id(*row) == focused)?;
    let page = (inner.height() / space::ROW) as usize;
    let to = list_keys::moved(ui, focused, from, mark.rows.len(), page);
    if to == from {
        return None;
    }
    let id = row_id(*mark.rows.get(to)?);
    ui.memory_mut(|memory| memory.request_focus(id));
    Some(to)
}

fn header(ui: &mut Ui, cx: &mut Cx<'_>, mark: &Mark, rect: Rect) {
    let theme = cx.theme;
    let close = Rect::from_min_size(
        rect.right_top() + Vec2::new(-HEADER, 0.0),
        Vec2::splat(HEADER),
    );
    let words = widgets::elided(
        ui,
        &mark.label(&cx.state.dataset),
        medium(size::BODY),
        theme.text,
        close.left() - rect.left() - 20.0,
    );
    let at = Pos2::new(
        rect.left() + 12.0,
        rect.top() + (HEADER - words.size().y) / 2.0,
    );
    ui.painter().galley(at, words, theme.text);
    let response = ui.interact(close, ui.scope_id().with("close stack"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, "Close the list"));
    let color = if response.hovered() || response.has_focus() {
        theme.text
    } else {
        theme.secondary
    };
    let center = close.center();
    for side in [-1.0, 1.0] {
        let arm = Vec2::new(4.0, 4.0 * side);
        let stroke = Stroke::new(1.5, color);
        ui.painter()
            .line_segment([center - arm, center + arm], stroke);
    }
    if response.clicked() {
        cx.memory.open_stack = None;
    }
}

/// The id of a row, so that opening by key can put the focus on the first.
pub fn row_id(row: Row) -> Id {
    Id::unique(("stack row", row))
}

fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: Row) {
    let theme = cx.theme;
    let dataset = &cx.state.dataset;
    let event = dataset.event(row);
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), space::ROW));
    let response = ui.interact(rect, row_id(row), Sense::click());
    let date = date_words(dataset, row, cx.state.zones());
    let is_selected = cx.is_selected(&event.id);
    response.widget_info(|| {
        let label = format!("{}, {date}", event.title);
        WidgetInfo::selected(egui::Role::ListBoxOption, true, is_selected, label)
    });
    let lit = response.hovered() || response.has_focus() || cx.is_hovered(&event.id);
    let ground = if is_selected {
        Some(theme.accent.gamma_multiply(0.22))
    } else if lit {
        Some(theme.text.gamma_multiply(0.07))
    } else {
        None
    };
    let painter = ui.painter();
    if let Some(ground) = ground {
        painter.rect_filled(rect, 4.0, ground);
    }
    if response.has_focus() {
        let ring = Stroke::new(1.0, theme.accent);
        painter.rect_stroke(rect, 4.0, ring, StrokeKind::Inside);
    }
    let category = dataset.category_idx(row);
    Symbol::of(dataset.categories(), category).paint(
        painter,
        Pos2::new(rect.left() + 16.0, rect.center().y),
        5.5,
        theme.category(dataset.categories(), category),
    );
    let date = widgets::elided(
        ui,
        &date,
        regular(size::SMALL),
        theme.secondary,
        rect.width() * 0.42,
    );
    let at =
        Align2::RIGHT_CENTER.anchor_size(rect.right_center() - Vec2::new(12.0, 0.0), date.size());
    let title_width = at.left() - rect.left() - 30.0 - 10.0;
    ui.painter().galley(at.min, date, theme.secondary);
    let title = widgets::elided(
        ui,
        &event.title,
        regular(size::BODY),
        theme.text,
        title_width,
    );
    let at = Pos2::new(rect.left() + 30.0, rect.center().y - title.size().y / 2.0);
    ui.painter().galley(at, title, theme.text);
    let id = event.id.clone();
    if response.hovered() || response.has_focus() {
        cx.hover(&id);
    }
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        cx.memory.open_stack = None;
    }
    if response.clicked() {
        cx.push(Action::Select(Some(id)));
    }
}

/// When an event happened, in words; `undated` where nothing is said.
pub fn date_words(dataset: &Dataset, row: Row, zones: Zones) -> String {
    adopted(&dataset.event(row).when).map_or_else(
        || String::from("undated"),
        |claim| when_words(&claim.value, zones),
    )
}

/// A small card at the pointer with what an event or a stack is.
pub fn hover_card(ui: &Ui, cx: &Cx<'_>, viewport: &Viewport, spot: &Spot, mark: &Mark) {
    const CATEGORIES_MAX: usize = 6;
    let dataset = &cx.state.dataset;
    let mut details = Vec::new();
    if let [row] = mark.rows.as_slice() {
        let event = dataset.event(*row);
        let shape = event.shape();
        let has_extent = shape.is_some_and(Geometry::has_extent);
        details.push(date_words(dataset, *row, cx.state.zones()));
        details.push(place_words(event.place(), shape.is_some(), has_extent));
        details.retain(|text| !text.is_empty());
    } else {
        let tally = mark.tally.iter().take(CATEGORIES_MAX);
        details.extend(tally.map(|(category, count)| {
            let label = &dataset.categories()[*category].label;
            format!("{} {label}", grouped(*count as u64))
        }));
    }
    let gap = spot.radius + 12.0;
    pointer_card(
        ui,
        cx.theme,
        viewport,
        (spot.pos, gap),
        &mark.label(dataset),
        &details,
    );
}
