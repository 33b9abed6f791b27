//! The quotes of an event: the words, who said them in what role, where they stand, and how credible they are.

use eframe::egui::{Align, Label, Layout, Margin, Rect, RichText, Ui, pos2, vec2};

use crate::model::event::Event;
use crate::model::source::{Credibility, Quote};
use crate::query::sentence::source_name;
use crate::query::words::edtf_words;
use crate::ui::citation::citation;
use crate::ui::text::{reads_right_to_left, visual, visual_ltr};
use crate::ui::theme::{regular, size};
use crate::ui::{Cx, prose, widgets};

/// Width of the rule beside a quote, in points.
const RULE: f32 = 2.0;

/// What stands in place of the words of a source that is only named.
const NO_WORDS: &str = "the data does not quote its words";

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    if event.quotes.is_empty() {
        return;
    }
    let has_words = event.quotes.iter().any(|quote| !quote.text.is_empty());
    let heading = match (event.quotes.len(), has_words) {
        (1, true) => String::from("Quote"),
        (n, true) => format!("Quotes, {n}"),
        (1, false) => String::from("Named as source"),
        (n, false) => format!("Named as sources, {n}"),
    };
    widgets::section(ui, cx.theme, &heading);
    let followed = super::followed(ui, event);
    for (idx, quote) in event.quotes.iter().enumerate() {
        if idx > 0 {
            ui.add_space(10.0);
        }
        let rect = quote_ui(ui, cx, quote, idx + 1);
        let is_followed = followed.as_ref().is_some_and(|to| to.quote == quote.id);
        let hovered = ui.rect_contains_pointer(rect);
        let color = if hovered || is_followed {
            cx.theme.accent
        } else {
            cx.theme.hairline
        };
        let right = reads_right_to_left(&quote.text);
        let x = if right {
            rect.right() - RULE
        } else {
            rect.left()
        };
        let rule = Rect::from_min_size(pos2(x, rect.top()), vec2(RULE, rect.height()));
        ui.painter().rect_filled(rule, 1.0, color);
        if is_followed && followed.as_ref().is_some_and(|to| to.scroll) {
            ui.scroll_to_rect(rect, Some(Align::Center));
            super::follow(ui, event, &quote.id, false);
        }
    }
}

/// One quote with everything about it; returns the rectangle that its rule stands beside.
fn quote_ui(ui: &mut Ui, cx: &Cx<'_>, quote: &Quote, number: usize) -> Rect {
    let theme = cx.theme;
    let right = reads_right_to_left(&quote.text);
    let margin = Margin {
        left: if right { 0 } else { 14 },
        right: if right { 14 } else { 0 },
        top: 1,
        bottom: 1,
    };
    let frame = eframe::egui::Frame::new().inner_margin(margin);
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(8.0, 3.0);
        if quote.text.is_empty() {
            prose::paragraph(ui, NO_WORDS, regular(size::BODY), theme.secondary);
        } else {
            prose::paragraph(ui, &quoted(&quote.text), regular(size::QUOTE), theme.text);
        }
        if let Some(translation) = &quote.translation {
            let language = quote.language.as_deref().map(language_name);
            let from = language.map_or_else(
                || String::from("Translation"),
                |name| format!("Translated from {name}"),
            );
            ui.add_space(2.0);
            widgets::section_label(ui, theme, &from);
            prose::paragraph(ui, &quoted(translation), regular(size::QUOTE), theme.text);
        }
        let color = theme.secondary;
        small(ui, &voice_words(quote, cx), color);
        small(ui, &place_words(quote, cx), color);
        ui.horizontal(|ui| {
            ui.set_height(18.0);
            widgets::copy_link(ui, theme, "Copy citation", || {
                let collection = cx.state.dataset.collection();
                citation(quote, collection.source(&quote.source), collection.zone())
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(
                    RichText::new(number.to_string())
                        .font(regular(size::SMALL))
                        .color(theme.faint),
                );
            });
        });
    });
    shown.response.rect
}

fn small(ui: &mut Ui, words: &str, color: eframe::egui::Color32) {
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

fn quoted(text: &str) -> String {
    format!("“{}”", text.trim())
}

/// The words of a quote for a tooltip.
pub(super) fn words(quote: &Quote) -> String {
    if quote.text.is_empty() {
        format!("{}: {NO_WORDS}", quote.source.0)
    } else {
        format!("“{}”", visual(&quote.text))
    }
}

/// `Col. John Dorrian, spokesperson, said Wednesday 14 Dec 2016`.
fn voice_words(quote: &Quote, cx: &Cx<'_>) -> String {
    let zone = cx.state.zones();
    let mut parts: Vec<String> = Vec::new();
    parts.extend(quote.speaker.clone());
    parts.extend(quote.role.clone());
    parts.extend(
        quote
            .said
            .as_deref()
            .map(|said| format!("said {}", edtf_words(said, zone))),
    );
    if parts.is_empty() && quote.text.is_empty() {
        String::new()
    } else if parts.is_empty() {
        String::from("Speaker not stated")
    } else {
        parts.join(", ")
    }
}

/// `in ARA News, paragraph 3 · credibility 6, truth cannot be judged`.
fn place_words(quote: &Quote, cx: &Cx<'_>) -> String {
    let mut parts = vec![format!(
        "in {}",
        source_name(&cx.state.dataset, &quote.source)
    )];
    parts.extend(quote.locator.clone());
    let place = parts.join(", ");
    match quote.credibility {
        Some(credibility) => format!("{place} · {}", credibility_words(credibility)),
        None => place,
    }
}

/// `credibility 6, truth cannot be judged`.
pub(super) fn credibility_words(credibility: Credibility) -> String {
    format!(
        "credibility {}, {}",
        credibility.grade(),
        credibility.meaning()
    )
}

/// The English name of a common language by its BCP 47 tag; the tag itself for others.
fn language_name(tag: &str) -> String {
    let name = match tag.split('-').next().unwrap_or(tag) {
        "ar" => "Arabic",
        "de" => "German",
        "en" => "English",
        "es" => "Spanish",
        "fa" => "Persian",
        "fr" => "French",
        "he" => "Hebrew",
        "ku" | "kmr" => "Kurdish",
        "ru" => "Russian",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        _ => tag,
    };
    name.to_owned()
}
