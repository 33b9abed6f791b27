//! The timeline: playback controls, a histogram, a lane of bars for each category, and the brush over both.
//!
//! Only draws and asks: time itself is moved by the state. What needs no painting (axis, calendar, ruler, bars, lengths)
//! is kept apart and tested for itself.

pub mod axis;
pub mod bar;
pub mod brush;
pub mod calendar;
pub mod controls;
pub mod coverage;
pub mod histogram;
pub mod lag;
pub mod lanes;
pub mod legend;
pub mod length;
pub mod plan;
pub mod playback_menus;
pub mod rivals;
pub mod ruler;
pub mod tray;
pub mod typed;

use std::sync::Arc;

use eframe::egui::{self, Align2, Rangef, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::model::event::EventId;
use crate::model::time::Zone;
use crate::store::row_set::RowSet;
use crate::ui::Cx;
use crate::ui::theme::{Theme, regular, size, space};
use crate::ui::timeline::axis::Axis;
use crate::ui::timeline::calendar::Step;
use crate::ui::timeline::plan::{Layout, Plan};
use crate::ui::timeline::ruler::{Ruler, bin_step, ruler};

/// Height of the row of controls, and of the strip with ticks and dates, in points.
const CONTROLS: f32 = 42.0;
const STRIP: f32 = 25.0;
/// The width of the column with the names of the lanes.
const GUTTER: Rangef = Rangef {
    min: 84.0,
    max: 150.0,
};
/// The histogram is between these heights, and takes what the lanes leave.
const HISTOGRAM: Rangef = Rangef {
    min: 38.0,
    max: 110.0,
};

/// A plot lower than this needs all of its room for itself, in points.
const LEGEND_FROM: f32 = 150.0;
/// Likewise for histogram, coverage and lanes together.
const COVERAGE_FROM: f32 = 110.0;

/// Cosmetic state of the timeline.
#[derive(Default)]
pub struct TimelineMemory {
    drag: Option<brush::Drag>,
    /// Which bar lies where, as long as events and scale stay the same.
    plan: Option<Arc<Plan>>,
    /// The window as it is being typed.
    typed: Option<typed::Typed>,
    /// How far the lanes are scrolled down, in points.
    scroll: f32,
    /// The strip of sources a day is folded away.
    is_coverage_folded: bool,
    /// What the plot has drawn, for the legend to explain.
    drawn: legend::Drawn,
    /// The selection that was last scrolled to.
    scrolled_to: Option<EventId>,
}

impl TimelineMemory {
    /// Folds the strip of sources a day away, or out again.
    pub fn toggle_coverage(&mut self) {
        self.is_coverage_folded = !self.is_coverage_folded;
    }
}

/// Where everything is in one frame.
pub struct Stage {
    pub axis: Axis,
    pub zone: Zone,
    pub bin: Step,
    pub ruler: Ruler,
    /// The column with the names of the lanes.
    pub gutter: Rangef,
    pub histogram: Rect,
    pub lanes: Rect,
    /// Sources a day, between the two; nothing where that is folded away.
    pub coverage: Option<Rect>,
    /// Histogram and lanes together: what the brush works on.
    pub plot: Rect,
    /// Ticks and dates.
    pub strip: Rect,
    pub plan: Arc<Plan>,
    pub layout: Layout,
}

/// Draws the timeline into all the room there is.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let rect = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(rect);
    let (top, below) = rect.split_top_bottom_at_y(rect.top() + CONTROLS);
    controls::show(ui, cx, top);
    let signs = legend::signs(cx);
    cx.memory.timeline.drawn = legend::Drawn::default();
    let has_dates = cx.state.dataset.extent().is_some();
    if !has_dates || below.height() < LEGEND_FROM {
        plot_ui(ui, cx, below);
        return;
    }
    let width = rect.width() - 2.0 * f32::from(space::PANEL);
    let n_lines = legend::n_lines(ui, &signs, width) as f32;
    let room = ((below.height() - LEGEND_FROM) / legend::HEIGHT).floor() + 1.0;
    let height = legend::HEIGHT * n_lines.min(room);
    let (plot, key) = below.split_top_bottom_at_y(below.bottom() - height);
    plot_ui(ui, cx, plot);
    legend::show(
        ui,
        cx,
        key.shrink2(vec2(f32::from(space::PANEL), 0.0)),
        &signs,
    );
}

