//! The row of controls over the timeline: playing, stepping, speed, mode, and the window in words.
//!
//! What does not fit beside the window's words moves into a menu, the least important first; nothing is lost.

use eframe::egui::{
    self, Align, Button, Color32, Layout, Painter, Popup, PopupCloseBehavior, Rect, Response,
    RichText, Role, Sense, Shape, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, vec2,
};

use crate::model::view::WindowMode;
use crate::query::words::window_words;
use crate::state::action::{Action, AxisFit};
use crate::state::playback::{Direction, opposite};
use crate::ui::Cx;
use crate::ui::theme::{Theme, medium, regular, semibold, size, space};
use crate::ui::timeline::length::length_words;
use crate::ui::timeline::playback_menus::{
    entry, mode_menu, speed_menu, speed_words, step_menu, step_words,
};
use crate::ui::timeline::typed;
use crate::ui::widgets;

/// Room beside a button's text, and between buttons.
const BUTTON_PADDING: f32 = 10.0;
const GAP: f32 = 8.0;

/// A control that has a place in the row if there is room; the first to go comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extra {
    AllOfTime,
    Fit,
    Reverse,
    Step,
    Loop,
}

impl Extra {
    const LEAST_IMPORTANT_FIRST: [Self; 5] = [
        Self::AllOfTime,
        Self::Fit,
        Self::Reverse,
        Self::Step,
        Self::Loop,
    ];
    const IN_ROW: [Self; 5] = [
        Self::Step,
        Self::Loop,
        Self::Reverse,
        Self::Fit,
        Self::AllOfTime,
    ];

    fn text(self, cx: &Cx<'_>) -> String {
        match self {
            Self::AllOfTime => String::from("All of time"),
            Self::Fit => String::from("Fit"),
            Self::Reverse => String::from("Reverse"),
            Self::Step => step_words(cx.state.playback.step),
            Self::Loop => String::from("Loop"),
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::AllOfTime => "Show all of time on the axis (A)",
            Self::Fit => "Show the window on the whole axis (W)",
            Self::Reverse => "Play backwards",
            Self::Step => "How far a step goes",
            Self::Loop => "Start again at the end (L)",
        }
    }

    /// Whether it is switched on; `None` where it is no switch.
    fn is_on(self, cx: &Cx<'_>) -> Option<bool> {
        match self {
            Self::Reverse => Some(cx.state.playback.direction == Direction::Backward),
            Self::Loop => Some(cx.state.playback.looping),
            Self::AllOfTime | Self::Fit | Self::Step => None,
        }
    }

    fn action(self, cx: &Cx<'_>) -> Option<Action> {
        match self {
            Self::AllOfTime => Some(Action::FitAxis(AxisFit::All)),
            Self::Fit => Some(Action::FitAxis(AxisFit::Window)),
            Self::Reverse => Some(Action::SetPlayDirection(opposite(
                cx.state.playback.direction,
            ))),
            Self::Loop => Some(Action::ToggleLoop),
            Self::Step => None,
        }
    }
}

/// Draws the row into `rect`.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect) {
    let margin = f32::from(space::PANEL);
    let rect = rect.shrink2(vec2(margin, 0.0));
    let right_width = ui
        .scope_builder(
            UiBuilder::new()
                .id_salt("window words")
                .max_rect(rect)
                .layout(Layout::right_to_left(Align::Center)),
            |ui| {
                ui.spacing_mut().item_spacing.x = GAP;
                window_in_words(ui, cx);
                rect.right() - ui.min_rect().left()
            },
        )
        .inner;
    let mut left = rect;
    left.max.x -= right_width + 2.0 * GAP;
    let arrangement = arrange(ui, cx, left.width());
    ui.scope_builder(
        UiBuilder::new()
            .id_salt("playback")
            .max_rect(left)
            .layout(Layout::left_to_right(Align::Center)),
        |ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            ui.set_clip_rect(left.expand(2.0).intersect(ui.clip_rect()));
            transport(ui, cx);
            let speed = speed_words(cx.state.playback.speed);
            let response = text_button(ui, cx.theme, &speed, "How fast time runs");
            speed_menu(&response, cx);
            let mode = mode_words(cx, arrangement.short_mode);
            let response = text_button(ui, cx.theme, &mode, "How the window moves (1, 2, 3)");
            mode_menu(&response, cx);
            for extra in Extra::IN_ROW {
                if !arrangement.hidden.contains(&extra) {
                    show_extra(ui, cx, extra);
                }
            }
            if !arrangement.hidden.is_empty() {
                more_menu(ui, cx, &arrangement.hidden);
            }
        },
    );
}

/// What fits into the row.
struct Arrangement {
    hidden: Vec<Extra>,
    short_mode: bool,
}

