//! Small pieces that several panels share; each a function that draws and returns what the user did.

use eframe::egui::{
    self, Align, Align2, Button, Color32, CornerRadius, CursorIcon, FontId, Frame, Id, Label,
    Layout, Margin, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use crate::model::number::grouped;
use crate::ui::symbols::Symbol;
use crate::ui::text::visual;
use crate::ui::theme::{Theme, medium, regular, size, space};

/// A quiet section heading.
pub fn section_label(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    ui.label(
        RichText::new(text)
            .font(medium(size::SMALL))
            .color(theme.faint),
    )
}

/// A section heading with the distance that parts it from what stands before.
pub fn section(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    ui.add_space(14.0);
    let response = section_label(ui, theme, text);
    ui.add_space(4.0);
    response
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

/// A button without a frame until the pointer is over it.
pub fn quiet_button(ui: &mut Ui, theme: &Theme, text: &str, enabled: bool) -> Response {
    let words = RichText::new(text)
        .font(medium(size::BODY))
        .color(theme.secondary);
    let button = Button::new(words)
        .frame_when_inactive(false)
        .min_size(button_size());
    ui.add_enabled(enabled, button)
}

/// A button that stays pressed: on or off.
pub fn toggle_button(ui: &mut Ui, theme: &Theme, text: &str, on: bool) -> Response {
    let words = RichText::new(text)
        .font(medium(size::BODY))
        .color(theme.text);
    let stroke = if on { theme.accent } else { theme.hairline };
    let response = ui.add(
        Button::new(words)
            .fill(theme.card)
            .stroke(Stroke::new(1.0, stroke))
            .min_size(button_size()),
    );
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, text));
    response
}

fn button_size() -> Vec2 {
    Vec2::new(0.0, space::BUTTON)
}

/// Words in the accent that do something.
pub fn link(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    let font = regular(size::SMALL + 1.0);
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), font, theme.accent);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    let at = rect.left_center() - vec2(0.0, galley.size().y / 2.0);
    if response.hovered() || response.has_focus() {
        let y = at.y + galley.size().y - 0.5;
        ui.painter()
            .hline(rect.x_range(), y, Stroke::new(1.0, theme.accent));
    }
    ui.painter().galley(at, galley, theme.accent);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Words that put a text on the clipboard, and say so while the pointer stays on them.
pub fn copy_link(ui: &mut Ui, theme: &Theme, label: &str, text: impl FnOnce() -> String) {
    let id = ui.next_auto_id().with("copied");
    let copied: bool = ui.data(|data| data.get_temp(id).unwrap_or_default());
    let response = link(ui, theme, label);
    if response.clicked() {
        ui.ctx().copy_text(text());
        ui.data_mut(|data| data.insert_temp(id, true));
    } else if copied && !response.hovered() && !response.has_focus() {
        ui.data_mut(|data| data.remove::<bool>(id));
    }
    if copied {
        response.show_tooltip_text("Copied");
    }
}

/// A rounded chip of text, not clickable.
pub fn chip(ui: &mut Ui, theme: &Theme, text: &str, color: Color32) -> Response {
    let width = ui.max_rect().width();
    chip_within(ui, theme, text, color, width)
}

/// A chip no wider than `width`; its text is cut off where it is longer.
pub fn chip_within(ui: &mut Ui, theme: &Theme, text: &str, color: Color32, width: f32) -> Response {
    chip_ui(ui, theme, text, color, width, Sense::hover())
}

/// A rounded chip that can be clicked, no wider than `width`; elided text shows in full on hover.
pub fn chip_button(ui: &mut Ui, theme: &Theme, text: &str, width: f32) -> Response {
    chip_ui(ui, theme, text, theme.text, width, Sense::click())
}

