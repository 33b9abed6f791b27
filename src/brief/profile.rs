//! What may leave the house: a collection reduced to what the public may see, and a count of everything taken out.
//!
//! Places are moved to the middle of the square of a grid that they lie in, and their circles grow so that the true place
//! stays inside; shapes become such circles. Sources, quotes and events that are marked `"restricted": true`, and sources
//! that are named, go with everything that rests on them alone. Presenter's notes, stored copies, media, local addresses,
//! annotations (they are drawn on the exact ground, often round the very place) and whatever this version does not know go
//! always.
//!
//! A pure function: pictures, counts and words follow from the reduced collection. Words are not rewritten; where they
//! still give away what was taken out, [`Removed::warnings`] says so.

mod places;
mod words;

use std::collections::{BTreeSet, HashSet};

use crate::model::briefing::Scene;
use crate::model::claim::{Claim, Extra};
use crate::model::collection::Collection;
use crate::model::event::{Event, EventId, Written};
use crate::model::number::grouped;
use crate::model::report::ImportReport;
use crate::model::source::{QuoteId, SourceId};
use crate::query::words::distance_words;
pub use crate::state::exporting::COARSEN_M;
use crate::store::{Dataset, Origin};

/// What the public is not to see.
#[derive(Clone, Debug, PartialEq)]
pub struct Public {
    /// Side of the grid's squares in metres.
    pub coarsen_m: f64,
    /// Sources to leave out beside those that are marked.
    pub withheld: BTreeSet<SourceId>,
}

/// What was taken out, counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Removed {
    pub coarsen_m: f64,
    /// Shapes and points that were moved.
    pub places: usize,
    /// Coordinates that stood in words of places.
    pub coordinates: usize,
    pub cameras: usize,
    /// Boxes, lassos and precisions that scenes ask for.
    pub filters: usize,
    pub notes: usize,
    /// What scenes have drawn on the exact ground.
    pub annotations: usize,
    pub copies: usize,
    pub media: usize,
    /// Addresses of sources that lead to a disk.
    pub addresses: usize,
    pub sources: usize,
    pub quotes: usize,
    pub claims: usize,
    pub events: usize,
    pub links: usize,
    pub scenes: usize,
    /// The scenes that stayed, by their old places.
    pub kept_scenes: Vec<usize>,
    /// Members that this version does not know.
    pub unknown: usize,
    /// What words still give away.
    pub warnings: Vec<String>,
}

/// The collection as the public may see it.
pub fn public(mut collection: Collection, terms: &Public) -> (Collection, Removed) {
    let mut removed = Removed {
        coarsen_m: terms.coarsen_m,
        ..Removed::default()
    };
    let secrets = leave_out(&mut collection, terms, &mut removed);
    places::coarsen(&mut collection, terms.coarsen_m, &mut removed);
    strip(&mut collection, &mut removed);
    removed.warnings = words::still_said(&collection, &secrets);
    (collection, removed)
}

/// The same of a snapshot with the scenes as they are now; `Origin` keeps how many rows were left out, and no name.
pub fn public_dataset(dataset: &Dataset, scenes: &[Scene], terms: &Public) -> (Dataset, Removed) {
    let mut collection = dataset.collection().clone();
    if dataset.has_records() {
        let rows = dataset.rows();
        collection.events = rows.map(|row| dataset.event(row).into_owned()).collect();
    }
    collection.scenes = scenes.to_vec();
    let (collection, removed) = public(collection, terms);
    let report = dataset.origin().report.as_ref();
    let origin = Origin {
        report: report.map(|report| ImportReport {
            notes: Vec::new(),
            ..report.clone()
        }),
        ..Origin::default()
    };
    (Dataset::new(collection, origin), removed)
}

impl Removed {
    /// `Public: places are known to 10 km at best`.
    pub fn heading(&self) -> String {
        format!(
            "Public: places are coarsened to {}",
            distance_words(self.coarsen_m)
        )
    }

