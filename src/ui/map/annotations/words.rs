//! Words of annotations: beside the figure that they belong to, and clear of each other.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Align2, Galley, Painter, Pos2, Rect, Vec2};

use super::line_width;
use super::trace::Traced;
use crate::model::annotation::{Kind, Style, Width};
use crate::ui::map::labels::paint;
use crate::ui::map::shapes::distance_to_segment;
use crate::ui::prose::lines_in_visual_order;
use crate::ui::theme::{Theme, semibold, size};

/// Wider words are broken into lines, in points.
const WIDTH_MAX: f32 = 250.0;
/// From a line to the words beside it, in points.
const GAP: f32 = 5.0;
/// From the edge of the map to words, in points.
pub(super) const EDGE: f32 = 6.0;

/// Where the words of an annotation stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worded {
    /// The number of the annotation.
    pub idx: usize,
    pub rect: Rect,
}

pub(super) fn draw_texts(painter: &Painter, theme: &Theme, traced: &[Traced]) -> Vec<Worded> {
    let texts = traced.iter().filter(|one| one.kind == Kind::Text);
    let mut worded = Vec::new();
    for text in texts {
        let Some(galley) = galley_of(painter, theme, text) else {
            continue;
        };
        for at in &text.boxes {
            let rect = Rect::from_center_size(at.center(), galley.size());
            let idx = text.idx;
            worded.push(set(painter, theme, &galley, Worded { idx, rect }));
        }
    }
    worded
}

/// What words have to make do with.
pub(super) struct Around<'a> {
    pub(super) bounds: Rect,
    /// What words must not touch: cards, buttons, scale and credit.
    pub(super) furniture: &'a [Rect],
    /// What they rather do not.
    pub(super) taken: &'a [Rect],
    pub(super) traced: &'a [Traced],
}

pub(super) fn draw(
    painter: &Painter,
    theme: &Theme,
    around: &Around<'_>,
    texts: Vec<Worded>,
) -> Vec<Worded> {
    let mut worded = texts;
    for one in around.traced.iter().filter(|one| one.kind != Kind::Text) {
        let Some(galley) = galley_of(painter, theme, one) else {
            continue;
        };
        let places = places(one, galley.size(), around.bounds).into_iter();
        let free = places.filter(|rect| around.has_room(*rect));
        let costs = free.map(|rect| (rect, around.cost(rect, one, &worded)));
        if let Some((rect, _)) = costs.min_by(|a, b| a.1.total_cmp(&b.1)) {
            let idx = one.idx;
            worded.push(set(painter, theme, &galley, Worded { idx, rect }));
        }
    }
    worded
}

impl Around<'_> {
    fn has_room(&self, rect: Rect) -> bool {
        let mut furniture = self.furniture.iter();
        self.bounds.contains_rect(rect) && !furniture.any(|other| other.intersects(rect))
    }

    /// What is wrong with a place: other words hidden, then symbols covered, then another line crossed.
    fn cost(&self, rect: Rect, one: &Traced, worded: &[Worded]) -> f32 {
        let area = rect.area().max(1.0);
        let covered = |other: Rect| {
            let shared = other.intersect(rect);
            if shared.is_positive() {
                shared.area() / area
            } else {
                0.0
            }
        };
        let of_words: f32 = worded.iter().map(|other| covered(other.rect)).sum();
        let of_others: f32 = self.taken.iter().map(|other| covered(*other)).sum();
        let others = self.traced.iter().filter(|other| other.idx != one.idx);
        let crosses = others.flat_map(|other| &other.runs).any(|run| {
            let mut pairs = run.points.windows(2);
            pairs.any(|pair| meets([pair[0], pair[1]], rect))
        });
        of_words * 100.0 + of_others * 10.0 + f32::from(u8::from(crosses)) * 2.0
    }
}

fn set(painter: &Painter, theme: &Theme, galley: &Arc<Galley>, worded: Worded) -> Worded {
    // The galley is centred on its own origin.
    let at = Pos2::new(worded.rect.center().x, worded.rect.top());
    paint(painter, at, galley, theme.land);
    worded
}

/// Size of the words in points.
fn text_size(kind: Kind, style: Style) -> f32 {
    match (kind, style.width) {
        (Kind::Text, Width::Thin) => size::BODY,
        (Kind::Text, Width::Medium) => 17.0,
        (Kind::Text, Width::Bold) => 23.0,
        (_, Width::Thin | Width::Medium) => size::BODY + 0.5,
        (_, Width::Bold) => 16.0,
    }
}

