//! The scene editor: heading, narration in Markdown beside what it looks like, the presenter's notes, how the scene is
//! entered, and what is drawn on its map. Everything is taken over as it is typed, and can be undone.

use eframe::egui::{
    Align, Align2, DragValue, Key, Margin, Modifiers, RichText, ScrollArea, TextEdit, Ui, vec2,
};

use crate::model::briefing::{Entrance, Scene};
use crate::state::action::Action;
use crate::state::briefing::{FileAction, SceneAction};
use crate::ui::scenes::annotations;
use crate::ui::text::reads_right_to_left;
use crate::ui::theme::{regular, semibold, size};
use crate::ui::{Cx, dialogs, prose, widgets};

/// Draws the editor; returns whether it is to be closed.
pub(in crate::ui) fn show(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    idx: usize,
    window_height: f32,
    is_new: bool,
) -> bool {
    let Some(scene) = cx.state.scenes().get(idx).cloned() else {
        return true;
    };
    let saves = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::S));
    if saves && cx.state.briefing.is_changed() {
        cx.push(Action::File(FileAction::Save));
    }
    dialogs::heading(ui, cx.theme, &format!("Scene {}", idx + 1));
    let mut goes_on_at_map = false;
    let height = (window_height - 180.0).max(160.0);
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            // The scroll bar lies beside the fields, not on them.
            ui.set_width(ui.available_width() - 12.0);
            heading(ui, cx, idx, &scene, is_new);
            narration(ui, cx, idx, &scene, window_height);
            notes(ui, cx, idx, &scene);
            entrance(ui, cx, idx, &scene);
            goes_on_at_map = annotations::show(ui, cx, idx, &scene);
        });
    dialogs::buttons(ui, |ui| {
        widgets::button(ui, cx.theme, "Done", true, true).clicked()
    }) || goes_on_at_map
}

fn heading(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, scene: &Scene, is_new: bool) {
    widgets::section_label(ui, cx.theme, "Heading");
    let mut text = scene.heading.clone();
    let field = TextEdit::singleline(&mut text)
        .desired_width(f32::INFINITY)
        .min_size(vec2(0.0, 30.0))
        .align(Align2([side_of(&scene.heading), Align::Center]))
        .margin(Margin::symmetric(8, 4));
    let response = ui.add(field).accessible_name("Heading");
    if is_new {
        response.request_focus();
    }
    if response.changed() {
        cx.push(Action::Scene(SceneAction::Rename(idx, text)));
    }
}

/// The narration as it is written, and beside it, or below where it is narrow, as it is read.
fn narration(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, scene: &Scene, window_height: f32) {
    /// Narrower than this, two columns are too narrow for sentences.
    const COLUMNS_FROM: f32 = 640.0;
    ui.add_space(8.0);
    let n_columns = if ui.available_width() >= COLUMNS_FROM {
        2
    } else {
        1
    };
    let height = (window_height * 0.24).clamp(96.0, 240.0);
    ui.columns(n_columns, |uis| {
        let written = scene.narration.clone().unwrap_or_default();
        if let Some(ui) = uis.first_mut() {
            widgets::section_label(ui, cx.theme, "Narration, in Markdown");
            let hint = "What is said. **Bold**, *italic*, - lists";
            if let Some(text) = words(ui, cx, "Narration", &written, hint, height) {
                cx.push(Action::Scene(SceneAction::Narrate(idx, text)));
            }
        }
        if let Some(ui) = uis.last_mut() {
            widgets::section_label(ui, cx.theme, "As it is read");
            preview(ui, cx, scene, height);
        }
    });
}

fn preview(ui: &mut Ui, cx: &Cx<'_>, scene: &Scene, height: f32) {
    let theme = cx.theme;
    widgets::card(theme).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ScrollArea::vertical()
            .id_salt("preview")
            .max_height(height - 24.0)
            .min_scrolled_height(height - 24.0)
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
                prose::paragraph(ui, &scene.heading, semibold(size::QUOTE), theme.text);
                if let Some(narration) = &scene.narration {
                    prose::markdown(ui, theme, narration, size::BODY);
                } else {
                    ui.label(RichText::new("Nothing said yet").color(theme.faint));
                }
            });
    });
}

fn notes(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, scene: &Scene) {
    const HEIGHT: f32 = 72.0;
    ui.add_space(8.0);
    widgets::section_label(ui, cx.theme, "Notes, for the presenter alone");
    let written = scene.notes.clone().unwrap_or_default();
    let hint = "What the audience does not see";
    if let Some(text) = words(ui, cx, "Presenter notes", &written, hint, HEIGHT) {
        cx.push(Action::Scene(SceneAction::Note(idx, text)));
    }
}

/// A field of many lines; what it says now if it was changed.
fn words(
    ui: &mut Ui,
    cx: &Cx<'_>,
    name: &str,
    written: &str,
    hint: &str,
    height: f32,
) -> Option<String> {
    let mut text = written.to_owned();
    let response = ScrollArea::vertical()
        .id_salt(name)
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let field = TextEdit::multiline(&mut text)
                .hint_text(RichText::new(hint).color(cx.theme.faint))
                .font(regular(size::BODY))
                .desired_width(f32::INFINITY)
                .desired_rows(2)
                .min_size(vec2(0.0, height))
                .align(Align2([side_of(written), Align::TOP]))
                .margin(Margin::symmetric(8, 6));
            ui.add(field).accessible_name(name)
        })
        .inner;
    response.changed().then_some(text)
}

fn entrance(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, scene: &Scene) {
    let theme = cx.theme;
    ui.add_space(8.0);
    widgets::section_label(ui, theme, "The scene is entered by");
    let now = scene.entrance();
    let mut chosen = now;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let seconds = match now {
            Entrance::Play(seconds) => seconds,
            Entrance::Cut | Entrance::Fly => Entrance::SECONDS,
        };
        for (words, entrance) in [
            ("A cut", Entrance::Cut),
            ("Flying there", Entrance::Fly),
            ("Playing through its time", Entrance::Play(seconds)),
        ] {
            let is_on = entrance.id() == now.id();
            if widgets::toggle_button(ui, theme, words, is_on).clicked() && !is_on {
                chosen = entrance;
            }
        }
        if matches!(now, Entrance::Play(_)) {
            let mut seconds = seconds;
            let field = DragValue::new(&mut seconds)
                .range(1.0..=Entrance::SECONDS_MAX)
                .speed(0.1)
                .max_decimals(1)
                .suffix(" s");
            let response = ui.add(field).accessible_name("Seconds of playing");
            if response.changed() {
                chosen = Entrance::Play(seconds);
            }
        }
    });
    if chosen != now {
        cx.push(Action::Scene(SceneAction::Enter(idx, chosen)));
    }
}

/// The side at which a text begins.
pub(super) fn side_of(text: &str) -> Align {
    if reads_right_to_left(text) {
        Align::RIGHT
    } else {
        Align::LEFT
    }
}
