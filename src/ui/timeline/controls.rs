//! The row of controls over the timeline: playing, stepping, speed, mode, and the window in words.
//!
//! What does not fit beside the window's words moves into a menu, the least important first; nothing is lost.

mod extra;
mod transport;
mod window;

use eframe::egui::{
    Align, Button, Color32, Layout, Popup, Rect, Response, RichText, Role, Stroke, Ui, UiBuilder,
    WidgetInfo, vec2,
};

use self::extra::Extra;
use self::transport::transport;
use self::window::window_in_words;
use crate::model::view::WindowMode;
use crate::ui::Cx;
use crate::ui::theme::{Theme, medium, size, space};
use crate::ui::timeline::playback_menus::entry;
use crate::ui::widgets;

/// Room beside a button's text, and between buttons.
const BUTTON_PADDING: f32 = 10.0;
const GAP: f32 = 8.0;
/// A row narrower than this is set closer, with the zone under the window's words.
const COMPACT: f32 = 560.0;

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
