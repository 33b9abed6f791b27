//! The top of an event's page: its category, where it stands among what is shown, and its title.

use eframe::egui::{Align, Layout, Role, Sense, Ui, WidgetInfo, vec2};

use crate::model::event::Event;
use crate::query::matching::Matching;
use crate::state::action::Action;
use crate::state::playback::Direction;
use crate::store::Row;
use crate::ui::symbols::Symbol;
use crate::ui::theme::{medium, regular, semibold, size};
use crate::ui::{Cx, prose, widgets};

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, row: Row, event: &Event) {
    let theme = cx.theme;
    let matching = cx.matching();
    let n_shown = matching.shown.len();
    let place = position(&matching, row).map_or_else(
        || String::from("not shown now"),
        |position| format!("{position} of {n_shown}"),
    );
    let categories = cx.state.dataset.categories();
    let idx = cx.state.dataset.category_idx(row);
    let color = theme.category(categories, idx);
    let symbol = Symbol::of(categories, idx);
    let label = categories[idx].label.clone();
    ui.horizontal(|ui| {
        ui.set_height(24.0);
        let (rect, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
        symbol.paint(ui.painter(), rect.center(), 6.5, color);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (direction, text, words) in [
                (Direction::Forward, "›", "Next event"),
                (Direction::Backward, "‹", "Previous event"),
            ] {
                let enabled = has_neighbor(&matching, row, direction);
                if step_button(ui, cx, text, words, enabled) {
                    cx.push(Action::SelectNeighbor(direction));
                }
            }
            ui.add_space(4.0);
            let width = ui.available_width();
            widgets::elided_label(ui, &place, regular(size::BODY), theme.faint, width);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let width = ui.available_width();
                widgets::elided_label(ui, &label, medium(size::BODY), color, width);
            });
        });
    });
    ui.add_space(2.0);
    let title = prose::paragraph(ui, &event.title, semibold(size::HEADING), theme.text);
    title.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &event.title));
    ui.add_space(6.0);
}

/// A small square button with a single sign; `words` say what it does.
fn step_button(ui: &mut Ui, cx: &Cx<'_>, sign: &str, words: &str, enabled: bool) -> bool {
    let theme = cx.theme;
    let sense = if enabled {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 24.0), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, words));
    if enabled && (response.hovered() || response.has_focus()) {
        ui.painter()
            .rect_filled(rect, 5.0, theme.text.gamma_multiply(0.08));
    }
    let color = if enabled {
        theme.secondary
    } else {
        theme.faint.gamma_multiply(0.5)
    };
    ui.painter().text(
        rect.center(),
        eframe::egui::Align2::CENTER_CENTER,
        sign,
        medium(17.0),
        color,
    );
    response.on_hover_text(words).clicked()
}

/// Where a row stands among what is shown, from 1; `None` if it is not.
pub(super) fn position(matching: &Matching, row: Row) -> Option<usize> {
    matching
        .shown
        .contains(row)
        .then(|| matching.shown.rank(row) + 1)
}

/// Whether anything that is shown comes before or after a row.
fn has_neighbor(matching: &Matching, row: Row, direction: Direction) -> bool {
    let neighbor = match direction {
        Direction::Forward => matching.shown.after(row),
        Direction::Backward => matching.shown.before(row),
    };
    neighbor.is_some()
}

#[cfg(test)]
mod tests {
    use crate::store::row_set::RowSet;

    use super::*;

    #[test]
    fn undated_events_stand_after_the_dated_ones() {
        let shown = |row: usize| [1, 4, 7].contains(&row);
        let matching = Matching {
            shown: RowSet::where_row(9, shown),
            ..Matching::default()
        };
        assert_eq!(position(&matching, Row(4)), Some(2));
        assert_eq!(position(&matching, Row(7)), Some(3));
        assert_eq!(position(&matching, Row(2)), None);
        assert!(has_neighbor(&matching, Row(2), Direction::Backward));
        assert!(!has_neighbor(&matching, Row(1), Direction::Backward));
        assert!(!has_neighbor(&matching, Row(7), Direction::Forward));
    }
}
