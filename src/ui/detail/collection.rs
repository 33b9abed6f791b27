//! The page of the collection itself, while no event is selected.

use eframe::egui::{Label, RichText, Role, Ui, WidgetInfo};

use crate::model::number::grouped;
use crate::query::words::window_words;
use crate::store::Dataset;
use crate::ui::theme::{medium, regular, semibold, size};
use crate::ui::{Cx, prose, widgets};

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
    for (name, words) in facts(&dataset) {
        widgets::fact(ui, theme, name, |ui| line(ui, cx, &words));
    }
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

/// What is to be said of a collection, line by line.
fn facts(dataset: &Dataset) -> Vec<(&'static str, String)> {
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
    if let Some(extent) = dataset.extent() {
        facts.push(("Time", window_words(extent, dataset.zone())));
    }
    facts.push((
        "Zone",
        match collection.zone {
            Some(zone) => format!("{} ({})", zone.spoken_name(), zone.name()),
            None => String::from("UTC; the file names no zone"),
        },
    ));
    if !collection.scenes.is_empty() {
        facts.push(("Scenes", collection.scenes.len().to_string()));
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
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture;

    #[test]
    fn the_collection_is_summed_up_in_words() {
        let facts = facts(&fixture::dataset());
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
