//! The page of the collection itself, while no event is selected.

use eframe::egui::{Label, RichText, Role, Ui, WidgetInfo};

use crate::model::clock::Clock;
use crate::model::number::grouped;
use crate::model::time::Zones;
use crate::query::known::stretch_with_zone;
use crate::state::action::Action;
use crate::state::importing::name_of;
use crate::store::Dataset;
use crate::ui::command::Command;
use crate::ui::theme::{medium, regular, semibold, size};
use crate::ui::{Center, Cx, keyboard, prose, widgets};

/// More cards than this would be laid out for nothing at every frame; the facet lists all sources.
pub(super) const CARDS_MAX: usize = 50;
/// Enough to see what kind of thing is wrong; `strabo check` lists them all.
const PROBLEMS_MAX: usize = 20;

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let collection = dataset.collection();
    widgets::elided_label(
        ui,
        "Collection",
        medium(size::BODY),
        theme.secondary,
        f32::INFINITY,
    );
    ui.add_space(2.0);
    let title = prose::paragraph(ui, dataset.title(), semibold(size::HEADING), theme.text);
    title.widget_info(|| WidgetInfo::labeled(Role::Heading, true, dataset.title()));
    ui.add_space(6.0);
    if let Some(summary) = &collection.summary {
        prose::paragraph(ui, summary, regular(size::BODY), theme.text);
        ui.add_space(10.0);
    }
    // Of what happened, whatever the clock.
    for (name, words) in facts(&cx.state.base, cx.state.zones(), cx.state.scenes().len()) {
        widgets::fact(ui, theme, name, |ui| line(ui, cx, &words));
    }
    contradictions(ui, cx, &dataset);
    if dataset.is_empty() {
        ui.add_space(10.0);
        line(
            ui,
            cx,
            "This collection holds no events. Open another one with Open… at the top, or drop a file on the window.",
        );
    } else {
        ui.add_space(10.0);
        ui.add(
            Label::new(
                RichText::new(
                    "Select an event on the map or on the timeline to read who says what about it.",
                )
                .color(theme.secondary),
            )
            .wrap(),
        );
    }
    recent(ui, cx, &dataset);
    problems(ui, cx, &dataset);
    if !collection.sources.is_empty() {
        widgets::section(ui, theme, &format!("Sources, {}", collection.sources.len()));
        for source in collection.sources.iter().take(CARDS_MAX) {
            super::sources::card(ui, cx, source);
            ui.add_space(4.0);
        }
        if collection.sources.len() > CARDS_MAX {
            let rest = collection.sources.len() - CARDS_MAX;
            line(ui, cx, &format!("and {rest} more"));
        }
    }
}

/// How many contradictions there are, and the way to them; a table has none to speak of.
fn contradictions(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &std::sync::Arc<Dataset>) {
    if dataset.has_records() || dataset.is_empty() {
        return;
    }
    let all = cx.derived.contradictions(dataset);
    let theme = cx.theme;
    let mut asked = false;
    widgets::fact(ui, theme, "Disputed", |ui| {
        if all.is_empty() {
            line(ui, cx, "No contradictions");
        } else {
            let words = counted(all.len(), "contradiction", "contradictions");
            asked = widgets::link(ui, theme, &words)
                .on_hover_text("List them in the map's place (C)")
                .clicked();
        }
    });
    if asked && cx.memory.center != Center::Contradictions {
        keyboard::run(cx, Command::Contradictions);
    }
}

