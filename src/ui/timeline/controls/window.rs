//! The window in words at the right of the row, which opens the fields to type another, and the zone of its clocks.

use eframe::egui::{
    Align, Button, Color32, Layout, Popup, PopupCloseBehavior, Rect, RichText, Role, Stroke, Ui,
    UiBuilder, WidgetInfo, vec2,
};

use super::GAP;
use crate::model::view::WindowMode;
use crate::query::known::known_words;
use crate::query::words::{clock_words, day_words};
use crate::state::action::Action;
use crate::ui::Cx;
use crate::ui::theme::{regular, semibold, size};
use crate::ui::timeline::typed;
use crate::ui::top_bar::sentence_case;

/// At the right: the window and its zone, always in view; returns the width that they take.
pub(super) fn window_in_words(ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, is_compact: bool) -> f32 {
    /// The transport buttons and the menu need the rest.
    const SHARE_MAX: f32 = 0.5;
    let mut builder = UiBuilder::new().id_salt("window words");
    builder = if is_compact {
        let from = rect.right() - rect.width() * SHARE_MAX;
        let room =
            Rect::from_x_y_ranges(from..=rect.right(), rect.shrink2(vec2(0.0, 4.0)).y_range());
        builder.max_rect(room).layout(Layout::top_down(Align::Max))
    } else {
        builder
            .max_rect(rect)
            .layout(Layout::right_to_left(Align::Center))
    };
    ui.scope_builder(builder, |ui| {
        if is_compact {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.spacing_mut().interact_size.y = 18.0;
            ui.spacing_mut().button_padding = vec2(0.0, 1.0);
            window_button(ui, cx);
            zone_button(ui, cx, size::SMALL);
        } else {
            ui.spacing_mut().item_spacing.x = GAP;
            zone_button(ui, cx, size::BODY);
            window_button(ui, cx);
        }
        rect.right() - ui.min_rect().left()
    })
    .inner
}

/// The zone that clocks are shown in, which a click switches; a name alone where the collection has no other.
fn zone_button(ui: &mut Ui, cx: &mut Cx<'_>, size: f32) {
    let name = cx.state.zone().spoken_name();
    let words = RichText::new(&name)
        .font(regular(size))
        .color(cx.theme.secondary);
    if !cx.state.has_zone_choice() {
        ui.label(words);
        return;
    }
    let other = cx.state.settings.zone_shown.other();
    let other_name = other.zones(cx.state.dataset.zone()).shown.spoken_name();
    let hint = format!("Show times in {other_name} (Z); what is shown stays the same");
    let button = Button::new(words.underline())
        .fill(Color32::TRANSPARENT)
        .stroke(Stroke::NONE);
    let response = ui.add(button).on_hover_text(hint);
    let label = format!("Times in {name}, switch to {other_name}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    if response.clicked() {
        cx.push(Action::SetZone(other));
    }
}

/// The window in words, which opens the fields to type another.
fn window_button(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = words_of(cx);
    let response = ui
        .add(
            Button::new(
                RichText::new(&words)
                    .font(semibold(size::BODY))
                    .color(cx.theme.text),
            )
            .fill(Color32::TRANSPARENT)
            .stroke(Stroke::NONE)
            .truncate(),
        )
        .on_hover_text(format!("{words}: type another window"));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Window, {words}")));
    let shown = Popup::from_toggle_button_response(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name("Window")
        .show(|ui| typed::show(ui, cx));
    if shown.is_none() {
        cx.memory.timeline.typed = None;
    }
}

/// The window in words; a moment always with its clock, so that it is not taken for the day that it begins.
fn words_of(cx: &Cx<'_>) -> String {
    // A window on nothing has no dates to show.
    if cx.state.dataset.extent().is_none() {
        return String::from("No dates");
    }
    let zone = cx.state.zone();
    let window = cx.state.window_in_words();
    match (cx.state.view.mode, zone.local(window.to)) {
        (WindowMode::Instant, Some(at)) => {
            format!("{}, {}", day_words(at.date()), clock_words(at.time()))
        }
        _ => sentence_case(&known_words(&cx.state.dataset, window, zone)),
    }
}
