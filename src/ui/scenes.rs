//! The saved views and the collection's scenes at the left: a list to step through, and the narration of the one that was entered last.

use eframe::egui::{
    CornerRadius, Label, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::briefing::Scene;
use crate::model::time::Zones;
use crate::model::time::window_of;
use crate::query::known::stretch_with_zone;
use crate::query::words::edtf_words;
use crate::state::action::Action;
use crate::state::playback::Direction;
use crate::ui::command::Command;
use crate::ui::text::visual;
use crate::ui::theme::{medium, regular, semibold, size, space};
use crate::ui::{Cx, facets, prose, views, widgets};

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    facets::header(ui, cx);
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let scenes = &dataset.collection().scenes;
    ScrollArea::vertical()
        .id_salt("scenes")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            facets::page(ui, |ui| {
                views::show(ui, cx);
                facets::heading(ui, cx.theme, "Scenes");
                if scenes.is_empty() {
                    nothing(ui, cx);
                    return;
                }
                if let Some(scene) = cx.state.scene_idx.and_then(|idx| scenes.get(idx)) {
                    current(ui, cx, scene);
                }
                steps(ui, cx, scenes.len());
                ui.add_space(8.0);
                for (idx, scene) in scenes.iter().enumerate() {
                    scene_row(ui, cx, idx, scene);
                }
            });
        });
}

fn nothing(ui: &mut Ui, cx: &Cx<'_>) {
    ui.horizontal(|ui| {
        ui.add_space(6.0);
        ui.vertical(|ui| {
            ui.add(
                Label::new(
                    RichText::new(
                        "This collection tells no story yet. Scenes stand in its file, each with a heading, \
                         a narration and a view.",
                    )
                    .color(cx.theme.secondary),
                )
                .wrap(),
            );
        });
    });
}

/// The scene that was entered last, as a card to read.
fn current(ui: &mut Ui, cx: &Cx<'_>, scene: &Scene) {
    let theme = cx.theme;
    widgets::card(theme).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        ui.add(
            Label::new(
                RichText::new(visual(&scene.heading))
                    .font(semibold(size::QUOTE))
                    .color(theme.text),
            )
            .wrap(),
        );
        if let Some(words) = scene_window_words(cx.state.zones(), scene) {
            ui.label(
                RichText::new(words)
                    .font(regular(size::SMALL + 1.0))
                    .color(theme.secondary),
            );
        }
        if let Some(narration) = &scene.narration {
            ui.add_space(4.0);
            prose::markdown(ui, theme, narration, size::BODY);
        }
    });
    ui.add_space(8.0);
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
        let at = cx.state.scene_idx.map_or_else(
            || format!("{n_scenes} scenes"),
            |idx| format!("{} of {n_scenes}", idx + 1),
        );
        ui.label(RichText::new(at).color(cx.theme.faint));
    });
}

/// Number, heading, and the beginning of the narration.
fn scene_row(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, scene: &Scene) {
    const HEIGHT: f32 = 46.0;
    const INSET: f32 = 6.0;
    let theme = cx.theme;
    let is_current = cx.state.scene_idx == Some(idx);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    let accessible = format!("Scene {}, {}", idx + 1, scene.heading);
    response.widget_info(|| {
        WidgetInfo::selected(Role::Button, ui.is_enabled(), is_current, &accessible)
    });
    let radius = CornerRadius::same(space::RADIUS - 1);
    if is_current {
        ui.painter()
            .rect_filled(rect, radius, theme.accent.gamma_multiply(0.14));
    }
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, radius, theme.text.gamma_multiply(0.06));
    }
    let left = rect.left() + INSET + 22.0;
    let width = rect.right() - INSET - left;
    let number_color = if is_current {
        theme.accent
    } else {
        theme.faint
    };
    widgets::paint_text(
        ui,
        pos2(rect.left() + INSET, rect.top() + 6.0),
        eframe::egui::Align2::LEFT_TOP,
        &(idx + 1).to_string(),
        medium(size::BODY),
        number_color,
    );
    let heading = widgets::elided(ui, &scene.heading, medium(size::BODY), theme.text, width);
    let cut = heading.elided;
    ui.painter()
        .galley(pos2(left, rect.top() + 6.0), heading, theme.text);
    if let Some(narration) = &scene.narration {
        let words = prose::plain_text(narration);
        let font = regular(size::SMALL + 0.5);
        let galley = widgets::elided(ui, &words, font, theme.secondary, width);
        ui.painter()
            .galley(pos2(left, rect.top() + 25.0), galley, theme.secondary);
    }
    let clicked = response.clicked();
    if cut {
        response.on_hover_text(visual(&scene.heading));
    }
    if clicked {
        cx.push(Action::GoToScene(idx));
    }
}
