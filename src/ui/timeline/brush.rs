//! The brush: the window on time as a band with two handles, and the gestures on the plot.
//!
//! Dragging a handle, the band or empty ground moves or makes the window, by whole steps of the calendar unless Alt is held.
//! The wheel zooms about the pointer; Shift and wheel, the middle button or the strip below pan.

use eframe::egui::{
    self, Color32, CursorIcon, EventFilter, Key, Modifiers, PointerButton, Rect, Response, Sense,
    Shape, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::time::{Timestamp, Window, Zone};
use crate::model::view::WindowMode;
use crate::query::words::{instant_words, window_words};
use crate::state::action::{Action, AxisFit};
use crate::state::playback::{Direction, StepUnit, step_window};
use crate::ui::Cx;
use crate::ui::timeline::Stage;
use crate::ui::timeline::axis::{Axis, within_reach};
use crate::ui::timeline::ruler::snapped;

/// What is being dragged, from when it was gripped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drag {
    /// The whole window, by the instant at which it was gripped.
    Body { origin: Window, at: Timestamp },
    /// A new window, from where the drag began.
    New { anchor: Timestamp },
}

/// The two ends of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    From,
    To,
}

/// The ground under everything: gestures on empty plot and on the band, which is painted here, too.
pub fn show_ground(ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage) -> Response {
    let ground = ui.interact(
        stage.plot,
        ui.scope_id().with("ground"),
        Sense::CLICK | Sense::DRAG,
    );
    navigate(ui, cx, stage, &ground);
    if ground.dragged_by(PointerButton::Middle) {
        pan(cx, stage, ground.drag_delta().x);
    }
    if ground.drag_started_by(PointerButton::Primary)
        && let Some(at) = ui.input(|input| input.pointer.press_origin())
    {
        cx.memory.timeline.drag = Some(Drag::New {
            anchor: dropped_at(ui, stage, at.x),
        });
    }
    follow(ui, cx, stage, &ground);
    if ground.double_clicked() {
        cx.push(Action::FitAxis(AxisFit::All));
    } else if ground.clicked() && cx.memory.hover.is_none() {
        if cx.state.view.mode == WindowMode::Instant {
            if let Some(at) = ground.interact_pointer_pos() {
                let to = dropped_at(ui, stage, at.x);
                cx.push(Action::SetWindow(ending_at(cx.state.view.window, to)));
            }
        } else if cx.state.view.selection.is_some() {
            cx.push(Action::Select(None));
        }
    }
    if cx.state.view.mode != WindowMode::Instant {
        show_body(ui, cx, stage);
    }
    ground
}

/// The edges of the window and their grips, over everything.
pub fn show_edges(ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage) {
    if cx.state.view.mode != WindowMode::Instant {
        edge(ui, cx, stage, End::From);
    }
    edge(ui, cx, stage, End::To);
}

/// The strip with the ticks pans when dragged.
pub fn show_strip(ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage) {
    let response = ui
        .interact(
            stage.strip,
            ui.scope_id().with("strip"),
            Sense::CLICK | Sense::DRAG,
        )
        .on_hover_and_drag_cursor(CursorIcon::Grab);
    navigate(ui, cx, stage, &response);
    if response.dragged() {
        pan(cx, stage, response.drag_delta().x);
    }
    if response.double_clicked() {
        cx.push(Action::FitAxis(AxisFit::All));
    }
}

fn show_body(ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage) {
    let window = cx.state.view.window;
    let rect = Rect::from_x_y_ranges(
        stage.axis.x_of(window.from)..=stage.axis.x_of(window.to),
        stage.plot.y_range(),
    );
    let seen = rect.intersect(stage.plot);
    if !seen.is_positive() {
        return;
    }
    let body = ui.interact(seen, ui.scope_id().with("body"), Sense::click_and_drag());
    body.widget_info(|| WidgetInfo::slider(true, window.from.0 as f64, "Window"));
    describe(ui, &body, &window_words(window, stage.zone));
    let strength = if cx.theme.is_dark() { 0.10 } else { 0.085 };
    let more = if body.has_focus() { 0.05 } else { 0.0 };
    ui.painter()
        .rect_filled(seen, 0.0, cx.theme.accent.gamma_multiply(strength + more));

    if body.dragged_by(PointerButton::Middle) {
        pan(cx, stage, body.drag_delta().x);
    }
    if body.drag_started_by(PointerButton::Primary)
        && let Some(at) = ui.input(|input| input.pointer.press_origin())
    {
        cx.memory.timeline.drag = Some(Drag::Body {
            origin: window,
            at: stage.axis.time_at(at.x),
        });
    }
    follow(ui, cx, stage, &body);
    if body.double_clicked() {
        cx.push(Action::FitAxis(AxisFit::Window));
    } else if body.clicked() && cx.memory.hover.is_none() && cx.state.view.selection.is_some() {
        cx.push(Action::Select(None));
    }
    for direction in keys(ui, &body) {
        let moved = Window {
            from: stepped(window.from, cx.state.playback.step, direction, stage.zone),
            to: stepped(window.to, cx.state.playback.step, direction, stage.zone),
        };
        cx.push(Action::SetWindow(moved));
    }
}

