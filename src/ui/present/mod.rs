//! Presenting: the map, a caption, one time line, the handling banners, and nothing else.
//!
//! What a key means is decided by `state::presenting`; this draws, and passes on what was pressed.
//! The audience's screen is drawn from any state, so that a held one stays as it was while another is looked at.

mod caption;
mod keys;
mod notes;
mod pages;
mod place;
mod pointer;
pub mod presenter;
mod sources;
mod stage;
mod strip;
mod words;

use eframe::egui::{
    self, CentralPanel, CursorIcon, Event, Frame, Panel, RawInput, Rect, Sense, Ui, Vec2,
    ViewportCommand,
};

use crate::state::State;
use crate::state::action::Action;
use crate::state::presenting::{Key, Page, PresentAction, Presenting};
use crate::ui::present::place::Placing;
use crate::ui::present::stage::Stage;
use crate::ui::{Cx, Memory, Surface, banner, map};

pub use crate::ui::present::keys::KEYS;

/// Type sizes in points on a screen of [`SCREEN`]: a fiftieth of its height is read from the back of a room.
mod size {
    pub(super) const HEADING: f32 = 23.0;
    pub(super) const TEXT: f32 = 14.5;
    pub(super) const SMALL: f32 = 11.5;
    pub(super) const STRIP: f32 = 15.0;
}

/// The screen that everything is laid out for, in points; a larger one shows the same, larger.
///
/// It has about the map that a window has beside its panels, so that a scene shows the ground it was made with.
const SCREEN: Vec2 = Vec2::new(1_066.0, 666.0);
/// A wall of screens is looked at from farther away, but not from that far.
const ZOOM_MAX: f32 = 6.0;
/// The mouse is out of the way after this many seconds of rest.
const CURSOR_REST_S: f32 = 2.0;

/// How much larger than usual everything is drawn on a screen of some size in points.
pub fn zoom_for(screen: Vec2) -> f32 {
    (screen / SCREEN).min_elem().clamp(1.0, ZOOM_MAX)
}

/// What drawing remembers between frames.
#[derive(Default)]
pub struct PresentMemory {
    placing: Placing,
    /// How the window was before presenting, while it is presented in.
    window: Option<WindowBefore>,
    /// How much larger than usual the audience's window was drawn last.
    zoom: f32,
    pointer: pointer::Trail,
    /// When the last digit was typed, in seconds of the context.
    typed_at: Option<(String, f64)>,
    /// The audience's screen while it is held.
    held: Option<Box<Stage>>,
    /// How far the page of sources is scrolled, in points.
    scrolled: f32,
    pub(super) presenter: presenter::PresenterMemory,
}

impl PresentMemory {
    /// The time of day that the presenter reads; nothing here has a clock.
    pub fn set_clock(&mut self, now: chrono::NaiveTime) {
        self.presenter.clock = Some(now);
    }
}

struct WindowBefore {
    fullscreen: bool,
}

/// Makes the window fill the screen while presenting, and as it was afterwards. For a real window alone.
pub fn fit_window(ctx: &egui::Context, state: &State, memory: &mut Memory) {
    let memory = &mut memory.present;
    match (&state.presenting, &memory.window) {
        (Some(_), None) => {
            let fullscreen = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
            memory.window = Some(WindowBefore { fullscreen });
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(true));
            ctx.send_viewport_cmd(ViewportCommand::Focus);
        }
        (None, Some(before)) => {
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(before.fullscreen));
            memory.window = None;
        }
        (Some(_), Some(_)) | (None, None) => {}
    }
}

/// Makes everything larger in the audience's window alone: what egui calls zoom would reach the presenter's, too.
pub fn enlarge(input: &mut RawInput, memory: &mut Memory) {
    if let Some(screen) = input.screen_rect {
        memory.present.zoom = zoom_for(screen.size());
        input.screen_rect = Some(screen / memory.present.zoom);
    }
    let zoom = memory.present.zoom.max(1.0);
    for event in &mut input.events {
        match event {
            Event::PointerMoved(pos)
            | Event::PointerButton { pos, .. }
            | Event::Touch { pos, .. } => *pos = *pos / zoom,
            _ => {}
        }
    }
    let id = input.viewport_id;
    if let Some(viewport) = input.viewports.get_mut(&id) {
        let native = viewport.native_pixels_per_point.unwrap_or(1.0);
        viewport.native_pixels_per_point = Some(native * zoom);
    }
}

