//! The row of controls over the timeline: playing, stepping, speed, mode, and the window in words.
//!
//! What does not fit beside the window's words moves into a menu, the least important first; nothing is lost.

use eframe::egui::{
    self, Align, Button, Color32, Layout, Painter, Popup, PopupCloseBehavior, Rect, Response,
    RichText, Role, Sense, Shape, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, vec2,
};

use crate::model::clock::Clock;
use crate::model::view::WindowMode;
use crate::query::known::{known_words, why_not};
use crate::query::words::{clock_words, day_words};
use crate::state::action::{Action, AxisFit};
use crate::state::playback::{Direction, opposite};
use crate::ui::Cx;
use crate::ui::theme::{Theme, medium, regular, semibold, size, space};
use crate::ui::timeline::coverage;
use crate::ui::timeline::length::length_words;
use crate::ui::timeline::playback_menus::{Menu, entry, speed_words, step_words};
use crate::ui::timeline::typed;
use crate::ui::top_bar::sentence_case;
use crate::ui::widgets;

/// Room beside a button's text, and between buttons.
const BUTTON_PADDING: f32 = 10.0;
const GAP: f32 = 8.0;
/// A row narrower than this is set closer, with the zone under the window's words.
const COMPACT: f32 = 560.0;

/// A control that has a place in the row if there is room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extra {
    Speed,
    Mode,
    Clock,
    Step,
    Loop,
    Coverage,
    Reverse,
    Fit,
    AllOfTime,
}

impl Extra {
    const IN_ROW: [Self; 9] = [
        Self::Speed,
        Self::Mode,
        Self::Clock,
        Self::Step,
        Self::Loop,
        Self::Coverage,
        Self::Reverse,
        Self::Fit,
        Self::AllOfTime,
    ];
    const LEAST_IMPORTANT_FIRST: [Self; 9] = [
        Self::Coverage,
        Self::AllOfTime,
        Self::Fit,
        Self::Reverse,
        Self::Step,
        Self::Loop,
        Self::Clock,
        Self::Mode,
        Self::Speed,
    ];

    fn text(self, cx: &Cx<'_>) -> String {
        match self {
            Self::AllOfTime => String::from("All of time"),
            Self::Fit => String::from("Fit"),
            Self::Reverse => String::from("Reverse"),
            Self::Step => step_words(cx.state.playback.step),
            Self::Loop => String::from("Loop"),
            Self::Coverage => String::from("Coverage"),
            Self::Speed => speed_words(cx.state.playback.speed),
            Self::Mode => mode_words(cx),
            Self::Clock => cx.state.view.clock.label().to_owned(),
        }
    }

    /// The menu that it opens; `None` where it acts at once.
    fn menu(self) -> Option<Menu> {
        match self {
            Self::Speed => Some(Menu::Speed),
            Self::Mode => Some(Menu::Mode),
            Self::Step => Some(Menu::Step),
            Self::Clock => Some(Menu::Clock),
            Self::Loop | Self::Coverage | Self::Reverse | Self::Fit | Self::AllOfTime => None,
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::AllOfTime => "Show all of time on the axis (A)",
            Self::Fit => "Show the window on the whole axis (W)",
            Self::Reverse => "Play backwards",
            Self::Step => "How far a step goes",
            Self::Speed => "How fast time runs",
            Self::Mode => "How the window moves (1, 2, 3)",
            Self::Clock => "What time means: happening, report or capture (K)",
            Self::Loop => "Start again at the end (L)",
            Self::Coverage => "How many sources report on each day (G)",
        }
    }

    /// Whether it is switched on; `None` where it is no switch.
    fn is_on(self, cx: &Cx<'_>) -> Option<bool> {
        match self {
            Self::Reverse => Some(cx.state.playback.direction == Direction::Backward),
            Self::Loop => Some(cx.state.playback.looping),
            Self::Coverage => {
                Some(!cx.memory.timeline.is_coverage_folded && coverage::is_there(cx))
            }
            Self::AllOfTime | Self::Fit | Self::Step | Self::Speed | Self::Mode | Self::Clock => {
                None
            }
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
            Self::Step | Self::Speed | Self::Mode | Self::Clock | Self::Coverage => None,
        }
    }

    /// Why it cannot be asked for.
    fn missing(self, cx: &Cx<'_>) -> Option<String> {
        let is_missing = self == Self::Coverage && !coverage::is_there(cx);
        is_missing.then(|| sentence_case(why_not(&cx.state.base, Clock::Reported)))
    }

