//! Annotations and their handles as widgets: for Tab and the arrow keys, and for screen readers.
//!
//! The pointer takes hold of lines and words by itself (`hold`); these small rectangles only give it a place to click.

use eframe::egui::{
    EventFilter, Id, Key, Memory, Modifiers, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo,
};

use super::{Annotating, Focus, push, shifted, shown};
use crate::model::annotation::{Annotation, Figure, Kind};
use crate::model::mercator::Unit;
use crate::state::briefing::AnnotationAction;
use crate::ui::map::annotations::{Annotations, Traced};
use crate::ui::map::camera::Viewport;
use crate::ui::{Cx, Surface};

/// Points that an arrow key moves.
const STEP: f32 = 8.0;
/// Degrees that it turns with Shift, and by how much it resizes.
const TURN: f64 = 5.0;
const GROWTH: f64 = 1.1;
/// Radius of a handle in points.
const HANDLE: f32 = 5.0;

/// Names what is drawn; while the bar is open, all of it can be reached and changed by key.
pub fn show(ui: &Ui, cx: &mut Cx<'_>, viewport: &Viewport, annotations: &Annotations) {
    if cx.memory.surface == Surface::Preview {
        return;
    }
    let is_open = cx.memory.map.annotate.is_open() && cx.memory.surface == Surface::Window;
    let mut annotating = std::mem::take(&mut cx.memory.map.annotate);
    let all = cx.state.scene().map(|scene| scene.annotations.as_slice());
    for (idx, one) in all.unwrap_or_default().iter().enumerate() {
        let traced = annotations.traced().iter().find(|traced| traced.idx == idx);
        let rect = node_rect(&annotating, viewport, idx, traced);
        if !is_open {
            let response = ui.interact(rect, node_id(ui, idx), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, one.name()));
            continue;
        }
        let response = ui.interact(rect, node_id(ui, idx), sense(cx, rect));
        let is_selected = annotating.selected == Some(idx);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, one.name()));
        // The key that brought the focus here is not meant for it.
        let is_entered = response.has_focus() && is_entered(ui);
        if annotating.takes_focus(Focus::Node(idx)) {
            response.request_focus();
        }
        if response.has_focus() {
            if !is_selected {
                annotating.put_back();
                annotating.selected = Some(idx);
            }
            by_key(ui, cx, viewport, idx, one, &response);
        }
        if response.clicked() || is_entered {
            annotating.choose(idx);
        }
        if is_entered {
            // On to its handles, or to its words.
            let is_text = one.figure.kind() == Kind::Text;
            annotating.wants_focus = Some(if is_text {
                Focus::Words
            } else {
                Focus::Handle(0)
            });
        }
    }
    if is_open && annotating.tool.is_none() {
        selection(ui, cx, &mut annotating, viewport);
        delete_by_key(ui, cx, &mut annotating);
    }
    cx.memory.map.annotate = annotating;
}

fn is_entered(ui: &Ui) -> bool {
    ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space))
}

/// What lies under a button or a card is for keys alone.
fn sense(cx: &Cx<'_>, rect: Rect) -> Sense {
    let covered = &cx.memory.map.covered;
    if covered.iter().any(|other| other.intersects(rect)) {
        Sense::focusable_noninteractive()
    } else {
        Sense::click()
    }
}

fn node_id(ui: &Ui, idx: usize) -> Id {
    ui.scope_id().with(("annotation", idx))
}

/// Where its words stand, else a place on its line; what is out of sight is named at the edge.
fn node_rect(
    annotating: &Annotating,
    viewport: &Viewport,
    idx: usize,
    traced: Option<&Traced>,
) -> Rect {
    const SIDE: f32 = 20.0;
    let mut words = annotating.words.iter();
    if let Some(words) = words.find(|words| words.idx == idx) {
        return words.rect.expand(2.0);
    }
    let room = viewport.rect.shrink(SIDE);
    let anchor = traced.and_then(|traced| traced.anchor(room));
    let at = anchor.unwrap_or_else(|| room.left_bottom());
    Rect::from_center_size(at, Vec2::splat(SIDE))
}

/// The handles of a figure on the screen, where they can be told apart.
pub(super) fn handles(figure: &Figure, viewport: &Viewport) -> Vec<Pos2> {
    let handles = figure.handles().into_iter();
    handles.map(|at| viewport.to_screen(at)).collect()
}

