//! Which places somebody means: names in any spelling, or a position in any form.
//!
//! Ranked by how exactly the name is met, then by size and kind, then by nearness to what is looked at. Places that the
//! events themselves name come first. Words after or before a name may say where it lies: “tripoli lebanon”.

mod asked;
mod own;

pub use self::own::{OwnPlace, own_places};

use std::collections::BTreeMap;

use self::asked::{Asked, Way};
use crate::model::coordinate::{self, NotQuite, Reading};
use crate::model::place::LatLon;
use crate::model::transliteration::{key, words};
use crate::store::gazetteer::{Belongs, Gazetteer, PlaceIdx, PlaceKind};

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// As it was typed.
    pub text: &'a str,
    /// What is looked at; places near it are preferred.
    pub near: Option<LatLon>,
    /// Places that events name.
    pub own: &'a [OwnPlace],
    pub n_max: usize,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The words are a position.
    Position(Reading),
    /// The words look like a position, and are none; places may be found all the same.
    NotQuite(NotQuite, Vec<Found>),
    /// The best first.
    Places(Vec<Found>),
}

/// A place that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub name: String,
    pub name_ar: Option<String>,
    pub kind: FoundKind,
    /// Two letters, ISO 3166; empty where the place lies in none.
    pub country: String,
    /// The country's English name, and the part of it.
    pub country_name: String,
    pub admin1: String,
    pub at: LatLon,
    /// The name that was met, where it is another than the first.
    pub also: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundKind {
    Table(PlaceKind),
    /// Named by so many events.
    Events(usize),
}

impl FoundKind {
    /// As it is written in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Table(kind) => kind.id(),
            Self::Events(_) => "event",
        }
    }
}

impl Found {
    /// Where it lies, in words: `Homs, Syria`.
    pub fn whereabouts(&self) -> String {
        let parts = [self.admin1.as_str(), self.country_name.as_str()];
        let parts: Vec<&str> = parts
            .into_iter()
            .filter(|part| !part.is_empty() && *part != self.name)
            .collect();
        parts.join(", ")
    }
}

/// Letters that are looked at.
const TYPED_MAX: usize = 200;

/// Finds what somebody's words mean.
pub fn places(gazetteer: &Gazetteer, question: &Question<'_>) -> Answer {
    match coordinate::read(question.text) {
        Some(Ok(reading)) => Answer::Position(reading),
        Some(Err(error)) => Answer::NotQuite(error, by_name(gazetteer, question)),
        None => Answer::Places(by_name(gazetteer, question)),
    }
}

/// How well a name is met. A difference of ten is worth two powers of ten of inhabitants.
mod worth {
    pub(super) const SAME: f32 = 100.0;
    pub(super) const SAME_ALIAS: f32 = 95.0;
    pub(super) const SAME_KEY: f32 = 74.0;
    pub(super) const SAME_KEY_ALIAS: f32 = 71.0;
    pub(super) const BEGINS: f32 = 62.0;
    pub(super) const BEGINS_ALIAS: f32 = 54.0;
    pub(super) const INSIDE: f32 = 44.0;
    pub(super) const MISTYPED: f32 = 30.0;
    pub(super) const POWER_OF_TEN: f32 = 5.0;
    /// At the place itself; half of it at [`HALF_KM`](super::HALF_KM).
    pub(super) const NEAR: f32 = 16.0;
    /// For words that say where it lies.
    pub(super) const QUALIFIED: f32 = 8.0;
    /// For leaving out “near” and the like.
    pub(super) const HINTED: f32 = -6.0;
}

/// Kilometres at which nearness is worth half.
const HALF_KM: f32 = 150.0;
/// Places whose names are compared letter by letter.
const COMPARED_MAX: usize = 400;

/// A place with what speaks for it.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    score: f32,
    /// Its key is that of the words.
    is_same_key: bool,
    /// The way of reading the words that found it.
    way: usize,
}

