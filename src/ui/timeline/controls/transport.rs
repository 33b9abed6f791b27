//! The three buttons that play and step, with their painted signs.

use eframe::egui::{
    self, Color32, Painter, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo,
    vec2,
};

use crate::state::action::Action;
use crate::state::playback::Direction;
use crate::ui::Cx;
use crate::ui::theme::{Theme, space};

/// Step back, play or pause, step forward.
pub(super) fn transport(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    if icon_button(
        ui,
        theme,
        "Step back",
        "Step back (←)",
        false,
        paint_step_back,
    )
    .clicked()
    {
        cx.push(Action::Step(Direction::Backward));
    }
    let (label, hint) = if cx.state.playback.playing {
        ("Pause", "Pause (Space)")
    } else {
        ("Play", "Play (Space)")
    };
    let is_playing = cx.state.playback.playing;
    let is_backward = cx.state.playback.direction == Direction::Backward;
    let paint = |painter: &Painter, rect: Rect, color: Color32| {
        if is_playing {
            paint_pause(painter, rect, color);
        } else {
            paint_play(painter, rect, color, is_backward);
        }
    };
    if icon_button(ui, theme, label, hint, is_playing, paint).clicked() {
        cx.push(Action::TogglePlay);
    }
    let hint = "Step forward (→)";
    if icon_button(ui, theme, "Step forward", hint, false, paint_step_forward).clicked() {
        cx.push(Action::Step(Direction::Forward));
    }
}

/// A square button with a painted sign; `is_on` paints it in the accent.
fn icon_button(
    ui: &mut Ui,
    theme: &Theme,
    label: &str,
    hint: &str,
    is_on: bool,
    paint: impl FnOnce(&Painter, Rect, Color32),
) -> Response {
    let (rect, response) = ui.allocate_exact_size(egui::Vec2::splat(space::BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
    let visuals = ui.style().interact(&response);
    ui.painter().rect(
        rect,
        visuals.corner_radius,
        visuals.weak_bg_fill,
        visuals.bg_stroke,
        StrokeKind::Inside,
    );
    let color = if is_on { theme.accent } else { theme.text };
    paint(
        ui.painter(),
        Rect::from_center_size(rect.center(), vec2(10.0, 10.0)),
        color,
    );
    response.on_hover_text(hint)
}

fn paint_play(painter: &Painter, rect: Rect, color: Color32, is_backward: bool) {
    let rect = rect.expand2(vec2(0.0, 0.5));
    let corners = if is_backward {
        vec![rect.right_top(), rect.left_center(), rect.right_bottom()]
    } else {
        vec![rect.left_top(), rect.right_center(), rect.left_bottom()]
    };
    painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
}

fn paint_pause(painter: &Painter, rect: Rect, color: Color32) {
    for x in [rect.left() + 0.5, rect.right() - 3.5] {
        let bar = Rect::from_min_size(egui::pos2(x, rect.top()), vec2(3.0, rect.height()));
        painter.rect_filled(bar, 1.0, color);
    }
}

fn paint_step_forward(painter: &Painter, rect: Rect, color: Color32) {
    let corners = vec![
        rect.left_top(),
        rect.right_center() - vec2(2.0, 0.0),
        rect.left_bottom(),
    ];
    painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
    let bar = Rect::from_min_max(rect.right_top() - vec2(2.0, 0.0), rect.right_bottom());
    painter.rect_filled(bar, 0.5, color);
}

fn paint_step_back(painter: &Painter, rect: Rect, color: Color32) {
    let corners = vec![
        rect.right_top(),
        rect.left_center() + vec2(2.0, 0.0),
        rect.right_bottom(),
    ];
    painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
    let bar = Rect::from_min_max(rect.left_top(), rect.left_bottom() + vec2(2.0, 0.0));
    painter.rect_filled(bar, 0.5, color);
}
