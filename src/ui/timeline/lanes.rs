//! The lanes: one for each category that occurs, one bar for each dated event.
//!
//! Says where the bars lie and draws them with what is selected, hovered, linked and claimed otherwise.
//! Bars outside the window are dimmed, not left out: one must see where to scrub.

use std::sync::Arc;

use eframe::egui::{
    self, Align2, Color32, CornerRadius, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke,
    StrokeKind, Ui, WidgetInfo, epaint::Mesh, pos2, vec2,
};

use crate::model::event::EventId;
use crate::model::time::{EventTime, Membership};
use crate::query::words::when_words;
use crate::state::action::Action;
use crate::store::{Dataset, Row};
use crate::ui::Cx;
use crate::ui::text::visual;
use crate::ui::theme::{medium, regular, size};
use crate::ui::timeline::Stage;
use crate::ui::timeline::axis::Axis;
use crate::ui::timeline::bar::{Bar, extent_x, pack};

/// Rows are between these heights, in points; a lane is at least as high as its label.
const ROW_HEIGHTS: (f32, f32) = (6.0, 14.0);
const LANE_HEIGHT_MIN: f32 = 13.0;
const LANE_GAP: f32 = 2.0;
/// The distance kept between two bars of a row.
const BAR_GAP: f64 = 2.0;
/// More rows than this in one lane say no more than "many"; the bars beyond share the last one.
const ROWS_MAX: usize = 48;
/// Bars in sight that become widgets of their own, for the keyboard and screen readers; the rest answer to the pointer alone.
const WIDGETS_MAX: usize = 2_000;
/// What is outside the window is drawn this much lighter.
const DIMMED: f32 = 0.38;

/// Which bar lies in which row of which lane.
#[derive(Default)]
pub struct Plan {
    pub lanes: Vec<Lane>,
    /// Dated rows that pass the filter.
    pub rows: Arc<Vec<Row>>,
    /// By index into `rows`: the lane, and the row in it.
    pub spots: Vec<(u16, u16)>,
    ms_per_pt: f64,
}

/// A category that occurs.
pub struct Lane {
    pub category_idx: usize,
    pub n_rows: usize,
}

impl Plan {
    /// Whether it still holds: the same events at the same scale.
    pub fn holds_for(&self, rows: &Arc<Vec<Row>>, axis: &Axis) -> bool {
        Arc::ptr_eq(&self.rows, rows) && self.ms_per_pt.to_bits() == axis.ms_per_pt().to_bits()
    }

    pub fn new(dataset: &Dataset, rows: Arc<Vec<Row>>, axis: &Axis) -> Self {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); dataset.categories().len()];
        for (idx, row) in rows.iter().enumerate() {
            members[dataset.category_idx(*row)].push(idx);
        }
        let mut lanes = Vec::new();
        let mut spots = vec![(0, 0); rows.len()];
        for (category_idx, members) in members.into_iter().enumerate() {
            if members.is_empty() {
                continue;
            }
            let extents: Vec<(f64, f64)> = members
                .iter()
                .map(|idx| {
                    dataset
                        .time(rows[*idx])
                        .map_or((0.0, 0.0), |time| extent_x(&time, axis))
                })
                .collect();
            let (packed, n_rows) = pack(&extents, BAR_GAP, ROWS_MAX);
            for (idx, row) in members.into_iter().zip(packed) {
                spots[idx] = (lanes.len() as u16, row);
            }
            lanes.push(Lane {
                category_idx,
                n_rows,
            });
        }
        Self {
            lanes,
            rows,
            spots,
            ms_per_pt: axis.ms_per_pt(),
        }
    }

    /// The height in points of all lanes, with rows of a height.
    pub fn height(&self, row_height: f32) -> f32 {
        self.lanes
            .iter()
            .map(|lane| lane.height(row_height) + LANE_GAP)
            .sum()
    }

    /// The greatest height of rows with which all lanes fit, or the least height there is.
    pub fn row_height_for(&self, room: f32) -> f32 {
        const STEP: f32 = 0.5;
        let (least, most) = ROW_HEIGHTS;
        let mut height = most;
        while height > least && self.height(height) > room {
            height -= STEP;
        }
        height.max(least)
    }
}

impl Lane {
    fn height(&self, row_height: f32) -> f32 {
        (self.n_rows as f32 * row_height).max(LANE_HEIGHT_MIN)
    }
}

/// The plan with its heights: where lanes and bars are on the screen.
pub struct Layout {
    pub row_height: f32,
    /// Top and bottom of each lane.
    pub lanes: Vec<(f32, f32)>,
}

