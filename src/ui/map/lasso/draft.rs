//! What is being drawn as it grows, and the words that say how it goes on.

use eframe::egui::{self, Painter, Pos2, Rect, Shape, Stroke, Ui, Vec2};

use super::Tool;
use crate::ui::Cx;
use crate::ui::map::camera::Viewport;
use crate::ui::map::furniture::{MARGIN, card};
use crate::ui::theme::{Theme, regular, size};

/// Narrower than this, in points, the words are fewer.
const NARROW: f32 = 480.0;

/// Draws what is being drawn, and says how it goes on; returns what the words cover.
pub fn draw_drawing(ui: &Ui, cx: &Cx<'_>, painter: &Painter, viewport: &Viewport) -> Option<Rect> {
    let covered = &cx.memory.map.covered;
    let drawing = &cx.memory.map.drawing;
    let tool = drawing.tool?;
    let theme = cx.theme;
    let at = ui.input(|input| input.pointer.latest_pos());
    let at = at.map(|at| viewport.rect.clamp(at));
    let mut line: Vec<Pos2> = drawing
        .corners
        .iter()
        .map(|corner| viewport.to_screen(*corner))
        .collect();
    let stroke = Stroke::new(1.6, theme.accent);
    match (tool, at) {
        (Tool::Box, Some(at)) if drawing.dragging => {
            if let Some(from) = line.first() {
                let rect = Rect::from_two_pos(*from, at);
                let ground = theme.accent.gamma_multiply(0.10);
                painter.rect(rect, 0.0, ground, stroke, egui::StrokeKind::Middle);
            }
        }
        (Tool::Lasso, at) => {
            line.extend(at.filter(|_| !line.is_empty()));
            if let [first, .., last] = line.as_slice() {
                let back = Shape::dashed_line(&[*last, *first], stroke, 4.0, 4.0);
                painter.extend(back);
            }
            painter.line(line, stroke);
        }
        _ => {}
    }
    if drawing.dragging {
        return None;
    }
    let is_narrow = viewport.rect.width() < NARROW;
    let words = match (tool, is_narrow) {
        (Tool::Box, false) => "Drag a box round what you want to keep. Esc cancels.",
        (Tool::Box, true) => "Drag a box. Esc cancels.",
        (Tool::Lasso, false) => {
            "Draw round what you want to keep, or click corner by corner. Enter or a double click closes, Esc cancels."
        }
        (Tool::Lasso, true) => "Draw, or click corners. Enter closes, Esc cancels.",
    };
    Some(hint(painter, theme, viewport, covered, words))
}

/// Words at the top of the map, beside the tools at the left and below what is covered at the right.
fn hint(
    painter: &Painter,
    theme: &Theme,
    viewport: &Viewport,
    covered: &[Rect],
    words: &str,
) -> Rect {
    /// What the tools take at the left, of a low map.
    const TOOLS: f32 = 112.0;
    let padding = Vec2::new(12.0, 8.0);
    let room = viewport.rect.width() - TOOLS - MARGIN - 2.0 * padding.x;
    let width = room.clamp(80.0, 430.0);
    let galley = painter.layout(words.to_owned(), regular(size::BODY), theme.text, width);
    let size = galley.size() + 2.0 * padding;
    let middle = viewport.rect.center().x - size.x / 2.0;
    let left = middle.max(viewport.rect.left() + TOOLS);
    let top = viewport.rect.top() + MARGIN;
    let mut rect = Rect::from_min_size(Pos2::new(left, top), size);
    let in_the_way = |rect: Rect| {
        let beyond_tools = viewport.rect.left() + TOOLS;
        let others = covered.iter().filter(|other| other.right() > beyond_tools);
        others.copied().find(|other| other.intersects(rect))
    };
    if let Some(other) = in_the_way(rect) {
        rect = rect.translate(Vec2::new(0.0, other.bottom() + 6.0 - top));
    }
    card(painter, rect, theme);
    painter.galley(rect.min + padding, galley, theme.text);
    rect
}