fn chip_ui(
    ui: &mut Ui,
    theme: &Theme,
    text: &str,
    color: Color32,
    width: f32,
    sense: Sense,
) -> Response {
    let padding = vec2(9.0, 3.0);
    let galley = elided(
        ui,
        text,
        regular(size::SMALL + 0.5),
        color,
        width - 2.0 * padding.x,
    );
    let was_elided = galley.elided;
    let (rect, response) = ui.allocate_exact_size(galley.size() + 2.0 * padding, sense);
    let role = if sense.senses_click() {
        Role::Button
    } else {
        Role::Label
    };
    response.widget_info(|| WidgetInfo::labeled(role, ui.is_enabled(), text));
    let lit = sense.senses_click() && (response.hovered() || response.has_focus());
    ui.painter().rect(
        rect,
        rect.height() / 2.0,
        theme.card,
        Stroke::new(1.0, if lit { theme.faint } else { theme.hairline }),
        StrokeKind::Inside,
    );
    ui.painter().galley(rect.min + padding, galley, color);
    if was_elided {
        response.on_hover_text(visual(text))
    } else {
        response
    }
}

/// What stands before the words of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Marker {
    None,
    /// The symbol of a category.
    Symbol(Symbol, Color32),
    CheckBox,
    Radio,
}

/// A row of a list: a marker, words, and a number at the right.
pub struct Row<'a> {
    pub marker: Marker,
    pub text: &'a str,
    pub count: Option<usize>,
    pub selected: bool,
    /// Present, but not what counts now.
    pub dimmed: bool,
    /// What a screen reader says.
    pub accessible: &'a str,
    pub role: Role,
}

/// A clickable row over the available width, 26 points high.
pub fn row(ui: &mut Ui, theme: &Theme, row: &Row<'_>) -> Response {
    /// Room at both sides, so that the ground of a lit row is wider than its words.
    const INSET: f32 = 6.0;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), space::ROW), Sense::click());
    response.widget_info(|| match row.role {
        Role::CheckBox | Role::RadioButton => {
            WidgetInfo::selected(row.role, ui.is_enabled(), row.selected, row.accessible)
        }
        role => WidgetInfo::labeled(role, ui.is_enabled(), row.accessible),
    });
    let lit = response.hovered() || response.has_focus();
    // One of several radio buttons is always selected: that is nothing to point out.
    let grounded = row.selected && row.marker != Marker::Radio;
    paint_row_ground(ui, theme, rect, grounded, lit);
    let opacity = if row.dimmed && !lit { 0.55 } else { 1.0 };
    let mut left = rect.left() + INSET;
    if row.marker != Marker::None {
        paint_marker(ui, theme, pos2(left + 7.0, rect.center().y), row, opacity);
        left += 22.0;
    }
    let mut right = rect.right() - INSET;
    if let Some(count) = row.count {
        let color = if count == 0 {
            theme.faint
        } else {
            theme.secondary
        };
        let painted = ui.painter().text(
            pos2(right, rect.center().y),
            Align2::RIGHT_CENTER,
            grouped(count as u64),
            regular(size::BODY),
            color.gamma_multiply(opacity),
        );
        right = painted.left() - 8.0;
    }
    let color = if row.count == Some(0) && !row.selected {
        theme.faint
    } else {
        theme.text
    };
    let galley = elided(
        ui,
        row.text,
        regular(size::BODY),
        color.gamma_multiply(opacity),
        right - left,
    );
    let was_elided = galley.elided;
    let at = pos2(left, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if was_elided {
        response.on_hover_text(visual(row.text))
    } else {
        response
    }
}

fn paint_row_ground(ui: &Ui, theme: &Theme, rect: Rect, selected: bool, lit: bool) {
    let radius = CornerRadius::same(space::RADIUS - 1);
    if selected {
        ui.painter()
            .rect_filled(rect, radius, theme.accent.gamma_multiply(0.16));
    }
    if lit {
        ui.painter()
            .rect_filled(rect, radius, theme.text.gamma_multiply(0.06));
    }
}

