//! One scene in the list: its number, its heading and the beginning of what is said, or the field for its heading.

use eframe::egui::{
    Align2, Button, CornerRadius, CursorIcon, Id, Key, Margin, Popup, Rect, Response, RichText,
    Role, Sense, Stroke, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::briefing::Scene;
use crate::state::action::Action;
use crate::state::briefing::SceneAction;
use crate::ui::text::visual;
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{Cx, Dialog, prose, widgets};

const HEIGHT: f32 = 46.0;
const INSET: f32 = 6.0;
/// From the edge to the words: room for the number.
const NUMBER: f32 = 22.0;

/// Draws the row, and gives where it stands.
pub(super) fn scene_row(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, scene: &Scene) -> Rect {
    let naming = cx.memory.scenes.naming.as_ref();
    if naming.is_some_and(|naming| naming.of == idx) {
        return heading_field(ui, cx, idx);
    }
    let row = vec2(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(row, Sense::click_and_drag());
    let is_current = cx.state.scene_idx == Some(idx);
    let accessible = format!("Scene {}, {}", idx + 1, scene.heading);
    response.widget_info(|| {
        WidgetInfo::selected(Role::Button, ui.is_enabled(), is_current, &accessible)
    });
    let more = more_button(ui, rect, idx, scene);
    let is_pointed_at = response.hovered() || more.hovered();
    let is_lit = is_pointed_at || response.has_focus();
    let shows_more = is_lit || is_current || more.has_focus();
    let is_cut = paint(ui, cx, rect, idx, scene, is_lit);
    if shows_more {
        paint_more(ui, cx, &more);
    }
    if response.drag_started() {
        cx.memory.scenes.drag = Some(idx);
    }
    let icon = if response.dragged() {
        CursorIcon::Grabbing
    } else {
        CursorIcon::PointingHand
    };
    let mut response = response.on_hover_cursor(icon);
    if is_cut && cx.memory.scenes.drag.is_none() {
        response = response.on_hover_text(visual(&scene.heading));
    }
    if response.double_clicked() {
        cx.memory.scenes.rename(cx.state, idx);
    } else if response.clicked() {
        cx.push(Action::GoToScene(idx));
    }
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Delete)) {
        cx.push(Action::Scene(SceneAction::Delete(idx)));
    }
    response.context_menu(|ui| menu(ui, cx, idx));
    Popup::menu(&more).show(|ui| menu(ui, cx, idx));
    rect
}

/// The button for the menu, at the right of the second line. It is always there, and seen where it is wanted.
fn more_button(ui: &Ui, row: Rect, idx: usize, scene: &Scene) -> Response {
    let width = widgets::text_width(ui, "More", regular(size::SMALL + 1.0));
    let right_bottom = row.right_bottom() - vec2(INSET, 3.0);
    let size = vec2(width, 20.0);
    let rect = Rect::from_min_max(right_bottom - size, right_bottom);
    let id = ui.scope_id().with(("more for scene", idx));
    let more = ui.interact(rect, id, Sense::click());
    let accessible = format!("More for scene {}, {}", idx + 1, scene.heading);
    more.widget_info(|| WidgetInfo::labeled(Role::Button, true, &accessible));
    more
}

fn paint_more(ui: &Ui, cx: &Cx<'_>, more: &Response) {
    let is_lit = more.hovered() || more.has_focus();
    let color = if is_lit {
        cx.theme.accent
    } else {
        cx.theme.secondary
    };
    let font = regular(size::SMALL + 1.0);
    let anchor = Align2::LEFT_CENTER;
    let painted = widgets::paint_text(ui, more.rect.left_center(), anchor, "More", font, color);
    if is_lit {
        let line = Stroke::new(1.0, color);
        ui.painter()
            .hline(painted.x_range(), painted.bottom(), line);
    }
}

