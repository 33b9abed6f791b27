//! The numbers that are reported of an event, as a row of small cards.
//!
//! A number that several claims give differently stands among the rival claims instead.

use std::sync::Arc;

use eframe::egui::{
    Color32, CursorIcon, Galley, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use crate::model::event::Event;
use crate::ui::theme::{regular, semibold, size, space};
use crate::ui::{Cx, widgets};

/// Room inside a card.
const PADDING: Vec2 = vec2(10.0, 7.0);
/// A name wider than this wraps.
const NAME_WIDTH_MAX: f32 = 112.0;
const GAP: f32 = 6.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    let single: Vec<usize> = (0..event.measures.len())
        .filter(|idx| {
            let name = &event.measures[*idx].value.name;
            event
                .measures
                .iter()
                .filter(|claim| claim.value.name == *name)
                .count()
                == 1
        })
        .collect();
    if single.is_empty() {
        return;
    }
    widgets::section(ui, cx.theme, "Figures");
    let cards: Vec<Card> = single
        .into_iter()
        .map(|idx| Card::new(ui, cx, idx, event))
        .collect();
    let sizes: Vec<Vec2> = cards.iter().map(|card| card.size).collect();
    let (rects, height) = flow(&sizes, ui.available_width(), GAP);
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    for (card, rect) in cards.iter().zip(rects) {
        card.show(ui, cx, event, rect.translate(area.min.to_vec2()));
    }
}

struct Card {
    idx: usize,
    value: Arc<Galley>,
    name: Arc<Galley>,
    size: Vec2,
}

impl Card {
    fn new(ui: &Ui, cx: &Cx<'_>, idx: usize, event: &Event) -> Self {
        let measure = &event.measures[idx].value;
        let value = ui.painter().layout_no_wrap(
            measure.value_text(),
            semibold(size::QUOTE + 2.0),
            cx.theme.text,
        );
        let name = ui.painter().layout(
            crate::ui::text::visual(&measure.name).into_owned(),
            regular(size::SMALL + 0.5),
            cx.theme.secondary,
            NAME_WIDTH_MAX,
        );
        let width = value.size().x.max(name.size().x).max(32.0);
        let height = value.size().y + 2.0 + name.size().y;
        Self {
            idx,
            value,
            name,
            size: vec2(width, height) + 2.0 * PADDING,
        }
    }

    fn show(&self, ui: &mut Ui, cx: &Cx<'_>, event: &Event, rect: Rect) {
        let claim = &event.measures[self.idx];
        let id = ui.scope_id().with(("figure", self.idx));
        let first = claim
            .cites
            .iter()
            .find(|id| super::quote_number(event, id).is_some());
        let sense = if first.is_some() {
            Sense::click()
        } else {
            Sense::hover()
        };
        let response = ui.interact(rect, id, sense);
        let role = if first.is_some() {
            Role::Button
        } else {
            Role::Label
        };
        response.widget_info(|| {
            let words = format!("{} {}", claim.value.value_text(), claim.value.name);
            WidgetInfo::labeled(role, true, words)
        });
        let lit = first.is_some() && (response.hovered() || response.has_focus());
        let edge = if lit {
            cx.theme.faint
        } else {
            cx.theme.hairline
        };
        ui.painter().rect(
            rect,
            f32::from(space::RADIUS),
            cx.theme.card,
            Stroke::new(1.0, edge),
            StrokeKind::Inside,
        );
        let at = rect.min + PADDING;
        let below = at + vec2(0.0, self.value.size().y + 2.0);
        ui.painter()
            .galley(at, Arc::clone(&self.value), Color32::PLACEHOLDER);
        ui.painter()
            .galley(below, Arc::clone(&self.name), Color32::PLACEHOLDER);
        let Some(first) = first else {
            return;
        };
        if response.clicked() {
            super::follow(ui, event, first, true);
        }
        let words: Vec<String> = claim
            .cites
            .iter()
            .filter_map(|id| event.quote(id))
            .map(|quote| format!("“{}”", crate::ui::text::visual(&quote.text)))
            .collect();
        response
            .on_hover_cursor(CursorIcon::PointingHand)
            .on_hover_text(words.join("\n\n"));
    }
}

/// Rectangles of things that flow like words; those of one line are equally high. Returns the height of all.
fn flow(sizes: &[Vec2], width: f32, gap: f32) -> (Vec<Rect>, f32) {
    let mut rects: Vec<Rect> = Vec::with_capacity(sizes.len());
    let mut top = 0.0;
    let mut start = 0;
    while start < sizes.len() {
        let mut end = start;
        let mut right: f32 = 0.0;
        let mut height: f32 = 0.0;
        while end < sizes.len() && (end == start || right + sizes[end].x <= width) {
            right += sizes[end].x + gap;
            height = height.max(sizes[end].y);
            end += 1;
        }
        let mut left = 0.0;
        for size in &sizes[start..end] {
            let wide = size.x.min(width);
            rects.push(Rect::from_min_size(
                eframe::egui::pos2(left, top),
                vec2(wide, height),
            ));
            left += size.x + gap;
        }
        top += height + gap;
        start = end;
    }
    (rects, (top - gap).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_wrap_like_words_and_are_as_high_as_their_line() {
        let sizes = [vec2(40.0, 20.0), vec2(40.0, 30.0), vec2(40.0, 10.0)];
        let (rects, height) = flow(&sizes, 90.0, 6.0);
        let whole = |points: f32| points as i32;
        assert_eq!(whole(rects[1].left()), 46);
        assert_eq!(whole(rects[0].height()), 30);
        assert_eq!(whole(rects[2].top()), 36);
        assert_eq!(whole(height), 46);
    }

    #[test]
    fn nothing_is_wider_than_the_panel() {
        let (rects, _) = flow(&[vec2(200.0, 20.0)], 90.0, 6.0);
        assert_eq!(rects[0].width() as i32, 90);
    }
}
