//! Events that the timeline or the map cannot show: counted here, and reached from here.

use eframe::egui::{Popup, RichText, Role, ScrollArea, Ui};

use crate::model::clock::Clock;
use crate::model::filter::Filter;
use crate::query::matching::matching;
use crate::state::action::Action;
use crate::store;
use crate::ui::Cx;
use crate::ui::facets::values::counted;
use crate::ui::facets::{heading, quiet};
use crate::ui::symbols::Symbol;
use crate::ui::theme::{medium, size};
use crate::ui::widgets::{self, Marker};

/// The two lists, each a click away.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    heading(ui, theme, "Not on this map or timeline");
    let found = cx.matching();
    let (undated, undated_title) = match found.counts.clock {
        Clock::Happened => ("Undated", "Undated events"),
        Clock::Reported => ("No date of report", "Events whose sources bear no date"),
        Clock::Captured => ("No date of capture", "Events without a dated stored copy"),
    };
    let rows = [
        (undated, undated_title, found.counts.undated),
        (
            "Not located",
            "Events without a place",
            found.counts.unlocated,
        ),
    ];
    for (words, title, count) in rows {
        let accessible = format!("{words}, {}", counted(count));
        let response = widgets::row(
            ui,
            theme,
            &widgets::Row {
                marker: Marker::None,
                text: words,
                count: Some(count),
                selected: false,
                dimmed: false,
                accessible: &accessible,
                role: Role::Button,
            },
        );
        Popup::menu(&response)
            .align(eframe::egui::RectAlign::RIGHT_START)
            .width(300.0)
            .show(|ui| {
                let rows = if words == undated {
                    found.undated.rows().collect()
                } else {
                    unlocated_rows(cx)
                };
                event_list(ui, cx, title, &rows);
            });
    }
}

/// What is counted as not located: passes all but a box on the map.
fn unlocated_rows(cx: &Cx<'_>) -> Vec<store::Row> {
    let dataset = &cx.state.dataset;
    let filter = Filter {
        bounds: None,
        ..cx.state.view.filter.clone()
    };
    let found = matching(dataset, &filter, cx.state.window());
    let mut unlocated = found.shown;
    unlocated.intersect(&dataset.columns().unlocated);
    unlocated.rows().collect()
}

/// A list of events in a popup; a click selects one.
fn event_list(ui: &mut Ui, cx: &mut Cx<'_>, title: &str, rows: &[store::Row]) {
    /// Longer lists are cut off, with a word about it; a popup is no table.
    const ROWS_MAX: usize = 200;
    let theme = cx.theme;
    ui.label(
        RichText::new(title)
            .font(medium(size::SMALL))
            .color(theme.faint),
    );
    if rows.is_empty() {
        quiet(ui, theme, "None match now");
        return;
    }
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for row in rows.iter().take(ROWS_MAX) {
            let event = dataset.event(*row);
            let idx = dataset.category_idx(*row);
            let categories = dataset.categories();
            let response = widgets::row(
                ui,
                theme,
                &widgets::Row {
                    marker: Marker::Symbol(
                        Symbol::of(categories, idx),
                        theme.category(categories, idx),
                    ),
                    text: &event.title,
                    count: None,
                    selected: cx.is_selected(&event.id),
                    dimmed: false,
                    accessible: &event.title,
                    role: Role::MenuItem,
                },
            );
            if response.hovered() {
                cx.hover(&event.id);
            }
            if response.clicked() {
                cx.push(Action::Select(Some(event.id.clone())));
            }
        }
        if rows.len() > ROWS_MAX {
            quiet(ui, theme, &format!("and {} more", rows.len() - ROWS_MAX));
        }
    });
}
