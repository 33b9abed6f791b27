//! The table of the world's places, and an index of their names.
//!
//! Immutable once it is made. It holds the table as text and reads a place of it when somebody asks; what ranking
//! needs of every place is in columns. Making it takes some tenths of a second, and is not done on the UI thread.

mod entry;
mod key;
mod making;

use std::ops::Range;
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use self::entry::read_line;
pub use self::entry::{Entry, PlaceKind};
use self::key::{Key, bytes_of, head_of, in_order};
use self::making::{Part, in_order_of_numbers, line_parts};
use crate::model::place::LatLon;
use crate::model::transliteration::{key, words};
use crate::store::parallel;

/// A place by its number in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceIdx(pub u32);

/// How a key belongs to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Belongs {
    /// The key of its name, or of its Arabic name.
    Name,
    Alias,
    /// The key of its name from its second word on, or a later one.
    Inside,
}

/// What ranking needs of every place.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Decimal logarithm of its inhabitants, or of those that its kind stands for.
    pub size: f32,
    pub lat: f32,
    pub lon: f32,
    /// Where it lies.
    pub area: AreaIdx,
}

/// A part of a country, by its number in [`Gazetteer::areas`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AreaIdx(pub u16);

/// A part of a country, or all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Two letters, ISO 3166.
    pub country: String,
    /// Empty for all of it.
    pub admin1: String,
    /// Keys of the words of its name.
    keys: Vec<String>,
    /// Keys of the words of the country's names.
    country_keys: Arc<[String]>,
}

impl Area {
    /// Whether a word, given by its key, may mean it or its country.
    pub fn is_meant_by(&self, word: &str, key: &str) -> bool {
        let mut keys = self.keys.iter().chain(self.country_keys.iter());
        word.eq_ignore_ascii_case(&self.country) || keys.any(|own| own.starts_with(key))
    }
}

/// The table and its index.
pub struct Gazetteer {
    table: String,
    /// Where the line of each place begins, and at last where the table ends.
    lines: Vec<u32>,
    facts: Vec<Facts>,
    /// Text of all keys.
    text: Vec<u8>,
    /// Sorted.
    keys: Vec<Key>,
    areas: Vec<Area>,
    /// Names of countries by their two letters.
    countries: FxHashMap<String, PlaceIdx>,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Gazetteer({} places, {} keys)",
            self.len(),
            self.keys.len()
        )
    }
}

impl Gazetteer {
    /// Reads the table: a header, then `name name_ar kind country admin1 lat lon population aliases` with tabs between.
    /// Lines that cannot be read are left out, and counted in the answer.
    pub fn new(table: String) -> (Self, usize) {
        let body = table.find('\n').map_or(table.len(), |end| end + 1);
        let ranges = line_parts(&table, body, parallel::n_threads() * 4);
        let parts: Mutex<Vec<(usize, Part<'_>, usize)>> = Mutex::default();
        parallel::for_each(parallel::n_threads(), ranges, |range| {
            let (part, n_bad) = Part::of(&table, range.clone());
            if let Ok(mut parts) = parts.lock() {
                parts.push((range.start, part, n_bad));
            }
        });
        let mut parts = parts.into_inner().unwrap_or_default();
        parts.sort_by_key(|(start, ..)| *start);
        let n_bad = parts.iter().map(|(.., n_bad)| n_bad).sum();
        let mut all = Part::default();
        for (_, part, _) in parts {
            all.append(part);
        }
        let areas: Vec<(String, String)> = in_order_of_numbers(all.areas.drain())
            .into_iter()
            .map(|fields| {
                let (country, admin1) = fields.split_once('\t').unwrap_or((fields, ""));
                (country.to_owned(), admin1.to_owned())
            })
            .collect();
        let Part {
            areas: _,
            text,
            mut keys,
            facts,
            lines,
            countries,
        } = all;
        // Stable: it finds the parts in their order, and only merges them.
        keys.sort_by(|a, b| in_order(&text, a, b));
        let mut found = Self {
            table,
            lines,
            facts,
            text,
            keys,
            areas: Vec::new(),
            countries: countries.into_iter().collect(),
        };
        found.areas = found.areas_of(areas);
        (found, n_bad)
    }

    /// Countries and their parts, with the keys of their names.
    fn areas_of(&self, names: Vec<(String, String)>) -> Vec<Area> {
        let mut keys: FxHashMap<String, Arc<[String]>> = FxHashMap::default();
        let area = |(country, admin1): (String, String)| {
            let country_keys = keys
                .entry(country.clone())
                .or_insert_with(|| self.country_keys(&country));
            Area {
                country_keys: Arc::clone(country_keys),
                keys: words(&admin1).iter().map(|word| key(word)).collect(),
                country,
                admin1,
            }
        };
        names.into_iter().map(area).collect()
    }

    /// The keys of the words of a country's names.
    fn country_keys(&self, code: &str) -> Arc<[String]> {
        /// Bytes; shorter other names are abbreviations, which could mean anything.
        const ALIAS_MIN: usize = 4;
        let Some(country) = self.country(code) else {
            return Arc::default();
        };
        let aliases = country.aliases().filter(|alias| alias.len() >= ALIAS_MIN);
        let names = [country.name, country.name_ar].into_iter().chain(aliases);
        names.flat_map(words).map(|word| key(&word)).collect()
    }

    /// Places in the table.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A place by its number.
    pub fn place(&self, idx: PlaceIdx) -> Option<Entry<'_>> {
        let begin = *self.lines.get(idx.0 as usize)? as usize;
        let line = self.table.get(begin..)?.lines().next()?;
        read_line(line)
    }

    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    pub fn facts(&self, idx: PlaceIdx) -> Facts {
        self.facts[idx.0 as usize]
    }

