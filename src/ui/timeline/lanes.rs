//! The lanes: one for each category that occurs, one bar for each dated event.
//!
//! Says where the bars lie and draws them with what is selected, hovered, linked and claimed otherwise.
//! Bars outside the window are dimmed, not left out: one must see where to scrub.

use eframe::egui::{
    self, Color32, CornerRadius, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke,
    StrokeKind, Ui, WidgetInfo, epaint::Mesh, pos2, vec2,
};

use crate::model::clock::Clock;
use crate::model::event::EventId;
use crate::model::time::Membership;
use crate::query::histogram::Histogram;
use crate::query::known::date_words;
use crate::query::words::when_words;
use crate::state::action::Action;
use crate::store::{Dataset, Row};
use crate::ui::Cx;
use crate::ui::text::visual;
use crate::ui::theme::{medium, regular, size};
use crate::ui::timeline::Stage;
use crate::ui::timeline::bar::{Bar, Shade, extent_x};
use crate::ui::timeline::plan::LANE_GAP;
use crate::ui::timeline::{lag, rivals};
use crate::ui::widgets;

/// Bars in sight that become widgets of their own, for the keyboard and screen readers; the rest answer to the pointer alone.
const WIDGETS_MAX: usize = 2_000;
/// What is outside the window is drawn this much lighter.
const DIMMED: f32 = 0.38;

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
    if let Some(strips) = &stage.plan.strips {
        paint_strips(&painter, cx, stage, strips);
    }
    let placed = place(cx, stage);
    let is_soft = |bar: &Placed| bar.bar.shades.iter().any(|shade| shade.density < 0.99);
    cx.memory.timeline.drawn.soft = placed.iter().any(is_soft);
    cx.memory.timeline.drawn.hollow = placed.iter().any(|bar| bar.bar.is_hollow);
    let is_lag_of_all = cx.state.view.clock != Clock::Happened;
    for bar in placed.iter().filter(|_| is_lag_of_all) {
        lag::show(&painter, cx, stage, bar.row, bar.rect);
    }
    for bar in &placed {
        let color = bar_color(cx, bar);
        paint_bar(&painter, &bar.bar, bar.rect, color);
    }
    let hovered = interact(ui, cx, stage, ground, &placed);
    let selected = placed
        .iter()
        .find(|bar| cx.is_selected(&cx.state.dataset.id(bar.row)));
    if let Some(bar) = hovered.map(|idx| &placed[idx]) {
        cx.hover(&cx.state.dataset.id(bar.row));
    }
    for bar in &placed {
        let id = &cx.state.dataset.id(bar.row);
        if cx.is_hovered(id) && !cx.is_selected(id) {
            rivals::show(ui, &painter, cx, stage, bar.row);
            if !is_lag_of_all {
                lag::show(&painter, cx, stage, bar.row, bar.rect);
            }
            outline(&painter, bar.rect, Stroke::new(1.0, cx.theme.text));
        }
    }
    let selected_row = cx.state.view.selection.as_ref();
    if let Some(row) = selected_row.and_then(|id| cx.state.dataset.row(id)) {
        rivals::show(ui, &painter, cx, stage, row);
    }
    if let Some(bar) = selected {
        if !is_lag_of_all {
            lag::show(&painter, cx, stage, bar.row, bar.rect);
        }
        outline(&painter, bar.rect, Stroke::new(1.5, cx.theme.accent));
    } else {
        paint_way_to_selected(&painter, cx, stage);
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
        let galley = widgets::elided(ui, &text, regular(size::SMALL), theme.secondary, room);
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

/// Draws how many events there are when, lane by lane: the more, the stronger the colour.
fn paint_strips(painter: &Painter, cx: &Cx<'_>, stage: &Stage, strips: &Histogram) {
    /// So strong is the least that there is, so that a single event is seen.
    const LEAST: f32 = 0.16;
    let window = cx.state.window();
    let pieces: Vec<(f32, f32)> = strips
        .edges
        .windows(2)
        .map(|edge| (stage.axis.x_of(edge[0]), stage.axis.x_of(edge[1])))
        .collect();
    for (lane, (top, bottom)) in stage.plan.lanes.iter().zip(&stage.layout.lanes) {
        let color = cx
            .theme
            .category(cx.state.dataset.categories(), lane.category_idx);
        let count = |bin: usize| {
            let (solid, light) = strips.at(bin, lane.category_idx);
            solid + light
        };
        let most = (0..pieces.len()).map(count).fold(0.0, f32::max);
        let y = (top + 1.0).round()..=(bottom - 1.0).round();
        for (bin, (left, right)) in pieces.iter().enumerate() {
            let count = count(bin);
            if count > 0.0 {
                let share = count.ln_1p() / most.ln_1p();
                let [from, to] = [strips.edges[bin], strips.edges[bin + 1]];
                let is_outside = to <= window.from || from >= window.to;
                let strength = if is_outside { DIMMED } else { 1.0 };
                let fill = color.gamma_multiply((LEAST + (1.0 - LEAST) * share) * strength);
                let rect = Rect::from_x_y_ranges(*left..=*right, y.clone());
                painter.rect_filled(rect, 0.0, fill);
            }
        }
    }
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
        let response = ui
            .interact(rect, ui.scope_id().with(("bar", bar.row)), Sense::CLICK)
            .on_hover_cursor(egui::CursorIcon::PointingHand);
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
            let id = cx.state.dataset.id(placed[idx].row);
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
        ui.label(when_words(&claim.value, cx.state.zones()));
    }
    let quiet = |text: &str| {
        egui::RichText::new(text)
            .size(size::SMALL)
            .color(theme.secondary)
    };
    let dataset = &cx.state.dataset;
    for (clock, verb) in [(Clock::Reported, "reported"), (Clock::Captured, "captured")] {
        if let Some(time) = dataset.time_on(&event, clock) {
            let words = date_words(&time, cx.state.zones());
            ui.label(quiet(&format!("First {verb} {words}")));
        }
    }
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

/// A small bar for the legend: with soft ends, or in outline.
pub fn paint_sample(painter: &Painter, rect: Rect, color: Color32, is_hollow: bool) {
    let rect = rect.shrink2(vec2(0.0, 2.0));
    let shade = |share: f32, density: f32| Shade {
        x: rect.left() + share * rect.width(),
        density,
    };
    let shades = if is_hollow {
        vec![shade(0.0, 1.0), shade(1.0, 1.0)]
    } else {
        vec![
            shade(0.0, 0.1),
            shade(0.45, 1.0),
            shade(0.55, 1.0),
            shade(1.0, 0.1),
        ]
    };
    paint_bar(painter, &Bar { shades, is_hollow }, rect, color);
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

/// A sign at the edge, where the bar of the selected event lies beyond it.
fn paint_way_to_selected(painter: &Painter, cx: &Cx<'_>, stage: &Stage) {
    const SIZE: f32 = 5.0;
    let Some(id) = &cx.state.view.selection else {
        return;
    };
    let dataset = &cx.state.dataset;
    let time = dataset.row(id).and_then(|row| dataset.time(row));
    let (Some(time), Some((top, bottom))) = (time, bar_span(cx, stage, id)) else {
        return;
    };
    let is_before = extent_x(&time, &stage.axis).1 < f64::from(stage.axis.left);
    let (x, dx) = if is_before {
        (stage.axis.left + 3.0, SIZE)
    } else {
        (stage.axis.right - 3.0, -SIZE)
    };
    let y = f32::midpoint(top, bottom);
    let tip = vec![pos2(x, y), pos2(x + dx, y - SIZE), pos2(x + dx, y + SIZE)];
    painter.add(Shape::convex_polygon(tip, cx.theme.accent, Stroke::NONE));
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
        painter.add(egui::epaint::CubicBezierShape::from_points_stroke(
            arc(from, to),
            false,
            Color32::TRANSPARENT,
            stroke,
        ));
        painter.circle_filled(to, 2.0, cx.theme.accent);
    }
}

/// An arc over what lies between two bars; beside it, where one is straight below the other.
fn arc(from: Pos2, to: Pos2) -> [Pos2; 4] {
    const STRAIGHT_BELOW: f32 = 28.0;
    let dx = to.x - from.x;
    if dx.abs() < STRAIGHT_BELOW {
        let side = from.x.max(to.x) + 22.0;
        return [from, pos2(side, from.y - 4.0), pos2(side, to.y - 4.0), to];
    }
    let top = from.y.min(to.y) - (dx.abs() * 0.16).clamp(12.0, 44.0);
    [
        from,
        pos2(from.x + dx * 0.2, top),
        pos2(from.x + dx * 0.8, top),
        to,
    ]
}

/// The events that one is linked with, in time order, each once.
fn linked(dataset: &Dataset, id: &EventId) -> Vec<Row> {
    let mut rows: Vec<Row> = dataset
        .event_by_id(id)
        .into_iter()
        .flat_map(|event| event.into_owned().links)
        .filter_map(|link| dataset.row(&link.to))
        .collect();
    rows.extend(dataset.rows_linking_to(id));
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
    let color = cx.theme.secondary;
    let room = (rect.width() - 16.0).max(60.0);
    let mut job = egui::text::LayoutJob::simple(text.to_owned(), regular(size::BODY), color, room);
    job.halign = egui::Align::Center;
    let galley = ui.painter().layout_job(job);
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(rect.center().x, top), galley, color);
}