/// What is to be said of a collection, line by line.
fn facts(dataset: &Dataset, zones: Zones, n_scenes: usize) -> Vec<(&'static str, String)> {
    let collection = dataset.collection();
    let n_events = dataset.len();
    let number = |n: usize| grouped(n as u64);
    let n_dated = dataset.columns().n_dated;
    let n_located = n_events - dataset.columns().unlocated.len();
    let n_quotes: usize = collection
        .events
        .iter()
        .map(|event| event.quotes.len())
        .sum();
    let mut facts = vec![(
        "Events",
        format!(
            "{}: {} dated and {} undated, {} located and {} not located",
            number(n_events),
            number(n_dated),
            number(n_events - n_dated),
            number(n_located),
            number(n_events - n_located),
        ),
    )];
    let sources = counted(collection.sources.len(), "source", "sources");
    facts.push(if dataset.has_records() {
        ("Sources", sources)
    } else {
        ("Quotes", format!("{n_quotes}, in {sources}"))
    });
    let n_sources = collection.sources.len();
    if n_sources > 0 {
        let dated = collection.sources.iter().filter(|source| {
            let date = dataset.source_date(&source.id, Clock::Reported);
            date.is_some()
        });
        facts.push((
            "Published",
            match dated.count() {
                0 => String::from(
                    "no source says when, so neither coverage nor what was known when is shown",
                ),
                n if n == n_sources => String::from("all sources say when"),
                n => format!("{} of {} sources say when", number(n), number(n_sources)),
            },
        ));
    }
    if let Some(extent) = dataset.extent() {
        facts.push(("Time", stretch_with_zone(extent, zones)));
    }
    facts.push((
        "Zone",
        match collection.zone {
            Some(zone) => format!("{} ({})", zone.spoken_name(), zone.name()),
            None => String::from("UTC; the file names no zone"),
        },
    ));
    if n_scenes > 0 {
        facts.push(("Scenes", n_scenes.to_string()));
    }
    if let Some(handling) = &collection.handling {
        facts.push(("Handling", handling.text.clone()));
    }
    let origin = dataset.origin();
    if !origin.file_name.is_empty() {
        facts.push(("File", origin.file_name.clone()));
    }
    facts
}

/// Files that were opened before, where one comes to open a file: beside the sample, and beside nothing.
fn recent(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset) {
    /// More are in the palette.
    const SHOWN_MAX: usize = 8;
    let state = cx.state;
    if state.settings.recent.is_empty() || dataset.origin().path.is_some() && !dataset.is_empty() {
        return;
    }
    widgets::section(ui, cx.theme, "Recent files");
    for path in state.settings.recent.iter().rev().take(SHOWN_MAX) {
        let name = name_of(path);
        let row = widgets::Row {
            marker: widgets::Marker::None,
            text: &name,
            count: None,
            selected: false,
            dimmed: false,
            accessible: &format!("Open {name}"),
            role: Role::Button,
        };
        let opened = widgets::row(ui, cx.theme, &row).on_hover_text(path.display().to_string());
        if opened.clicked() {
            cx.push(Action::Open(path.clone()));
        }
    }
}

fn problems(ui: &mut Ui, cx: &Cx<'_>, dataset: &Dataset) {
    let problems = &dataset.origin().problems;
    if problems.is_empty() {
        return;
    }
    widgets::section(
        ui,
        cx.theme,
        &counted(
            problems.len(),
            "problem in the file",
            "problems in the file",
        ),
    );
    for problem in problems.iter().take(PROBLEMS_MAX) {
        prose::paragraph(
            ui,
            &problem.to_string(),
            regular(size::SMALL + 1.0),
            cx.theme.secondary,
        );
        ui.add_space(2.0);
    }
    if problems.len() > PROBLEMS_MAX {
        let rest = problems.len() - PROBLEMS_MAX;
        line(
            ui,
            cx,
            &format!("and {rest} more; strabo check lists them all"),
        );
    }
}

fn line(ui: &mut Ui, cx: &Cx<'_>, words: &str) {
    prose::paragraph(ui, words, regular(size::BODY), cx.theme.text);
}

/// `1 source`, `3 sources`.
fn counted(n: usize, one: &str, many: &str) -> String {
    let number = grouped(n as u64);
    format!("{number} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture;

    #[test]
    fn the_collection_is_summed_up_in_words() {
        let facts = {
            let dataset = fixture::dataset();
            facts(&dataset, dataset.zone().into(), 0)
        };
        let of = |name: &str| {
            facts
                .iter()
                .find(|(of, _)| *of == name)
                .map(|(_, words)| words.as_str())
        };
        assert_eq!(
            of("Events"),
            Some("3: 2 dated and 1 undated, 2 located and 1 not located")
        );
        assert_eq!(of("Quotes"), Some("4, in 2 sources"));
        assert_eq!(of("Time"), Some("11–15 Dec 2016"));
        assert_eq!(of("Zone"), Some("Damascus time (Asia/Damascus)"));
    }
}
