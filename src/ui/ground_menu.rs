//! The menu of what lies under the events: how the map is coloured, and in which language it is labelled.

use eframe::egui::{Popup, PopupCloseBehavior, Role, Ui, WidgetInfo};

use crate::model::ground::{GroundStyle, LabelLanguage};
use crate::state::action::{Action, GroundAction};
use crate::ui::theme::space;
use crate::ui::{Cx, widgets};

/// Width of the menu in points.
const WIDTH: f32 = 264.0;

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
    ui.add_space(2.0);
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
