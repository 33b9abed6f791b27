//! All contradictions of the collection, in the map's place: what is disputed about which event, and what backs each value.
//!
//! In time order, of the whole collection whatever the filter; what the filter leaves out is marked.
//! Only rows in sight are laid out. Selecting one selects its event, whose claims stand at the right.

mod row;

use eframe::egui::{
    Align, EventFilter, Id, Key, Layout, Modifiers, Rect, Role, ScrollArea, Sense, Stroke, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use self::row::Columns;
use crate::model::clock::Clock;
use crate::model::number::grouped;
use crate::query::claims::{About, Contradiction};
use crate::state::action::Action;
use crate::store::Row;
use crate::ui::command::Command;
use crate::ui::theme::{medium, regular, size};
use crate::ui::{Cx, keyboard, prose, widgets};

const HEADER: f32 = 40.0;
const INSET: f32 = 16.0;

/// What the list keeps between frames.
#[derive(Debug, Default)]
pub struct ContradictionsMemory {
    /// The entry that the keyboard is at.
    cursor: usize,
    /// The keyboard goes to the list in the next frame.
    pub wants_focus: bool,
    /// The keyboard is at the list.
    pub has_focus: bool,
}

/// Draws the list into all that is left of `ui`.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let rect = ui.available_rect_before_wrap();
    if !rect.is_positive() {
        return;
    }
    cx.memory.pointer = None;
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let all = cx.derived.contradictions(&dataset);
    let top = Rect::from_min_size(rect.min, vec2(rect.width(), HEADER));
    strip(ui, cx, top, &all);
    ui.painter().hline(
        rect.x_range(),
        top.bottom(),
        Stroke::new(1.0, cx.theme.hairline),
    );
    let body = Rect::from_min_max(top.left_bottom() + vec2(0.0, 1.0), rect.max);
    let mut builder = UiBuilder::new().id_salt("contradictions").max_rect(body);
    if all.is_empty() {
        builder = builder.max_rect(body.shrink2(vec2(INSET, 32.0)));
        ui.scope_builder(builder, |ui| nothing(ui, cx));
    } else {
        ui.scope_builder(builder, |ui| list(ui, cx, body, &all));
    }
}

/// `9 contradictions in 4 of 8 events`.
pub fn counted(all: &[Contradiction], n_events: usize) -> String {
    let number = |n: usize| grouped(n as u64);
    let mut rows: Vec<Row> = all.iter().map(|contradiction| contradiction.row).collect();
    rows.dedup();
    match all.len() {
        0 => String::from("No contradictions"),
        1 => format!("1 contradiction in {} events", number(n_events)),
        n => format!(
            "{} contradictions in {} of {} events",
            number(n),
            number(rows.len()),
            number(n_events)
        ),
    }
}

/// How many there are, of what, and the way back to the map.
fn strip(ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, all: &[Contradiction]) {
    let theme = cx.theme;
    let mut ui = ui.new_child(
        UiBuilder::new()
            .max_rect(rect.shrink2(vec2(INSET, 0.0)))
            .layout(Layout::right_to_left(Align::Center)),
    );
    if widgets::button(&mut ui, theme, "Map", false, true)
        .on_hover_text("Show the map (C)")
        .clicked()
    {
        keyboard::run(cx, Command::Contradictions);
    }
    ui.add_space(8.0);
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        let words = counted(all, cx.state.dataset.len());
        let width = ui.available_width();
        widgets::elided_label(ui, &words, medium(size::BODY), theme.text, width);
        let font = regular(size::SMALL + 1.0);
        let words = match cx.state.view.clock {
            Clock::Happened => "of the whole collection, whatever the filter",
            _ => "of the whole collection, also what was not known then",
        };
        let width = ui.available_width();
        widgets::elided_label(ui, words, font, theme.secondary, width);
    });
}

fn nothing(ui: &mut Ui, cx: &Cx<'_>) {
    let (title, hint) = if cx.state.dataset.is_empty() {
        ("No events", "The collection that is open holds none.")
    } else if cx.state.dataset.has_records() {
        (
            "A table has no contradictions",
            "Each of its rows gives one value of each kind. Rival claims and who makes them stand in a collection of \
             Strabo's own format.",
        )
    } else {
        (
            "No contradictions",
            "No event has claims that differ on when, where, who or how many, and no event is linked as contradicting \
             another. Several sources that say the same agree.",
        )
    };
    prose::paragraph(ui, title, medium(size::QUOTE), cx.theme.text);
    ui.add_space(4.0);
    prose::paragraph(ui, hint, regular(size::BODY), cx.theme.secondary);
}

