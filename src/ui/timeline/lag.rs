//! The lag between happening and first report: a thin line from the one to the other, in the event's row.
//!
//! Solid as long as nothing was reported for certain, dashed where a report may have been out, a ring where it was.
//! By the clock of what happened it is drawn for what one looks at; by another for all, from a tick where it happened.

use eframe::egui::{Color32, Painter, Rect, Shape, Stroke, pos2};

use crate::model::clock::Clock;
use crate::model::time::EventTime;
use crate::store::Row;
use crate::ui::Cx;
use crate::ui::timeline::Stage;
use crate::ui::timeline::bar::extent_x;

/// Radius of the ring, and half the height of the tick, in points.
const RING: f32 = 2.5;
const TICK: f32 = 3.0;

/// Draws the lag of an event whose bar lies at `rect`.
pub fn show(painter: &Painter, cx: &Cx<'_>, stage: &Stage, row: Row, rect: Rect) {
    let dataset = &cx.state.dataset;
    let event = dataset.event(row);
    let color = cx
        .theme
        .category(dataset.categories(), dataset.category_idx(row));
    let clock = dataset.clock();
    let known_by = match clock {
        Clock::Happened => Clock::Reported,
        clock => clock,
    };
    let (Some(happened), Some(known)) = (event.time(), dataset.time_on(&event, known_by)) else {
        return;
    };
    let y = rect.center().y;
    let x = |time: &EventTime| {
        let (from, to) = extent_x(time, &stage.axis);
        (from as f32, to as f32)
    };
    if clock == Clock::Happened {
        let ends = [
            x(&happened).1,
            stage.axis.x_of(known.start_min),
            stage.axis.x_of(known.end_max),
        ];
        paint_until(painter, ends, y, color);
    } else {
        paint_since(painter, x(&happened), rect, color);
    }
}

/// From the end of the bar to the first report.
pub fn paint_until(painter: &Painter, [from, earliest, latest]: [f32; 3], y: f32, color: Color32) {
    if latest <= from {
        return;
    }
    let stroke = Stroke::new(1.0, color.gamma_multiply(0.9));
    let sight = painter.clip_rect().x_range().expand(8.0);
    let clamp = |x: f32| sight.clamp(x);
    let earliest = earliest.max(from);
    if earliest > from {
        painter.hline(clamp(from)..=clamp(earliest), y, stroke);
    }
    let dashed = [pos2(clamp(earliest), y), pos2(clamp(latest - RING), y)];
    if dashed[0].x < dashed[1].x {
        painter.extend(Shape::dashed_line(&dashed, stroke, 2.0, 2.0));
    }
    painter.circle_stroke(pos2(latest, y), RING, stroke);
}

/// From when it happened to the bar, which stands where it was reported.
pub fn paint_since(painter: &Painter, (from, to): (f32, f32), bar: Rect, color: Color32) {
    let stroke = Stroke::new(1.0, color.gamma_multiply(0.7));
    let sight = painter.clip_rect().x_range().expand(8.0);
    let middle = sight.clamp(from.midpoint(to));
    let y = bar.center().y;
    if middle < bar.left() {
        painter.hline(middle..=sight.clamp(bar.left()), y, stroke);
        painter.vline(middle, y - TICK..=y + TICK, stroke);
    }
}