fn by_name(gazetteer: &Gazetteer, question: &Question<'_>) -> Vec<Found> {
    if question.n_max == 0 || question.text.chars().nth(TYPED_MAX).is_some() {
        return Vec::new();
    }
    let asked = Asked::new(question.text);
    let mut found = own::found(gazetteer, question, &asked);
    let mut board = Board::new(gazetteer, question.near);
    let areas = areas_of(gazetteer, &asked.ways);
    for (nth, way) in asked.ways.iter().enumerate() {
        board.collect(&way.key, (nth, way), areas[nth].as_deref(), 0.0);
    }
    if !board.has_same_key {
        for (nth, way) in asked.ways.iter().enumerate() {
            for key in way.mistyped() {
                let less = worth::MISTYPED - worth::BEGINS;
                board.collect(&key, (nth, way), areas[nth].as_deref(), less);
            }
        }
    }
    let mut ranked = board.into_candidates();
    // By number where equal: the table begins with the largest.
    let by_score = |a: &(PlaceIdx, Candidate), b: &(PlaceIdx, Candidate)| {
        b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0))
    };
    if ranked.len() > COMPARED_MAX {
        ranked.select_nth_unstable_by(COMPARED_MAX, by_score);
        ranked.truncate(COMPARED_MAX);
    }
    for (idx, candidate) in &mut ranked {
        candidate.score += exactness(gazetteer, *idx, &asked.ways[candidate.way], candidate);
    }
    ranked.sort_unstable_by(by_score);
    for (idx, candidate) in ranked {
        if found.len() >= question.n_max {
            break;
        }
        let way = &asked.ways[candidate.way];
        let Some(place) = found_of(gazetteer, idx, way) else {
            continue;
        };
        if !found.iter().any(|other| is_same_place(other, &place)) {
            found.push(place);
        }
    }
    found
}

/// Metres between two tables' idea of one town, at most.
const APART_M: f64 = 3_000.0;

/// Whether two rows would show the same place twice.
fn is_same_place(one: &Found, other: &Found) -> bool {
    let is_named_alike =
        key(&one.name) == key(&other.name) || Some(&one.name) == other.also.as_ref();
    let is_area = |found: &Found| {
        matches!(
            found.kind,
            FoundKind::Table(PlaceKind::Country | PlaceKind::Region | PlaceKind::Water)
        )
    };
    is_named_alike && is_area(one) == is_area(other) && one.at.distance_m(other.at) < APART_M
}

/// What speaks for each place.
struct Board<'a> {
    gazetteer: &'a Gazetteer,
    near: Option<LatLon>,
    /// By place; without any, a score of minus infinity.
    best: Vec<Candidate>,
    /// Places that have one.
    met: Vec<PlaceIdx>,
    has_same_key: bool,
}

impl<'a> Board<'a> {
    fn new(gazetteer: &'a Gazetteer, near: Option<LatLon>) -> Self {
        let none = Candidate {
            score: f32::NEG_INFINITY,
            is_same_key: false,
            way: 0,
        };
        Self {
            gazetteer,
            near,
            best: vec![none; gazetteer.len()],
            met: Vec::new(),
            has_same_key: false,
        }
    }

    /// Adds every place with a key that begins so, and that lies in one of the areas.
    fn collect(&mut self, key: &str, (nth, way): (usize, &Way), areas: Option<&[bool]>, less: f32) {
        if key.is_empty() {
            return;
        }
        let shrink = self.near.map_or(1.0, |at| at.lat.to_radians().cos() as f32);
        for (idx, belongs, longer) in self.gazetteer.with_prefix(key) {
            let facts = self.gazetteer.facts(idx);
            if areas.is_some_and(|areas| !areas[usize::from(facts.area.0)]) {
                continue;
            }
            let is_same_key = longer == 0 && less == 0.0;
            let met = match (longer == 0, belongs) {
                (true, Belongs::Name) => worth::SAME_KEY,
                (true, Belongs::Alias) => worth::SAME_KEY_ALIAS,
                (false, Belongs::Name) => worth::BEGINS,
                (false, Belongs::Alias) => worth::BEGINS_ALIAS,
                (_, Belongs::Inside) => worth::INSIDE,
            };
            let nearness = self.near.map_or(0.0, |at| {
                let lat = facts.lat - at.lat as f32;
                let lon = (facts.lon - at.lon as f32).abs();
                let lon = lon.min(360.0 - lon) * shrink;
                let km = (lat * lat + lon * lon).sqrt() * 111.2;
                worth::NEAR / (1.0 + km / HALF_KM)
            });
            let size = facts.size * worth::POWER_OF_TEN;
            let score = met + less + size + nearness + way.worth;
            let best = &mut self.best[idx.0 as usize];
            if best.score >= score {
                continue;
            }
            if best.score == f32::NEG_INFINITY {
                self.met.push(idx);
            }
            self.has_same_key |= is_same_key;
            *best = Candidate {
                score,
                is_same_key,
                way: nth,
            };
        }
    }

