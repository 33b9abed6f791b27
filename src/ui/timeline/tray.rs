//! The tray of undated events: a chip with their number that opens into a list.
//!
//! An undated event is in no window, so it would be easy to forget; here it is counted and can be reached.

use eframe::egui::{
    self, Color32, Popup, PopupCloseBehavior, Rect, RichText, Role, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, vec2,
};

use crate::model::clock::Clock;
use crate::model::event::EventId;
use crate::state::action::Action;
use crate::store::Row;
use crate::store::row_set::RowSet;
use crate::ui::Cx;
use crate::ui::symbols::Symbol;
use crate::ui::theme::{medium, regular, size};
use crate::ui::widgets;

const HEIGHT: f32 = 21.0;
const PADDING: f32 = 9.0;
/// Size of the open list in points.
const LIST: egui::Vec2 = vec2(340.0, 280.0);

/// The width of the chip in points; none without undated events.
pub fn width(ui: &Ui, clock: Clock, n_undated: usize) -> f32 {
    if n_undated == 0 {
        return 0.0;
    }
    let galley = ui.painter().layout_no_wrap(
        words(clock, n_undated),
        regular(size::SMALL),
        Color32::PLACEHOLDER,
    );
    galley.size().x + 2.0 * PADDING
}

fn words(clock: Clock, n_undated: usize) -> String {
    format!("{n_undated} {}", clock.undated())
}

/// Draws the chip in `rect`, and the list where it is open.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, undated: &RowSet) {
    if undated.is_empty() {
        return;
    }
    let theme = cx.theme;
    let dataset = &cx.state.dataset;
    let clock = dataset.clock();
    let holds = |id: Option<&EventId>| {
        let row = id.and_then(|id| dataset.row(id));
        row.is_some_and(|row| undated.contains(row))
    };
    let holds_selected = holds(cx.state.view.selection.as_ref());
    let holds_hovered = holds(cx.memory.hover.as_ref());

    let size = vec2(width(ui, clock, undated.len()), HEIGHT);
    let chip = Rect::from_min_size(
        egui::pos2(rect.right() - size.x, rect.center().y - size.y / 2.0),
        size,
    );
    let response = ui.interact(chip, ui.scope_id().with("undated"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words(clock, undated.len())));
    let is_lit = response.hovered() || response.has_focus() || holds_hovered;
    let stroke = if holds_selected {
        Stroke::new(1.5, theme.accent)
    } else if is_lit {
        Stroke::new(1.0, theme.secondary)
    } else {
        Stroke::new(1.0, theme.hairline)
    };
    ui.painter()
        .rect(chip, HEIGHT / 2.0, theme.card, stroke, StrokeKind::Inside);
    let color = if is_lit { theme.text } else { theme.secondary };
    ui.painter().text(
        chip.center(),
        egui::Align2::CENTER_CENTER,
        words(clock, undated.len()),
        regular(self::size::SMALL),
        color,
    );
    Popup::from_toggle_button_response(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name("Undated events")
        .show(|ui| list(ui, cx, undated));
}

fn list(ui: &mut Ui, cx: &mut Cx<'_>, undated: &RowSet) {
    ui.set_width(LIST.x);
    ui.label(
        RichText::new(match cx.state.dataset.clock() {
            Clock::Happened => "Without a date, so in no window",
            Clock::Reported => "No source bears a date, so in no window",
            Clock::Captured => "No stored copy bears a date, so in no window",
        })
        .font(medium(size::SMALL))
        .color(cx.theme.faint),
    );
    ui.add_space(2.0);
    ScrollArea::vertical()
        .max_height(LIST.y)
        .auto_shrink([false, true])
        .show_rows(ui, 26.0, undated.len(), |ui, range| {
            let first = undated.nth(range.start);
            for row in std::iter::successors(first, |row| undated.after(*row)).take(range.len()) {
                entry(ui, cx, row);
            }
        });
}

fn entry(ui: &mut Ui, cx: &mut Cx<'_>, row: Row) {
    let theme = cx.theme;
    let dataset = &cx.state.dataset;
    let event = dataset.event(row);
    let is_selected = cx.is_selected(&event.id);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::Button, true, is_selected, event.title.as_str())
    });
    let is_lit = response.hovered() || response.has_focus() || cx.is_hovered(&event.id);
    let fill = match (is_selected, is_lit) {
        (true, _) => theme.accent.gamma_multiply(0.18),
        (false, true) => theme.text.gamma_multiply(0.07),
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, 5.0, fill);
    let category_idx = dataset.category_idx(row);
    Symbol::of(dataset.categories(), category_idx).paint(
        ui.painter(),
        egui::pos2(rect.left() + 13.0, rect.center().y),
        5.0,
        theme.category(dataset.categories(), category_idx),
    );
    let text = Rect::from_min_max(rect.left_top() + vec2(26.0, 0.0), rect.right_bottom());
    let galley = widgets::elided(
        ui,
        &event.title,
        regular(size::BODY),
        theme.text,
        text.width() - 8.0,
    );
    let at = egui::pos2(text.left(), text.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.text);
    if response.hovered() {
        cx.hover(&event.id.clone());
    }
    if response.clicked() {
        cx.push(Action::Select(Some(event.id.clone())));
    }
}
