//! The mark on a place that was gone to, and the menu that a position on the map has.

use std::sync::Arc;

use eframe::egui::{
    self, Align2, Button, Galley, Painter, Pos2, Rect, Response, RichText, Sense, Stroke, Ui, Vec2,
    WidgetInfo, vec2,
};

use crate::model::coordinate::{self, Form};
use crate::model::place::LatLon;
use crate::state::Notice;
use crate::state::action::Action;
use crate::ui::Cx;
use crate::ui::map::camera::Viewport;
use crate::ui::map::labels::paint;
use crate::ui::text::visual;
use crate::ui::theme::{medium, size, space};
use crate::ui::widgets;

/// A marked place; cosmetic, and gone with Escape.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    pub at: LatLon,
    /// Its name, or the coordinate as it was typed.
    pub name: String,
    pub name_ar: Option<String>,
}

/// Width of the menu in points.
const MENU_WIDTH: f32 = 290.0;
/// Radius of the ring in points.
const RADIUS: f32 = 9.0;

/// Draws the mark, and takes it away where it is clicked.
pub fn show(ui: &Ui, cx: &mut Cx<'_>, painter: &Painter, viewport: &Viewport) {
    let Some(pin) = cx.memory.map.pin.clone() else {
        return;
    };
    let at = viewport.to_screen(pin.at);
    if !viewport.rect.contains(at) {
        return;
    }
    let rect = Rect::from_center_size(at, Vec2::splat(2.0 * RADIUS + 6.0));
    let response = ui.interact(rect, ui.scope_id().with("pin"), Sense::click());
    let accessible = format!("Marked place, {}", pin.name);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &accessible));
    draw(cx, painter, at);
    let galley = words(cx, painter, &pin);
    paint(painter, words_at(at, &galley), &galley, cx.theme.land);
    if response.has_focus() {
        let ring = Stroke::new(1.5, cx.theme.text);
        painter.circle_stroke(at, RADIUS + 4.0, ring);
    }
    let response = response.on_hover_text("Click, or press Esc, to take the mark away");
    if response.clicked() {
        cx.memory.map.pin = None;
    }
}

/// A ring with four strokes towards the place, which stays free to be seen.
fn draw(cx: &Cx<'_>, painter: &Painter, at: Pos2) {
    let theme = cx.theme;
    for (width, color) in [(5.0, theme.land), (2.0, theme.accent)] {
        let stroke = Stroke::new(width, color);
        painter.circle_stroke(at, RADIUS, stroke);
        for way in [Vec2::X, -Vec2::X, Vec2::Y, -Vec2::Y] {
            painter.line_segment(
                [at + way * (RADIUS - 4.0), at + way * (RADIUS + 5.0)],
                stroke,
            );
        }
    }
}

/// Its name, Latin before Arabic.
fn words(cx: &Cx<'_>, painter: &Painter, pin: &Pin) -> Arc<Galley> {
    let arabic = pin.name_ar.as_deref().unwrap_or_default();
    let words = format!("{} {}", visual(&pin.name), visual(arabic));
    painter.layout_no_wrap(words.trim().to_owned(), medium(size::BODY), cx.theme.text)
}

fn words_at(at: Pos2, galley: &Galley) -> Pos2 {
    at + vec2(RADIUS + 9.0, -galley.size().y / 2.0)
}

/// What mark and name take on the map, so that other labels keep clear of it.
pub fn taken(cx: &Cx<'_>, painter: &Painter, viewport: &Viewport) -> Option<Rect> {
    let pin = cx.memory.map.pin.as_ref()?;
    let at = viewport.to_screen(pin.at);
    let galley = words(cx, painter, pin);
    let mark = Rect::from_center_size(at, Vec2::splat(2.0 * RADIUS + 10.0));
    Some(mark.union(Rect::from_min_size(words_at(at, &galley), galley.size())))
}