impl Layout {
    /// Lays the lanes out from `top` on.
    pub fn new(plan: &Plan, top: f32, row_height: f32) -> Self {
        let mut y = top;
        let lanes = plan
            .lanes
            .iter()
            .map(|lane| {
                let height = lane.height(row_height);
                let span = (y, y + height);
                y += height + LANE_GAP;
                span
            })
            .collect();
        Self { row_height, lanes }
    }

    /// Top and bottom of the bars in a row of a lane.
    fn bar_y(&self, plan: &Plan, (lane, row): (u16, u16)) -> (f32, f32) {
        let (top, bottom) = self.lanes[usize::from(lane)];
        let n_rows = plan.lanes[usize::from(lane)].n_rows as f32;
        let first = f32::midpoint(top, bottom) - n_rows * self.row_height / 2.0;
        let middle = first + (f32::from(row) + 0.5) * self.row_height;
        let half = ((self.row_height - 1.5) / 2.0).clamp(2.25, 4.5);
        ((middle - half).round(), (middle + half).round())
    }
}

/// A bar in sight.
struct Placed {
    row: Row,
    rect: Rect,
    bar: Bar,
    membership: Membership,
}

/// Draws lanes, labels and bars, and lets them be hovered and selected.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage, ground: &Response) {
    let painter = ui.painter().with_clip_rect(stage.lanes);
    let placed = place(cx, stage);
    for bar in &placed {
        let color = bar_color(cx, bar);
        paint_bar(&painter, &bar.bar, bar.rect, color);
    }
    let hovered = interact(ui, cx, stage, ground, &placed);
    let selected = placed
        .iter()
        .find(|bar| cx.is_selected(&cx.state.dataset.event(bar.row).id));
    if let Some(bar) = hovered.map(|idx| &placed[idx]) {
        cx.hover(&cx.state.dataset.event(bar.row).id.clone());
    }
    for bar in &placed {
        let id = &cx.state.dataset.event(bar.row).id;
        if cx.is_hovered(id) && !cx.is_selected(id) {
            paint_rivals(&painter, cx, stage, bar);
            outline(&painter, bar.rect, Stroke::new(1.0, cx.theme.text));
        }
    }
    if let Some(bar) = selected {
        paint_rivals(&painter, cx, stage, bar);
        outline(&painter, bar.rect, Stroke::new(1.5, cx.theme.accent));
    }
    paint_links(ui, cx, stage);
}

/// Labels at the left and hairlines between the lanes.
pub fn show_labels(ui: &mut Ui, cx: &Cx<'_>, stage: &Stage) {
    let theme = cx.theme;
    let categories = cx.state.dataset.categories();
    let clip = Rect::from_x_y_ranges(stage.gutter, stage.lanes.y_range());
    let painter = ui.painter().with_clip_rect(clip);
    let lines = ui.painter().with_clip_rect(stage.lanes);
    for (lane, (top, bottom)) in stage.plan.lanes.iter().zip(&stage.layout.lanes) {
        let middle = f32::midpoint(*top, *bottom).round();
        lines.hline(
            stage.lanes.x_range(),
            (bottom + LANE_GAP / 2.0).round() - 0.5,
            Stroke::new(1.0, theme.hairline.gamma_multiply(0.55)),
        );
        let label = &categories[lane.category_idx].label;
        let text = visual(label);
        let room = stage.gutter.span() - 24.0;
        let galley = elided(ui, &text, room, theme.secondary);
        let is_elided = galley.elided;
        let at = pos2(
            stage.gutter.max - 12.0 - galley.size().x,
            middle - galley.size().y / 2.0,
        );
        let rect = Rect::from_min_size(at, galley.size()).intersect(clip);
        painter.galley(at, galley, theme.secondary);
        let response = ui.interact(
            rect,
            ui.scope_id().with(("lane label", lane.category_idx)),
            Sense::hover(),
        );
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("Lane {label}")));
        if is_elided {
            response.on_hover_text(text);
        }
    }
}

/// Text on one line that ends in an ellipsis where it does not fit.
fn elided(ui: &Ui, text: &str, room: f32, color: Color32) -> Arc<egui::Galley> {
    let mut job =
        egui::text::LayoutJob::simple_singleline(text.to_owned(), regular(size::SMALL), color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(0.0));
    ui.painter().layout_job(job)
}

/// The bars in sight, in the order in which they are drawn.
fn place(cx: &Cx<'_>, stage: &Stage) -> Vec<Placed> {
    let dataset = &cx.state.dataset;
    let window = cx.state.window();
    let mut placed = Vec::new();
    for (row, spot) in stage.plan.rows.iter().zip(&stage.plan.spots) {
        let (top, bottom) = stage.layout.bar_y(&stage.plan, *spot);
        if bottom < stage.lanes.top() || top > stage.lanes.bottom() {
            continue;
        }
        let Some(time) = dataset.time(*row) else {
            continue;
        };
        if let Some(bar) = Bar::new(&time, &stage.axis) {
            placed.push(Placed {
                row: *row,
                rect: Rect::from_x_y_ranges(bar.left()..=bar.right(), top..=bottom),
                bar,
                membership: time.membership(window),
            });
        }
    }
    placed
}

