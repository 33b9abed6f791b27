//! The pointer: a ring that follows the mouse, with a short trail.

use eframe::egui::{CursorIcon, Pos2, Stroke, Ui};

use crate::state::presenting::{Page, Presenting};
use crate::ui::Cx;

/// Where the mouse was, and when, in seconds of the context.
#[derive(Default)]
pub(super) struct Trail(Vec<(Pos2, f64)>);

/// How long the trail lasts.
const TRAIL_S: f64 = 0.25;
const RADIUS: f32 = 15.0;

pub(super) fn show(ui: &Ui, cx: &mut Cx<'_>, presenting: &Presenting) {
    let blank = matches!(presenting.page, Page::Black | Page::White);
    let at = ui.input(|input| input.pointer.hover_pos());
    let Some(at) = at.filter(|_| presenting.pointer && !blank) else {
        cx.memory.present.pointer = Trail::default();
        return;
    };
    let now = ui.input(|input| input.time);
    let Trail(trail) = &mut cx.memory.present.pointer;
    trail.retain(|(_, when)| now - when < TRAIL_S);
    if trail.last().is_none_or(|(last, _)| *last != at) {
        trail.push((at, now));
    }
    ui.ctx().set_cursor_icon(CursorIcon::None);
    let painter = ui.ctx().layer_painter(eframe::egui::LayerId::new(
        eframe::egui::Order::Foreground,
        ui.scope_id().with("pointer"),
    ));
    let color = cx.theme.error;
    for pair in trail.windows(2) {
        let ((from, when), (to, _)) = (pair[0], pair[1]);
        let left = (1.0 - (now - when) / TRAIL_S) as f32;
        let line = Stroke::new(5.0 * left, color.gamma_multiply(0.5 * left));
        painter.line_segment([from, to], line);
    }
    painter.circle_filled(at, RADIUS, color.gamma_multiply(0.16));
    painter.circle_stroke(at, RADIUS + 2.0, Stroke::new(1.0, cx.theme.land));
    painter.circle_stroke(at, RADIUS, Stroke::new(3.0, color));
    painter.circle_filled(at, 2.5, color);
    if trail.len() > 1 {
        // Only until the trail has caught up.
        ui.ctx().request_repaint();
    }
}