fn list(ui: &mut Ui, cx: &mut Cx<'_>, body: Rect, all: &[Contradiction]) {
    let columns = Columns::of(body.width() - 2.0 * INSET);
    // Where each entry begins, and at last where the list ends.
    let mut tops = Vec::with_capacity(all.len() + 1);
    let mut height = 0.0;
    for contradiction in all {
        tops.push(height);
        height += columns.height(contradiction);
    }
    tops.push(height);

    let response = ui.interact(body, Id::unique("contradictions"), Sense::FOCUSABLE);
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::List,
            true,
            format!("List of {} contradictions", grouped(all.len() as u64)),
        )
    });
    let memory = &mut cx.memory.contradictions;
    if std::mem::take(&mut memory.wants_focus) {
        response.request_focus();
    }
    memory.has_focus = response.has_focus();
    memory.cursor = memory.cursor.min(all.len() - 1);
    let moved = response.has_focus() && keys(ui, cx, response.id, body, &tops, all);
    ScrollArea::vertical()
        .id_salt("contradictions")
        .auto_shrink([false, false])
        .show_viewport(ui, |ui, sight| {
            ui.set_height(height);
            let origin = ui.min_rect().min;
            let first = tops
                .partition_point(|top| *top <= sight.top())
                .saturating_sub(1);
            for idx in first..all.len() {
                if tops[idx] > sight.bottom() {
                    break;
                }
                let rect = Rect::from_min_size(
                    pos2(origin.x, origin.y + tops[idx]),
                    vec2(body.width(), tops[idx + 1] - tops[idx]),
                );
                let at_cursor =
                    cx.memory.contradictions.has_focus && cx.memory.contradictions.cursor == idx;
                if row::show(ui, cx, rect, &columns, idx, &all[idx], at_cursor) {
                    cx.memory.contradictions.cursor = idx;
                    response.request_focus();
                }
            }
            if moved {
                let idx = cx.memory.contradictions.cursor;
                let top = origin.y + tops[idx];
                let rect = Rect::from_x_y_ranges(
                    origin.x..=origin.x + 1.0,
                    top..=top + tops[idx + 1] - tops[idx],
                );
                ui.scroll_to_rect(rect, None);
            }
        });
}

/// Arrows, Page, Home and End move; Enter and Space select. Whether the cursor moved.
fn keys(ui: &Ui, cx: &mut Cx<'_>, id: Id, body: Rect, tops: &[f32], all: &[Contradiction]) -> bool {
    ui.memory_mut(|memory| {
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        memory.set_focus_lock_filter(id, filter);
    });
    let take = |key: Key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let before = cx.memory.contradictions.cursor;
    let mut cursor = (before + take(Key::ArrowDown)).saturating_sub(take(Key::ArrowUp));
    let page = body.height() * 0.9;
    if take(Key::PageDown) > 0 {
        cursor = tops.partition_point(|top| *top <= tops[before] + page) - 1;
    }
    if take(Key::PageUp) > 0 {
        cursor = tops.partition_point(|top| *top < tops[before] - page);
    }
    if take(Key::Home) > 0 {
        cursor = 0;
    }
    if take(Key::End) > 0 {
        cursor = all.len() - 1;
    }
    let cursor = cursor.min(all.len() - 1);
    cx.memory.contradictions.cursor = cursor;
    let id = cx.state.dataset.id(all[cursor].row);
    cx.hover(&id);
    if take(Key::Enter) + take(Key::Space) > 0 {
        cx.push(Action::Select(Some(id)));
    }
    cursor != before
}

/// How many lines the values of an entry take.
fn n_values(contradiction: &Contradiction) -> usize {
    match &contradiction.about {
        About::Claims(dispute) => dispute.sides.len(),
        About::Event(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::state::State;
    use crate::ui::fixture;

    #[test]
    fn every_contradiction_is_listed_with_its_values_and_what_backs_them() {
        let mut harness = fixture::harness(fixture::state(), show);
        harness.run();
        harness.get_by_label("3 contradictions in 2 of 3 events");
        harness.get_by_label("of the whole collection, whatever the filter");
        harness.get_by_label(
            "ISIS recaptures Palmyra, blamed for the fall of Palmyra: United States, 1 report; \
             or Syrian Army and Russia, 1 report",
        );
        harness
            .get_by_label(
                "Coalition aircraft destroy captured tanks, tanks destroyed: 14, 1 report; or 12 (10–16), 1 report; \
                 both may hold",
            )
            .click();
        harness.run();
        let actions = &harness.state().actions;
        assert!(
            actions
                .iter()
                .any(|action| matches!(action, Action::Select(Some(id)) if id.0 == "strike"))
        );
    }

    #[test]
    fn the_keyboard_walks_the_list_and_selects() {
        let mut harness = fixture::harness(fixture::state(), show);
        harness.step();
        harness.state_mut().memory.contradictions.wants_focus = true;
        harness.run();
        harness.key_press(Key::End);
        harness.key_press(Key::ArrowUp);
        harness.key_press(Key::Enter);
        harness.run();
        let actions = &harness.state().actions;
        assert!(
            actions
                .iter()
                .any(|action| matches!(action, Action::Select(Some(id)) if id.0 == "strike"))
        );
        assert_eq!(harness.state().memory.contradictions.cursor, 1);
    }

    #[test]
    fn nothing_to_list_says_why() {
        let dataset = crate::store::Dataset::new(
            crate::model::collection::Collection::default(),
            crate::store::Origin::default(),
        );
        let state = State::new(
            std::sync::Arc::new(dataset),
            crate::state::Settings::default(),
        );
        let mut harness = fixture::harness(state, show);
        harness.run();
        harness.get_by_label("No contradictions");
        harness.get_by_label("The collection that is open holds none.");
    }
}
