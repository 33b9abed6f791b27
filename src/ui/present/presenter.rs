//! The presenter's window: what is shown and what comes next, the notes in large type, and the time.
//!
//! While the audience's screen is held, it is the whole program, to look something up in.

use std::time::Duration;

use eframe::egui::{
    self, CentralPanel, Frame, Label, Layout, Margin, Panel, RichText, Role, ScrollArea, Sense,
    Stroke, StrokeKind, Ui, Vec2, ViewportBuilder, ViewportClass, ViewportId, WidgetInfo, vec2,
};

use crate::model::briefing::Scene;
use crate::model::view::View;
use crate::state::action::Action;
use crate::state::opening::enter_scene;
use crate::state::presenting::{Key, Page, PresentAction};
use crate::ui::present::stage::Stage;
use crate::ui::present::{SCREEN, keys};
use crate::ui::text::visual;
use crate::ui::theme::{medium, regular, semibold};
use crate::ui::{Cx, banner, prose, widgets};

/// What the presenter's window remembers between frames.
#[derive(Default)]
pub(in crate::ui) struct PresenterMemory {
    /// The time of day, as the program was told.
    pub(in crate::ui) clock: Option<chrono::NaiveTime>,
    /// When the elapsed time began, in seconds of the context; `None`: with the next frame.
    began: Option<f64>,
    current: Option<Box<Stage>>,
    next: Option<Box<Stage>>,
}

impl PresenterMemory {
    /// Starts the elapsed time anew.
    pub(in crate::ui) fn restart(&mut self) {
        self.began = None;
    }
}

/// Size of the window at first, in points.
const WINDOW: Vec2 = Vec2::new(1_100.0, 720.0);
/// Sizes of type in points: notes are read at arm’s length, while one speaks.
const NOTES: f32 = 21.0;
const HEADING: f32 = 17.0;
const TEXT: f32 = 14.0;
const CLOCK: f32 = 26.0;

/// The window beside the audience's.
pub(super) fn window(ui: &Ui, cx: &mut Cx<'_>) {
    let ctx = ui.ctx().clone();
    let builder = ViewportBuilder::default()
        .with_title("Strabo, presenter")
        .with_app_id("strabo")
        .with_inner_size(WINDOW);
    let now = ui.input(|input| input.time);
    let id = ViewportId::from_hash_of("presenter");
    ctx.show_viewport_immediate(id, builder, |ui, class| {
        let embedded = class == ViewportClass::EmbeddedWindow;
        if embedded {
            ui.set_min_size(WINDOW * 0.8);
        }
        if ui.input(|input| input.viewport().close_requested()) && !embedded {
            cx.push(Action::Present(PresentAction::Press(Key::Presenter)));
        }
        let held = cx
            .state
            .presenting
            .as_ref()
            .is_some_and(|now| now.held.is_some());
        if held {
            look_up(ui, cx);
        } else {
            if let Some(presenting) = &cx.state.presenting
                && !embedded
            {
                keys::handle(ui, cx, presenting);
            }
            show_at(ui, cx, now);
        }
    });
    // The clock goes on while nothing else moves.
    ctx.request_repaint_after(Duration::from_secs(1));
}

/// The presenter's page at the beginning, as a picture.
pub(in crate::ui) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    show_at(ui, cx, 0.0);
}

/// The whole program, while the audience sees what it saw.
fn look_up(ui: &mut Ui, cx: &mut Cx<'_>) {
    let typing = ui.ctx().text_edit_focused();
    if !typing && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::H)) {
        cx.push(Action::Present(PresentAction::Press(Key::Hold)));
    }
    let theme = cx.theme;
    // The program’s panels are not filled.
    ui.painter().rect_filled(ui.max_rect(), 0.0, theme.panel);
    let bar = Frame::new()
        .fill(theme.accent)
        .inner_margin(Margin::symmetric(14, 6));
    Panel::top("held").frame(bar).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(
                RichText::new(
                    "Held: the audience sees the scene as it was. Look up what you need.",
                )
                .font(medium(TEXT))
                .color(theme.on_accent),
            );
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                let release = widgets::button(ui, theme, "Go on (H)", false, true);
                release.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Go on"));
                if release.clicked() {
                    cx.push(Action::Present(PresentAction::Press(Key::Hold)));
                }
            });
        });
    });
    banner::show(ui, cx);
    crate::ui::window_ui(ui, cx);
}