fn galley_of(painter: &Painter, theme: &Theme, traced: &Traced) -> Option<Arc<Galley>> {
    let words = traced.label.as_deref()?.trim();
    if words.is_empty() {
        return None;
    }
    let font = semibold(text_size(traced.kind, traced.style));
    let words = lines_in_visual_order(painter, words, &font, WIDTH_MAX);
    let format = TextFormat::simple(font, theme.tone(traced.style.tone));
    let mut job = LayoutJob::single_section(words, format);
    job.halign = Align::Center;
    job.wrap.max_width = WIDTH_MAX;
    Some(painter.layout_job(job))
}

/// Where the words may stand, the best first.
fn places(one: &Traced, words: Vec2, bounds: Rect) -> Vec<Rect> {
    let centered = |at: Pos2| Rect::from_center_size(at, words);
    let gap = GAP + line_width(one.style) / 2.0;
    match one.kind {
        Kind::Text => Vec::new(),
        Kind::Arrow => one
            .ends
            .iter()
            .flat_map(|ends| along(*ends, gap, words))
            .collect(),
        Kind::Circle | Kind::Polygon | Kind::Highlight => {
            let around = one.boxes.iter().flat_map(|rect| around(*rect, gap, words));
            let mut places: Vec<Rect> = around.collect();
            // All sides may be out of sight, while the line is not.
            let on_line = one.runs.iter().flat_map(|run| {
                let step = (run.points.len() / 8).max(1);
                run.points.iter().step_by(step).copied()
            });
            let inside = on_line.filter(|at| bounds.contains(*at)).map(centered);
            places.extend(inside);
            places
        }
    }
}

/// Beside the shaft of an arrow, and behind its tail.
fn along([from, to]: [Pos2; 2], gap: f32, words: Vec2) -> Vec<Rect> {
    let ahead = (to - from).normalized();
    let half = words / 2.0;
    // As far from the line as the words reach towards it.
    let off = |direction: Vec2| {
        let reach = (half.x * direction.x).abs() + (half.y * direction.y).abs();
        direction * (reach + gap)
    };
    let up = if ahead.x >= 0.0 {
        ahead.rot90() * -1.0
    } else {
        ahead.rot90()
    };
    let tail = from + off(-ahead);
    let middle = |share: f32, side: Vec2| from.lerp(to, share) + off(side);
    let mut places = vec![
        middle(0.5, up),
        middle(0.5, -up),
        tail,
        middle(0.28, up),
        middle(0.28, -up),
        middle(0.72, up),
        middle(0.72, -up),
    ];
    places.push(to + off(ahead) + ahead * 4.0);
    let places = places.into_iter();
    places.map(|at| Rect::from_center_size(at, words)).collect()
}

/// On each side of a figure: above it, below, at the right, at the left; then inside of it.
fn around(rect: Rect, gap: f32, words: Vec2) -> Vec<Rect> {
    let outside = rect.expand(gap);
    let inside = rect.shrink(gap);
    vec![
        Align2::CENTER_BOTTOM.anchor_size(outside.center_top(), words),
        Align2::CENTER_TOP.anchor_size(outside.center_bottom(), words),
        Align2::LEFT_CENTER.anchor_size(outside.right_center(), words),
        Align2::RIGHT_CENTER.anchor_size(outside.left_center(), words),
        Align2::CENTER_TOP.anchor_size(inside.center_top(), words),
        Align2::CENTER_BOTTOM.anchor_size(inside.center_bottom(), words),
        Align2::CENTER_CENTER.anchor_size(rect.center(), words),
    ]
}

/// Whether a stretch of line comes near a rectangle.
fn meets(ends: [Pos2; 2], rect: Rect) -> bool {
    let near = Rect::from_two_pos(ends[0], ends[1]).intersects(rect);
    let reach = rect.height() / 2.0 + 2.0;
    near && (distance_to_segment(rect.center(), ends) < reach
        || ends.iter().any(|end| rect.contains(*end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside_an_arrow_do_not_touch_it() {
        let words = Vec2::new(90.0, 18.0);
        for to in [(300.0, 0.0), (200.0, 200.0), (0.0, 300.0), (-250.0, 80.0)] {
            let ends = [Pos2::ZERO, Pos2::from(to)];
            for rect in along(ends, GAP, words) {
                let steps = (0..=100).map(|step| ends[0].lerp(ends[1], step as f32 / 100.0));
                for at in steps {
                    assert!(!rect.contains(at), "{to:?}: {rect:?} at {at:?}");
                }
            }
        }
    }
}
