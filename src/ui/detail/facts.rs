//! When, where and who, as plain sentences with the words of the source beside them.

use eframe::egui::{Label, RichText, Ui};

use crate::model::claim::{Claim, adopted};
use crate::model::clock::Clock;
use crate::model::event::Event;
use crate::model::place::Geometry;
use crate::model::time::Membership;
use crate::query::attribution::actor_words;
use crate::query::claims::rival_roles;
use crate::query::known::date_words;
use crate::query::words::{place_words, when_words};
use crate::ui::text::visual_ltr;
use crate::ui::theme::{regular, size};
use crate::ui::{Cx, widgets};

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    widgets::fact(ui, cx.theme, "When", |ui| when(ui, cx, event));
    known(ui, cx, event);
    widgets::fact(ui, cx.theme, "Where", |ui| place(ui, cx, event));
    if !event.actors.is_empty() {
        widgets::fact(ui, cx.theme, "Who", |ui| {
            // No side is taken here; who is named for one role by different voices stands further down.
            let rivals = rival_roles(event);
            for claim in &event.actors {
                let role = claim.value.role.as_deref();
                if !rivals.iter().any(|(of, _)| Some(*of) == role) {
                    sentence(ui, cx, event, &actor_words(&claim.value), claim);
                }
            }
            for (role, claims) in rivals {
                quiet(ui, cx, &format!("{role}: {} claims, below", claims.len()));
            }
        });
    }
    if !event.tags.is_empty() {
        widgets::fact(ui, cx.theme, "Tags", |ui| {
            ui.horizontal_wrapped(|ui| {
                for tag in &event.tags {
                    widgets::chip(ui, cx.theme, tag, cx.theme.secondary);
                }
            });
        });
    }
}

fn when(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    match adopted(&event.when) {
        Some(claim) => {
            let words = when_words(&claim.value, cx.state.zones());
            sentence(ui, cx, event, &words, claim);
            as_written(ui, cx, claim.as_written.as_deref());
        }
        None => quiet(ui, cx, "Undated"),
    }
    if !event.when.is_empty() || cx.state.view.clock != Clock::Happened {
        quiet(ui, cx, membership_words(event, cx));
    }
    others(ui, cx, event.when.len());
}

/// Since when it could be known, where its sources say so.
fn known(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    let dataset = &cx.state.dataset;
    let date = |clock| {
        let time = dataset.time_on(event, clock)?;
        Some(date_words(&time, cx.state.zones()))
    };
    let (reported, captured) = (date(Clock::Reported), date(Clock::Captured));
    if reported.is_none() && captured.is_none() {
        return;
    }
    widgets::fact(ui, cx.theme, "Known", |ui| {
        if let Some(words) = reported {
            text(ui, cx, &format!("first reported {words}"));
        }
        if let Some(words) = captured {
            quiet(ui, cx, &format!("first captured {words}"));
        }
    });
}

fn place(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    let shape = event.shape();
    let words = place_words(
        event.place(),
        shape.is_some(),
        shape.is_some_and(Geometry::has_extent),
    );
    match event.place() {
        Some(claim) => {
            sentence(ui, cx, event, &words, claim);
            as_written(ui, cx, claim.as_written.as_deref());
        }
        None => text(ui, cx, &words),
    }
    if let Some(at) = event.anchor() {
        let words = at.to_decimal_text();
        let is_middle = !matches!(shape, Some(Geometry::Point(_)));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            quiet(
                ui,
                cx,
                &if is_middle {
                    format!("middle at {words}")
                } else {
                    words.clone()
                },
            );
            widgets::copy_link(ui, cx.theme, "Copy coordinates", || {
                format!("{:.6}, {:.6}", at.lat, at.lon)
            });
        });
    }
    others(ui, cx, event.places.len());
}

/// A value and the numbers of the quotes behind it.
fn sentence<T>(ui: &mut Ui, cx: &Cx<'_>, event: &Event, words: &str, claim: &Claim<T>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        text(ui, cx, words);
        super::references(ui, cx, event, &claim.cites);
    });
}

fn as_written(ui: &mut Ui, cx: &Cx<'_>, words: Option<&str>) {
    if let Some(words) = words {
        ui.add(
            Label::new(
                RichText::new(format!("“{}”", visual_ltr(words)))
                    .font(regular(size::BODY))
                    .color(cx.theme.secondary),
            )
            .wrap(),
        );
    }
}

fn text(ui: &mut Ui, cx: &Cx<'_>, words: &str) {
    ui.add(
        Label::new(
            RichText::new(visual_ltr(words))
                .font(regular(size::BODY))
                .color(cx.theme.text),
        )
        .wrap(),
    );
}

fn quiet(ui: &mut Ui, cx: &Cx<'_>, words: &str) {
    ui.add(
        Label::new(
            RichText::new(words)
                .font(regular(size::SMALL + 0.5))
                .color(cx.theme.secondary),
        )
        .wrap(),
    );
}

/// That there are rival claims, which stand further down.
fn others(ui: &mut Ui, cx: &Cx<'_>, n_claims: usize) {
    match n_claims {
        0 | 1 => {}
        2 => quiet(ui, cx, "1 other claim, below"),
        n => quiet(ui, cx, &format!("{} other claims, below", n - 1)),
    }
}

fn membership_words(event: &Event, cx: &Cx<'_>) -> &'static str {
    let dataset = &cx.state.dataset;
    let time = dataset.time_on(event, dataset.clock());
    match time.map(|time| time.membership(cx.state.window())) {
        None => dataset.clock().undated(),
        Some(Membership::Certain) => "certainly in the window",
        Some(Membership::PossibleOnly) => "possibly in the window",
        Some(Membership::Outside) => "outside the window",
    }
}