fn arrange(ui: &Ui, cx: &Cx<'_>, room: f32) -> Arrangement {
    let width = |text: &str| button_width(ui, text) + GAP;
    let fixed = 3.0 * (space::BUTTON + GAP) + width(&speed_words(cx.state.playback.speed));
    let mode = width(&mode_words(cx, false));
    let short_mode = width(&mode_words(cx, true));
    let mut extras: f32 = Extra::IN_ROW
        .into_iter()
        .map(|extra| width(&extra.text(cx)))
        .sum();
    let mut hidden = Vec::new();
    let mut more = 0.0;
    for extra in Extra::LEAST_IMPORTANT_FIRST {
        if fixed + mode + extras + more <= room {
            break;
        }
        extras -= width(&extra.text(cx));
        hidden.push(extra);
        more = width("More");
    }
    // With the mode's name cut short, some of it may come back.
    let is_short = fixed + mode + extras + more > room;
    if is_short {
        for extra in Extra::LEAST_IMPORTANT_FIRST.into_iter().rev() {
            let wanted = width(&extra.text(cx));
            if fixed + short_mode + extras + more + wanted <= room {
                extras += wanted;
                hidden.retain(|other| *other != extra);
            }
        }
    }
    Arrangement {
        hidden,
        short_mode: is_short,
    }
}

fn button_width(ui: &Ui, text: &str) -> f32 {
    let galley =
        ui.painter()
            .layout_no_wrap(text.to_owned(), medium(size::BODY), Color32::PLACEHOLDER);
    galley.size().x + 2.0 * BUTTON_PADDING
}

/// `Moving window, 5 days`.
fn mode_words(cx: &Cx<'_>, is_short: bool) -> String {
    let mode = cx.state.view.mode;
    match mode {
        WindowMode::Moving if is_short => String::from("Moving"),
        WindowMode::Moving | WindowMode::Cumulative if !is_short => {
            let length = length_words(cx.state.view.window, cx.state.dataset.zone());
            format!("{}, {length}", mode.label())
        }
        _ => mode.label().to_owned(),
    }
}

/// At the right: the window and its zone, always in full view.
fn window_in_words(ui: &mut Ui, cx: &mut Cx<'_>) {
    let zone = cx.state.dataset.zone();
    ui.label(
        RichText::new(zone.spoken_name())
            .font(regular(size::BODY))
            .color(cx.theme.secondary),
    );
    let words = window_words(cx.state.window(), zone);
    let response = ui
        .add(
            Button::new(
                RichText::new(&words)
                    .font(semibold(size::BODY))
                    .color(cx.theme.text),
            )
            .fill(Color32::TRANSPARENT)
            .stroke(Stroke::NONE)
            .truncate(),
        )
        .on_hover_text("Type a window");
    let response_label = format!("Window, {words}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &response_label));
    let shown = Popup::from_toggle_button_response(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name("Window")
        .show(|ui| typed::show(ui, cx));
    if shown.is_none() {
        cx.memory.timeline.typed = None;
    }
}

/// Step back, play or pause, step forward.
fn transport(ui: &mut Ui, cx: &mut Cx<'_>) {
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

fn show_extra(ui: &mut Ui, cx: &mut Cx<'_>, extra: Extra) {
    let text = extra.text(cx);
    if extra == Extra::Step {
        let response = text_button(ui, cx.theme, &text, extra.hint());
        step_menu(&response, cx);
        return;
    }
    let is_on = extra.is_on(cx);
    let color = if is_on == Some(true) {
        cx.theme.accent
    } else {
        cx.theme.secondary
    };
    let response = ui
        .add(
            Button::new(RichText::new(&text).font(medium(size::BODY)).color(color))
                .fill(Color32::TRANSPARENT)
                .stroke(Stroke::NONE)
                .min_size(vec2(0.0, space::BUTTON)),
        )
        .on_hover_text(extra.hint());
    if let Some(is_on) = is_on {
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, &text));
    }
    if response.clicked() {
        let action = extra.action(cx);
        cx.actions.extend(action);
    }
}

/// Everything that did not fit.
fn more_menu(ui: &mut Ui, cx: &mut Cx<'_>, hidden: &[Extra]) {
    let response = text_button(ui, cx.theme, "More", "More of the timeline");
    Popup::menu(&response).accessible_name("More").show(|ui| {
        for extra in Extra::IN_ROW {
            if !hidden.contains(&extra) {
                continue;
            }
            if extra == Extra::Step {
                ui.menu_button(extra.text(cx), |ui| {
                    crate::ui::timeline::playback_menus::step_entries(ui, cx);
                });
            } else if entry(ui, &extra.text(cx), extra.is_on(cx) == Some(true)) {
                let action = extra.action(cx);
                cx.actions.extend(action);
                ui.close();
            }
        }
    });
}

fn text_button(ui: &mut Ui, theme: &Theme, text: &str, hint: &str) -> Response {
    widgets::button(ui, theme, text, false, true).on_hover_text(hint)
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
