//! A field that shows what is chosen, and opens a list of what else there is.

use eframe::egui::style::ScrollAnimation;
use eframe::egui::{
    Button, CursorIcon, Popup, PopupCloseBehavior, Pos2, Rect, Response, RichText, Role,
    ScrollArea, Sense, Stroke, StrokeKind, TextWrapMode, Ui, WidgetInfo, pos2, vec2,
};

use crate::ui::text::visual;
use crate::ui::theme::{Theme, medium, regular, size, space};
use crate::ui::widgets;

/// The list is no higher than this; it scrolls.
const LIST_HEIGHT_MAX: f32 = 330.0;

/// A field: what it is called, and what is chosen.
pub(in crate::ui) struct Field<'a> {
    pub(in crate::ui) name: &'a str,
    pub(in crate::ui) value: &'a str,
    pub(in crate::ui) width: f32,
    /// What is chosen is the usual, and shown quietly.
    pub(in crate::ui) quiet: bool,
}

/// One of the things to choose from.
pub(in crate::ui) struct Item<T> {
    pub(in crate::ui) value: T,
    pub(in crate::ui) words: String,
}

impl<T> Item<T> {
    pub(in crate::ui) fn new(value: T, words: impl Into<String>) -> Self {
        Self {
            value,
            words: words.into(),
        }
    }
}

/// A field over a list; returns what was chosen anew.
pub(in crate::ui) fn choice<T: PartialEq + Clone>(
    ui: &mut Ui,
    theme: &Theme,
    field: &Field<'_>,
    chosen: &T,
    items: impl FnOnce() -> Vec<Item<T>>,
) -> Option<T> {
    let response = button(ui, theme, field);
    let opened = response.clicked();
    let mut taken = None;
    popup(&response, field.name, |ui| {
        for item in items() {
            let is_chosen = item.value == *chosen;
            let row = entry(ui, &item.words, is_chosen);
            if opened && is_chosen {
                row.request_focus();
                row.scroll_to_me(None);
            }
            if row.clicked() {
                taken = Some(item.value);
                ui.close();
            }
        }
    });
    if taken.is_some() {
        response.request_focus();
    }
    taken.filter(|value| value != chosen)
}

/// Shows a list below its field while it is open.
pub(in crate::ui) fn popup(response: &Response, name: &str, content: impl FnOnce(&mut Ui)) {
    Popup::menu(response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(name)
        .width(response.rect.width())
        .show(|ui| {
            ui.set_min_width(ui.available_width());
            ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
            ui.spacing_mut().item_spacing.y = 0.0;
            let height = (ui.ctx().content_rect().height() - 80.0).min(LIST_HEIGHT_MAX);
            ScrollArea::vertical().max_height(height).show(ui, content);
        });
}

/// A line of a list.
pub(in crate::ui) fn entry(ui: &mut Ui, words: &str, is_chosen: bool) -> Response {
    let text = RichText::new(visual(words)).font(regular(size::BODY));
    let size = vec2(ui.available_width(), space::ROW);
    ui.add(Button::selectable(is_chosen, text).min_size(size))
}

/// The field itself, with a small arrow at the right.
pub(in crate::ui) fn button(ui: &mut Ui, theme: &Theme, field: &Field<'_>) -> Response {
    const ARROW: f32 = 18.0;
    let (rect, response) = ui.allocate_exact_size(vec2(field.width, space::BUTTON), Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), field.name);
        info.current_text_value = Some(field.value.to_owned());
        info
    });
    if response.gained_focus() {
        // At once, so that the next press of Tab finds the column behind it.
        response.scroll_to_me_animation(None, ScrollAnimation::none());
    }
    let is_lit = response.hovered() || response.has_focus();
    let edge = match (response.has_focus(), is_lit) {
        (true, _) => Stroke::new(1.5, theme.accent),
        (_, true) => Stroke::new(1.0, theme.faint),
        _ => Stroke::new(1.0, theme.hairline),
    };
    let corner = f32::from(space::RADIUS);
    let painter = ui.painter();
    painter.rect(rect, corner, theme.card, edge, StrokeKind::Inside);
    let color = if field.quiet && !is_lit {
        theme.secondary
    } else {
        theme.text
    };
    let words = widgets::elided(
        ui,
        field.value,
        medium(size::BODY),
        color,
        field.width - 10.0 - ARROW,
    );
    let was_elided = words.elided;
    let at = pos2(rect.left() + 10.0, rect.center().y - words.size().y / 2.0);
    ui.painter().galley(at, words, color);
    arrow(ui, theme, rect);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if was_elided {
        response.on_hover_text(visual(field.value))
    } else {
        response
    }
}

fn arrow(ui: &Ui, theme: &Theme, rect: Rect) {
    let tip = pos2(rect.right() - 13.0, rect.center().y + 2.0);
    let wing = |x: f32| -> Pos2 { tip + vec2(x, -4.0) };
    ui.painter().line(
        vec![wing(-4.0), tip, wing(4.0)],
        Stroke::new(1.4, theme.secondary),
    );
}
