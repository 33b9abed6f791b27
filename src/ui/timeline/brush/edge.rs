//! An end of the window, with its grip.

use eframe::egui::{
    self, Color32, CursorIcon, PointerButton, Rect, Response, Sense, Shape, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};

use super::moves::{stepped, with_end};
use super::{Drag, End, describe, dropped_at, keys};
use crate::model::view::WindowMode;
use crate::query::words::instant_words;
use crate::state::action::Action;
use crate::ui::Cx;
use crate::ui::timeline::Stage;

/// One edge with its grip, and a strip along the edge that can be dragged as well.
pub(super) fn edge(ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage, end: End) {
    const STRIP: f32 = 3.5;
    let window = cx.state.view.window;
    let at = match end {
        End::From => window.from,
        End::To => window.to,
    };
    let exact_x = stage.axis.exact_x(at) as f32;
    if exact_x < stage.axis.left - 1.0 || exact_x > stage.axis.right + 1.0 {
        return;
    }
    let x = exact_x.round();
    let middle = stage.histogram.bottom();
    // The grips reach away from each other, so that both can be had of a window that is narrow.
    let (inner, outer) = (3.0, 11.0);
    let (before, after) = match (end, cx.state.view.mode) {
        (_, WindowMode::Instant) => (outer, outer),
        (End::From, _) => (outer, inner),
        (End::To, _) => (inner, outer),
    };
    let hit = Rect::from_min_max(
        pos2(x - before, middle - 14.0),
        pos2(x + after, middle + 14.0),
    );
    let line = Rect::from_x_y_ranges(x - STRIP..=x + STRIP, stage.plot.y_range());
    let along = ui
        .interact(line, ui.scope_id().with(("edge", end as u8)), Sense::DRAG)
        .on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    let label = match (end, cx.state.view.mode) {
        (End::From, _) => "Window start",
        (End::To, WindowMode::Instant) => "Moment",
        (End::To, _) => "Window end",
    };
    let grip = ui
        .interact(hit, ui.scope_id().with(("grip", end as u8)), Sense::drag())
        .on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    grip.widget_info(|| WidgetInfo::slider(true, at.0 as f64, label));
    describe(ui, &grip, &instant_words(at, stage.zone));

    let dragged = [&along, &grip]
        .into_iter()
        .find(|response| response.dragged_by(PointerButton::Primary));
    if [&along, &grip]
        .into_iter()
        .any(|response| response.drag_started_by(PointerButton::Primary))
        && let Some(origin) = ui.input(|input| input.pointer.press_origin())
    {
        cx.memory.timeline.drag = Some(Drag::Edge {
            beside: origin.x - exact_x,
        });
    }
    let beside = match cx.memory.timeline.drag {
        Some(Drag::Edge { beside }) => beside,
        _ => 0.0,
    };
    let target = dragged
        .and_then(Response::interact_pointer_pos)
        .map(|pointer| dropped_at(ui, stage, pointer.x - beside));
    let target = keys(ui, &grip)
        .into_iter()
        .fold(target, |target, direction| {
            Some(stepped(
                target.unwrap_or(at),
                cx.state.playback.step,
                direction,
                stage.zone,
            ))
        });
    if let Some(target) = target {
        let next = with_end(window, end, target, cx.state.view.mode);
        if next != window {
            cx.push(Action::SetWindow(next));
        }
    }
    let is_lit = grip.hovered() || along.hovered() || dragged.is_some();
    paint_edge(ui, cx, stage, end, x, is_lit, grip.has_focus());
}

fn paint_edge(
    ui: &Ui,
    cx: &Cx<'_>,
    stage: &Stage,
    end: End,
    x: f32,
    is_lit: bool,
    has_focus: bool,
) {
    const SIZE: egui::Vec2 = vec2(8.0, 22.0);
    let accent = cx.theme.accent;
    let painter = ui.painter();
    let y = stage.plot.y_range();
    let is_fixed = end == End::From && cx.state.view.mode == WindowMode::Cumulative;
    painter.vline(x, y, Stroke::new(2.0, accent));
    let grip = Rect::from_center_size(pos2(x, stage.histogram.bottom()), SIZE);
    if is_fixed {
        // A bracket: time is counted from here, and playing does not move it.
        for y in [y.min + 1.0, y.max - 1.0] {
            painter.hline(x..=x + 7.0, y, Stroke::new(2.0, accent));
        }
        painter.rect(
            grip,
            3.0,
            cx.theme.panel,
            Stroke::new(1.5, accent),
            egui::StrokeKind::Inside,
        );
    } else {
        let fill = if is_lit {
            accent.lerp_to_gamma(cx.theme.text, 0.25)
        } else {
            accent
        };
        painter.rect_filled(grip, 3.0, fill);
        let notch = Stroke::new(1.0, cx.theme.on_accent.gamma_multiply(0.55));
        for dx in [-1.5, 1.5] {
            painter.add(Shape::line_segment(
                [
                    grip.center() + vec2(dx, -4.0),
                    grip.center() + vec2(dx, 4.0),
                ],
                notch,
            ));
        }
    }
    if has_focus {
        painter.rect(
            grip.expand(3.0),
            5.0,
            Color32::TRANSPARENT,
            Stroke::new(1.5, cx.theme.text),
            egui::StrokeKind::Middle,
        );
    }
}
