//! The menu of what lies under the events: how the map is coloured, in which language it is labelled, and which layers
//! it is made of.

use eframe::egui::{
    Align, Button, Layout, Popup, PopupCloseBehavior, Role, Slider, Ui, WidgetInfo, vec2,
};

use crate::model::ground::{GroundLayer, GroundStyle, LabelLanguage, TileSource};
use crate::state::action::{Action, GroundAction};
use crate::state::playback::Direction;
use crate::ui::theme::{regular, size, space};
use crate::ui::{Cx, Dialog, widgets};

/// Width of the menu in points.
const WIDTH: f32 = 288.0;

/// The button in the top bar, and its menu.
pub fn button(ui: &mut Ui, cx: &mut Cx<'_>) {
    let button = widgets::button(ui, cx.theme, "Map", false, true);
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Map style and layers"));
    let button = button.on_hover_text("How the map under the events looks");
    Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name("Map style and layers")
        .show(|ui| menu(ui, cx));
}

fn menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing.y = 4.0;
    // Menus are tighter than these rows of buttons.
    ui.spacing_mut().button_padding = vec2(11.0, 4.0);
    let ground = cx.state.ground();
    let styles = GroundStyle::ALL.map(|style| (style.label(), style == ground.style));
    if let Some(idx) = choice(ui, cx, "Map style", &styles) {
        let action = GroundAction::SetStyle(GroundStyle::ALL[idx]);
        cx.push(Action::Ground(action));
    }
    ui.add_space(6.0);
    let labels = LabelLanguage::ALL.map(|labels| (labels.label(), labels == ground.labels));
    if let Some(idx) = choice(ui, cx, "Labels", &labels) {
        let action = GroundAction::SetLabels(LabelLanguage::ALL[idx]);
        cx.push(Action::Ground(action));
    }
    ui.add_space(6.0);
    layers(ui, cx);
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if widgets::button(ui, cx.theme, "Add map file…", false, true).clicked() {
            cx.push(Action::Ground(GroundAction::AskForFile));
            ui.close();
        }
        if widgets::button(ui, cx.theme, "Add tile server…", false, true).clicked() {
            cx.memory.dialog = Some(Dialog::AddServer);
            ui.close();
        }
    });
    used_before(ui, cx);
    ui.add_space(2.0);
}

/// The layers, the topmost first, as one sees them.
fn layers(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::section_label(ui, cx.theme, "Layers, the topmost first");
    let layers = cx.state.ground().layers.clone();
    for (idx, layer) in layers.iter().enumerate().rev() {
        layer_row(ui, cx, idx, layer, layers.len());
    }
}

/// Whether it is seen, its name, where it lies, and how opaque it is.
fn layer_row(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, layer: &GroundLayer, n_layers: usize) {
    let theme = cx.theme;
    let file = layer.source.name();
    let is_broken = cx.memory.map.is_broken(&layer.source);
    let about = cx.memory.map.about(&layer.source);
    let name = about.map(|about| about.name.clone());
    let name = name.unwrap_or_else(|| file.clone());
    let mut asked = Vec::new();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let mut visible = layer.visible;
        let check = ui.checkbox(&mut visible, "");
        let words = format!("Show {name}");
        check.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, layer.visible, &words));
        if check.on_hover_text(&words).changed() {
            asked.push(GroundAction::SetVisible(idx, visible));
        }
        let color = if layer.visible && !is_broken {
            theme.text
        } else {
            theme.faint
        };
        let is_embedded = layer.source == TileSource::Embedded;
        let room = if n_layers > 1 { 92.0 } else { 40.0 };
        let shown = if is_broken {
            format!("{name} (cannot be read)")
        } else {
            name.clone()
        };
        let width = ui.available_width() - room;
        let label = widgets::elided_label(ui, &shown, regular(size::BODY), color, width);
        if let TileSource::Archive(path) = &layer.source {
            label.on_hover_text(path.display().to_string());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let button = |ui: &mut Ui, sign: &str, verb: &str, enabled: bool| {
                let label = format!("{verb} {name}");
                let button = widgets::quiet_button(ui, theme, sign, enabled);
                button.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, &label));
                button.on_hover_text(&label).clicked()
            };
            if !is_embedded && button(ui, "×", "Remove", true) {
                asked.push(GroundAction::Remove(idx));
            }
            if n_layers > 1 {
                if button(ui, "↓", "Lower", idx > 0) {
                    asked.push(GroundAction::Move(idx, Direction::Backward));
                }
                if button(ui, "↑", "Raise", idx + 1 < n_layers) {
                    asked.push(GroundAction::Move(idx, Direction::Forward));
                }
            }
        });
    });
    if layer.visible && n_layers > 1 {
        ui.horizontal(|ui| {
            ui.add_space(22.0);
            let mut percent = layer.opacity * 100.0;
            ui.spacing_mut().slider_width = 120.0;
            ui.visuals_mut().widgets.inactive.bg_fill = theme.hairline;
            ui.visuals_mut().selection.bg_fill = theme.secondary;
            let slider = Slider::new(&mut percent, 0.0..=100.0)
                .integer()
                .trailing_fill(true)
                .suffix(" %");
            let slider = ui.add(slider);
            let words = format!("Opacity of {name}");
            slider.widget_info(|| WidgetInfo::slider(true, f64::from(percent), &words));
            if slider.on_hover_text(&words).changed() {
                asked.push(GroundAction::SetOpacity(idx, percent / 100.0));
            }
        });
    }
    for action in asked {
        cx.push(Action::Ground(action));
    }
}