fn paint_marker(ui: &Ui, theme: &Theme, center: egui::Pos2, row: &Row<'_>, opacity: f32) {
    let painter = ui.painter();
    let outline = Stroke::new(1.2, theme.faint.gamma_multiply(opacity));
    match row.marker {
        Marker::None => {}
        Marker::Symbol(symbol, color) => {
            symbol.paint(painter, center, 5.5, color.gamma_multiply(opacity));
        }
        Marker::CheckBox => {
            let rect = Rect::from_center_size(center, Vec2::splat(13.0));
            if row.selected {
                painter.rect_filled(rect, 3.0, theme.accent);
                let tick = [vec2(-3.2, 0.2), vec2(-0.8, 2.6), vec2(3.4, -2.6)];
                painter.line(
                    tick.iter().map(|at| center + *at).collect(),
                    Stroke::new(1.6, theme.on_accent),
                );
            } else {
                painter.rect_stroke(rect, 3.0, outline, StrokeKind::Inside);
            }
        }
        Marker::Radio => {
            painter.circle_stroke(center, 6.0, outline);
            if row.selected {
                painter.circle_filled(center, 3.4, theme.accent);
            }
        }
    }
}

/// One line of text, cut off with `…` where it is wider than `width`.
pub fn elided(
    ui: &Ui,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
) -> std::sync::Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(visual(text).into_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(0.0));
    ui.painter().layout_job(job)
}

/// A line of text that takes no more than `width`, in full on hover where it was cut off.
pub fn elided_label(ui: &mut Ui, text: &str, font: FontId, color: Color32, width: f32) -> Response {
    let galley = elided(ui, text, font, color, width);
    let was_elided = galley.elided;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().galley(rect.min, galley, color);
    if was_elided {
        response.on_hover_text(visual(text))
    } else {
        response
    }
}

/// The width of a line of text in points.
pub fn text_width(ui: &Ui, text: &str, font: FontId) -> f32 {
    ui.painter()
        .layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER)
        .size()
        .x
}

/// A frame for what lies on a panel: card ground, hairline, rounded.
pub fn card(theme: &Theme) -> Frame {
    Frame::new()
        .fill(theme.card)
        .stroke(Stroke::new(1.0, theme.hairline))
        .corner_radius(CornerRadius::same(space::RADIUS))
        .inner_margin(Margin::same(12))
}

/// A line of a fact sheet: its name in a narrow column at the left, what it says at the right.
pub fn fact(ui: &mut Ui, theme: &Theme, name: &str, content: impl FnOnce(&mut Ui)) {
    let column = fact_column(ui.available_width());
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.allocate_ui_with_layout(vec2(column, 0.0), Layout::top_down(Align::LEFT), |ui| {
            ui.set_width(column);
            ui.add(Label::new(RichText::new(name).color(theme.faint)).wrap());
        });
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
            // Lines of text, not rows of buttons.
            ui.spacing_mut().interact_size.y = 0.0;
            content(ui);
        });
    });
    ui.add_space(5.0);
}

/// The width of the column of names in a fact sheet that is `width` wide.
fn fact_column(width: f32) -> f32 {
    (width * 0.25).clamp(58.0, 96.0)
}

/// A tab of a panel's header: words with a line under the open one.
pub fn tab(ui: &mut Ui, theme: &Theme, text: &str, open: bool) -> Response {
    let color = if open { theme.text } else { theme.secondary };
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), medium(size::BODY), color);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 36.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), open, text));
    let at = rect.left_center() - vec2(0.0, galley.size().y / 2.0);
    let color = if response.hovered() || response.has_focus() {
        theme.text
    } else {
        color
    };
    ui.painter()
        .galley_with_override_text_color(at, galley, color);
    if open {
        ui.painter().hline(
            rect.x_range(),
            rect.bottom() - 1.0,
            Stroke::new(2.0, theme.accent),
        );
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Whether something that is folded away by default has been opened; lives as long as the window.
pub fn is_unfolded(ui: &Ui, id: Id) -> bool {
    ui.data(|data| data.get_temp(id).unwrap_or_default())
}

/// Opens or closes it.
pub fn set_unfolded(ui: &Ui, id: Id, unfolded: bool) {
    ui.data_mut(|data| data.insert_temp(id, unfolded));
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
