//! Rival claims side by side: what is said, who says so, and how well each is known.
//!
//! No side is taken: only what the collection itself adopts is marked so.
//! Sources that repeat one origin are said to, so that their agreement is not counted twice.

use eframe::egui::{Align, Label, Layout, RichText, Stroke, Ui, vec2};

use crate::model::claim::{Claim, adopted_idx};
use crate::model::event::{Actor, Event};
use crate::model::source::{Quote, QuoteId, SourceId};
use crate::query::sentence::source_name;
use crate::query::words::{place_words, when_words};
use crate::store::Dataset;
use crate::ui::text::visual_ltr;
use crate::ui::theme::{medium, regular, size};
use crate::ui::top_bar::sentence_case;
use crate::ui::{Cx, widgets};

/// Claims of one kind that stand against each other.
#[derive(Clone, Debug, PartialEq)]
struct Rivalry {
    /// `Where`, `tanks destroyed`, `blamed for the fall of Palmyra`.
    heading: String,
    sides: Vec<Side>,
}

/// One of the claims.
#[derive(Clone, Debug, PartialEq)]
struct Side {
    value: String,
    as_written: Option<String>,
    adopted: bool,
    voices: Vec<Voice>,
}

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Voice {
    /// `Col. John Dorrian, in ARA News`.
    words: String,
    /// Admiralty grades of source and statement: `F6`.
    grade: Option<String>,
    /// What the grades mean.
    meaning: String,
    /// Where it is heard.
    cites: Vec<QuoteId>,
}

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    for rivalry in rivalries(&cx.state.dataset, event) {
        let n_claims = rivalry.sides.len();
        widgets::section(
            ui,
            cx.theme,
            &format!(
                "{}, {n_claims} claims",
                visual_ltr(&sentence_case(&rivalry.heading))
            ),
        );
        for (idx, side) in rivalry.sides.iter().enumerate() {
            if idx > 0 {
                hairline(ui, cx);
            }
            side_row(ui, cx, event, side);
        }
    }
}

fn hairline(ui: &mut Ui, cx: &Cx<'_>) {
    let (rect, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), 9.0),
        eframe::egui::Sense::hover(),
    );
    ui.painter().hline(
        rect.x_range(),
        rect.center().y,
        Stroke::new(1.0, cx.theme.hairline),
    );
}

/// Value, voices and grades in columns; on a narrow panel the grade stands below the voice.
fn side_row(ui: &mut Ui, cx: &Cx<'_>, event: &Event, side: &Side) {
    const GAP: f32 = 12.0;
    let width = ui.available_width();
    let value_width = (width - GAP) * 0.46;
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
            label(ui, &side.value, medium(size::BODY), cx.theme.text);
            if let Some(words) = &side.as_written {
                let words = format!("“{words}”");
                label(ui, &words, regular(size::SMALL + 0.5), cx.theme.secondary);
            }
            if side.adopted {
                widgets::chip(ui, cx.theme, "adopted", cx.theme.text);
            }
        });
        column(ui, width - GAP - value_width, &mut |ui| {
            if side.voices.is_empty() {
                label(
                    ui,
                    "no quote is cited",
                    regular(size::SMALL + 0.5),
                    cx.theme.faint,
                );
            }
            for voice in &side.voices {
                voice_ui(ui, cx, event, voice);
            }
        });
    });
}

/// The numbers of the quotes, who says so, and at the right how well it is known.
fn voice_ui(ui: &mut Ui, cx: &Cx<'_>, event: &Event, voice: &Voice) {
    let font = regular(size::SMALL + 0.5);
    let grade = voice.grade.as_deref().unwrap_or_default();
    let grade_width = widgets::text_width(ui, grade, font.clone());
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.spacing_mut().item_spacing.x = 6.0;
        let width = ui.available_width() - grade_width - 8.0;
        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::LEFT), |ui| {
            ui.set_width(width);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                label(ui, &voice.words, font.clone(), cx.theme.secondary);
                super::references(ui, cx, event, &voice.cites);
            });
        });
        if !grade.is_empty() {
            label(ui, grade, font, cx.theme.text).on_hover_text(&voice.meaning);
        }
    });
}