/// The menu of the map: the coordinate in each form, a mark, and the tape. Also does what was asked for by key.
pub fn menu(ui: &Ui, cx: &mut Cx<'_>, map: &Response) {
    if std::mem::take(&mut cx.memory.map.copy) {
        let selected = selected_at(cx);
        let form = cx.state.settings.coordinates.form;
        if let Some(at) = cx.memory.pointer.or(selected) {
            copy(ui, cx, &coordinate::written(at, form));
        } else {
            cx.push(Action::Notify(Notice::info(
                "Nothing to copy: put the pointer on the map, or select an event that has a place",
            )));
        }
    }
    if map.secondary_clicked() {
        cx.memory.map.asked_at = cx.memory.pointer;
    }
    let Some(at) = cx.memory.map.asked_at else {
        return;
    };
    let selected = selected_at(cx);
    map.context_menu(|ui| {
        ui.set_max_width(MENU_WIDTH);
        widgets::section_label(ui, cx.theme, "Copy the coordinate here");
        copies(ui, cx, "Copy", at);
        if entry(ui, "Mark this place") {
            cx.memory.map.pin = Some(Pin {
                at,
                name: coordinate::written(at, cx.state.settings.coordinates.form),
                name_ar: None,
            });
        }
        if entry(ui, "Measure from here") {
            cx.memory.map.measuring.start_at(at);
        }
        if let Some(selected) = selected {
            ui.separator();
            widgets::section_label(ui, cx.theme, "Copy that of the selected event");
            copies(ui, cx, "Copy of event", selected);
        }
    });
}

/// Where the selected event stands.
fn selected_at(cx: &Cx<'_>) -> Option<LatLon> {
    let dataset = &cx.state.dataset;
    let row = dataset.row(cx.state.view.selection.as_ref()?)?;
    dataset.anchor(row)
}

fn copies(ui: &mut Ui, cx: &mut Cx<'_>, verb: &str, at: LatLon) {
    for form in Form::ALL {
        let text = coordinate::written(at, form);
        let words = RichText::new(&text).font(medium(size::BODY));
        let form_words = RichText::new(form.short_label()).color(cx.theme.secondary);
        let item = Button::new(words)
            .frame_when_inactive(false)
            .right_text(form_words)
            .min_size(vec2(MENU_WIDTH, space::BUTTON));
        let response = ui.add(item);
        let accessible = format!("{verb} {}, {text}", form.short_label());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &accessible));
        if response
            .on_hover_text(format!("Copy as {}", form.short_label()))
            .clicked()
        {
            copy(ui, cx, &text);
            ui.close();
        }
    }
}

fn entry(ui: &mut Ui, words: &str) -> bool {
    let words = RichText::new(words).font(medium(size::BODY));
    let item = Button::new(words)
        .frame_when_inactive(false)
        .min_size(vec2(MENU_WIDTH, space::BUTTON));
    let clicked = ui.add(item).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

/// Puts words on the clipboard, and says so.
pub fn copy(ui: &Ui, cx: &mut Cx<'_>, text: &str) {
    ui.ctx().copy_text(text.to_owned());
    cx.memory.map.copied = Some(Copied {
        text: text.to_owned(),
        until: ui.input(|input| input.time) + COPIED_S,
    });
    ui.ctx().request_repaint_after_secs(COPIED_S as f32);
}

/// Seconds that a word on what was copied stays.
const COPIED_S: f64 = 2.5;

/// What was copied just now.
#[derive(Clone, Debug)]
pub struct Copied {
    text: String,
    until: f64,
}

/// Says at the bottom of the map what was copied, for a moment.
pub fn show_copied(ui: &Ui, cx: &mut Cx<'_>, painter: &Painter, viewport: &Viewport) {
    let now = ui.input(|input| input.time);
    let Some(copied) = cx.memory.map.copied.clone() else {
        return;
    };
    if now >= copied.until {
        cx.memory.map.copied = None;
        return;
    }
    let theme = cx.theme;
    let words = format!("Copied {}", copied.text);
    let galley = painter.layout_no_wrap(words, medium(size::BODY), theme.text);
    let room = galley.size() + vec2(24.0, 14.0);
    let at = viewport.rect.center_bottom() - vec2(0.0, 34.0);
    let rect = Align2::CENTER_BOTTOM.anchor_size(at, room);
    crate::ui::map::furniture::card(painter, rect, theme);
    painter.galley(rect.center() - galley.size() / 2.0, galley, theme.text);
}