/// Moves the window with the pointer while ground or body is dragged.
fn follow(ui: &Ui, cx: &mut Cx<'_>, stage: &Stage, response: &Response) {
    if response.drag_stopped() {
        cx.memory.timeline.drag = None;
    }
    let (Some(drag), Some(pointer)) = (cx.memory.timeline.drag, response.interact_pointer_pos())
    else {
        return;
    };
    if !response.dragged_by(PointerButton::Primary) {
        return;
    }
    let window = match drag {
        Drag::New { .. } if cx.state.view.mode == WindowMode::Instant => {
            ending_at(cx.state.view.window, dropped_at(ui, stage, pointer.x))
        }
        Drag::New { anchor } => spanning(anchor, dropped_at(ui, stage, pointer.x)),
        Drag::Body { origin, at } => {
            let by_ms = stage.axis.time_at(pointer.x).0 - at.0;
            let exact = ui.input(|input| input.modifiers.alt);
            moved(origin, by_ms, (!exact).then_some((&stage.axis, stage.zone)))
        }
    };
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    if window != cx.state.view.window {
        cx.push(Action::SetWindow(window));
    }
}

/// One edge with its grip, and a strip along the edge that can be dragged as well.
fn edge(ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage, end: End) {
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
        (End::To, WindowMode::Instant) => "Instant",
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
    let target = dragged
        .and_then(Response::interact_pointer_pos)
        .map(|pointer| dropped_at(ui, stage, pointer.x));
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

/// The wheel: zooms about the pointer, pans sideways.
fn navigate(ui: &Ui, cx: &mut Cx<'_>, stage: &Stage, over: &Response) {
    /// Points of scrolling that double the scale.
    const DOUBLING: f64 = 240.0;
    let Some(pointer) = ui.ctx().pointer_hover_pos() else {
        return;
    };
    if !over.contains_pointer() {
        return;
    }
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
    let factor = f64::from(pinch) * 2.0_f64.powf(f64::from(scroll.y) / DOUBLING);
    if (factor - 1.0).abs() > 1e-6 {
        set_axis(cx, stage.axis.zoomed(pointer.x, factor));
    } else if scroll.x != 0.0 {
        pan(cx, stage, scroll.x);
    }
}

fn pan(cx: &mut Cx<'_>, stage: &Stage, points: f32) {
    if points != 0.0 {
        set_axis(cx, stage.axis.panned(points));
    }
}

fn set_axis(cx: &mut Cx<'_>, axis: Window) {
    let extent = cx.state.time_extent();
    let window = cx.state.view.window;
    let all = Window {
        from: extent.from.min(window.from),
        to: extent.to.max(window.to),
    };
    cx.push(Action::SetAxis(within_reach(axis, all)));
}

/// The instant that something dropped at a point comes to: on the calendar, unless Alt is held.
fn dropped_at(ui: &Ui, stage: &Stage, x: f32) -> Timestamp {
    let at = stage
        .axis
        .time_at(x.clamp(stage.axis.left, stage.axis.right));
    if ui.input(|input| input.modifiers.alt) {
        at
    } else {
        snapped(at, &stage.axis, stage.zone)
    }
}

/// Arrow keys, and the wishes of screen readers, for a handle that has the focus.
fn keys(ui: &Ui, response: &Response) -> Vec<Direction> {
    use egui::accesskit::Action as Wish;
    let mut found = Vec::new();
    ui.input(|input| {
        let back = input.num_accesskit_action_requests(response.id, Wish::Decrement);
        let on = input.num_accesskit_action_requests(response.id, Wish::Increment);
        found.extend(std::iter::repeat_n(Direction::Backward, back));
        found.extend(std::iter::repeat_n(Direction::Forward, on));
    });
    if response.has_focus() {
        ui.memory_mut(|memory| {
            memory.set_focus_lock_filter(
                response.id,
                EventFilter {
                    horizontal_arrows: true,
                    ..EventFilter::default()
                },
            );
        });
        ui.input_mut(|input| {
            for (key, direction) in [
                (Key::ArrowLeft, Direction::Backward),
                (Key::ArrowRight, Direction::Forward),
            ] {
                let count = input.count_and_consume_key(Modifiers::NONE, key);
                found.extend(std::iter::repeat_n(direction, count));
            }
        });
    }
    found
}

/// Says the value of a handle in words.
fn describe(ui: &Ui, response: &Response, words: &str) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_value(words);
        node.add_action(egui::accesskit::Action::Increment);
        node.add_action(egui::accesskit::Action::Decrement);
    });
}