    /// The place that is a country, by its two letters.
    pub fn country(&self, code: &str) -> Option<Entry<'_>> {
        self.countries.get(code).and_then(|idx| self.place(*idx))
    }

    /// Every place that has a key which begins so, with how much longer the key is. A place comes as often as it has
    /// such keys.
    pub fn with_prefix<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (PlaceIdx, Belongs, usize)> + use<'a> {
        let range = self.range_of(prefix.as_bytes());
        self.keys[range].iter().map(|key| {
            let longer = usize::from(key.length) - prefix.len();
            (PlaceIdx(key.place), key.belongs, longer)
        })
    }

    fn range_of(&self, prefix: &[u8]) -> Range<usize> {
        let lowest = head_of(prefix);
        let begin = self.keys.partition_point(|key| {
            key.head < lowest || key.head == lowest && bytes_of(&self.text, key) < prefix
        });
        let behind = &self.keys[begin..];
        // The prefix with all ones behind it.
        let highest = if prefix.len() < 8 {
            lowest | u64::MAX.checked_shr(8 * prefix.len() as u32).unwrap_or(0)
        } else {
            lowest
        };
        let n_found = behind.partition_point(|key| {
            key.head < highest
                || key.head == highest && {
                    let bytes = bytes_of(&self.text, key);
                    bytes.starts_with(prefix) || bytes < prefix
                }
        });
        begin..begin + n_found
    }

    /// The place nearest to a position that is no area, and how far it is in metres on a sphere.
    pub fn nearest(&self, at: LatLon) -> Option<(Entry<'_>, f64)> {
        let shrink = at.lat.to_radians().cos().max(0.01) as f32;
        let off = |facts: &Facts| {
            let lat = facts.lat - at.lat as f32;
            let lon = (facts.lon - at.lon as f32).abs();
            let lon = lon.min(360.0 - lon) * shrink;
            lat * lat + lon * lon
        };
        let mut best: Option<(f32, PlaceIdx)> = None;
        for (idx, facts) in self.facts.iter().enumerate() {
            let off = off(facts);
            if best.is_none_or(|(least, _)| off < least) {
                let idx = PlaceIdx(idx as u32);
                let is_spot = self.place(idx).is_some_and(|entry| {
                    !matches!(
                        entry.kind,
                        PlaceKind::Country | PlaceKind::Region | PlaceKind::Water
                    )
                });
                if is_spot {
                    best = Some((off, idx));
                }
            }
        }
        let entry = self.place(best?.1)?;
        Some((entry, entry.at.distance_m(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::transliteration::key;

    const TABLE: &str = "name\tname_ar\tkind\tcountry\tadmin1\tlat\tlon\tpopulation\taliases
Syria\tسوريا\tcountry\tSY\t\t35.0\t38.0\t17000000\t
Raqqa\tالرقة\ttown\tSY\tRaqqa\t35.9528\t39.0079\t531952\tAr-Raqqah|Rakka|Ракка
broken line
Deir ez-Zor\tدير الزور\ttown\tSY\tDeir ez-Zor\t35.3359\t40.1408\t271800\tDayr az Zawr
";

    #[test]
    fn a_place_is_found_by_the_beginning_of_any_of_its_keys() {
        let (gazetteer, n_bad) = Gazetteer::new(TABLE.to_owned());
        assert_eq!((gazetteer.len(), n_bad), (3, 1));
        let names = |typed: &str| -> Vec<&str> {
            let key = key(typed);
            let mut names: Vec<&str> = gazetteer
                .with_prefix(&key)
                .filter_map(|(idx, ..)| gazetteer.place(idx))
                .map(|entry| entry.name)
                .collect();
            names.dedup();
            names
        };
        assert_eq!(names("Rakk"), ["Raqqa"]);
        assert_eq!(names("الرق"), ["Raqqa"]);
        assert_eq!(names("Ракк"), ["Raqqa"]);
        assert_eq!(names("dayr"), ["Deir ez-Zor"]);
        assert_eq!(names("zor"), ["Deir ez-Zor"]);
        assert_eq!(names("Deir ez-Zorro"), [""; 0]);
        assert_eq!(names("zqxjzqxjzqxj"), [""; 0]);
        assert_eq!(
            gazetteer.country("SY").map(|entry| entry.name),
            Some("Syria")
        );
        let near = LatLon {
            lat: 35.9,
            lon: 39.1,
        };
        assert_eq!(
            gazetteer.nearest(near).map(|(entry, _)| entry.name),
            Some("Raqqa")
        );
    }

    #[test]
    fn a_table_may_be_empty() {
        for table in ["", "name\tname_ar\n", "\n\n"] {
            let (gazetteer, _) = Gazetteer::new(table.to_owned());
            assert!(gazetteer.is_empty());
            assert_eq!(gazetteer.with_prefix("a").count(), 0);
            assert!(gazetteer.nearest(LatLon { lat: 0.0, lon: 0.0 }).is_none());
        }
    }
}
