//! What stands in place of the map, or over it: a black or white screen, and the list of keys.

use eframe::egui::{Align2, Color32, Pos2, Rect, Stroke, StrokeKind, Ui, Vec2};

use crate::state::presenting::Page;
use crate::ui::Cx;
use crate::ui::present::{KEYS, say, size};
use crate::ui::theme::{medium, regular, semibold};

/// Fills the screen; whether the page is a blank one.
pub(super) fn blank(ui: &Ui, cx: &mut Cx<'_>, page: Page) -> bool {
    let (color, words) = match page {
        Page::Black => (Color32::BLACK, "Black screen"),
        Page::White => (Color32::WHITE, "White screen"),
        Page::Map | Page::Sources | Page::Keys => return false,
    };
    cx.memory.present.scrolled = 0.0;
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0.0, color);
    say(ui, rect, "blank", words);
    true
}

/// The keys, as a card in the middle.
pub(super) fn keys(ui: &Ui, cx: &Cx<'_>, room: Rect) {
    const LINE: f32 = 24.0;
    const PADDING: f32 = 24.0;
    const WIDTH: f32 = 640.0;
    const KEY: f32 = 250.0;
    let theme = cx.theme;
    let painter = ui.painter();
    let height = LINE * (KEYS.len() as f32 + 1.5) + 2.0 * PADDING;
    let size = Vec2::new(WIDTH, height).min(room.size() - Vec2::splat(16.0));
    let rect = Rect::from_center_size(room.center(), size);
    let line = Stroke::new(1.0, theme.hairline);
    painter.rect(rect, 10.0, theme.panel, line, StrokeKind::Inside);
    let mut at = rect.min + Vec2::splat(PADDING);
    let heading = semibold(size::STRIP + 2.0);
    painter.text(
        at,
        Align2::LEFT_TOP,
        "Keys while presenting",
        heading,
        theme.text,
    );
    at.y += 1.5 * LINE;
    let spoken: Vec<String> = KEYS
        .iter()
        .map(|(keys, words)| format!("{keys}: {words}"))
        .collect();
    say(ui, rect, "keys", &spoken.join("\n"));
    for (keys, words) in KEYS {
        let font = medium(size::SMALL + 1.0);
        painter.text(at, Align2::LEFT_TOP, keys, font, theme.secondary);
        let right = Pos2::new(at.x + KEY, at.y);
        let font = regular(size::SMALL + 1.5);
        painter.text(right, Align2::LEFT_TOP, words, font, theme.text);
        at.y += LINE;
    }
}
