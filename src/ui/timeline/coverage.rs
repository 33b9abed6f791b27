//! The strip under the histogram: how many sources report on each day, and on which days none does.
//!
//! Bars are sources a day; what is dated only to several days is light. Days to which no source is dated are hatched:
//! there nothing being known does not mean that nothing happened.

use chrono::{Days, NaiveDate};
use eframe::egui::{
    Align2, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::clock::Clock;
use crate::model::number::grouped;
use crate::model::time::{Timestamp, Zone};
use crate::query::coverage::{Coverage, Stretch};
use crate::query::words::day_range_words;
use crate::ui::theme::{Theme, regular, size};
use crate::ui::timeline::Stage;
use crate::ui::{Cx, widgets};

/// Height of the strip in points, and of the room above its tallest bar.
pub const HEIGHT: f32 = 19.0;
const ABOVE: f32 = 4.0;
/// A day narrower than this is shown with its neighbours.
const DAY_MIN: f32 = 3.0;

/// Whether the strip can be drawn: some source has a date.
pub fn is_there(cx: &Cx<'_>) -> bool {
    cx.state.base.has_clock(Clock::Reported)
}

/// Some days that are drawn as one.
struct Piece {
    from: NaiveDate,
    to: NaiveDate,
    rect: Rect,
    stretch: Stretch,
}

/// Draws the strip into `rect`.
pub fn show(ui: &Ui, cx: &mut Cx<'_>, stage: &Stage, rect: Rect) {
    let coverage = cx.derived.coverage(&cx.state.dataset);
    let pieces = pieces(stage, cx.state.dataset.zone(), &coverage, rect);
    let painter = ui.painter().with_clip_rect(rect);
    let tallest = pieces.iter().fold(0.0, |tallest: f64, piece| {
        let (certain, light) = piece.stretch.per_day();
        tallest.max(certain + light)
    });
    paint_silence(&painter, cx.theme, &pieces);
    for piece in &pieces {
        paint_bar(&painter, cx.theme, piece, tallest);
    }
    ui.painter().hline(
        rect.x_range(),
        rect.bottom().round() - 0.5,
        Stroke::new(1.0, cx.theme.hairline),
    );
    scale(ui, cx, stage, rect, tallest);
    for piece in &pieces {
        let seen = piece.rect.intersect(rect);
        if seen.is_positive() {
            interact(ui, cx, piece, seen);
        }
    }
}

/// The days in sight, or stretches of as many as make a piece wide enough.
/// Days are the collection's, whichever zone is shown: a source is of the same day by any clock.
fn pieces(stage: &Stage, zone: Zone, coverage: &Coverage, rect: Rect) -> Vec<Piece> {
    let day_width = Timestamp::DAY_MS as f64 / stage.axis.ms_per_pt();
    let n_days = days_together(day_width);
    let window = stage.axis.window;
    let (Some(first), Some(last)) = (zone.local(window.from), zone.local(window.to)) else {
        return Vec::new();
    };
    let last = last.date();
    // Stretches begin at the same days wherever the axis lies, so that nothing flickers as it moves.
    let mut from = aligned(first.date(), n_days);
    let mut pieces = Vec::new();
    while from <= last {
        let Some(to) = from.checked_add_days(Days::new(n_days)) else {
            break;
        };
        let [left, right] = [from, to].map(|day| stage.axis.x_of(midnight(day, zone)));
        pieces.push(Piece {
            from,
            to,
            rect: Rect::from_x_y_ranges(left..=right, rect.y_range()),
            stretch: coverage.on(from, to),
        });
        from = to;
    }
    pieces
}

/// One, a week, some weeks, or a power of two of them.
fn days_together(day_width: f64) -> u64 {
    const DAYS_MAX: u64 = 1 << 40;
    if day_width >= f64::from(DAY_MIN) {
        return 1;
    }
    let mut n_days = 7;
    while n_days < DAYS_MAX && n_days as f64 * day_width < f64::from(DAY_MIN) {
        n_days *= 2;
    }
    n_days
}

/// The last day up to this one at which a stretch of so many days begins; weeks begin on Mondays.
fn aligned(day: NaiveDate, n_days: u64) -> NaiveDate {
    use chrono::Datelike as _;
    // The first day of the common era was a Monday.
    let days = i64::from(day.num_days_from_ce()) - 1;
    let back = days.rem_euclid(i64::try_from(n_days).unwrap_or(1));
    day.checked_sub_days(Days::new(back.unsigned_abs()))
        .unwrap_or(day)
}

fn midnight(day: NaiveDate, zone: Zone) -> Timestamp {
    zone.first_instant(day.and_time(chrono::NaiveTime::MIN))
}

fn paint_bar(painter: &Painter, theme: &Theme, piece: &Piece, tallest: f64) {
    /// A share too small to be seen is still shown to be there.
    const LEAST: f32 = 1.5;
    let (certain, light) = piece.stretch.per_day();
    let room = HEIGHT - ABOVE;
    let height = |share: f64| {
        if share > 0.0 {
            ((share / tallest) as f32 * room).max(LEAST)
        } else {
            0.0
        }
    };
    let inset = if piece.rect.width() >= 6.0 { 1.0 } else { 0.0 };
    let x = piece.rect.x_range().shrink(inset);
    let bottom = piece.rect.bottom() - 1.0;
    let middle = bottom - height(certain);
    let top = middle - height(light);
    if certain > 0.0 {
        let bar = Rect::from_x_y_ranges(x, middle..=bottom);
        painter.rect_filled(bar, 1.0, theme.secondary.gamma_multiply(0.65));
    }
    if light > 0.0 {
        let bar = Rect::from_x_y_ranges(x, top..=middle);
        painter.rect_filled(bar, 1.0, theme.secondary.gamma_multiply(0.3));
        if bar.height() >= 3.0 && bar.width() >= 4.0 {
            let stroke = Stroke::new(1.0, theme.secondary.gamma_multiply(0.6));
            painter.rect_stroke(bar, 1.0, stroke, StrokeKind::Inside);
        }
    }
}

/// Hatches runs of pieces without a source.
fn paint_silence(painter: &Painter, theme: &Theme, pieces: &[Piece]) {
    for run in pieces.chunk_by(|a, b| a.stretch.is_silent() == b.stretch.is_silent()) {
        if let (Some(first), Some(last)) = (run.first(), run.last())
            && first.stretch.is_silent()
        {
            hatch(painter, theme, first.rect.union(last.rect));
        }
    }
}

/// Thin slanting lines all over; the legend draws some, too.
pub fn hatch(painter: &Painter, theme: &Theme, rect: Rect) {
    const STEP: f32 = 5.0;
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let seen = painter.clip_rect();
    let stroke = Stroke::new(1.0, theme.faint.gamma_multiply(0.55));
    // From the same lattice everywhere, so that the lines of neighbours meet.
    let mut x = (seen.left() / STEP).floor() * STEP - rect.height();
    while x < seen.right() {
        let ends = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
        painter.line_segment(ends, stroke);
        x += STEP;
    }
}

/// What the tallest bar stands for, at the left.
fn scale(ui: &Ui, cx: &Cx<'_>, stage: &Stage, rect: Rect, tallest: f64) {
    let number = if tallest < 10.0 && (tallest - tallest.round()).abs() >= 0.05 {
        format!("{tallest:.1}")
    } else {
        grouped(tallest.round() as u64)
    };
    let room = stage.gutter.span() - 14.0;
    let in_full = match number.as_str() {
        _ if tallest <= 0.0 => String::from("No sources"),
        "1" => String::from("1 source a day"),
        number => format!("{number} sources a day"),
    };
    let fits = widgets::text_width(ui, &in_full, regular(size::SMALL)) <= room;
    let words = if fits {
        in_full
    } else {
        format!("{number} a day")
    };
    let galley = widgets::elided(ui, &words, regular(size::SMALL), cx.theme.faint, room);
    let at = Align2::RIGHT_CENTER.anchor_size(
        pos2(stage.gutter.max - 12.0, rect.center().y + 2.0),
        galley.size(),
    );
    ui.painter().galley(at.min, galley, cx.theme.faint);
}

/// Says on hover, and to screen readers, what a piece holds.
fn interact(ui: &Ui, cx: &Cx<'_>, piece: &Piece, seen: Rect) {
    let mut words = words_of(piece.from, piece.to, &piece.stretch);
    let zones = cx.state.zones();
    if zones.differ() {
        words = format!("{words}; days in {}", zones.home.spoken_name());
    }
    let id = ui.scope_id().with(("coverage", piece.from, piece.to));
    let response = ui.interact(seen, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    if response.hovered() {
        let painter = ui.painter();
        painter.rect_filled(seen, 0.0, cx.theme.text.gamma_multiply(0.06));
    }
    response.on_hover_text_at_pointer(&words);
}

/// `14 Dec 2016: 3 sources reporting`; `12–18 Dec 2016: 14 sources reporting, on 5 of 7 days`.
fn words_of(from: NaiveDate, to: NaiveDate, stretch: &Stretch) -> String {
    let last = to.pred_opt().unwrap_or(to);
    let sources = |n: usize| match n {
        0 => String::from("no source reporting"),
        1 => String::from("1 source reporting"),
        n => format!("{} sources reporting", grouped(n as u64)),
    };
    let mut words = format!(
        "{}: {}",
        day_range_words(from, last),
        sources(stretch.n_certain)
    );
    if stretch.n_days > 1 && stretch.n_certain > 0 {
        words = format!(
            "{words}, on {} of {} days",
            stretch.n_days_with, stretch.n_days
        );
    }
    if stretch.n_days == 1 && stretch.n_possible > 0 {
        let n = grouped(stretch.n_possible as u64);
        let more = if stretch.n_certain > 0 { " more" } else { "" };
        words = format!("{words}, {n}{more} possibly");
    } else if stretch.light > 0.0 {
        words = format!("{words}, others possibly");
    }
    words
}

/// A small bar, and a piece of hatching, for the legend.
pub fn paint_sample(painter: &Painter, theme: &Theme, rect: Rect, is_silent: bool) {
    if is_silent {
        hatch(painter, theme, rect);
        return;
    }
    for (n, share) in [0.45, 1.0, 0.7].into_iter().enumerate() {
        let left = rect.left() + n as f32 * 6.0;
        let height = rect.height() * share;
        let bar = Rect::from_min_size(pos2(left, rect.bottom() - height), vec2(5.0, height));
        painter.rect_filled(bar, 1.0, theme.secondary.gamma_multiply(0.65));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_says_how_many_report() {
        let day = |n| NaiveDate::from_ymd_opt(2016, 12, n).unwrap();
        let stretch = |n_days, n_days_with, n_certain, light, n_possible| Stretch {
            n_days,
            n_days_with,
            n_certain,
            light,
            n_possible,
        };
        let check = |to, stretch, expected: &str| {
            assert_eq!(words_of(day(14), day(to), &stretch), expected);
        };
        check(
            15,
            stretch(1, 1, 3, 0.0, 0),
            "14 Dec 2016: 3 sources reporting",
        );
        check(
            15,
            stretch(1, 0, 0, 0.0, 0),
            "14 Dec 2016: no source reporting",
        );
        check(
            15,
            stretch(1, 1, 1, 0.1, 2),
            "14 Dec 2016: 1 source reporting, 2 more possibly",
        );
        check(
            21,
            stretch(7, 5, 14, 0.0, 0),
            "14–20 Dec 2016: 14 sources reporting, on 5 of 7 days",
        );
    }

    #[test]
    fn narrow_days_are_shown_together_from_the_same_monday() {
        assert_eq!(days_together(10.0), 1);
        assert_eq!(days_together(1.0), 7);
        assert_eq!(days_together(0.1), 56);
        let monday = NaiveDate::from_ymd_opt(2016, 12, 12).unwrap();
        for n in 12..19 {
            let day = NaiveDate::from_ymd_opt(2016, 12, n).unwrap();
            assert_eq!(aligned(day, 7), monday);
        }
    }
}
