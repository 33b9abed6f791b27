//! The filters at the left: every value of a kind with the number of events that have it.
//!
//! Counts follow all other parts of the filter, so they say what a click would give.
//! What has no date or no place is counted here too, and can be reached from here.

use std::collections::BTreeSet;

use eframe::egui::{Frame, Id, Label, Margin, Popup, RichText, Role, ScrollArea, Ui, vec2};

use crate::model::filter::{CertaintyFilter, Filter};
use crate::query::facets::FacetValue;
use crate::query::matching::matching;
use crate::query::sentence::source_name;
use crate::state::action::Action;
use crate::store;
use crate::ui::symbols::Symbol;
use crate::ui::theme::{Theme, medium, size, space};
use crate::ui::widgets::{self, Marker};
use crate::ui::{Cx, top_bar};

/// Values of a kind that are shown before "Show all".
const VALUES_SHOWN: usize = 8;

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    header(ui, cx);
    let mut filter = cx.state.view.filter.clone();
    ScrollArea::vertical()
        .id_salt("facets")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            page(ui, |ui| {
                categories(ui, cx, &mut filter);
                value_sections(ui, cx, &mut filter);
                not_shown(ui, cx);
                certainty(ui, cx, &mut filter);
            });
        });
    if filter != cx.state.view.filter {
        cx.push(Action::SetFilter(filter));
    }
}

/// The header of the left panel: which of its two pages is open.
pub(super) fn header(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let n_scenes = cx.state.dataset.collection().scenes.len();
    let shown = Frame::new()
        .inner_margin(Margin::symmetric(space::PANEL, 0))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_height(36.0);
                ui.spacing_mut().item_spacing.x = 16.0;
                let scenes = match n_scenes {
                    0 => String::from("Scenes"),
                    n => format!("Scenes {n}"),
                };
                for (words, shows_scenes) in [("Filters", false), (scenes.as_str(), true)] {
                    let open = cx.memory.left_shows_scenes == shows_scenes;
                    if widgets::tab(ui, theme, words, open).clicked() {
                        cx.memory.left_shows_scenes = shows_scenes;
                    }
                }
                let is_filtered = !cx.state.view.filter.is_empty();
                if is_filtered && !cx.memory.left_shows_scenes {
                    ui.with_layout(
                        eframe::egui::Layout::right_to_left(eframe::egui::Align::Center),
                        |ui| {
                            let clear = widgets::link(ui, theme, "Clear");
                            if clear.on_hover_text("Clear the filter").clicked() {
                                cx.push(Action::SetFilter(Filter::default()));
                            }
                        },
                    );
                }
            });
        });
    let rect = shown.response.rect;
    ui.painter().hline(
        ui.max_rect().x_range(),
        rect.bottom() - 0.5,
        eframe::egui::Stroke::new(1.0, theme.hairline),
    );
}

/// The padding of the left panel; rows reach a little beyond it, for the ground of those that are lit.
pub(super) fn page(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    Frame::new()
        .inner_margin(Margin {
            left: 8,
            right: 8,
            top: 0,
            bottom: 20,
        })
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(6.0, 0.0);
            content(ui);
        });
}

/// A section heading in line with the words of the rows.
pub(super) fn heading(ui: &mut Ui, theme: &Theme, words: &str) {
    ui.add_space(14.0);
    ui.horizontal(|ui| {
        ui.add_space(6.0);
        widgets::section_label(ui, theme, words);
    });
    ui.add_space(4.0);
}

fn categories(ui: &mut Ui, cx: &mut Cx<'_>, filter: &mut Filter) {
    let theme = cx.theme;
    let facets = cx.facets();
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let infos = dataset.categories();
    if infos.is_empty() {
        heading(ui, theme, "Category");
        quiet(ui, theme, "No events, so nothing to filter");
        return;
    }
    heading(ui, theme, "Category");
    for FacetValue { value: idx, count } in &facets.categories {
        let info = &infos[*idx];
        let marker = Marker::Symbol(Symbol::of(infos, *idx), theme.category(infos, *idx));
        let Some(id) = &info.id else {
            // Events without a category cannot be asked for by one; their number is still said.
            if *count > 0 {
                let dimmed = !filter.categories.is_empty();
                value_row(ui, theme, marker, &info.label, *count, false, dimmed, None);
            }
            continue;
        };
        let selected = filter.categories.contains(id);
        let dimmed = !filter.categories.is_empty() && !selected;
        if value_row(
            ui,
            theme,
            marker,
            &info.label,
            *count,
            selected,
            dimmed,
            Some(Role::CheckBox),
        ) {
            toggle(&mut filter.categories, id);
        }
    }
}

fn value_sections(ui: &mut Ui, cx: &mut Cx<'_>, filter: &mut Filter) {
    let theme = cx.theme;
    let facets = cx.facets();
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    section(
        ui,
        theme,
        "Actor",
        &facets.actors,
        &mut filter.actors,
        Clone::clone,
    );
    section(
        ui,
        theme,
        "Place precision",
        &facets.precisions,
        &mut filter.precisions,
        |class| class.label().to_owned(),
    );
    section(
        ui,
        theme,
        "Source",
        &facets.sources,
        &mut filter.sources,
        |id| source_name(&dataset, id),
    );
    section(
        ui,
        theme,
        "Tag",
        &facets.tags,
        &mut filter.tags,
        Clone::clone,
    );
}