/// The frame of the selected annotation, and its handles.
fn selection(ui: &Ui, cx: &mut Cx<'_>, annotating: &mut Annotating, viewport: &Viewport) {
    let Some((idx, one)) = annotating.of(cx.state) else {
        return;
    };
    let shown = shown(cx.state, annotating);
    let figure = shown.get(idx).map_or(&one.figure, |shown| &shown.figure);
    let painter = ui.painter().with_clip_rect(viewport.rect);
    let words = annotating.words.iter().find(|words| words.idx == idx);
    if let Some(words) = words {
        let frame = Stroke::new(1.0, cx.theme.accent.gamma_multiply(0.8));
        painter.rect_stroke(
            words.rect.expand2(Vec2::new(5.0, 3.0)),
            4.0,
            frame,
            StrokeKind::Outside,
        );
    }
    for (handle, at) in handles(figure, viewport).into_iter().enumerate() {
        if !viewport.rect.contains(at) {
            continue;
        }
        let rect = Rect::from_center_size(at, Vec2::splat(2.0 * HANDLE));
        let response = ui.interact(
            rect,
            ui.scope_id().with(("annotation handle", handle)),
            sense(cx, rect),
        );
        let of = one.figure.kind().label().to_lowercase();
        let name = format!("{} of the {of}", figure.handle_name(handle));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if annotating.takes_focus(Focus::Handle(handle)) {
            response.request_focus();
        }
        let is_lit = response.has_focus() || response.hovered();
        let fill = if is_lit {
            cx.theme.accent
        } else {
            cx.theme.panel
        };
        if sense(cx, rect).senses_click() {
            painter.circle(at, HANDLE + 1.5, cx.theme.land, Stroke::NONE);
            painter.circle(at, HANDLE, fill, Stroke::new(1.8, cx.theme.accent));
        }
        if response.has_focus()
            && let Some(by) = arrows(ui, &response, Modifiers::NONE)
            && let Some(place) = one.figure.handles().get(handle)
        {
            let moved = one
                .figure
                .with_handle(handle, shifted(*place, on_map(by, viewport)));
            push(cx, AnnotationAction::Nudge(idx, Box::new(moved)));
        }
    }
}

/// Arrow keys move, and with Shift resize or turn.
fn by_key(
    ui: &Ui,
    cx: &mut Cx<'_>,
    viewport: &Viewport,
    idx: usize,
    one: &Annotation,
    response: &Response,
) {
    let figure = &one.figure;
    let changed = if let Some(by) = arrows(ui, response, Modifiers::SHIFT) {
        let grown = |steps: f32| GROWTH.powf(f64::from(steps));
        match figure {
            Figure::Arrow { .. } | Figure::Polygon(_) => figure
                .turned(TURN * f64::from(by.x))
                .resized([grown(-by.y); 2]),
            Figure::Circle { .. } | Figure::Highlight { .. } => {
                figure.resized([grown(by.x), grown(-by.y)])
            }
            Figure::Text(_) => figure.clone(),
        }
    } else if let Some(by) = arrows(ui, response, Modifiers::NONE) {
        figure.moved(on_map(by, viewport))
    } else {
        return;
    };
    if changed != *figure {
        push(cx, AnnotationAction::Nudge(idx, Box::new(changed)));
    }
}

/// The arrow keys that a focused widget was given: steps to the right and down.
fn arrows(ui: &Ui, response: &Response, modifiers: Modifiers) -> Option<Vec2> {
    ui.memory_mut(|memory| {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        memory.set_focus_lock_filter(response.id, filter);
    });
    let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(modifiers, key)) as f32;
    let by = Vec2::new(
        pressed(Key::ArrowRight) - pressed(Key::ArrowLeft),
        pressed(Key::ArrowDown) - pressed(Key::ArrowUp),
    );
    (by != Vec2::ZERO).then_some(by)
}

/// Steps of the arrow keys as shares of the map.
fn on_map(steps: Vec2, viewport: &Viewport) -> Unit {
    let share = |steps: f32| f64::from(steps * STEP) / viewport.world();
    Unit {
        x: share(steps.x),
        y: share(steps.y),
    }
}

/// Delete is about the annotation where it has the focus, or nothing has.
fn delete_by_key(ui: &Ui, cx: &mut Cx<'_>, annotating: &mut Annotating) {
    let Some(idx) = annotating.selected else {
        return;
    };
    let is_covered = cx.memory.dialog.is_some()
        || cx.memory.palette.is_some()
        || cx.state.asking.is_some()
        || cx.state.importing.is_some()
        || cx.state.evidence.reading.is_some()
        || cx.state.media.open.is_some();
    let focused = ui.memory(Memory::focused);
    if is_covered || focused.is_some_and(|id| id != node_id(ui, idx)) {
        return;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::Delete) || pressed(Key::Backspace) {
        push(cx, AnnotationAction::Delete(idx));
        annotating.selected = None;
    }
}
