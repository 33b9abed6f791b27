//! The brush: the window on time as a band with two handles, and the gestures on the plot.
//!
//! Dragging a handle, the band or empty ground moves or makes the window, by whole steps of the calendar unless Alt is held.
//! The wheel zooms about the pointer; Shift and wheel, the middle button or the strip below pan.

mod edge;
mod moves;

use eframe::egui::{
    self, CursorIcon, EventFilter, Key, Modifiers, PointerButton, Rect, Response, Sense, Ui,
    WidgetInfo,
};

use self::edge::edge;
use self::moves::{ending_at, moved, spanning, stepped};
use crate::model::time::{Timestamp, Window};
use crate::model::view::WindowMode;
use crate::query::words::window_words;
use crate::state::action::{Action, AxisFit};
use crate::state::playback::Direction;
use crate::ui::Cx;
use crate::ui::timeline::Stage;
use crate::ui::timeline::axis::within_reach;
use crate::ui::timeline::ruler::snapped;

/// What is being dragged, from when it was gripped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drag {
    /// The whole window, by the instant at which it was gripped.
    Body { origin: Window, at: Timestamp },
    /// A new window, from where the drag began.
    New { anchor: Timestamp },
    /// One end, by how far beside it the pointer gripped it, in points.
    Edge { beside: f32 },
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
        Drag::Edge { .. } => return,
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