/// The values of one kind, with checkboxes; the most frequent ones, and the rest on demand.
fn section<T: Ord + Clone>(
    ui: &mut Ui,
    theme: &Theme,
    name: &str,
    values: &[FacetValue<T>],
    chosen: &mut BTreeSet<T>,
    label: impl Fn(&T) -> String,
) {
    if values.is_empty() {
        return;
    }
    heading(ui, theme, name);
    let id = Id::unique(("all values", name));
    let unfolded = widgets::is_unfolded(ui, id);
    let any_chosen = !chosen.is_empty();
    for (idx, FacetValue { value, count }) in values.iter().enumerate() {
        let selected = chosen.contains(value);
        if !is_listed(idx, values.len(), unfolded, selected) {
            continue;
        }
        let clicked = ui
            .push_id((name, idx), |ui| {
                value_row(
                    ui,
                    theme,
                    Marker::CheckBox,
                    &label(value),
                    *count,
                    selected,
                    any_chosen && !selected,
                    Some(Role::CheckBox),
                )
            })
            .inner;
        if clicked {
            toggle(chosen, value);
        }
    }
    if values.len() > VALUES_SHOWN + 1 {
        let words = if unfolded {
            String::from("Show fewer")
        } else {
            format!("Show all {}", values.len())
        };
        ui.horizontal(|ui| {
            ui.set_height(space::ROW);
            ui.add_space(28.0);
            if widgets::link(ui, theme, &words).clicked() {
                widgets::set_unfolded(ui, id, !unfolded);
            }
        });
    }
}

/// Whether a value is listed: the first eight, those chosen, and all once unfolded. One more than eight fits too.
fn is_listed(idx: usize, n_values: usize, unfolded: bool, selected: bool) -> bool {
    idx < VALUES_SHOWN || n_values == VALUES_SHOWN + 1 || unfolded || selected
}

/// Puts a value into a choice, or takes it out.
fn toggle<T: Ord + Clone>(chosen: &mut BTreeSet<T>, value: &T) {
    if !chosen.remove(value) {
        chosen.insert(value.clone());
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "a row is exactly these; a struct would only repeat widgets::Row"
)]
fn value_row(
    ui: &mut Ui,
    theme: &Theme,
    marker: Marker,
    text: &str,
    count: usize,
    selected: bool,
    dimmed: bool,
    role: Option<Role>,
) -> bool {
    let accessible = format!("{text}, {}", counted(count));
    ui.add_enabled_ui(role.is_some(), |ui| {
        widgets::row(
            ui,
            theme,
            &widgets::Row {
                marker,
                text,
                count: Some(count),
                selected,
                dimmed,
                accessible: &accessible,
                role: role.unwrap_or(Role::Label),
            },
        )
        .clicked()
    })
    .inner
}

/// `1 event`, `2 events`.
fn counted(n: usize) -> String {
    format!("{n} {}", if n == 1 { "event" } else { "events" })
}

/// Events that the timeline or the map cannot show, each list a click away.
fn not_shown(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    heading(ui, theme, "Not on this map or timeline");
    let found = cx.matching();
    let rows = [
        ("Undated", "Undated events", found.counts.undated),
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
                let rows = if words == "Undated" {
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

/// Which events of the window count; both counts are always there.
fn certainty(ui: &mut Ui, cx: &mut Cx<'_>, filter: &mut Filter) {
    let theme = cx.theme;
    heading(ui, theme, "In the window");
    let counts = cx.matching().counts;
    for choice in CertaintyFilter::ALL {
        let count = match choice {
            CertaintyFilter::Both => counts.certain + counts.possible,
            CertaintyFilter::CertainOnly => counts.certain,
            CertaintyFilter::PossibleOnly => counts.possible,
        };
        let words = top_bar::sentence_case(choice.label());
        let accessible = format!("{words}, {}", counted(count));
        let response = widgets::row(
            ui,
            theme,
            &widgets::Row {
                marker: Marker::Radio,
                text: &words,
                count: Some(count),
                selected: filter.certainty == choice,
                dimmed: false,
                accessible: &accessible,
                role: Role::RadioButton,
            },
        );
        if response.clicked() {
            filter.certainty = choice;
        }
    }
}

fn quiet(ui: &mut Ui, theme: &Theme, words: &str) {
    ui.horizontal(|ui| {
        ui.add_space(6.0);
        ui.add(Label::new(RichText::new(words).color(theme.secondary)).wrap());
    });
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::ui::fixture;

    #[test]
    fn a_click_chooses_a_value_and_another_lets_it_go() {
        let mut chosen = BTreeSet::new();
        toggle(&mut chosen, &1);
        toggle(&mut chosen, &2);
        toggle(&mut chosen, &1);
        assert_eq!(chosen, BTreeSet::from([2]));
    }

    #[test]
    fn long_lists_show_the_first_eight_and_what_is_chosen() {
        let listed = |n_values: usize, unfolded: bool| {
            (0..n_values)
                .filter(|idx| is_listed(*idx, n_values, unfolded, *idx == 10))
                .count()
        };
        assert_eq!(listed(20, false), 9);
        assert_eq!(listed(20, true), 20);
        assert_eq!(listed(9, false), 9);
    }

    #[test]
    fn a_category_is_chosen_by_its_name_and_count() {
        let mut harness = fixture::harness(fixture::state(), show);
        harness.run();
        harness.get_by_label("Air strike, 1 event").click();
        harness.run();
        assert!(harness.state().actions.iter().any(
            |action| matches!(action, Action::SetFilter(filter) if filter.categories.len() == 1)
        ));
    }

    #[test]
    fn undated_events_can_be_reached() {
        let mut harness = fixture::harness(fixture::state(), show);
        harness.run();
        harness.get_by_label("Undated, 1 event").click();
        harness.run();
        harness.get_by_label("A meeting that nobody dates").click();
        harness.run();
        assert!(
            harness
                .state()
                .actions
                .iter()
                .any(|action| matches!(action, Action::Select(Some(id)) if id.0 == "meeting"))
        );
    }
}
