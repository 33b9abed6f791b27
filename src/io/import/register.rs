//! The ids of a collection: unique, made up where there are none, and known to whatever refers to them.

use std::collections::HashSet;

use crate::io::import::context::{Context, Reference, Spot, Target};
use crate::io::import::feature::{Vocabulary, report_duplicate_quote};
use crate::model::collection::Collection;
use crate::model::event::{Event, EventId};
use crate::model::problem::ProblemCode;

/// The ids that are taken.
#[derive(Default)]
pub(super) struct Register {
    events: HashSet<String>,
    quotes: HashSet<String>,
    pub(super) rejected: HashSet<String>,
}

impl Register {
    /// Takes in an event. In the collection format another one of its id rejects it;
    /// plain GeoJSON promises nothing about ids, so there it only gets another one to be known by.
    pub(super) fn admit(
        &mut self,
        ctx: &mut Context<'_>,
        at: &Spot<'_, '_>,
        mut event: Event,
        vocabulary: Vocabulary,
    ) -> Option<Event> {
        let EventId(id) = &event.id;
        if !id.is_empty() && !self.events.insert(id.clone()) {
            let value = at.value.member("id").unwrap_or(at.value);
            let message = format!("another feature has the id “{id}” already");
            let at = at.member("id", value);
            if vocabulary == Vocabulary::Own {
                ctx.reject(&at, ProblemCode::DuplicateId, message, "ids are unique");
                return None;
            }
            let hint = "it is shown, and known by a made-up id";
            ctx.report(&at, ProblemCode::DuplicateId, message, hint);
            event.id.0.clear();
        }
        for (idx, quote) in event.quotes.iter().enumerate() {
            let in_other_event = self.quotes.contains(&quote.id.0);
            if in_other_event {
                let properties = at.value.member("properties").unwrap_or(at.value);
                let properties = at.member("properties", properties);
                let quotes = properties.value.member("quotes").unwrap_or(at.value);
                let quotes = properties.member("quotes", quotes);
                let item = quotes
                    .value
                    .items()
                    .and_then(|items| items.get(idx).copied());
                let item = quotes.item(idx, item.unwrap_or(quotes.value));
                report_duplicate_quote(ctx, &item, &quote.id.0);
            }
        }
        let ids = event.quotes.iter().map(|quote| quote.id.0.clone());
        self.quotes.extend(ids.filter(|id| !id.is_empty()));
        Some(event)
    }

    /// Reports what names something that does not exist.
    pub(super) fn judge_references(&self, ctx: &mut Context<'_>, collection: &Collection) {
        let made_up: HashSet<&str> = collection
            .events
            .iter()
            .filter(|event| event.written.id.is_none())
            .map(|event| event.id.0.as_str())
            .collect();
        let sources = std::mem::take(&mut ctx.sources);
        let categories = std::mem::take(&mut ctx.categories);
        ctx.judge_references(|Reference { target, id, .. }| {
            let (exists, what) = match target {
                Target::Event => (
                    self.events.contains(id) || made_up.contains(id.as_str()),
                    "event",
                ),
                Target::Quote => (self.quotes.contains(id), "quote"),
                Target::Source => (sources.contains(id), "source"),
                Target::Category => (categories.contains(id), "category"),
            };
            if exists {
                return None;
            }
            let was_rejected = *target == Target::Event && self.rejected.contains(id);
            let message = if was_rejected {
                format!("the event “{id}” was rejected, and is not in the collection")
            } else {
                format!("there is no {what} with the id “{id}”")
            };
            let (code, hint) = match target {
                Target::Category => (
                    ProblemCode::UnknownCategory,
                    "add it to “categories”, or use one that is there",
                ),
                _ => (
                    ProblemCode::DanglingReference,
                    "check the spelling of the id",
                ),
            };
            Some((code, message, hint.to_owned()))
        });
    }
}

/// Gives events without an id one that is stable as long as the file is: `feature-12` for the twelfth.
pub(super) fn make_up_ids(events: &mut [Event], feature_idx: &[usize]) {
    let mut taken: HashSet<String> = events.iter().map(|event| event.id.0.clone()).collect();
    for (event, idx) in events.iter_mut().zip(feature_idx) {
        if !event.id.0.is_empty() {
            continue;
        }
        let mut id = format!("feature-{}", idx + 1);
        while taken.contains(&id) {
            id.push('\'');
        }
        taken.insert(id.clone());
        event.id = EventId(id);
    }
}
