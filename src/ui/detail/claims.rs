//! Rival claims side by side: what is said, who says so, how well each is known, and how many independent origins
//! stand behind it.
//!
//! No side is taken: only what the collection itself adopts is marked so.
//! Sources that repeat one origin are said to, and their agreement counts once.

use eframe::egui::{Align, Label, Layout, Response, RichText, Sense, Stroke, Ui, vec2};

use crate::model::event::Event;
use crate::model::source::{Credibility, Quote, QuoteId, Reliability, SourceId};
use crate::query::claims::{Dispute, Field, Side, disputes, sources_of};
use crate::query::known::Known;
use crate::query::origins::Origins;
use crate::query::sentence::source_name;
use crate::store::Dataset;
use crate::ui::command::Command;
use crate::ui::detail::grades;
use crate::ui::text::visual_ltr;
use crate::ui::theme::{medium, regular, size};
use crate::ui::top_bar::sentence_case;
use crate::ui::{Center, Cx, keyboard, widgets};

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Voice {
    /// `Col. John Dorrian, in ARA News`.
    words: String,
    reliability: Option<Reliability>,
    credibility: Option<Credibility>,
    /// Where it is heard.
    cites: Vec<QuoteId>,
    /// Whether it had been heard at the time that is looked at.
    is_known: bool,
}

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, event: &Event) {
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let origins = cx.derived.origins(&dataset);
    let disputes = disputes(&dataset, event, &origins);
    for dispute in &disputes {
        widgets::section(ui, cx.theme, &heading(dispute));
        if dispute.is_contradiction() && dispute.may_all_hold {
            let words = match dispute.sides.len() {
                2 => "Both may hold: what is known of them overlaps.",
                _ => "All may hold: what is known of them overlaps.",
            };
            label(ui, words, small(), cx.theme.secondary);
            ui.add_space(2.0);
        }
        for (idx, side) in dispute.sides.iter().enumerate() {
            if idx > 0 {
                hairline(ui, cx);
            }
            side_row(ui, cx, event, &origins, &dispute.field, side);
        }
    }
    if !disputes.is_empty() {
        key(ui, cx);
        let leads_there = cx.memory.center != Center::Contradictions;
        if leads_there && disputes.iter().any(Dispute::is_contradiction) {
            ui.add_space(4.0);
            let link = widgets::link(ui, cx.theme, "All contradictions of the collection");
            if link
                .on_hover_text("List them in the map's place (C)")
                .clicked()
            {
                keyboard::run(cx, Command::Contradictions);
            }
        }
    }
}

/// `Where, 2 claims`; `When, 3 claims agree`.
fn heading(dispute: &Dispute) -> String {
    let field = visual_ltr(&sentence_case(dispute.field.label())).into_owned();
    let n_claims = dispute.n_claims();
    if dispute.is_contradiction() {
        format!("{field}, {n_claims} claims")
    } else {
        format!("{field}, {n_claims} claims agree")
    }
}

/// What the signs mean, once for all claims of the page.
fn key(ui: &mut Ui, cx: &Cx<'_>) {
    ui.add_space(8.0);
    let words = "Letter: how reliable the source is, from A to E. Number: how credible the statement is, from 1 to 5. \
                 F and 6, in a dashed frame: cannot be judged. Dots: reports; those joined repeat one origin.";
    label(ui, words, small(), cx.theme.faint);
}

fn hairline(ui: &mut Ui, cx: &Cx<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 9.0), Sense::hover());
    ui.painter().hline(
        rect.x_range(),
        rect.center().y,
        Stroke::new(1.0, cx.theme.hairline),
    );
}