/// Paints the row; whether its heading is cut off.
fn paint(ui: &Ui, cx: &Cx<'_>, rect: Rect, idx: usize, scene: &Scene, is_lit: bool) -> bool {
    let theme = cx.theme;
    let is_current = cx.state.scene_idx == Some(idx);
    let is_dragged = cx.memory.scenes.drag == Some(idx);
    let strength = if is_dragged { 0.45 } else { 1.0 };
    let radius = CornerRadius::same(space::RADIUS - 1);
    if is_current {
        let ground = theme.accent.gamma_multiply(0.14 * strength);
        ui.painter().rect_filled(rect, radius, ground);
    }
    if is_lit || is_dragged {
        let ground = theme.text.gamma_multiply(0.06);
        ui.painter().rect_filled(rect, radius, ground);
    }
    let left = rect.left() + INSET + NUMBER;
    let width = rect.right() - INSET - left;
    let number_color = if is_current {
        theme.accent
    } else {
        theme.faint
    };
    widgets::paint_text(
        ui,
        pos2(rect.left() + INSET, rect.top() + 6.0),
        Align2::LEFT_TOP,
        &(idx + 1).to_string(),
        medium(size::BODY),
        number_color.gamma_multiply(strength),
    );
    let color = theme.text.gamma_multiply(strength);
    let words = if scene.heading.trim().is_empty() {
        "Without a heading"
    } else {
        &scene.heading
    };
    let heading = widgets::elided(ui, words, medium(size::BODY), color, width);
    let is_cut = heading.elided;
    ui.painter()
        .galley(pos2(left, rect.top() + 6.0), heading, color);
    let words = scene.narration.as_deref().map(prose::plain_text);
    let (words, color) = match &words {
        Some(words) => (words.as_str(), theme.secondary),
        None => ("Nothing said yet", theme.faint),
    };
    let color = color.gamma_multiply(strength);
    let font = regular(size::SMALL + 0.5);
    // “More” stands at the end of this line.
    let more = widgets::text_width(ui, "More", regular(size::SMALL + 1.0)) + 8.0;
    let galley = widgets::elided(ui, words, font, color, width - more);
    ui.painter()
        .galley(pos2(left, rect.top() + 25.0), galley, color);
    is_cut
}

/// Everything that can be done to a scene.
fn menu(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize) {
    let item = |ui: &mut Ui, words: &str, enabled: bool| {
        let words = RichText::new(words).font(medium(size::BODY));
        let button = Button::selectable(false, words).min_size(vec2(210.0, space::BUTTON));
        ui.add_enabled(enabled, button).clicked()
    };
    let n_scenes = cx.state.scenes().len();
    if item(ui, "Edit…", true) {
        cx.memory.dialog = Some(Dialog::EditScene(idx));
    }
    if item(ui, "Rename", true) {
        cx.memory.scenes.rename(cx.state, idx);
    }
    if item(ui, "Update to this view", true) {
        cx.push(Action::Scene(SceneAction::Update(idx)));
    }
    if item(ui, "Duplicate", true) {
        cx.push(Action::Scene(SceneAction::Duplicate(idx)));
    }
    if item(ui, "Move up", idx > 0) {
        let to = idx - 1;
        cx.push(Action::Scene(SceneAction::Move { from: idx, to }));
    }
    if item(ui, "Move down", idx + 1 < n_scenes) {
        let to = idx + 1;
        cx.push(Action::Scene(SceneAction::Move { from: idx, to }));
    }
    if item(ui, "Delete", true) {
        cx.push(Action::Scene(SceneAction::Delete(idx)));
    }
}

/// The field in which a heading is typed: Enter keeps it, and so does leaving it; Escape does not.
fn heading_field(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize) -> Rect {
    let Some(mut naming) = cx.memory.scenes.naming.take() else {
        return Rect::NOTHING;
    };
    let id = Id::unique("heading of a scene");
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    let response = ui
        .horizontal(|ui| {
            ui.set_height(HEIGHT);
            ui.add_space(INSET + NUMBER - 8.0);
            let field = TextEdit::singleline(&mut naming.text)
                .id(id)
                .hint_text(RichText::new("Heading").color(cx.theme.faint))
                .desired_width(ui.available_width() - 2.0 * INSET)
                .min_size(vec2(0.0, 26.0))
                .align(Align2::LEFT_CENTER)
                .margin(Margin::symmetric(8, 2));
            ui.add(field).accessible_name("Heading of the scene")
        })
        .inner;
    let rect = response.rect;
    if std::mem::take(&mut naming.is_new) {
        response.request_focus();
        response.scroll_to_me(None);
    } else if escaped {
        return rect;
    } else if response.lost_focus() || !response.has_focus() {
        let heading = naming.text.trim().to_owned();
        cx.push(Action::Scene(SceneAction::Rename(idx, heading)));
        return rect;
    }
    cx.memory.scenes.naming = Some(naming);
    rect
}
