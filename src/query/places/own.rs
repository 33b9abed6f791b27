//! Places that the events of a collection name.

use std::collections::BTreeMap;

use super::asked::Asked;
use super::{APART_M, Found, FoundKind, Question};
use crate::model::place::LatLon;
use crate::model::transliteration::{key, words};
use crate::store::Dataset;
use crate::store::gazetteer::Gazetteer;

/// Events whose places are read; reading one of a table takes some microseconds.
const EVENTS_MAX: usize = 5_000;
/// Own places that are shown before others.
const SHOWN_MAX: usize = 4;

/// A place as events name it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnPlace {
    pub name: String,
    pub at: LatLon,
    pub n_events: usize,
    words: Vec<String>,
    key: String,
}

/// The places that events name and that lie on the map, the one that most of them name first. Of a large collection
/// those of its first events.
pub fn own_places(dataset: &Dataset) -> Vec<OwnPlace> {
    let mut found: BTreeMap<String, OwnPlace> = BTreeMap::new();
    for row in dataset.rows().take(EVENTS_MAX) {
        let Some(at) = dataset.anchor(row) else {
            continue;
        };
        let event = dataset.event(row);
        let name = event.place().and_then(|claim| claim.value.name.as_deref());
        let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
            continue;
        };
        let place = found.entry(name.to_owned()).or_insert_with(|| OwnPlace {
            name: name.to_owned(),
            at,
            n_events: 0,
            words: words(name),
            key: key(name),
        });
        place.n_events += 1;
    }
    let mut places: Vec<OwnPlace> = found.into_values().collect();
    // Stable: by name where equal.
    places.sort_by_key(|place| std::cmp::Reverse(place.n_events));
    places
}

/// Those that are meant, the best first.
pub(super) fn found(gazetteer: &Gazetteer, question: &Question<'_>, asked: &Asked) -> Vec<Found> {
    let Some(way) = asked.ways.first() else {
        return Vec::new();
    };
    let rank = |place: &OwnPlace| {
        if place.words == way.words {
            return Some(0);
        }
        if place.key == way.key {
            return Some(1);
        }
        let begins = |from: usize| {
            crate::model::transliteration::key_of_words(&place.words[from..]).starts_with(&way.key)
        };
        (0..place.words.len())
            .find(|from| begins(*from))
            .map(|from| 2 + from)
    };
    let mut ranked: Vec<(usize, &OwnPlace)> = question
        .own
        .iter()
        .filter_map(|place| Some((rank(place)?, place)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked
        .into_iter()
        .take(SHOWN_MAX.min(question.n_max))
        .map(|(_, place)| place.found(gazetteer))
        .collect()
}

impl OwnPlace {
    /// This place, with what the table knows of one of the same name there.
    fn found(&self, gazetteer: &Gazetteer) -> Found {
        let same = gazetteer
            .with_prefix(&self.key)
            .filter(|(_, _, longer)| *longer == 0);
        let entry = same
            .filter_map(|(idx, ..)| gazetteer.place(idx))
            .find(|entry| entry.at.distance_m(self.at) < APART_M);
        let code = entry.map_or("", |entry| entry.country);
        let country = gazetteer.country(code);
        Found {
            name: self.name.clone(),
            name_ar: entry
                .map(|entry| entry.name_ar)
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
            kind: FoundKind::Events(self.n_events),
            country: code.to_owned(),
            country_name: country.map_or_else(String::new, |country| country.name.to_owned()),
            admin1: entry.map_or_else(String::new, |entry| entry.admin1.to_owned()),
            at: self.at,
            also: None,
        }
    }
}