    /// One line for each kind of thing that was taken out or changed.
    pub fn lines(&self) -> Vec<String> {
        let counts = [
            (self.places, "place coarsened", "places coarsened"),
            (
                self.coordinates,
                "coordinate in the words of a place left out",
                "coordinates in the words of places left out",
            ),
            (self.cameras, "camera coarsened", "cameras coarsened"),
            (
                self.filters,
                "filter by place widened",
                "filters by place widened",
            ),
            (
                self.notes,
                "scene’s presenter notes left out",
                "scenes’ presenter notes left out",
            ),
            (
                self.annotations,
                "annotation left out",
                "annotations left out",
            ),
            (
                self.copies,
                "stored copy left out",
                "stored copies left out",
            ),
            (self.media, "medium left out", "media left out"),
            (
                self.addresses,
                "local address left out",
                "local addresses left out",
            ),
            (self.sources, "source left out", "sources left out"),
            (self.quotes, "quote left out", "quotes left out"),
            (
                self.claims,
                "claim left out that rests on these alone",
                "claims left out that rest on these alone",
            ),
            (
                self.events,
                "event left out that rests on these alone",
                "events left out that rest on these alone",
            ),
            (
                self.links,
                "link left out that leads to these",
                "links left out that lead to these",
            ),
            (
                self.scenes,
                "scene left out that asks for these alone",
                "scenes left out that ask for these alone",
            ),
            (
                self.unknown,
                "further member left out",
                "further members left out",
            ),
        ];
        let lines: Vec<String> = counts
            .into_iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, one, many)| {
                format!("{} {}", grouped(n as u64), if n == 1 { one } else { many })
            })
            .collect();
        if lines.is_empty() {
            vec![String::from("There was nothing to take out")]
        } else {
            lines
        }
    }
}

/// Whether something is marked as not for the public.
fn is_marked(extra: &Extra) -> bool {
    extra
        .iter()
        .any(|(name, raw)| name == "restricted" && raw.trim() == "true")
}

/// Takes out what is marked or named, with what rests on it alone; returns its words, to look for elsewhere.
fn leave_out(collection: &mut Collection, terms: &Public, removed: &mut Removed) -> words::Secrets {
    let mut secrets = words::Secrets::default();
    let mut sources: HashSet<SourceId> = HashSet::new();
    collection.sources.retain(|source| {
        let goes = terms.withheld.contains(&source.id) || is_marked(&source.extra);
        if goes {
            secrets.source(source);
            sources.insert(source.id.clone());
        }
        !goes
    });
    removed.sources = sources.len();
    for source in &mut collection.sources {
        source.origin.take_if(|origin| sources.contains(origin));
    }
    let mut events: HashSet<EventId> = HashSet::new();
    let mut quotes: HashSet<QuoteId> = HashSet::new();
    for event in &mut collection.events {
        let n_before = event.quotes.len();
        event.quotes.retain(|quote| {
            let goes = sources.contains(&quote.source) || is_marked(&quote.extra);
            if goes {
                secrets.quote(quote);
                quotes.insert(quote.id.clone());
            }
            !goes
        });
        removed.quotes += n_before - event.quotes.len();
        let rests_on_these = n_before > 0 && event.quotes.is_empty();
        if rests_on_these || is_marked(&event.extra) {
            secrets.event(event);
            events.insert(event.id.clone());
        }
    }
    let n_before = collection.events.len();
    collection
        .events
        .retain(|event| !events.contains(&event.id));
    removed.events = n_before - collection.events.len();
    for event in &mut collection.events {
        leave_out_claims(event, &quotes, removed);
        let n_before = event.links.len();
        event.links.retain(|link| !events.contains(&link.to));
        removed.links += n_before - event.links.len();
    }
    let mut idx = 0..;
    collection.scenes.retain_mut(|scene| {
        let keeps = leave_out_of_scene(scene, &sources, &events);
        let idx = idx.next().filter(|_| keeps);
        removed.kept_scenes.extend(idx);
        removed.scenes += usize::from(!keeps);
        keeps
    });
    secrets.forget_what_others_say(collection);
    secrets
}