fn bar_color(cx: &Cx<'_>, bar: &Placed) -> Color32 {
    let dataset = &cx.state.dataset;
    let color = cx
        .theme
        .category(dataset.categories(), dataset.category_idx(bar.row));
    let counts = cx.state.view.filter.certainty.admits(bar.membership);
    if counts {
        color
    } else {
        color.gamma_multiply(DIMMED)
    }
}

/// Makes the bars answer to pointer, keyboard and screen readers; the index of the hovered one.
fn interact(
    ui: &Ui,
    cx: &mut Cx<'_>,
    stage: &Stage,
    ground: &Response,
    placed: &[Placed],
) -> Option<usize> {
    let mut hovered = None;
    for (idx, bar) in placed.iter().enumerate().take(WIDGETS_MAX) {
        let rect = bar.rect.expand2(vec2(0.0, 1.0)).intersect(stage.lanes);
        let event = cx.state.dataset.event(bar.row);
        let is_selected = cx.is_selected(&event.id);
        // Reached by the commands for the next and previous event, so no stop of the Tab key.
        let response = ui.interact(rect, ui.scope_id().with(("bar", bar.row)), Sense::CLICK);
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, true, is_selected, event.title.as_str())
        });
        if response.hovered() {
            hovered = Some(idx);
        }
        if response.clicked() {
            cx.push(Action::Select(Some(event.id.clone())));
        }
        response.on_hover_ui_at_pointer(|ui| tooltip(ui, cx, bar));
    }
    // The bars beyond are found by hand.
    let pointer = ground.hover_pos().filter(|_| placed.len() > WIDGETS_MAX);
    if let (None, Some(at)) = (hovered, pointer) {
        let found = placed
            .iter()
            .skip(WIDGETS_MAX)
            .position(|bar| bar.rect.contains(at));
        hovered = found.map(|idx| idx + WIDGETS_MAX);
        if let Some(idx) = hovered
            && ground.clicked()
        {
            let id = cx.state.dataset.event(placed[idx].row).id.clone();
            cx.push(Action::Select(Some(id)));
        }
    }
    hovered
}

fn tooltip(ui: &mut Ui, cx: &Cx<'_>, bar: &Placed) {
    let theme = cx.theme;
    let event = cx.state.dataset.event(bar.row);
    ui.set_max_width(320.0);
    ui.label(egui::RichText::new(visual(&event.title)).font(medium(size::BODY)));
    if let Some(claim) = crate::model::claim::adopted(&event.when) {
        ui.label(when_words(&claim.value, cx.state.dataset.zone()));
    }
    let quiet = |text: &str| {
        egui::RichText::new(text)
            .size(size::SMALL)
            .color(theme.secondary)
    };
    ui.label(quiet(match bar.membership {
        Membership::Certain => "Certainly in the window",
        Membership::PossibleOnly => "Possibly in the window",
        Membership::Outside => "Outside the window",
    }));
    if event.when.len() > 1 {
        ui.label(quiet(&format!(
            "Sources give {} different dates",
            event.when.len()
        )));
    }
}

/// Paints a bar: solid pieces with round ends where they are sharp, and fading pieces.
fn paint_bar(painter: &Painter, bar: &Bar, rect: Rect, color: Color32) {
    /// Inside an outline.
    const HOLLOW: f32 = 0.3;
    let strength = if bar.is_hollow { HOLLOW } else { 1.0 };
    let tint = |density: f32| color.gamma_multiply(density * strength);
    let radius = (rect.height() / 2.0).min(rect.width() / 2.0) as u8;
    let last = bar.shades.len() - 1;
    let mut mesh = Mesh::default();
    for (idx, pair) in bar.shades.windows(2).enumerate() {
        let piece = Rect::from_x_y_ranges(pair[0].x..=pair[1].x, rect.y_range());
        if (pair[0].density - pair[1].density).abs() < 0.01 {
            let at_start = if idx == 0 { radius } else { 0 };
            let at_end = if idx + 1 == last { radius } else { 0 };
            let corners = CornerRadius {
                nw: at_start,
                sw: at_start,
                ne: at_end,
                se: at_end,
            };
            painter.rect_filled(piece, corners, tint(pair[0].density));
        } else {
            add_fade(
                &mut mesh,
                piece,
                tint(pair[0].density),
                tint(pair[1].density),
            );
        }
    }
    if !mesh.is_empty() {
        painter.add(Shape::mesh(mesh));
    }
    if bar.is_hollow {
        painter.rect_stroke(rect, radius, Stroke::new(1.0, color), StrokeKind::Inside);
    }
}