    /// Does what it stands for.
    fn press(self, cx: &mut Cx<'_>) {
        if self == Self::Coverage {
            cx.memory.timeline.toggle_coverage();
        }
        let action = self.action(cx);
        cx.actions.extend(action);
    }
}

/// Draws the row into `rect`.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect) {
    let margin = f32::from(space::PANEL);
    let rect = rect.shrink2(vec2(margin, 0.0));
    let is_compact = rect.width() < COMPACT;
    let gap = if is_compact { GAP / 2.0 } else { GAP };
    let right_width = window_in_words(ui, cx, rect, is_compact);
    let mut left = rect;
    left.max.x -= right_width + 2.0 * gap;
    let arrangement = arrange(ui, cx, left.width(), gap);
    ui.scope_builder(
        UiBuilder::new()
            .id_salt("playback")
            .max_rect(left)
            .layout(Layout::left_to_right(Align::Center)),
        |ui| {
            ui.spacing_mut().item_spacing.x = gap;
            ui.set_clip_rect(left.expand(2.0).intersect(ui.clip_rect()));
            transport(ui, cx);
            for extra in Extra::IN_ROW {
                if !arrangement.hidden.contains(&extra) {
                    show_extra(ui, cx, extra, arrangement.is_mode_short);
                }
            }
            if !arrangement.hidden.is_empty() {
                more_menu(ui, cx, arrangement.hidden);
            }
        },
    );
}

/// What fits into the row.
struct Arrangement {
    hidden: &'static [Extra],
    is_mode_short: bool,
}

/// The first arrangement that fits: as little hidden as possible, and the mode in full as long as no more than
/// conveniences have to go for it.
fn arrange(ui: &Ui, cx: &Cx<'_>, room: f32, gap: f32) -> Arrangement {
    static ORDER: [Extra; 9] = Extra::LEAST_IMPORTANT_FIRST;
    const CONVENIENCES: usize = 5;
    let width = |text: &str| button_width(ui, text) + gap;
    let transport = 3.0 * (space::BUTTON + gap);
    let fits = |n_hidden: usize, is_mode_short: bool| {
        let shown: f32 = ORDER[n_hidden..]
            .iter()
            .map(|extra| width(&text_in_row(*extra, cx, is_mode_short)))
            .sum();
        let more = if n_hidden > 0 { width("More") } else { 0.0 };
        transport + shown + more - gap <= room
    };
    let in_full = (0..=CONVENIENCES).map(|n_hidden| (n_hidden, false));
    let short = (0..ORDER.len()).map(|n_hidden| (n_hidden, true));
    let (n_hidden, is_mode_short) = in_full
        .chain(short)
        .find(|(n_hidden, is_mode_short)| fits(*n_hidden, *is_mode_short))
        .unwrap_or((ORDER.len(), true));
    Arrangement {
        hidden: &ORDER[..n_hidden],
        is_mode_short,
    }
}

fn text_in_row(extra: Extra, cx: &Cx<'_>, is_mode_short: bool) -> String {
    match (extra, cx.state.view.mode) {
        (Extra::Mode, WindowMode::Moving) if is_mode_short => String::from("Moving"),
        (Extra::Mode, mode) if is_mode_short => mode.label().to_owned(),
        _ => extra.text(cx),
    }
}

fn button_width(ui: &Ui, text: &str) -> f32 {
    let galley =
        ui.painter()
            .layout_no_wrap(text.to_owned(), medium(size::BODY), Color32::PLACEHOLDER);
    galley.size().x + 2.0 * BUTTON_PADDING
}

/// `Moving window, 5 days`.
fn mode_words(cx: &Cx<'_>) -> String {
    let mode = cx.state.view.mode;
    match mode {
        WindowMode::Moving | WindowMode::Cumulative => {
            let length = length_words(cx.state.view.window, cx.state.zone());
            format!("{}, {length}", mode.label())
        }
        WindowMode::Instant => mode.label().to_owned(),
    }
}