/// Draws what the audience sees, and takes in keys and clicks.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(presenting) = &cx.state.presenting else {
        cx.memory.present = PresentMemory {
            window: cx.memory.present.window.take(),
            ..PresentMemory::default()
        };
        return;
    };
    // Where there is but one window, the keys are those of the program in it while something is looked up.
    let is_looking_up = presenting.held.is_some() && ui.ctx().embed_viewports();
    if !is_looking_up {
        keys::handle(ui, cx, presenting);
        // Nothing here is operated by going from widget to widget, and Space and Enter mean something else.
        ui.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
    }
    let rect = ui.max_rect();
    if let Some(held) = &presenting.held {
        let audience = cx.memory.present.held.take();
        let mut audience =
            audience.unwrap_or_else(|| Box::new(Stage::new(cx.state, cx.memory.map.tiles())));
        audience.look(cx.state, &held.view, held.scene_idx);
        audience.audience(ui, cx.state);
        cx.memory.present.held = Some(audience);
    } else {
        cx.memory.present.held = None;
        audience(ui, cx, presenting);
    }
    pointer::show(ui, cx, presenting);
    click(ui, cx, rect);
    forget_typed(ui, cx, presenting);
    if presenting.presenter && !cx.memory.still {
        presenter::window(ui, cx);
    }
}

/// One picture for the audience, without taking in anything.
fn audience(ui: &mut Ui, cx: &mut Cx<'_>, presenting: &Presenting) {
    if pages::blank(ui, cx, presenting.page) {
        return;
    }
    banner::show(ui, cx);
    let ground = Frame::new().fill(cx.theme.panel);
    Panel::bottom("presented time")
        .exact_size(strip::HEIGHT)
        .show_separator_line(false)
        .frame(ground)
        .show(ui, |ui| strip::show(ui, cx));
    CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
        let rect = ui.max_rect();
        let laid = caption::lay_out(ui, cx, rect.size());
        let (caption, corner) = caption::place(cx, rect, laid.size);
        cx.memory.map.room = map::Room {
            taken: vec![caption],
            legend: Some(corner),
            margin: place::MARGIN - map::furniture::MARGIN,
            covered: presenting.page != Page::Map,
        };
        let surface = std::mem::replace(&mut cx.memory.surface, Surface::Presenting);
        map::show(ui, cx);
        cx.memory.surface = surface;
        cx.memory.map.room = map::Room::default();
        laid.paint(ui, cx, caption);
        match presenting.page {
            Page::Sources => sources::show(ui, cx, rect),
            Page::Keys => pages::keys(ui, cx, rect),
            Page::Map | Page::Black | Page::White => {}
        }
        notes::show(ui, cx, presenting, rect, caption);
    });
}

/// A click goes on, wherever it is; a drag moves the map.
fn click(ui: &Ui, cx: &mut Cx<'_>, rect: Rect) {
    let (clicked, at) = ui.input(|input| {
        let pointer = &input.pointer;
        (pointer.primary_clicked(), pointer.interact_pos())
    });
    let on_top = |at| {
        ui.ctx()
            .layer_id_at(at)
            .is_none_or(|id| id == ui.layer_id())
    };
    if clicked && at.is_some_and(|at| rect.contains(at) && on_top(at)) {
        cx.push(Action::Present(PresentAction::Press(Key::Next)));
    }
    let rest_s = ui.input(|input| input.pointer.time_since_last_movement());
    if rest_s >= CURSOR_REST_S {
        ui.ctx().set_cursor_icon(CursorIcon::None);
    } else if !cx.memory.still {
        let left = std::time::Duration::from_secs_f32(CURSOR_REST_S - rest_s);
        ui.ctx().request_repaint_after(left);
    }
}

/// A number that nobody confirms is not meant for long.
fn forget_typed(ui: &Ui, cx: &mut Cx<'_>, presenting: &Presenting) {
    const SHOWN_S: f64 = 4.0;
    let now = ui.input(|input| input.time);
    let memory = &mut cx.memory.present;
    if presenting.typed.is_empty() {
        memory.typed_at = None;
        return;
    }
    let since = match &memory.typed_at {
        Some((typed, since)) if *typed == presenting.typed => *since,
        _ => {
            memory.typed_at = Some((presenting.typed.clone(), now));
            now
        }
    };
    let left = SHOWN_S - (now - since);
    if left <= 0.0 {
        cx.push(Action::Present(PresentAction::Press(Key::Forget)));
    } else {
        let left = std::time::Duration::from_secs_f64(left);
        ui.ctx().request_repaint_after(left);
    }
}

/// Words that a screen reader finds at a place where they are only painted.
fn say(ui: &Ui, rect: Rect, what: &str, words: &str) {
    let response = ui.interact(rect, ui.scope_id().with(what), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
}
