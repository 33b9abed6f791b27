//! Scrolling over any number of rows.
//!
//! egui scrolls in points, of which an `f32` has too few for a million rows; here the position is a row, in `f64`.

use std::ops::Range;

use eframe::egui::{CornerRadius, Rect, Sense, Ui, pos2, vec2};

use crate::ui::theme::Theme;

/// Width of the bar at the right, in points.
pub const BAR: f32 = 10.0;
/// The handle is no shorter than this, so that it can be taken hold of.
const HANDLE_MIN: f32 = 28.0;

/// Where a list is scrolled to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scroll {
    /// The row at the top, with the part of it that is above.
    top: f64,
}

/// What is in sight.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    pub rows: Range<usize>,
    /// Of the first row, from the top of the list, in points; zero or less.
    pub offset: f32,
}

impl Scroll {
    /// Takes in wheel and bar, and says what is in sight of `n_rows` that are each `height` high.
    pub fn show(
        &mut self,
        ui: &Ui,
        theme: &Theme,
        body: Rect,
        n_rows: usize,
        height: f32,
    ) -> Sight {
        let in_sight = f64::from(body.height() / height);
        if ui.rect_contains_pointer(body) {
            let by = ui.input(|input| input.smooth_scroll_delta().y);
            self.top -= f64::from(by / height);
        }
        self.bar(ui, theme, body, n_rows, in_sight);
        self.clamp(n_rows, in_sight);
        let first = self.top.floor();
        let last = ((self.top + in_sight).ceil() as usize).min(n_rows);
        Sight {
            rows: first as usize..last,
            offset: ((first - self.top) * f64::from(height)) as f32,
        }
    }

    /// Scrolls just so far that a row is wholly in sight.
    pub fn reveal(&mut self, row: usize, body: Rect, height: f32) {
        let in_sight = f64::from(body.height() / height);
        let row = row as f64;
        self.top = self.top.min(row).max(row + 1.0 - in_sight);
    }

    /// Scrolls to the beginning.
    pub fn rewind(&mut self) {
        self.top = 0.0;
    }

    fn clamp(&mut self, n_rows: usize, in_sight: f64) {
        let last_top = (n_rows as f64 - in_sight).max(0.0);
        self.top = self.top.clamp(0.0, last_top);
    }

    fn bar(&mut self, ui: &Ui, theme: &Theme, body: Rect, n_rows: usize, in_sight: f64) {
        let hidden = n_rows as f64 - in_sight;
        if hidden <= 0.0 {
            return;
        }
        let track = Rect::from_min_max(pos2(body.right() - BAR, body.top()), body.max);
        let share = (in_sight / n_rows as f64) as f32;
        let length = (track.height() * share).max(HANDLE_MIN).min(track.height());
        let run = track.height() - length;
        let response = ui.interact(
            track,
            ui.scope_id().with("rows bar"),
            Sense::DRAG | Sense::CLICK,
        );
        if let Some(at) = response.interact_pointer_pos() {
            let top = (at.y - track.top() - length / 2.0) / run.max(1.0);
            self.top = f64::from(top.clamp(0.0, 1.0)) * hidden;
        }
        let done = (self.top / hidden).clamp(0.0, 1.0) as f32;
        let lit = response.hovered() || response.dragged();
        let handle =
            Rect::from_min_size(track.min + vec2(2.0, done * run), vec2(BAR - 4.0, length));
        let color = theme.text.gamma_multiply(if lit { 0.45 } else { 0.22 });
        ui.painter()
            .rect_filled(handle, CornerRadius::same(3), color);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_revealed_by_the_shortest_way() {
        let body = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 100.0));
        let mut scroll = Scroll::default();
        scroll.reveal(3, body, 10.0);
        assert_eq!(scroll.top, 0.0);
        scroll.reveal(9_999_999, body, 10.0);
        assert_eq!(scroll.top, 9_999_990.0);
        scroll.reveal(9_999_995, body, 10.0);
        assert_eq!(scroll.top, 9_999_990.0);
        scroll.reveal(5, body, 10.0);
        assert_eq!(scroll.top, 5.0);
        scroll.clamp(8, 10.0);
        assert_eq!(scroll.top, 0.0);
    }
}
