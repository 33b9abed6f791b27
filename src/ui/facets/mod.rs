//! The filters at the left: every value of a kind with the number of events that have it.
//!
//! Counts follow all other parts of the filter, so they say what a click would give.
//! What has no date or no place is counted here too, and can be reached from here.

mod lists;
mod ranges;
mod values;

use std::sync::Arc;

use eframe::egui::{Frame, Label, Margin, RichText, Role, ScrollArea, Ui, vec2};

use self::ranges::Typing;
use self::values::{Search, Section, counted, toggle, value_row};
use crate::model::filter::{CertaintyFilter, Filter};
use crate::query::facets::FacetValue;
use crate::query::sentence::{SourceNames, source_name};
use crate::state::action::Action;
use crate::ui::symbols::Symbol;
use crate::ui::theme::{Theme, space};
use crate::ui::widgets::{self, Marker};
use crate::ui::{Cx, top_bar};

/// What is half typed in the panel.
#[derive(Debug, Default)]
pub struct FacetMemory {
    actors: Search,
    precisions: Search,
    sources: Search,
    reliabilities: Search,
    tags: Search,
    typing: Typing,
}

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
                ranges::show(ui, cx, &mut filter);
                lists::show(ui, cx);
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
    let n_scenes = cx.state.scenes().len();
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
    let dataset = Arc::clone(&cx.state.dataset);
    let FacetMemory {
        actors,
        precisions,
        sources,
        reliabilities,
        tags,
        ..
    } = &mut cx.memory.facets;
    Section {
        name: "Actor",
        values: &facets.actors,
        chosen: &mut filter.actors,
        search: actors,
    }
    .show(ui, theme, &dataset, Clone::clone);
    Section {
        name: "Place precision",
        values: &facets.precisions,
        chosen: &mut filter.precisions,
        search: precisions,
    }
    .show(ui, theme, &dataset, |class| class.label().to_owned());
    // A search asks for the name of every source: then they are looked up in a map.
    let names = sources.is_asked().then(|| SourceNames::of(&dataset));
    Section {
        name: "Source",
        values: &facets.sources,
        chosen: &mut filter.sources,
        search: sources,
    }
    .show(ui, theme, &dataset, |id| match &names {
        Some(names) => names.name(id),
        None => source_name(&dataset, id),
    });
    Section {
        name: "Source reliability",
        values: &facets.reliabilities,
        chosen: &mut filter.reliabilities,
        search: reliabilities,
    }
    .show(ui, theme, &dataset, |grade| {
        // The heading says what is judged.
        let meaning = grade.meaning();
        let meaning = meaning.strip_prefix("reliability ").unwrap_or(meaning);
        format!("{}, {meaning}", grade.letter())
    });
    Section {
        name: "Tag",
        values: &facets.tags,
        chosen: &mut filter.tags,
        search: tags,
    }
    .show(ui, theme, &dataset, Clone::clone);
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
