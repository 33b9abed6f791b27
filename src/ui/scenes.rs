//! The saved views and the scenes at the left: a list to step through, to arrange and to write.
//!
//! The scene that was entered last stands above the list as a card to read. Rows are dragged, or moved by Alt and the
//! arrows; everything else that can be done to a scene is in its menu.

mod annotations;
pub mod editor;
mod row;

use eframe::egui::{Label, Rect, RichText, Role, ScrollArea, Stroke, Ui, WidgetInfo, vec2};

use self::row::scene_row;
use crate::model::briefing::{Entrance, Scene};
use crate::model::time::{Zones, window_of};
use crate::query::known::stretch_with_zone;
use crate::query::words::edtf_words;
use crate::state::State;
use crate::state::action::Action;
use crate::state::briefing::{SceneAction, Scenes};
use crate::state::playback::Direction;
use crate::ui::command::Command;
use crate::ui::theme::{regular, semibold, size};
use crate::ui::{Cx, Dialog, facets, keyboard, prose, views, widgets};

/// What is half done in the list.
#[derive(Debug, Default)]
pub struct SceneMemory {
    naming: Option<Naming>,
    /// The scene that is being dragged.
    drag: Option<usize>,
    /// The scene whose row is brought into sight: the one that was entered last.
    shown: Option<usize>,
}

/// A heading that is being typed in the list.
#[derive(Debug)]
struct Naming {
    of: usize,
    text: String,
    is_new: bool,
}

impl SceneMemory {
    /// Opens the field for a scene's heading.
    pub fn rename(&mut self, state: &State, idx: usize) {
        self.naming = state.scenes().get(idx).map(|scene| Naming {
            of: idx,
            text: scene.heading.clone(),
            is_new: true,
        });
    }
}

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    facets::header(ui, cx);
    let scenes = Scenes::clone(&cx.state.briefing.scenes);
    ScrollArea::vertical()
        .id_salt("scenes")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            facets::page(ui, |ui| {
                views::show(ui, cx);
                facets::heading(ui, cx.theme, "Scenes");
                buttons(ui, cx);
                if scenes.is_empty() {
                    nothing(ui, cx);
                    return;
                }
                let current = cx.state.scene_idx;
                if let Some((idx, scene)) = current.and_then(|idx| Some((idx, scenes.get(idx)?))) {
                    card(ui, cx, idx, scene);
                }
                steps(ui, cx, scenes.len());
                ui.add_space(8.0);
                list(ui, cx, &scenes);
            });
        });
}

/// What is done to the briefing as a whole.
fn buttons(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let capture = widgets::button(ui, cx.theme, "Capture view", false, true);
        let words = "Keep the view as it is now as a scene (E)";
        if capture.on_hover_text(words).clicked() {
            keyboard::run(cx, Command::CaptureScene);
        }
        if cx.state.briefing.is_changed() {
            let in_place = cx.state.saves_in_place();
            let words = if in_place { "Save" } else { "Save as…" };
            let enabled = Command::Save.is_enabled(cx.state);
            let save = widgets::button(ui, cx.theme, words, true, enabled);
            let hint = if in_place {
                "Put the scenes into the collection's file (Ctrl+S)"
            } else {
                "This file cannot hold scenes: save a Strabo collection beside it (Ctrl+S)"
            };
            if save.on_hover_text(hint).clicked() {
                keyboard::run(cx, Command::Save);
            }
        }
    });
    ui.add_space(10.0);
}

/// How the first scene is made.
fn nothing(ui: &mut Ui, cx: &Cx<'_>) {
    ui.horizontal(|ui| {
        ui.add_space(6.0);
        ui.vertical(|ui| {
            for words in [
                "This collection tells no story yet.",
                "Choose a place, a time and a filter, then press “Capture view”: the scene keeps them, and \
                 you add a heading and what is to be said. Scenes are stepped through with Page Down.",
            ] {
                let words = RichText::new(words).color(cx.theme.secondary);
                ui.add(Label::new(words).wrap());
                ui.add_space(6.0);
            }
        });
    });
}

/// The scene that was entered last, as a card to read.
fn card(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, scene: &Scene) {
    let theme = cx.theme;
    widgets::card(theme).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        prose::paragraph(ui, &scene.heading, semibold(size::QUOTE), theme.text);
        let mut facts: Vec<String> = scene_window_words(cx.state.zones(), scene)
            .into_iter()
            .collect();
        if let Entrance::Play(seconds) = scene.entrance() {
            facts.push(format!("plays in {}", seconds_words(seconds)));
        }
        if !facts.is_empty() {
            let font = regular(size::SMALL + 1.0);
            let words = RichText::new(facts.join(", ")).font(font);
            ui.add(Label::new(words.color(theme.secondary)).wrap());
        }
        if let Some(narration) = &scene.narration {
            ui.add_space(4.0);
            prose::markdown(ui, theme, narration, size::BODY);
        }
        ui.add_space(2.0);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 14.0;
            let edit = widgets::link(ui, theme, "Edit…");
            let accessible = "Edit this scene";
            edit.widget_info(|| WidgetInfo::labeled(Role::Button, true, accessible));
            let words = "Heading, narration, notes and entrance (F4)";
            if edit.on_hover_text(words).clicked() {
                cx.memory.dialog = Some(Dialog::EditScene(idx));
            }
            let update = widgets::link(ui, theme, "Update to this view");
            if update.on_hover_text("Update to this view (U)").clicked() {
                cx.push(Action::Scene(SceneAction::Update(idx)));
            }
            let annotate = widgets::link(ui, theme, "Annotate");
            let words = "Draw arrows, circles, words on its map (Shift+A)";
            if annotate.on_hover_text(words).clicked() {
                keyboard::run(cx, Command::Annotate);
            }
        });
    });
    ui.add_space(8.0);
}

