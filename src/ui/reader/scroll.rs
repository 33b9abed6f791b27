//! Scrolling through a text of any length: the position is a line and a distance from its top, so that nothing needs
//! to be known of the lines that are not in sight.

use eframe::egui::{
    Align, Align2, Color32, Id, Label, Pos2, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo,
    WidgetText, pos2, vec2,
};

use super::marks::{Laid, laid_out, marks_on};
use super::{Move, moved};
use crate::model::number::grouped;
use crate::model::stored::{PAGE_LINES, Spot};
use crate::state::action::Action;
use crate::state::evidence::{EvidenceAction, Reading};
use crate::ui::theme::{regular, size};
use crate::ui::{Cx, widgets};

/// Height of a line that is empty, or not read yet.
const EMPTY: f32 = 22.0;
/// Distance between lines of the copy, so that paragraphs show.
const BETWEEN: f32 = 5.0;
/// Width of the strip with the handle, and of the room before it.
const BAR: f32 = 8.0;
const BAR_GAP: f32 = 12.0;
/// Room at the left, in which a rule stands beside the place that is shown.
const INSET: f32 = 14.0;
/// Where in the height of the reader a place is brought to.
const PLACE_AT: f32 = 0.35;

/// Where a text is scrolled to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Scroll {
    /// The reading, and the visit to a place, that it is for.
    visit: (u64, u64),
    /// The line at the top, and how much of it is above, in points.
    line: u64,
    above: f32,
}

/// The text with its marks, over the rest of the reader.
pub(super) fn text(ui: &mut Ui, cx: &mut Cx<'_>, reading: &Reading) {
    const FOOTER: f32 = 20.0;
    let room = ui.available_size() - vec2(0.0, FOOTER + ui.spacing().item_spacing.y);
    let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ScrollView, true, "Text of the stored copy"));
    let mut view = View {
        reading,
        rect,
        n_lines: reading
            .lines()
            .map_or(0, crate::model::stored::Lines::count),
        theme: cx.theme,
        lacking: Vec::new(),
    };
    let mut scroll = cx.memory.reader.scroll;
    let visit = (reading.request, reading.visits);
    if scroll.visit != visit {
        scroll = view.at_place(ui, scroll, visit);
    }
    let bar = Rect::from_min_max(pos2(rect.right() - BAR, rect.top()), rect.max);
    scroll = view.scrolled(ui, scroll, bar);
    cx.memory.reader.scroll = scroll;
    let last = view.paint(ui, scroll);
    view.paint_bar(ui, scroll, bar, last);
    for page in view.lacking {
        cx.push(Action::Evidence(EvidenceAction::ShowPage(page)));
    }
    footer(ui, cx, scroll, last, view.n_lines);
}

fn footer(ui: &mut Ui, cx: &Cx<'_>, scroll: Scroll, last: u64, n_lines: u64) {
    let words = format!(
        "Lines {}–{} of {}",
        grouped(scroll.line + 1),
        grouped(last + 1),
        grouped(n_lines)
    );
    let width = ui.available_width();
    let font = regular(size::SMALL);
    widgets::elided_label(ui, &words, font, cx.theme.faint, width);
}

/// The text as it is looked at in this frame.
struct View<'a> {
    reading: &'a Reading,
    rect: Rect,
    n_lines: u64,
    theme: &'static crate::ui::theme::Theme,
    /// Pages that are in sight and not held.
    lacking: Vec<u64>,
}

