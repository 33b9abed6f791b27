//! The quotes of an event: the words, who said them in what role, where they stand, and how credible they are.

use eframe::egui::{
    Align, Button, CursorIcon, Label, Layout, Margin, Popup, Rect, Response, RichText, Role, Sense,
    Ui, WidgetInfo, pos2, vec2,
};

use crate::model::event::Event;
use crate::model::source::Quote;
use crate::query::attribution::{self, credibility_words, language_name};
use crate::query::cite::{Format, write_sources};
use crate::query::known::Known;
use crate::query::sentence::source_name;
use crate::state::action::Action;
use crate::state::evidence::{EvidenceAction, ReaderRequest};
use crate::ui::citation::citation;
use crate::ui::text::{reads_right_to_left, visual, visual_ltr};
use crate::ui::theme::{regular, size};
use crate::ui::{Cx, prose, widgets};

/// Width of the rule beside a quote, in points.
const RULE: f32 = 2.0;

/// What stands in place of the words of a source that is only named.
const NO_WORDS: &str = "the data does not quote its words";

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, event: &Event) {
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
        let (rect, opener) = quote_ui(ui, cx, quote, idx + 1);
        let is_followed = followed.as_ref().is_some_and(|to| to.quote == quote.id);
        let hovered = ui.rect_contains_pointer(rect);
        let focused = opener.is_some_and(|opener| opener.has_focus());
        let color = if hovered || focused || is_followed {
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

/// One quote with everything about it; returns the rectangle that its rule stands beside, and what opens the stored
/// copy at its words, if there is one.
fn quote_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    quote: &Quote,
    number: usize,
) -> (Rect, Option<Response>) {
    let theme = cx.theme;
    let source = cx.state.dataset.collection().source(&quote.source);
    let has_copy = source.is_some_and(|source| !source.captures.is_empty());
    // What is read here may be known only later than the moment that is looked at.
    let late = Known::by(&cx.state.dataset, cx.state.window()).why_late(&quote.source);
    let ink = late.map_or(theme.text, |_| theme.secondary);
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
        let mut opener = None;
        if quote.text.is_empty() {
            prose::paragraph(ui, NO_WORDS, regular(size::BODY), theme.secondary);
        } else {
            let font = regular(size::QUOTE);
            let words = prose::paragraph(ui, &quoted(&quote.text), font, ink);
            if has_copy {
                opener = Some(opener_ui(ui, cx, quote, number, words.rect));
            }
        }
        if let Some(translation) = &quote.translation {
            let language = quote.language.as_deref().map(language_name);
            let from = language.map_or_else(
                || String::from("Translation"),
                |name| format!("Translated from {name}"),
            );
            ui.add_space(2.0);
            widgets::section_label(ui, theme, &from);
            prose::paragraph(ui, &quoted(translation), regular(size::QUOTE), ink);
        }
        let color = theme.secondary;
        small(ui, &voice_words(quote, cx), color);
        small(ui, &place_words(quote, cx), color);
        if let Some(words) = late {
            widgets::chip(ui, theme, words, theme.secondary);
        }
        ui.horizontal(|ui| {
            ui.set_height(18.0);
            ui.spacing_mut().item_spacing.x = 14.0;
            if opener.is_some() && widgets::link(ui, theme, "Read in stored copy").clicked() {
                read(cx, quote);
            }
            copy_menu(ui, cx, quote);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(
                    RichText::new(number.to_string())
                        .font(regular(size::SMALL))
                        .color(theme.faint),
                );
            });
        });
        opener
    });
    (shown.response.rect, shown.inner)
}

/// Makes the words of a quote lead to their place in the stored copy, by a click or by Enter.
fn opener_ui(ui: &Ui, cx: &mut Cx<'_>, quote: &Quote, number: usize, rect: Rect) -> Response {
    let id = ui.scope_id().with(("open quote", &quote.id.0));
    // Above the words, so that a click is its; dragging still selects them.
    let opener = ui.interact(rect, id, Sense::click());
    opener.widget_info(|| {
        let label = format!("Read quote {number} in its stored copy");
        WidgetInfo::labeled(Role::Link, true, label)
    });
    if opener.clicked() {
        read(cx, quote);
    }
    opener.on_hover_cursor(CursorIcon::PointingHand)
}

fn read(cx: &mut Cx<'_>, quote: &Quote) {
    cx.push(Action::Evidence(EvidenceAction::Read(Box::new(
        ReaderRequest {
            source: quote.source.clone(),
            capture_idx: None,
            quote: Some(quote.clone()),
        },
    ))));
}

/// Puts the citation on the clipboard, in the form that is chosen.
fn copy_menu(ui: &mut Ui, cx: &Cx<'_>, quote: &Quote) {
    let id = ui.scope_id().with(("copied citation", &quote.id.0));
    let copied = ui.data(|data| data.get_temp::<&'static str>(id));
    // What was done is said in the place of what can be, until the pointer goes elsewhere.
    let words = copied.map_or_else(
        || String::from("Copy citation as…"),
        |form| format!("Copied as {form}"),
    );
    let link = widgets::link(ui, cx.theme, &words);
    let collection = cx.state.dataset.collection();
    let source = collection.source(&quote.source);
    Popup::menu(&link)
        .accessible_name("Copy citation as")
        .show(|ui| {
            let mut copied = None;
            if ui.button("Plain text").clicked() {
                copied = Some(("plain text", citation(quote, source, collection.zone())));
            }
            for format in Format::ALL {
                let button = Button::new(format.label());
                if ui.add_enabled(source.is_some(), button).clicked()
                    && let Some(source) = source
                {
                    let text = write_sources(collection, &[source], format);
                    copied = Some((format.label(), text));
                }
            }
            if let Some((form, text)) = copied {
                ui.ctx().copy_text(text);
                ui.data_mut(|data| data.insert_temp(id, form));
            }
        });
    let moved = ui.input(|input| input.pointer.delta() != eframe::egui::Vec2::ZERO);
    if copied.is_some() && moved && !link.hovered() && !Popup::is_any_open(ui.ctx()) {
        ui.data_mut(|data| data.remove::<&'static str>(id));
    }
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
pub(in crate::ui) fn voice_words(quote: &Quote, cx: &Cx<'_>) -> String {
    attribution::voice_words(quote, cx.state.zones())
}

/// `in ARA News, paragraph 3 · credibility 6, truth cannot be judged`.
pub(in crate::ui) fn place_words(quote: &Quote, cx: &Cx<'_>) -> String {
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