fn label(
    ui: &mut Ui,
    words: &str,
    font: eframe::egui::FontId,
    color: eframe::egui::Color32,
) -> eframe::egui::Response {
    ui.add(Label::new(RichText::new(visual_ltr(words)).font(font).color(color)).wrap())
}

/// Everything about an event on which its claims differ.
fn rivalries(dataset: &Dataset, event: &Event) -> Vec<Rivalry> {
    let zone = dataset.zone();
    let mut found = Vec::new();
    if event.when.len() > 1 {
        let adopted = adopted_idx(&event.when);
        let sides = event.when.iter().enumerate().map(|(idx, claim)| {
            let value = when_words(&claim.value, zone);
            side(dataset, value, claim, adopted == Some(idx))
        });
        found.push(Rivalry {
            heading: String::from("When"),
            sides: sides.collect(),
        });
    }
    if event.places.len() > 1 {
        let adopted = adopted_idx(&event.places);
        let sides = event.places.iter().enumerate().map(|(idx, claim)| {
            let shape = claim.value.geometry.as_ref().or(event.geometry.as_ref());
            let is_area = shape.is_some_and(crate::model::place::Geometry::has_extent);
            let value = place_words(Some(claim), shape.is_some(), is_area);
            side(dataset, value, claim, adopted == Some(idx))
        });
        found.push(Rivalry {
            heading: String::from("Where"),
            sides: sides.collect(),
        });
    }
    found.extend(rival_measures(dataset, event));
    found.extend(rival_actors(dataset, event));
    found
}

/// Numbers of one name that several claims give.
fn rival_measures(dataset: &Dataset, event: &Event) -> Vec<Rivalry> {
    groups(&event.measures, |measure| Some(measure.name.as_str()))
        .into_iter()
        .map(|(name, claims)| Rivalry {
            heading: name.to_owned(),
            sides: claims
                .iter()
                .map(|claim| side(dataset, claim.value.value_text(), claim, claim.adopted))
                .collect(),
        })
        .collect()
}

/// The roles for each of which different quotes name different actors; those of one quote acted together.
pub(super) fn rival_roles(event: &Event) -> Vec<(&str, Vec<&Claim<Actor>>)> {
    let mut roles = groups(&event.actors, |actor| actor.role.as_deref());
    roles.retain(|(_, claims)| {
        claims.iter().enumerate().all(|(idx, claim)| {
            let shares_a_quote = claims[..idx]
                .iter()
                .any(|other| other.cites.iter().any(|id| claim.cites.contains(id)));
            !claim.cites.is_empty() && !shares_a_quote
        })
    });
    roles
}

fn rival_actors(dataset: &Dataset, event: &Event) -> Vec<Rivalry> {
    rival_roles(event)
        .into_iter()
        .map(|(role, claims)| Rivalry {
            heading: role.to_owned(),
            sides: claims
                .iter()
                .map(|claim| side(dataset, claim.value.name.clone(), claim, claim.adopted))
                .collect(),
        })
        .collect()
}

/// Claims that share a key, where there are at least two, in the order of their first.
fn groups<'a, T>(
    claims: &'a [Claim<T>],
    key: impl Fn(&T) -> Option<&str>,
) -> Vec<(&'a str, Vec<&'a Claim<T>>)>
where
    T: 'a,
{
    let mut groups: Vec<(&str, Vec<&Claim<T>>)> = Vec::new();
    for claim in claims {
        let Some(name) = key(&claim.value) else {
            continue;
        };
        match groups.iter_mut().find(|(of, _)| *of == name) {
            Some((_, members)) => members.push(claim),
            None => groups.push((name, vec![claim])),
        }
    }
    groups.retain(|(_, members)| members.len() > 1);
    groups
}