/// At the right: the window and its zone, always in view; returns the width that they take.
fn window_in_words(ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, is_compact: bool) -> f32 {
    /// The transport buttons and the menu need the rest.
    const SHARE_MAX: f32 = 0.5;
    let mut builder = UiBuilder::new().id_salt("window words");
    builder = if is_compact {
        let from = rect.right() - rect.width() * SHARE_MAX;
        let room =
            Rect::from_x_y_ranges(from..=rect.right(), rect.shrink2(vec2(0.0, 4.0)).y_range());
        builder.max_rect(room).layout(Layout::top_down(Align::Max))
    } else {
        builder
            .max_rect(rect)
            .layout(Layout::right_to_left(Align::Center))
    };
    ui.scope_builder(builder, |ui| {
        if is_compact {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.spacing_mut().interact_size.y = 18.0;
            ui.spacing_mut().button_padding = vec2(0.0, 1.0);
            window_button(ui, cx);
            zone_button(ui, cx, size::SMALL);
        } else {
            ui.spacing_mut().item_spacing.x = GAP;
            zone_button(ui, cx, size::BODY);
            window_button(ui, cx);
        }
        rect.right() - ui.min_rect().left()
    })
    .inner
}

/// The zone that clocks are shown in, which a click switches; a name alone where the collection has no other.
fn zone_button(ui: &mut Ui, cx: &mut Cx<'_>, size: f32) {
    let name = cx.state.zone().spoken_name();
    let words = RichText::new(&name)
        .font(regular(size))
        .color(cx.theme.secondary);
    if !cx.state.has_zone_choice() {
        ui.label(words);
        return;
    }
    let other = cx.state.settings.zone_shown.other();
    let other_name = other.zones(cx.state.dataset.zone()).shown.spoken_name();
    let hint = format!("Show times in {other_name} (Z); what is shown stays the same");
    let button = Button::new(words.underline())
        .fill(Color32::TRANSPARENT)
        .stroke(Stroke::NONE);
    let response = ui.add(button).on_hover_text(hint);
    let label = format!("Times in {name}, switch to {other_name}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    if response.clicked() {
        cx.push(Action::SetZone(other));
    }
}

/// The window in words, which opens the fields to type another.
fn window_button(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = words_of(cx);
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
        .on_hover_text(format!("{words}: type another window"));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Window, {words}")));
    let shown = Popup::from_toggle_button_response(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name("Window")
        .show(|ui| typed::show(ui, cx));
    if shown.is_none() {
        cx.memory.timeline.typed = None;
    }
}

/// The window in words; a moment always with its clock, so that it is not taken for the day that it begins.
fn words_of(cx: &Cx<'_>) -> String {
    // A window on nothing has no dates to show.
    if cx.state.dataset.extent().is_none() {
        return String::from("No dates");
    }
    let zone = cx.state.zone();
    let window = cx.state.window_in_words();
    match (cx.state.view.mode, zone.local(window.to)) {
        (WindowMode::Instant, Some(at)) => {
            format!("{}, {}", day_words(at.date()), clock_words(at.time()))
        }
        _ => sentence_case(&known_words(&cx.state.dataset, window, zone)),
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

fn show_extra(ui: &mut Ui, cx: &mut Cx<'_>, extra: Extra, is_mode_short: bool) {
    let text = text_in_row(extra, cx, is_mode_short);
    if let Some(menu) = extra.menu() {
        let response = text_button(ui, cx.theme, &text, extra.hint());
        menu.show(&response, cx);
        return;
    }
    let is_on = extra.is_on(cx);
    let color = if is_on == Some(true) && extra == Extra::Coverage {
        // On to begin with, so nothing to be pointed at.
        cx.theme.text
    } else if is_on == Some(true) {
        cx.theme.accent
    } else {
        cx.theme.secondary
    };
    let missing = extra.missing(cx);
    let mut response = ui
        .add_enabled(
            missing.is_none(),
            Button::new(RichText::new(&text).font(medium(size::BODY)).color(color))
                .fill(Color32::TRANSPARENT)
                .stroke(Stroke::NONE)
                .min_size(vec2(0.0, space::BUTTON)),
        )
        .on_hover_text(extra.hint());
    if let Some(missing) = &missing {
        response = response.on_disabled_hover_text(missing);
    }
    if let Some(is_on) = is_on {
        let enabled = missing.is_none();
        response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, is_on, &text));
    }
    if response.clicked() {
        extra.press(cx);
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
            if let Some(menu) = extra.menu() {
                ui.menu_button(extra.text(cx), |ui| menu.entries(ui, cx));
            } else if let Some(missing) = extra.missing(cx) {
                let words = format!("{}: {missing}", extra.text(cx));
                ui.add_enabled(false, Button::new(words));
            } else if entry(ui, &extra.text(cx), extra.is_on(cx) == Some(true)) {
                extra.press(cx);
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
