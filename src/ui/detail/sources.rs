//! Cards of the sources that an event's quotes stand in: what each is, how reliable, and what is stored of it.

use eframe::egui::{Color32, Label, RichText, Ui, vec2};

use crate::model::event::Event;
use crate::model::source::{Source, SourceId};
use crate::query::attribution::{names, reliability_words};
use crate::query::known::Known;
use crate::query::sentence::source_name;
use crate::query::words::edtf_words;
use crate::ui::text::visual_ltr;
use crate::ui::theme::{medium, regular, size};
use crate::ui::{Cx, Dialog, captures, widgets};

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, event: &Event) {
    let mut ids: Vec<&SourceId> = Vec::new();
    for quote in &event.quotes {
        if !ids.contains(&&quote.source) {
            ids.push(&quote.source);
        }
    }
    if ids.is_empty() {
        return;
    }
    let heading = match ids.len() {
        1 => String::from("Source"),
        n => format!("Sources, {n}"),
    };
    widgets::section(ui, cx.theme, &heading);
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    for id in ids {
        match dataset.collection().source(id) {
            Some(source) => card(ui, cx, source),
            None => small(
                ui,
                &format!("The source “{}” is not in the collection.", id.0),
                cx.theme.error,
            ),
        }
        ui.add_space(4.0);
    }
}

/// A source as a card over the available width.
pub(super) fn card(ui: &mut Ui, cx: &mut Cx<'_>, source: &Source) {
    let theme = cx.theme;
    widgets::card(theme).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(6.0, 5.0);
        // Lines of text and chips, not rows of buttons.
        ui.spacing_mut().interact_size.y = 0.0;
        ui.add(
            Label::new(
                RichText::new(visual_ltr(&source.title))
                    .font(medium(size::BODY))
                    .color(theme.text),
            )
            .wrap(),
        );
        small(ui, &imprint(source, cx), theme.secondary);
        if let Some(origin) = &source.origin {
            let words = format!("Repeats {}", source_name(&cx.state.dataset, origin));
            small(ui, &words, theme.secondary);
        }
        ui.horizontal_wrapped(|ui| {
            if let Some(grade) = source.reliability {
                let words = reliability_words(grade);
                widgets::chip(ui, theme, &words, theme.secondary);
            }
            if source.captures.is_empty() {
                widgets::chip(ui, theme, "No stored copy", theme.secondary);
            }
            let known = Known::by(&cx.state.dataset, cx.state.window());
            if let Some(words) = known.why_late(&source.id) {
                widgets::chip(ui, theme, words, theme.secondary);
            }
        });
        links(ui, cx, source);
        captures::list(ui, cx, source);
    });
}

/// `ARA News · Haytham Mustafa and Wladimir van Wilgenburg · about Friday 16 Dec 2016`.
fn imprint(source: &Source, cx: &Cx<'_>) -> String {
    let zone = cx.state.zones();
    let mut parts: Vec<String> = Vec::new();
    parts.extend(source.publisher.clone());
    if !source.authors.is_empty() {
        parts.push(names(&source.authors));
    }
    parts.extend(source.published.as_deref().map(|at| edtf_words(at, zone)));
    parts.join(" · ")
}

/// Addresses are only opened after they have been shown.
fn links(ui: &mut Ui, cx: &mut Cx<'_>, source: &Source) {
    let links = [
        ("Open link…", &source.url),
        ("Open archived copy…", &source.archive_url),
    ];
    if links.iter().all(|(_, url)| url.is_none()) {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        for (words, url) in links {
            if let Some(url) = url
                && widgets::link(ui, cx.theme, words)
                    .on_hover_text(url)
                    .clicked()
            {
                cx.memory.dialog = Some(Dialog::ConfirmLink(url.clone()));
            }
        }
    });
}

fn small(ui: &mut Ui, words: &str, color: Color32) {
    if !words.is_empty() {
        ui.add(
            Label::new(
                RichText::new(visual_ltr(words))
                    .font(regular(size::SMALL + 1.0))
                    .color(color),
            )
            .wrap(),
        );
    }
}