fn side<T>(dataset: &Dataset, value: String, claim: &Claim<T>, adopted: bool) -> Side {
    let mut voices: Vec<Voice> = Vec::new();
    for quote in claim.cites.iter().filter_map(|id| dataset.quote(id)) {
        let voice = voice(dataset, &quote);
        let same = voices
            .iter_mut()
            .find(|other| other.words == voice.words && other.grade == voice.grade);
        match same {
            Some(other) => other.cites.extend(voice.cites),
            None => voices.push(voice),
        }
    }
    Side {
        value,
        as_written: claim.as_written.clone(),
        adopted,
        voices,
    }
}

fn voice(dataset: &Dataset, quote: &Quote) -> Voice {
    let publisher = source_name(dataset, &quote.source);
    let source = dataset.collection().source(&quote.source);
    let mut words = match (&quote.speaker, &quote.role) {
        (Some(speaker), _) if *speaker != publisher => format!("{speaker}, in {publisher}"),
        // A publisher that speaks for somebody else says whose view it is.
        (Some(_), Some(role)) => format!("{publisher}, {role}"),
        _ => publisher,
    };
    if let Some(origin) = source.and_then(|source| source.origin.as_ref()) {
        words.push_str(", repeating ");
        words.push_str(&first_origin(dataset, origin));
    }
    let reliability = source.and_then(|source| source.reliability);
    let grade = match (reliability, quote.credibility) {
        (None, None) => None,
        (reliability, credibility) => Some(format!(
            "{}{}",
            reliability.map_or("–", |grade| grade.letter()),
            credibility.map_or_else(|| String::from("–"), |grade| grade.grade().to_string()),
        )),
    };
    let mut meanings = Vec::new();
    meanings.extend(reliability.map(super::sources::reliability_words));
    meanings.extend(quote.credibility.map(super::quotes::credibility_words));
    Voice {
        words,
        grade,
        meaning: meanings.join("\n"),
        cites: vec![quote.id.clone()],
    }
}

/// The name of the source that the chain of repetitions begins with.
fn first_origin(dataset: &Dataset, origin: &SourceId) -> String {
    /// Longer chains are circles.
    const CHAIN_MAX: usize = 16;
    let mut id = origin;
    for _ in 0..CHAIN_MAX {
        match dataset
            .collection()
            .source(id)
            .and_then(|source| source.origin.as_ref())
        {
            Some(next) => id = next,
            None => break,
        }
    }
    source_name(dataset, id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::EventId;
    use crate::ui::fixture;

    fn of(id: &str) -> Vec<Rivalry> {
        let dataset = fixture::dataset();
        let event = dataset.event_by_id(&EventId(id.to_owned())).unwrap();
        rivalries(&dataset, &event)
    }

    #[test]
    fn places_and_numbers_that_differ_stand_side_by_side() {
        let found = of("strike");
        let headings: Vec<&str> = found
            .iter()
            .map(|rivalry| rivalry.heading.as_str())
            .collect();
        assert_eq!(headings, ["Where", "tanks destroyed"]);
        assert!(found[0].sides[0].adopted && !found[0].sides[1].adopted);
        assert_eq!(found[1].sides[1].value, "12 (10–16)");
        assert!(found[1].sides.iter().all(|side| !side.adopted));
    }

    #[test]
    fn no_side_is_taken_where_the_collection_takes_none() {
        let found = of("loss");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].heading, "blamed for the fall of Palmyra");
        assert!(found[0].sides.iter().all(|side| !side.adopted));
    }

    #[test]
    fn a_voice_says_where_it_is_heard_and_whom_it_repeats() {
        let found = of("loss");
        let voice = |idx: usize| found[0].sides[idx].voices[0].clone();
        assert_eq!(voice(0).words, "Bashar al-Assad, in ARA News");
        assert_eq!(voice(0).grade.as_deref(), Some("F6"));
        assert_eq!(
            voice(1).words,
            "Western analysts, in The Daily, repeating ARA News"
        );
    }
}