/// The value with what backs it at the left, the voices with their grades at the right.
fn side_row(
    ui: &mut Ui,
    cx: &Cx<'_>,
    event: &Event,
    origins: &Origins,
    field: &Field,
    side: &Side,
) {
    const GAP: f32 = 12.0;
    let dataset = &cx.state.dataset;
    let known = Known::by(dataset, cx.state.window());
    let color = if known.has_any(event, &side.cites) {
        cx.theme.text
    } else {
        cx.theme.secondary
    };
    let width = ui.available_width();
    let value_width = (width - GAP) * 0.44;
    let voices = voices(dataset, event, origins, &known, side);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let column = |ui: &mut Ui, width: f32, content: &mut dyn FnMut(&mut Ui)| {
            ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::LEFT), |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
                content(ui);
            });
        };
        column(ui, value_width, &mut |ui| {
            let value = side.value_words(field, event, cx.state.zones());
            label(ui, &value, medium(size::BODY), color);
            for words in side.as_written(field, event) {
                label(ui, &format!("“{words}”"), small(), cx.theme.secondary);
            }
            backing(ui, cx, event, origins, side);
            if side.adopted {
                ui.add_space(2.0);
                widgets::chip(ui, cx.theme, "adopted", cx.theme.text);
            }
        });
        column(ui, width - GAP - value_width, &mut |ui| {
            if voices.is_empty() {
                label(ui, "no quote is cited", small(), cx.theme.secondary);
            }
            for voice in &voices {
                voice_ui(ui, cx, event, voice);
            }
        });
    });
}

/// Dots for the reports, joined where they repeat one origin, and the same in words.
fn backing(ui: &mut Ui, cx: &Cx<'_>, event: &Event, origins: &Origins, side: &Side) {
    /// More dots than this are no longer counted by eye.
    const DOTS_MAX: usize = 9;
    const STEP: f32 = 9.0;
    if side.backing.reports == 0 {
        return;
    }
    let dataset = &cx.state.dataset;
    let known = Known::by(dataset, cx.state.window());
    let all = sources_of(dataset, event, &side.cites);
    let n_all = all.len();
    let sources: Vec<SourceId> = all.into_iter().filter(|id| known.has(id)).collect();
    let groups = groups_by_origin(&sources, origins);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().interact_size.y = 0.0;
        if sources.len() <= DOTS_MAX && !sources.is_empty() {
            let between = groups.len().saturating_sub(1) as f32 * 3.0;
            let width = sources.len() as f32 * STEP + between;
            let (rect, _) = ui.allocate_exact_size(vec2(width, 14.0), Sense::hover());
            let mut at = rect.left_center() + vec2(4.0, 1.0);
            for group in &groups {
                let last = at + vec2((group.len() - 1) as f32 * STEP, 0.0);
                let line = Stroke::new(1.0, cx.theme.secondary);
                ui.painter().line_segment([at, last], line);
                for n in 0..group.len() {
                    let center = at + vec2(n as f32 * STEP, 0.0);
                    if n == 0 {
                        ui.painter().circle_filled(center, 3.0, cx.theme.secondary);
                    } else {
                        ui.painter().circle(center, 2.75, cx.theme.panel, line);
                    }
                }
                at = last + vec2(STEP + 3.0, 0.0);
            }
        }
        let words = match sources.len() {
            0 => String::from("not yet reported"),
            n if n < n_all => format!("{} by then", origins.backing(&sources).words()),
            _ => side.backing.words(),
        };
        let names = groups.iter().map(|group| {
            let names = group.iter().map(|id| source_name(&cx.state.dataset, id));
            names.collect::<Vec<_>>().join(" ← ")
        });
        let names = names.collect::<Vec<_>>().join("\n");
        label(ui, &words, small(), cx.theme.secondary).on_hover_text(names);
    });
}

/// The sources behind a value, by the source that each chain begins with; that one first where it is among them.
fn groups_by_origin<'a>(sources: &'a [SourceId], origins: &Origins) -> Vec<Vec<&'a SourceId>> {
    let mut groups: Vec<Vec<&SourceId>> = Vec::new();
    for id in sources {
        let root = origins.root(id);
        match groups
            .iter_mut()
            .find(|group| origins.root(group[0]) == root)
        {
            Some(group) if id == root => group.insert(0, id),
            Some(group) => group.push(id),
            None => groups.push(vec![id]),
        }
    }
    groups
}

/// Who says so with the numbers of the quotes, and at the right how well it is known.
fn voice_ui(ui: &mut Ui, cx: &Cx<'_>, event: &Event, voice: &Voice) {
    let grade_width = grades::width(voice.reliability, voice.credibility);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.spacing_mut().item_spacing.x = 6.0;
        let width = ui.available_width() - grade_width - 8.0;
        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::LEFT), |ui| {
            ui.set_width(width);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let color = if voice.is_known {
                    cx.theme.secondary
                } else {
                    cx.theme.faint
                };
                label(ui, &voice.words, small(), color);
                super::references(ui, cx, event, &voice.cites);
            });
        });
        grades::show(ui, cx.theme, voice.reliability, voice.credibility);
    });
}