/// Sources that were drawn before and are not now.
fn used_before(ui: &mut Ui, cx: &mut Cx<'_>) {
    /// More would make the menu long; older ones come back by their files.
    const SHOWN_MAX: usize = 5;
    let used = cx.state.settings.map_sources.iter().rev();
    let layers = &cx.state.ground().layers;
    let used: Vec<TileSource> = used
        .filter(|source| layers.iter().all(|layer| layer.source != **source))
        .take(SHOWN_MAX)
        .cloned()
        .collect();
    if used.is_empty() {
        return;
    }
    ui.add_space(6.0);
    widgets::section_label(ui, cx.theme, "Used before");
    for source in used {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let name = source.name();
            let room = ui.available_width() - 30.0;
            let words = widgets::elided(ui, &name, regular(size::BODY), cx.theme.text, room);
            let add = ui.add(Button::new(words).frame(false));
            add.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Add {name}")));
            if add.clicked() {
                cx.push(Action::Ground(GroundAction::Add(source.clone())));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let forget = widgets::quiet_button(ui, cx.theme, "×", true);
                let words = format!("Forget {name}");
                forget.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
                if forget.on_hover_text(&words).clicked() {
                    cx.push(Action::Ground(GroundAction::Forget(source.clone())));
                }
            });
        });
    }
}

/// A row of buttons of which one is on, under its name; the index of one that was pressed.
fn choice(ui: &mut Ui, cx: &Cx<'_>, name: &str, offered: &[(&str, bool)]) -> Option<usize> {
    widgets::section_label(ui, cx.theme, name);
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.set_min_height(space::BUTTON);
        for (idx, (words, on)) in offered.iter().enumerate() {
            let button = widgets::toggle_button(ui, cx.theme, words, *on);
            let label = format!("{name}, {words}");
            button.widget_info(|| WidgetInfo::selected(Role::Button, true, *on, &label));
            if button.clicked() {
                chosen = Some(idx);
            }
        }
    });
    chosen
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::ui::fixture;

    #[test]
    fn style_and_language_are_chosen_from_the_menu() {
        let mut harness = fixture::harness(fixture::state(), button);
        harness.run();
        harness.get_by_label("Map style and layers").click();
        harness.run();
        harness.get_by_label("Labels, Arabic").click();
        harness.run();
        harness.get_by_label("Map style, Presentation").click();
        harness.run();
        let asked: Vec<_> = harness
            .state()
            .actions
            .iter()
            .filter_map(|action| match action {
                Action::Ground(action) => Some(action.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(
            asked,
            [
                GroundAction::SetLabels(LabelLanguage::Arabic),
                GroundAction::SetStyle(GroundStyle::Presentation),
            ]
        );
    }
}