fn plot_ui(ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect) {
    let undated = cx.matching().undated.clone();
    let tray_width = tray::width(ui, cx.state.view.clock, undated.len());
    let state = cx.state;
    let rows = cx.derived.timed(&state.dataset, &state.view.filter);
    let stage = stage(ui, cx, rect, rows, tray_width);

    let chip = Rect::from_min_max(
        pos2(stage.axis.right + 12.0, stage.strip.top()),
        rect.right_bottom() - vec2(f32::from(space::PANEL), 0.0),
    );
    if stage.plan.lanes.is_empty() {
        let room = stage.plot.union(stage.strip);
        lanes::show_empty(ui, cx, room, empty_words(cx, undated.len()));
        tray::show(ui, cx, chip, &undated);
        return;
    }
    let ground = brush::show_ground(ui, cx, &stage);
    brush::show_strip(ui, cx, &stage);
    paint_strip(ui, cx, &stage);
    histogram::show(ui, cx, &stage);
    if let Some(rect) = stage.coverage {
        coverage::show(ui, cx, &stage, rect);
    }
    lanes::show_labels(ui, cx, &stage);
    lanes::show(ui, cx, &stage, &ground);
    brush::show_edges(ui, cx, &stage);
    scroll_lanes(ui, cx, &stage);
    tray::show(ui, cx, chip, &undated);
}

/// Divides the room: names at the left, the tray at the right, histogram over lanes over dates.
fn stage(ui: &Ui, cx: &mut Cx<'_>, rect: Rect, rows: Arc<RowSet>, tray_width: f32) -> Stage {
    /// The height of rows that the histogram leaves to the lanes before it takes more for itself.
    const ROW_WANTED: f32 = 9.0;
    let dataset = &cx.state.dataset;
    let margin = f32::from(space::PANEL);
    let widest = dataset
        .categories()
        .iter()
        .map(|category| text_width(ui, &category.label))
        .fold(0.0, f32::max);
    let most = GUTTER.max.min(rect.width() * 0.2);
    let gutter = Rangef::new(
        rect.left(),
        rect.left() + (widest + 26.0).clamp(GUTTER.min.min(most), most),
    );
    let right = rect.right()
        - margin
        - if tray_width > 0.0 {
            tray_width + 12.0
        } else {
            0.0
        };
    let axis = Axis::new(cx.state.view.axis, gutter.max, right);
    let zone = cx.state.zone();

    let held = cx.memory.timeline.plan.take();
    let plan = match held {
        Some(plan) if plan.holds_for(&rows, &axis) => plan,
        _ => Arc::new(Plan::new(dataset, rows, &axis)),
    };
    cx.memory.timeline.plan = Some(Arc::clone(&plan));

    let strip_top = rect.bottom() - STRIP;
    let room = strip_top - rect.top();
    let has_coverage =
        coverage::is_there(cx) && !cx.memory.timeline.is_coverage_folded && room >= COVERAGE_FROM;
    let coverage_height = if has_coverage { coverage::HEIGHT } else { 0.0 };
    let histogram_height = (room - coverage_height - plan.height(ROW_WANTED))
        .clamp(HISTOGRAM.min, HISTOGRAM.max)
        .min(room * 0.6);
    let x = axis.left..=axis.right;
    let histogram = Rect::from_x_y_ranges(x.clone(), rect.top()..=rect.top() + histogram_height);
    let lanes_top = histogram.bottom() + coverage_height;
    let coverage =
        has_coverage.then(|| Rect::from_x_y_ranges(x.clone(), histogram.bottom()..=lanes_top));
    let lanes = Rect::from_x_y_ranges(x.clone(), lanes_top..=strip_top);
    let row_height = plan.row_height_for(lanes.height() - 4.0);
    let hidden = (plan.height(row_height) + 4.0 - lanes.height()).max(0.0);
    cx.memory.timeline.scroll = cx.memory.timeline.scroll.clamp(0.0, hidden);
    let layout = Layout::new(
        &plan,
        lanes.top() + 3.0 - cx.memory.timeline.scroll,
        row_height,
    );
    Stage {
        axis,
        zone,
        bin: bin_step(axis.ms_per_pt()),
        ruler: ruler(&axis, zone, |text| text_width(ui, text)),
        gutter,
        histogram,
        coverage,
        lanes,
        plot: histogram.union(lanes),
        strip: Rect::from_x_y_ranges(x, strip_top..=rect.bottom()),
        plan,
        layout,
    }
}

fn text_width(ui: &Ui, text: &str) -> f32 {
    let painter = ui.painter();
    let galley = painter.layout_no_wrap(
        text.to_owned(),
        regular(size::SMALL),
        egui::Color32::PLACEHOLDER,
    );
    galley.size().x
}