fn show_at(ui: &mut Ui, cx: &mut Cx<'_>, now: f64) {
    banner::show(ui, cx);
    let theme = cx.theme;
    let frame = |fill| {
        let margin = Margin::symmetric(20, 12);
        Frame::new().fill(fill).inner_margin(margin)
    };
    Panel::bottom("presenter clock")
        .show_separator_line(true)
        .frame(frame(theme.panel))
        .show(ui, |ui| times(ui, cx, now));
    let side = ui.available_width() * 0.42;
    Panel::right("presenter next")
        .exact_size(side)
        .show_separator_line(true)
        .resizable(false)
        .frame(frame(theme.panel))
        .show(ui, |ui| {
            current_picture(ui, cx);
            ui.add_space(16.0);
            next(ui, cx);
        });
    CentralPanel::default()
        .frame(frame(theme.window))
        .show(ui, |ui| notes(ui, cx));
}

/// What is shown now, what is said to it, and the notes.
fn notes(ui: &mut Ui, cx: &Cx<'_>) {
    let theme = cx.theme;
    let n_scenes = cx.state.scenes().len();
    let Some((scene, idx)) = cx.state.scene().zip(cx.state.scene_idx) else {
        widgets::section_label(ui, theme, "Now");
        let words = "This collection has no scenes: the audience sees the view as it was.";
        prose::paragraph(ui, words, regular(NOTES), theme.text);
        return;
    };
    ui.label(
        RichText::new(format!("Scene {} of {n_scenes}", idx + 1))
            .font(medium(TEXT))
            .color(theme.secondary),
    );
    heading(ui, cx, &scene.heading, HEADING * 1.3);
    ui.add_space(10.0);
    ScrollArea::vertical()
        .id_salt(("notes", idx))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            if let Some(notes) = &scene.notes {
                prose::markdown(ui, theme, notes, NOTES);
            } else {
                let words = "No notes to this scene";
                prose::paragraph(ui, words, regular(NOTES), theme.faint);
            }
            if let Some(narration) = &scene.narration {
                ui.add_space(18.0);
                let label = RichText::new("On the screen").font(medium(TEXT));
                ui.label(label.color(theme.secondary));
                ui.add_space(4.0);
                prose::markdown(ui, theme, narration, TEXT);
            }
        });
}

fn heading(ui: &mut Ui, cx: &Cx<'_>, words: &str, size: f32) {
    let words = RichText::new(visual(words)).font(semibold(size));
    ui.add(Label::new(words.color(cx.theme.text)).wrap());
}

/// The map that the audience sees.
fn current_picture(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = match cx.state.presenting.as_ref().map(|now| now.page) {
        Some(Page::Black) => "Now: black screen",
        Some(Page::White) => "Now: white screen",
        Some(Page::Sources) => "Now: sources and quotes",
        _ => "Now",
    };
    let font = medium(TEXT);
    ui.label(RichText::new(words).font(font).color(cx.theme.secondary));
    let stage = cx.memory.present.presenter.current.take();
    let mut stage = stage.unwrap_or_else(|| Box::new(Stage::new(cx.state, cx.memory.map.tiles())));
    stage.look(cx.state, &cx.state.view, cx.state.scene_idx);
    picture(ui, cx, &mut stage, "The map that is shown");
    cx.memory.present.presenter.current = Some(stage);
}