/// `1 second`, `2.5 seconds`.
fn seconds_words(seconds: f64) -> String {
    if seconds == 1.0 {
        String::from("1 second")
    } else {
        format!("{} seconds", (seconds * 10.0).round() / 10.0)
    }
}

/// What stretch of time a scene shows: `11–13 Dec 2016, cumulative`.
fn scene_window_words(zones: Zones, scene: &Scene) -> Option<String> {
    let written = scene.window.as_ref()?;
    let (from, to) = (written.from.as_deref(), written.to.as_deref());
    let words = match (from, to) {
        // One date on both ends reads better as that date.
        (Some(from), Some(to)) if from == to => top_case(&edtf_words(from, zones)),
        _ => stretch_with_zone(window_of(from, to, zones.home).ok()?, zones),
    };
    Some(match written.mode {
        Some(mode) => format!("{words}, {}", mode.label().to_lowercase()),
        None => words,
    })
}

fn top_case(words: &str) -> String {
    crate::ui::top_bar::sentence_case(words)
}

fn steps(ui: &mut Ui, cx: &mut Cx<'_>, n_scenes: usize) {
    ui.horizontal(|ui| {
        for (words, command, direction) in [
            ("Previous", Command::PreviousScene, Direction::Backward),
            ("Next", Command::NextScene, Direction::Forward),
        ] {
            let enabled = command.is_enabled(cx.state);
            let button = widgets::button(ui, cx.theme, words, false, enabled);
            let accessible = command.label();
            button.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, accessible));
            if button.clicked() {
                cx.push(Action::StepScene(direction));
            }
        }
        let at = match (cx.state.scene_idx, n_scenes) {
            (Some(idx), _) => format!("{} of {n_scenes}", idx + 1),
            (None, 1) => String::from("1 scene"),
            (None, _) => format!("{n_scenes} scenes"),
        };
        ui.label(RichText::new(at).color(cx.theme.faint));
    });
}

/// The rows, and the line where the dragged one would come to stand.
fn list(ui: &mut Ui, cx: &mut Cx<'_>, scenes: &Scenes) {
    let is_new = cx.memory.scenes.shown != cx.state.scene_idx;
    cx.memory.scenes.shown = cx.state.scene_idx;
    let mut rects = Vec::with_capacity(scenes.len());
    for (idx, scene) in scenes.iter().enumerate() {
        let rect = scene_row(ui, cx, idx, scene);
        if is_new && cx.state.scene_idx == Some(idx) {
            ui.scroll_to_rect(rect, None);
        }
        rects.push(rect);
    }
    let Some(from) = cx.memory.scenes.drag else {
        return;
    };
    let pointer = ui.input(|input| input.pointer.interact_pos());
    let slot = pointer.map(|at| slot_at(&rects, at.y));
    if ui.input(|input| input.pointer.any_down()) {
        if let (Some(at), Some(slot)) = (pointer, slot) {
            drop_line(ui, cx, &rects, slot);
            scroll_at_edge(ui, at.y);
        }
        return;
    }
    cx.memory.scenes.drag = None;
    if let Some(to) = slot.and_then(|slot| place_after(from, slot)) {
        cx.push(Action::Scene(SceneAction::Move { from, to }));
    }
}

/// Between which rows a height lies: as many rows are above it.
fn slot_at(rects: &[Rect], y: f32) -> usize {
    rects.iter().filter(|rect| rect.center().y < y).count()
}

/// Where a row comes to stand that is put before the row `slot`; `None`: where it is.
fn place_after(from: usize, slot: usize) -> Option<usize> {
    // Once it is taken out, everything after it stands one place before.
    let to = if slot > from { slot - 1 } else { slot };
    (to != from).then_some(to)
}

fn drop_line(ui: &Ui, cx: &Cx<'_>, rects: &[Rect], slot: usize) {
    let y = match (rects.get(slot), rects.last()) {
        (Some(next), _) => next.top(),
        (None, Some(last)) => last.bottom(),
        (None, None) => return,
    };
    let line = Stroke::new(2.0, cx.theme.accent);
    ui.painter().hline(ui.max_rect().x_range(), y, line);
}

/// A list that is longer than the panel moves on when a row is dragged to its edge.
fn scroll_at_edge(ui: &Ui, y: f32) {
    const EDGE: f32 = 28.0;
    const STEP: f32 = 8.0;
    let sight = ui.clip_rect();
    let by = if y < sight.top() + EDGE {
        STEP
    } else if y > sight.bottom() - EDGE {
        -STEP
    } else {
        return;
    };
    ui.scroll_with_delta(vec2(0.0, by));
    ui.ctx().request_repaint();
}

#[cfg(test)]
mod tests;