    fn into_candidates(self) -> Vec<(PlaceIdx, Candidate)> {
        let Self { best, met, .. } = self;
        met.into_iter()
            .map(|idx| (idx, best[idx.0 as usize]))
            .collect()
    }
}

/// Which areas are meant by each way's words that say where it lies; `None`: there are no such words.
fn areas_of(gazetteer: &Gazetteer, ways: &[Way]) -> Vec<Option<Vec<bool>>> {
    let mut by_word: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for word in ways.iter().flat_map(|way| &way.qualifiers) {
        by_word.entry(word).or_insert_with(|| {
            let key = key(word);
            gazetteer
                .areas()
                .iter()
                .map(|area| area.is_meant_by(word, &key))
                .collect()
        });
    }
    let of_way = |way: &Way| {
        let sets = way
            .qualifiers
            .iter()
            .filter_map(|word| by_word.get(word.as_str()));
        sets.cloned()
            .reduce(|a, b| a.iter().zip(&b).map(|(a, b)| *a && *b).collect())
    };
    ways.iter().map(of_way).collect()
}

/// What the letters themselves add to the same sounds.
fn exactness(gazetteer: &Gazetteer, idx: PlaceIdx, way: &Way, candidate: &Candidate) -> f32 {
    /// For beginning with the very letters.
    const BEGINS_SO: f32 = 8.0;
    /// For beginning with all but one of them.
    const BEGINS_NEARLY_SO: f32 = 6.0;
    let Some(entry) = gazetteer.place(idx) else {
        return 0.0;
    };
    let is_same = |name: &str| words(name) == way.words;
    if candidate.is_same_key {
        if is_same(entry.name) || is_same(entry.name_ar) {
            return worth::SAME - worth::SAME_KEY;
        }
        if entry.aliases().any(is_same) {
            return worth::SAME_ALIAS - worth::SAME_KEY_ALIAS;
        }
    }
    let typed = way.words.join(" ");
    let begins = |name: &str| words(name).join(" ").starts_with(&typed);
    if begins(entry.name) || begins(entry.name_ar) {
        BEGINS_SO
    } else if asked::is_one_off(&words(entry.name).join(" "), &typed) {
        BEGINS_NEARLY_SO
    } else {
        0.0
    }
}

fn found_of(gazetteer: &Gazetteer, idx: PlaceIdx, way: &Way) -> Option<Found> {
    let entry = gazetteer.place(idx)?;
    let begins_so = |name: &str| key(name).starts_with(&way.key);
    let also = if begins_so(entry.name) || begins_so(entry.name_ar) {
        None
    } else {
        let typed = |alias: &&str| words(alias) == way.words;
        let alias = entry.aliases().find(typed);
        alias.or_else(|| entry.aliases().find(|alias| begins_so(alias)))
    };
    let country = gazetteer.country(entry.country);
    Some(Found {
        name: entry.name.to_owned(),
        name_ar: (!entry.name_ar.is_empty()).then(|| entry.name_ar.to_owned()),
        kind: FoundKind::Table(entry.kind),
        country: entry.country.to_owned(),
        country_name: country.map_or_else(String::new, |country| country.name.to_owned()),
        admin1: entry.admin1.to_owned(),
        at: entry.at,
        also: also.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests;