fn small() -> eframe::egui::FontId {
    regular(size::SMALL + 0.5)
}

fn label(
    ui: &mut Ui,
    words: &str,
    font: eframe::egui::FontId,
    color: eframe::egui::Color32,
) -> Response {
    ui.add(Label::new(RichText::new(visual_ltr(words)).font(font).color(color)).wrap())
}

/// Who gives a value, each once.
fn voices(
    dataset: &Dataset,
    event: &Event,
    origins: &Origins,
    known: &Known<'_>,
    side: &Side,
) -> Vec<Voice> {
    let mut voices: Vec<Voice> = Vec::new();
    for id in &side.cites {
        let own = event.quote(id).map(std::borrow::Cow::Borrowed);
        let Some(quote) = own.or_else(|| dataset.quote(id)) else {
            continue;
        };
        let voice = voice(dataset, origins, known, &quote);
        let same = voices.iter_mut().find(|other| {
            other.words == voice.words
                && other.reliability == voice.reliability
                && other.credibility == voice.credibility
        });
        match same {
            Some(other) => other.cites.extend(voice.cites),
            None => voices.push(voice),
        }
    }
    voices
}

fn voice(dataset: &Dataset, origins: &Origins, known: &Known<'_>, quote: &Quote) -> Voice {
    let publisher = source_name(dataset, &quote.source);
    let mut words = match (&quote.speaker, &quote.role) {
        (Some(speaker), _) if *speaker != publisher => format!("{speaker}, in {publisher}"),
        // A publisher that speaks for somebody else says whose view it is.
        (Some(_), Some(role)) => format!("{publisher}, {role}"),
        _ => publisher,
    };
    let root = origins.root(&quote.source);
    if *root != quote.source {
        words.push_str(", repeating ");
        words.push_str(&source_name(dataset, root));
    }
    let is_known = known.has(&quote.source);
    if !is_known {
        words.push_str(", later");
    }
    let source = dataset.collection().source(&quote.source);
    Voice {
        words,
        reliability: source.and_then(|source| source.reliability),
        credibility: quote.credibility,
        cites: vec![quote.id.clone()],
        is_known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::EventId;
    use crate::model::time::Window;
    use crate::ui::fixture;

    /// Heading, then each side's value, adoption and voices.
    type Told = (String, Vec<(String, bool, Vec<Voice>)>);

    fn of(id: &str) -> Vec<Told> {
        let dataset = fixture::dataset();
        let origins = Origins::of(&dataset.collection().sources);
        let event = dataset.event_by_id(&EventId(id.to_owned())).unwrap();
        let known = Known::by(&dataset, Window::ALL);
        let told = |dispute: &Dispute| {
            let sides = dispute.sides.iter().map(|side| {
                let value = side.value_words(&dispute.field, &event, dataset.zone());
                let voices = voices(&dataset, &event, &origins, &known, side);
                (value, side.adopted, voices)
            });
            (heading(dispute), sides.collect())
        };
        disputes(&dataset, &event, &origins)
            .iter()
            .map(told)
            .collect()
    }

    #[test]
    fn places_and_numbers_that_differ_stand_side_by_side() {
        let found = of("strike");
        let headings: Vec<&str> = found.iter().map(|(heading, _)| heading.as_str()).collect();
        assert_eq!(headings, ["Where, 2 claims", "Tanks destroyed, 2 claims"]);
        assert!(found[0].1[0].1 && !found[0].1[1].1);
        assert_eq!(found[1].1[1].0, "12 (10–16)");
        assert!(found[1].1.iter().all(|(_, adopted, _)| !adopted));
    }

    #[test]
    fn no_side_is_taken_where_the_collection_takes_none() {
        let found = of("loss");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "Blamed for the fall of Palmyra, 2 claims");
        assert!(found[0].1.iter().all(|(_, adopted, _)| !adopted));
    }

    #[test]
    fn a_voice_says_where_it_is_heard_and_whom_it_repeats() {
        let found = of("loss");
        let voice = |idx: usize| found[0].1[idx].2[0].clone();
        assert_eq!(voice(0).words, "Bashar al-Assad, in ARA News");
        assert_eq!(voice(0).reliability, Some(Reliability::F));
        assert_eq!(voice(0).credibility, Credibility::new(6));
        assert_eq!(
            voice(1).words,
            "Western analysts, in The Daily, repeating ARA News"
        );
    }
}
