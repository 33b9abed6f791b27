//! The time line of presenting: which stretch is shown, on the stretch that the scene looks at, and where one is.

use eframe::egui::{Align2, CornerRadius, Pos2, Rect, Stroke, Ui, Vec2, pos2};

use crate::model::time::Window;
use crate::query::known::known_words;
use crate::query::words::window_words;
use crate::ui::Cx;
use crate::ui::present::place::MARGIN;
use crate::ui::present::{say, size};
use crate::ui::text::visual;
use crate::ui::theme::{medium, regular, semibold};
use crate::ui::timeline::axis::Axis;

/// Height in points.
pub(super) const HEIGHT: f32 = 54.0;
/// The window's words have this much room, so that the line stays where it is while time plays.
const WORDS: f32 = 208.0;
/// A window of no width can still be seen.
const SPAN_MIN: f32 = 4.0;

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let rect = ui.max_rect();
    let theme = cx.theme;
    let painter = ui.painter().clone();
    let hairline = Stroke::new(1.0, theme.hairline);
    painter.hline(rect.x_range(), rect.top() + 0.5, hairline);
    let middle = rect.center().y;
    let mut right = rect.right() - MARGIN;
    let at = scene_words(cx);
    if let Some(words) = &at {
        let font = medium(size::STRIP);
        let galley = painter.layout_no_wrap(words.clone(), font, theme.secondary);
        let place = Align2::RIGHT_CENTER.anchor_size(pos2(right, middle), galley.size());
        right = place.left() - 20.0;
        painter.galley(place.min, galley, theme.secondary);
    }
    let dated = cx.state.dataset.extent().is_some();
    let window = cx.state.window_in_words();
    let words = if dated {
        known_words(&cx.state.dataset, window, cx.state.zone())
    } else {
        String::from("No event is dated")
    };
    let left = rect.left() + MARGIN;
    let room = WORDS.min(rect.width() * 0.3);
    let galley = fitting(ui, &words, room, theme.text);
    let place = Align2::LEFT_CENTER.anchor_size(pos2(left, middle), galley.size());
    painter.galley(place.min, galley, theme.text);
    let spoken = match &at {
        Some(at) => format!("Time shown, {words}; scene {at}"),
        None => format!("Time shown, {words}"),
    };
    say(ui, rect, "time line", &spoken);
    if dated {
        let line = Rect::from_x_y_ranges(left + room + 20.0..=right, middle - 9.0..=middle - 3.0);
        track(ui, cx, line, window);
    }
}

/// `3 / 8`.
fn scene_words(cx: &Cx<'_>) -> Option<String> {
    let n_scenes = cx.state.scenes().len();
    let idx = cx.state.scene_idx?;
    (n_scenes > 0).then(|| format!("{} / {n_scenes}", idx + 1))
}

/// The words in the largest size that has room.
fn fitting(
    ui: &Ui,
    words: &str,
    room: f32,
    color: eframe::egui::Color32,
) -> std::sync::Arc<eframe::egui::Galley> {
    let words = visual(words).into_owned();
    let one_line = |size: f32| {
        let font = semibold(size);
        ui.painter().layout_no_wrap(words.clone(), font, color)
    };
    let sizes = [size::STRIP, size::STRIP - 2.0];
    sizes
        .into_iter()
        .map(one_line)
        .find(|galley| galley.size().x <= room)
        .unwrap_or_else(|| {
            ui.painter()
                .layout(words.clone(), semibold(size::SMALL), color, room)
        })
}

/// The axis with the window on it, when events are, and the axis's ends in words.
fn track(ui: &Ui, cx: &mut Cx<'_>, line: Rect, window: Window) {
    let theme = cx.theme;
    let state = cx.state;
    let painter = ui
        .painter()
        .with_clip_rect(line.expand2(Vec2::new(10.0, 30.0)));
    let axis = Axis::new(state.view.axis, line.left(), line.right());
    let radius = CornerRadius::same(3);
    painter.rect_filled(line, radius, theme.hairline);
    let within = |x: f32| x.clamp(line.left(), line.right());
    let (from, to) = (within(axis.x_of(window.from)), within(axis.x_of(window.to)));
    let from = from.min(to - SPAN_MIN).max(line.left());
    let span = Rect::from_x_y_ranges(from..=to.max(from + SPAN_MIN), line.y_range());
    painter.rect_filled(span, radius, theme.accent);
    events(&painter, cx, &axis, line);
    let outside = state.view.axis.to < window.from || window.to < state.view.axis.from;
    if !outside {
        let knob = Pos2::new(span.right(), line.center().y);
        painter.circle(knob, 7.0, theme.accent, Stroke::new(2.0, theme.panel));
    }
    let zone = state.zone();
    let day = |at: crate::model::time::Timestamp| {
        let moment = Window {
            from: at,
            to: at.plus_ms(1),
        };
        let words = window_words(moment, zone);
        // The day is enough for the end of an axis.
        words.split(", ").next().unwrap_or_default().to_owned()
    };
    let below = line.bottom() + 6.0;
    let font = regular(size::SMALL - 0.5);
    for (corner, x, at) in [
        (Align2::LEFT_TOP, line.left(), state.view.axis.from),
        (
            Align2::RIGHT_TOP,
            line.right(),
            state.view.axis.to.plus_ms(-1),
        ),
    ] {
        let words = visual(&day(at)).into_owned();
        painter.text(pos2(x, below), corner, words, font.clone(), theme.secondary);
    }
}

/// A tick above the line where events that pass the filter begin.
fn events(painter: &eframe::egui::Painter, cx: &mut Cx<'_>, axis: &Axis, line: Rect) {
    /// More than one a pixel is a bar.
    const TICKS_MAX: usize = 20_000;
    let state = cx.state;
    let rows = cx.derived.timed(&state.dataset, &state.view.filter);
    let mut last = f32::NEG_INFINITY;
    for row in rows.rows().take(TICKS_MAX) {
        let Some(time) = state.dataset.time(row) else {
            continue;
        };
        let x = axis.x_of(time.sort_key()).round() + 0.5;
        if x - last < 1.5 || !line.x_range().contains(x) {
            continue;
        }
        last = x;
        let tick = Stroke::new(1.0, cx.theme.secondary.gamma_multiply(0.8));
        painter.vline(x, line.top() - 7.0..=line.top() - 2.0, tick);
    }
}
