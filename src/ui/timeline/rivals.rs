//! The dates that rival claims of the selected or hovered event give: dashed ghosts of its bar, in its row, joined to it.
//!
//! Claims of the same date are one ghost. Each says by whom: beside it for the selection, on hover for any.

use eframe::egui::{Align2, Color32, Painter, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo};
use eframe::egui::{pos2, vec2};

use crate::model::clock::Clock;
use crate::model::event::Event;
use crate::query::claims::{Field, Side, disputes, who_says};
use crate::store::Row;
use crate::ui::Cx;
use crate::ui::text::visual;
use crate::ui::theme::{medium, size};
use crate::ui::timeline::Stage;
use crate::ui::timeline::bar::{Bar, extent_x};

/// How strong a ghost's frame and its inside are.
const FRAME: f32 = 0.9;
pub const INSIDE: f32 = 0.22;

/// Draws the ghosts of an event, where it has a bar.
pub fn show(ui: &Ui, painter: &Painter, cx: &mut Cx<'_>, stage: &Stage, row: Row) {
    let Some((top, bottom)) = row_span(stage, row) else {
        return;
    };
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let event = &*dataset.event(row);
    // Another clock's axis has no place for when things happened.
    if event.when.len() < 2 || dataset.clock() != Clock::Happened {
        return;
    }
    let origins = cx.derived.origins(&dataset);
    let about_time = disputes(&dataset, event, &origins)
        .into_iter()
        .find(|dispute| dispute.field == Field::When);
    let Some(dispute) = about_time else { return };
    let color = cx
        .theme
        .category(dataset.categories(), dataset.category_idx(row));
    let middle = f32::midpoint(top, bottom);
    let adopted = event.time().map(|time| extent_x(&time, &stage.axis));
    let is_selected = cx.is_selected(&event.id);
    let mut labels = Vec::new();
    let mut ghosts: Vec<(Rect, &Side)> = Vec::new();
    for side in dispute.sides.iter().filter(|side| !side.adopted) {
        let claim = side.claims.first().map(|idx| &event.when[*idx]);
        let ghost = claim.and_then(|claim| Bar::new(&claim.value.time, &stage.axis));
        ghosts.extend(ghost.map(|ghost| {
            let x = ghost.left()..=ghost.right();
            (Rect::from_x_y_ranges(x, top..=bottom).shrink(0.5), side)
        }));
    }
    // Those that lie within wider ones are drawn after them, and inside.
    ghosts.sort_by(|(a, _), (b, _)| b.width().total_cmp(&a.width()));
    let mut taken: Vec<Rect> = Vec::new();
    let bar = adopted.map(|(from, to)| (from as f32, to as f32));
    taken.extend(bar.map(|(from, to)| Rect::from_x_y_ranges(from..=to, top..=bottom)));
    let rects: Vec<Rect> = ghosts.iter().map(|(rect, _)| *rect).collect();
    for (n, (rect, side)) in ghosts.into_iter().enumerate() {
        let n_around = rects[..n]
            .iter()
            .filter(|other| other.intersects(rect))
            .count();
        let inset = (n_around as f32 * 1.75)
            .min(rect.height() / 2.0 - 2.0)
            .max(0.0);
        if let Some(bar) = bar {
            join(painter, rect, bar, middle, color);
        }
        let holds_another = rects[n + 1..].iter().any(|other| other.intersects(rect));
        let inside = if holds_another { 0.0 } else { INSIDE };
        paint_ghost(
            painter,
            rect.shrink2(vec2(inset.min(1.0), inset)),
            color,
            inside,
        );
        let says = who_says(&dataset, event, &side.cites).map(|who| format!("says {who}"));
        let value = side.value_words(&dispute.field, event, cx.state.zones());
        let words = described(event, &value, says.as_deref(), &side.backing.words());
        let seen = rect.expand2(vec2(0.0, 1.0)).intersect(stage.lanes);
        if seen.is_positive() {
            let id = ui.scope_id().with(("ghost", row, side.claims[0]));
            let response = ui.interact(seen, id, Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
            response.on_hover_text(visual(&words));
        }
        if let Some(says) = says.filter(|_| is_selected) {
            labels.push((rect, says));
        }
    }
    // The narrowest have the least choice, and come first.
    for (rect, says) in labels.into_iter().rev() {
        label(painter, cx, stage, rect, &says, &rects, &mut taken);
    }
}

fn described(event: &Event, value: &str, says: Option<&str>, backing: &str) -> String {
    let says = says.unwrap_or("no quote");
    format!(
        "Another date for “{}”: {value}, {says}, {backing}",
        event.title
    )
}

/// Top and bottom of an event's bar, where the lanes have bars.
fn row_span(stage: &Stage, row: Row) -> Option<(f32, f32)> {
    let idx = stage.plan.rows.binary_search(&row).ok()?;
    Some(stage.layout.bar_y(&stage.plan, stage.plan.spots[idx]))
}

/// A frame of dashes with straight sides and round ends; the legend draws one, too.
pub fn paint_ghost(painter: &Painter, rect: Rect, color: Color32, inside: f32) {
    const STEPS: usize = 6;
    painter.rect_filled(rect, rect.height() / 2.0, color.gamma_multiply(inside));
    let radius = (rect.height() / 2.0).min(rect.width() / 2.0);
    let end = |x: f32, from: f32| {
        (0..=STEPS).map(move |step| {
            let turn = std::f32::consts::PI * (from + step as f32 / STEPS as f32);
            pos2(x, rect.center().y) + radius * vec2(turn.sin(), -turn.cos())
        })
    };
    let mut path: Vec<_> = end(rect.right() - radius, 0.0).collect();
    path.extend(end(rect.left() + radius, 1.0));
    path.extend(path.first().copied());
    let stroke = Stroke::new(1.0, color.gamma_multiply(FRAME));
    painter.extend(Shape::dashed_line(&path, stroke, 3.0, 2.0));
}

/// A dashed line from the bar to its ghost, where they lie apart.
fn join(painter: &Painter, ghost: Rect, (from, to): (f32, f32), middle: f32, color: Color32) {
    let (left, right) = if ghost.left() > to {
        (to, ghost.left())
    } else {
        (ghost.right(), from)
    };
    let clip = painter.clip_rect();
    let (left, right) = (left.max(clip.left()), right.min(clip.right()));
    if left < right {
        let stroke = Stroke::new(1.0, color.gamma_multiply(0.8));
        let ends = [pos2(left, middle), pos2(right, middle)];
        painter.extend(Shape::dashed_line(&ends, stroke, 3.0, 2.0));
    }
}

/// Who says so, beside the ghost where there is room; on a ground of its own, since other bars may lie below.
fn label(
    painter: &Painter,
    cx: &Cx<'_>,
    stage: &Stage,
    ghost: Rect,
    says: &str,
    ghosts: &[Rect],
    taken: &mut Vec<Rect>,
) {
    let galley = painter.layout_no_wrap(
        visual(says).into_owned(),
        medium(size::SMALL),
        cx.theme.text,
    );
    let gap = vec2(5.0, 0.0);
    let middle = ghost.center().y;
    let seen = stage.lanes.shrink2(vec2(4.0, 0.0));
    let at_right =
        Align2::LEFT_CENTER.anchor_size(pos2(ghost.right(), middle) + gap, galley.size());
    let at_left = Align2::RIGHT_CENTER.anchor_size(pos2(ghost.left(), middle) - gap, galley.size());
    // Inside of one that reaches beyond the axis.
    let inside_right = Align2::RIGHT_CENTER.anchor_size(pos2(seen.right(), middle), galley.size());
    let inside_left = Align2::LEFT_CENTER.anchor_size(pos2(seen.left(), middle), galley.size());
    let inside = [inside_right, inside_left].into_iter().filter(|rect| {
        let room = ghost.x_range().shrink(6.0);
        room.contains(rect.left()) && room.contains(rect.right())
    });
    let free = [at_right, at_left].into_iter().chain(inside).find(|rect| {
        let is_in_sight =
            seen.x_range().contains(rect.left()) && seen.x_range().contains(rect.right());
        // A ghost around this place is no obstacle: the words stand on a ground of their own.
        let is_cut = ghosts.iter().any(|other| {
            let holds =
                other.x_range().contains(rect.left()) && other.x_range().contains(rect.right());
            other.intersects(*rect) && !holds
        });
        let is_covered = is_cut || taken.iter().any(|taken| taken.intersects(*rect));
        is_in_sight && !is_covered
    });
    if let Some(rect) = free {
        taken.push(rect);
        let ground = rect.expand2(vec2(3.0, -1.0));
        painter.rect_filled(ground, 3.0, cx.theme.panel.gamma_multiply(0.85));
        painter.galley(rect.min, galley, cx.theme.text);
    }
}