/// What comes after it, as its camera and window arrive.
fn next(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let label = |ui: &mut Ui, words: &str| {
        let font = medium(TEXT);
        ui.label(RichText::new(words).font(font).color(theme.secondary));
    };
    let idx = cx.state.scene_idx.map_or(0, |idx| idx + 1);
    let Some(scene) = cx.state.scenes().get(idx).cloned() else {
        label(ui, "Next");
        let words = RichText::new("This is the last scene").font(regular(HEADING));
        ui.label(words.color(theme.faint));
        cx.memory.present.presenter.next = None;
        return;
    };
    label(ui, "Next");
    let view = next_view(cx, &scene);
    let stage = cx.memory.present.presenter.next.take();
    let mut stage = stage.unwrap_or_else(|| Box::new(Stage::new(cx.state, cx.memory.map.tiles())));
    stage.look(cx.state, &view, Some(idx));
    picture(ui, cx, &mut stage, "The map that comes next");
    cx.memory.present.presenter.next = Some(stage);
    ui.add_space(6.0);
    heading(ui, cx, &scene.heading, HEADING);
    if let Some(narration) = &scene.narration {
        let words = prose::plain_text(narration);
        prose::paragraph(ui, &words, regular(TEXT), theme.secondary);
    }
}

fn next_view(cx: &Cx<'_>, scene: &Scene) -> View {
    let state = cx.state;
    let now = match state.scene() {
        Some(current) => enter_scene(&state.base, current, &state.view),
        None => state.view.clone(),
    };
    enter_scene(&state.base, scene, &now)
}

/// A small map with an outline, as wide as there is room and no higher than a third.
fn picture(ui: &mut Ui, cx: &Cx<'_>, stage: &mut Stage, words: &str) {
    let width = ui.available_width();
    let height = (width * SCREEN.y * 0.85 / SCREEN.x).min(ui.ctx().content_rect().height() * 0.3);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
    // A low picture shows the height of the screen, not its width.
    let whole = SCREEN.x.max(SCREEN.y * 0.85 * width / height.max(1.0));
    stage.map(ui, rect, whole);
    let outline = Stroke::new(1.0, cx.theme.hairline);
    ui.painter()
        .rect_stroke(rect, 4.0, outline, StrokeKind::Outside);
}

/// Time of day, elapsed time, and what can be asked for.
fn times(ui: &mut Ui, cx: &mut Cx<'_>, now: f64) {
    let theme = cx.theme;
    let began = *cx.memory.present.presenter.began.get_or_insert(now);
    let elapsed = elapsed_words(now - began);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        let figure = |ui: &mut Ui, name: &str, words: &str| {
            ui.label(
                RichText::new(name)
                    .font(regular(TEXT))
                    .color(theme.secondary),
            );
            let label = ui.label(RichText::new(words).font(semibold(CLOCK)).color(theme.text));
            let spoken = format!("{name} {words}");
            label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
        };
        if let Some(clock) = cx.memory.present.presenter.clock {
            figure(ui, "Time", &clock.format("%H:%M").to_string());
        }
        figure(ui, "Elapsed", &elapsed);
        let reset = widgets::quiet_button(ui, theme, "Reset (R)", true);
        reset
            .widget_info(|| WidgetInfo::labeled(Role::Button, true, "Start the elapsed time anew"));
        if reset.clicked() {
            cx.memory.present.presenter.restart();
        }
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            for (words, name, key) in [
                ("Next (→)", "Next scene", Key::Next),
                ("Previous (←)", "Previous scene", Key::Previous),
                ("Hold (H)", "Hold the audience’s screen", Key::Hold),
            ] {
                let button = widgets::button(ui, theme, words, key == Key::Next, true);
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
                if button.clicked() {
                    cx.push(Action::Present(PresentAction::Press(key)));
                }
            }
        });
    });
}

/// `4:07`, `1:02:09`.
fn elapsed_words(seconds: f64) -> String {
    let seconds = seconds.max(0.0) as u64;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elapsed_time_reads_as_on_a_stopwatch() {
        for (seconds, words) in [(0.0, "0:00"), (247.9, "4:07"), (3_729.0, "1:02:09")] {
            assert_eq!(elapsed_words(seconds), words);
        }
    }
}