impl View<'_> {
    fn width(&self) -> f32 {
        (self.rect.width() - INSET - BAR - BAR_GAP).max(80.0)
    }

    /// A line laid out; `None` for one that is not held.
    fn laid(&mut self, ui: &Ui, line: u64) -> Option<Laid> {
        let Some(held) = self.reading.line(line) else {
            let page = line / PAGE_LINES;
            if self.reading.lacks_page(page) && !self.lacking.contains(&page) {
                self.lacking.push(page);
            }
            return None;
        };
        let copy = self.reading.copy();
        let finding = copy.and_then(|copy| copy.finding.as_ref());
        let shown = self.reading.place_idx;
        let marks = marks_on(finding, shown, line, held.text.len());
        Some(laid_out(ui, self.theme, &held.text, &marks, self.width()))
    }

    fn height(&mut self, ui: &Ui, line: u64) -> f32 {
        let laid = self.laid(ui, line);
        laid.map_or(EMPTY, |laid| laid.galley.size().y.max(EMPTY)) + BETWEEN
    }

    /// Scrolled so that the place that is shown is in sight; where there is none, as before or at the beginning.
    fn at_place(&mut self, ui: &Ui, scroll: Scroll, visit: (u64, u64)) -> Scroll {
        let copy = self.reading.copy();
        let finding = copy.and_then(|copy| copy.finding.as_ref());
        let place = self.reading.place_idx;
        let place = place.and_then(|idx| finding?.places.get(idx));
        let start = place.and_then(|place| place.ranges.first());
        let Some(start) = start.map(|range| Spot::of(range.start)) else {
            let is_same = scroll.visit.0 == visit.0;
            let at = if is_same { scroll } else { Scroll::default() };
            return Scroll { visit, ..at };
        };
        let wants_page = self.reading.line(start.line).is_none();
        // A long line is scrolled to the words in it.
        let inside = self
            .laid(ui, start.line)
            .map_or(0.0, |Laid { galley, .. }| {
                let length = self
                    .reading
                    .line(start.line)
                    .map_or(1, |line| line.text.len().max(1));
                if galley.job.halign == Align::RIGHT {
                    return galley.size().y * start.byte as f32 / length as f32;
                }
                let text = self.reading.line(start.line).map(|line| line.text.as_str());
                let before = text
                    .and_then(|text| text.get(..start.byte))
                    .unwrap_or_default();
                let cursor = eframe::egui::text::CCursor::new(before.chars().count());
                galley.pos_from_cursor(cursor).top()
            });
        Scroll {
            // Until its page is there the place is not reached.
            visit: if wants_page { scroll.visit } else { visit },
            line: start.line,
            above: inside - self.rect.height() * PLACE_AT,
        }
    }

    /// Moved by wheel, keys and handle, and kept within the text.
    fn scrolled(&mut self, ui: &mut Ui, mut scroll: Scroll, bar: Rect) -> Scroll {
        if ui.rect_contains_pointer(self.rect) {
            scroll.above -= ui.input(|input| input.smooth_scroll_delta().y);
        }
        match moved(ui, self.rect.height()) {
            Some(Move::By(distance)) => scroll.above += distance,
            Some(Move::Start) => (scroll.line, scroll.above) = (0, 0.0),
            Some(Move::End) => (scroll.line, scroll.above) = (self.n_lines.saturating_sub(1), 0.0),
            None => {}
        }
        let handle = ui.interact(bar, Id::unique("reader bar"), Sense::click_and_drag());
        handle.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, "Place in the text"));
        if let Some(at) = handle.interact_pointer_pos() {
            let share = ((at.y - bar.top()) / bar.height()).clamp(0.0, 1.0);
            let line = f64::from(share) * self.n_lines as f64;
            (scroll.line, scroll.above) = (line as u64, 0.0);
        }
        self.kept_within(ui, scroll)
    }

    fn kept_within(&mut self, ui: &Ui, mut scroll: Scroll) -> Scroll {
        let last = self.n_lines.saturating_sub(1);
        scroll.line = scroll.line.min(last);
        while scroll.above < 0.0 && scroll.line > 0 {
            scroll.line -= 1;
            scroll.above += self.height(ui, scroll.line);
        }
        scroll.above = scroll.above.max(0.0);
        while scroll.line < last {
            let height = self.height(ui, scroll.line);
            if scroll.above < height {
                break;
            }
            scroll.above -= height;
            scroll.line += 1;
        }
        // The end of the text is not scrolled above the bottom.
        let mut below = -scroll.above;
        for line in scroll.line..self.n_lines {
            below += self.height(ui, line);
            if below >= self.rect.height() {
                return scroll;
            }
        }
        let (mut line, mut room) = (self.n_lines, self.rect.height());
        while line > 0 && room > 0.0 {
            line -= 1;
            room -= self.height(ui, line);
        }
        Scroll {
            line,
            above: (-room).max(0.0),
            ..scroll
        }
    }

    /// Draws the lines in sight; returns the last of them.
    fn paint(&mut self, ui: &mut Ui, scroll: Scroll) -> u64 {
        let mut ui = ui.new_child(UiBuilder::new().max_rect(self.rect));
        ui.set_clip_rect(self.rect.intersect(ui.clip_rect()));
        let left = self.rect.left() + INSET;
        let mut top = self.rect.top() - scroll.above;
        let mut line = scroll.line;
        let mut last = line;
        while line < self.n_lines && top < self.rect.bottom() {
            last = line;
            let height = if let Some(laid) = self.laid(&ui, line) {
                self.paint_line(&mut ui, line, laid, pos2(left, top))
            } else {
                let font = regular(size::QUOTE);
                let at = pos2(left, top);
                widgets::paint_text(&ui, at, Align2::LEFT_TOP, "…", font, self.theme.faint);
                EMPTY
            };
            top += height + BETWEEN;
            line += 1;
        }
        last
    }

    /// Draws a line with its marks and its rule; returns its height.
    fn paint_line(&self, ui: &mut Ui, line: u64, laid: Laid, at: Pos2) -> f32 {
        let size = laid.galley.size();
        let is_right = laid.galley.job.halign == Align::RIGHT;
        let right = at.x + self.width();
        self.paint_rule(ui, line, at.y, size.y);
        // What is aligned to the right is laid out from there.
        let origin = if is_right { right } else { at.x };
        laid.paint_marks(ui.painter(), self.theme, pos2(origin, at.y));
        if size.x > 0.0 {
            let left = if is_right { right - size.x } else { at.x };
            let rect = Rect::from_min_size(pos2(left, at.y), size);
            let label = Label::new(WidgetText::Galley(laid.galley)).selectable(true);
            ui.put(rect, label);
        }
        size.y.max(EMPTY)
    }

    /// The rule beside a line on which the place stands that is shown.
    fn paint_rule(&self, ui: &Ui, line: u64, top: f32, height: f32) {
        let copy = self.reading.copy();
        let finding = copy.and_then(|copy| copy.finding.as_ref());
        let marks = marks_on(finding, self.reading.place_idx, line, usize::MAX);
        if marks.iter().any(|mark| mark.is_shown) {
            let rule = Rect::from_min_size(pos2(self.rect.left(), top), vec2(2.0, height));
            ui.painter().rect_filled(rule, 1.0, self.theme.accent);
        }
    }

    fn paint_bar(&self, ui: &Ui, scroll: Scroll, bar: Rect, last: u64) {
        /// The handle stays large enough to be caught.
        const HANDLE_MIN: f32 = 28.0;
        let n_lines = self.n_lines.max(1) as f32;
        let in_sight = (last - scroll.line + 1) as f32;
        if in_sight >= n_lines && scroll.above <= 0.0 {
            return;
        }
        let height =
            (bar.height() * in_sight / n_lines).clamp(HANDLE_MIN.min(bar.height()), bar.height());
        let most = (n_lines - in_sight).max(1.0);
        let share = (scroll.line as f32 / most).clamp(0.0, 1.0);
        let top = bar.top() + (bar.height() - height) * share;
        let handle = Rect::from_min_size(pos2(bar.left(), top), vec2(bar.width(), height));
        let lit = ui.rect_contains_pointer(bar);
        let color: Color32 = if lit {
            self.theme.secondary
        } else {
            self.theme.faint
        };
        ui.painter().rect_filled(
            handle.shrink2(vec2(1.5, 0.0)),
            3.0,
            color.gamma_multiply(0.7),
        );
    }
}
