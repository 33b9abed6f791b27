//! What is drawn on the map of a scene, as a list: to read, to name, to restyle, to delete, and to go to.

use eframe::egui::{
    Align, Align2, Layout, Margin, Popup, PopupCloseBehavior, Pos2, Rect, RichText, Role, TextEdit,
    Ui, WidgetInfo, vec2,
};

use crate::model::annotation::{Annotation, Figure};
use crate::model::briefing::Scene;
use crate::model::place::Bounds;
use crate::model::view::Camera;
use crate::state::action::Action;
use crate::state::briefing::{AnnotationAction, SceneAction};
use crate::ui::command::Command;
use crate::ui::map::annotate::style_controls;
use crate::ui::map::camera::Viewport;
use crate::ui::scenes::editor::side_of;
use crate::ui::{Center, Cx, keyboard, widgets};

/// Draws the list; whether one goes on at the map, and the dialog is to be closed.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, scene_idx: usize, scene: &Scene) -> bool {
    ui.add_space(8.0);
    widgets::section_label(ui, cx.theme, "Annotations on the map");
    let mut goes_on = false;
    if scene.annotations.is_empty() {
        let words = "Nothing drawn yet: arrows, circles, polygons, words and highlights stay with the scene.";
        ui.label(RichText::new(words).color(cx.theme.faint));
    }
    for (idx, one) in scene.annotations.iter().enumerate() {
        goes_on |= row(ui, cx, scene_idx, idx, one);
    }
    if !scene.unread_annotations.is_empty() {
        let n = scene.unread_annotations.len();
        let words = match n {
            1 => String::from("1 more could not be read; it stays in the file"),
            _ => format!("{n} more could not be read; they stay in the file"),
        };
        ui.label(RichText::new(words).color(cx.theme.faint));
    }
    ui.add_space(2.0);
    let is_current = cx.state.scene_idx == Some(scene_idx);
    let annotate = widgets::button(ui, cx.theme, "Annotate on the map", false, is_current);
    if annotate
        .on_hover_text("Draw on the map (Shift+A)")
        .clicked()
    {
        cx.memory.map.annotate.close();
        keyboard::run(cx, Command::Annotate);
        goes_on = true;
    }
    goes_on
}

/// One annotation; whether it is to be shown on the map.
fn row(ui: &mut Ui, cx: &mut Cx<'_>, scene_idx: usize, idx: usize, one: &Annotation) -> bool {
    let mut push = |action| {
        cx.actions
            .push(Action::Scene(SceneAction::Annotate(scene_idx, action)));
    };
    let theme = cx.theme;
    let name = format!("annotation {}, {}", idx + 1, one.name());
    let mut shows = false;
    ui.push_id(("annotation", idx), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let column = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(vec2(64.0, 26.0), column, |ui| {
                ui.set_width(64.0);
                ui.label(RichText::new(one.figure.kind().label()).color(theme.secondary));
            });
            let buttons = 190.0;
            let words_now = one.label.as_deref().unwrap_or_default();
            let mut words = words_now.to_owned();
            let field = TextEdit::singleline(&mut words)
                .hint_text(RichText::new("Without words").color(theme.faint))
                .desired_width((ui.available_width() - buttons).max(80.0))
                .min_size(vec2(0.0, 28.0))
                .align(Align2([side_of(words_now), Align::Center]))
                .margin(Margin::symmetric(8, 3));
            let field = ui.add(field).accessible_name(format!("Words of {name}"));
            if field.changed() {
                push(AnnotationAction::Label(idx, words));
            }
            let style = widgets::button(ui, theme, "Style", false, true);
            style.widget_info(|| {
                WidgetInfo::labeled(Role::Button, true, format!("Style of {name}"))
            });
            Popup::from_toggle_button_response(&style)
                .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                .accessible_name("Style")
                .show(|ui| {
                    if let Some(style) = style_controls(ui, theme, one) {
                        push(AnnotationAction::Restyle(idx, style));
                    }
                });
            let select = widgets::button(ui, theme, "Select", false, true);
            select
                .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Select {name}")));
            shows = select.on_hover_text("Go to it on the map").clicked();
            let delete = widgets::button(ui, theme, "Delete", false, true);
            delete
                .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Delete {name}")));
            if delete.clicked() {
                push(AnnotationAction::Delete(idx));
            }
        });
    });
    if shows {
        if cx.state.scene_idx == Some(scene_idx) {
            bring_into_sight(cx, &one.figure);
        }
        enter(cx, scene_idx);
        cx.memory.center = Center::Map;
        cx.memory.map.annotate.select(scene_idx, idx);
    }
    shows
}

/// Drawing is done on the map of the current scene.
fn enter(cx: &mut Cx<'_>, scene_idx: usize) {
    if cx.state.scene_idx != Some(scene_idx) {
        cx.push(Action::GoToScene(scene_idx));
    }
}

/// Flies to a figure whose middle is out of sight.
fn bring_into_sight(cx: &mut Cx<'_>, figure: &Figure) {
    let (width, height) = cx.state.map_size;
    let camera = cx.state.view.camera;
    let sight = Rect::from_min_size(Pos2::ZERO, vec2(width, height));
    let middle = figure.middle();
    if sight.contains(Viewport::new(sight, camera).to_screen(middle)) {
        return;
    }
    let places = figure.handles().into_iter().chain([middle]);
    if let Some(bounds) = Bounds::around(places) {
        let fitting = Camera::fitting(bounds, width.into(), height.into());
        // As near as one was, or farther away.
        let zoom = fitting.zoom.min(camera.zoom);
        cx.push(Action::FlyTo(Camera { zoom, ..fitting }));
    }
}