fn empty_words(cx: &Cx<'_>, n_undated: usize) -> &'static str {
    let is_filtered = !cx.state.view.filter.is_empty();
    match (cx.state.dataset.is_empty(), is_filtered, n_undated) {
        (true, _, _) => "This collection has no events yet",
        (false, true, 0) => "No event passes the filter; clear it with X",
        (false, true, _) => "No dated event passes the filter",
        (false, false, _) => "No event of this collection has a date",
    }
}

/// Ticks, dates and the context at the left.
fn paint_strip(ui: &Ui, cx: &Cx<'_>, stage: &Stage) {
    let theme: &Theme = cx.theme;
    let painter = ui.painter();
    let top = stage.strip.top();
    painter.hline(
        stage.axis.left..=stage.axis.right,
        top + 0.5,
        Stroke::new(1.0, theme.hairline),
    );
    for tick in &stage.ruler.ticks {
        let (length, color) = if tick.is_major {
            (7.0, theme.secondary)
        } else {
            (4.0, theme.faint)
        };
        let x = tick.x.round() - 0.5;
        painter.vline(x, top..=top + length, Stroke::new(1.0, color));
    }
    let window = cx.state.window();
    let middle = stage.strip.center().y + 2.0;
    for label in &stage.ruler.labels {
        // An instant has an empty span, and belongs to the window that begins with it.
        let ends_after = window.from < label.span.to || window.from <= label.span.from;
        let is_in_window = label.span.from < window.to && ends_after;
        let color = match (is_in_window, label.is_major) {
            (true, _) => theme.text,
            (false, true) => theme.secondary,
            (false, false) => theme.faint,
        };
        painter.text(
            pos2(label.x, middle),
            Align2::CENTER_CENTER,
            &label.text,
            regular(size::SMALL),
            color,
        );
    }
    painter.text(
        pos2(stage.gutter.max - 12.0, middle),
        Align2::RIGHT_CENTER,
        &stage.ruler.context,
        regular(size::SMALL),
        theme.secondary,
    );
}

/// Where the lanes do not fit: the wheel over their names scrolls them, a bar at the right shows it,
/// and a newly selected event is brought into sight.
fn scroll_lanes(ui: &Ui, cx: &mut Cx<'_>, stage: &Stage) {
    let full = stage.plan.height(stage.layout.row_height) + 4.0;
    let seen = stage.lanes.height();
    if full <= seen + 0.5 {
        return;
    }
    let names = Rect::from_x_y_ranges(stage.gutter, stage.lanes.y_range());
    if ui.rect_contains_pointer(names) {
        let wheel = ui.input(|input| input.smooth_scroll_delta().y);
        if wheel != 0.0 {
            cx.memory.timeline.scroll -= wheel;
            ui.ctx().request_repaint();
        }
    }
    let selection = cx.state.view.selection.clone();
    if selection != cx.memory.timeline.scrolled_to {
        if let Some(id) = &selection
            && let Some((top, bottom)) = lanes::bar_span(cx, stage, id)
        {
            let too_high = (stage.lanes.top() + 3.0 - top).max(0.0);
            let too_low = (bottom - stage.lanes.bottom() + 3.0).max(0.0);
            cx.memory.timeline.scroll += too_low - too_high;
            if too_high + too_low > 0.0 {
                ui.ctx().request_repaint();
            }
        }
        cx.memory.timeline.scrolled_to = selection;
    }
    let track = Rect::from_x_y_ranges(
        stage.lanes.right() + 3.0..=stage.lanes.right() + 8.0,
        stage.lanes.y_range(),
    );
    let height = (track.height() * seen / full).max(16.0);
    let share = cx.memory.timeline.scroll / (full - seen);
    let thumb = Rect::from_min_size(
        pos2(
            track.left(),
            track.top() + share.clamp(0.0, 1.0) * (track.height() - height),
        ),
        vec2(track.width(), height),
    );
    let response = ui.interact(
        thumb.expand(2.0),
        ui.scope_id().with("lanes scroll"),
        Sense::DRAG,
    );
    if response.dragged() {
        let per_point = (full - seen) / (track.height() - height).max(1.0);
        cx.memory.timeline.scroll += response.drag_delta().y * per_point;
    }
    let color = if response.hovered() || response.dragged() {
        cx.theme.secondary
    } else {
        cx.theme.faint.gamma_multiply(0.6)
    };
    ui.painter().rect_filled(thumb, 2.5, color);
}