fn add_fade(mesh: &mut Mesh, rect: Rect, left: Color32, right: Color32) {
    let first = mesh.vertices.len() as u32;
    mesh.colored_vertex(rect.left_top(), left);
    mesh.colored_vertex(rect.right_top(), right);
    mesh.colored_vertex(rect.left_bottom(), left);
    mesh.colored_vertex(rect.right_bottom(), right);
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first + 1, first + 2, first + 3);
}

fn outline(painter: &Painter, rect: Rect, stroke: Stroke) {
    let rect = rect.expand(1.5);
    painter.rect_stroke(rect, rect.height() / 2.0, stroke, StrokeKind::Middle);
}

/// The other times that sources give for an event, as outlines in its row.
fn paint_rivals(painter: &Painter, cx: &Cx<'_>, stage: &Stage, bar: &Placed) {
    let event = cx.state.dataset.event(bar.row);
    let adopted = event.time();
    let color = cx.theme.category(
        cx.state.dataset.categories(),
        cx.state.dataset.category_idx(bar.row),
    );
    for claim in &event.when {
        let time: EventTime = claim.value.time;
        if Some(time) == adopted {
            continue;
        }
        if let Some(ghost) = Bar::new(&time, &stage.axis) {
            let rect =
                Rect::from_x_y_ranges(ghost.left()..=ghost.right(), bar.rect.y_range()).shrink(0.5);
            painter.rect_stroke(
                rect,
                rect.height() / 2.0,
                Stroke::new(1.0, color.gamma_multiply(0.8)),
                StrokeKind::Middle,
            );
        }
    }
}

/// Thin arcs from the selected event to those that it is linked with, from either side.
fn paint_links(ui: &Ui, cx: &Cx<'_>, stage: &Stage) {
    let dataset = &cx.state.dataset;
    let Some(id) = &cx.state.view.selection else {
        return;
    };
    let Some(from) = dataset.row(id).and_then(|row| head(cx, stage, row)) else {
        return;
    };
    let painter = ui.painter().with_clip_rect(stage.plot);
    let stroke = Stroke::new(1.25, cx.theme.accent.gamma_multiply(0.85));
    for row in linked(dataset, id) {
        let Some(to) = head(cx, stage, row) else {
            continue;
        };
        let lift = ((from.x - to.x).abs() * 0.16).clamp(12.0, 44.0);
        let top = from.y.min(to.y) - lift;
        painter.add(egui::epaint::CubicBezierShape::from_points_stroke(
            [
                from,
                pos2(from.x + (to.x - from.x) * 0.2, top),
                pos2(from.x + (to.x - from.x) * 0.8, top),
                to,
            ],
            false,
            Color32::TRANSPARENT,
            stroke,
        ));
        painter.circle_filled(to, 2.0, cx.theme.accent);
    }
}

/// The events that one is linked with, in time order, each once.
fn linked(dataset: &Dataset, id: &EventId) -> Vec<Row> {
    let mut rows: Vec<Row> = dataset
        .event_by_id(id)
        .into_iter()
        .flat_map(|event| &event.links)
        .filter_map(|link| dataset.row(&link.to))
        .collect();
    rows.extend(dataset.rows().filter(|row| {
        let links = &dataset.event(*row).links;
        links.iter().any(|link| link.to == *id)
    }));
    rows.sort();
    rows.dedup();
    rows
}

/// The middle of the upper edge of an event's bar; off the axis where the bar is.
fn head(cx: &Cx<'_>, stage: &Stage, row: Row) -> Option<Pos2> {
    let idx = stage.plan.rows.binary_search(&row).ok()?;
    let time = cx.state.dataset.time(row)?;
    let (top, _) = stage.layout.bar_y(&stage.plan, stage.plan.spots[idx]);
    let clamp = |x: f64| {
        x.clamp(
            f64::from(stage.axis.left) - 40.0,
            f64::from(stage.axis.right) + 40.0,
        )
    };
    let (from, to) = extent_x(&time, &stage.axis);
    Some(pos2(clamp(from).midpoint(clamp(to)) as f32, top))
}

/// Top and bottom of an event's bar; `None` where it has none.
pub fn bar_span(cx: &Cx<'_>, stage: &Stage, id: &EventId) -> Option<(f32, f32)> {
    let row = cx.state.dataset.row(id)?;
    let idx = stage.plan.rows.binary_search(&row).ok()?;
    Some(stage.layout.bar_y(&stage.plan, stage.plan.spots[idx]))
}

/// Text in the middle of the lanes, where there is nothing to show.
pub fn show_empty(ui: &Ui, cx: &Cx<'_>, rect: Rect, text: &str) {
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        text,
        regular(size::BODY),
        cx.theme.secondary,
    );
}
