//! The panel at the right: reads like a page about the selected event, or about the collection if none is selected.

mod claims;
mod collection;
mod facts;
mod figures;
mod grades;
mod header;
pub(super) mod quotes;
mod related;
mod sources;

use eframe::egui::{Frame, Id, Margin, ScrollArea, Ui, Vec2};

use crate::model::event::{Event, EventId};
use crate::model::source::{QuoteId, SourceId};
use crate::state::action::Action;
use crate::state::evidence::EvidenceAction;
use crate::store::Row;
use crate::ui::Cx;
use crate::ui::theme::{regular, size};
use crate::ui::{media, prose, widgets};

/// Room around the page, in points.
const PADDING: Margin = Margin {
    left: 18,
    right: 18,
    top: 14,
    bottom: 24,
};

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let selected = cx
        .state
        .view
        .selection
        .as_ref()
        .and_then(|id| cx.state.dataset.row(id));
    look_at_sources(cx, selected);
    let page = selected.map(|row| cx.state.dataset.id(row));
    media::follow(cx, page.as_ref());
    // Each page has its own scroll position, and starts at its top.
    ScrollArea::vertical()
        .id_salt(("detail", page))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            Frame::new().inner_margin(PADDING).show(ui, |ui| {
                ui.spacing_mut().item_spacing = Vec2::new(6.0, 4.0);
                ui.set_width(ui.available_width());
                match selected {
                    Some(row) => event_page(ui, cx, row),
                    None => collection::show(ui, cx),
                }
            });
        });
}

/// A page of the panel: of an event, or of the collection itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    collection: u64,
    event: Option<EventId>,
}

/// Has the stored copies looked at again whenever another page is shown.
fn look_at_sources(cx: &mut Cx<'_>, selected: Option<Row>) {
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let page = Page {
        collection: cx.state.evidence.collection,
        event: selected.map(|row| dataset.id(row)),
    };
    if cx.memory.checked_page.as_ref() == Some(&page) {
        return;
    }
    cx.memory.checked_page = Some(page);
    let mut ids: Vec<SourceId> = if let Some(row) = selected {
        let event = dataset.event(row);
        let quotes = event.quotes.iter();
        quotes.map(|quote| quote.source.clone()).collect()
    } else {
        let sources = dataset.collection().sources.iter();
        let shown = sources.take(collection::CARDS_MAX);
        shown.map(|source| source.id.clone()).collect()
    };
    ids.sort();
    ids.dedup();
    let has_copies = |id: &SourceId| {
        let source = dataset.collection().source(id);
        source.is_some_and(|source| !source.captures.is_empty())
    };
    ids.retain(has_copies);
    if !ids.is_empty() {
        cx.push(Action::Evidence(EvidenceAction::ShowSources(ids)));
    }
}

fn event_page(ui: &mut Ui, cx: &mut Cx<'_>, row: Row) {
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let event = &*dataset.event(row);
    header::show(ui, cx, row, event);
    facts::show(ui, cx, event);
    figures::show(ui, cx, event);
    claims::show(ui, cx, event);
    if let Some(summary) = &event.summary {
        widgets::section(ui, cx.theme, "Summary");
        prose::paragraph(ui, summary, regular(size::BODY), cx.theme.text);
    }
    quotes::show(ui, cx, event);
    sources::show(ui, cx, event);
    related::links(ui, cx, event);
    media::show(ui, cx, event);
    related::other_properties(ui, cx, event);
}

/// The number of a quote on the page, as its references show it; from 1.
fn quote_number(event: &Event, id: &QuoteId) -> Option<usize> {
    let idx = event.quotes.iter().position(|quote| quote.id == *id)?;
    Some(idx + 1)
}

/// The quote that a reference on the page was followed to, and whether to bring it into view now.
#[derive(Clone, Debug, PartialEq)]
struct Followed {
    event: EventId,
    quote: QuoteId,
    scroll: bool,
}

fn followed_id() -> Id {
    Id::unique("followed quote")
}

fn followed(ui: &Ui, event: &Event) -> Option<Followed> {
    ui.data(|data| data.get_temp::<Followed>(followed_id()))
        .filter(|followed| followed.event == event.id)
}

fn follow(ui: &Ui, event: &Event, quote: &QuoteId, scroll: bool) {
    let followed = Followed {
        event: event.id.clone(),
        quote: quote.clone(),
        scroll,
    };
    ui.data_mut(|data| data.insert_temp(followed_id(), followed));
}