/// Takes out the claims that cite nothing but what was taken out.
fn leave_out_claims(event: &mut Event, quotes: &HashSet<QuoteId>, removed: &mut Removed) {
    fn thin<T>(claims: &mut Vec<Claim<T>>, quotes: &HashSet<QuoteId>) -> usize {
        let n_before = claims.len();
        claims.retain_mut(|claim| {
            let had_any = !claim.cites.is_empty();
            claim.cites.retain(|id| !quotes.contains(id));
            !had_any || !claim.cites.is_empty()
        });
        n_before - claims.len()
    }
    let n_places = event.places.len();
    removed.claims += thin(&mut event.when, quotes)
        + thin(&mut event.places, quotes)
        + thin(&mut event.actors, quotes)
        + thin(&mut event.measures, quotes);
    // The feature's own geometry is the place of claims that have none; without any of them it is nobody's.
    if n_places > 0 && event.places.is_empty() {
        event.geometry = None;
    }
}

/// Whether a scene may stay: not if it asks for nothing but what was taken out.
fn leave_out_of_scene(
    scene: &mut Scene,
    sources: &HashSet<SourceId>,
    events: &HashSet<EventId>,
) -> bool {
    scene.selection.take_if(|id| events.contains(id));
    let Some(filter) = &mut scene.filter else {
        return true;
    };
    let asked = !filter.sources.is_empty();
    filter
        .sources
        .retain(|id| !sources.contains(&SourceId(id.clone())));
    !asked || !filter.sources.is_empty()
}

/// Takes out what never leaves the house, and what nobody knows the meaning of.
fn strip(collection: &mut Collection, removed: &mut Removed) {
    let mut clear = |extra: &mut Extra| {
        removed.unknown += extra.len();
        extra.clear();
    };
    clear(&mut collection.extra);
    clear(&mut collection.extra_document);
    collection
        .handling
        .iter_mut()
        .for_each(|handling| clear(&mut handling.extra));
    collection
        .categories
        .iter_mut()
        .for_each(|category| clear(&mut category.extra));
    for source in &mut collection.sources {
        clear(&mut source.extra);
    }
    for event in &mut collection.events {
        clear(&mut event.extra);
        clear(&mut event.written.extra);
        event
            .quotes
            .iter_mut()
            .for_each(|quote| clear(&mut quote.extra));
        event
            .links
            .iter_mut()
            .for_each(|link| clear(&mut link.extra));
        event
            .when
            .iter_mut()
            .for_each(|claim| clear(&mut claim.extra));
        event
            .places
            .iter_mut()
            .for_each(|claim| clear(&mut claim.extra));
        event
            .actors
            .iter_mut()
            .for_each(|claim| clear(&mut claim.extra));
        event
            .measures
            .iter_mut()
            .for_each(|claim| clear(&mut claim.extra));
        event.written = Written {
            id: event.written.id.take(),
            ..Written::default()
        };
    }
    for scene in &mut collection.scenes {
        clear(&mut scene.extra);
        scene
            .window
            .iter_mut()
            .for_each(|window| clear(&mut window.extra));
        scene
            .filter
            .iter_mut()
            .for_each(|filter| clear(&mut filter.extra));
        removed.notes += usize::from(scene.notes.take().is_some());
        removed.annotations += scene.annotations.len() + scene.unread_annotations.len();
        scene.annotations.clear();
        scene.unread_annotations.clear();
    }
    for source in &mut collection.sources {
        removed.copies += source.captures.len();
        source.captures.clear();
        for address in [&mut source.url, &mut source.archive_url] {
            let local = address.take_if(|address| !is_public_address(address));
            removed.addresses += usize::from(local.is_some());
        }
    }
    for event in &mut collection.events {
        removed.media += event.media.len();
        event.media.clear();
    }
    // A plain file's properties went; what is left is written in the collection's own format.
    collection.own_format = true;
}

/// Whether an address leads to the open web, rather than to a disk or a house network.
fn is_public_address(address: &str) -> bool {
    let lower = address.trim().to_lowercase();
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| lower.strip_prefix(scheme));
    let Some(rest) = rest else {
        return lower.starts_with("doi:") || lower.starts_with("urn:");
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or(host);
    let name = host.split(':').next().unwrap_or(host);
    let is_house = name == "localhost"
        || ["127.", "10.", "192.168.", "169.254."]
            .iter()
            .any(|net| name.starts_with(net))
        || [".local", ".internal", ".lan"]
            .iter()
            .any(|end| name.ends_with(end));
    name.contains('.') && !is_house
}

#[cfg(test)]
mod tests;
