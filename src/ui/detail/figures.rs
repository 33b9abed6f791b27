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
const PADDING: Vec2 = vec2(9.0, 7.0);
/// A card is at least this wide, so that few names wrap.
const WIDTH_MIN: f32 = 100.0;
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
    let (n_columns, width) = columns(ui.available_width());
    let cards: Vec<Card> = single
        .into_iter()
        .map(|idx| Card::new(ui, cx, idx, event, width))
        .collect();
    let heights: Vec<f32> = cards.iter().map(|card| card.height).collect();
    let (rects, height) = grid(&heights, n_columns, width);
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    for (card, rect) in cards.iter().zip(rects) {
        card.show(ui, cx, event, rect.translate(area.min.to_vec2()));
    }
}

struct Card {
    idx: usize,
    value: Arc<Galley>,
    name: Arc<Galley>,
    height: f32,
}

impl Card {
    fn new(ui: &Ui, cx: &Cx<'_>, idx: usize, event: &Event, width: f32) -> Self {
        let measure = &event.measures[idx].value;
        let inner = width - 2.0 * PADDING.x;
        let (value, range) = value_and_range(&measure.value_text());
        let name = match range {
            Some(range) => format!("{range}\n{}", measure.name),
            None => measure.name.clone(),
        };
        let value = ui
            .painter()
            .layout(value, semibold(size::QUOTE + 2.0), cx.theme.text, inner);
        let name = ui.painter().layout(
            crate::ui::text::visual(&name).into_owned(),
            regular(size::SMALL + 0.5),
            cx.theme.secondary,
            inner,
        );
        let height = value.size().y + 2.0 + name.size().y + 2.0 * PADDING.y;
        Self {
            idx,
            value,
            name,
            height,
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
            .map(super::quotes::words)
            .collect();
        response
            .on_hover_cursor(CursorIcon::PointingHand)
            .on_hover_text(words.join("\n\n"));
    }
}

/// `14 (12–20)` as the best estimate and what it lies between; the range stands in the smaller line.
fn value_and_range(text: &str) -> (String, Option<String>) {
    match text.split_once(" (") {
        Some((value, range)) => (
            value.to_owned(),
            Some(range.trim_end_matches(')').to_owned()),
        ),
        None => (text.to_owned(), None),
    }
}

/// How many cards stand side by side, and how wide each is.
fn columns(width: f32) -> (usize, f32) {
    let n = ((width + GAP) / (WIDTH_MIN + GAP)).floor().max(1.0);
    (n as usize, (width - GAP * (n - 1.0)) / n)
}

/// Rectangles in rows of `n_columns`; those of one row are equally high. Returns the height of all.
fn grid(heights: &[f32], n_columns: usize, width: f32) -> (Vec<Rect>, f32) {
    let mut rects = Vec::with_capacity(heights.len());
    let mut top = 0.0;
    for row in heights.chunks(n_columns) {
        let height = row.iter().copied().fold(0.0, f32::max);
        for column in 0..row.len() {
            let left = column as f32 * (width + GAP);
            rects.push(Rect::from_min_size(
                eframe::egui::pos2(left, top),
                vec2(width, height),
            ));
        }
        top += height + GAP;
    }
    (rects, (top - GAP).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_stands_below_the_best_estimate() {
        let check = |text: &str, value: &str, range: Option<&str>| {
            let expected = (value.to_owned(), range.map(str::to_owned));
            assert_eq!(value_and_range(text), expected);
        };
        check("14", "14", None);
        check("14 (12–20)", "14", Some("12–20"));
        check("at least 3", "at least 3", None);
    }

    #[test]
    fn cards_fill_the_width_in_equal_columns() {
        for (width, n_expected) in [(60.0, 1), (224.0, 2), (336.0, 3), (604.0, 5)] {
            let (n, card) = columns(width);
            assert_eq!(n, n_expected);
            let all = card * n as f32 + GAP * (n as f32 - 1.0);
            assert!((all - width).abs() < 0.01);
        }
    }

    #[test]
    fn cards_of_a_row_are_as_high_as_its_highest() {
        let (rects, height) = grid(&[20.0, 30.0, 10.0], 2, 100.0);
        let whole = |points: f32| points as i32;
        assert_eq!(whole(rects[0].height()), 30);
        assert_eq!(whole(rects[1].left()), 106);
        assert_eq!(whole(rects[2].top()), 36);
        assert_eq!(whole(height), 46);
    }
}
