//! Reading the table in stretches of lines, several at a time.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::entry::{Entry, PlaceKind, read_line};
use super::key::{Key, bytes_of, head_of, in_order};
use super::{AreaIdx, Belongs, Facts, PlaceIdx};
use crate::model::fold::fold;
use crate::model::transliteration::{folded_words, key, key_of_words};
use crate::store::parallel;

/// Keys of a stretch of places.
#[derive(Default)]
pub(super) struct Part<'a> {
    /// Country and part, as they stand in the line.
    pub(super) areas: FxHashMap<&'a str, AreaIdx>,
    pub(super) text: Vec<u8>,
    pub(super) keys: Vec<Key>,
    pub(super) facts: Vec<Facts>,
    pub(super) lines: Vec<u32>,
    pub(super) countries: Vec<(String, PlaceIdx)>,
}

impl<'a> Part<'a> {
    /// Reads the lines of a stretch of the table.
    pub(super) fn of(table: &'a str, range: Range<usize>) -> (Self, usize) {
        let mut part = Self::default();
        let mut n_bad = 0;
        let mut begin = range.start;
        for line in table[range].split_inclusive('\n') {
            match read_line(line.trim_end_matches(['\n', '\r'])) {
                Some(entry) => {
                    let place = part.lines.len() as u32;
                    let area = part.area(line);
                    part.lines.push(begin as u32);
                    part.facts.push(Facts {
                        size: (entry.population as f64)
                            .max(entry.kind.stands_for())
                            .log10() as f32,
                        lat: entry.at.lat as f32,
                        lon: entry.at.lon as f32,
                        area,
                    });
                    if entry.kind == PlaceKind::Country {
                        part.countries
                            .push((entry.country.to_owned(), PlaceIdx(place)));
                    }
                    part.push_keys(place, &entry);
                }
                None if line.trim().is_empty() => {}
                None => n_bad += 1,
            }
            begin += line.len();
        }
        let Self { text, keys, .. } = &mut part;
        keys.sort_unstable_by(|a, b| in_order(text, a, b));
        (part, n_bad)
    }

    /// The number of where the place of a line lies.
    fn area(&mut self, line: &'a str) -> AreaIdx {
        let mut tabs = memchr::memchr_iter(b'\t', line.as_bytes()).skip(2);
        let (Some(from), Some(to)) = (tabs.next(), tabs.nth(1)) else {
            return AreaIdx::default();
        };
        self.intern(&line[from + 1..to])
    }

    fn intern(&mut self, fields: &'a str) -> AreaIdx {
        // More parts than there are numbers would share the last.
        let next = AreaIdx(u16::try_from(self.areas.len()).unwrap_or(u16::MAX));
        *self.areas.entry(fields).or_insert(next)
    }

    fn push_keys(&mut self, place: u32, entry: &Entry<'_>) {
        let first = self.keys.len();
        let folded = fold(entry.name);
        let latin: Vec<&str> = folded_words(&folded).collect();
        self.push(first, place, Belongs::Name, &key_of_words(&latin));
        if !entry.name_ar.is_empty() {
            self.push(first, place, Belongs::Name, &key(entry.name_ar));
        }
        for alias in entry.aliases() {
            self.push(first, place, Belongs::Alias, &key(alias));
        }
        for skipped in 1..latin.len() {
            self.push(
                first,
                place,
                Belongs::Inside,
                &key_of_words(&latin[skipped..]),
            );
        }
    }

    /// Adds a key, unless the place has it already; `first` is its first one.
    fn push(&mut self, first: usize, place: u32, belongs: Belongs, key: &str) {
        let bytes = key.as_bytes();
        let (Ok(length), false) = (u16::try_from(bytes.len()), bytes.is_empty()) else {
            return;
        };
        let head = head_of(bytes);
        let is_there = |other: &Key| other.head == head && bytes_of(&self.text, other) == bytes;
        if self.keys[first..].iter().any(is_there) {
            return;
        }
        let begin = self.text.len() as u32;
        self.text.extend_from_slice(bytes);
        self.keys.push(Key {
            head,
            begin,
            length,
            belongs,
            place,
        });
    }

    pub(super) fn append(&mut self, mut other: Self) {
        let areas = in_order_of_numbers(other.areas.drain());
        let areas: Vec<AreaIdx> = areas
            .into_iter()
            .map(|fields| self.intern(fields))
            .collect();
        let (n_text, n_places) = (self.text.len() as u32, self.lines.len() as u32);
        self.text.extend(other.text);
        self.keys.extend(other.keys.into_iter().map(|key| Key {
            begin: key.begin + n_text,
            place: key.place + n_places,
            ..key
        }));
        let countries = other.countries.into_iter();
        let countries = countries.map(|(code, idx)| (code, PlaceIdx(idx.0 + n_places)));
        self.countries.extend(countries);
        self.facts.extend(other.facts.into_iter().map(|facts| {
            Facts {
                area: areas
                    .get(usize::from(facts.area.0))
                    .copied()
                    .unwrap_or_default(),
                ..facts
            }
        }));
        self.lines.extend(other.lines);
    }
}

pub(super) fn in_order_of_numbers<'a>(
    areas: impl Iterator<Item = (&'a str, AreaIdx)>,
) -> Vec<&'a str> {
    let mut areas: Vec<(&str, AreaIdx)> = areas.collect();
    areas.sort_unstable_by_key(|(_, idx)| idx.0);
    areas.into_iter().map(|(fields, _)| fields).collect()
}

/// Stretches of whole lines.
pub(super) fn line_parts(table: &str, begin: usize, n_parts: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = begin;
    for part in parallel::parts(table.len() - begin, n_parts) {
        let wanted = (begin + part.end).max(from);
        let rest = table.as_bytes().get(wanted..).unwrap_or_default();
        let to = memchr::memchr(b'\n', rest).map_or(table.len(), |at| wanted + at + 1);
        if from < to {
            ranges.push(from..to);
        }
        from = to;
    }
    ranges
}