/// Small numbers of the quotes that back a claim; a click leads to the quote.
fn references(ui: &mut Ui, cx: &Cx<'_>, event: &Event, cites: &[QuoteId]) {
    use eframe::egui::{CursorIcon, Role, Sense, Stroke, WidgetInfo, vec2};
    for id in cites {
        let Some(number) = quote_number(event, id) else {
            continue;
        };
        let galley = ui.painter().layout_no_wrap(
            number.to_string(),
            regular(size::SMALL - 0.5),
            cx.theme.secondary,
        );
        let width = galley.size().x.max(5.0) + 8.0;
        let (rect, response) = ui.allocate_exact_size(vec2(width, 16.0), Sense::click());
        let label = format!("Quote {number}");
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
        let lit = response.hovered() || response.has_focus();
        let color = if lit {
            cx.theme.accent
        } else {
            cx.theme.hairline
        };
        ui.painter().rect_stroke(
            rect.shrink2(vec2(0.0, 1.0)),
            4.0,
            Stroke::new(1.0, color),
            eframe::egui::StrokeKind::Inside,
        );
        let at = rect.center() - galley.size() / 2.0;
        ui.painter().galley(at, galley, color);
        let clicked = response.clicked();
        let words = quotes::words(&event.quotes[number - 1]);
        response
            .on_hover_cursor(CursorIcon::PointingHand)
            .on_hover_text(words);
        if clicked {
            follow(ui, event, id, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::ui::{Dialog, fixture};

    fn page_of(id: &str) -> egui_kittest::Harness<'static, fixture::Panel> {
        let mut state = fixture::state();
        state.view.selection = (!id.is_empty()).then(|| EventId(id.to_owned()));
        let mut harness = fixture::harness(state, show);
        harness.run();
        harness
    }

    #[test]
    fn the_page_shows_words_speaker_and_source() {
        let harness = page_of("strike");
        harness.get_by_label("“We would strike the equipment before it posed a threat.”");
        harness.get_by_label("Where, 2 claims");
        harness.get_by_label("16 aircraft");
        harness.get_by_label("✓ stored copy matches");
        harness.get_by_label("Other properties");
    }

    #[test]
    fn a_citation_is_copied_in_the_form_that_is_chosen() {
        let mut harness = page_of("strike");
        for (form, words) in [
            ("Plain text", "— Col. John Dorrian, spokesperson"),
            ("BibTeX", "@article{ara-news,"),
            ("CSL-JSON", "\"id\": \"ara-news\""),
        ] {
            let link = harness.get_all_by_label("Copy citation as…").next();
            link.unwrap().click();
            harness.run();
            harness.get_by_label(form).click();
            harness.step();
            let commands = &harness.output().platform_output.commands;
            let copied = commands.iter().find_map(|command| match command {
                eframe::egui::OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            });
            assert!(copied.unwrap_or_default().contains(words), "{form}");
            harness.run();
            // Elsewhere the link says again what it does.
            harness.hover_at(eframe::egui::pos2(700.0, 1_300.0));
            harness.run();
        }
    }

    #[test]
    fn a_quote_leads_to_its_stored_copy() {
        let mut harness = page_of("strike");
        // The other quote's source has none.
        assert_eq!(harness.get_all_by_label("Read in stored copy").count(), 1);
        harness.get_by_label("Read in stored copy").click();
        harness.run();
        let actions = &harness.state().actions;
        let reads = |action: &Action| matches!(action, Action::Evidence(EvidenceAction::Read(_)));
        assert!(actions.iter().any(reads));
    }

    #[test]
    fn an_address_is_shown_before_it_is_opened() {
        let mut harness = page_of("loss");
        let link = harness.get_all_by_label("Open link…").next().unwrap();
        link.click();
        harness.run();
        assert_eq!(
            harness.state().memory.dialog,
            Some(Dialog::ConfirmLink(String::from(
                "https://aranews.example/palmyra"
            )))
        );
    }

    #[test]
    fn a_linked_event_is_a_click_away() {
        let mut harness = page_of("loss");
        harness
            .get_by_label("followed by: Coalition aircraft destroy captured tanks")
            .click();
        harness.run();
        assert!(
            harness
                .state()
                .actions
                .iter()
                .any(|action| matches!(action, Action::Select(Some(id)) if id.0 == "strike"))
        );
    }

    #[test]
    fn nothing_selected_shows_the_collection() {
        let harness = page_of("");
        harness.get_by_label("3: 2 dated and 1 undated, 2 located and 1 not located");
    }
}
