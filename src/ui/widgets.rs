//! Small pieces that several panels share; each a function that draws and returns what the user did.

use eframe::egui::{self, Align2, Button, Response, RichText, Sense, Ui, Vec2};

use crate::ui::theme::{Theme, medium, size, space};

/// A quiet section heading.
pub fn section_label(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    ui.label(
        RichText::new(text)
            .font(medium(size::SMALL))
            .color(theme.faint),
    )
}

/// A button of the standard height; `primary` is filled with the accent.
pub fn button(ui: &mut Ui, theme: &Theme, text: &str, primary: bool, enabled: bool) -> Response {
    let words = RichText::new(text).font(medium(size::BODY));
    let button = if primary {
        Button::new(words.color(theme.on_accent)).fill(theme.accent)
    } else {
        Button::new(words).fill(theme.card)
    };
    ui.add_enabled(enabled, button.min_size(button_size()))
}

fn button_size() -> Vec2 {
    Vec2::new(0.0, space::BUTTON)
}

/// A rounded chip of text, not clickable.
pub fn chip(ui: &mut Ui, theme: &Theme, text: &str, color: egui::Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(
        text.to_owned(),
        egui::FontId::proportional(size::SMALL + 0.5),
        color,
    );
    let padding = Vec2::new(9.0, 3.0);
    let (rect, response) = ui.allocate_exact_size(galley.size() + 2.0 * padding, Sense::hover());
    ui.painter().rect(
        rect,
        rect.height() / 2.0,
        theme.card,
        egui::Stroke::new(1.0, theme.hairline),
        egui::StrokeKind::Inside,
    );
    ui.painter().galley(rect.min + padding, galley, color);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
    response
}

/// Text painted at a place, without taking room; returns its rectangle.
pub fn paint_text(
    ui: &Ui,
    at: egui::Pos2,
    anchor: Align2,
    text: &str,
    font: egui::FontId,
    color: egui::Color32,
) -> egui::Rect {
    ui.painter().text(at, anchor, text, font, color)
}