/// An instant one step of the calendar away.
fn stepped(at: Timestamp, unit: StepUnit, direction: Direction, zone: Zone) -> Timestamp {
    let unit = match unit {
        StepUnit::Event => StepUnit::Day,
        unit => unit,
    };
    let at = Window { from: at, to: at };
    step_window(at, WindowMode::Moving, unit, direction, zone, &[]).to
}

/// The window with one end elsewhere; the other end is never passed. An instant moves whole.
fn with_end(window: Window, end: End, at: Timestamp, mode: WindowMode) -> Window {
    match (end, mode) {
        (End::To, WindowMode::Instant) => ending_at(window, at),
        (End::From, _) => Window {
            from: at.min(window.to.plus_ms(-1)),
            to: window.to,
        },
        (End::To, _) => Window {
            from: window.from,
            to: at.max(window.from.plus_ms(1)),
        },
    }
}

/// The window moved so that it ends at an instant.
fn ending_at(window: Window, to: Timestamp) -> Window {
    window.shifted_ms(to.0 - window.to.0)
}

/// The window between two instants, whichever comes first.
fn spanning(a: Timestamp, b: Timestamp) -> Window {
    Window {
        from: a.min(b),
        to: a.max(b),
    }
}

/// A window moved by hand: each end that lay on the calendar comes to lie on it again, so that a month stays a month.
fn moved(origin: Window, by_ms: i64, snap: Option<(&Axis, Zone)>) -> Window {
    let exact = origin.shifted_ms(by_ms);
    let Some((axis, zone)) = snap else {
        return exact;
    };
    let from = snapped(exact.from, axis, zone);
    let was_aligned = snapped(origin.from, axis, zone) == origin.from
        && snapped(origin.to, axis, zone) == origin.to;
    let to = if was_aligned {
        snapped(exact.to, axis, zone)
    } else {
        from.plus_ms(origin.length_ms())
    };
    Window {
        from,
        to: to.max(from.plus_ms(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::window_of;

    fn window(from: &str, to: &str) -> Window {
        window_of(Some(from), Some(to), Zone::default()).unwrap()
    }

    #[test]
    fn a_dragged_window_keeps_to_whole_days() {
        let axis = Axis::new(window("2016-12-05", "2016-12-19"), 0.0, 860.0);
        let origin = window("2016-12-11", "2016-12-13");
        let almost_two_days = 45 * Timestamp::HOUR_MS;
        assert_eq!(
            moved(origin, almost_two_days, Some((&axis, Zone::default()))),
            window("2016-12-13", "2016-12-15")
        );
        assert_eq!(
            moved(origin, almost_two_days, None),
            origin.shifted_ms(almost_two_days)
        );
    }

    #[test]
    fn a_dragged_month_stays_a_month() {
        let axis = Axis::new(window("2015", "2016"), 0.0, 1_000.0);
        assert_eq!(
            moved(
                window("2015-05", "2015-05"),
                29 * Timestamp::DAY_MS,
                Some((&axis, Zone::default()))
            ),
            window("2015-06", "2015-06")
        );
    }

    #[test]
    fn an_end_never_passes_the_other() {
        let before = window("2016-12-11", "2016-12-13");
        let far = window("2017-01-01", "2017-01-01").from;
        let after = with_end(before, End::From, far, WindowMode::Moving);
        assert!(after.from < after.to);
        assert_eq!(after.to, before.to);
    }

    #[test]
    fn an_instant_moves_without_changing_the_length_behind_it() {
        let before = window("2016-12-11", "2016-12-13");
        let to = window("2016-12-20", "2016-12-20").to;
        let after = with_end(before, End::To, to, WindowMode::Instant);
        assert_eq!(after.length_ms(), before.length_ms());
        assert_eq!(after.to, to);
    }
}
